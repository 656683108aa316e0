// Whatever breaks while people are told of a clock: exactly one note, and no client ever sees it.
#include <gtest/gtest.h>

#include "tests/engine/fault_points.h"

namespace estafeta::testing {
namespace {

using model::Field;
using tracker::fake::Fault;

// Opened and kept; now 46 minutes old, and nobody has been told yet.
struct AtRisk {
  AtRisk() {
    incident = stage.open_incident("aurora", stage.engineer);
    stage.settle();
    stage.clock.sleep(std::chrono::minutes(46));
  }
  SiteStage stage;
  base::IssueId incident;
};

int points_of_a_telling() {
  AtRisk at_risk;
  return points_until_settled(at_risk.stage);
}

void expect_told_once(AtRisk& at_risk, const std::string& when, std::size_t notes = 1) {
  auto& stage = at_risk.stage;
  stage.fake.set_hook(nullptr);
  stage.clock.sleep(std::chrono::minutes(2));
  stage.pass();
  stage.clock.sleep(std::chrono::minutes(2));
  stage.settle();
  EXPECT_EQ(stage.private_notes(at_risk.incident).size(), notes) << when;
  const auto issue = stage.issue(at_risk.incident);
  EXPECT_EQ(issue.field(Field::sla_told), "response 75%") << when;
  EXPECT_EQ(issue.field(Field::sla_response), "at risk") << when;
  for (const auto& event : issue.events) EXPECT_FALSE(event.comment && !event.comment->is_private) << when;
}

class ToldOnce : public ::testing::TestWithParam<bool> {};

TEST_P(ToldOnce, WhereverTheProcessIsKilled) {
  const bool store_lost = GetParam();
  const int points = points_of_a_telling();
  ASSERT_GT(points, 12);
  for (int n = 1; n <= points; ++n) {
    AtRisk at_risk;
    at_risk.stage.fake.set_hook(at_point_if_possible(n, Fault::kill));
    try {
      at_risk.stage.settle();
    } catch (const tracker::fake::Killed&) {
      at_risk.stage.restart(store_lost);
    }
    expect_told_once(at_risk, "killed at point " + std::to_string(n));
    // Only a lost store forgets that the duty was put on the watch for a moment.
    if (store_lost) continue;
    EXPECT_TRUE(at_risk.stage.issue(at_risk.incident).watchers.empty()) << "point " << n;
  }
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutTheStore, ToldOnce, ::testing::Values(false, true));

// Where the duty could not be put on the watch, whoever holds the incident is told all the same, and the duty
// by a second note, as soon as it can be.
TEST(TellingFaults, LeaveOneNoteOrOneMoreForTheDutyAndNobodyOnTheWatch) {
  const int points = points_of_a_telling();
  for (const Fault fault : {Fault::unavailable, Fault::conflict, Fault::denied}) {
    for (int n = 1; n <= points; ++n) {
      AtRisk at_risk;
      std::string hit;
      at_risk.stage.fake.set_hook(at_point_if_possible(n, fault, &hit));
      static_cast<void>(at_risk.stage.engine().pass());
      const bool duty_refused = hit == "before:watch 1" && fault != Fault::unavailable;
      expect_told_once(at_risk,
                       "fault " + std::to_string(static_cast<int>(fault)) + " at point " + std::to_string(n),
                       duty_refused ? 2 : 1);
      EXPECT_TRUE(at_risk.stage.issue(at_risk.incident).watchers.empty()) << "point " << n;
    }
  }
}

}  // namespace
}  // namespace estafeta::testing
