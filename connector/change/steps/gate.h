// What holds a task back, in words. Private to change/.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// The needed task, why it is not there yet, and who holds it.
base::Phrase open_need(const PlanBuilder& builder, const Link& link);

// Of issues outside the change that block a task: what holds it back is a remark; what the TAM does not wait
// for loses its relation; what was opened again when the task had begun is told once.
void look_outside(PlanBuilder& builder, const Node& node);

// Begun though something it needs is not there: said, or put back, as the gate's mode has it.
void too_early(PlanBuilder& builder, const Node& node);

}  // namespace estafeta::change
