// A change under way: gates, hand-overs, dates; puts together what happens to each task. Private to change/.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// in_progress: gates, hand-overs, dates.
model::Plan plan_in_progress(PlanBuilder& builder);

}  // namespace estafeta::change
