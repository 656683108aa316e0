// The client's maintenance windows, as plans keep to them. Pure.
#pragma once

#include <optional>
#include <set>

#include "connector/calendar/calendar.h"
#include "connector/change/tree/situation.h"
#include "connector/change/tree/tree.h"
#include "connector/model/plan.h"

namespace estafeta::change {

// Without the change freezes; nothing: the client has none.
std::optional<calendar::Calendar> windows_of(const Rules& rules, const Situation& situation);

// The windows in which something of the change is still to be done: when each begins.
std::set<base::Instant> windows_to_come(const Rules& rules, const Situation& situation, const Tree& tree,
                                        const model::Schedule& schedule);

}  // namespace estafeta::change
