#include "connector/calendar/named_days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace estafeta::calendar {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Those of one year, as text.
std::vector<std::string> in_year(const char* text, int year) {
  const auto named = read_days(text);
  EXPECT_TRUE(named) << text;
  std::vector<std::string> dates;
  if (!named) return dates;
  for (const auto date : named->dates) {
    if (date.year() == std::chrono::year(year)) dates.push_back(base::format_date(date).substr(5));
  }
  return dates;
}

TEST(NamedDays, AreDatesAndRangesOfThem) {
  EXPECT_THAT(in_year("2026-12-31", 2026), ElementsAre("12-31"));
  EXPECT_THAT(in_year("2026-12-31", 2027), IsEmpty());
  EXPECT_THAT(in_year("2026-12-30..2027-01-02", 2026), ElementsAre("12-30", "12-31"));
  EXPECT_THAT(in_year("2026-12-30..2027-01-02", 2027), ElementsAre("01-01", "01-02"));
  EXPECT_FALSE(read_days("2026-12-31")->every_year);
}

TEST(NamedDays, OfEveryYearMayRunPastItsEnd) {
  EXPECT_THAT(in_year("12-31", 2026), ElementsAre("12-31"));
  EXPECT_THAT(in_year("12-30..01-02", 2026), ElementsAre("01-01", "01-02", "12-30", "12-31"));
  EXPECT_TRUE(read_days("12-31")->every_year);
}

TEST(NamedDays, OfTheTwentyNinthOfFebruaryComeInLeapYears) {
  EXPECT_THAT(in_year("02-29", 2028), ElementsAre("02-29"));
  EXPECT_THAT(in_year("02-29", 2027), IsEmpty());
  EXPECT_THAT(in_year("02-27..02-29", 2027), ElementsAre("02-27", "02-28"));
  EXPECT_THAT(in_year("02-29..03-02", 2027), ElementsAre("03-01", "03-02"));
}

TEST(NamedDays, MayBeTheFirstOrLastDayOfTheWeekInAMonth) {
  EXPECT_THAT(in_year("last monday of may", 2026), ElementsAre("05-25"));
  EXPECT_THAT(in_year("first monday of september", 2026), ElementsAre("09-07"));
  EXPECT_THAT(in_year("fourth thursday of november", 2026), ElementsAre("11-26"));
  EXPECT_THAT(in_year("second friday of november", 2027), ElementsAre("11-12"));
}

// Dates of the churches' own tables.
TEST(Easter, IsAsTheChurchesPublishIt) {
  const std::vector<std::pair<int, std::pair<const char*, const char*>>> known{
      {2019, {"04-21", "04-28"}}, {2024, {"03-31", "05-05"}}, {2025, {"04-20", "04-20"}},
      {2026, {"04-05", "04-12"}}, {2027, {"03-28", "05-02"}}, {2038, {"04-25", "04-25"}}};
  for (const auto& [year, dates] : known) {
    EXPECT_EQ(base::format_date(easter(std::chrono::year(year))).substr(5), dates.first) << year;
    EXPECT_EQ(base::format_date(orthodox_easter(std::chrono::year(year))).substr(5), dates.second) << year;
  }
  EXPECT_THAT(in_year("easter+1", 2026), ElementsAre("04-06"));
  EXPECT_THAT(in_year("easter-2", 2026), ElementsAre("04-03"));
  EXPECT_THAT(in_year("orthodox_easter+1", 2026), ElementsAre("04-13"));
}

TEST(Easter, IsASundayOfMarchAprilOrMayInEveryYear) {
  for (std::chrono::year year{1970}; year < std::chrono::year{2200}; ++year) {
    for (const auto date : {easter(year), orthodox_easter(year)}) {
      EXPECT_EQ(std::chrono::weekday(std::chrono::sys_days(date)), std::chrono::Sunday)
          << base::format_date(date);
      EXPECT_TRUE(std::chrono::March <= date.month() && date.month() <= std::chrono::May);
    }
    EXPECT_LE(easter(year), orthodox_easter(year));
  }
}

TEST(NamedDays, OfAnotherFormAreRefused) {
  for (const char* text : {"", "31.12.2026", "13-01", "02-30", "1-1", "2027-01-02..2026-12-30",
                           "2026-12-30..01-02", "..", "01-01..", "fifth monday of may", "last monday in may",
                           "last monday of mai", "last monday of may 2026", "easter1", "easter+", "easter+x",
                           "easter+300", "easter..easter+1", "whitsun"}) {
    EXPECT_FALSE(read_days(text)) << text;
  }
}

}  // namespace
}  // namespace estafeta::calendar
