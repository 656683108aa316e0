// A plan as text that reads well in a diff: what stands in the golden files.
#pragma once

#include <string>

#include "connector/model/plan.h"

namespace estafeta::change {

std::string plan_text(const model::Plan& plan);

}  // namespace estafeta::change
