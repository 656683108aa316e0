// Until when something must be finished, as the template says: compared with the schedule, never moving it.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/change/tree/situation.h"
#include "connector/model/plan.h"

namespace estafeta::change {

// Of a written day, 2026-12-01; a deadline or forecast with a time begins with one.
inline constexpr std::size_t kDateLength = 10;

// The end of a day, 2026-12-01, or a day with a time, 2026-12-01 18:00, in that zone. Nothing: it is neither.
std::optional<base::Instant> instant_of(const std::string& bound, const calendar::Zone& zone);

// A word among those told in the stamp, with the key after it.
inline constexpr std::string_view kLatest = "latest:";

struct MissedBound {
  std::string key;    // of the task, or of two of them, `web<copy`; empty: of the whole
  base::Phrase said;  // names the day on which it ends, so that it is another one only when that day moves
  model::Ask ask = model::Ask::nothing;

  bool is_last_day() const {
    return ask != model::Ask::max_lag_missed && ask != model::Ask::max_lag_missed_begun;
  }
};
// Each bound the schedule misses, be it a last day or the most that should lie between two tasks: of open
// tasks in the order of the schedule, then of the whole.
std::vector<MissedBound> missed_bounds(const Rules& rules, const model::DesiredChange& desired,
                                       const model::Schedule& schedule);

}  // namespace estafeta::change
