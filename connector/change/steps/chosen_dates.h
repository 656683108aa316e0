// The dates a person chose for the change itself: nothing of it begins before the start, and a due date is a
// bound that is said when missed. Private to change/.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// Only the day keeps it from beginning; the pass is due again when that comes.
bool waits_for_start(PlanBuilder& builder, const Node& node);
// The same for a task that begins as late as it can: until the day on which the plan has it begin.
bool waits_for_its_day(PlanBuilder& builder, const Node& node);

// Before the go: when the plan begins, and whether it ends too late. The phrases are for the page.
std::vector<base::Phrase> chosen_dates(const PlanBuilder& builder);
// With the go: the same goes into the note, and the stamp keeps the start from now on.
void settle_chosen_dates(PlanBuilder& builder);
// While it is still to come.
void tell_chosen_start(PlanBuilder& builder);

}  // namespace estafeta::change
