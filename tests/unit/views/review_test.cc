// What a review tells of an outage, and what an outage is.
#include "connector/views/review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace estafeta::views {
namespace {

using base::Phrase;
using model::State;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

base::Instant at(int minute) {
  return base::parse_instant("2026-06-15T10:00:00Z").value() + std::chrono::minutes(minute);
}

model::Issue incident() {
  model::Issue issue;
  issue.id = {7};
  issue.kind = model::Kind::incident;
  issue.priority = "high";
  issue.category = "Network";
  issue.author = {{"5"}, "Carol"};
  issue.created = at(0);
  issue.initial_status.state = State::fresh;
  issue.status.state = State::fresh;
  return issue;
}

model::Event event(int minute, bool own = false) {
  model::Event event;
  event.at = at(minute);
  event.author = {{"6"}, own ? "Estafeta" : "Alice"};
  event.own = own;
  return event;
}

std::vector<std::string> keys_of(const ReviewStep& step) {
  std::vector<std::string> keys;
  for (const auto& what : step.what) keys.push_back(what.key);
  return keys;
}

TEST(Outages, AreToldByPriorityOrByCategory) {
  model::ReviewRules rules;
  EXPECT_FALSE(is_outage(incident(), rules));
  rules.priorities = {"immediate"};
  EXPECT_FALSE(is_outage(incident(), rules));
  rules.categories = {"Network"};
  EXPECT_TRUE(is_outage(incident(), rules));
  rules = {};
  rules.priorities = {"high"};
  EXPECT_TRUE(is_outage(incident(), rules));
  auto request = incident();
  request.kind = model::Kind::request;
  EXPECT_FALSE(is_outage(request, rules));
}

TEST(Outages, AreOverOnceResolvedAndNoLongerWhenReopened) {
  auto issue = incident();
  EXPECT_EQ(outage_ended(issue), std::nullopt);
  const auto move = [&](int minute, State state) {
    issue.events.push_back(event(minute));
    issue.events.back().status = model::StatusWord{state, {}};
    issue.status.state = state;
  };
  move(10, State::resolved);
  EXPECT_EQ(outage_ended(issue), at(10));
  move(20, State::closed);
  EXPECT_EQ(outage_ended(issue), at(10));
  move(30, State::in_progress);
  EXPECT_EQ(outage_ended(issue), std::nullopt);
  move(40, State::cancelled);
  EXPECT_EQ(outage_ended(issue), std::nullopt);
}

TEST(StepsOfAnOutage, SayWhoTookItWhoHeldItAndWhatWasWritten) {
  auto issue = incident();
  issue.events.push_back(event(1));
  issue.events.back().fields = {
      {"assignee", "", "6"}, {"department", "", "Network group"}, {"due_date", "", "x"}};
  issue.events.push_back(event(2));
  issue.events.back().comment = model::Comment{"Between us:\nthe switch", true};
  issue.events.push_back(event(3));
  issue.events.back().fields = {{"due_date", "", "x"}};
  issue.events.push_back(event(4));
  issue.events.back().fields = {{"assignee", "6", ""}};
  const auto steps = steps_of(issue, {}, {{{"6"}, "Alice"}});
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_EQ(steps[0], (ReviewStep{{7}, at(0), "Carol", {Phrase("review.opened")}}));
  EXPECT_THAT(steps[1].what, ElementsAre(Phrase("review.assigned", {{"person", "Alice"}}),
                                         Phrase("review.department", {{"department", "Network group"}})));
  EXPECT_THAT(steps[2].what,
              ElementsAre(Phrase("review.private_note", {{"text", "Between us: the switch"}})));
  EXPECT_THAT(keys_of(steps[3]), ElementsAre("review.unassigned"));
}

TEST(StepsOfAnOutage, NameOfEstafetasOwnTheAlarmsAlone) {
  auto issue = incident();
  issue.events.push_back(event(1, true));
  issue.events.back().comment = model::Comment{"58 min left", true};
  issue.events.push_back(event(2, true));
  issue.events.back().fields = {
      {"sla_told", "response 75%", "response 75%, response breach, resolution 50%"}};
  const auto steps = steps_of(issue, {}, {});
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[1].who, "Estafeta");
  EXPECT_THAT(steps[1].what, ElementsAre(Phrase("review.warned_at",
                                                {{"clock", "resolution"}, {"percent", std::int64_t{50}}}),
                                         Phrase("review.breached", {{"clock", "response"}})));
}

TEST(ChangesBeforeAnOutage, AreThoseOfTheSameClientThatEndedWithinTheTime) {
  Cards cards;
  const auto add = [&](std::int64_t id, const char* client, int minute) -> ChangeCard& {
    auto& card = cards[{id}];
    card.issue = {id};
    card.client = client;
    card.title = "Change";
    card.ended = at(minute);
    return card;
  };
  add(1, "aurora", -50);
  add(2, "aurora", -10);
  add(3, "aurora", -70);
  add(4, "aurora", 5);
  add(5, "meridian", -10);
  add(6, "aurora", -10).review = CardReview{{{7}}, {}};
  add(8, "aurora", -10).ended.reset();
  const auto found = changes_before(cards, {"aurora"}, at(0), std::chrono::minutes(60));
  EXPECT_THAT(found,
              ElementsAre(ReviewedChange{{2}, "Change", at(-10)}, ReviewedChange{{1}, "Change", at(-50)}));
  EXPECT_THAT(changes_before(cards, {"aurora"}, at(0), base::Seconds(0)), IsEmpty());
}

TEST(OutagesThatBeganTogether, AreAChainOfWhichEachBeganSoonAfterTheOneBefore) {
  model::ReviewRules rules;
  rules.priorities = {"high"};
  rules.mass_within = std::chrono::minutes(30);
  std::vector<model::Issue> incidents;
  const auto add = [&](std::int64_t id, int minute) -> model::Issue& {
    auto& one = incidents.emplace_back(incident());
    one.id = {id};
    one.created = at(minute);
    return one;
  };
  add(5, 100);
  add(4, 55);
  add(3, 25);
  add(2, 0);
  add(1, -40);
  add(6, 20).priority = "low";
  add(8, 40).status.state = State::cancelled;
  const auto ids_with = [&](std::int64_t id, base::Instant live_from = at(-1000)) {
    std::vector<std::int64_t> ids;
    for (const auto& one : began_together(incidents, {id}, rules, live_from)) ids.push_back(one.id.value);
    return ids;
  };
  EXPECT_THAT(ids_with(3), ElementsAre(2, 3, 4));
  EXPECT_THAT(ids_with(1), ElementsAre(1));
  EXPECT_THAT(ids_with(5), ElementsAre(5));
  EXPECT_THAT(ids_with(4, at(10)), ElementsAre(3, 4));
}

}  // namespace
}  // namespace estafeta::views
