// The promise of a change beside its forecast: kept, late and why, moved by whom. Private to change/. Pure.
//
// Estafeta never writes the promised day.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// Puts the promise into the plan, and says on its page how late it is; asks who moved it without a reason or
// a side for them, once.
void keep_promise(PlanBuilder& builder);

// By how much it is missed, and whose time that was. Of a promise with a delay only.
base::Phrase late_promise(const Rules& rules, const model::Promise& promise);

}  // namespace estafeta::change
