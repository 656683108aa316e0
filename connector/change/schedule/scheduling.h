// What the schedule of a change is worked out from: its tasks with what happened to them so far. Private to
// change/. Pure.
#pragma once

#include "connector/change/schedule/schedule.h"
#include "connector/change/tree/tree.h"

namespace estafeta::change {

// The present as far as the plan goes: while the change is on hold, the instant from which it is.
base::Instant present(const Situation& situation);

// As things are now; nothing new begins before present().
ScheduleInput schedule_input(const Rules& rules, const Situation& situation, const Tree& tree);
// As things stood then: what happened since has not happened yet. Whom somebody let go since, or what day
// somebody chose, counts as it does now.
ScheduleInput input_as_of(const Rules& rules, const Situation& situation, const Tree& tree,
                          base::Instant then);
// The same tasks as if nothing had happened to them yet: what the plan was from that instant on.
ScheduleInput untouched_input(const Rules& rules, const Situation& situation, const Tree& tree,
                              base::Instant from);

}  // namespace estafeta::change
