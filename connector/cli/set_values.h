// `--set name=value …` as the YAML lines a change holds.
#pragma once

#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/cli/app.h"

namespace estafeta::cli {

// Each value is YAML as it stands: `vms=4`, `sites=[north, south]`. invalid_argument for one without "=".
base::Result<std::string> parameters_text(const std::vector<std::string>& assignments);

// What the template says against them: all of it, and kWrongUse.
int refuse_values(const App& app, const base::Diagnostics& problems, const messages::Speaker& speaker);

}  // namespace estafeta::cli
