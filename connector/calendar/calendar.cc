#include "connector/calendar/calendar.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

#include "connector/calendar/compile.h"
#include "connector/calendar/table.h"

namespace estafeta::calendar {

using base::Instant;
using base::Seconds;

namespace {

constexpr Interval kHorizon{kHorizonBegin, kHorizonEnd};

Instant within_horizon(Instant instant) {
  return std::clamp(instant, kHorizonBegin, kHorizonEnd);
}

// A first table reaches a little back and a year on; a later one at least doubles the former, so that asking
// ever further compiles each year only a few times.
Interval grown(const Table* former, Instant from, Instant to) {
  if (former == nullptr) {
    return {within_horizon(from - std::chrono::days(32)), within_horizon(to + std::chrono::days(366))};
  }
  Interval range = former->range();
  const Seconds length = range.length();
  if (from < range.start) range.start = within_horizon(std::min(from, range.start - length));
  if (to > range.end) range.end = within_horizon(std::max(to, range.end + length));
  return range;
}

}  // namespace

// What a calendar is made of, and the tables compiled of it so far. Readers take the current table without a
// lock; former ones stay, because somebody may still be reading them.
class Calendar::Core {
 public:
  Core(CalendarSpec spec, bool always, std::vector<Interval> closed, Joined joined = Joined::any,
       std::vector<Calendar> parts = {})
      : spec_(std::move(spec)),
        always_(always),
        closed_(united(std::move(closed))),
        joined_(joined),
        parts_(std::move(parts)) {}

  const CalendarSpec& spec() const { return spec_; }
  const std::vector<Calendar>& parts() const { return parts_; }
  bool is_always() const { return always_ && closed_.empty(); }

  // A table over at least that part of the span which lies within the horizon.
  const Table& covering(Instant from, Instant to) const {
    from = within_horizon(from);
    to = within_horizon(to);
    const Table* table = current_.load(std::memory_order_acquire);
    if (table != nullptr && table->covers(from, to)) return *table;
    return compile(from, to);
  }

  std::shared_ptr<const Core> with_closed(std::vector<Interval> closed) const {
    closed.insert(closed.end(), closed_.begin(), closed_.end());
    return std::make_shared<const Core>(spec_, always_, std::move(closed), joined_, parts_);
  }

  std::vector<Interval> open_in(const Interval& range) const {
    if (always_) return without({range}, closed_);
    if (parts_.empty()) return without(open_intervals(spec_, range.start, range.end), closed_);
    return without(joined_ == Joined::any ? open_in_any(range) : open_in_all(range), closed_);
  }

 private:
  std::vector<Interval> open_in_any(const Interval& range) const {
    std::vector<Interval> open;
    for (const Calendar& part : parts_) {
      const auto some = part.core_->open_in(range);
      open.insert(open.end(), some.begin(), some.end());
    }
    return united(std::move(open));
  }
  std::vector<Interval> open_in_all(const Interval& range) const {
    std::vector<Interval> open{range};
    for (const Calendar& part : parts_) open = without(open, without({range}, part.core_->open_in(range)));
    return open;
  }

  const Table& compile(Instant from, Instant to) const {
    const std::lock_guard lock(mutex_);
    const Table* former = current_.load(std::memory_order_acquire);
    if (former != nullptr && former->covers(from, to)) return *former;
    const Interval range = grown(former, from, to);
    tables_.push_back(std::make_unique<const Table>(range, open_in(range)));
    current_.store(tables_.back().get(), std::memory_order_release);
    return *tables_.back();
  }

  const CalendarSpec spec_;
  const bool always_;
  const std::vector<Interval> closed_;
  const Joined joined_;
  const std::vector<Calendar> parts_;  // whose hours are meant in the place of the specification's
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<const Table>> tables_;  // guarded by mutex_
  mutable std::atomic<const Table*> current_{nullptr};
};

Calendar::Calendar(const CalendarSpec& spec)
    : core_(std::make_shared<const Core>(spec, false, std::vector<Interval>{})) {}

const Calendar& Calendar::always() {
  static const Calendar calendar(std::make_shared<const Core>(CalendarSpec{}, true, std::vector<Interval>{}));
  return calendar;
}

Calendar Calendar::any_of(const std::vector<Calendar>& calendars) {
  return joined(calendars, Joined::any);
}

Calendar Calendar::all_of(const std::vector<Calendar>& calendars) {
  return joined(calendars, Joined::all);
}

Calendar Calendar::joined(const std::vector<Calendar>& calendars, Joined how) {
  CalendarSpec zone_alone;
  zone_alone.zone = calendars.front().zone();
  return Calendar(std::make_shared<const Core>(zone_alone, false, std::vector<Interval>{}, how, calendars));
}

const Zone& Calendar::zone() const {
  return core_->spec().zone;
}

const std::set<base::Date>& Calendar::holidays() const {
  return core_->spec().holidays;
}

bool Calendar::is_always() const {
  return core_->is_always();
}

bool Calendar::is_open(Instant instant) const {
  if (instant < kHorizonBegin || instant >= kHorizonEnd) return false;
  const Table& table = core_->covering(instant, instant + Seconds(1));
  const std::size_t index = table.first_ending_after(instant);
  return index < table.size() && table.at(index).start <= instant;
}

bool Calendar::is_holiday(base::Date date) const {
  if (const auto& parts = core_->parts(); !parts.empty()) {
    return shifts_of(date).empty() &&
           std::any_of(parts.begin(), parts.end(), [&](const auto& part) { return part.is_holiday(date); });
  }
  const std::chrono::weekday day{std::chrono::sys_days(date)};
  return core_->spec().shifts_of(date).empty() && !core_->spec().week[day.iso_encoding() - 1].empty();
}

std::vector<Shift> Calendar::shifts_of(base::Date date) const {
  if (core_->parts().empty()) return core_->spec().shifts_of(date);
  const Instant midnight = zone().start_of_day(date);
  const Instant next = zone().start_of_day(base::Date(std::chrono::sys_days(date) + std::chrono::days(1)));
  // As the clock on the wall shows it, which a clock change puts forward or back.
  const auto on_the_wall = [&](Instant instant) {
    const LocalTime local = zone().local_time(instant);
    return Seconds(std::chrono::sys_days(local.date) - std::chrono::sys_days(date)) +
           std::chrono::hours(local.hour) + std::chrono::minutes(local.minute) + Seconds(local.second);
  };
  std::vector<Shift> shifts;
  for (const auto& open : intervals_in({midnight, next})) {
    if (open.start >= midnight) shifts.push_back({on_the_wall(open.start), on_the_wall(open.end)});
  }
  return shifts;
}

Seconds Calendar::elapsed(Instant from, Instant to) const {
  if (from >= to) return Seconds(0);
  const Table& table = core_->covering(from, to);
  return Seconds(table.open_until(to) - table.open_until(from));
}

std::optional<Instant> Calendar::add(Instant from, Seconds amount) const {
  if (amount <= Seconds(0)) return from;
  for (Instant reach = from + amount;;) {
    const Table& table = core_->covering(from, reach);
    const std::int64_t wanted = table.open_until(from) + amount.count();
    if (wanted <= table.total()) return table.earliest(wanted);
    if (table.range().end == kHorizon.end) return std::nullopt;
    reach = table.range().end + Seconds(1);
  }
}

std::optional<Instant> Calendar::subtract(Instant until, Seconds amount) const {
  if (amount <= Seconds(0)) return until;
  for (Instant reach = until - amount;;) {
    const Table& table = core_->covering(reach, until);
    const std::int64_t wanted = table.open_until(until) - amount.count();
    if (wanted >= 0) return table.latest(wanted);
    if (table.range().start == kHorizon.start) return std::nullopt;
    reach = table.range().start - Seconds(1);
  }
}

std::optional<Instant> Calendar::next_open(Instant instant) const {
  const auto interval = interval_at_or_after(instant);
  if (!interval) return std::nullopt;
  return std::max(interval->start, instant);
}

std::optional<Interval> Calendar::interval_at_or_after(Instant instant) const {
  for (Interval reach{instant, instant + Seconds(1)};;) {
    const Table& table = core_->covering(reach.start, reach.end);
    const Interval& range = table.range();
    const std::size_t index = table.first_ending_after(instant);
    const bool found = index < table.size();
    // An interval that touches an end of the table may go on beyond it.
    if ((!found || table.at(index).end == range.end) && range.end < kHorizon.end) {
      reach.end = range.end + Seconds(1);
    } else if (found && table.at(index).start == range.start && range.start > kHorizon.start) {
      reach.start = range.start - Seconds(1);
    } else {
      return found ? std::optional(table.at(index)) : std::nullopt;
    }
  }
}

std::vector<Interval> Calendar::intervals_in(const Interval& range) const {
  std::vector<Interval> all;
  const Table& table = core_->covering(range.start, range.end);
  for (std::size_t i = table.first_ending_after(range.start); i < table.size(); ++i) {
    Interval one = table.at(i);
    if (one.start >= range.end) break;
    // One that touches an end of the table may go on beyond it.
    if (one.start == table.range().start || one.end == table.range().end) {
      one = interval_at_or_after(std::max(one.start, range.start)).value_or(one);
    }
    all.push_back(one);
  }
  return all;
}

std::optional<Interval> Calendar::interval_before(Instant instant) const {
  for (Instant reach = instant - Seconds(1);;) {
    const Table& table = core_->covering(reach, instant);
    std::size_t index = table.first_ending_after(instant - Seconds(1));
    const bool holds = index < table.size() && table.at(index).start < instant;
    if (holds) return interval_at_or_after(instant - Seconds(1));
    if (index > 0) return interval_at_or_after(table.at(index - 1).start);
    if (table.range().start == kHorizon.start) return std::nullopt;
    reach = table.range().start - Seconds(1);
  }
}

std::optional<Instant> Calendar::close_of_day(Instant instant) const {
  constexpr std::chrono::days kDay{1};
  const auto today = std::chrono::sys_days(zone().local_date(instant));
  const Instant begin = zone().start_of_day(base::Date(today));
  const Instant midnight = zone().start_of_day(base::Date(today + kDay));
  const auto next = interval_at_or_after(instant);
  if (!next) return std::nullopt;
  const bool since_yesterday = next->start < begin;
  const auto last = since_yesterday ? next : interval_before(midnight);
  if (last && last->end > instant) {
    return last->length() > kDay ? std::min(last->end, midnight) : last->end;
  }
  return close_of_day(next->start);
}

Calendar Calendar::with_closed(const std::vector<Interval>& closed) const {
  return Calendar(core_->with_closed(closed));
}

CalendarSet::CalendarSet() {
  calendars_.emplace("24x7", Calendar::always());
}

void CalendarSet::add(const std::string& name, Calendar calendar) {
  calendars_.insert_or_assign(name, std::move(calendar));
}

const Calendar* CalendarSet::find(const std::string& name) const {
  const auto found = calendars_.find(name);
  return found == calendars_.end() ? nullptr : &found->second;
}

CalendarSet CalendarSet::with_closed(const std::vector<Interval>& closed) const {
  CalendarSet set;
  for (const auto& [name, calendar] : calendars_) set.add(name, calendar.with_closed(closed));
  return set;
}

}  // namespace estafeta::calendar
