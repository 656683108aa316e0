// A change that is cancelled or fails: everything open is closed. Private to change/.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// cancelling, failing: everything open is closed from the roots, the change last; a failing one only once the
// TAM decided about what could be rolled back.
model::Plan wind_up(PlanBuilder& builder, model::State end);
// Cancels a task in that write; who is at work on it is told along with it.
void cancel(const model::Issue& issue, model::IssueChange& change);

}  // namespace estafeta::change
