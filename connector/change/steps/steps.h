// What a pass does in each state of a change. Private to change/.
#pragma once

#include <string>
#include <vector>

#include "connector/change/steps/plan_builder.h"
#include "connector/model/words.h"

namespace estafeta::change {

// draft, needs_input: a plan to look at, or one note with everything that is wrong.
model::Plan preview(PlanBuilder& builder);
// agreed: all tasks and relations, or none and one note why not.
model::Plan make_tasks(PlanBuilder& builder);
// in_progress: gates, hand-overs, dates.
model::Plan plan_in_progress(PlanBuilder& builder);
// Under way, but copied from another change: nothing was made for it, which is said once.
model::Plan stay_a_copy(PlanBuilder& builder);
// Says once, of a copy, what came along with it and is not its own.
void disown(PlanBuilder& builder);
// Tells once of tasks of another change that were copied along with it.
void tell_copies(PlanBuilder& builder);
// Ends what is nobody's work, a copy or a second issue with a key, once somebody has set it to cancelling.
void cancel_as_told(PlanBuilder& builder);
// on_hold: nothing but the page.
model::Plan stand_still(PlanBuilder& builder);
// done: nothing but the page, and the news that one of its tasks was opened again.
model::Plan stand_closed(PlanBuilder& builder);
// cancelling, failing: everything open is closed from the roots, the change last; a failing one only once the
// TAM decided about what could be rolled back.
model::Plan wind_up(PlanBuilder& builder, model::State end);

// Cancels a task in that write; who is at work on it is told along with it.
void cancel(const model::Issue& issue, model::IssueChange& change);
// Whether the template knows how to take back something that was done.
bool can_roll_back(const PlanBuilder& builder);
// What was worked on and nothing takes back.
std::vector<base::Phrase> what_stays(const Tree& tree);
// Which way out of a change that fails the TAM chose: to roll back, to go on without, or none yet. Empties
// the field.
model::Decision decision_at_the_end(PlanBuilder& builder);

// What keeps the tasks from being made in this project.
std::vector<base::Phrase> obstacles(const PlanBuilder& builder);
// Sets a change that was agreed to needs_input with one note; silent if that was said and nothing changed
// since. With an empty parameters' field the note brings the names to fill in.
void ask(PlanBuilder& builder, const std::vector<base::Phrase>& problems);
// Of two issues with one key the later one goes if Estafeta made it and nobody touched it; else it is said.
void settle_twins(PlanBuilder& builder);
// Once the TAM decided to roll back: cancels what is open, has what was done taken back, lets the change
// fail.
void roll_back(PlanBuilder& builder);
// Makes the tasks that take others back, with their relations.
void make_undoing(PlanBuilder& builder);
// Tells whose work must be finished soon, or a task's maintenance window is lost.
void last_calls(PlanBuilder& builder);
// Acts on the TAM's decisions and empties their field. Keys of tasks that need not wait any more.
std::set<std::string> take_decisions(PlanBuilder& builder);
// Puts the department's group on the task, or the TAM, who moves the tasks of outsiders and sees to approvals
// that are no department's; a person's choice stays.
void assign(const PlanBuilder& builder, const Node& node, model::IssueChange& change);
// The field change_plan names the page, and where it came from.
void stamp_page(PlanBuilder& builder);

}  // namespace estafeta::change
