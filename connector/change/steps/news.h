// What the TAM is told once: what failed, is gone or holds others up, and that all is finished. Private to
// change/.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// Tells of values that were corrected once those who had them were done. Whether there are any.
bool tell_corrected_in_vain(PlanBuilder& builder);
// What happened to tasks that the TAM must know of.
void tell_news(PlanBuilder& builder);

}  // namespace estafeta::change
