#include "connector/sla/statistics/forecast.h"

#include <gtest/gtest.h>

#include "tests/unit/sla/provider.h"

namespace estafeta::sla {
namespace {

// `clock outlook due left`, one line each; gold: an hour to answer and 16 to resolve in office hours of UTC,
// urgent 15 minutes and four hours around the clock.
std::string told(const Provider& provider, const Record& record, const std::string& now,
                 base::Seconds horizon) {
  std::string text;
  for (const Forecast& one : forecast(record, provider.judge(record, at(now)), at(now), horizon)) {
    text += one.clock + " " + std::string(to_string(one.outlook)) + " " +
            base::format_instant(one.due).substr(5, 11) + " " + base::format_duration(one.left) + "\n";
  }
  return text;
}

constexpr std::chrono::hours kDay{24};

TEST(Forecast, NamesWhatBreachesWithinTheHorizonWithTheWorkingTimeLeft) {
  const Record fresh = record_of(incident({}));
  EXPECT_EQ(told(provider(), fresh, "2026-06-15T10:20:00Z", kDay), "response breaches 06-15T11:00 40m\n")
      << "the resolution is due on Tuesday at 17:00, a day and more from now";
  EXPECT_EQ(told(provider(), fresh, "2026-06-15T10:20:00Z", std::chrono::hours(31)),
            "response breaches 06-15T11:00 40m\nresolution breaches 06-16T17:00 15h40m\n");
}

TEST(Forecast, CountsNothingThatIsOverOrBreached) {
  const Record answered = record_of(incident({event(monday("10:10"), Actor::staff, {.comment = "public"})}));
  EXPECT_EQ(told(provider(), answered, "2026-06-15T10:20:00Z", kDay), "");
  EXPECT_EQ(told(provider(), record_of(incident({})), "2026-06-15T11:00:01Z", kDay), "")
      << "breached already";
}

TEST(Forecast, NamesApartWhatIsAtRiskLater) {
  const Record answered = record_of(incident({event(monday("10:10"), Actor::staff, {.comment = "public"})}));
  EXPECT_EQ(told(provider(), answered, "2026-06-16T14:00:00Z", std::chrono::hours(1)),
            "resolution at_risk 06-16T17:00 3h\n");
}

TEST(Forecast, NamesApartWhatIsPausedAndWouldBreachSoonAfterResuming) {
  const Record held =
      record_of(incident({event(monday("12:00"), Actor::staff, {.status = "on_hold:client"})}));
  // 14 of the 16 hours are left: from Wednesday, 10:00, until Thursday, 15:00.
  EXPECT_EQ(told(provider(), held, "2026-06-17T10:00:00Z", std::chrono::hours(29)),
            "resolution paused 06-18T15:00 14h\n");
  EXPECT_EQ(told(provider(), held, "2026-06-17T10:00:00Z", std::chrono::hours(28)), "");
}

TEST(Forecast, OfASharedTargetCountsWhatIsLeftAsAShareOfTheOneInForce) {
  Provider made = provider();
  made.policies.add(
      "gold", {{base::parse_date("2026-01-01").value(),
                policy("on_retarget: carry_fraction\nclocks: { resolution: { pause_in: [ on_hold ] } }\n"
                       "targets: [ { when: { priority: high }, calendar: 24x7, resolution: 2h },\n"
                       "           { calendar: 24x7, resolution: 8h } ]\n")}});
  const Record held = record_of(incident({event(monday("12:00"), Actor::staff, {.priority = "high"}),
                                          event(monday("12:30"), Actor::staff, {.status = "on_hold"})}));
  // A quarter was used of eight hours, then a quarter of two: an hour is left.
  EXPECT_EQ(told(made, held, "2026-06-15T20:00:00Z", kDay), "resolution paused 06-15T21:00 1h\n");
}

TEST(Forecast, LeavesOutWhatStatisticsLeaveOut) {
  Record copy = record_of(incident({}));
  copy.duplicate_of = {{{9}, "aurora"}};
  EXPECT_EQ(told(provider(), copy, "2026-06-15T10:20:00Z", kDay), "");
  Record lost = record_of(incident({}));
  lost.verdict = model::Verdict::history_incomplete;
  EXPECT_EQ(told(provider(), lost, "2026-06-15T10:20:00Z", kDay), "");
}

TEST(Forecast, SaysWhoHoldsItNow) {
  Record record = record_of(incident({event(monday("10:10"), Actor::system, {.priority = "high"})}));
  record.incident.events[0].department = "unix";
  const auto all = forecast(record, provider().judge(record, monday("10:20")), monday("10:20"), kDay);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].department, "unix");
  EXPECT_EQ(all[0].priority, "high");
}

}  // namespace
}  // namespace estafeta::sla
