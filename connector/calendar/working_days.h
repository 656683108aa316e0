// Targets in working days: the same time some days on, or the end of that day.
//
// Days are the local dates on which a shift begins; a night shift, to its end, belongs to the date it begins
// on. An instant in closed time counts as the next opening. Wall-clock times are those of the calendar's
// zone: one that a clock change skips is the instant of the change, one that comes twice is the first. Pure;
// nullopt: the calendar has no such day.
#pragma once

#include <optional>

#include "connector/calendar/calendar.h"

namespace estafeta::calendar {

// The time of day of `start`, on the day that many days on. Where that time is closed: the last closing
// before it of a shift that begins on that day, else the day's first opening.
std::optional<base::Instant> same_time_after(const Calendar& calendar, base::Instant start, int days);
// The last closing of the day that many days on; 0: of the day that holds `start`.
std::optional<base::Instant> closing_after(const Calendar& calendar, base::Instant start, int days);

}  // namespace estafeta::calendar
