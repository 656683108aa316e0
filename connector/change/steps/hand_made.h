// What people add to a running change by hand: tasks, and links between tasks. Private to change/.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// A waiting task that somebody put below the running change and that nobody has linked yet to what it needs:
// it may begin only once people had the time to do so. Remarks until when, and has it looked at then.
bool waits_to_be_linked(PlanBuilder& builder, const Node& node);

// Says once which links hold the task back no more, because they came when it had begun or against the word
// of the TAM.
void linked_in_vain(PlanBuilder& builder, const Node& node);

}  // namespace estafeta::change
