// What stands below a change and is none of its tasks: sub-issues that departments make below their tasks,
// and children of another tracker. Never planned. Private to change/.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// A sub-issue that stands in the status of tasks whose turn has not come waits for nothing, and who made it
// cannot take it out of there: it is let go. One that is to be cancelled is, unless one below it goes on.
void let_go_below(PlanBuilder& builder);

// Open issues that keep the change, or a task of it, from being closed.
std::vector<const model::Issue*> open_strangers(const Situation& situation);
// Whether one of them stands below that task.
bool is_kept_open(const Situation& situation, const Node& node);
// Tells the TAM once of what is to be cancelled while something that nobody asked to end is open below it.
void tell_kept_open(PlanBuilder& builder);
// Tells the TAM once which of them keep the change open. Whether there are any.
bool tell_strangers(PlanBuilder& builder);

// The child that this task was until somebody chose another tracker for it; null: nothing of the kind.
const model::Issue* turned_into(const PlanBuilder& builder, const Node& node);
// Tells of tasks of this change that somebody moved below another one of them.
void tell_nested(PlanBuilder& builder);
// Tells of children that were tasks made by hand and have another tracker now.
void tell_turned(PlanBuilder& builder);

}  // namespace estafeta::change
