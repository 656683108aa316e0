// `estafeta sla explain`: one incident or task, told to somebody who was not there.
#pragma once

#include "connector/cli/app.h"

namespace estafeta::cli {

// Below `sla`.
void add_sla_explain(CLI::App& group, App& app);

}  // namespace estafeta::cli
