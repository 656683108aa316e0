#include "connector/calendar/compile.h"

#include <algorithm>

namespace estafeta::calendar {

namespace {

using base::Instant;

constexpr std::chrono::days kFortnight{14};

// Where the offset does not change, wall-clock time and UTC run side by side: there a shift is one interval,
// cut at the ends of the stretch. What a clock change skips lies in no stretch, what it repeats lies in two.
void add_stretch(const CalendarSpec& spec, const ZoneStretch& stretch, std::vector<Interval>& open) {
  const auto first = std::chrono::floor<std::chrono::days>(stretch.begin + stretch.offset);
  const Instant last = stretch.end + stretch.offset;
  // A shift of the day before may still run.
  for (auto day = first - std::chrono::days(1); day < last; day += std::chrono::days(1)) {
    for (const Shift& shift : spec.shifts_of(base::Date(day))) {
      const Instant start = std::max(stretch.begin, day + shift.open - stretch.offset);
      const Instant end = std::min(stretch.end, day + shift.close - stretch.offset);
      if (start < end) open.push_back({start, end});
    }
  }
}

}  // namespace

std::vector<Interval> open_intervals(const CalendarSpec& spec, Instant begin, Instant end) {
  std::vector<Interval> open;
  for (Instant at = begin; at < end;) {
    const ZoneStretch stretch = spec.zone.stretch_at(at);
    const Instant until = std::min(end, stretch.end);
    add_stretch(spec, {at, until, stretch.offset}, open);
    at = until;
  }
  return united(std::move(open));
}

bool never_open(const CalendarSpec& spec) {
  for (const auto& shifts : spec.week) {
    if (!shifts.empty()) return false;  // holidays and exceptions are finite, weeks are not
  }
  for (const auto& [date, shifts] : spec.exceptions) {
    const Instant day = std::chrono::sys_days(date);
    if (!open_intervals(spec, day - std::chrono::days(2), day + std::chrono::days(4)).empty()) return false;
  }
  return true;
}

bool always_open(const CalendarSpec& spec) {
  CalendarSpec weeks;
  weeks.week = spec.week;
  const auto found = open_intervals(weeks, Instant{}, Instant{} + kFortnight);
  return found.size() == 1 && found.front().length() == kFortnight;
}

std::optional<Instant> open_until(const CalendarSpec& spec, Instant at) {
  const auto found = open_intervals(spec, at, at + kFortnight);
  if (found.empty() || found.front().start > at) return std::nullopt;
  return found.front().end;
}

}  // namespace estafeta::calendar
