// `estafeta plan --cases`: arrays of cases (template, parameters, departments, calendars, client, start) in,
// one line of JSON a case out. Offline: needs no configuration and no tracker.
#pragma once

#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "connector/base/diagnostic.h"
#include "connector/document/node.h"
#include "connector/sla/clocks/cases.h"

namespace estafeta::service {

// One case as a line of JSON without its end: {"name": …, "finish": …, "tasks": [{key, department, needs,
// start, due, slack_s, driver, critical}]}, tasks by key. nullopt: the problems are in `diagnostics`.
std::optional<std::string> plan_case(const document::Node& node, base::Diagnostics& diagnostics);

// All cases of an array, in its order. Cases with problems go to `refused`, as in sla/cases.h, or, without
// one, are named in `diagnostics`.
void plan_cases(std::istream& in, const std::string& file, std::ostream& out, base::Diagnostics& diagnostics,
                const sla::RefusedCase& refused = {});

}  // namespace estafeta::service
