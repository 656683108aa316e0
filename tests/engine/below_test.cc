// What stands below a change and is none of its tasks: sub-issues of a task, and children of another tracker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using base::IssueId;
using model::Kind;
using model::State;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Below : public ::testing::Test {
 protected:
  Below() : change_(stage_.open_change("landscape", "system: polaris\n", State::agreed)) { stage_.settle(); }

  IssueId open(const base::PrincipalId& who, IssueId parent, const std::string& subject) {
    tracker::NewIssue issue;
    issue.project = "aurora";
    issue.kind = Kind::task;
    issue.subject = subject;
    issue.parent = parent;
    const auto made = stage_.fake.open_issue(who, issue);
    EXPECT_TRUE(made) << (made ? "" : to_string(made.error()));
    stage_.clock.sleep(std::chrono::seconds(30));
    return made.value_or(IssueId{});
  }

  // Opened, taken up as a task, then given the tracker of changes.
  IssueId open_turned() {
    const auto made = open(stage_.tam, change_, "Servers");
    stage_.clock.sleep(std::chrono::hours(1));
    stage_.settle();
    tracker::fake::PersonalEdit edit;
    edit.kind = Kind::change;
    stage_.act(stage_.tam, made, edit);
    stage_.clock.sleep(std::chrono::minutes(20));
    stage_.settle();
    return made;
  }

  std::string notes(IssueId id) const {
    std::string all;
    for (const auto& event : stage_.issue(id).events) {
      if (event.own && event.comment) all += event.comment->text + "\n";
    }
    return all;
  }
  std::string number(IssueId id) const { return "#" + to_string(id); }
  std::string desk() { return stage_.fake.page("staff", "Desk-aurora").value_or("none"); }
  std::string page() { return stage_.fake.page("staff", "Change-" + to_string(change_)).value_or("none"); }

  SiteStage stage_;
  IssueId change_;
};

TEST_F(Below, ATaskOfTheChangeMovedBelowAnotherStaysItsTaskAndIsSaidOnce) {
  const auto web = stage_.task(change_, "web").id, linux = stage_.task(change_, "linux").id;
  tracker::fake::PersonalEdit edit;
  edit.parent = linux;
  stage_.act(stage_.tam, web, edit);
  stage_.clock.sleep(std::chrono::minutes(20));
  stage_.settle();
  EXPECT_EQ(stage_.issue(web).status.state, State::waiting);
  EXPECT_THAT(notes(change_), AllOf(HasSubstr(number(web) + ") was moved below " + number(linux)),
                                    Not(HasSubstr("is gone"))));
  const auto said = notes(change_);
  edit.parent = change_;
  stage_.act(stage_.tam, web, edit);
  stage_.clock.sleep(std::chrono::minutes(20));
  stage_.settle();
  EXPECT_EQ(notes(change_), said);
}

TEST_F(Below, ASubIssueOfATaskIsLetGoWithOneSilentWriteToWhoMadeIt) {
  const auto made = open(stage_.engineer, stage_.task(change_, "network").id, "My own notes");
  ASSERT_EQ(stage_.issue(made).status.state, State::waiting);
  stage_.settle();
  EXPECT_EQ(stage_.issue(made).status.state, State::ready);
  ASSERT_TRUE(stage_.issue(made).assignee);
  EXPECT_EQ(stage_.issue(made).assignee->id, stage_.engineer);
  EXPECT_EQ(stage_.issue(made).events.size(), 1U);
  EXPECT_EQ(notes(made), "");
  EXPECT_THAT(page(), Not(HasSubstr("My own notes")));
  stage_.move(stage_.engineer, made, State::done);
  EXPECT_EQ(stage_.issue(made).status.state, State::done);
  stage_.finish(stage_.task(change_, "network").id, "vlan: 214\nsubnet: 10.20.14.0/24");
  stage_.settle();
  EXPECT_EQ(stage_.task(change_, "network").status.state, State::done);
}

TEST_F(Below, ASubIssueAtAnyDepthIsLetGo) {
  const auto first = open(stage_.engineer, stage_.task(change_, "network").id, "Notes");
  const auto second = open(stage_.engineer, first, "Notes on notes");
  stage_.settle();
  EXPECT_EQ(stage_.issue(second).status.state, State::ready);
}

TEST_F(Below, DatesThatFollowSubIssuesAreNotWrittenAndThePageSaysSo) {
  const auto task = stage_.task(change_, "network").id;
  open(stage_.engineer, task, "Notes");
  stage_.settle();
  stage_.clock.sleep(std::chrono::hours(24 * 5));
  stage_.settle();
  EXPECT_TRUE(stage_.troubles.empty());
  EXPECT_THAT(notes(change_), Not(HasSubstr("did not save")));
  EXPECT_THAT(page(), AllOf(HasSubstr("have sub-issues"), HasSubstr(number(task))));
}

TEST_F(Below, DatesRefusedBecauseOfASubIssueSayThatCause) {
  const auto task = stage_.task(change_, "network").id;
  stage_.clock.sleep(std::chrono::hours(24 * 5));
  bool is_made = false;
  stage_.fake.set_hook([&](std::string_view point) {
    if (point == "before:update" && !std::exchange(is_made, true)) open(stage_.tam, task, "Just now");
    return tracker::fake::Fault::none;
  });
  stage_.settle();
  ASSERT_TRUE(is_made);
  EXPECT_THAT(notes(change_), AllOf(HasSubstr("takes its dates from these"), Not(HasSubstr("Precedes"))));
}

TEST_F(Below, ATaskThatBecomesAChangeIsToldOnceAndNamedWhenTheChangeCannotEnd) {
  const auto turned = open_turned();
  EXPECT_THAT(notes(change_), HasSubstr(number(turned)));
  stage_.move(stage_.tam, change_, State::failing);
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(5));
  stage_.settle();
  EXPECT_EQ(stage_.issue(change_).status.state, State::failing);
  EXPECT_THAT(notes(change_), AllOf(HasSubstr("cannot be closed yet"), Not(HasSubstr("workflow"))));
  EXPECT_THAT(desk(), AllOf(HasSubstr("cannot be closed while"), HasSubstr(number(turned))));
  EXPECT_THAT(page(), HasSubstr("ancelled"));
  EXPECT_EQ(stage_.task(change_, "network").status.state, State::cancelled);
  const auto said = stage_.issue(change_).events.size();
  stage_.clock.sleep(std::chrono::hours(25));
  stage_.settle();
  EXPECT_EQ(stage_.issue(change_).events.size(), said);
  stage_.move(stage_.tam, turned, State::cancelling);
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(20));
  stage_.settle();
  EXPECT_EQ(stage_.issue(change_).status.state, State::failed);
}

TEST_F(Below, ASubIssueThatIsOpenIsNamedWhenTheChangeCannotEnd) {
  const auto made = open(stage_.engineer, stage_.task(change_, "network").id, "Notes");
  stage_.settle();
  stage_.move(stage_.tam, change_, State::cancelling);
  stage_.settle();
  EXPECT_EQ(stage_.issue(change_).status.state, State::cancelling);
  EXPECT_THAT(notes(change_), HasSubstr(number(made)));
  EXPECT_TRUE(stage_.troubles.empty());
  stage_.move(stage_.engineer, made, State::done);
  stage_.clock.sleep(std::chrono::minutes(20));
  stage_.settle();
  EXPECT_EQ(stage_.issue(change_).status.state, State::cancelled);
}

TEST_F(Below, ASubIssueSetToCancellingIsEndedWithTheChangeAtAnyDepth) {
  const auto first = open(stage_.engineer, stage_.task(change_, "network").id, "Notes");
  const auto second = open(stage_.engineer, first, "Notes on notes");
  stage_.settle();
  stage_.move(stage_.tam, change_, State::failing);
  stage_.settle();
  stage_.move(stage_.tam, first, State::cancelling);
  stage_.settle();
  EXPECT_TRUE(stage_.troubles.empty());
  EXPECT_EQ(stage_.issue(first).status.state, State::cancelling);
  stage_.move(stage_.tam, second, State::cancelling);
  stage_.clock.sleep(std::chrono::minutes(20));
  stage_.settle();
  EXPECT_TRUE(stage_.troubles.empty());
  EXPECT_EQ(stage_.issue(first).status.state, State::cancelled);
  EXPECT_EQ(stage_.issue(second).status.state, State::cancelled);
  EXPECT_EQ(stage_.issue(change_).status.state, State::failed);
}

TEST_F(Below, ATaskSetToCancellingAboveAnOpenSubIssueNamesThatAndEndsWithIt) {
  const auto task = stage_.task(change_, "network").id;
  const auto made = open(stage_.engineer, task, "Notes");
  stage_.settle();
  stage_.move(stage_.tam, task, State::cancelling);
  stage_.settle();
  EXPECT_TRUE(stage_.troubles.empty());
  EXPECT_EQ(stage_.issue(task).status.state, State::cancelling);
  EXPECT_THAT(notes(change_), AllOf(HasSubstr(number(made)), Not(HasSubstr("workflow"))));
  EXPECT_THAT(desk(), HasSubstr("cannot be cancelled while"));
  stage_.move(stage_.tam, made, State::cancelling);
  stage_.clock.sleep(std::chrono::minutes(20));
  stage_.settle();
  EXPECT_TRUE(stage_.troubles.empty());
  EXPECT_EQ(stage_.issue(made).status.state, State::cancelled);
  EXPECT_EQ(stage_.issue(task).status.state, State::cancelled);
}

}  // namespace
}  // namespace estafeta::testing
