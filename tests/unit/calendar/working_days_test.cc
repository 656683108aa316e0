// Targets in working days: a table, and random calendars beside a plain look at the wall clock, minute by
// minute.
#include "connector/calendar/working_days.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "tests/unit/calendar/specs.h"

namespace estafeta::calendar {
namespace {

using base::Date;
using base::Instant;
using base::Seconds;
using std::chrono::days;
using std::chrono::minutes;
using std::chrono::sys_days;

struct Row {
  const char* start;  // UTC, as are the calendars
  int days;
  const char* same_time;
  const char* closing;
};

void expect_rows(const Calendar& calendar, std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(same_time_after(calendar, at(row.start), row.days), at(row.same_time))
        << row.start << " " << row.days;
    EXPECT_EQ(closing_after(calendar, at(row.start), row.days), at(row.closing))
        << row.start << " " << row.days;
  }
}

// Monday is 2026-06-15.
TEST(WorkingDays, SkipWeekendsAndHolidays) {
  CalendarSpec spec = week_of("UTC", {"09:00-12:00", "13:00-18:00"}, 5);
  spec.holidays = {day("2026-06-17")};
  spec.exceptions[day("2026-06-18")] = shifts({"10:00-14:00"});
  expect_rows(Calendar(spec), {{"2026-06-15T09:00:00Z", 1, "2026-06-16T09:00:00Z", "2026-06-16T18:00:00Z"},
                               {"2026-06-15T09:30:00Z", 2, "2026-06-18T10:00:00Z", "2026-06-18T14:00:00Z"},
                               {"2026-06-15T17:30:00Z", 2, "2026-06-18T14:00:00Z", "2026-06-18T14:00:00Z"},
                               {"2026-06-12T11:00:00Z", 1, "2026-06-15T11:00:00Z", "2026-06-15T18:00:00Z"}});
}

// Berlin puts its clocks forward on 29 March.
TEST(WorkingDays, OfACalendarMadeOfOthersAreThoseOnWhichItOpens) {
  CalendarSpec weekend;
  weekend.zone = Zone::find("Europe/Berlin").value();
  weekend.exceptions[day("2026-03-29")] = shifts({"01:00-05:00"});
  const auto support =
      Calendar::any_of({Calendar(week_of("Europe/Berlin", {"09:00-18:00"}, 5)), Calendar(weekend)});
  expect_rows(support, {{"2026-03-27T09:00:00Z", 1, "2026-03-29T03:00:00Z", "2026-03-29T03:00:00Z"},
                        {"2026-03-27T09:00:00Z", 2, "2026-03-30T08:00:00Z", "2026-03-30T16:00:00Z"},
                        {"2026-03-29T00:30:00Z", 1, "2026-03-30T07:00:00Z", "2026-03-30T16:00:00Z"}});
}

TEST(WorkingDays, BeginAtTheNextOpeningWhereTheStartIsClosed) {
  const Calendar calendar(week_of("UTC", {"09:00-12:00", "13:00-18:00"}, 5));
  expect_rows(calendar, {{"2026-06-13T11:00:00Z", 1, "2026-06-16T09:00:00Z", "2026-06-16T18:00:00Z"},
                         {"2026-06-15T12:30:00Z", 1, "2026-06-16T13:00:00Z", "2026-06-16T18:00:00Z"}});
  EXPECT_EQ(closing_after(calendar, at("2026-06-13T11:00:00Z"), 0), at("2026-06-15T18:00:00Z"));
  EXPECT_EQ(closing_after(calendar, at("2026-06-15T09:00:00Z"), 0), at("2026-06-15T18:00:00Z"));
}

TEST(WorkingDays, CountANightShiftToTheDateItBeginsOn) {
  const Calendar calendar(week_of("UTC", {"22:00-06:00"}, 5));
  expect_rows(calendar, {{"2026-06-15T23:00:00Z", 1, "2026-06-16T23:00:00Z", "2026-06-17T06:00:00Z"},
                         {"2026-06-16T03:00:00Z", 1, "2026-06-17T03:00:00Z", "2026-06-17T06:00:00Z"},
                         {"2026-06-20T03:00:00Z", 1, "2026-06-23T03:00:00Z", "2026-06-23T06:00:00Z"}});
  EXPECT_EQ(closing_after(calendar, at("2026-06-16T03:00:00Z"), 0), at("2026-06-16T06:00:00Z"));
}

TEST(WorkingDays, EndAtTheClockChangeWhereItSkipsTheTime) {
  const Calendar calendar(week_of("Europe/Berlin", {"00:00-24:00"}));
  // On 29 March the wall clock goes from 02:00 to 03:00, on 25 October it shows 02:30 twice.
  EXPECT_EQ(same_time_after(calendar, at("2026-03-28T01:30:00Z"), 1), at("2026-03-29T01:00:00Z"));
  EXPECT_EQ(same_time_after(calendar, at("2026-10-24T00:30:00Z"), 1), at("2026-10-25T00:30:00Z"));
}

TEST(WorkingDays, DoNotExistWhereACalendarHasNoMoreOfThem) {
  CalendarSpec spec;
  spec.exceptions[day("2026-06-15")] = shifts({"09:00-18:00"});
  const Calendar calendar(spec);
  EXPECT_EQ(closing_after(calendar, at("2026-06-15T10:00:00Z"), 0), at("2026-06-15T18:00:00Z"));
  EXPECT_EQ(closing_after(calendar, at("2026-06-15T10:00:00Z"), 1), std::nullopt);
  EXPECT_EQ(same_time_after(calendar, at("2026-06-16T10:00:00Z"), 1), std::nullopt);
}

// The first minute at which the wall shows that time or a later one.
Instant slow_instant(const Zone& zone, Date date, Seconds time) {
  const auto wanted = sys_days(date) + time;
  Instant t = wanted - std::chrono::hours(30);
  for (;; t += minutes(1)) {
    const LocalTime local = zone.local_time(t);
    if (sys_days(local.date) + std::chrono::hours(local.hour) + minutes(local.minute) >= wanted) return t;
  }
}

struct SlowEnds {
  Instant same_time;
  Instant closing;
};

SlowEnds slow_ends(const CalendarSpec& spec, const Calendar& calendar, Instant start, int count) {
  while (!calendar.is_open(start)) start += minutes(1);
  const LocalTime local = spec.zone.local_time(start);
  Seconds time = std::chrono::hours(local.hour) + minutes(local.minute);
  Date date = local.date;
  const auto begins_on = [&](Date one, Seconds then) {
    for (const Shift& shift : spec.shifts_of(one)) {
      if (shift.open <= then && then < shift.close) return true;
    }
    return false;
  };
  if (!begins_on(date, time)) {
    date = Date(sys_days(date) - days(1));
    time += days(1);
  }
  while (count > 0) {
    date = Date(sys_days(date) + days(1));
    if (!spec.shifts_of(date).empty()) --count;
  }
  Seconds first = days(9), last{0}, before{-1};
  for (const Shift& shift : spec.shifts_of(date)) {
    first = std::min(first, shift.open);
    last = std::max(last, shift.close);
    if (shift.close <= time) before = std::max(before, shift.close);
  }
  Instant same = slow_instant(spec.zone, date, time);
  if (!calendar.is_open(same)) same = slow_instant(spec.zone, date, before < Seconds(0) ? first : before);
  return {same, slow_instant(spec.zone, date, last)};
}

TEST(LawsOfWorkingDays, AgreeWithAPlainLookAtTheWallClock) {
  constexpr std::array<const char*, 6> kZones{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                                              "Africa/Cairo",  "America/Santiago", "Asia/Kathmandu"};
  std::mt19937_64 random(20260615);
  const auto pick = [&](std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
  };
  const std::array<Shifts, 6> kWeeks{Shifts{"09:00-18:00"},          {"22:00-06:00"},
                                     {"08:00-12:00", "13:00-17:30"}, {"00:00-24:00"},
                                     {"01:00-03:00", "20:00-02:30"}, {}};
  for (int round = 0; round < 1000; ++round) {
    CalendarSpec spec = week_of(kZones[pick(kZones.size())], {"10:00-11:00"}, 1);
    for (auto& of_day : spec.week) of_day = shifts(kWeeks[pick(kWeeks.size())]);
    spec.week[3] = shifts(kWeeks[pick(5)]);
    const Calendar calendar(spec);
    const Instant start = at("2026-01-01T00:00:00Z") + minutes(pick(525'600));
    const int count = static_cast<int>(pick(4));
    const SlowEnds slow = slow_ends(spec, calendar, start, count);
    ASSERT_EQ(same_time_after(calendar, start, count), slow.same_time) << "round " << round;
    ASSERT_EQ(closing_after(calendar, start, count), slow.closing) << "round " << round;
  }
}

}  // namespace
}  // namespace estafeta::calendar
