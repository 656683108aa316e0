// What the plan says of the departments' consent to its dates. Private to change/.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

void remark_consent(PlanBuilder& builder);

}  // namespace estafeta::change
