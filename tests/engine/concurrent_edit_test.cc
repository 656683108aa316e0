// People write while a pass is under way: at whatever moment they save, what they chose stays.
#include <gtest/gtest.h>

#include "tests/engine/fault_points.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using tracker::fake::Fault;

tracker::fake::PersonalEdit theirs(const SiteStage& stage) {
  tracker::fake::PersonalEdit edit;
  edit.subject = "Two machines, with care";
  edit.start_date = base::parse_date("2027-03-01");
  edit.due_date = base::parse_date("2027-03-02");
  edit.assignee = stage.engineer;
  return edit;
}

// A change whose next pass makes the task `vms` ready.
base::IssueId before_the_hand_over(SiteStage& stage) {
  const auto change = stage.open_change("landscape", "system: polaris\n", State::agreed);
  stage.settle();
  stage.finish(stage.task(change, "network").id, "vlan: 214\nsubnet: 10.20.14.0/24");
  return change;
}

int points_of_a_hand_over() {
  SiteStage stage;
  before_the_hand_over(stage);
  return points_until_settled(stage);
}

TEST(ConcurrentEdit, TitleDatesAndAssigneeSavedAtAnyMomentOfAPassAreKept) {
  const int points = points_of_a_hand_over();
  ASSERT_GT(points, 10);
  for (int n = 1; n <= points; ++n) {
    SiteStage stage;
    const auto change = before_the_hand_over(stage);
    const auto id = stage.task(change, "vms").id;
    int seen = 0;
    stage.fake.set_hook([&](std::string_view) {
      if (++seen == n) {
        EXPECT_TRUE(stage.fake.act(stage.tam, id, theirs(stage)).ok());
      }
      return Fault::none;
    });
    stage.settle();
    stage.fake.set_hook(nullptr);
    stage.settle();  // what was saved last is news to the next pass
    const auto now = stage.task(change, "vms");
    EXPECT_EQ(now.subject, "Two machines, with care") << "saved at point " << n;
    EXPECT_EQ(now.start_date, base::parse_date("2027-03-01")) << "saved at point " << n;
    EXPECT_EQ(now.due_date, base::parse_date("2027-03-02")) << "saved at point " << n;
    EXPECT_EQ(now.assignee->id, stage.engineer) << "saved at point " << n;
    EXPECT_EQ(now.status.state, State::ready) << "saved at point " << n;
    EXPECT_NE(now.description.find("VLAN: 214"), std::string::npos) << "saved at point " << n;
    EXPECT_EQ(stage.pass().writes, 0) << "saved at point " << n;
  }
}

TEST(ConcurrentEdit, ADecisionSavedAtAnyMomentOfAPassIsHeard) {
  const int points = points_of_a_hand_over();
  for (int n = 1; n <= points; ++n) {
    SiteStage stage;
    const auto change = before_the_hand_over(stage);
    const auto id = stage.task(change, "web").id;
    tracker::fake::PersonalEdit edit;
    edit.fields[Field::decision] = "start without waiting";
    edit.note = "The image is there already.";
    int seen = 0;
    stage.fake.set_hook([&](std::string_view) {
      if (++seen == n) {
        EXPECT_TRUE(stage.fake.act(stage.tam, id, edit).ok());
      }
      return Fault::none;
    });
    stage.settle();
    stage.fake.set_hook(nullptr);
    stage.clock.sleep(std::chrono::hours(1));
    stage.settle();
    EXPECT_EQ(stage.task(change, "web").status.state, State::ready) << "saved at point " << n;
  }
}

// People do by the status what they also choose in the field.
TEST(ConcurrentEdit, ADecisionSavedTogetherWithTheStatusItMeansIsNotAnsweredThatNothingWasDone) {
  SiteStage stage;
  const auto change = before_the_hand_over(stage);
  const auto id = stage.task(change, "web").id;
  tracker::fake::PersonalEdit edit;
  edit.state = State::ready;
  edit.fields[Field::decision] = "start without waiting";
  edit.note = "The image is there already.";
  stage.act(stage.tam, id, edit);
  stage.settle();
  const auto& web = stage.task(change, "web");
  EXPECT_EQ(web.status.state, State::ready);
  EXPECT_EQ(web.field(Field::decision), "");
  for (const auto& event : web.events) {
    const bool answered =
        event.own && event.comment && event.comment->text.find("nothing was done") != std::string::npos;
    EXPECT_FALSE(answered) << event.comment->text;
  }
}

}  // namespace
}  // namespace estafeta::testing
