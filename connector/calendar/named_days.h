// Days as a calendar names them: dates, and days that come every year. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "connector/base/time.h"

namespace estafeta::calendar {

struct NamedDays {
  std::vector<base::Date> dates;  // of all years that calendars know, in order
  bool every_year = false;
};

// `2026-12-31`, `2026-12-30..2027-01-08`; of every year `12-31`, `12-30..01-08`, `last monday of may`,
// `second friday of november`, `easter`, `easter+1`, `orthodox_easter-2`. 29 February comes in leap years.
// nullopt: none of these, or a range whose end comes first.
std::optional<NamedDays> read_days(std::string_view text);

// By the Gregorian calendar; the Orthodox one by the Julian, given as the Gregorian date it falls on.
base::Date easter(std::chrono::year year);
base::Date orthodox_easter(std::chrono::year year);

}  // namespace estafeta::calendar
