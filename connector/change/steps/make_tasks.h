// A change that was agreed to: its tasks and relations are made. Private to change/.
#pragma once

#include <vector>

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// agreed: all tasks and relations, or none and one note why not.
model::Plan make_tasks(PlanBuilder& builder);
// What keeps the tasks from being made in this project.
std::vector<base::Phrase> obstacles(const PlanBuilder& builder);
// Of two issues with one key the later one goes if Estafeta made it and nobody touched it; else it is said.
void settle_twins(PlanBuilder& builder);
// Makes the tasks that take others back, with their relations.
void make_undoing(PlanBuilder& builder);
// Puts the department's group on the task, or the TAM, who moves the tasks of outsiders and sees to approvals
// that are no department's; a person's choice stays.
void assign(const PlanBuilder& builder, const Node& node, model::IssueChange& change);

}  // namespace estafeta::change
