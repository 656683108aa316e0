// Issues that people make with the tracker's “Copy”: all fields come along, and nothing of the original's
// state is theirs.
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
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<std::string> notes_of(const model::Issue& issue) {
  std::vector<std::string> notes;
  for (const auto& event : issue.events) {
    if (event.own && event.comment && !event.comment->text.empty()) notes.push_back(event.comment->text);
  }
  return notes;
}

class Copies : public ::testing::Test {
 protected:
  Copies() : change_(stage_.open_change("landscape", "system: polaris\n", State::agreed)) {
    stage_.settle();
    stage_.finish(stage_.task(change_, "network").id, "vlan: 214\nsubnet: 10.20.14.0/24");
    stage_.settle();
  }

  // As Redmine does it: every field, in the status that the form shows; tasks below the new change.
  IssueId copy(IssueId id, std::optional<State> state = std::nullopt,
               std::optional<IssueId> parent = std::nullopt) {
    const auto original = stage_.issue(id);
    tracker::NewIssue issue;
    issue.project = original.project;
    issue.kind = original.kind;
    issue.subject = original.subject;
    issue.description = original.description;
    issue.state = state.value_or(original.status.state);
    if (original.assignee) issue.assignee = original.assignee->id;
    issue.parent = parent ? parent : original.parent;
    issue.start_date = original.start_date;
    issue.due_date = original.due_date;
    issue.fields = original.fields;
    if (leaves_out_own_fields_) {
      for (const auto field : {Field::task_key, Field::deadline, Field::change_plan, Field::change_forecast})
        issue.fields.erase(field);
    }
    const auto made = stage_.fake.open_issue(stage_.tam, issue);
    EXPECT_TRUE(made);
    if (links_copies_ && made) stage_.fake.mark_copied(*made, id);
    return made.value_or(IssueId{});
  }

  IssueId copy_with_tasks(IssueId id, State state) {
    const auto tasks = stage_.tasks(id);
    const auto made = copy(id, state);
    // An administrator's form offers every status.
    stage_.fake.set_workflow([](const auto&, auto, auto, auto) { return true; });
    if (stage_.issue(made).status.state != state) stage_.move(stage_.tam, made, state);
    stage_.fake.set_workflow(tracker::fake::default_workflow);
    for (const auto& task : tasks) copies_.push_back(copy(task.id, std::nullopt, made));
    stage_.clock.sleep(std::chrono::seconds(90));
    return made;
  }

  std::string stamp(IssueId id) const { return stage_.issue(id).field(Field::change_plan); }

  // Those with a key of that change.
  std::size_t own_tasks(IssueId id) const {
    std::size_t count = 0;
    for (const auto& task : stage_.tasks(id))
      count += task.field(Field::task_key).starts_with(to_string(id) + "/") ? 1 : 0;
    return count;
  }

  std::vector<State> states_of_copies() const {
    std::vector<State> states;
    for (const auto id : copies_) states.push_back(stage_.issue(id).status.state);
    return states;
  }

  SiteStage stage_;
  IssueId change_;
  std::vector<IssueId> copies_;
  bool leaves_out_own_fields_ = false;  // as Redmine 6.1 does with what the TAM may not write
  bool links_copies_ = false;           // a box in Redmine's form
};

TEST_F(Copies, OfAChangeAreDraftsOfTheirOwnAndNothingOfItsTasksIsSteered) {
  const auto made = copy_with_tasks(change_, State::draft);
  const auto before = states_of_copies();
  stage_.settle();
  EXPECT_THAT(stamp(made), AllOf(HasSubstr("Change-" + to_string(made)), Not(HasSubstr("tasks:"))));
  EXPECT_EQ(stage_.issue(made).field(Field::change_forecast), "");
  ASSERT_THAT(notes_of(stage_.issue(made)), SizeIs(1));
  EXPECT_THAT(notes_of(stage_.issue(made)).front(),
              AllOf(HasSubstr("#" + to_string(copies_.front())), HasSubstr("cancel or delete them")));
  EXPECT_EQ(states_of_copies(), before);
  EXPECT_EQ(stage_.pass().writes, 0);
}

TEST_F(Copies, SetToAgreedGetTasksOfTheirOwnInOrderAndTheOthersAreSaidOnce) {
  const auto picture = stage_.picture(change_);
  const auto made = copy_with_tasks(change_, State::agreed);
  const auto before = states_of_copies();
  stage_.settle();
  EXPECT_EQ(own_tasks(made), 6U);
  EXPECT_EQ(stage_.task(made, "network").status.state, State::ready);
  EXPECT_EQ(stage_.task(made, "vms").status.state, State::waiting);
  EXPECT_EQ(states_of_copies(), before);
  std::string all;
  for (const auto& note : notes_of(stage_.issue(made))) all += note + "\n";
  EXPECT_THAT(all, HasSubstr("#" + to_string(copies_.front())));
  EXPECT_THAT(all, Not(HasSubstr("is gone")));
  EXPECT_EQ(stage_.picture(change_), picture) << "nothing happens to the original";
  const auto said = notes_of(stage_.issue(made)).size();
  stage_.clock.sleep(std::chrono::hours(25));
  stage_.settle();
  stage_.restart(true);
  stage_.settle();
  EXPECT_EQ(notes_of(stage_.issue(made)).size(), said);
}

TEST_F(Copies, WithoutKeysAndStampAreKnownByWhatTheyWereCopiedFromOrByTheInstant) {
  leaves_out_own_fields_ = true;
  for (const bool linked : {true, false}) {
    links_copies_ = linked;
    copies_.clear();
    const auto made = copy_with_tasks(change_, State::draft);
    const auto before = states_of_copies();
    stage_.settle();
    ASSERT_FALSE(notes_of(stage_.issue(made)).empty());
    EXPECT_THAT(notes_of(stage_.issue(made)).front(),
                AllOf(HasSubstr("#" + to_string(copies_.back())), HasSubstr("cancel or delete them")));
    stage_.move(stage_.tam, made, State::agreed);
    stage_.settle();
    stage_.clock.sleep(std::chrono::hours(1));
    stage_.settle();
    EXPECT_EQ(own_tasks(made), 6U);
    EXPECT_EQ(states_of_copies(), before) << (linked ? "linked" : "not linked");
    for (const auto id : copies_) stage_.move(stage_.tam, id, State::cancelling);
    stage_.settle();
    for (const auto id : copies_) EXPECT_EQ(stage_.issue(id).status.state, State::cancelled);
  }
}

// The tasks of a change without a template are those that people made, also where they were copied.
TEST_F(Copies, OfHandMadeTasksAreHandMadeTasks) {
  links_copies_ = true;
  const auto by_hand = stage_.open_change("", "", State::draft);
  tracker::NewIssue task;
  task.project = "aurora";
  task.kind = model::Kind::task;
  task.subject = "Pull the cables";
  task.parent = by_hand;
  const auto cables = stage_.fake.open_issue(stage_.tam, task);
  ASSERT_TRUE(cables);
  const auto made = copy(by_hand, State::draft);
  const auto copied = copy(*cables, std::nullopt, made);
  stage_.clock.sleep(std::chrono::seconds(90));
  stage_.move(stage_.tam, made, State::agreed);
  stage_.settle();
  EXPECT_EQ(stage_.issue(copied).status.state, State::ready);
}

TEST_F(Copies, WithoutTasksHaveNoStartThatSomebodyChose) {
  links_copies_ = true;
  tracker::fake::PersonalEdit later;
  later.start_date = base::parse_date("2026-08-03");
  const auto original = stage_.open_change("landscape", "system: vela\n", State::draft);
  stage_.act(stage_.tam, original, later);
  const auto made = copy(original, State::agreed);
  stage_.settle();
  EXPECT_EQ(stage_.task(made, "network").status.state, State::ready);
}

TEST_F(Copies, OfTasksThatSomebodySetsToCancellingAreCancelledInADraftAndUnderWay) {
  for (const auto state : {State::draft, State::agreed}) {
    copies_.clear();
    copy_with_tasks(change_, state);
    stage_.settle();
    for (const auto copy : copies_) stage_.move(stage_.tam, copy, State::cancelling);
    stage_.settle();
    for (const auto copy : copies_) EXPECT_EQ(stage_.issue(copy).status.state, State::cancelled);
  }
}

TEST_F(Copies, OfAChangeUnderWayStandStillAndSayTheWayOutOnce) {
  const auto made = copy_with_tasks(change_, State::in_progress);
  const auto before = states_of_copies();
  stage_.settle();
  EXPECT_EQ(own_tasks(made), 0U);
  EXPECT_EQ(states_of_copies(), before);
  ASSERT_THAT(notes_of(stage_.issue(made)), SizeIs(1));
  EXPECT_THAT(notes_of(stage_.issue(made)).front(), HasSubstr("Set the status to Agreed"));
  EXPECT_EQ(stage_.pass().writes, 0);
  stage_.move(stage_.tam, made, State::agreed);
  stage_.settle();
  EXPECT_EQ(own_tasks(made), 6U);
  EXPECT_EQ(stage_.issue(made).status.state, State::in_progress);
}

TEST_F(Copies, AreCancelledWithAllThatCameAlong) {
  const auto made = copy_with_tasks(change_, State::agreed);
  stage_.settle();
  stage_.move(stage_.tam, made, State::cancelling);
  stage_.settle();
  EXPECT_EQ(stage_.issue(made).status.state, State::cancelled);
  EXPECT_EQ(stage_.issue(change_).status.state, State::in_progress);
}

TEST_F(Copies, OfACopyAreTheirOwnAsWell) {
  const auto first = copy_with_tasks(change_, State::agreed);
  stage_.settle();
  copies_.clear();
  const auto second = copy_with_tasks(first, State::agreed);
  stage_.settle();
  EXPECT_EQ(own_tasks(second), 6U);
  EXPECT_THAT(stamp(second), HasSubstr("change: " + to_string(second)));
}

TEST_F(Copies, ThatBringAPromisedDateAreAskedWhetherItIsTheirs) {
  tracker::fake::PersonalEdit promise;
  promise.fields[Field::promised] = "2026-06-30";
  stage_.act(stage_.tam, change_, promise);
  const auto made = copy(change_, State::draft);
  stage_.settle();
  ASSERT_THAT(notes_of(stage_.issue(made)), SizeIs(1));
  EXPECT_THAT(notes_of(stage_.issue(made)).front(), HasSubstr("2026-06-30"));
}

TEST_F(Copies, OfOneTaskPutBelowAnotherChangeLaterAreTasksMadeByHand) {
  const auto other = stage_.open_change("landscape", "system: vega\n", State::agreed);
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(5));
  const auto made = copy(stage_.task(change_, "vms").id, State::ready, other);
  const auto count = stage_.tasks(other).size();
  stage_.settle();
  EXPECT_EQ(stage_.tasks(other).size(), count);
  EXPECT_EQ(own_tasks(other), 6U);
  EXPECT_EQ(stage_.issue(made).status.state, State::ready);
}

// Stamps written before they named their change are told apart by the page they include.
TEST_F(Copies, AStampWithoutAnIdGoesOnWorkingWhereItIsAndNotInACopy) {
  auto text = stamp(change_);
  const auto line = "change: " + to_string(change_) + "\n";
  ASSERT_THAT(text, HasSubstr(line));
  text.erase(text.find(line), line.size());
  tracker::fake::PersonalEdit edit;
  edit.fields[Field::change_plan] = text;
  stage_.act(stage_.tam, change_, edit);
  stage_.settle();
  stage_.restart(true);
  EXPECT_EQ(stage_.pass().writes, 0);
  const auto tasks = stage_.tasks(change_).size();
  const auto made = copy_with_tasks(change_, State::agreed);
  stage_.settle();
  EXPECT_EQ(own_tasks(made), 6U);
  EXPECT_EQ(stage_.tasks(change_).size(), tasks);
}

TEST_F(Copies, OfAnIncidentHaveBeenToldOfNothing) {
  const auto original = stage_.open_incident();
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(46));
  stage_.settle();
  ASSERT_EQ(stage_.issue(original).field(Field::sla_told), "response 75%");
  ASSERT_THAT(stage_.private_notes(original), SizeIs(1));
  const auto made = copy(original);
  stage_.settle();
  EXPECT_EQ(stage_.issue(made).field(Field::sla_told), "");
  EXPECT_NE(stage_.issue(made).field(Field::sla_response_due),
            stage_.issue(original).field(Field::sla_response_due));
  EXPECT_THAT(stage_.private_notes(made), IsEmpty());
  stage_.clock.sleep(std::chrono::minutes(46));
  stage_.settle();
  EXPECT_EQ(stage_.issue(made).field(Field::sla_told), "response 75%");
  EXPECT_THAT(stage_.private_notes(made), SizeIs(1));
  stage_.restart(true);
  stage_.settle();
  EXPECT_THAT(stage_.private_notes(made), SizeIs(1));
}

}  // namespace
}  // namespace estafeta::testing
