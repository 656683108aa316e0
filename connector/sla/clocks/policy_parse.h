// Policies as people write them. Pure.
#pragma once

#include "connector/document/node.h"
#include "connector/sla/clocks/policy.h"

namespace estafeta::sla {

// Reads one policy without `valid_from`; every problem goes to `diagnostics`.
std::optional<Policy> parse_policy(const document::Node& node, const calendar::CalendarSet& calendars,
                                   base::Diagnostics& diagnostics);
// Reads a map of name -> list of versions; the set holds the policies that had no problem.
PolicySet parse_policies(const document::Node& node, const calendar::CalendarSet& calendars,
                         base::Diagnostics& diagnostics);

}  // namespace estafeta::sla
