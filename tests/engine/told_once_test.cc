// Whatever keeps a field from being written: nobody is told the same twice, and nothing is left untold once
// it can be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "connector/service/site/watched_writes.h"
#include "tests/engine/fault_points.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using tracker::fake::Fault;

// A field that remembers that something was told, how that something comes up, and what is told then.
struct Kind {
  const char* name;
  Field field;
  std::function<void(SiteStage&, base::IssueId change)> happens;
  const char* said;
};

base::IssueId running(SiteStage& stage) {
  const auto change = stage.open_change("landscape", "system: polaris\n", State::agreed);
  stage.settle();
  return change;
}

void fail_network(SiteStage& stage, base::IssueId change) {
  const auto network = stage.task(change, "network").id;
  stage.move(stage.engineer, network, State::in_progress);
  stage.move(stage.engineer, network, State::failed);
}

void break_the_promise(SiteStage& stage, base::IssueId change) {
  tracker::fake::PersonalEdit edit;
  edit.fields[Field::promised] = stage.issue(change).field(Field::change_forecast).substr(0, 10);
  stage.act(stage.tam, change, edit);
  stage.clock.sleep(std::chrono::days(8));
}

void decide_on(SiteStage& stage, base::IssueId issue, const char* decision) {
  tracker::fake::PersonalEdit edit;
  edit.fields[Field::decision] = decision;
  edit.note = "As agreed by telephone.";
  stage.act(stage.tam, issue, edit);
}

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"News", Field::change_plan, fail_network, "nothing new begins until you decide"},
      {"LaterThanPromised", Field::change_forecast, break_the_promise, "is now expected to end"},
      {"DecisionOnTheChange", Field::decision,
       [](SiteStage& stage, base::IssueId change) { decide_on(stage, change, "go home"); }, "go home"},
      {"DecisionOnATask", Field::decision,
       [](SiteStage& stage, base::IssueId change) {
         decide_on(stage, stage.task(change, "network").id, "go home");
       },
       "go home"},
  };
  return all;
}

int told(const SiteStage& stage, const char* what) {
  int count = 0;
  for (const auto& issue : stage.fake.all()) {
    for (const auto& event : issue.events) {
      const bool says = event.own && event.comment && event.comment->text.find(what) != std::string::npos;
      count += says ? 1 : 0;
    }
  }
  return count;
}

// The same words twice; that a change ends later still is other news than that it ends later.
bool is_repeated(const SiteStage& stage, const char* what) {
  std::set<std::string> said;
  for (const auto& issue : stage.fake.all()) {
    for (const auto& event : issue.events) {
      const bool says = event.own && event.comment && event.comment->text.find(what) != std::string::npos;
      if (says && !said.insert(event.comment->text).second) return true;
    }
  }
  return false;
}

int own_notes(const SiteStage& stage) {
  return told(stage, "");
}

// A pass whose n-th point before or after a write of an issue has that fault; how many such points it came
// to.
int pass_with(SiteStage& stage, Fault fault, int n) {
  int seen = 0;
  stage.fake.set_hook([&](std::string_view point) {
    return point.ends_with(":update") && ++seen == n ? fault : Fault::none;
  });
  try {
    static_cast<void>(stage.engine().pass());
  } catch (const tracker::fake::Killed&) {
    stage.restart();
  }
  stage.fake.set_hook(nullptr);
  return seen;
}

void hours_pass(SiteStage& stage, int hours) {
  for (int i = 0; i < hours; ++i) {
    stage.pass();
    stage.clock.sleep(std::chrono::hours(1));
  }
}

class FieldThatRemembers : public ::testing::TestWithParam<Kind> {
 protected:
  void read_only(bool is) { stage_.fake.make_read_only(GetParam().field, is); }
  void happens(base::IssueId change) { GetParam().happens(stage_, change); }
  int told() const { return testing::told(stage_, GetParam().said); }

  SiteStage stage_;
};

TEST_P(FieldThatRemembers, WhenTheFieldCanBeWritten) {
  const auto change = running(stage_);
  happens(change);
  hours_pass(stage_, 5);
  EXPECT_EQ(told(), 1);
  stage_.restart(true);
  hours_pass(stage_, 5);
  EXPECT_EQ(told(), 1);
}

TEST_P(FieldThatRemembers, InOneWriteWhereTheFieldIsKnownToKeepWhatIsWritten) {
  const auto first = running(stage_);
  happens(first);
  hours_pass(stage_, 2);
  stage_.move(stage_.tam, first, State::cancelling);
  stage_.settle();
  stage_.restart();
  const auto change = running(stage_);
  happens(change);
  hours_pass(stage_, 2);
  const auto field = std::string(to_string(GetParam().field));
  int in_one = 0;
  for (const auto& issue : stage_.fake.all()) {
    if (issue.id != change && issue.parent != change) continue;
    for (const auto& event : issue.events) {
      const bool says =
          event.own && event.comment && event.comment->text.find(GetParam().said) != std::string::npos;
      const bool writes = std::any_of(event.fields.begin(), event.fields.end(),
                                      [&](const auto& one) { return one.name == field; });
      in_one += says && writes ? 1 : 0;
    }
  }
  EXPECT_EQ(in_one, 1);
}

TEST_P(FieldThatRemembers, WhenTheFieldBecomesReadOnlyWhileTheServiceRuns) {
  const auto change = running(stage_);
  read_only(true);
  happens(change);
  hours_pass(stage_, 8);
  EXPECT_LE(told(), 1);
  const int notes = own_notes(stage_);
  stage_.fake.reset_counters();
  hours_pass(stage_, 8);
  EXPECT_EQ(own_notes(stage_), notes);
  // What days bring, such as a date that moves, is no matter of this.
  EXPECT_LE(stage_.fake.counters().mails_in_all(), 2);
  read_only(false);
  hours_pass(stage_, 3);
  EXPECT_GE(told(), 1);
  EXPECT_FALSE(testing::is_repeated(stage_, GetParam().said));
}

TEST_P(FieldThatRemembers, WhenTheFieldWasReadOnlyFromTheBeginning) {
  const auto change = running(stage_);
  stage_.restart(true);
  read_only(true);
  happens(change);
  hours_pass(stage_, 8);
  EXPECT_EQ(told(), 0);
  read_only(false);
  hours_pass(stage_, 3);
  EXPECT_GE(told(), 1);
  EXPECT_FALSE(testing::is_repeated(stage_, GetParam().said));
}

TEST_P(FieldThatRemembers, WhenTheProcessRestartsAndTheStoreIsLostInBetween) {
  const auto change = running(stage_);
  read_only(true);
  happens(change);
  for (int i = 0; i < 4; ++i) {
    hours_pass(stage_, 2);
    stage_.restart(true);
  }
  EXPECT_LE(told(), 1);
  read_only(false);
  hours_pass(stage_, 3);
  EXPECT_GE(told(), 1);
  EXPECT_FALSE(testing::is_repeated(stage_, GetParam().said));
}

TEST_P(FieldThatRemembers, WhateverBreaksBeforeOrAfterAWrite) {
  for (const Fault fault : {Fault::unavailable, Fault::kill}) {
    for (int n = 1;; ++n) {
      SiteStage stage;
      const auto change = running(stage);
      // Nothing is known of the field: it is written first, then the note.
      stage.restart(true);
      GetParam().happens(stage, change);
      const int seen = pass_with(stage, fault, n);
      hours_pass(stage, 2);
      ASSERT_EQ(testing::told(stage, GetParam().said), 1)
          << "fault " << static_cast<int>(fault) << " at " << n;
      if (seen < n) break;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, FieldThatRemembers, ::testing::ValuesIn(kinds()),
                         [](const auto& kind) { return std::string(kind.param.name); });

// Who is at work on what a new plan alters or leaves out is told in their tasks, before the change is
// written.
struct Revised {
  Revised() {
    change = running(stage);
    stage.finish(stage.task(change, "network").id, "vlan: 214\nsubnet: 10.0.0.0/24");
    stage.settle();
    stage.move(stage.engineer, stage.task(change, "vms").id, State::in_progress);
    stage.settle();
  }

  void agree_to(const std::string& parameters) {
    tracker::fake::PersonalEdit edit;
    edit.fields[Field::change_parameters] = parameters;
    stage.act(stage.tam, change, edit);
    stage.settle();
    stage.move(stage.tam, change, State::agreed);
  }

  int notes_on(const char* task) {
    int count = 0;
    for (const auto& event : stage.issue(stage.task(change, task).id).events)
      count += event.own && event.comment ? 1 : 0;
    return count;
  }

  SiteStage stage;
  base::IssueId change;
};

constexpr const char* kMoreMachines = "system: polaris\nvms: 6\n";

TEST(NotesOfANewPlan, AreSaidOnceWhereTheChangeCannotLeaveAgreed) {
  Revised revised;
  auto& stage = revised.stage;
  const int before = revised.notes_on("vms");
  stage.fake.set_workflow([](const std::string& role, model::Kind kind, State from, State to) {
    return !(role == "service" && kind == model::Kind::change) &&
           tracker::fake::default_workflow(role, kind, from, to);
  });
  revised.agree_to(kMoreMachines);
  hours_pass(stage, 8);
  stage.restart(true);
  hours_pass(stage, 8);
  EXPECT_EQ(stage.issue(revised.change).status.state, State::agreed);
  EXPECT_EQ(revised.notes_on("vms"), before + 1);
}

TEST(NotesOfANewPlan, AreSaidOnceWhereTheStampDoesNotStick) {
  Revised revised;
  auto& stage = revised.stage;
  const int before = revised.notes_on("vms");
  stage.fake.make_read_only(Field::change_plan);
  revised.agree_to(kMoreMachines);
  hours_pass(stage, 8);
  stage.restart(true);
  hours_pass(stage, 8);
  EXPECT_EQ(revised.notes_on("vms"), before + 1);
}

TEST(NotesOfANewPlan, AreSaidOnceWhateverBreaksBeforeOrAfterAWrite) {
  for (const Fault fault : {Fault::unavailable, Fault::kill}) {
    for (int n = 1;; ++n) {
      Revised revised;
      auto& stage = revised.stage;
      const int before = revised.notes_on("vms");
      revised.agree_to(kMoreMachines);
      const int seen = pass_with(stage, fault, n);
      hours_pass(stage, 2);
      ASSERT_EQ(revised.notes_on("vms"), before + 1) << "fault " << static_cast<int>(fault) << " at " << n;
      if (seen < n) break;
    }
  }
}

TEST(MailLimit, CountsAWriteThatFailedAndMayHaveMailed) {
  SiteStage stage;
  const auto change = running(stage);
  stage.fake.make_read_only(Field::change_plan);
  service::WatchedWrites watched(stage.fake, false, {.writes = 200, .mails = 1}, nullptr);
  tracker::IssueUpdate update;
  update.note = "one";
  update.fields[Field::change_plan] = "does not stick";
  EXPECT_EQ(watched.update(change, update).cause(), base::Cause::written_otherwise);
  EXPECT_EQ(watched.mailing_writes(), 1);
  EXPECT_EQ(watched.update(change, update).cause(), base::Cause::mail_limit);
}

}  // namespace
}  // namespace estafeta::testing
