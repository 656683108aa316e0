// What departments promised one another for a task (`ola` in departments.yaml), as overviews show it. Pure;
// no thread rule.
#pragma once

#include <optional>
#include <vector>

#include "connector/model/issue.h"
#include "connector/views/card.h"

namespace estafeta::views {

// The clocks of a task that still run or are paused, as of now; none: its department promised nothing, has
// kept it, or the history cannot be judged.
std::vector<CardClock> promised_for(const Organisation& organisation, const model::Issue& task,
                                    base::Instant now);

// The one that ran out first, of a task that somebody has to act on.
std::optional<CardClock> broken_promise(const CardTask& task, base::Instant now);

}  // namespace estafeta::views
