// A change that somebody made by copying another one: a new draft, whatever it brought along. Private to
// change/.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// Under way, but copied from another change: nothing was made for it, which is said once.
model::Plan stay_a_copy(PlanBuilder& builder);
// Says once, of a copy, what came along with it and is not its own.
void disown(PlanBuilder& builder);
// Tells once of tasks of another change that were copied along with it.
void tell_copies(PlanBuilder& builder);
// Ends what is nobody's work, a copy or a second issue with a key, once somebody has set it to cancelling.
void cancel_as_told(PlanBuilder& builder);

}  // namespace estafeta::change
