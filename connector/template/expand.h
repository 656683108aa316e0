// Template and parameters -> the desired change, independent of any tracker and of the time.
//
// Left-out tasks are bridged, fan-outs spread, texts cut into segments; values of parameters are never
// expanded again. Fails only on what the parameters make impossible: a value asked of tasks that an empty
// list leaves out, without a default. Pure; safe to call from several threads.
#pragma once

#include <string>

#include "connector/model/change.h"
#include "connector/template/parameters.h"

namespace estafeta::tmpl {

tl::expected<model::DesiredChange, base::Diagnostics> expand(const Template& tmpl,
                                                             const Parameters& parameters,
                                                             const std::string& language = "en");

}  // namespace estafeta::tmpl
