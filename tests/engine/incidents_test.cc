// Whole passes over incidents, on the fake tracker.
#include "connector/service/incidents/incidents.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "connector/service/site/live_check.h"
#include "connector/sla/incident/record.h"
#include "tests/engine/site_stage.h"
#include "tests/fake/passing.h"

namespace estafeta::testing {
namespace {

using model::Field;

class Incidents : public ::testing::Test {
 protected:
  base::IssueId open_incident() { return stage_.open_incident(); }
  std::string field(base::IssueId id, Field name) { return stage_.issue(id).field(name); }

  SiteStage stage_;
};

TEST_F(Incidents, GetTheirClocksWritten) {
  const auto incident = open_incident();
  stage_.pass();
  EXPECT_EQ(field(incident, Field::sla_response), "running");
  EXPECT_EQ(field(incident, Field::sla_resolution), "running");
  // Office hours of Moscow: created 10:00, one hour to answer.
  EXPECT_EQ(field(incident, Field::sla_response_due), "2026-06-15 11:00");
  EXPECT_EQ(field(incident, Field::deadline), "2026-06-15 11:00");
}

TEST_F(Incidents, AreWrittenOnlyAtTransitions) {
  const auto incident = open_incident();
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(30));
  EXPECT_EQ(stage_.pass().writes, 0);
  // At three quarters of the hour nobody touches it, and it is at risk all the same.
  stage_.clock.sleep(std::chrono::minutes(16));
  // The fields, a note for which the duty watches a moment, and the TAM's two pages, with the first
  // of which the page that leads to them begins, and the page of all TAMs.
  EXPECT_EQ(stage_.pass().writes, 8);
  EXPECT_EQ(field(incident, Field::sla_response), "at risk");
  stage_.clock.sleep(std::chrono::minutes(20));
  stage_.settle();
  EXPECT_EQ(field(incident, Field::sla_response), "breached");
}

// Somebody renamed a value of the list in the tracker: nothing that people choose there would help.
TEST_F(Incidents, SayOfAHoldThatTheMappingDoesNotKnowItsReason) {
  const auto incident = open_incident();
  stage_.settle();
  tracker::fake::PersonalEdit hold;
  hold.state = model::State::on_hold;
  hold.fields = {{Field::hold_reason, "customer"}};
  stage_.act(stage_.engineer, incident, hold);
  stage_.pass();
  EXPECT_EQ(field(incident, Field::sla_resolution), "running (tracker.yaml does not know this hold reason)");
  ASSERT_EQ(stage_.troubles.size(), 1U);
  EXPECT_EQ(
      bundled_site().plain().say(stage_.troubles[0].phrase()),
      "The value “customer” of “Hold reason” is missing from `hold_reasons` in tracker.yaml: a hold with it "
      "counts as one without a reason. Name it there and restart Estafeta, or choose one of client, "
      "vendor, window and internal.");
  EXPECT_NE(stage_.fake.page("staff", "Desk-aurora").value_or("").find("customer"), std::string::npos);
  stage_.clock.sleep(std::chrono::minutes(10));
  stage_.pass();
  EXPECT_TRUE(stage_.troubles.empty()) << "said once";
}

TEST_F(Incidents, SayWhichReasonDoesNotPauseTheirClocks) {
  const auto incident = open_incident();
  stage_.settle();
  tracker::fake::PersonalEdit hold;
  hold.state = model::State::on_hold;
  hold.fields = {{Field::hold_reason, "internal"}};
  stage_.act(stage_.engineer, incident, hold);
  stage_.pass();
  EXPECT_EQ(field(incident, Field::sla_resolution), "running (a hold for this reason does not pause it)");
}

TEST_F(Incidents, SayWhenTheFieldForReasonsIsNotThereAndAreRightAgainOnceItIs) {
  const auto incident = open_incident();
  stage_.settle();
  tracker::fake::PersonalEdit hold;
  hold.state = model::State::on_hold;
  hold.fields = {{Field::hold_reason, "client"}};
  stage_.act(stage_.engineer, incident, hold);
  stage_.pass();
  EXPECT_EQ(field(incident, Field::sla_resolution), "paused");
  stage_.fake.hide_field(Field::hold_reason);
  stage_.clock.sleep(std::chrono::minutes(3));
  tracker::fake::PersonalEdit note;
  note.note = "Still waiting.";
  stage_.act(stage_.engineer, incident, note);
  stage_.troubles.clear();
  stage_.pass();
  ASSERT_EQ(stage_.troubles.size(), 1U);
  EXPECT_EQ(stage_.troubles[0].phrase().key, "sla.no_hold_reason_field");
  EXPECT_NE(stage_.fake.page("staff", "Desk-aurora").value_or("").find("Hold reason"), std::string::npos);
  stage_.fake.show_field(Field::hold_reason);
  stage_.clock.sleep(std::chrono::minutes(11));
  stage_.pass();
  EXPECT_EQ(field(incident, Field::sla_resolution), "paused");
}

TEST_F(Incidents, SayOfAPriorityThatTheMappingDoesNotKnowIt) {
  const auto incident = open_incident();
  stage_.settle();
  tracker::fake::PersonalEdit raise;
  raise.priority = "Disaster";
  stage_.act(stage_.engineer, incident, raise);
  stage_.pass();
  ASSERT_EQ(stage_.troubles.size(), 1U);
  EXPECT_EQ(stage_.troubles[0].phrase().key, "sla.unmapped_priority");
  const auto kept = stage_.store->incident(incident);
  ASSERT_TRUE(kept && *kept);
  const auto record = sla::record_from_json((*kept)->facts);
  ASSERT_TRUE(record);
  const auto judged = service::judge(bundled_site(), *record, stage_.clock.now());
  ASSERT_EQ(judged.judged.remarks.size(), 1U);
  EXPECT_EQ(bundled_site().plain().say(judged.judged.remarks[0]),
            "The priority “Disaster” is missing from `priorities` in tracker.yaml: targets for certain "
            "priorities do "
            "not apply to it, only one for all. Add it there and restart Estafeta.");
  EXPECT_NE(stage_.fake.page("staff", "Desk-aurora").value_or("").find("Disaster"), std::string::npos);
  stage_.clock.sleep(std::chrono::minutes(10));
  stage_.pass();
  EXPECT_TRUE(stage_.troubles.empty()) << "said once";
}

TEST_F(Incidents, AreJudgedByTheAnswerThatTheTamWroteDown) {
  const auto incident = open_incident();
  stage_.clock.sleep(std::chrono::minutes(90));
  stage_.settle();
  EXPECT_EQ(field(incident, Field::sla_response), "breached");
  tracker::fake::PersonalEdit note;
  note.note = "SLA correction: answered\nAt: 2026-06-15 10:20\nReason: by telephone";
  note.note_is_private = true;
  ASSERT_TRUE(stage_.fake.act(stage_.tam, incident, note).ok());
  stage_.settle();
  EXPECT_EQ(field(incident, Field::sla_response), "met");
}

TEST_F(Incidents, AreJudgedWithoutTheAnswerThatTheTamTookBack) {
  const auto incident = open_incident();
  stage_.clock.sleep(std::chrono::minutes(90));
  tracker::fake::PersonalEdit note;
  note.note = "SLA correction: answered\nAt: 2026-06-15 10:20\nReason: by telephone";
  note.note_is_private = true;
  ASSERT_TRUE(stage_.fake.act(stage_.tam, incident, note).ok());
  const auto journal = stage_.issue(incident).events.back().journal;
  stage_.settle();
  EXPECT_EQ(field(incident, Field::sla_response), "met");
  stage_.fake.edit_note(incident, journal, "");
  stage_.clock.sleep(std::chrono::minutes(11));
  stage_.settle();
  EXPECT_EQ(field(incident, Field::sla_response), "breached");
}

TEST_F(Incidents, OlderThanLiveFromAreJudgedAndNeverWritten) {
  stage_.clock.set(*base::parse_instant("2025-12-31T07:00:00Z"));
  const auto incident = open_incident();
  stage_.clock.set(*base::parse_instant("2026-06-15T07:00:00Z"));
  EXPECT_EQ(stage_.pass().writes, 0);
  EXPECT_EQ(field(incident, Field::sla_response), "");
  EXPECT_TRUE(*stage_.store->incident(incident));
}

class ManyIncidents : public Incidents {
 protected:
  static constexpr int kAll = 100;

  // More than one page of a poll.
  void open_many() {
    stage_.fake.set_page_size(10);
    stage_.clock.set(*base::parse_instant("2025-12-30T07:00:00Z"));
    for (int i = 0; i < kAll; ++i) {
      open_incident();
      stage_.clock.sleep(std::chrono::seconds(60));
    }
    stage_.clock.set(*base::parse_instant("2026-06-15T07:00:00Z"));
  }
  int histories() const {
    const auto& calls = stage_.fake.counters().calls;
    return calls.contains("issue") ? calls.at("issue") : 0;
  }
  int kept() {
    int count = 0;
    EXPECT_TRUE(stage_.store->each_incident([&](const auto&) { ++count; }).ok());
    return count;
  }
};

TEST_F(ManyIncidents, AreAllJudgedInOnePassPageByPage) {
  open_many();
  stage_.pass();
  EXPECT_EQ(kept(), kAll);
  EXPECT_EQ(stage_.fake.counters().calls.at("changed"), kAll / 10);
  stage_.fake.reset_counters();
  stage_.pass();
  EXPECT_EQ(histories(), 0);
}

TEST_F(ManyIncidents, AfterAKillThePassGoesOnAtThePageItHadReached) {
  open_many();
  int read = 0;
  stage_.fake.set_hook([&](std::string_view point) {
    const bool dies = point == "before:issue" && ++read == kAll * 9 / 10 + 5;
    return dies ? tracker::fake::Fault::kill : tracker::fake::Fault::none;
  });
  EXPECT_THROW(stage_.pass(), tracker::fake::Killed);
  stage_.fake.set_hook(nullptr);
  stage_.restart();
  stage_.fake.reset_counters();
  stage_.pass();
  EXPECT_EQ(kept(), kAll);
  // The page it died on, and after the end of that poll what has changed since.
  EXPECT_EQ(stage_.fake.counters().calls.at("changed"), 2);
  EXPECT_EQ(histories(), kAll / 10);
}

TEST_F(ManyIncidents, BeyondTheLimitOfAPassAreWrittenByLaterOnes) {
  stage_.fake.set_page_size(10);
  const auto few = site_with([](auto& site) { site.settings.limits.writes_per_pass = 15; });
  stage_.use(*few);
  stage_.restart();
  std::vector<base::IssueId> all;
  for (int i = 0; i < 40; ++i) all.push_back(open_incident());
  stage_.pass();
  EXPECT_EQ(stage_.troubles.size(), 1U);  // the limit, said once
  for (int i = 0; i < 4; ++i) {
    stage_.clock.sleep(std::chrono::seconds(60));
    stage_.pass();
  }
  for (const auto id : all) EXPECT_EQ(field(id, Field::sla_response), "running") << to_string(id);
}

// The service was away, and the limits of a pass let it tell of a few at a time.
TEST_F(ManyIncidents, WhatBreachesFirstIsToldFirstWhateverItsNumber) {
  const auto few = site_with([](auto& site) { site.settings.limits.writes_per_pass = 5; });
  stage_.use(*few);
  stage_.restart();
  std::vector<base::IssueId> all;
  for (int i = 0; i < 10; ++i) all.push_back(open_incident());
  tracker::fake::PersonalEdit raise;
  raise.priority = "urgent";
  stage_.act(stage_.duty, all.back(), raise);
  for (int i = 0; i < 8; ++i) {
    stage_.clock.sleep(std::chrono::seconds(60));
    stage_.pass();
  }
  stage_.clock.sleep(std::chrono::hours(2));
  stage_.pass();
  EXPECT_FALSE(stage_.private_notes(all.back()).empty());
  for (const auto id : all) {
    if (id != all.back()) EXPECT_TRUE(stage_.private_notes(id).empty()) << to_string(id);
  }
}

// Remembers whose histories were asked for, in that order.
class OrderedReader : public tracker::fake::PassingReader {
 public:
  using PassingReader::PassingReader;
  base::Result<model::Issue> issue(base::IssueId id) override {
    order.push_back(id);
    return PassingReader::issue(id);
  }
  std::vector<base::Result<model::Issue>> issues(const std::vector<base::IssueId>& ids) override {
    order.insert(order.end(), ids.begin(), ids.end());
    return PassingReader::issues(ids);
  }
  std::vector<base::IssueId> order;
};

TEST_F(Incidents, ThatBreachWithinTheHourGoBeforeChangesAndTheOthersBehindThem) {
  const auto much_later = open_incident();
  const auto change = stage_.open_change("managed-platform", "system: vega\n", model::State::agreed);
  stage_.settle();
  stage_.say(stage_.duty, much_later);  // answered: 16 hours are left
  stage_.settle();
  const auto soon = open_incident();
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(10));
  tracker::fake::PersonalEdit note;
  note.note = "Any news?";
  for (const auto id : {much_later, change, soon}) stage_.act(stage_.engineer, id, note);
  OrderedReader reader(stage_.fake);
  const tracker::Tracker ordered{stage_.fake, reader, stage_.fake, stage_.fake, stage_.fake, stage_.fake};
  service::Engine engine(bundled_site(), ordered, *stage_.store, stage_.clock, stage_.clock, stage_, false);
  ASSERT_TRUE(engine.pass());
  const auto place = [&](base::IssueId id) {
    return std::find(reader.order.begin(), reader.order.end(), id) - reader.order.begin();
  };
  EXPECT_LT(place(soon), place(change));
  EXPECT_LT(place(change), place(much_later));
  EXPECT_LT(place(much_later), std::ssize(reader.order));
}

TEST_F(Incidents, ThatAreGoneAreLookedForAndChangesThatAreAreNot) {
  const auto incident = open_incident();
  const auto change = stage_.open_change("managed-platform", "system: vega\n", model::State::agreed);
  stage_.settle();
  stage_.fake.remove_issue(incident);
  for (const auto& task : stage_.tasks(change)) stage_.fake.remove_issue(task.id);
  stage_.fake.remove_issue(change);
  ASSERT_TRUE(stage_.store->look_again(change, stage_.clock.now()).ok());
  ASSERT_TRUE(stage_.store->look_again({4711}, stage_.clock.now()).ok());
  stage_.clock.sleep(std::chrono::hours(2));
  stage_.pass();
  EXPECT_EQ(*stage_.store->due(base::Instant::max()), std::vector{incident});
}

// As a Redmine that takes the priority of parents from their sub-issues: no entry in the history tells of it.
class DerivingReader : public tracker::fake::PassingReader {
 public:
  using PassingReader::PassingReader;
  std::vector<base::Result<model::Issue>> issues(const std::vector<base::IssueId>& ids) override {
    auto all = PassingReader::issues(ids);
    for (auto& issue : all) {
      if (issue && !issue->children.empty()) issue->priority = "urgent";
    }
    return all;
  }
};

TEST_F(Incidents, WhosePriorityIsDerivedFromSubIssuesAreFoundByTheCheckAndJudgedByTheirOwn) {
  const auto incident = open_incident();
  DerivingReader reader(stage_.fake);
  const tracker::Tracker deriving{stage_.fake, reader, stage_.fake, stage_.fake, stage_.fake, stage_.fake};
  const auto derived = [&] {
    int count = 0;
    const auto findings = service::check_live(bundled_site(), deriving);
    EXPECT_TRUE(findings);
    for (const auto& finding : findings.value())
      count += finding.what.key == "check.derived_priority" ? 1 : 0;
    return count;
  };
  EXPECT_EQ(derived(), 0);
  tracker::NewIssue part;
  part.project = "aurora";
  part.kind = model::Kind::incident;
  part.subject = "One host of it";
  part.parent = incident;
  ASSERT_TRUE(stage_.fake.open_issue(stage_.engineer, part));
  EXPECT_EQ(derived(), 1);
  service::Engine engine(bundled_site(), deriving, *stage_.store, stage_.clock, stage_.clock, stage_, false);
  ASSERT_TRUE(engine.pass());
  EXPECT_EQ(field(incident, Field::sla_response), "running");
  EXPECT_EQ(field(incident, Field::sla_response_due), "2026-06-15 11:00");
}

// What hinders a judgement may be put right outside of the issue, such as a group that is a member again.
class ClearingReader : public tracker::fake::PassingReader {
 public:
  using PassingReader::PassingReader;
  bool is_clear = false;
  std::vector<base::Result<model::Issue>> issues(const std::vector<base::IssueId>& ids) override {
    auto all = PassingReader::issues(ids);
    for (auto& issue : all) {
      if (issue && !is_clear) issue->status.state = issue->initial_status.state = model::State::unknown;
    }
    return all;
  }
};

TEST_F(Incidents, ThatCouldNotBeJudgedAreWithinTenMinutesThoughNobodyTouchesThem) {
  const auto incident = open_incident();
  ClearingReader reader(stage_.fake);
  const tracker::Tracker tracker{stage_.fake, reader, stage_.fake, stage_.fake, stage_.fake, stage_.fake};
  service::Engine engine(bundled_site(), tracker, *stage_.store, stage_.clock, stage_.clock, stage_, false);
  ASSERT_TRUE(engine.pass());
  EXPECT_EQ(field(incident, Field::sla_response), "unknown status");
  stage_.clock.sleep(std::chrono::minutes(5));
  ASSERT_TRUE(engine.pass());
  ASSERT_EQ(stage_.troubles.size(), 1U) << "operators are told, once";
  EXPECT_EQ(stage_.troubles[0].phrase().key, "sla.unknown_status");
  reader.is_clear = true;
  stage_.clock.sleep(std::chrono::minutes(10));
  ASSERT_TRUE(engine.pass());
  EXPECT_EQ(field(incident, Field::sla_response), "running");
}

// As a Redmine whose plugin tells what changed, also where that moves no time of change.
class FeedingReader : public tracker::fake::PassingReader {
 public:
  using PassingReader::PassingReader;
  std::vector<base::IssueId> news;
  std::set<base::IssueId> gone;
  std::vector<base::IssueId> histories_read;

  base::Result<std::vector<model::Issue>> changed(tracker::PollCursor& cursor) override {
    cursor.exact = true;
    cursor.gone = std::exchange(gone, {});
    return PassingReader::peek(std::exchange(news, {}));
  }
  std::vector<base::Result<model::Issue>> issues(const std::vector<base::IssueId>& ids) override {
    histories_read.insert(histories_read.end(), ids.begin(), ids.end());
    return PassingReader::issues(ids);
  }
};

TEST_F(Incidents, ThatAFeedNamesAreJudgedThoughTheirTimeOfChangeStands) {
  const auto incident = open_incident();
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(5));
  FeedingReader reader(stage_.fake);
  const tracker::Tracker tracker{stage_.fake, reader, stage_.fake, stage_.fake, stage_.fake, stage_.fake};
  service::Engine engine(bundled_site(), tracker, *stage_.store, stage_.clock, stage_.clock, stage_, false);
  ASSERT_TRUE(engine.pass());
  reader.histories_read.clear();
  ASSERT_TRUE(engine.pass());
  EXPECT_TRUE(reader.histories_read.empty());
  reader.news = {incident};
  const auto pass = engine.pass();
  ASSERT_TRUE(pass);
  EXPECT_EQ(reader.histories_read, std::vector{incident});
  EXPECT_EQ(pass->writes, 0);
}

TEST_F(Incidents, ThatAreGoneAreLookedForMoreAndMoreSeldomForAWeek) {
  const auto incident = open_incident();
  stage_.settle();
  stage_.fake.remove_issue(incident);
  FeedingReader reader(stage_.fake);
  const tracker::Tracker tracker{stage_.fake, reader, stage_.fake, stage_.fake, stage_.fake, stage_.fake};
  service::Engine engine(bundled_site(), tracker, *stage_.store, stage_.clock, stage_.clock, stage_, false);
  reader.gone = {incident, {4711}};
  ASSERT_TRUE(engine.pass());
  const auto kept = stage_.store->incident(incident);
  ASSERT_TRUE(kept && *kept);
  EXPECT_TRUE(sla::record_from_json((*kept)->facts)->gone);
  int looks = 0;
  for (auto next = *stage_.store->next_due(); next; next = *stage_.store->next_due()) {
    ASSERT_LT(++looks, 20);
    stage_.clock.set(*next);
    ASSERT_TRUE(engine.pass());
  }
  EXPECT_GT(looks, 8);
  EXPECT_EQ(*stage_.store->next_due(), std::nullopt);
}

// As one in a project from which the service's account was taken for a while.
class HidingReader : public tracker::fake::PassingReader {
 public:
  using PassingReader::PassingReader;
  bool is_hidden = false;

  std::vector<base::Result<model::Issue>> issues(const std::vector<base::IssueId>& ids) override {
    if (!is_hidden) return PassingReader::issues(ids);
    return {ids.size(), base::fail(base::Code::not_found, base::Phrase("tracker.no_issue"))};
  }
};

TEST_F(Incidents, ThatWereHiddenForAWhileAreJudgedAgainThoughNobodyTouchesThem) {
  const auto incident = open_incident();
  HidingReader reader(stage_.fake);
  const tracker::Tracker tracker{stage_.fake, reader, stage_.fake, stage_.fake, stage_.fake, stage_.fake};
  service::Engine engine(bundled_site(), tracker, *stage_.store, stage_.clock, stage_.clock, stage_, false);
  ASSERT_TRUE(engine.pass());
  EXPECT_EQ(field(incident, Field::sla_response), "running");
  reader.is_hidden = true;
  stage_.clock.sleep(std::chrono::hours(1));
  ASSERT_TRUE(engine.pass());
  reader.is_hidden = false;
  stage_.clock.sleep(std::chrono::minutes(10));
  ASSERT_TRUE(engine.pass());
  EXPECT_EQ(field(incident, Field::sla_response), "breached");
}

TEST_F(Incidents, CostNoWriteAfterTheStoreIsLost) {
  open_incident();
  stage_.settle();
  stage_.restart(true);
  EXPECT_EQ(stage_.pass().writes, 0);
}

}  // namespace
}  // namespace estafeta::testing
