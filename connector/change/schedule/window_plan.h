// The maintenance window in which the change has something to do, to the minute. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "connector/change/tree/situation.h"
#include "connector/change/tree/tree.h"
#include "connector/model/plan.h"
#include "connector/model/window_plan.h"

namespace estafeta::change {

// How long before it opens a window is shown: a day, so that whoever is on then can prepare.
inline constexpr std::chrono::hours kWindowShownAhead{24};

// The window that is open, else the next one that opens soon, else the last one, with what was planned or
// done in it; none: there is nothing yet. What was planned is worked out from how things stood when it
// opened.
std::optional<model::WindowPlan> window_plan(const Rules& rules, const Situation& situation, const Tree& tree,
                                             const model::Schedule& schedule);

// When that window is to be looked at again, be it that nobody does anything: as soon as something should
// have ended or begun, and then every few minutes while it has not; none: nothing is open in it.
std::optional<base::Instant> window_again(const model::WindowPlan& window, base::Instant now);

}  // namespace estafeta::change
