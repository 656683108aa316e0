// `estafeta sla eval`: arrays of cases (calendars, policy, issue, now) in, one line of JSON a case out.
//
// Cases are read and judged one after another, so that a file may be larger than memory.
#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "connector/base/diagnostic.h"

namespace estafeta::sla {

// All cases of an array, in its order, each as {"name": …, "clocks": {"response": {…}, …}}. Cases with
// problems are left out of `out`, and named in `diagnostics`.
void evaluate_cases(std::istream& in, const std::string& file, std::ostream& out,
                    base::Diagnostics& diagnostics);

}  // namespace estafeta::sla
