// `estafeta sla eval`: arrays of cases (calendars, policy, issue, now) in, one line of JSON a case out.
//
// Cases are read and judged one after another, so that a file may be larger than memory.
#pragma once

#include <functional>
#include <istream>
#include <ostream>
#include <string>
#include <string_view>

#include "connector/base/diagnostic.h"

namespace estafeta::sla {

// What is done about a case with problems, in its turn; the name is "" where it has none that could be read.
using RefusedCase = std::function<void(std::string_view name, base::Diagnostics problems)>;

// All cases of an array, in its order, each as {"name": …, "clocks": {"response": {…}, …}}. Cases with
// problems are never judged: they go to `refused`, one that the file's end cuts short among them, or, without
// it, are named in `diagnostics`, where what is wrong with the array stands in any case.
void evaluate_cases(std::istream& in, const std::string& file, std::ostream& out,
                    base::Diagnostics& diagnostics, const RefusedCase& refused = {});

}  // namespace estafeta::sla
