// How long a task really took. Pure.
#pragma once

#include <optional>

#include "connector/base/time.h"
#include "connector/change/tree/situation.h"
#include "connector/change/tree/tree.h"

namespace estafeta::change {

// Working time of who did it, or time in the client's windows, from the first to the last moment somebody was
// at it, holds not counted; nullopt: it has not ended, or the history does not tell when it began.
std::optional<base::Seconds> time_taken(const Rules& rules, const Situation& situation, const Node& node,
                                        bool in_window);

}  // namespace estafeta::change
