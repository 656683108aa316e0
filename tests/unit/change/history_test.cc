#include "connector/change/tree/history.h"

#include <gtest/gtest.h>

namespace estafeta::change {
namespace {

using base::Instant;
using base::Seconds;
using model::State;

constexpr Instant kStart{Seconds(1'000'000)};
Instant at(int hour) {
  return kStart + std::chrono::hours(hour);
}

// An issue that went through these states, one an hour.
model::Issue went(const std::vector<State>& states) {
  model::Issue issue;
  issue.created = at(0);
  issue.initial_status.state = issue.status.state = states.front();
  for (std::size_t hour = 1; hour < states.size(); ++hour) {
    auto& event = issue.events.emplace_back();
    event.at = at(static_cast<int>(hour));
    event.status_from = issue.status;
    issue.status.state = states[hour];
    event.status = issue.status;
  }
  return issue;
}

TEST(History, WorkBeginsWithTheFirstProgress) {
  EXPECT_EQ(began_at(went({State::waiting, State::ready})), std::nullopt);
  EXPECT_EQ(began_at(went({State::waiting, State::ready, State::in_progress})), at(2));
  EXPECT_EQ(began_at(went({State::in_progress, State::done})), at(0));
  EXPECT_EQ(began_at(went({State::ready, State::in_progress, State::done, State::in_progress})), at(1));
}

TEST(History, BackToWaitingForgetsTheEarlyStart) {
  EXPECT_EQ(began_at(went({State::waiting, State::in_progress, State::waiting})), std::nullopt);
  EXPECT_EQ(
      began_at(went({State::waiting, State::in_progress, State::waiting, State::ready, State::in_progress})),
      at(4));
}

TEST(History, WorkEndsWithTheLastEnd) {
  EXPECT_EQ(ended_at(went({State::ready, State::in_progress})), std::nullopt);
  EXPECT_EQ(ended_at(went({State::ready, State::done})), at(1));
  EXPECT_EQ(ended_at(went({State::ready, State::done, State::in_progress})), std::nullopt);
  EXPECT_EQ(ended_at(went({State::ready, State::done, State::in_progress, State::done})), at(3));
  EXPECT_EQ(ended_at(went({State::ready, State::done, State::closed})), at(1)) << "closing ends nothing anew";
  EXPECT_EQ(ended_at(went({State::cancelled})), at(0));
}

TEST(History, EveryHoldHasItsReason) {
  auto issue =
      went({State::in_progress, State::on_hold, State::on_hold, State::in_progress, State::returned});
  issue.events[0].status->reason = model::HoldReason::client;
  issue.events[1].status->reason = model::HoldReason::vendor;
  const auto holds = holds_of(issue, at(9));
  ASSERT_EQ(holds.size(), 3U);
  EXPECT_EQ(holds[0].during, (calendar::Interval{at(1), at(2)}));
  EXPECT_EQ(holds[0].as.reason, model::HoldReason::client);
  EXPECT_EQ(holds[1].during, (calendar::Interval{at(2), at(3)}));
  EXPECT_EQ(holds[1].as.reason, model::HoldReason::vendor);
  EXPECT_EQ(holds[2].during, (calendar::Interval{at(4), at(9)}));
  EXPECT_EQ(holds[2].as.state, State::returned);
}

TEST(History, ATextIsOursUntilSomebodyElseWritesIt) {
  model::Issue issue;
  issue.author = {{"estafeta"}, "Estafeta"};
  EXPECT_TRUE(is_own_value(issue, "subject", {"estafeta"}));
  EXPECT_FALSE(is_own_value(issue, "subject", {"another"}));
  issue.events.emplace_back().fields.push_back({"subject", "a", "b"});
  EXPECT_FALSE(is_own_value(issue, "subject", {"estafeta"}));
  EXPECT_TRUE(is_own_value(issue, "description", {"estafeta"}));
  issue.events.back().own = true;
  EXPECT_TRUE(is_own_value(issue, "subject", {"estafeta"}));
}

TEST(History, HoldingCountsOnceWorkHasBegunAndRunsOnTillNow) {
  const auto held = held_during(went({State::on_hold, State::in_progress, State::on_hold, State::returned,
                                      State::in_progress, State::returned}),
                                at(9));
  const std::vector<calendar::Interval> expected = {{at(2), at(4)}, {at(5), at(9)}};
  EXPECT_EQ(held, expected);
  EXPECT_TRUE(held_during(went({State::ready, State::on_hold}), at(9)).empty());
}

TEST(History, AnEventThatRepeatsTheStateIsNoPassage) {
  EXPECT_EQ(passages(went({State::ready, State::ready, State::done})).size(), 1U);
}

TEST(History, KnowsWhetherEstafetaSpokeSince) {
  auto issue = went({State::ready, State::done, State::in_progress});
  EXPECT_FALSE(spoke_since(issue, nullptr));
  issue.events[0].own = true;
  issue.events[0].comment = model::Comment{"a note", false};
  EXPECT_TRUE(spoke_since(issue, nullptr));
  EXPECT_TRUE(spoke_since(issue, &issue.events[0]));
  EXPECT_FALSE(spoke_since(issue, &issue.events[1]));
  issue.events[1].comment = model::Comment{"a person's note", false};
  EXPECT_FALSE(spoke_since(issue, &issue.events[1]));
}

}  // namespace
}  // namespace estafeta::change
