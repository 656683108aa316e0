// Working time: which instants are open, how much of a span is open, and the inverse in both directions.
//
// An instant is open iff the local wall-clock time lies inside a shift; elapsed time is real seconds, so a
// night shift on a clock change has seven or nine hours. A Calendar is an immutable value: cheap to copy,
// safe for threads. It is compiled into open intervals in UTC as far as it was asked about, and compiles more
// when asked further. Known from kHorizonBegin to kHorizonEnd; outside it is closed, and nullopt says that
// nothing was found inside.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/time.h"
#include "connector/calendar/interval.h"
#include "connector/calendar/spec.h"
#include "connector/calendar/zone.h"

namespace estafeta::calendar {

inline constexpr base::Instant kHorizonBegin = std::chrono::sys_days(std::chrono::year{1970} / 1 / 1);
inline constexpr base::Instant kHorizonEnd = std::chrono::sys_days(std::chrono::year{2200} / 1 / 1);

class Calendar {
 public:
  explicit Calendar(const CalendarSpec& spec);
  static const Calendar& always();  // 24x7, zone UTC
  // Open whenever one of these is, at least one; in the zone of the first.
  static Calendar any_of(const std::vector<Calendar>& calendars);
  // Open while all of these are, at least one; in the zone of the first.
  static Calendar all_of(const std::vector<Calendar>& calendars);

  const Zone& zone() const;
  // As they are listed; one made of others lists none.
  const std::set<base::Date>& holidays() const;
  // The built-in 24x7, with nothing cut out: its time is what every clock shows.
  bool is_always() const;

  bool is_open(base::Instant instant) const;
  // No shift begins on that local date, though one would on its day of the week. Of one made of others:
  // though it is one of theirs.
  bool is_holiday(base::Date date) const;
  // Those that begin on that local date; 24x7 has none.
  std::vector<Shift> shifts_of(base::Date date) const;
  // Open seconds of [from, to); 0 unless from < to.
  base::Seconds elapsed(base::Instant from, base::Instant to) const;
  // The earliest instant, not before `from`, by which `amount` has been open; `from` itself for 0.
  std::optional<base::Instant> add(base::Instant from, base::Seconds amount) const;
  // The latest instant, not after `until`, from which `amount` is open till then; `until` itself for 0.
  std::optional<base::Instant> subtract(base::Instant until, base::Seconds amount) const;

  // The first open instant not before that.
  std::optional<base::Instant> next_open(base::Instant instant) const;
  // The open interval that holds the instant, or else the next one. Whole: touching shifts are one interval.
  std::optional<Interval> interval_at_or_after(base::Instant instant) const;
  // The open intervals that end after the begin of the range and start before its end, each whole.
  std::vector<Interval> intervals_in(const Interval& range) const;
  // The last open interval that starts before the instant; it may hold it.
  std::optional<Interval> interval_before(base::Instant instant) const;
  // When the work of the day that holds the instant is over: the end of a shift under way since the day
  // before, or else of the last interval that begins on that local day, or, when all that is past, the close
  // of the next day with work. Always after the instant. Where work goes on for more than a day, local
  // midnight.
  std::optional<base::Instant> close_of_day(base::Instant instant) const;

  // The same calendar with these cut out (change freezes of a client).
  Calendar with_closed(const std::vector<Interval>& closed) const;

 private:
  class Core;
  enum class Joined { any, all };  // how the hours of others make its own

  static Calendar joined(const std::vector<Calendar>& calendars, Joined how);
  explicit Calendar(std::shared_ptr<const Core> core) : core_(std::move(core)) {}
  std::shared_ptr<const Core> core_;
};

// Calendars by name; `24x7` is always among them.
class CalendarSet {
 public:
  CalendarSet();
  void add(const std::string& name, Calendar calendar);
  // Null: there is no calendar of that name.
  const Calendar* find(const std::string& name) const;
  const std::map<std::string, Calendar>& all() const { return calendars_; }
  CalendarSet with_closed(const std::vector<Interval>& closed) const;

 private:
  std::map<std::string, Calendar> calendars_;
};

}  // namespace estafeta::calendar
