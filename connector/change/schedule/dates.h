// A task's days in the tracker: which it should have, and when they are worth a write. Pure.
//
// Trackers know whole days; they are days of the department's zone. The deadline is a text in the site's
// zone.
#pragma once

#include <optional>
#include <string>

#include "connector/change/tree/tree.h"
#include "connector/model/plan.h"

namespace estafeta::change {

// A tracker derives the days of an issue from those of the issues below it and drops what else is written
// there.
bool follows_sub_issues(const Node& node);

struct Pins {
  std::optional<base::Date> start;  // not before
  std::optional<base::Date> due;    // a bound; said when it is missed
};
// Dates whose last journal is a person's, or puts back what a person had set; on a hand-made issue also those
// it was made with, but a start that is just the day it was made.
Pins pins_of(const Rules& rules, const Situation& situation, const Node& node);

// The zone in which the task's days count: its department's, the site's round the clock.
const calendar::Zone& zone_of(const Rules& rules, const Node& node);

// By when the task is to be finished, in the site's zone: as planned, or where a person chose the last day,
// the end of that day's work.
std::string deadline_of(const Rules& rules, const Situation& situation, const Node& node,
                        const model::PlannedTask& planned);

// For a task about to be made.
void set_dates(const Rules& rules, const Node& node, const model::PlannedTask& planned,
               model::IssueChange& change);

// What makes the dates of a task worth writing.
enum class Worth {
  far_off,  // they differ from the plan's by more than the threshold
  beside,   // the issue is written anyway: its end differs at all, and being exact costs no mail of its own
  order,    // they contradict those of a neighbour: any day differs
};
// The dates of an open task, if they are worth a write and no person chose them. Whether anything was added
// to `change`.
bool move_dates(const Rules& rules, const Situation& situation, const Node& node,
                const model::PlannedTask& planned, Worth worth, model::IssueChange& change);

// Whether the tracker would show the one task beginning or ending days before the other one that it needs,
// these changes being written; null: nothing is. Times within a day contradict nothing.
bool contradicts(const Node& needed, const model::IssueChange* needed_change, const Node& needing,
                 const model::IssueChange* needing_change);

// The due date a person chose, when the plan ends later; nothing: it holds.
std::optional<base::Phrase> missed_pin(const Rules& rules, const Situation& situation, const Node& node,
                                       const model::PlannedTask& planned);

// Whether a person chose a last day later than the plan has: it does not move the plan.
bool is_wanted_later(const Rules& rules, const Situation& situation, const Node& node,
                     const model::PlannedTask& planned);

// Whether the tracker would go on showing another last day than the plan has, `change` being written: a day
// within the threshold is not worth a mail. Not where a person chose the date.
bool shows_other_end(const Rules& rules, const Situation& situation, const Node& node,
                     const model::PlannedTask& planned, const model::IssueChange* change);

}  // namespace estafeta::change
