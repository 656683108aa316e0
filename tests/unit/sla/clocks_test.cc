// Clocks that take events one by one: when they go on, and when they begin again.
#include "connector/sla/clocks/clocks.h"

#include <gtest/gtest.h>

#include "connector/sla/clocks/evaluate.h"
#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

const std::string kTwoTargets =
    "targets:\n"
    "- { when: { priority: high }, calendar: 24x7, resolution: 4h }\n"
    "- { calendar: office, resolution: 8h }\n";

class RunningClocks : public ::testing::Test {
 protected:
  void judge(const std::string& clock) {
    ASSERT_EQ(clocks_.judgement(monday(clock)), evaluate(policy_, clocks_.incident(), monday(clock)))
        << clock;
  }

  const Policy policy_ = policy(kTwoTargets);
  Clocks clocks_{policy_, incident({})};
};

TEST_F(RunningClocks, GoOnFromEventToEventWithoutLookingBack) {
  judge("10:30");
  clocks_.add(event(monday("11:00"), Actor::staff, {"in_progress"}));
  judge("11:30");
  clocks_.add(event(monday("12:00"), Actor::staff, {"on_hold"}));
  clocks_.add(event(monday("13:00"), Actor::staff, {"in_progress"}));
  judge("12:30");  // the second is still to come
  judge("13:30");
  judge("17:30");
  EXPECT_EQ(clocks_.replays(), 1);
}

TEST_F(RunningClocks, TakeAnotherTargetOverWithoutLookingBack) {
  judge("10:30");
  clocks_.add(event(monday("11:00"), Actor::staff, {"", "", "high"}));
  judge("11:30");
  clocks_.add(event(monday("12:00"), Actor::staff, {"", "", "low"}));
  judge("12:30");
  EXPECT_EQ(clocks_.replays(), 1);
}

TEST_F(RunningClocks, BeginAgainWhenAnEventComesOutOfOrder) {
  clocks_.add(event(monday("12:00"), Actor::staff, {"on_hold"}));
  judge("12:30");
  clocks_.add(event(monday("11:00"), Actor::staff, {"in_progress"}));
  judge("13:30");
  EXPECT_EQ(clocks_.replays(), 2);
}

TEST_F(RunningClocks, BeginAgainWhenTheyAreAskedOfThePast) {
  clocks_.add(event(monday("12:00"), Actor::staff, {"resolved"}));
  judge("13:30");
  judge("11:00");
  EXPECT_EQ(clocks_.replays(), 2);
}

TEST_F(RunningClocks, BeginAgainWhenACorrectionComesInAndWhenOneBeginsToExist) {
  judge("10:30");
  clocks_.add(corrected(model::Correction::Type::restored, monday("11:00"), monday("14:00")));
  judge("13:00");
  judge("14:00");
  judge("15:00");
  EXPECT_EQ(clocks_.replays(), 3);
}

}  // namespace
}  // namespace estafeta::sla
