// The last call before a maintenance window: by when what a task waits for must be finished, or its window is
// lost, and which one comes next. Private to change/.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// Tells whose work must be finished soon, or a task's maintenance window is lost.
void last_calls(PlanBuilder& builder);

}  // namespace estafeta::change
