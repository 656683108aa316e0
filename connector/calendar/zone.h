// Time zones: what the clock on the wall shows at an instant. Only for calendars and for what people read.
//
// A Zone exists only for a name the system's tzdata knows, so using one cannot fail. Cheap to copy,
// immutable, safe for threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connector/base/time.h"

namespace estafeta::calendar {

// The clock on the wall.
struct LocalTime {
  base::Date date{};
  int hour = 0;
  int minute = 0;
  int second = 0;
  int weekday = 1;  // 1 = Monday … 7 = Sunday

  friend bool operator==(const LocalTime&, const LocalTime&) = default;
};

// A stretch of time in which the zone keeps one offset: local = UTC + offset for begin <= t < end.
struct ZoneStretch {
  base::Instant begin;
  base::Instant end;
  base::Seconds offset{};
};

class Zone {
 public:
  // By its IANA name (`Europe/Moscow`, `UTC`); nullopt: tzdata has no such zone.
  static std::optional<Zone> find(std::string_view name);
  static Zone utc();

  std::string name() const;
  ZoneStretch stretch_at(base::Instant instant) const;

  LocalTime local_time(base::Instant instant) const;
  base::Date local_date(base::Instant instant) const;
  // The first instant whose local date is not before `date`.
  base::Instant start_of_day(base::Date date) const { return instant_of(date, base::Seconds(0)); }
  // The first instant at which the clock on the wall shows that many seconds after the midnight which begins
  // `date`, which may be more than a day; where a clock change skips that time, the instant of the change.
  base::Instant instant_of(base::Date date, base::Seconds after_midnight) const;

  friend bool operator==(const Zone&, const Zone&) = default;

 private:
  explicit Zone(const void* zone) : zone_(zone) {}
  const void* zone_;  // tzdata's entry, which lives as long as the process
};

bool zone_exists(std::string_view name);

// `2026-11-24 18:00`, as it stands in fields of the tracker.
std::string format_local(base::Instant instant, const Zone& zone);
// `18:00`.
std::string format_local_clock(base::Instant instant, const Zone& zone);

}  // namespace estafeta::calendar
