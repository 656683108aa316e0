// A change on hold: no task becomes ready, no date moves, and the plan page says so. Whoever works on a task
// in the meantime is told of the hold. What they did takes effect when the change resumes, and dates are then
// recalculated from that instant. Private to change/.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// on_hold: nothing but the page.
model::Plan stand_still(PlanBuilder& builder);

}  // namespace estafeta::change
