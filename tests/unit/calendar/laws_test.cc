// Laws of working time on random calendars, and a plain look at the wall clock beside the compiled answer.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <random>
#include <sstream>
#include <utility>

#include "tests/unit/calendar/specs.h"

namespace estafeta::calendar {
namespace {

using base::Instant;
using base::Seconds;
using Random = std::mt19937_64;

constexpr std::array<const char*, 12> kZones{"UTC",
                                             "Europe/Moscow",
                                             "Europe/Berlin",
                                             "America/New_York",
                                             "Australia/Lord_Howe",
                                             "Asia/Kathmandu",
                                             "Africa/Cairo",
                                             "America/Santiago",
                                             "Australia/Sydney",
                                             "Europe/Lisbon",
                                             "America/Nuuk",
                                             "Pacific/Apia"};

std::int64_t pick(Random& random, std::int64_t from, std::int64_t to) {
  return std::uniform_int_distribution<std::int64_t>(from, to)(random);
}

Shift random_shift(Random& random) {
  const Seconds open = std::chrono::minutes(15 * pick(random, 0, 95));
  const Seconds length = std::chrono::minutes(15 * pick(random, 1, 96));
  return {open, std::min(open + length, open + Seconds(86400))};
}

std::vector<Shift> random_shifts(Random& random) {
  std::vector<Shift> list;
  for (std::int64_t i = pick(random, 0, 2); i > 0; --i) list.push_back(random_shift(random));
  return list;
}

base::Date random_date(Random& random) {
  return base::Date(std::chrono::sys_days(std::chrono::year{2026} / 1 / 1) +
                    std::chrono::days(pick(random, 0, 364)));
}

CalendarSpec random_spec(Random& random, const char* zone) {
  CalendarSpec spec;
  spec.zone = Zone::find(zone).value();
  for (auto& shifts_of_day : spec.week) shifts_of_day = random_shifts(random);
  spec.week[2].push_back(random_shift(random));
  for (int i = 0; i < 20; ++i) spec.holidays.insert(random_date(random));
  for (int i = 0; i < 20; ++i) spec.exceptions[random_date(random)] = random_shifts(random);
  return spec;
}

// Membership as the page of semantics says it: the local time lies inside a shift of that date or of the one
// before.
bool open_at(const CalendarSpec& spec, const LocalTime& local) {
  const Seconds time =
      std::chrono::hours(local.hour) + std::chrono::minutes(local.minute) + Seconds(local.second);
  for (const int back : {0, 1}) {
    const base::Date date(std::chrono::sys_days(local.date) - std::chrono::days(back));
    for (const Shift& shift : spec.shifts_of(date)) {
      const Seconds since = time + std::chrono::days(back);
      if (shift.open <= since && since < shift.close) return true;
    }
  }
  return false;
}

bool wall_clock_open(const CalendarSpec& spec, Instant instant) {
  return open_at(spec, spec.zone.local_time(instant));
}

void compare_minute_by_minute(const CalendarSpec& spec, Instant from, Instant to) {
  const Calendar calendar{spec};
  Seconds open{0};
  for (Instant at = from; at < to; at += std::chrono::minutes(1)) {
    const bool expected = wall_clock_open(spec, at);
    ASSERT_EQ(calendar.is_open(at), expected) << spec.zone.name() << " " << base::format_instant(at);
    if (expected) open += std::chrono::minutes(1);
  }
  ASSERT_EQ(calendar.elapsed(from, to), open) << spec.zone.name() << " " << base::format_instant(from);
}

TEST(Membership, IsWhatTheWallClockShowsAcrossBothClockChanges) {
  Random random(20260615);
  int changes = 0;
  for (const char* zone : kZones) {
    const CalendarSpec spec = random_spec(random, zone);
    const Instant end = at("2026-12-31T00:00:00Z");
    for (ZoneStretch stretch = spec.zone.stretch_at(at("2026-01-02T00:00:00Z")); stretch.end < end;
         stretch = spec.zone.stretch_at(stretch.end)) {
      compare_minute_by_minute(spec, stretch.end - std::chrono::days(3), stretch.end + std::chrono::days(3));
      ++changes;
    }
  }
  EXPECT_EQ(changes, 16);  // eight of the zones change their clocks twice
}

TEST(CalendarsMadeOfOthers, AreOpenWhenOneOrAllOfThemAre) {
  Random random(20261130);
  for (int i = 0; i < 20; ++i) {
    const CalendarSpec one = random_spec(random, kZones[static_cast<std::size_t>(pick(random, 0, 11))]);
    const CalendarSpec other = random_spec(random, kZones[static_cast<std::size_t>(pick(random, 0, 11))]);
    const auto any = Calendar::any_of({Calendar(one), Calendar(other)});
    const auto all = Calendar::all_of({Calendar(one), Calendar(other)});
    const Instant from = std::chrono::sys_days(random_date(random)), to = from + std::chrono::days(3);
    Seconds open_any{0}, open_all{0};
    for (Instant now = from; now < to; now += std::chrono::minutes(1)) {
      const bool first = wall_clock_open(one, now), second = wall_clock_open(other, now);
      ASSERT_EQ(any.is_open(now), first || second) << base::format_instant(now);
      ASSERT_EQ(all.is_open(now), first && second) << base::format_instant(now);
      open_any += std::chrono::minutes(first || second ? 1 : 0);
      open_all += std::chrono::minutes(first && second ? 1 : 0);
    }
    ASSERT_EQ(any.elapsed(from, to), open_any);
    ASSERT_EQ(all.elapsed(from, to), open_all);
  }
}

// The clock on the wall as the C library reads it from tzdata, on a path of its own.
class LibraryClock {
 public:
  explicit LibraryClock(const std::string& zone) {
    setenv("TZ", zone.c_str(), 1);
    tzset();
  }
  ~LibraryClock() {
    unsetenv("TZ");
    tzset();
  }
  LibraryClock(const LibraryClock&) = delete;
  LibraryClock& operator=(const LibraryClock&) = delete;

  static std::tm at(Instant instant) {
    const std::time_t time = instant.time_since_epoch().count();
    std::tm local{};
    localtime_r(&time, &local);
    return local;
  }
  static LocalTime local_time(Instant instant) {
    const std::tm local = at(instant);
    const base::Date date{std::chrono::year{local.tm_year + 1900},
                          std::chrono::month{static_cast<unsigned>(local.tm_mon + 1)},
                          std::chrono::day{static_cast<unsigned>(local.tm_mday)}};
    return {date, local.tm_hour, local.tm_min, local.tm_sec, local.tm_wday == 0 ? 7 : local.tm_wday};
  }
  // Each hour of 2026 before which another offset was in force than after it.
  static std::vector<Instant> changes() {
    std::vector<Instant> found;
    const Instant end = std::chrono::sys_days(std::chrono::year{2027} / 1 / 1);
    Instant hour = std::chrono::sys_days(std::chrono::year{2026} / 1 / 1);
    for (long offset = at(hour).tm_gmtoff; hour < end; hour += std::chrono::hours(1)) {
      if (const long now = at(hour).tm_gmtoff; std::exchange(offset, now) != now) found.push_back(hour);
    }
    return found;
  }
};

// Every zone and every other name of one, as tzdata lists them.
std::vector<std::string> all_zones() {
  std::ifstream file("/usr/share/zoneinfo/tzdata.zi");
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind, first, second;
    words >> kind >> first >> second;
    if (kind == "Z" && first != "Factory") names.push_back(first);  // stands for "nobody chose one"
    if (kind == "L") names.push_back(second);
  }
  return names;
}

TEST(EveryZone, OpensAndClosesByTheWallClockAcrossItsChangesOf2026) {
  int changes = 0;
  for (const std::string& name : all_zones()) {
    const auto zone = Zone::find(name);
    ASSERT_TRUE(zone) << name;
    CalendarSpec spec =
        week_of("UTC", {"00:05-00:50", "01:10-01:40", "02:20-02:45", "03:05-04:10", "22:40-01:20"});
    spec.zone = *zone;
    const Calendar calendar{spec};
    const LibraryClock clock(name);
    for (const Instant change : clock.changes()) {
      ++changes;
      Seconds open{0};
      const Instant from = change - std::chrono::hours(4);
      const Instant to = change + std::chrono::hours(4);
      for (Instant at = from; at < to; at += std::chrono::minutes(1)) {
        const LocalTime local = clock.local_time(at);
        ASSERT_EQ(zone->local_time(at), local) << name << " " << base::format_instant(at);
        ASSERT_EQ(calendar.is_open(at), open_at(spec, local)) << name << " " << base::format_instant(at);
        if (open_at(spec, local)) open += std::chrono::minutes(1);
      }
      ASSERT_EQ(calendar.elapsed(from, to), open) << name;
      ASSERT_EQ(calendar.elapsed(from, change) + calendar.elapsed(change, to), open) << name;
      ASSERT_EQ(calendar.elapsed(from, *calendar.add(from, open)), open) << name;
      ASSERT_EQ(calendar.elapsed(*calendar.subtract(to, open), to), open) << name;
    }
  }
  EXPECT_GT(changes, 300);  // about a third of some 600 names change their clocks, twice
}

TEST(Membership, IsWhatTheWallClockShowsOnAnyDay) {
  Random random(7);
  for (int round = 0; round < 40; ++round) {
    const CalendarSpec spec = random_spec(random, kZones[static_cast<std::size_t>(round) % kZones.size()]);
    const Instant from = std::chrono::sys_days(random_date(random));
    compare_minute_by_minute(spec, from, from + std::chrono::days(4));
  }
}

TEST(Elapsed, IsAdditive) {
  Random random(1);
  for (int round = 0; round < 50; ++round) {
    const Calendar calendar{random_spec(random, kZones[static_cast<std::size_t>(round) % kZones.size()])};
    for (int i = 0; i < 100; ++i) {
      const Instant a = at("2026-01-01T00:00:00Z") + Seconds(pick(random, 0, 40'000'000));
      const Instant b = a + Seconds(pick(random, 0, 10'000'000));
      const Instant c = b + Seconds(pick(random, 0, 10'000'000));
      ASSERT_EQ(calendar.elapsed(a, c), calendar.elapsed(a, b) + calendar.elapsed(b, c));
    }
  }
}

TEST(AddAndSubtract, AreTheTightInversesOfElapsed) {
  Random random(2);
  for (int round = 0; round < 50; ++round) {
    const Calendar calendar{random_spec(random, kZones[static_cast<std::size_t>(round) % kZones.size()])};
    for (int i = 0; i < 100; ++i) {
      const Instant t = at("2026-01-01T00:00:00Z") + Seconds(pick(random, 0, 40'000'000));
      const Seconds amount(i % 10 == 0 ? pick(random, 1, 30'000'000) : pick(random, 1, 100'000));
      const Instant end = calendar.add(t, amount).value();
      ASSERT_EQ(calendar.elapsed(t, end), amount);
      ASSERT_EQ(calendar.elapsed(t, end - Seconds(1)), amount - Seconds(1)) << "a second earlier would do";
      const Instant begin = calendar.subtract(t, amount).value();
      ASSERT_EQ(calendar.elapsed(begin, t), amount);
      ASSERT_EQ(calendar.elapsed(begin + Seconds(1), t), amount - Seconds(1)) << "a second later would do";
    }
  }
}

TEST(Intervals, WalkedOneByOneSumToElapsed) {
  Random random(3);
  for (const char* zone : kZones) {
    const Calendar calendar{random_spec(random, zone)};
    const Instant from = at("2026-02-01T00:00:00Z");
    const Instant to = at("2026-12-01T00:00:00Z");
    Seconds sum{0};
    std::optional<Interval> before;
    std::vector<Interval> walked;
    for (auto next = calendar.interval_at_or_after(from); next->start < to;
         next = calendar.interval_at_or_after(next->end)) {
      walked.push_back(*next);
      sum += std::min(next->end, to) - std::max(next->start, from);
      if (before) {
        ASSERT_EQ(calendar.interval_before(next->start), before) << zone;
      }
      before = next;
    }
    ASSERT_EQ(sum, calendar.elapsed(from, to)) << zone;
    ASSERT_EQ(walked, calendar.intervals_in({from, to})) << zone;
  }
}

}  // namespace
}  // namespace estafeta::calendar
