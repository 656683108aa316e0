// What failed is tried again after longer and longer times, or once a person has done something about it, and
// is never forgotten meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/service/site/pauses.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::Kind;
using model::State;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using tracker::fake::Fault;

class BackOff : public ::testing::Test {
 protected:
  // At which minutes a change's or incident's history was read, a pass each minute.
  std::vector<int> reads_during(int minutes) {
    std::vector<int> found;
    for (int minute = 0; minute < minutes; ++minute) {
      stage_.fake.reset_counters();
      last_ = stage_.pass();
      const auto& calls = stage_.fake.counters().calls;
      if (calls.contains("issue")) found.push_back(minute);
      stage_.clock.sleep(std::chrono::seconds(59));
    }
    return found;
  }

  // Estafeta may not set that status: nothing a pass can mend.
  void forbid(State state) {
    stage_.fake.set_workflow([state](const std::string& role, Kind kind, State from, State to) {
      return (role != "service" || to != state) && tracker::fake::default_workflow(role, kind, from, to);
    });
  }

  void pause(const std::string& project, bool paused = true) {
    auto pauses = *service::Pauses::read(bundled_site(), stage_.fake);
    if (paused) {
      pauses.pause(project, "the tracker is being moved");
    } else {
      pauses.resume_on_order(project);
    }
    ASSERT_TRUE(pauses.write(bundled_site(), stage_.fake).ok());
  }

  int notes_on(base::IssueId id, const std::string& with) {
    int found = 0;
    for (const auto& event : stage_.issue(id).events) {
      found += event.own && event.comment && event.comment->text.find(with) != std::string::npos ? 1 : 0;
    }
    return found;
  }

  static constexpr int kOverlap = 3;  // so many minutes a poll may name again what just changed
  SiteStage stage_;
  service::PassResult last_;
};

TEST_F(BackOff, AStoppedChangeIsReadAfterOneTwoFourMinutesAndThenOnceAnHour) {
  forbid(State::in_progress);
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  const auto reads = reads_during(240);
  EXPECT_LE(reads.size(), 14U);
  EXPECT_GE(reads.size(), 8U);
  EXPECT_EQ(last_.stopped, 1);
  ASSERT_THAT(last_.unfinished, SizeIs(1));
  EXPECT_EQ(last_.unfinished[0].issue, change);
  EXPECT_TRUE(last_.unfinished[0].for_person);
  EXPECT_THAT(last_.unfinished[0].why, HasSubstr("In Progress"));
}

TEST_F(BackOff, WhatWaitingCannotMendIsToldToTheTamOnce) {
  forbid(State::in_progress);
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  reads_during(240);
  EXPECT_EQ(notes_on(change, "cannot continue this change"), 1);
  stage_.restart(true);
  reads_during(10);
  EXPECT_EQ(notes_on(change, "cannot continue this change"), 1);
}

TEST_F(BackOff, IsKeptOverARestart) {
  forbid(State::in_progress);
  stage_.open_change("landscape", "system: polaris\n", State::agreed);
  reads_during(40);
  stage_.restart();
  EXPECT_LE(reads_during(20).size(), 1U);
  EXPECT_EQ(last_.stopped, 1);
}

TEST_F(BackOff, ThePersonsEditIsLookedAtAtOnceAndEstafetasOwnIsNot) {
  forbid(State::in_progress);
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  reads_during(70);
  stage_.fake.set_workflow(tracker::fake::default_workflow);
  tracker::fake::PersonalEdit edit;
  edit.note = "The workflow is put right.";
  stage_.act(stage_.tam, stage_.task(change, "linux").id, edit);
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).status.state, State::in_progress);
  EXPECT_THAT(stage_.pass().unfinished, IsEmpty());
}

TEST_F(BackOff, AChangeWithFourOfItsRelationsIsCountedAndNamed) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  int relations = 0;
  stage_.fake.set_hook([&](std::string_view point) {
    return point == "before:relate" && ++relations > 4 ? Fault::unavailable : Fault::none;
  });
  const auto first = stage_.pass();
  EXPECT_EQ(first.to_retry, 1);
  const auto second = stage_.pass();
  EXPECT_EQ(second.writes, 0);
  EXPECT_EQ(second.to_retry, 1) << "not forgotten while it waits";
  ASSERT_THAT(second.unfinished, SizeIs(1));
  EXPECT_EQ(second.unfinished[0].issue, change);
  EXPECT_FALSE(second.unfinished[0].for_person);
  stage_.fake.set_hook(nullptr);
  stage_.clock.sleep(std::chrono::minutes(2));
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).status.state, State::in_progress);
  EXPECT_THAT(stage_.pass().unfinished, IsEmpty());
}

TEST_F(BackOff, IncidentsOfAPausedProjectAreNotRead) {
  std::vector<base::IssueId> incidents;
  for (int i = 0; i < 5; ++i) incidents.push_back(stage_.open_incident());
  stage_.settle();
  pause("aurora");
  stage_.clock.sleep(std::chrono::minutes(46));  // each has something to write
  reads_during(2);
  EXPECT_EQ(last_.stopped, 5);
  EXPECT_THAT(reads_during(120), IsEmpty());
  EXPECT_EQ(last_.stopped, 5);
  EXPECT_EQ(stage_.issue(incidents[0]).field(Field::sla_response), "running");
  pause("aurora", false);
  stage_.settle();
  for (const auto id : incidents) EXPECT_EQ(stage_.issue(id).field(Field::sla_response), "breached");
  EXPECT_THAT(stage_.pass().unfinished, IsEmpty());
}

TEST_F(BackOff, APersonsEditInAPausedProjectIsJudgedAndNothingIsWritten) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  pause("aurora");
  stage_.clock.sleep(std::chrono::minutes(46));
  stage_.pass();
  const auto before = stage_.store->incident(incident).value()->judgement;
  stage_.move(stage_.engineer, incident, State::in_progress);
  stage_.fake.reset_counters();
  stage_.pass();
  EXPECT_NE(stage_.store->incident(incident).value()->judgement, before);
  EXPECT_EQ(stage_.fake.counters().calls.count("update"), 0U);
  EXPECT_EQ(stage_.fake.counters().calls.count("private_note"), 0U);
  reads_during(kOverlap);
  EXPECT_THAT(reads_during(30), IsEmpty());
}

TEST_F(BackOff, ChangesOfAPausedProjectAreNotReadUntilItIsResumed) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  pause("aurora");
  reads_during(kOverlap);
  EXPECT_THAT(reads_during(60), IsEmpty());
  EXPECT_EQ(last_.stopped, 1);
  EXPECT_FALSE(last_.unfinished[0].next);
  pause("aurora", false);
  stage_.settle();
  EXPECT_EQ(stage_.tasks(change).size(), 6U);
}

TEST_F(BackOff, AClosedProjectIsTriedOnceAnHourAndCounted) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  stage_.fake.close_project("aurora");
  stage_.clock.sleep(std::chrono::minutes(46));
  const auto reads = reads_during(240);
  EXPECT_LE(reads.size(), 20U);
  EXPECT_EQ(last_.stopped, 1);
  EXPECT_EQ(last_.unfinished[0].issue, incident);
}

TEST_F(BackOff, TheDutyIsToldOnceWhyTheFieldsOfAnIncidentAreNotWritten) {
  const auto incident = stage_.open_incident();
  stage_.fake.set_hook(
      [](std::string_view point) { return point == "before:update" ? Fault::denied : Fault::none; });
  reads_during(240);
  EXPECT_THAT(stage_.private_notes(incident), ElementsAre(HasSubstr("cannot update the SLA fields")));
  EXPECT_EQ(last_.stopped, 1);
}

}  // namespace
}  // namespace estafeta::testing
