// What the service says of itself: figures, state, readiness.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/service/telemetry/clocks_in_trouble.h"
#include "connector/service/telemetry/metrics.h"
#include "connector/service/telemetry/service_state.h"
#include "connector/service/telemetry/state_text.h"
#include "tests/engine/site_stage.h"

namespace estafeta::service {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const base::Instant kNow = base::parse_instant("2026-06-15T08:00:00Z").value();
const std::string kNowSeconds = std::to_string(kNow.time_since_epoch().count());

class Figures : public ::testing::Test {
 protected:
  std::string text() { return metrics_.text(kNow); }
  Metrics metrics_{"1.2.3", kNow - base::Seconds(100)};
};

TEST_F(Figures, TellOfPassesAndHowFarTheyAreBehindTheTracker) {
  PassResult result;
  result.issues_looked_at = 7;
  result.writes = 2;
  result.stopped = 1;
  metrics_.passed(result, kNow - base::Seconds(12), milliseconds(1500));
  metrics_.failed({base::Code::unavailable, base::Phrase("http.no_answer")});
  EXPECT_THAT(text(), AllOf(HasSubstr("estafeta_build_info{version=\"1.2.3\"} 1"),
                            HasSubstr("estafeta_passes_total{outcome=\"done\"} 1"),
                            HasSubstr("estafeta_passes_total{outcome=\"failed\"} 1"),
                            HasSubstr("estafeta_pass_failures_total{code=\"unavailable\"} 1"),
                            HasSubstr("estafeta_pass_seconds_sum 1.5"),
                            HasSubstr("estafeta_issues_looked_at_total 7"),
                            HasSubstr("estafeta_tracker_writes_total 2"),
                            HasSubstr("estafeta_unfinished_issues{wait=\"person\"} 1"),
                            HasSubstr("estafeta_tracker_lag_seconds 12")));
}

TEST_F(Figures, SayNothingOfALagBeforeTheFirstPass) {
  EXPECT_THAT(text(), Not(HasSubstr("estafeta_tracker_lag_seconds")));
}

TEST_F(Figures, CountRequestsByWhatTheyAreFor) {
  metrics_.requested({http::Method::get, "issues", 200, milliseconds(40)});
  metrics_.requested({http::Method::get, "issues", 200, milliseconds(40)});
  metrics_.requested({http::Method::put, "issues", 0, milliseconds(60'000)});
  EXPECT_THAT(text(), AllOf(HasSubstr("{kind=\"issues\",method=\"GET\",status=\"200\"} 2"),
                            HasSubstr("{kind=\"issues\",method=\"PUT\",status=\"none\"} 1")));
}

TEST_F(Figures, OfAClockThatIsNoLongerInTroubleComeDown) {
  metrics_.clocks({{{"aurora", "response", model::ClockState::breached}, 3}});
  EXPECT_THAT(text(),
              HasSubstr("estafeta_sla_clocks{client=\"aurora\",clock=\"response\",state=\"breached\"} 3"));
  metrics_.clocks({});
  EXPECT_THAT(text(),
              HasSubstr("estafeta_sla_clocks{client=\"aurora\",clock=\"response\",state=\"breached\"} 0"));
}

TEST_F(Figures, CountWhatTheStoreCommittedInAllAndNotTwice) {
  metrics_.store_commits(5);
  metrics_.store_commits(8);
  EXPECT_THAT(text(), HasSubstr("estafeta_store_commits_total 8"));
}

TEST(ClocksThatAreInTrouble, AreThoseOfOpenIncidentsByClient) {
  testing::SiteStage stage;
  const auto open = stage.open_incident("aurora", stage.engineer);
  const auto ended = stage.open_incident("aurora", stage.engineer);
  stage.settle();
  stage.clock.sleep(std::chrono::minutes(46));
  stage.settle();
  const auto counted = [&] {
    return clocks_in_trouble(testing::bundled_site(), *stage.store, stage.clock.now()).value();
  };
  const ClockInTrouble at_risk{"aurora", "response", model::ClockState::at_risk};
  EXPECT_EQ(counted(), (ClocksInTrouble{{at_risk, 2}}));
  stage.move(stage.engineer, ended, model::State::closed);
  stage.settle();
  EXPECT_EQ(counted(), (ClocksInTrouble{{at_risk, 1}})) << to_string(open);
}

ServiceState a_state() {
  ServiceState state;
  state.process = 4711;
  state.version = "1.2.3";
  state.url = "https://redmine.example.com";
  state.listener = "127.0.0.1:8787";
  state.started = kNow - base::Seconds(1000);
  state.told = state.doing_since = kNow;
  state.doing = Doing::waiting;
  state.until = kNow + base::Seconds(30);
  state.last_pass = {kNow - base::Seconds(2), milliseconds(1900), 12, 3};
  state.due = 2;
  state.next_due = kNow - base::Seconds(5);
  state.for_person = 1;
  state.to_retry = 1;
  state.unfinished = {{{23}, kNow + base::Seconds(60), false, "no \"answer\""}, {{24}, {}, true, "paused"}};
  state.files_read = kNow - base::Seconds(1000);
  state.refused = {"policies.yaml:3:1: not a calendar"};
  state.from_next_start = {"tracker", "listener"};
  state.language = "ru";
  state.zone = "Europe/Moscow";
  return state;
}

TEST(State, IsReadAsItWasWritten) {
  EXPECT_EQ(state_from_json(to_json(a_state())), a_state());
  auto failing = a_state();
  failing.last_pass.reset();
  failing.until.reset();
  failing.failing = {kNow, base::Code::permission_denied, "the key"};
  EXPECT_EQ(state_from_json(to_json(failing)), failing);
}

TEST(State, OfAnotherReleaseOrDamagedIsNone) {
  EXPECT_EQ(state_from_json(""), std::nullopt);
  EXPECT_EQ(state_from_json("{\"version\":99}"), std::nullopt);
}

TEST(AService, IsReadyWhileItLeavesTheTrackerAloneAndSaysUntilWhen) {
  ServiceState state;
  state.last_pass = {kNow - std::chrono::hours(2), milliseconds(10), 1, 0};
  state.doing = Doing::resting;
  state.until = kNow + std::chrono::hours(1);
  EXPECT_TRUE(readiness_of(state, std::chrono::seconds(30), kNow).is_ready());
  const auto again = state_from_json(to_json(state));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, state);
  EXPECT_THAT(state_text(state, true, testing::bundled_site().plain("en")),
              HasSubstr("leaves the tracker alone until 2026-06-15 "));
}

TEST(AService, IsReadyWhenItsLastPassWasMadeLately) {
  const base::Seconds poll(30);
  auto state = a_state();
  EXPECT_TRUE(readiness_of(state, poll, kNow).is_ready());
  EXPECT_THAT(readiness_of(state, poll, kNow + std::chrono::hours(1)).reasons,
              ElementsAre("the last pass began at 2026-06-15T07:59:58Z"));
  state.failing = {kNow, base::Code::unavailable, "https://redmine.example.com does not answer"};
  EXPECT_THAT(readiness_of(state, poll, kNow).reasons, ElementsAre("passes fail: unavailable"));
  state.failing.reset();
  state.last_pass.reset();
  EXPECT_THAT(readiness_of(state, poll, kNow).reasons, ElementsAre("no pass has been made yet"));
}

class Words : public ::testing::Test {
 protected:
  std::string of(const ServiceState& state, bool runs, const std::string& language = "en") {
    return state_text(state, runs, testing::bundled_site().plain(language));
  }
};

TEST_F(Words, SayWhatTheServiceDidLastWhatItWaitsForAndWhatStandsStill) {
  const auto text = of(a_state(), true);
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("process 4711, release 1.2.3"), HasSubstr("12 issues looked at, 3 writes"),
            HasSubstr("waiting until"), HasSubstr("2 issues are due now."),
            HasSubstr("Blocked issues: 2\n  #23: next try at"), HasSubstr("#24: continues when"),
            HasSubstr("  policies.yaml:3:1: not a calendar\n"), HasSubstr("listens on 127.0.0.1:8787")));
  EXPECT_THAT(of(a_state(), true, "ru"), HasSubstr("Заблокировано записей: 2"));
}

TEST_F(Words, OfAQuietServiceLeaveOutWhatThereIsNot) {
  auto quiet = a_state();
  quiet.unfinished.clear();
  quiet.for_person = quiet.to_retry = quiet.due = 0;
  quiet.next_due.reset();
  quiet.refused.clear();
  quiet.from_next_start.clear();
  quiet.listener.clear();
  const auto text = of(quiet, true);
  EXPECT_THAT(text, AllOf(HasSubstr("No issue is blocked."), HasSubstr("No issue waits for its time.")));
  EXPECT_THAT(text,
              AllOf(Not(HasSubstr("Errors")), Not(HasSubstr("listens")), Not(HasSubstr("since the start"))));
  EXPECT_FALSE(needs_somebody(quiet, true));
}

TEST_F(Words, BeforeAPassWasMadeClaimNothingOfWhatStandsStill) {
  auto starting = a_state();
  starting.last_pass.reset();
  starting.unfinished.clear();
  starting.for_person = starting.to_retry = starting.due = 0;
  starting.next_due.reset();
  EXPECT_THAT(of(starting, true), AllOf(Not(HasSubstr("No issue")), HasSubstr("No pass has been made")));
}

TEST_F(Words, NameWhatWasChangedAndWaitsForARestart) {
  EXPECT_THAT(of(a_state(), true), HasSubstr("only after a restart of the service: tracker and listener."));
}

TEST_F(Words, TellAServiceThatWasStoppedFromOneThatEndedByItself) {
  auto ended = a_state();
  EXPECT_THAT(of(ended, false), HasSubstr("process 4711 ended without being stopped"));
  EXPECT_THAT(of(ended, false), Not(HasSubstr("waiting until")));
  ended.doing = Doing::stopped;
  EXPECT_THAT(of(ended, false), HasSubstr("stopped on request"));
}

TEST_F(Words, AskForSomebodyWhereSomethingWaitsForAPersonOrNothingWorks) {
  auto quiet = a_state();
  quiet.for_person = 0;
  quiet.refused.clear();
  quiet.from_next_start.clear();
  EXPECT_FALSE(needs_somebody(quiet, true)) << "what is tried again mends itself";
  EXPECT_TRUE(needs_somebody(quiet, false));
  auto refused = quiet, failing = quiet, standing = quiet, outdated = quiet;
  outdated.from_next_start = {"tracker"};
  refused.refused = {"x"};
  failing.failing = {kNow, base::Code::unavailable, "away"};
  standing.for_person = 1;
  for (const auto& state : {refused, failing, standing, outdated}) EXPECT_TRUE(needs_somebody(state, true));
  quiet.doing = Doing::stopped;
  EXPECT_FALSE(needs_somebody(quiet, false));
}

}  // namespace
}  // namespace estafeta::service
