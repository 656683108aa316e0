#include "connector/calendar/working_days.h"

#include <algorithm>

namespace estafeta::calendar {

namespace {

using base::Date;
using base::Instant;
using base::Seconds;
using std::chrono::days;
using std::chrono::sys_days;

// A place in a working day: seconds after its midnight, more than a day in a shift that runs past the next.
struct Place {
  Date day{};
  Seconds time{0};
};

// Where on the wall an open instant lies; of overlapping shifts in the one that began last.
Place place_of(const Calendar& calendar, Instant open) {
  const LocalTime local = calendar.zone().local_time(open);
  const Seconds time =
      std::chrono::hours(local.hour) + std::chrono::minutes(local.minute) + Seconds(local.second);
  const auto today = calendar.shifts_of(local.date);
  const bool began_today = std::any_of(today.begin(), today.end(), [&](const Shift& shift) {
    return shift.open <= time && time < shift.close;
  });
  if (began_today) return {local.date, time};
  return {Date(sys_days(local.date) - days(1)), time + days(1)};
}

std::optional<Date> day_after(const Calendar& calendar, Date day, int count) {
  const Date last{sys_days(std::chrono::floor<days>(kHorizonEnd))};
  while (count > 0) {
    day = Date(sys_days(day) + days(1));
    if (day > last) return std::nullopt;
    if (!calendar.shifts_of(day).empty()) --count;
  }
  return day;
}

// Where the start lies, put off by that many days.
std::optional<Place> put_off(const Calendar& calendar, Instant start, int count) {
  const auto open = calendar.next_open(start);
  if (!open) return std::nullopt;
  Place place = place_of(calendar, *open);
  const auto day = day_after(calendar, place.day, count);
  if (!day) return std::nullopt;
  place.day = *day;
  return place;
}

}  // namespace

std::optional<Instant> same_time_after(const Calendar& calendar, Instant start, int days) {
  const auto place = put_off(calendar, start, days);
  if (!place) return std::nullopt;
  const Instant then = calendar.zone().instant_of(place->day, place->time);
  if (calendar.is_open(then)) return then;
  const auto shifts = calendar.shifts_of(place->day);
  std::optional<Seconds> closing;
  Seconds opening = Seconds::max();
  for (const Shift& shift : shifts) {
    if (shift.close <= place->time) closing = std::max(shift.close, closing.value_or(shift.close));
    opening = std::min(opening, shift.open);
  }
  return calendar.zone().instant_of(place->day, closing.value_or(opening));
}

std::optional<Instant> closing_after(const Calendar& calendar, Instant start, int days) {
  const auto place = put_off(calendar, start, days);
  if (!place) return std::nullopt;
  const auto shifts = calendar.shifts_of(place->day);
  const auto last = std::max_element(shifts.begin(), shifts.end(), [](const Shift& one, const Shift& other) {
    return one.close < other.close;
  });
  if (last == shifts.end()) return std::nullopt;
  return calendar.zone().instant_of(place->day, last->close);
}

}  // namespace estafeta::calendar
