#include "connector/calendar/zone.h"

#include <gtest/gtest.h>

#include "connector/calendar/zone_rule.h"
#include "tests/unit/calendar/specs.h"

namespace estafeta::calendar {
namespace {

struct ZoneCase {
  const char* zone;
  const char* instant;
  const char* date;
  int hour;
  int minute;
  int second;
  int weekday;
};

class Walls : public ::testing::TestWithParam<ZoneCase> {};

// Computed with Python's zoneinfo; what lies beyond 2037 stands in no list of changes, only in rules.
TEST_P(Walls, ShowTheLocalTimeEvenFarAhead) {
  const ZoneCase& c = GetParam();
  const LocalTime expected{day(c.date), c.hour, c.minute, c.second, c.weekday};
  EXPECT_EQ(Zone::find(c.zone).value().local_time(at(c.instant)), expected) << c.zone << " " << c.instant;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Walls,
    ::testing::Values(ZoneCase{"UTC", "2026-06-15T07:00:00Z", "2026-06-15", 7, 0, 0, 1},
                      ZoneCase{"Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29", 1, 59, 59, 7},
                      ZoneCase{"Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29", 3, 0, 0, 7},
                      ZoneCase{"Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25", 2, 30, 0, 7},
                      ZoneCase{"Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25", 2, 30, 0, 7},
                      ZoneCase{"Europe/Berlin", "2040-07-01T00:00:00Z", "2040-07-01", 2, 0, 0, 7},
                      ZoneCase{"Europe/Berlin", "2150-01-01T12:00:00Z", "2150-01-01", 13, 0, 0, 4},
                      ZoneCase{"Europe/Berlin", "2150-07-01T12:00:00Z", "2150-07-01", 14, 0, 0, 3},
                      ZoneCase{"America/Nuuk", "2045-07-01T00:00:00Z", "2045-06-30", 23, 0, 0, 5},
                      ZoneCase{"America/Nuuk", "2045-12-01T00:00:00Z", "2045-11-30", 22, 0, 0, 4},
                      ZoneCase{"Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05", 1, 30, 0, 7},
                      ZoneCase{"Australia/Lord_Howe", "2060-01-01T00:00:00Z", "2060-01-01", 11, 0, 0, 4},
                      ZoneCase{"Australia/Lord_Howe", "2060-07-01T00:00:00Z", "2060-07-01", 10, 30, 0, 4},
                      ZoneCase{"Asia/Gaza", "2090-07-01T00:00:00Z", "2090-07-01", 3, 0, 0, 6},
                      ZoneCase{"Africa/Cairo", "2026-04-23T22:00:00Z", "2026-04-24", 1, 0, 0, 5},
                      ZoneCase{"America/Santiago", "2077-04-01T00:00:00Z", "2077-03-31", 21, 0, 0, 3},
                      ZoneCase{"America/Santiago", "2077-09-30T00:00:00Z", "2077-09-29", 21, 0, 0, 3},
                      ZoneCase{"Asia/Kathmandu", "2100-01-01T00:00:00Z", "2100-01-01", 5, 45, 0, 5},
                      ZoneCase{"Europe/Dublin", "2101-01-01T00:00:00Z", "2101-01-01", 0, 0, 0, 6},
                      ZoneCase{"Europe/Dublin", "2101-08-01T00:00:00Z", "2101-08-01", 1, 0, 0, 1}));

TEST(Zones, AreKnownByTheirNameOnly) {
  EXPECT_TRUE(zone_exists("Europe/Moscow"));
  for (const char* name : {"", "Moscow", "Europe/Mosco", "../etc/passwd"})
    EXPECT_FALSE(zone_exists(name)) << name;
}

TEST(Zones, OfOneNameAreEqual) {
  EXPECT_EQ(Zone::find("Europe/Berlin"), Zone::find("Europe/Berlin"));
  EXPECT_NE(Zone::find("Europe/Berlin"), Zone::find("Europe/Vienna"));
  EXPECT_EQ(Zone::find("UTC").value(), Zone::utc());
}

TEST(DaysOfAZone, BeginAtTheFirstInstantOfTheDateWhateverTheClockDoes) {
  const Zone cairo = Zone::find("Africa/Cairo").value();  // skips the hour after midnight of 24 April 2026
  EXPECT_EQ(cairo.start_of_day(day("2026-04-24")), at("2026-04-23T22:00:00Z"));
  const Zone santiago =
      Zone::find("America/Santiago").value();  // repeats the hour before midnight of 5 April
  EXPECT_EQ(santiago.start_of_day(day("2026-04-05")), at("2026-04-05T04:00:00Z"));
  EXPECT_EQ(santiago.start_of_day(day("2026-04-06")), at("2026-04-06T04:00:00Z"));
  EXPECT_EQ(Zone::utc().start_of_day(day("2026-04-24")), at("2026-04-24T00:00:00Z"));
}

TEST(LocalText, IsWhatPeopleReadInFields) {
  const Zone moscow = Zone::find("Europe/Moscow").value();
  EXPECT_EQ(format_local(at("2026-11-24T15:00:00Z"), moscow), "2026-11-24 18:00");
  EXPECT_EQ(format_local_clock(at("2026-11-24T21:05:59Z"), moscow), "00:05");
}

TEST(ZoneRules, OfAnUnknownFormAreNoRules) {
  for (const char* text :
       {"", "UTC0", "<+0545>-5:45", "CET-1CEST", "CET-1CEST,J60,J300", "CET-1CEST,M3.5.0,M13.5.0",
        "CET-1CEST,M3.5.0,M10.5.0/3x", "<CET-1CEST,M3.5.0,M10.5.0"}) {
    EXPECT_FALSE(parse_zone_rule(text)) << text;
  }
}

}  // namespace
}  // namespace estafeta::calendar
