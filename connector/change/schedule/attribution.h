// How heavily what happened to the tasks of a critical chain weighs, by who answers for it. Private to
// change/. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "connector/change/tree/tree.h"
#include "connector/model/plan.h"

namespace estafeta::change {

// Who answers for a stretch, and what for.
struct Blame {
  model::Side side = model::Side::us;
  std::string department;
  model::DelayShare::Cause cause = model::DelayShare::Cause::late;

  friend auto operator<=>(const Blame& a, const Blame& b) {
    return std::tie(a.side, a.department, a.cause) <=> std::tie(b.side, b.department, b.cause);
  }
};

struct Attribution {
  // What each took beyond the plan, in working time as time by the clock: an hour of an office counts more
  // than one of a round-the-clock shift, as people wait for it in days of either. All are above zero.
  std::map<Blame, std::int64_t> weights;
  // When all would have ended, had everything gone as planned; nothing: there is no such plan.
  std::optional<base::Instant> untouched_finish;
};

Attribution attribution_of(const Rules& rules, const Situation& situation, const Tree& tree,
                           const model::Schedule& schedule);

}  // namespace estafeta::change
