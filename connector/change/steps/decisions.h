// Decisions of the TAM: a value of the field `decision` with a note as its reason. Private to change/.
#pragma once

#include <set>
#include <string>

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// Which way out of a change that fails the TAM chose: to roll back, to go on without, or none yet. Empties
// the field.
model::Decision decision_at_the_end(PlanBuilder& builder);
// Acts on the TAM's decisions and empties their field. Keys of tasks that need not wait any more.
std::set<std::string> take_decisions(PlanBuilder& builder);

}  // namespace estafeta::change
