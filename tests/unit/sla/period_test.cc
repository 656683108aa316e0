#include "connector/sla/statistics/period.h"

#include <gtest/gtest.h>

namespace estafeta::sla {
namespace {

base::Date day(const std::string& text) {
  return base::parse_date(text).value();
}

std::string shown(const Period& period) {
  return base::format_date(period.from) + " " + base::format_date(period.until);
}

TEST(Period, IsReadFromAMonth) {
  EXPECT_EQ(shown(parse_month("2026-02").value()), "2026-02-01 2026-02-28");
  EXPECT_EQ(shown(parse_month("2028-02").value()), "2028-02-01 2028-02-29");
  for (const char* text : {"2026-13", "2026-00", "2026", "2026-1", "2026-10-01", "October", ""}) {
    EXPECT_FALSE(parse_month(text)) << text;
  }
}

TEST(Period, HoldsBothItsEnds) {
  const Period october = parse_month("2026-10").value();
  EXPECT_TRUE(october.holds(day("2026-10-01")));
  EXPECT_TRUE(october.holds(day("2026-10-31")));
  EXPECT_FALSE(october.holds(day("2026-09-30")));
  EXPECT_FALSE(october.holds(day("2026-11-01")));
}

TEST(Period, OfWholeMonthsIsComparedWithAsManyMonthsBefore) {
  EXPECT_EQ(shown(before(parse_month("2026-03").value())), "2026-02-01 2026-02-28");
  EXPECT_EQ(shown(before(parse_month("2026-01").value())), "2025-12-01 2025-12-31");
  EXPECT_EQ(shown(before({day("2026-07-01"), day("2026-09-30")})), "2026-04-01 2026-06-30");
}

TEST(Period, OfDaysIsComparedWithAsManyDaysBefore) {
  EXPECT_EQ(shown(before({day("2026-10-05"), day("2026-10-11")})), "2026-09-28 2026-10-04");
  EXPECT_EQ(shown(before({day("2026-10-05"), day("2026-10-05")})), "2026-10-04 2026-10-04");
}

TEST(Period, TheLastFullMonthIsTheOneBeforeToday) {
  EXPECT_EQ(shown(last_full_month(day("2026-01-31"))), "2025-12-01 2025-12-31");
  EXPECT_EQ(shown(last_full_month(day("2026-11-01"))), "2026-10-01 2026-10-31");
}

}  // namespace
}  // namespace estafeta::sla
