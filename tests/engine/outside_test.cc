// A task that an issue of another change blocks.
#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::State;

class BlockedFromAnotherChange : public ::testing::Test {
 protected:
  BlockedFromAnotherChange() {
    ours_ = stage_.open_change("landscape", "system: vega\n", State::agreed);
    theirs_ = stage_.open_change("landscape", "system: nova\n", State::agreed);
    stage_.settle();
    blocked_ = stage_.task(ours_, "vms").id;
    blocking_ = stage_.task(theirs_, "network").id;
    EXPECT_TRUE(stage_.fake.link(stage_.tam, blocking_, blocked_));
    stage_.clock.sleep(base::Seconds(601));
    stage_.settle();
  }

  std::string last_note(base::IssueId id) const {
    std::string text;
    for (const auto& event : stage_.issue(id).events) {
      if (event.own && event.comment) text = event.comment->text;
    }
    return text;
  }

  SiteStage stage_;
  base::IssueId ours_, theirs_, blocked_, blocking_;
};

TEST_F(BlockedFromAnotherChange, WaitsForItAndSaysSoWhenItIsClosed) {
  stage_.finish(stage_.task(ours_, "network").id, "vlan: 101\nsubnet: 10.20.0.0/24");
  stage_.settle();
  EXPECT_EQ(stage_.issue(blocked_).status.state, State::waiting);
  const auto page = stage_.fake.page("staff", "Change-" + to_string(ours_));
  ASSERT_TRUE(page);
  EXPECT_NE(page->find("#" + to_string(blocking_) + " of change #" + to_string(theirs_)), std::string::npos)
      << *page;
  stage_.finish(blocking_, "vlan: 102\nsubnet: 10.21.0.0/24");
  stage_.pass();
  EXPECT_EQ(stage_.issue(blocked_).status.state, State::ready);
  const auto note = last_note(blocked_);
  EXPECT_NE(note.find("#" + to_string(blocking_) + " of change #" + to_string(theirs_)), std::string::npos)
      << note;
}

TEST_F(BlockedFromAnotherChange, IsCancelledAllTheSame) {
  stage_.move(stage_.tam, ours_, State::cancelling);
  stage_.settle();
  EXPECT_TRUE(stage_.troubles.empty());
  EXPECT_EQ(stage_.issue(blocked_).status.state, State::cancelled);
  EXPECT_EQ(stage_.issue(ours_).status.state, State::cancelled);
  EXPECT_EQ(stage_.issue(theirs_).status.state, State::in_progress);
}

TEST_F(BlockedFromAnotherChange, CostsOneRequestMoreWhereSuchALinkIs) {
  stage_.fake.reset_counters();
  stage_.move(stage_.engineer, stage_.task(theirs_, "network").id, State::in_progress);
  stage_.pass();
  EXPECT_EQ(stage_.fake.counters().calls.at("peek"), 2) << "the parent of the task, and what blocks ours";
}

}  // namespace
}  // namespace estafeta::testing
