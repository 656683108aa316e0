// The TAM's share of what is told: a page a client, which mails nobody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "connector/service/desks/digests.h"
#include "connector/service/site/read_only_store.h"
#include "connector/sla/incident/record.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DigestPage : public ::testing::Test {
 protected:
  void later(std::chrono::minutes time) {
    stage_.clock.sleep(time);
    stage_.pass();
  }
  std::string page(const std::string& client = "aurora") {
    return stage_.fake.page("staff", "SLA-" + client).value_or("none");
  }
  int page_writes() {
    const auto& calls = stage_.fake.counters().calls;
    return calls.contains("write_page") ? calls.at("write_page") : 0;
  }

  SiteStage stage_;
};

TEST_F(DigestPage, IsThereOnceSomethingIsAtRiskAndOnlyForThatClient) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  EXPECT_EQ(page(), "none");
  later(std::chrono::minutes(46));
  EXPECT_THAT(page(), AllOf(HasSubstr("#" + to_string(incident)), HasSubstr("Alice Adams"),
                            HasSubstr("response: at risk, due 2026-06-15 11:00"), HasSubstr("response 75%")));
  EXPECT_EQ(page("meridian"), "none");
}

TEST_F(DigestPage, ListsWhatCannotBeJudgedWithTheReason) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  auto kept = stage_.store->incident(incident)->value();
  auto record = sla::record_from_json(kept.facts).value();
  record.verdict = model::Verdict::history_incomplete;
  record.problems = {base::Phrase("sla.history_missing")};
  kept.facts = sla::to_json(record);
  kept.in_trouble = true;
  ASSERT_TRUE(stage_.store->set_incident(kept).ok());
  service::Digests digests(bundled_site(), stage_.fake, *stage_.store);
  ASSERT_TRUE(digests.refresh(stage_.clock.now()).ok());
  EXPECT_THAT(page(),
              AllOf(HasSubstr("clocks cannot be judged: 1 incident."), HasSubstr("#" + to_string(incident)),
                    HasSubstr(bundled_site().in_tracker().say("sla.history_missing"))));
}

TEST_F(DigestPage, IsWrittenOnlyWhenItSaysSomethingElse) {
  stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(46));
  stage_.fake.reset_counters();
  for (int i = 0; i < 10; ++i) later(std::chrono::minutes(1));
  EXPECT_EQ(page_writes(), 0);
  stage_.restart(true);
  later(std::chrono::minutes(1));
  EXPECT_EQ(stage_.fake.counters().writes, 0);
}

TEST_F(DigestPage, ListsABreachUntilCauseAndMeasureAreFilledIn) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(70));
  stage_.move(stage_.engineer, incident, State::resolved);
  later(std::chrono::minutes(1));
  EXPECT_THAT(page(),
              AllOf(HasSubstr("0 open incidents"),
                    HasSubstr("Breached this month or last, cause or measure not recorded: 1 incident"),
                    HasSubstr("cause and measure")));
  tracker::fake::PersonalEdit edit;
  edit.fields = {{Field::cause, "nobody on duty"}};
  stage_.act(stage_.engineer, incident, edit);
  later(std::chrono::minutes(1));
  EXPECT_THAT(page(), Not(HasSubstr("cause and measure")));
  edit.fields = {{Field::measure, "a second pair of eyes"}};
  stage_.act(stage_.engineer, incident, edit);
  later(std::chrono::minutes(1));
  EXPECT_THAT(page(),
              AllOf(HasSubstr("not recorded: 0 incidents"), Not(HasSubstr("#" + to_string(incident)))));
}

TEST_F(DigestPage, ListsABreachUntilTheMonthAfterIsOver) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(70));
  stage_.move(stage_.engineer, incident, State::resolved);
  later(std::chrono::minutes(1));
  stage_.clock.set(*base::parse_instant("2026-07-31T20:00:00Z"));
  stage_.open_incident();
  stage_.settle();
  EXPECT_THAT(page(), HasSubstr("#" + to_string(incident) + "|"));
  stage_.clock.set(*base::parse_instant("2026-07-31T22:00:00Z"));
  stage_.open_incident();
  stage_.settle();
  EXPECT_THAT(page(), Not(HasSubstr("#" + to_string(incident) + "|"))) << "it is August in Moscow";
}

TEST_F(DigestPage, ListsABreachOfAQuestionThatWasAnsweredSince) {
  const auto site = site_with([](service::Site& s) {
    replace_policy(s, "gold",
                   "clocks: { next_reply: { kind: next_reply } }\n"
                   "targets: [ { calendar: 24x7, next_reply: 1h } ]\n");
  });
  stage_.use(*site);
  stage_.restart();
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  stage_.say(stage_.client, incident);
  later(std::chrono::minutes(70));
  stage_.say(stage_.engineer, incident);
  stage_.say(stage_.client, incident);
  later(std::chrono::minutes(5));
  stage_.say(stage_.engineer, incident);
  later(std::chrono::minutes(1));
  EXPECT_THAT(page(),
              AllOf(HasSubstr("0 open incidents"),
                    HasSubstr("Breached this month or last, cause or measure not recorded: 1 incident"),
                    HasSubstr("next reply: breached")));
}

TEST_F(DigestPage, LeavesOutWhatIsOlderThanLiveFrom) {
  stage_.clock.set(*base::parse_instant("2025-12-30T07:00:00Z"));
  stage_.open_incident();
  stage_.clock.set(*base::parse_instant("2026-06-15T07:00:00Z"));
  stage_.settle();
  EXPECT_EQ(page(), "none");
}

// Counts the incidents that are read from the store.
class CountingStore : public service::ReadOnlyStore {
 public:
  explicit CountingStore(store::Store& inner) : ReadOnlyStore(inner), inner_(inner) {}
  base::Status set_incident(const store::IncidentRecord& record) override {
    return inner_.set_incident(record);
  }
  base::Status set_value(const std::string& name, const std::string& text) override {
    return inner_.set_value(name, text);
  }
  base::Status look_again(base::IssueId issue, std::optional<base::Instant> at) override {
    return inner_.look_again(issue, at);
  }
  base::Status each_incident(const std::function<void(const store::IncidentRecord&)>& visit) override {
    return inner_.each_incident(counted(visit));
  }
  base::Status each_incident_in_trouble(
      const std::function<void(const store::IncidentRecord&)>& visit) override {
    return inner_.each_incident_in_trouble(counted(visit));
  }
  int visited = 0;

 private:
  std::function<void(const store::IncidentRecord&)> counted(
      const std::function<void(const store::IncidentRecord&)>& visit) {
    return [this, &visit](const auto& record) {
      ++visited;
      visit(record);
    };
  }
  store::Store& inner_;
};

TEST_F(DigestPage, IsMadeWithoutReadingTheIncidentsThatAreInNoTrouble) {
  for (int i = 0; i < 30; ++i) stage_.open_incident();
  stage_.settle();
  for (const auto& issue : stage_.fake.all()) stage_.move(stage_.engineer, issue.id, State::in_progress);
  stage_.settle();
  stage_.open_incident();
  stage_.clock.sleep(std::chrono::minutes(46));
  CountingStore counting(*stage_.store);
  service::Engine engine(bundled_site(), stage_.fake, counting, stage_.clock, stage_.clock, stage_, false);
  ASSERT_TRUE(engine.pass());
  EXPECT_THAT(page(), HasSubstr("response: at risk"));
  EXPECT_EQ(counting.visited, 1);
}

TEST_F(DigestPage, MailsNobody) {
  stage_.open_incident();
  stage_.settle();
  stage_.fake.reset_counters();
  later(std::chrono::minutes(46));
  EXPECT_EQ(stage_.fake.counters().mails.count("Tina Turner"), 0U);
}

}  // namespace
}  // namespace estafeta::testing
