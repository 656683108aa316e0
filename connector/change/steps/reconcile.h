// What Estafeta does about one change: the one place that decides, from what is desired and what is observed.
//
// A pure function: no clock, no tracker, no file. Called again after its plan was applied it finds nothing to
// do, but for the page: it is written by the pass that finds the tasks as they then are. The order in which
// children are given changes nothing. Applying a plan goes through its actions in their order and stops at
// the first that fails; the next pass decides anew. Safe to call from any thread.
//
// For whoever applies:
//   create_task  `task` (what the template wants), `change` (state, group or assignee, dates, fields)
//   relate       `key` -> `to_key`; the issues of local keys stand in the schedule or were just made
//   update       `issue`; the field change_plan must go through complete_stamp() first
//   attach_origin  `key` is the attachment's name (origin_name)
//   stop         last; `reason` says what a person must do
#pragma once

#include <string>

#include "connector/change/tree/situation.h"
#include "connector/model/plan.h"

namespace estafeta::change {

model::Plan reconcile(const Rules& rules, const Situation& situation);

// The dates of a change nobody has made yet, were it to begin at `from`; with the client's windows and
// freezes, if a client is given. Errors as in schedule().
base::Result<model::Schedule> provisional_schedule(const Rules& rules,
                                                   const std::optional<model::Client>& client,
                                                   const model::DesiredChange& desired, base::Instant from);

// A short text, of hexadecimal digits, by which one page is told from the next.
std::string fingerprint(const std::string& text);

// What of a plan its page shows, as a short text that differs when the page should be written again. Times
// count by their day in the site's zone, so that a task nobody has begun does not rewrite the page at every
// look.
std::string page_digest(const model::Plan& plan, const calendar::Zone& zone);

}  // namespace estafeta::change
