// Until when something must be finished, as the template says: compared with the schedule, never moving it.
// Pure.
#pragma once

#include <vector>

#include "connector/change/tree/situation.h"
#include "connector/model/plan.h"

namespace estafeta::change {

// One phrase for each bound the schedule misses: of open tasks in the order of the schedule, then of the
// whole. It names the day on which it ends, so that it is another phrase only when that day moves.
std::vector<base::Phrase> missed_bounds(const Rules& rules, const model::DesiredChange& desired,
                                        const model::Schedule& schedule);

}  // namespace estafeta::change
