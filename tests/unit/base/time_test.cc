#include "connector/base/time.h"

#include <gtest/gtest.h>

namespace estafeta::base {
namespace {

struct DurationCase {
  const char* text;
  std::optional<std::int64_t> seconds;
};

class Durations : public ::testing::TestWithParam<DurationCase> {};

TEST_P(Durations, AreReadOrRefused) {
  const auto read = parse_duration(GetParam().text);
  ASSERT_EQ(read.has_value(), GetParam().seconds.has_value()) << GetParam().text;
  if (read) {
    EXPECT_EQ(read->count(), *GetParam().seconds) << GetParam().text;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Durations,
    ::testing::Values(DurationCase{"15m", 900}, DurationCase{"8h", 28800}, DurationCase{"1h30m", 5400},
                      DurationCase{"45s", 45}, DurationCase{"100h", 360000}, DurationCase{"1d", std::nullopt},
                      DurationCase{"", std::nullopt}, DurationCase{"h", std::nullopt},
                      DurationCase{"5", std::nullopt}, DurationCase{"0m", std::nullopt},
                      DurationCase{"-5m", std::nullopt}, DurationCase{"30m1h", std::nullopt},
                      DurationCase{"1h1h", std::nullopt}, DurationCase{"1.5h", std::nullopt},
                      DurationCase{"99999999999999999999h", std::nullopt}));

TEST(Instants, SurviveARoundTripAndRefuseWhatIsNoInstant) {
  for (const char* text : {"2026-06-15T07:00:00Z", "1970-01-01T00:00:00Z", "2028-02-29T23:59:59Z"}) {
    const auto instant = parse_instant(text);
    ASSERT_TRUE(instant) << text;
    EXPECT_EQ(format_instant(*instant), text);
  }
  for (const char* text : {"2026-02-29T00:00:00Z", "2026-06-15T24:00:00Z", "2026-06-15 07:00:00Z",
                           "2026-06-15T07:00:00", "2026-06-15T07:00:00+03:00", "2026-6-15T07:00:00Z", ""}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

TEST(DurationText, ReadsBackAsTheSameDuration) {
  for (const std::int64_t seconds : {1, 59, 60, 3600, 3661, 5400, 86400 * 40}) {
    const auto read = parse_duration(format_duration(Seconds(seconds)));
    ASSERT_TRUE(read) << seconds;
    EXPECT_EQ(read->count(), seconds);
  }
}

}  // namespace
}  // namespace estafeta::base
