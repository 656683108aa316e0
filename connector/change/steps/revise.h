// A new plan for a change that runs: what differs from what its tasks were made from, and what that means for
// tasks in each state. A done task is never altered: what differs becomes a task of its own, `<task>/r1`.
// Private to change/. Pure.
#pragma once

#include <optional>
#include <string>

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// What a task for the difference is called: as the plan has it, and what it was when it was done last.
base::Phrase revision_subject(const Tree& tree, const Node& node, const model::Text& title);

// While a plan is agreed to: texts, departments and relations of what has not begun, notes on what is under
// way, and what is not wanted any more is cancelled unless somebody works on it.
void revise(PlanBuilder& builder);

}  // namespace estafeta::change
