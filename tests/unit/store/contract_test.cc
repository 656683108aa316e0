// What every store does, wherever it is kept.
#include <gtest/gtest.h>

#include "connector/base/time.h"
#include "connector/store/memory_store.h"
#include "connector/store/store.h"
#include "tests/unit/store/place.h"

namespace estafeta::store {
namespace {

base::Instant at(const char* text) {
  return *base::parse_instant(text);
}

// In memory where there is no place.
class EveryStore : public ::testing::TestWithParam<std::optional<Kind>> {
 protected:
  std::unique_ptr<Place> place_ = GetParam() ? make_place(*GetParam()) : nullptr;
  std::unique_ptr<Store> store_ = place_ ? opened(place_->open()) : in_memory();
};

std::string cards_of(Store& store) {
  std::string all;
  const auto visited = store.each_card(
      [&](base::IssueId change, const std::string& text) { all += to_string(change) + "=" + text + " "; });
  EXPECT_TRUE(visited.ok());
  return all;
}

std::vector<std::int64_t> ids_of(
    const std::function<base::Status(const std::function<void(const IncidentRecord&)>&)>& each) {
  std::vector<std::int64_t> ids;
  EXPECT_TRUE(each([&](const IncidentRecord& record) { ids.push_back(record.issue.value); }).ok());
  return ids;
}

IncidentRecord an_incident(std::int64_t id, bool in_trouble = false) {
  return {{id}, at("2026-06-15T10:00:00Z"), "{}", "{}", "", "", in_trouble};
}

Waiting a_waiting(std::int64_t issue) {
  return {.issue = {issue},
          .attempts = 3,
          .next = at("2026-06-15T10:04:00Z"),
          .seen = {77},
          .code = base::Code::failed_precondition,
          .why = "why",
          .told = "told"};
}

TEST_P(EveryStore, KnowsTheValueThatWasSetLast) {
  ASSERT_TRUE(store_->set_value("cursor", "one").ok());
  ASSERT_TRUE(store_->set_value("cursor", "two").ok());
  EXPECT_EQ(*store_->value("cursor"), "two");
  EXPECT_EQ(*store_->value("never set"), std::nullopt);
}

TEST_P(EveryStore, GivesTextsBackAsTheyWere) {
  for (const std::string text :
       {"", "'); DROP TABLE setting; --", ":name $1 ? %s {} \\", "Иванов \U0001F600\n\ttwo lines"}) {
    ASSERT_TRUE(store_->set_value(text + "!", text).ok());
    EXPECT_EQ(*store_->value(text + "!"), text);
  }
  const std::string long_one(2000000, 'x');
  ASSERT_TRUE(store_->set_value("long", long_one).ok());
  EXPECT_EQ(*store_->value("long"), long_one);
}

TEST_P(EveryStore, KeepsAnIntentOpenUntilItsOutcomeIsKnown) {
  ASSERT_TRUE(store_->begin_intent({"12/network", at("2026-06-15T07:00:00Z")}).ok());
  ASSERT_TRUE(store_->begin_intent({"12/vms", at("2026-06-15T07:00:01Z")}).ok());
  ASSERT_TRUE(store_->begin_intent({"12/network", at("2026-06-15T08:00:00Z")}).ok());
  const std::vector<Intent> both{{"12/network", at("2026-06-15T08:00:00Z")},
                                 {"12/vms", at("2026-06-15T07:00:01Z")}};
  EXPECT_EQ(*store_->open_intents(), both);
  ASSERT_TRUE(store_->end_intent("12/network").ok());
  EXPECT_EQ(store_->open_intents()->size(), 1U);
}

TEST_P(EveryStore, ListsIntentsByTheBytesOfTheirKeys) {
  for (const char* key : {"12/b", "12/B", "12/a-b", "12/aa", "12/a/c", "9/a"})
    ASSERT_TRUE(store_->begin_intent({key, at("2026-06-15T07:00:00Z")}).ok());
  std::string keys;
  const auto open = store_->open_intents();
  ASSERT_TRUE(open);
  for (const auto& intent : *open) keys += intent.key + " ";
  EXPECT_EQ(keys, "12/B 12/a-b 12/a/c 12/aa 12/b 9/a ");
}

TEST_P(EveryStore, ReplacesWhatWasKeptOfAnIncidentBefore) {
  EXPECT_EQ(*store_->incident({7}), std::nullopt);
  const IncidentRecord first{{7}, at("2026-06-15T10:00:00Z"), "{}", "{}"};
  const IncidentRecord second{{7}, at("2026-06-15T11:00:00Z"), "{\"a\":1}", "{\"b\":2}", "basis", "told",
                              true};
  ASSERT_TRUE(store_->set_incident(first).ok());
  ASSERT_TRUE(store_->set_incident(second).ok());
  EXPECT_EQ(*store_->incident({7}), second);
}

TEST_P(EveryStore, KnowsIssuesWhoseNumbersAreLong) {
  const std::int64_t id = 9007199254740993;
  ASSERT_TRUE(store_->set_incident(an_incident(id)).ok());
  auto waiting = a_waiting(id);
  waiting.seen = {id + 1};
  ASSERT_TRUE(store_->set_waiting(waiting).ok());
  EXPECT_EQ(*store_->incident({id}), an_incident(id));
  EXPECT_EQ(*store_->waiting(), std::vector<Waiting>{waiting});
}

TEST_P(EveryStore, VisitsIncidentsById) {
  for (const std::int64_t id : {9, 3, 5}) ASSERT_TRUE(store_->set_incident(an_incident(id)).ok());
  EXPECT_EQ(ids_of([&](const auto& visit) { return store_->each_incident(visit); }),
            (std::vector<std::int64_t>{3, 5, 9}));
}

TEST_P(EveryStore, VisitsEachOfAGreatManyOnce) {
  Batch batch(*store_);
  std::vector<std::int64_t> all, troubled;
  for (std::int64_t id = 1; id <= 1501; ++id) {
    all.push_back(id);
    if (id % 3 == 0) troubled.push_back(id);
    ASSERT_TRUE(store_->set_incident(an_incident(id, id % 3 == 0)).ok());
    ASSERT_TRUE(store_->set_card({id}, "{}").ok());
  }
  ASSERT_TRUE(batch.end().ok());
  EXPECT_EQ(ids_of([&](const auto& visit) { return store_->each_incident(visit); }), all);
  EXPECT_EQ(ids_of([&](const auto& visit) { return store_->each_incident_in_trouble(visit); }), troubled);
  std::vector<std::int64_t> cards;
  ASSERT_TRUE(
      store_->each_card([&](base::IssueId id, const std::string&) { cards.push_back(id.value); }).ok());
  EXPECT_EQ(cards, all);
}

TEST_P(EveryStore, VisitsThoseInTroubleWithoutTheOthers) {
  for (const std::int64_t id : {9, 3, 5}) ASSERT_TRUE(store_->set_incident(an_incident(id, id != 5)).ok());
  const auto in_trouble = [&](const auto& visit) { return store_->each_incident_in_trouble(visit); };
  EXPECT_EQ(ids_of(in_trouble), (std::vector<std::int64_t>{3, 9}));
  ASSERT_TRUE(store_->set_incident(an_incident(3)).ok());
  EXPECT_EQ(ids_of(in_trouble), std::vector<std::int64_t>{9});
}

TEST_P(EveryStore, ReplacesACardAndForgetsAnEmptyOne) {
  for (const std::int64_t id : {9, 3, 5}) ASSERT_TRUE(store_->set_card({id}, "{}").ok());
  ASSERT_TRUE(store_->set_card({3}, "{\"a\":1}").ok());
  ASSERT_TRUE(store_->set_card({5}, "").ok());
  EXPECT_EQ(cards_of(*store_), "3={\"a\":1} 9={} ");
}

TEST_P(EveryStore, KeepsWhatWaitsForItsNextTry) {
  auto paused = a_waiting(9);
  paused.next.reset();
  paused.project = "aurora";
  ASSERT_TRUE(store_->set_waiting(a_waiting(9)).ok());
  ASSERT_TRUE(store_->set_waiting(paused).ok());
  ASSERT_TRUE(store_->set_waiting(a_waiting(3)).ok());
  ASSERT_TRUE(store_->set_waiting(a_waiting(5)).ok());
  ASSERT_TRUE(store_->end_waiting({5}).ok());
  EXPECT_EQ(*store_->waiting(), (std::vector<Waiting>{a_waiting(3), paused}));
}

TEST_P(EveryStore, KeepsWhatATrackerRefused) {
  const Refusal refusal{.issue = {14},
                        .of = {12},
                        .parts = {"dates", "other:Rack, row"},
                        .attempts = 2,
                        .next = at("2026-06-15T10:02:00Z"),
                        .seen = {70},
                        .answer = "Start date is too early",
                        .note = "4388",
                        .told = true};
  ASSERT_TRUE(store_->set_refusal({.issue = {14}, .of = {12}, .parts = {}, .next = {}}).ok());
  ASSERT_TRUE(store_->set_refusal(refusal).ok());
  ASSERT_TRUE(store_->set_refusal({.issue = {15}, .of = {12}, .parts = {}, .next = {}}).ok());
  ASSERT_TRUE(store_->end_refusal({15}).ok());
  EXPECT_EQ(*store_->refusals(), (std::vector<Refusal>{refusal}));
}

TEST_P(EveryStore, BringsIssuesUpAtTheirInstantEarliestFirst) {
  ASSERT_TRUE(store_->look_again({1}, at("2026-06-15T10:00:00Z")).ok());
  ASSERT_TRUE(store_->look_again({2}, at("2026-06-15T09:00:00Z")).ok());
  ASSERT_TRUE(store_->look_again({3}, at("2026-06-15T11:00:00Z")).ok());
  EXPECT_TRUE(store_->due(at("2026-06-15T08:59:59Z"))->empty());
  EXPECT_EQ(*store_->next_due(), at("2026-06-15T09:00:00Z"));
  EXPECT_EQ(*store_->due(at("2026-06-15T10:00:00Z")), (std::vector<base::IssueId>{{2}, {1}}));
  ASSERT_TRUE(store_->look_again({2}, std::nullopt).ok());
  EXPECT_EQ(*store_->due(at("2026-06-15T12:00:00Z")), (std::vector<base::IssueId>{{1}, {3}}));
}

TEST_P(EveryStore, KnowsToWhichPartAnIssueBelongs) {
  EXPECT_EQ(*store_->part_of({1}), std::nullopt);
  ASSERT_TRUE(store_->set_part({1}, "client/a").ok());
  Batch batch(*store_);
  ASSERT_TRUE(store_->set_part({1}, "site").ok());
  EXPECT_EQ(*store_->part_of({1}), "site");
  ASSERT_TRUE(batch.end().ok());
  EXPECT_EQ(*store_->part_of({1}), "site");
}

TEST_P(EveryStore, BringsUpWhatBelongsToTheShownPartsOrToNone) {
  ASSERT_TRUE(store_->set_part({1}, "client/a").ok());
  ASSERT_TRUE(store_->set_part({2}, "client/'b").ok());
  for (const int id : {1, 2, 3})
    ASSERT_TRUE(store_->look_again({id}, at("2026-06-15T10:00:00Z") + base::Seconds(id)).ok());
  const auto later = at("2026-06-15T12:00:00Z");
  store_->show_due_of(std::set<std::string>{"client/'b", "site"});
  EXPECT_EQ(*store_->due(later), (std::vector<base::IssueId>{{2}, {3}}));
  EXPECT_EQ(*store_->next_due(), at("2026-06-15T10:00:02Z"));
  store_->show_due_of(std::set<std::string>{});
  EXPECT_EQ(*store_->due(later), (std::vector<base::IssueId>{{3}}));
  store_->show_due_of(std::nullopt);
  EXPECT_EQ(store_->due(later)->size(), 3U);
}

TEST_P(EveryStore, BringsNothingUpWhereNothingWaits) {
  EXPECT_EQ(*store_->next_due(), std::nullopt);
  ASSERT_TRUE(store_->look_again({1}, at("2026-06-15T10:00:00Z")).ok());
  ASSERT_TRUE(store_->look_again({1}, std::nullopt).ok());
  EXPECT_EQ(*store_->next_due(), std::nullopt);
}

TEST_P(EveryStore, ReadsInABatchWhatWasSetThere) {
  Batch batch(*store_);
  ASSERT_TRUE(store_->set_value("cursor", "one").ok());
  ASSERT_TRUE(store_->begin_intent({"12/network", at("2026-06-15T07:00:00Z")}).ok());
  ASSERT_TRUE(store_->set_incident(an_incident(7)).ok());
  EXPECT_EQ(*store_->value("cursor"), "one");
  EXPECT_EQ(store_->open_intents()->size(), 1U);
  EXPECT_EQ(*store_->incident({7}), an_incident(7));
  EXPECT_TRUE(batch.end().ok());
  EXPECT_EQ(*store_->incident({7}), an_incident(7));
}

TEST_P(EveryStore, SaysInABatchWhatIsDueAsItWasSetThere) {
  ASSERT_TRUE(store_->look_again({1}, at("2026-06-15T08:00:00Z")).ok());
  ASSERT_TRUE(store_->look_again({2}, at("2026-06-15T09:00:00Z")).ok());
  ASSERT_TRUE(store_->look_again({3}, at("2026-06-15T10:00:00Z")).ok());
  Batch batch(*store_);
  ASSERT_TRUE(store_->look_again({1}, std::nullopt).ok());
  EXPECT_EQ(*store_->next_due(), at("2026-06-15T09:00:00Z"));
  ASSERT_TRUE(store_->look_again({2}, at("2026-06-15T11:00:00Z")).ok());
  ASSERT_TRUE(store_->look_again({4}, at("2026-06-15T09:30:00Z")).ok());
  EXPECT_EQ(*store_->next_due(), at("2026-06-15T09:30:00Z"));
  EXPECT_EQ(*store_->due(at("2026-06-15T10:00:00Z")), (std::vector<base::IssueId>{{4}, {3}}));
  ASSERT_TRUE(batch.end().ok());
  EXPECT_EQ(*store_->due(at("2026-06-15T12:00:00Z")), (std::vector<base::IssueId>{{4}, {3}, {2}}));
}

TEST_P(EveryStore, ListsInABatchWhatWasSetThereAmongTheRest) {
  const auto incident = [](std::int64_t id, bool in_trouble) {
    auto one = an_incident(id);
    one.in_trouble = in_trouble;
    return one;
  };
  for (const int id : {2, 4, 6}) {
    ASSERT_TRUE(store_->set_incident(incident(id, true)).ok());
    ASSERT_TRUE(store_->set_card({id}, "kept").ok());
    ASSERT_TRUE(store_->set_waiting({.issue = {id}, .why = "kept"}).ok());
    ASSERT_TRUE(store_->set_refusal({.issue = {id}, .answer = "kept"}).ok());
  }
  Batch batch(*store_);
  ASSERT_TRUE(store_->set_incident(incident(1, true)).ok());
  ASSERT_TRUE(store_->set_incident(incident(4, false)).ok());
  ASSERT_TRUE(store_->set_card({1}, "new").ok());
  ASSERT_TRUE(store_->set_card({4}, "").ok());
  ASSERT_TRUE(store_->set_card({7}, "new").ok());
  ASSERT_TRUE(store_->end_waiting({4}).ok());
  ASSERT_TRUE(store_->set_waiting({.issue = {3}, .why = "new"}).ok());
  ASSERT_TRUE(store_->end_refusal({2}).ok());
  ASSERT_TRUE(store_->set_refusal({.issue = {6}, .answer = "new"}).ok());
  const auto listed = [&] {
    std::string all;
    const auto add = [&](base::IssueId id, const std::string& text) { all += to_string(id) + text + " "; };
    EXPECT_TRUE(store_->each_incident([&](const auto& one) { add(one.issue, "i"); }).ok());
    EXPECT_TRUE(store_->each_incident_in_trouble([&](const auto& one) { add(one.issue, "t"); }).ok());
    EXPECT_TRUE(store_->each_card(add).ok());
    const auto waiting = *store_->waiting();
    for (const auto& one : waiting) add(one.issue, one.why);
    const auto refusals = *store_->refusals();
    for (const auto& one : refusals) add(one.issue, one.answer);
    return all;
  };
  const std::string expected = "1i 2i 4i 6i 1t 2t 6t 1new 2kept 6kept 7new 2kept 3new 6kept 4kept 6new ";
  EXPECT_EQ(listed(), expected);
  ASSERT_TRUE(batch.end().ok());
  EXPECT_EQ(listed(), expected);
}

TEST_P(EveryStore, EndsABatchThatNobodyBegan) {
  EXPECT_TRUE(store_->end_batch().ok());
}

std::string name_of(const ::testing::TestParamInfo<std::optional<Kind>>& info) {
  if (!info.param) return "memory";
  return *info.param == Kind::file ? "sqlite" : "postgresql";
}

INSTANTIATE_TEST_SUITE_P(InEachPlace, EveryStore, ::testing::Values(std::nullopt, Kind::file, Kind::server),
                         name_of);

}  // namespace
}  // namespace estafeta::store
