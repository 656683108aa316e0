#include "connector/calendar/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "connector/calendar/compile.h"
#include "tests/unit/calendar/specs.h"

namespace estafeta::calendar {
namespace {

using base::Seconds;
using std::chrono::hours;

struct ElapsedCase {
  const char* what;
  CalendarSpec spec;
  const char* from;
  const char* to;
  Seconds open;
};

CalendarSpec with_holiday(CalendarSpec spec, const char* date) {
  spec.holidays.insert(day(date));
  return spec;
}

CalendarSpec with_exception(CalendarSpec spec, const char* date, Shifts texts) {
  spec.exceptions[day(date)] = shifts(texts);
  return spec;
}

class Spans : public ::testing::TestWithParam<ElapsedCase> {};

TEST_P(Spans, CountOpenSecondsOnly) {
  const ElapsedCase& c = GetParam();
  EXPECT_EQ(Calendar(c.spec).elapsed(at(c.from), at(c.to)), c.open) << c.what;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Spans,
    ::testing::Values(
        ElapsedCase{"a weekend between", office(), "2026-06-12T14:00:00Z", "2026-06-15T07:00:00Z", hours(2)},
        ElapsedCase{"backwards", office(), "2026-06-15T07:00:00Z", "2026-06-12T14:00:00Z", hours(0)},
        ElapsedCase{"a year", office(), "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", hours(9 * 261)},
        ElapsedCase{"touching shifts", week_of("UTC", {"08:00-12:00", "12:00-16:00"}), "2026-06-15T11:00:00Z",
                    "2026-06-15T13:00:00Z", hours(2)},
        ElapsedCase{"overlapping shifts count once", week_of("UTC", {"08:00-14:00", "10:00-16:00"}),
                    "2026-06-15T00:00:00Z", "2026-06-16T00:00:00Z", hours(8)},
        ElapsedCase{"a night shift of seven hours", week_of("Europe/Berlin", {"22:00-06:00"}),
                    "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", hours(7)},
        ElapsedCase{"a night shift of nine hours", week_of("Europe/Berlin", {"22:00-06:00"}),
                    "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z", hours(9)},
        ElapsedCase{"a window that the clock skips", week_of("Europe/Berlin", {"02:00-03:00"}),
                    "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z", hours(0)},
        ElapsedCase{"a window that the clock repeats", week_of("Europe/Berlin", {"02:00-03:00"}),
                    "2026-10-25T00:00:00Z", "2026-10-25T12:00:00Z", hours(2)},
        ElapsedCase{"a night shift runs on into a holiday",
                    with_holiday(week_of("UTC", {"22:00-06:00"}), "2026-06-16"), "2026-06-15T12:00:00Z",
                    "2026-06-17T12:00:00Z", hours(8)},
        ElapsedCase{"a night shift runs on into a date with shifts of its own",
                    with_exception(week_of("UTC", {"22:00-06:00"}), "2026-06-16", {"05:00-08:00"}),
                    "2026-06-15T12:00:00Z", "2026-06-16T20:00:00Z", hours(10)},
        ElapsedCase{"an exception's night shift runs on into a holiday",
                    with_holiday(with_exception(office(), "2026-06-20", {"23:00-07:00"}), "2026-06-21"),
                    "2026-06-20T00:00:00Z", "2026-06-22T00:00:00Z", hours(8)},
        ElapsedCase{"no shift begins on an exception without shifts, the one before runs on",
                    with_exception(week_of("UTC", {"22:00-06:00"}), "2026-06-16", {}), "2026-06-15T12:00:00Z",
                    "2026-06-17T12:00:00Z", hours(8)},
        ElapsedCase{"a working Saturday for a Monday off",
                    with_holiday(with_exception(office(), "2026-06-20", {"09:00-18:00"}), "2026-06-22"),
                    "2026-06-20T00:00:00Z", "2026-06-23T00:00:00Z", hours(9)},
        ElapsedCase{"a day before a holiday ends an hour earlier",
                    with_exception(office(), "2026-06-11", {"09:00-17:00"}), "2026-06-11T00:00:00Z",
                    "2026-06-12T00:00:00Z", hours(8)},
        ElapsedCase{"before the horizon it is closed", week_of("UTC", {"00:00-24:00"}),
                    "1960-01-01T00:00:00Z", "1970-01-01T01:00:00Z", hours(1)}));

TEST(Adding, EndsAtClosingTimeNotNextMorning) {
  const Calendar calendar{office()};
  EXPECT_EQ(calendar.add(at("2026-06-15T14:00:00Z"), hours(1)), at("2026-06-15T15:00:00Z"));
  EXPECT_EQ(calendar.add(at("2026-06-15T14:00:00Z"), hours(1) + Seconds(1)), at("2026-06-16T06:00:01Z"));
  EXPECT_EQ(calendar.add(at("2026-06-13T12:00:00Z"), Seconds(0)), at("2026-06-13T12:00:00Z"));
}

TEST(Subtracting, BeginsAtOpeningNotTheEveningBefore) {
  const Calendar calendar{office()};
  EXPECT_EQ(calendar.subtract(at("2026-06-16T07:00:00Z"), hours(1)), at("2026-06-16T06:00:00Z"));
  EXPECT_EQ(calendar.subtract(at("2026-06-16T07:00:00Z"), hours(1) + Seconds(1)), at("2026-06-15T14:59:59Z"));
  EXPECT_EQ(calendar.subtract(at("2026-06-14T12:00:00Z"), Seconds(0)), at("2026-06-14T12:00:00Z"));
}

TEST(ACalendarThatEnds, SaysThatNothingIsLeft) {
  CalendarSpec spec;
  spec.exceptions[day("2026-06-15")] = shifts({"09:00-11:00"});
  const Calendar calendar{spec};
  EXPECT_EQ(calendar.add(at("2026-01-01T00:00:00Z"), hours(2)), at("2026-06-15T11:00:00Z"));
  EXPECT_EQ(calendar.add(at("2026-01-01T00:00:00Z"), hours(3)), std::nullopt);
  EXPECT_EQ(calendar.subtract(at("2026-12-01T00:00:00Z"), hours(3)), std::nullopt);
  EXPECT_EQ(calendar.next_open(at("2026-06-15T11:00:00Z")), std::nullopt);
  EXPECT_EQ(calendar.interval_before(at("2026-06-15T09:00:00Z")), std::nullopt);
  EXPECT_EQ(calendar.close_of_day(at("2026-06-15T11:00:00Z")), std::nullopt);
}

TEST(SeveralCalendars, AreOpenTogetherWheneverOneOfThemIsAndClosedWhatEachHasCutOut) {
  const Interval cut{at("2026-06-15T00:00:00Z"), at("2026-06-16T00:00:00Z")};
  const auto nights = Calendar(week_of("UTC", {"20:00-22:00"})).with_closed({cut});
  const auto both = Calendar::any_of({Calendar(week_of("UTC", {"08:00-10:00", "09:00-21:00"})), nights});
  EXPECT_EQ(both.elapsed(at("2026-06-15T00:00:00Z"), at("2026-06-16T00:00:00Z")), hours(13));
  EXPECT_EQ(both.elapsed(at("2026-06-16T00:00:00Z"), at("2026-06-17T00:00:00Z")), hours(14));
  EXPECT_EQ(both.with_closed({cut}).next_open(at("2026-06-15T00:00:00Z")), at("2026-06-16T08:00:00Z"));
}

TEST(SeveralCalendars, AreOpenTogetherWhileAllOfThemAre) {
  const auto both = Calendar::all_of({Calendar(week_of("UTC", {"08:00-12:00", "13:00-21:00"})),
                                      Calendar(week_of("UTC", {"11:00-14:00"})), Calendar::always()});
  EXPECT_EQ(both.elapsed(at("2026-06-15T00:00:00Z"), at("2026-06-16T00:00:00Z")), hours(2));
  EXPECT_EQ(both.next_open(at("2026-06-15T12:00:00Z")), at("2026-06-15T13:00:00Z"));
}

TEST(SeveralCalendars, HaveAHolidayWhereOneOfThemHasAndNoneIsOpen) {
  CalendarSpec office = week_of("UTC", {"09:00-18:00"}, 5);
  office.holidays = {day("2026-06-15"), day("2026-06-16")};
  CalendarSpec standby;
  standby.exceptions[day("2026-06-16")] = shifts({"10:00-12:00"});
  const auto both = Calendar::any_of({Calendar(office), Calendar(standby)});
  EXPECT_TRUE(both.is_holiday(day("2026-06-15")));
  EXPECT_FALSE(both.is_holiday(day("2026-06-16")));
  EXPECT_FALSE(both.is_holiday(day("2026-06-20")));
}

TEST(OpenIntervals, AreWholeWhereverTheCompiledRangeEnds) {
  const Calendar always = Calendar::always();
  const Interval horizon{kHorizonBegin, kHorizonEnd};
  EXPECT_EQ(always.interval_at_or_after(at("2026-06-15T00:00:00Z")), horizon);
  const Calendar nights{week_of("UTC", {"20:00-00:00", "00:00-04:00"})};
  const Interval night{at("2026-06-15T20:00:00Z"), at("2026-06-16T04:00:00Z")};
  EXPECT_EQ(nights.interval_at_or_after(at("2026-06-16T00:00:00Z")), night);
  EXPECT_EQ(nights.interval_at_or_after(at("2026-06-15T04:00:00Z")), night);
  EXPECT_EQ(nights.interval_before(at("2026-06-16T00:00:00Z")), night);
  EXPECT_EQ(nights.interval_before(at("2026-06-16T20:00:00Z")), night);
  EXPECT_NE(nights.interval_before(at("2026-06-16T20:00:01Z")), night);
}

TEST(OpenInstants, IncludeTheOpeningAndExcludeTheClosing) {
  const Calendar calendar{office()};
  EXPECT_FALSE(calendar.is_open(at("2026-06-15T05:59:59Z")));
  EXPECT_TRUE(calendar.is_open(at("2026-06-15T06:00:00Z")));
  EXPECT_TRUE(calendar.is_open(at("2026-06-15T14:59:59Z")));
  EXPECT_FALSE(calendar.is_open(at("2026-06-15T15:00:00Z")));
  EXPECT_EQ(calendar.next_open(at("2026-06-12T15:00:00Z")), at("2026-06-15T06:00:00Z"));
  EXPECT_EQ(calendar.next_open(at("2026-06-15T06:00:01Z")), at("2026-06-15T06:00:01Z"));
}

TEST(Questions, FarApartGetTheSameAnswersInAnyOrder) {
  const Calendar calendar{office()};
  EXPECT_EQ(calendar.elapsed(at("2190-01-04T00:00:00Z"), at("2190-01-05T00:00:00Z")), hours(9));
  EXPECT_EQ(calendar.elapsed(at("1975-01-06T00:00:00Z"), at("1975-01-07T00:00:00Z")), hours(9));
  const Seconds whole = calendar.elapsed(kHorizonBegin, kHorizonEnd);
  EXPECT_EQ(calendar.add(kHorizonBegin, whole), calendar.interval_before(kHorizonEnd)->end);
  EXPECT_EQ(calendar.add(kHorizonBegin, whole + Seconds(1)), std::nullopt);
}

struct CloseCase {
  const char* what;
  CalendarSpec spec;
  const char* now;
  const char* close;
};

class Closings : public ::testing::TestWithParam<CloseCase> {};

TEST_P(Closings, OfTheDayAreWhenItsWorkIsOver) {
  const CloseCase& c = GetParam();
  EXPECT_EQ(Calendar(c.spec).close_of_day(at(c.now)), at(c.close)) << c.what;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Closings,
    ::testing::Values(CloseCase{"at work", office(), "2026-06-15T08:00:00Z", "2026-06-15T15:00:00Z"},
                      CloseCase{"before opening", office(), "2026-06-15T01:00:00Z", "2026-06-15T15:00:00Z"},
                      CloseCase{"at closing time", office(), "2026-06-15T15:00:00Z", "2026-06-16T15:00:00Z"},
                      CloseCase{"on a Saturday", office(), "2026-06-13T09:00:00Z", "2026-06-15T15:00:00Z"},
                      CloseCase{"before the lunch break", week_of("UTC", {"09:00-13:00", "14:00-18:00"}),
                                "2026-06-15T10:00:00Z", "2026-06-15T18:00:00Z"},
                      CloseCase{"in the lunch break", week_of("UTC", {"09:00-13:00", "14:00-18:00"}),
                                "2026-06-15T13:30:00Z", "2026-06-15T18:00:00Z"},
                      CloseCase{"in the evening of a night shift", week_of("UTC", {"22:00-06:00"}),
                                "2026-06-15T23:00:00Z", "2026-06-16T06:00:00Z"},
                      CloseCase{"in the morning of a night shift", week_of("UTC", {"22:00-06:00"}),
                                "2026-06-16T05:00:00Z", "2026-06-16T06:00:00Z"},
                      CloseCase{"after the night shift", week_of("UTC", {"22:00-06:00"}),
                                "2026-06-16T06:00:00Z", "2026-06-17T06:00:00Z"},
                      CloseCase{"round the clock", week_of("Europe/Moscow", {"00:00-24:00"}),
                                "2026-06-15T08:00:00Z", "2026-06-15T21:00:00Z"}));

TEST(RoundTheClock, IsOpenAlwaysAndEndsItsDaysAtMidnight) {
  const Calendar& always = Calendar::always();
  EXPECT_TRUE(always.is_open(at("2026-03-29T01:30:00Z")));
  EXPECT_EQ(always.elapsed(at("2026-03-28T00:00:00Z"), at("2026-03-30T00:00:00Z")), hours(48));
  EXPECT_EQ(always.add(at("2026-03-28T00:00:00Z"), hours(48)), at("2026-03-30T00:00:00Z"));
  EXPECT_EQ(always.subtract(at("2026-03-30T00:00:00Z"), hours(48)), at("2026-03-28T00:00:00Z"));
  EXPECT_EQ(always.close_of_day(at("2026-03-28T07:00:00Z")), at("2026-03-29T00:00:00Z"));
}

TEST(Freezes, CloseEveryCalendarEvenRoundTheClock) {
  const Interval freeze{at("2026-06-15T10:00:00Z"), at("2026-06-16T10:00:00Z")};
  const Calendar frozen = Calendar::always().with_closed({freeze});
  EXPECT_FALSE(frozen.is_open(freeze.start));
  EXPECT_TRUE(frozen.is_open(freeze.end));
  EXPECT_EQ(frozen.add(at("2026-06-15T09:00:00Z"), hours(2)), at("2026-06-16T11:00:00Z"));
  EXPECT_EQ(frozen.next_open(at("2026-06-15T11:00:00Z")), freeze.end);

  CalendarSet set;
  set.add("office", Calendar{office()});
  const CalendarSet closed = set.with_closed({freeze});
  EXPECT_EQ(closed.find("office")->elapsed(at("2026-06-15T00:00:00Z"), at("2026-06-17T00:00:00Z")),
            hours(4 + 5));
  EXPECT_EQ(set.find("office")->elapsed(at("2026-06-15T00:00:00Z"), at("2026-06-17T00:00:00Z")), hours(18));
}

TEST(SetsOfIntervals, AreUnitedAndCut) {
  const auto span = [](int from, int to) {
    return Interval{base::Instant(Seconds(from)), base::Instant(Seconds(to))};
  };
  EXPECT_THAT(united({span(5, 9), span(1, 2), span(2, 4), span(6, 7), span(3, 3)}),
              ::testing::ElementsAre(span(1, 4), span(5, 9)));
  EXPECT_THAT(without({span(0, 10), span(20, 30), span(40, 50)},
                      {span(0, 2), span(5, 25), span(28, 29), span(60, 70)}),
              ::testing::ElementsAre(span(2, 5), span(25, 28), span(29, 30), span(40, 50)));
}

TEST(ACalendar, AnswersManyThreadsWhileItGrows) {
  const Calendar shared{office()};
  std::vector<Seconds> sums(4, Seconds(0));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    threads.emplace_back([&shared, &sum = sums[i], i] {
      for (int step = 0; step < 60; ++step) {
        const int year = 2000 + (step * 7 + static_cast<int>(i) * 13) % 60;
        const base::Instant begin = std::chrono::sys_days(std::chrono::year{year} / 1 / 1);
        sum += shared.elapsed(begin, begin + std::chrono::days(364));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sums, std::vector<Seconds>(4, hours(60 * 52 * 45)));
}

struct OpenUntilCase {
  const char* what;
  CalendarSpec spec;
  const char* at;
  const char* until;  // empty: it is closed then
};

class OpenUntil : public ::testing::TestWithParam<OpenUntilCase> {};

TEST_P(OpenUntil, TellsWhenWhatIsOpenCloses) {
  const auto& c = GetParam();
  const auto until = open_until(c.spec, at(c.at));
  EXPECT_EQ(until ? base::format_instant(*until) : "", c.until) << c.what;
}

INSTANTIATE_TEST_SUITE_P(
    Table, OpenUntil,
    ::testing::Values(OpenUntilCase{"within a shift", office(), "2026-06-15T07:00:00Z",
                                    "2026-06-15T15:00:00Z"},
                      OpenUntilCase{"as it opens", office(), "2026-06-15T06:00:00Z", "2026-06-15T15:00:00Z"},
                      OpenUntilCase{"as it closes", office(), "2026-06-15T15:00:00Z", ""},
                      OpenUntilCase{"before it opens", office(), "2026-06-15T05:59:59Z", ""},
                      OpenUntilCase{"through a night", week_of("UTC", {"22:00-06:00"}),
                                    "2026-06-15T23:00:00Z", "2026-06-16T06:00:00Z"},
                      OpenUntilCase{"shifts that touch", week_of("UTC", {"20:00-24:00", "00:00-04:00"}),
                                    "2026-06-15T21:00:00Z", "2026-06-16T04:00:00Z"}));

TEST(AWeek, IsOpenFromEndToEndOnlyWithoutAGap) {
  EXPECT_TRUE(always_open(week_of("Europe/Berlin", {"00:00-12:00", "12:00-24:00"})));
  EXPECT_FALSE(always_open(week_of("UTC", {"00:00-23:59"})));
  EXPECT_FALSE(always_open(week_of("UTC", {"00:00-24:00"}, 6)));
}

}  // namespace
}  // namespace estafeta::calendar
