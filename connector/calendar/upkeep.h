// What of a calendar goes out of date: its holidays are listed year by year, and somebody must go on with
// them.
#pragma once

#include <optional>

#include "connector/calendar/calendar.h"

namespace estafeta::calendar {

// The year, seen half a year ahead of `today`, for which a calendar that names holidays names none: from July
// on the next year, because that is when the next year's days off become known. nullopt: nothing is missing.
std::optional<std::chrono::year> year_without_holidays(const Calendar& calendar, base::Date today);

}  // namespace estafeta::calendar
