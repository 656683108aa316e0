// What the tracker refuses of a write does not hold up the rest; who can act is told once, and it is tried
// again until it is gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kLandscape = "system: polaris\n";

class LeftOut : public ::testing::Test {
 protected:
  LeftOut() {
    change_ = stage_.open_change("landscape", kLandscape, State::agreed);
    stage_.settle();
  }

  base::IssueId vms() { return stage_.task(change_, "vms").id; }

  // What comes before is finished days late, so that the dates of what follows move with its status.
  void let_vms_begin() {
    stage_.clock.sleep(std::chrono::hours(72));
    stage_.finish(stage_.task(change_, "network").id, "vlan: 214\nsubnet: 10.0.0.0/24");
    settle_again();
  }

  void settle_again() {
    for (int i = 0; i < 6; ++i) stage_.pass();
  }

  // A pass a minute.
  void live_for(std::chrono::minutes time) {
    for (int i = 0; i < time.count(); ++i) {
      stage_.clock.sleep(std::chrono::seconds(59));
      stage_.pass();
    }
  }

  int own_notes(base::IssueId id, const std::string& with = "") {
    int found = 0;
    for (const auto& event : stage_.issue(id).events) {
      found += event.own && event.comment && event.comment->text.find(with) != std::string::npos ? 1 : 0;
    }
    return found;
  }

  std::string last_note(base::IssueId id) {
    std::string text;
    for (const auto& event : stage_.issue(id).events) {
      if (event.own && event.comment) text = event.comment->text;
    }
    return text;
  }

  int updates() {
    const auto& calls = stage_.fake.counters().calls;
    return calls.contains("update") ? calls.at("update") : 0;
  }

  SiteStage stage_;
  base::IssueId change_;
};

TEST_F(LeftOut, AStartDateThatARelationForbidsLeavesStatusAssigneeAndNote) {
  const auto task = vms();
  const auto before = stage_.issue(task).start_date;
  stage_.fake.let_start_from(task, base::parse_date("2026-07-30").value());
  let_vms_begin();
  const auto now = stage_.issue(task);
  EXPECT_EQ(now.status.state, State::ready);
  EXPECT_TRUE(now.assignee);
  EXPECT_EQ(now.start_date, before);
  EXPECT_EQ(own_notes(task), 1);
  EXPECT_THAT(last_note(change_), AllOf(HasSubstr("“Start date” and “Due date” of #" + to_string(task)),
                                        HasSubstr("Start date must be later"), HasSubstr("“Precedes”")));
}

TEST_F(LeftOut, ItIsToldOnceAndTriedLessAndLessUntilItIsGone) {
  const auto task = vms();
  stage_.fake.let_start_from(task, base::parse_date("2026-07-30").value());
  let_vms_begin();
  const auto notes = own_notes(change_, "did not save");
  EXPECT_EQ(notes, 1);
  stage_.fake.reset_counters();
  live_for(std::chrono::minutes(180));
  EXPECT_EQ(own_notes(change_, "did not save"), 1);
  EXPECT_EQ(own_notes(task), 1);
  EXPECT_LE(updates(), 9);
  EXPECT_GE(updates(), 5);
  const auto waits = stage_.pass();
  ASSERT_THAT(waits.unfinished, SizeIs(1));
  EXPECT_EQ(waits.stopped, 1);
  EXPECT_EQ(waits.unfinished[0].issue, task);
  EXPECT_GT(waits.unfinished[0].next, stage_.clock.now());
  EXPECT_THAT(waits.unfinished[0].why, HasSubstr("“Start date”"));
  stage_.fake.let_start_from(task, std::nullopt);
  live_for(std::chrono::minutes(61));
  EXPECT_NE(stage_.issue(task).start_date, base::parse_date("2026-06-16"));
  EXPECT_THAT(stage_.pass().unfinished, IsEmpty());
}

TEST_F(LeftOut, APersonsEditOfThatIssueBringsTheNextTryAtOnce) {
  const auto task = vms();
  stage_.fake.let_start_from(task, base::parse_date("2026-07-30").value());
  let_vms_begin();
  live_for(std::chrono::minutes(70));
  stage_.fake.let_start_from(task, std::nullopt);
  const auto before = stage_.issue(task).start_date;
  tracker::fake::PersonalEdit edit;
  edit.note = "Removed the relation.";
  stage_.act(stage_.tam, task, edit);
  stage_.pass();
  EXPECT_NE(stage_.issue(task).start_date, before);
}

TEST_F(LeftOut, AGroupThatMayNotBeAssignedGetsItsTaskReadyAllTheSame) {
  const auto task = vms();
  const auto facts = *stage_.fake.project("aurora");
  for (const auto& member : facts.members) {
    if (member.is_group) stage_.fake.make_assignable(member.principal.id, false);
  }
  let_vms_begin();
  EXPECT_EQ(stage_.issue(task).status.state, State::ready);
  EXPECT_FALSE(stage_.issue(task).assignee);
  EXPECT_EQ(own_notes(task), 1);
  EXPECT_THAT(last_note(change_),
              AllOf(HasSubstr("“Assignee” of #" + to_string(task)), HasSubstr("Members")));
  live_for(std::chrono::minutes(60));
  EXPECT_EQ(own_notes(change_, "did not save"), 1);
  for (const auto& member : facts.members) stage_.fake.make_assignable(member.principal.id, true);
  live_for(std::chrono::minutes(61));
  EXPECT_TRUE(stage_.issue(task).assignee);
  EXPECT_EQ(own_notes(task), 1);
}

TEST_F(LeftOut, AFieldMadeRequiredLaterCostsTheFieldsNotTheStatus) {
  const auto task = vms();
  stage_.clock.sleep(std::chrono::hours(72));
  stage_.finish(stage_.task(change_, "network").id, "vlan: 214\nsubnet: 10.0.0.0/24");
  stage_.fake.make_required(Field::measure);
  settle_again();
  EXPECT_EQ(stage_.issue(task).status.state, State::ready);
  EXPECT_TRUE(stage_.issue(task).assignee);
  EXPECT_EQ(own_notes(task), 1);
  EXPECT_EQ(stage_.pass().stopped > 0, true);
  live_for(std::chrono::minutes(120));
  EXPECT_EQ(own_notes(task), 1);
  stage_.fake.make_required(Field::measure, false);
  live_for(std::chrono::minutes(61));
  EXPECT_THAT(stage_.pass().unfinished, IsEmpty());
}

TEST_F(LeftOut, AFieldThatIsDroppedInSilenceIsToldOnceByItsName) {
  const auto task = vms();
  stage_.fake.make_read_only(Field::deadline);
  let_vms_begin();
  EXPECT_EQ(stage_.issue(task).status.state, State::ready);
  EXPECT_EQ(own_notes(task), 1);
  EXPECT_EQ(own_notes(change_, "“Deadline”"), 1);
  live_for(std::chrono::minutes(120));
  EXPECT_EQ(own_notes(task), 1);
  EXPECT_EQ(own_notes(change_, "“Deadline”"), 1);
  stage_.fake.make_read_only(Field::deadline, false);
  live_for(std::chrono::minutes(61));
  EXPECT_THAT(stage_.pass().unfinished, IsEmpty());
}

TEST_F(LeftOut, ALostStoreTellsNothingAgain) {
  stage_.fake.make_read_only(Field::deadline);
  let_vms_begin();
  const auto task = vms();
  EXPECT_EQ(own_notes(change_, "“Deadline”"), 1);
  stage_.restart(true);
  settle_again();
  live_for(std::chrono::minutes(30));
  EXPECT_EQ(own_notes(change_, "“Deadline”"), 1);
  EXPECT_EQ(own_notes(task), 1);
}

// What is refused when a task is made, and what of it is not there then.
struct Refusal {
  const char* name;
  std::function<void(SiteStage&)> refuse;
  const char* said;
};

class LeftOutAtCreation : public ::testing::TestWithParam<Refusal> {};

TEST_P(LeftOutAtCreation, MakesTheTasksAllTheSameAndIsToldOnce) {
  SiteStage stage;
  GetParam().refuse(stage);
  const auto change = stage.open_change("landscape", kLandscape, State::agreed);
  for (int i = 0; i < 30; ++i) {
    stage.pass();
    stage.clock.sleep(std::chrono::seconds(59));
  }
  EXPECT_EQ(stage.issue(change).status.state, State::in_progress);
  EXPECT_EQ(stage.task(change, "network").status.state, State::ready);
  EXPECT_EQ(stage.task(change, "vms").status.state, State::waiting);
  int told = 0;
  for (const auto& event : stage.issue(change).events) {
    const bool is_note = event.own && event.comment;
    told += is_note && event.comment->text.find(GetParam().said) != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(told, 1);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, LeftOutAtCreation,
    ::testing::Values(
        Refusal{"Department",
                [](SiteStage& stage) { stage.fake.refuse_value(std::string(to_string(Field::department))); },
                "Department"},
        Refusal{"Deadline",
                [](SiteStage& stage) { stage.fake.refuse_value(std::string(to_string(Field::deadline))); },
                "Deadline"},
        Refusal{"Assignee",
                [](SiteStage& stage) {
                  const auto project = stage.fake.project("aurora");
                  for (const auto& member : project->members) {
                    if (member.is_group) stage.fake.make_assignable(member.principal.id, false);
                  }
                },
                "“Assignee” of #"}),
    [](const auto& refusal) { return std::string(refusal.param.name); });

TEST(LeftOutFile, AnExtensionThatIsNotAllowedHoldsUpNoTask) {
  SiteStage stage;
  stage.fake.deny_extension(".json");
  const auto change = stage.open_change("landscape", kLandscape, State::agreed);
  stage.settle();
  EXPECT_EQ(stage.tasks(change).size(), 6U);
  EXPECT_EQ(stage.issue(change).status.state, State::in_progress);
  bool told = false;
  for (const auto& event : stage.issue(change).events) {
    told = told || (event.own && event.comment && event.comment->text.find("extension") != std::string::npos);
  }
  EXPECT_TRUE(told);
}

TEST(LeftOutStamp, ThatDoesNotStickMakesNoNoteAMinute) {
  SiteStage stage;
  stage.fake.make_read_only(Field::change_plan);
  const auto change = stage.open_change("landscape", kLandscape, State::agreed);
  for (int i = 0; i < 120; ++i) {
    stage.pass();
    stage.clock.sleep(std::chrono::seconds(59));
  }
  int notes = 0;
  for (const auto& event : stage.issue(change).events) notes += event.own && event.comment ? 1 : 0;
  EXPECT_LE(notes, 3);
  EXPECT_GT(stage.pass().stopped, 0);
}

// SLA fields: the duty is told, once for all incidents, and by a private note.
TEST(LeftOutIncident, FieldsThatDoNotStickAreToldToTheDutyOnce) {
  SiteStage stage;
  stage.fake.make_read_only(Field::sla_resolution_due);
  const auto first = stage.open_incident(), second = stage.open_incident();
  for (int i = 0; i < 40; ++i) {
    stage.pass();
    stage.clock.sleep(std::chrono::seconds(59));
  }
  EXPECT_NE(stage.issue(first).field(Field::sla_response), "");
  EXPECT_NE(stage.issue(second).field(Field::sla_response), "");
  const auto told = stage.private_notes(first).size() + stage.private_notes(second).size();
  ASSERT_EQ(told, 1U);
  EXPECT_THAT(stage.private_notes(first)[0],
              AllOf(HasSubstr("“SLA resolution due”"), HasSubstr("administrator")));
}

}  // namespace
}  // namespace estafeta::testing
