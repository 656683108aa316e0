#include "connector/calendar/interval.h"

#include <algorithm>

namespace estafeta::calendar {

std::vector<Interval> united(std::vector<Interval> intervals) {
  std::sort(intervals.begin(), intervals.end(),
            [](const Interval& a, const Interval& b) { return a.start < b.start; });
  std::vector<Interval> set;
  for (const Interval& interval : intervals) {
    if (interval.end <= interval.start) continue;
    if (!set.empty() && interval.start <= set.back().end) {
      set.back().end = std::max(set.back().end, interval.end);
    } else {
      set.push_back(interval);
    }
  }
  return set;
}

std::vector<Interval> without(const std::vector<Interval>& set, const std::vector<Interval>& removed) {
  std::vector<Interval> left;
  auto hole = removed.begin();
  for (Interval rest : set) {
    while (hole != removed.end() && hole->end <= rest.start) ++hole;
    for (auto next = hole; next != removed.end() && next->start < rest.end; ++next) {
      if (rest.start < next->start) left.push_back({rest.start, next->start});
      rest.start = std::max(rest.start, next->end);
    }
    if (rest.start < rest.end) left.push_back(rest);
  }
  return left;
}

}  // namespace estafeta::calendar
