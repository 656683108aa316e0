#include "connector/calendar/spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/calendar/parse_calendars.h"
#include "connector/document/yaml.h"
#include "tests/unit/calendar/specs.h"

namespace estafeta::calendar {
namespace {

using ::testing::ElementsAre;

struct ShiftCase {
  const char* text;
  int open_minutes;  // -1: refused
  int close_minutes;
};

class ShiftTexts : public ::testing::TestWithParam<ShiftCase> {};

TEST_P(ShiftTexts, AreReadOrRefused) {
  const auto shift = parse_shift(GetParam().text);
  ASSERT_EQ(shift.has_value(), GetParam().open_minutes >= 0) << GetParam().text;
  if (!shift) return;
  EXPECT_EQ(shift->open, std::chrono::minutes(GetParam().open_minutes)) << GetParam().text;
  EXPECT_EQ(shift->close, std::chrono::minutes(GetParam().close_minutes)) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, ShiftTexts,
    ::testing::Values(ShiftCase{"09:00-18:00", 540, 1080}, ShiftCase{"22:00-06:00", 1320, 1800},
                      ShiftCase{"00:00-24:00", 0, 1440}, ShiftCase{"00:00-00:00", 0, 1440},
                      ShiftCase{"09:00-09:00", 540, 1980}, ShiftCase{"24:00-06:00", -1, 0},
                      ShiftCase{"9:00-18:00", -1, 0}, ShiftCase{"09:00-18:60", -1, 0},
                      ShiftCase{"09:00-24:01", -1, 0}, ShiftCase{"09:00 18:00", -1, 0},
                      ShiftCase{"0a:00-18:00", -1, 0}, ShiftCase{"", -1, 0}, ShiftCase{"09:00-18:00-", -1, 0},
                      ShiftCase{"08:30:00-17:30:00", 510, 1050}, ShiftCase{"09:00:60-18:00", -1, 0},
                      ShiftCase{"09:00-24:00:01", -1, 0}));

std::vector<std::string> problems_of(const std::string& yaml) {
  const auto node = document::parse_yaml(yaml, "calendars.yaml");
  EXPECT_TRUE(node) << yaml;
  base::Diagnostics problems;
  if (node) parse_calendars(*node, problems);
  std::vector<std::string> lines;
  for (const auto& problem : problems) {
    lines.push_back(std::to_string(problem.where.line) + ":" + std::to_string(problem.where.column) + " " +
                    problem.what.key);
  }
  return lines;
}

TEST(CalendarFiles, AreReadWithEveryKey) {
  const auto node = document::parse_yaml(
      "timezone: Europe/Moscow\n"
      "week: { mon: [ \"09:00-13:00\", \"14:00-18:00\" ], sun: [] }\n"
      "holidays: [ 2026-06-15 ]\n"
      "exceptions: { 2026-06-20: [ \"10:00-12:00\" ], 2026-06-22: [] }\n",
      "calendars.yaml");
  base::Diagnostics problems;
  const auto spec = parse_spec(*node, problems);
  ASSERT_TRUE(spec);
  CalendarSpec expected;
  expected.zone = Zone::find("Europe/Moscow").value();
  expected.week[0] = shifts({"09:00-13:00", "14:00-18:00"});
  expected.holidays = {day("2026-06-15")};
  expected.exceptions = {{day("2026-06-20"), shifts({"10:00-12:00"})}, {day("2026-06-22"), {}}};
  EXPECT_EQ(*spec, expected);
}

// New Year every year but once, a short day before it, a Monday, Easter.
TEST(CalendarFiles, NameDaysThatComeEveryYear) {
  const auto node = document::parse_yaml(
      "timezone: UTC\n"
      "week: { mon: [ \"09:00-18:00\" ], thu: [ \"09:00-18:00\" ], fri: [ \"09:00-18:00\" ] }\n"
      "holidays: [ 01-01..01-08, last monday of may, easter+1 ]\n"
      "exceptions: { 12-31: [ \"09:00-13:00\" ], 2027-12-31: [], 2027-01-08: [ \"10:00-11:00\" ] }\n",
      "calendars.yaml");
  base::Diagnostics problems;
  const auto spec = parse_spec(*node, problems);
  ASSERT_TRUE(spec);
  EXPECT_THAT(spec->shifts_of(day("2026-01-08")), ElementsAre());
  EXPECT_THAT(spec->shifts_of(day("2027-01-08")), ElementsAre(*parse_shift("10:00-11:00")));
  EXPECT_THAT(spec->shifts_of(day("2026-12-31")), ElementsAre(*parse_shift("09:00-13:00")));
  EXPECT_THAT(spec->shifts_of(day("2027-12-31")), ElementsAre()) << "a date counts before every year";
  EXPECT_THAT(spec->shifts_of(day("2026-05-25")), ElementsAre());
  EXPECT_THAT(spec->shifts_of(day("2026-05-18")), ElementsAre(*parse_shift("09:00-18:00")));
  EXPECT_THAT(spec->shifts_of(day("2026-04-06")), ElementsAre());
}

TEST(RulesOfADate, AreExceptionThenHolidayThenDayOfTheWeek) {
  CalendarSpec spec = office();
  spec.holidays = {day("2026-06-12"), day("2026-06-15")};
  spec.exceptions[day("2026-06-15")] = shifts({"10:00-11:00"});
  EXPECT_THAT(spec.shifts_of(day("2026-06-11")), ElementsAre(*parse_shift("09:00-18:00")));
  EXPECT_THAT(spec.shifts_of(day("2026-06-12")), ElementsAre());
  EXPECT_THAT(spec.shifts_of(day("2026-06-13")), ElementsAre());  // Saturday
  EXPECT_THAT(spec.shifts_of(day("2026-06-15")), ElementsAre(*parse_shift("10:00-11:00")));
}

TEST(CalendarFiles, TellAllTheirProblemsAtOnce) {
  EXPECT_THAT(
      problems_of("office:\n"
                  "  timezone: Europe/Mosco\n"
                  "  weak: {}\n"
                  "  week:\n"
                  "    monday: [ \"09:00-18:00\" ]\n"
                  "    tue: [ \"9-18\" ]\n"
                  "    wed: { a: b }\n"
                  "  holidays: [ 2026-02-30 ]\n"
                  "  exceptions: { someday: [] }\n"
                  "24x7: {}\n"),
      ElementsAre("2:13 calendar.timezone_unknown", "3:3 calendar.unknown_key", "5:5 calendar.day_unknown",
                  "6:12 calendar.shift_bad", "7:10 calendar.shifts_not_a_list", "8:15 calendar.date_bad",
                  "9:17 calendar.date_bad", "10:1 calendar.name_reserved"));
}

TEST(CalendarFiles, OfTheWrongShapeAreRefused) {
  EXPECT_THAT(problems_of("[ a ]\n"), ElementsAre("1:1 calendar.list_not_a_map"));
  EXPECT_THAT(problems_of("office: nine to five\n"), ElementsAre("1:9 calendar.not_a_map"));
  EXPECT_THAT(problems_of("office: { week: [], holidays: {}, exceptions: [] }\n"),
              ElementsAre("1:9 calendar.timezone_missing", "1:17 calendar.week_not_a_map",
                          "1:31 calendar.holidays_not_a_list", "1:47 calendar.exceptions_not_a_map"));
}

TEST(CalendarsThatAreNeverOpen, AreRefused) {
  EXPECT_THAT(problems_of("a: { timezone: UTC }\n"), ElementsAre("1:4 calendar.never_open"));
  EXPECT_THAT(problems_of("a: { timezone: UTC, week: { mon: [] }, exceptions: { 2026-06-15: [] } }\n"),
              ElementsAre("1:4 calendar.never_open"));
  // The only shift lies in an hour that the clock skips.
  EXPECT_THAT(
      problems_of("a: { timezone: Europe/Berlin, exceptions: { 2026-03-29: [ \"02:10-02:50\" ] } }\n"),
      ElementsAre("1:4 calendar.never_open"));
  EXPECT_THAT(problems_of("a: { timezone: UTC, exceptions: { 2026-06-15: [ \"02:10-02:50\" ] } }\n"),
              ElementsAre());
}

TEST(SetsOfCalendars, HoldThoseMadeOfOthersInAnyOrder) {
  const auto node = document::parse_yaml(
      "late: { all_of: [ support, night ] }\nsupport: { any_of: [ day, night ] }\n"
      "day: { timezone: Europe/Moscow, week: { mon: [ \"09:00-18:00\" ] } }\n"
      "night: { timezone: UTC, week: { mon: [ \"22:00-24:00\" ] } }\n",
      "calendars.yaml");
  base::Diagnostics problems;
  const CalendarSet set = parse_calendars(*node, problems);
  EXPECT_TRUE(problems.empty());
  ASSERT_NE(set.find("late"), nullptr);
  EXPECT_EQ(set.find("support")->zone().name(), "Europe/Moscow");
  EXPECT_EQ(set.find("support")->elapsed(at("2026-06-15T00:00:00Z"), at("2026-06-16T00:00:00Z")),
            std::chrono::hours(11));
  EXPECT_EQ(set.find("late")->next_open(at("2026-06-15T00:00:00Z")), at("2026-06-15T22:00:00Z"));
}

TEST(SetsOfCalendars, SayWhatIsWrongWithThoseMadeOfOthers) {
  const std::string good = "day: { timezone: UTC, week: { mon: [ \"09:00-18:00\" ] } }\n";
  const auto problems = [&](const std::string& line) { return problems_of(good + line + "\n"); };
  EXPECT_THAT(problems("a: { any_of: [ day, nihgt ] }"), ElementsAre("2:21 calendar.part_unknown"));
  EXPECT_THAT(problems("a: { any_of: [ day ] }"), ElementsAre("2:14 calendar.parts_not_a_list"));
  EXPECT_THAT(problems("a: { any_of: day }"), ElementsAre("2:14 calendar.parts_not_a_list"));
  EXPECT_THAT(problems("a: { any_of: [ day, 24x7 ] }"), ElementsAre("2:4 calendar.parts_always_open"));
  EXPECT_THAT(problems("a: { all_of: [ day, day ], timezone: UTC }"),
              ElementsAre("2:4 calendar.parts_and_hours"));
  EXPECT_THAT(problems("a: { any_of: [ day, b ] }\nb: { any_of: [ day, a ] }"),
              ElementsAre("2:21 calendar.parts_circle", "3:21 calendar.parts_circle"));
  EXPECT_THAT(problems("night: { timezone: UTC, week: { tue: [ \"01:00-02:00\" ] } }\n"
                       "a: { all_of: [ day, night ] }"),
              ElementsAre("3:4 calendar.never_open"));
  EXPECT_THAT(problems("bad: { timezone: UTC }\na: { all_of: [ day, bad ] }"),
              ElementsAre("2:6 calendar.never_open"));
}

TEST(SetsOfCalendars, HoldTheBuiltInOneAndThoseWithoutProblems) {
  const auto node = document::parse_yaml(
      "good: { timezone: UTC, week: { mon: [ \"09:00-18:00\" ] } }\nbad: { timezone: UTC }\n",
      "calendars.yaml");
  base::Diagnostics problems;
  const CalendarSet set = parse_calendars(*node, problems);
  EXPECT_NE(set.find("good"), nullptr);
  EXPECT_NE(set.find("24x7"), nullptr);
  EXPECT_EQ(set.find("bad"), nullptr);
  EXPECT_EQ(set.all().size(), 2U);
}

}  // namespace
}  // namespace estafeta::calendar
