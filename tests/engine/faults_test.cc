// Whatever breaks while the eight-department change is made: the same tasks, once each.
#include <gtest/gtest.h>

#include "tests/engine/fault_points.h"

namespace estafeta::testing {
namespace {

using model::State;
using tracker::fake::Fault;

// The change as it looks when nothing breaks, by the number it then has.
const std::string& unbroken() {
  static const std::string picture = [] {
    SiteStage stage;
    const auto change = stage.open_change("managed-platform", "system: vega\n", State::agreed);
    stage.settle();
    return stage.picture(change);
  }();
  return picture;
}

int points_of_a_run() {
  SiteStage stage;
  stage.open_change("managed-platform", "system: vega\n", State::agreed);
  return points_until_settled(stage);
}

void after_time_has_passed(SiteStage& stage) {
  stage.fake.set_hook(nullptr);
  stage.clock.sleep(std::chrono::minutes(5));
  stage.settle();
}

class Broken : public ::testing::TestWithParam<bool> {};

TEST_P(Broken, KilledAtAnyPointItMakesTheSameTasksOnceEach) {
  const bool store_lost = GetParam();
  const int points = points_of_a_run();
  ASSERT_GT(points, 40);
  for (int n = 1; n <= points; ++n) {
    SiteStage stage;
    const auto change = stage.open_change("managed-platform", "system: vega\n", State::agreed);
    stage.fake.set_hook(at_point(n, Fault::kill));
    try {
      stage.settle();
    } catch (const tracker::fake::Killed&) {
      stage.restart(store_lost);
    }
    after_time_has_passed(stage);
    ASSERT_EQ(stage.picture(change), unbroken()) << "killed at point " << n;
  }
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutTheStore, Broken, ::testing::Values(false, true));

TEST(Faults, AnyOneFaultLeavesTheSameTasksAfterTwoMorePasses) {
  const int points = points_of_a_run();
  for (const Fault fault : {Fault::unavailable, Fault::conflict}) {
    for (int n = 1; n <= points; ++n) {
      SiteStage stage;
      const auto change = stage.open_change("managed-platform", "system: vega\n", State::agreed);
      stage.fake.set_hook(at_point(n, fault));
      // The first pass may be impossible altogether; that is the fault's affair.
      service::Engine(bundled_site(), stage.fake, *stage.store, stage.clock, stage.clock, stage, false)
          .pass();
      after_time_has_passed(stage);
      ASSERT_EQ(stage.picture(change), unbroken()) << "fault at point " << n;
    }
  }
}

}  // namespace
}  // namespace estafeta::testing
