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

// Whether the tracker derives the days of this issue from its sub-issues, and drops days written to the issue
// itself.
bool follows_sub_issues(const Node& node);

struct Pins {
  std::optional<base::Date> start;  // not before
  std::optional<base::Date> due;    // a bound; said when it is missed
};
// The dates a person chose: their last change is a person's, or one by which Estafeta restored a person's. On
// an issue made by hand also the dates it was created with, except a start that is just the day of creation.
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
  beside,   // the issue is written anyway, so an exact end costs no mail of its own: any difference counts
  order,    // they contradict those of a neighbour: any difference counts
};
// Adds the dates of an open task to `change`, if they are worth a write and no person chose them. Whether it
// added any.
bool move_dates(const Rules& rules, const Situation& situation, const Node& node,
                const model::PlannedTask& planned, Worth worth, model::IssueChange& change);

// Whether the tracker would show `needing` beginning or ending on an earlier day than `needed`, once these
// changes are written (null: none is). Times within a day are not compared.
bool contradicts(const Node& needed, const model::IssueChange* needed_change, const Node& needing,
                 const model::IssueChange* needing_change);

// The due date a person chose, when the plan ends later; nothing: it holds.
std::optional<base::Phrase> missed_pin(const Rules& rules, const Situation& situation, const Node& node,
                                       const model::PlannedTask& planned);

// Whether a person chose a last day later than the plan has: it does not move the plan.
bool is_wanted_later(const Rules& rules, const Situation& situation, const Node& node,
                     const model::PlannedTask& planned);

// Whether the tracker will still show another last day than the plan has once `change` is written (null: none
// is), because a difference within the threshold is not worth a mail. Not where a person chose the date.
bool shows_other_end(const Rules& rules, const Situation& situation, const Node& node,
                     const model::PlannedTask& planned, const model::IssueChange* change);

}  // namespace estafeta::change
