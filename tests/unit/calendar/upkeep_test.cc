#include "connector/calendar/upkeep.h"

#include <gtest/gtest.h>

#include "tests/unit/calendar/specs.h"

namespace estafeta::calendar {
namespace {

using std::chrono::year;

struct UpkeepCase {
  std::vector<const char*> holidays;
  const char* today;
  std::optional<year> missing;
};

class Upkeep : public ::testing::TestWithParam<UpkeepCase> {};

TEST_P(Upkeep, NamesTheYearForWhichHolidaysAreMissing) {
  CalendarSpec spec = office();
  for (const char* holiday : GetParam().holidays) spec.holidays.insert(day(holiday));
  EXPECT_EQ(year_without_holidays(Calendar(spec), day(GetParam().today)), GetParam().missing)
      << GetParam().today;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Upkeep,
    ::testing::Values(UpkeepCase{{"2026-01-01", "2026-12-31"}, "2026-11-23", year{2027}},
                      UpkeepCase{{"2026-01-01", "2027-01-01"}, "2026-11-23", std::nullopt},
                      UpkeepCase{
                          {"2026-01-01"}, "2026-06-30", std::nullopt},  // too early to know the next year's
                      UpkeepCase{{"2026-01-01"}, "2026-07-01", year{2027}},
                      UpkeepCase{{"2025-01-01"}, "2026-02-28", year{2026}},
                      UpkeepCase{{"2028-01-01"}, "2026-12-31", year{2027}},
                      UpkeepCase{{}, "2026-11-23", std::nullopt}));

}  // namespace
}  // namespace estafeta::calendar
