// Offline commands that read files of cases and print one line of JSON a case.
#pragma once

#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "connector/cli/app.h"

namespace estafeta::cli {

using CaseReader = std::function<void(std::istream& in, const std::string& file, std::ostream& out,
                                      base::Diagnostics& problems)>;

// Every file, in the order given; the exit code, after every problem was printed.
int run_cases(const App& app, const std::vector<std::string>& files, const CaseReader& read);

}  // namespace estafeta::cli
