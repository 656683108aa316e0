#include "connector/cli/set_values.h"

namespace estafeta::cli {

base::Result<std::string> parameters_text(const std::vector<std::string>& assignments) {
  std::string text;
  for (const auto& assignment : assignments) {
    const auto equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0 || assignment.find('\n') != std::string::npos) {
      return base::fail(base::Code::invalid_argument, base::Phrase("cli.bad_set", {{"text", assignment}}));
    }
    text += assignment.substr(0, equals) + ": " + assignment.substr(equals + 1) + "\n";
  }
  return text;
}

int refuse_values(const App& app, const base::Diagnostics& problems, const messages::Speaker& speaker) {
  print_problems(app, problems, speaker);
  return kWrongUse;
}

}  // namespace estafeta::cli
