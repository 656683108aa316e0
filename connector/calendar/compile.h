// From what a calendar says to the open intervals of a range of time, in UTC.
#pragma once

#include <vector>

#include "connector/calendar/interval.h"
#include "connector/calendar/spec.h"

namespace estafeta::calendar {

// The open intervals within [begin, end), as a set, cut at both ends of the range.
std::vector<Interval> open_intervals(const CalendarSpec& spec, base::Instant begin, base::Instant end);

// True when no instant ever is open.
bool never_open(const CalendarSpec& spec);

}  // namespace estafeta::calendar
