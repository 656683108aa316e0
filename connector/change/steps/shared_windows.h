// Two changes of a client in one maintenance window: the TAM of each is told once for each window, and both
// plans say so.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

void tell_shared_windows(PlanBuilder& builder);

}  // namespace estafeta::change
