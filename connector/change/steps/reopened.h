// Tasks that had ended, that others began to build on, and that were opened again. Pure.
#pragma once

#include <vector>

#include "connector/change/steps/plan_builder.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/tree.h"

namespace estafeta::change {

struct Reopened {
  const Node* node = nullptr;
  Passage opened;
  // Nodes of all that comes after it, directly or by way of others, but what is cancelled or not made.
  std::vector<std::size_t> reach;
};

// Stands until the task has ended again, or the TAM decided that the others go on. Points into the tree.
std::vector<Reopened> reopened_tasks(const Situation& situation, const Tree& tree);

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

}  // namespace estafeta::change
