// Rehearsals: what the plan of one says of itself, and what the real change's plan says of its last one.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

void remark_rehearsal(PlanBuilder& builder);

}  // namespace estafeta::change
