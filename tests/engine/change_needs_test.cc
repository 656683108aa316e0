// What a change asks of its TAM, in notes and as rows of the desk, on the fake tracker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using base::IssueId;
using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ChangeNeeds : public ::testing::Test {
 protected:
  IssueId open(const std::string& name = "landscape", const std::string& parameters = "system: polaris\n") {
    const auto change = stage_.open_change(name, parameters, State::agreed);
    stage_.settle();
    return change;
  }
  void fill(IssueId issue, Field field, const std::string& value) {
    tracker::fake::PersonalEdit edit;
    edit.fields[field] = value;
    stage_.act(stage_.tam, issue, edit);
    stage_.settle();
  }
  void decide(IssueId issue, const std::string& decision) {
    tracker::fake::PersonalEdit edit;
    edit.fields[Field::decision] = decision;
    edit.note = "The reason";
    stage_.act(stage_.tam, issue, edit);
    stage_.settle();
  }
  // Of Estafeta on that issue, the last one.
  std::string note(IssueId id) const {
    std::string text;
    for (const auto& event : stage_.issue(id).events) {
      if (event.own && event.comment) text = event.comment->text;
    }
    return text;
  }
  std::string desk() { return stage_.fake.page("staff", "Desk-aurora").value_or("none"); }
  static std::string number(IssueId id) { return "#" + to_string(id); }

  SiteStage stage_;
};

TEST_F(ChangeNeeds, CountAsDoneOnlyWhatIsDoneWhileAChangeIsRolledBack) {
  const auto change = open();
  stage_.finish(stage_.task(change, "network").id, "vlan: 214\nsubnet: 10.20.14.0/24");
  stage_.settle();
  const auto vms = stage_.task(change, "vms").id;
  stage_.move(stage_.engineer, vms, State::in_progress);
  stage_.move(stage_.engineer, vms, State::failed);
  stage_.settle();
  decide(vms, "roll back");
  stage_.clock.sleep(std::chrono::minutes(20));
  stage_.settle();
  EXPECT_THAT(desk(), AllOf(HasSubstr("1 of 4"), Not(HasSubstr("6 of"))));
}

TEST_F(ChangeNeeds, ABoundThatCannotBeMetIsToldWithItsDateAndStandsOnTheDesk) {
  const auto change = open("database-migration", "system: polaris\nswitched-by: 2026-06-16\n");
  std::string all;
  for (const auto& event : stage_.issue(change).events) all += event.comment ? event.comment->text : "";
  EXPECT_THAT(all, HasSubstr("must be finished by 2026-06-16"));
  EXPECT_THAT(desk(), AllOf(HasSubstr("must be finished by 2026-06-16; according to the plan"),
                            HasSubstr(number(change))));
}

TEST_F(ChangeNeeds, ParametersThatCannotBeUsedAreNamedALineEachAndAnotherTemplateIsNamed) {
  const auto change = open();
  fill(change, Field::change_parameters, "system: polaris\nvms: 0\nos: beos\n");
  EXPECT_THAT(note(change), AllOf(HasSubstr("fix 2 things"), HasSubstr("\n\nLine 3 "), Not(HasSubstr(".."))));
  EXPECT_THAT(desk(), HasSubstr("cannot be used (2 problems)"));
  fill(change, Field::change_parameters, "system: polaris\n");
  EXPECT_THAT(desk(), Not(HasSubstr("cannot be used")));
  fill(change, Field::change_template, "database-migration");
  fill(change, Field::change_parameters, "system: polaris\nvms: 2\nos: linux\n");
  EXPECT_THAT(note(change), AllOf(HasSubstr("was changed from “landscape” to “database-migration”"),
                                  HasSubstr("\n\nLine 2 of the parameters: Unknown: vms, os (lines 2–3). The "
                                            "template “database-migration” has: "),
                                  Not(HasSubstr(".."))));
}

TEST_F(ChangeNeeds, ATaskThatIsGoneIsToldWithWhatWaitsForIt) {
  const auto change = open();
  const auto vms = stage_.task(change, "vms").id;
  const auto linux_task = stage_.task(change, "linux").id;
  stage_.fake.remove_issue(vms);
  stage_.clock.sleep(std::chrono::minutes(20));
  stage_.settle();
  EXPECT_THAT(note(change), AllOf(HasSubstr(number(vms)), HasSubstr(number(linux_task))));
  EXPECT_THAT(desk(), AllOf(HasSubstr("“Linux on polaris”"), Not(HasSubstr("|" + number(vms) + "|"))));
}

TEST_F(ChangeNeeds, AChangeSetToFailIsOfferedItsRollBack) {
  const auto change = open();
  stage_.finish(stage_.task(change, "network").id, "vlan: 214\nsubnet: 10.20.14.0/24");
  stage_.settle();
  stage_.move(stage_.tam, change, State::failing);
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).status.state, State::failing);
  EXPECT_THAT(note(change), AllOf(HasSubstr("“roll back”"), HasSubstr("“go on without it”")));
  EXPECT_THAT(desk(), HasSubstr("can be rolled back"));
  decide(change, "roll back");
  EXPECT_EQ(stage_.issue(change).status.state, State::in_progress);
  const auto undo = stage_.task(change, "network/undo");
  EXPECT_EQ(undo.status.state, State::ready);
  stage_.finish(undo.id, "");
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).status.state, State::failed);
}

TEST_F(ChangeNeeds, AHoldIsToldToWhoWorksAllTheSameAndAskedForItsReasonOnce) {
  const auto change = open();
  stage_.move(stage_.tam, change, State::on_hold);
  stage_.settle();
  EXPECT_THAT(note(change), HasSubstr("on hold without a reason"));
  const auto said = stage_.issue(change).events.size();
  const auto network = stage_.task(change, "network").id;
  stage_.move(stage_.engineer, network, State::in_progress);
  stage_.settle();
  EXPECT_THAT(note(network),
              AllOf(HasSubstr("Alice Adams"), HasSubstr(number(change)), HasSubstr("on hold since")));
  stage_.clock.sleep(std::chrono::hours(25));
  stage_.restart(true);
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).events.size(), said);
}

TEST_F(ChangeNeeds, ADraftThatIsCancelledWithAnOpenIssueBelowItIsToldOnce) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::draft);
  tracker::NewIssue child;
  child.project = "aurora";
  child.kind = model::Kind::change;
  child.subject = "Another change";
  child.parent = change;
  ASSERT_TRUE(stage_.fake.open_issue(stage_.tam, child));
  stage_.settle();
  stage_.move(stage_.tam, change, State::cancelling);
  stage_.settle();
  EXPECT_THAT(note(change), HasSubstr("Another change"));
  EXPECT_EQ(stage_.pass().writes, 0);
}

}  // namespace
}  // namespace estafeta::testing
