// What a running change does about one task, concept by concept; plan_in_progress.cc puts them together.
// Private to change/.
#pragma once

#include "connector/change/steps/plan_builder.h"
#include "connector/change/steps/steps.h"

namespace estafeta::change {

// Nothing but what takes it back goes on.
bool is_given_up(const Tree& tree, const Node& node);

// Begun though something it needs is not there: said, or put back, as the gate's mode has it.
void too_early(PlanBuilder& builder, const Node& node);
// What it had been allowed to build on is not there now, mostly because it was opened again: said, or held,
// as the mapping's rule has it.
void built_on_what_is_open(PlanBuilder& builder, const Node& node);
// Tells who could begin before what they build on was done that it failed, was cancelled, or is done again
// after that.
void tell_base_lost(PlanBuilder& builder, const Node& node);
// Those that the failure or the end of this one leaves at work on what will not come.
std::vector<const Node*> at_work_on(const Tree& tree, const Node& node);
// One of those who build on a task: whose it is, and its state.
base::Phrase follower(const PlanBuilder& builder, const Node& node);
// Tells the TAM of every such task how far its reach is, once the grace time has passed.
void tell_reach(PlanBuilder& builder);
// Held by that rule, and what it builds on is done again.
void resume(PlanBuilder& builder, const Node& node);
// Tells of values that were corrected once those who had them were done. Whether there are any.
bool tell_corrected_in_vain(PlanBuilder& builder);
// What happened to tasks that the TAM must know of.
void tell_news(PlanBuilder& builder);

}  // namespace estafeta::change
