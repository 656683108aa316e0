#include "connector/cli/cases.h"

#include <fstream>

#include "connector/document/json_writer.h"

namespace estafeta::cli {

int run_cases(const App& app, const std::vector<std::string>& files, const CaseReader& read) {
  const auto speaker = builtin_speaker(app);
  base::Diagnostics problems;
  const auto refuse = [&](std::string_view name, base::Diagnostics found) {
    std::string error;
    for (const auto& problem : found) {
      error += (error.empty() ? "" : "; ") + std::to_string(problem.where.line) + ":" +
               std::to_string(problem.where.column) + ": " + speaker.say(problem.what);
    }
    document::JsonWriter line;
    line.begin_object().key("name").value(name).key("error").value(error).end_object();
    app.out << line.text() << '\n';
    problems.insert(problems.end(), found.begin(), found.end());
  };
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      fail(app, {base::Code::not_found, base::Phrase("document.no_file", {{"path", file}})}, speaker);
      return kWrongUse;
    }
    read(in, file, app.out, problems, refuse);
  }
  return print_problems(app, problems, speaker);
}

}  // namespace estafeta::cli
