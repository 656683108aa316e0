// Stretches of time and sets of them. Plain values; a set is a vector that is sorted, without overlap or
// touch.
#pragma once

#include <vector>

#include "connector/base/time.h"

namespace estafeta::calendar {

// start <= t < end.
struct Interval {
  base::Instant start;
  base::Instant end;

  base::Seconds length() const { return end - start; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

// Any intervals as a set; empty ones vanish, overlapping and touching ones become one.
std::vector<Interval> united(std::vector<Interval> intervals);
// What of the first set does not lie in the second.
std::vector<Interval> without(const std::vector<Interval>& set, const std::vector<Interval>& removed);

}  // namespace estafeta::calendar
