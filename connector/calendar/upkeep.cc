#include "connector/calendar/upkeep.h"

#include <algorithm>

namespace estafeta::calendar {

std::optional<std::chrono::year> year_without_holidays(const Calendar& calendar, base::Date today) {
  const auto& holidays = calendar.holidays();
  const std::chrono::year year = (today.year() / today.month() + std::chrono::months(6)).year();
  const auto in_year = [year](base::Date date) { return date.year() == year; };
  if (holidays.empty() || std::any_of(holidays.begin(), holidays.end(), in_year)) return std::nullopt;
  return year;
}

}  // namespace estafeta::calendar
