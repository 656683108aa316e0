// Offline commands that read files of cases and print one line of JSON a case.
#pragma once

#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "connector/cli/app.h"
#include "connector/sla/clocks/cases.h"

namespace estafeta::cli {

using CaseReader = std::function<void(std::istream& in, const std::string& file, std::ostream& out,
                                      base::Diagnostics& problems, const sla::RefusedCase& refused)>;

// Every file, in the order given; the exit code, after every problem was printed. A case with problems has
// its line too, with all of them: {"name": …, "error": "24:15: …; 24:40: …"}.
int run_cases(const App& app, const std::vector<std::string>& files, const CaseReader& read);

}  // namespace estafeta::cli
