#include "connector/cli/cases.h"

#include <fstream>

namespace estafeta::cli {

int run_cases(const App& app, const std::vector<std::string>& files, const CaseReader& read) {
  const auto speaker = builtin_speaker(app);
  base::Diagnostics problems;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      fail(app, {base::Code::not_found, base::Phrase("document.no_file", {{"path", file}})}, speaker);
      return kWrongUse;
    }
    read(in, file, app.out, problems);
  }
  return print_problems(app, problems, speaker);
}

}  // namespace estafeta::cli
