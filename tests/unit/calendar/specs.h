// Calendars the tests share.
#pragma once

#include <initializer_list>
#include <map>
#include <string>

#include "connector/calendar/calendar.h"

namespace estafeta::calendar {

inline base::Instant at(const std::string& text) {
  return base::parse_instant(text).value();
}
inline base::Date day(const std::string& text) {
  return base::parse_date(text).value();
}

using Shifts = std::initializer_list<const char*>;

inline std::vector<Shift> shifts(Shifts texts) {
  std::vector<Shift> list;
  for (const char* text : texts) list.push_back(parse_shift(text).value());
  return list;
}

// The same shifts on the first `days` days of the week.
inline CalendarSpec week_of(const std::string& zone, Shifts texts, std::size_t days = 7) {
  CalendarSpec spec;
  spec.zone = Zone::find(zone).value();
  for (std::size_t i = 0; i < days; ++i) spec.week[i] = shifts(texts);
  return spec;
}

inline CalendarSpec office() {
  return week_of("Europe/Moscow", {"09:00-18:00"}, 5);
}

}  // namespace estafeta::calendar
