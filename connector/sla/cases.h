// `estafeta sla eval`: arrays of cases (calendars, policy, issue, now) in, one line of JSON a case out.
//
// Cases are read and judged one after another, so that a file may be larger than memory.
#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "connector/base/diagnostic.h"
#include "connector/document/node.h"

namespace estafeta::sla {

// One case as a line of JSON without its end: {"name": …, "clocks": {"response": {…}, …}}. nullopt: the
// problems are in `diagnostics`.
std::optional<std::string> evaluate_case(const document::Node& node, base::Diagnostics& diagnostics);

// All cases of an array, in its order. Cases with problems are left out of `out`, and named in `diagnostics`.
void evaluate_cases(std::istream& in, const std::string& file, std::ostream& out,
                    base::Diagnostics& diagnostics);

}  // namespace estafeta::sla
