// From what a calendar says to the open intervals of a range of time, in UTC.
#pragma once

#include <optional>
#include <vector>

#include "connector/calendar/interval.h"
#include "connector/calendar/spec.h"

namespace estafeta::calendar {

// The open intervals within [begin, end), as a set, cut at both ends of the range.
std::vector<Interval> open_intervals(const CalendarSpec& spec, base::Instant begin, base::Instant end);

// True when no instant ever is open.
bool never_open(const CalendarSpec& spec);
// True when every week is open from end to end, whatever holidays and exceptions say.
bool always_open(const CalendarSpec& spec);

// When what is open then closes, a fortnight ahead at most; none: it is closed.
std::optional<base::Instant> open_until(const CalendarSpec& spec, base::Instant at);

}  // namespace estafeta::calendar
