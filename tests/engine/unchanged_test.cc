// What is asked of the tracker about changes that nobody touches.
#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::State;

class UnchangedOnes : public ::testing::Test {
 protected:
  UnchangedOnes() {
    change_ = stage_.open_change("managed-platform", "system: vega\n", State::agreed);
    stage_.settle();
    after(kInterval);  // all is read in full, once more
    EXPECT_EQ(stage_.pass().writes, 0);
  }

  void after(base::Seconds time) {
    stage_.clock.sleep(time);
    stage_.fake.reset_counters();
  }

  // How often issues were read with their histories in one pass after that time.
  int histories_after(base::Seconds time) {
    after(time);
    stage_.pass();
    const auto& calls = stage_.fake.counters().calls;
    const auto count = [&](const char* call) {
      const auto found = calls.find(call);
      return found == calls.end() ? 0 : found->second;
    };
    lists_ = count("open_issues");
    return count("issue") + count("issues");
  }

  static constexpr base::Seconds kInterval{601};
  SiteStage stage_;
  base::IssueId change_;
  int lists_ = 0;
};

TEST_F(UnchangedOnes, AreLookedAtInTwoLists) {
  EXPECT_EQ(histories_after(kInterval), 0);
  EXPECT_EQ(lists_, 2);
  EXPECT_EQ(histories_after(base::Seconds(60)), 0);
  EXPECT_EQ(lists_, 0);
}

TEST_F(UnchangedOnes, AreReadInFullByANewProcess) {
  stage_.restart();
  EXPECT_GT(histories_after(kInterval), 0);
  EXPECT_EQ(lists_, 1) << "nothing to compare the tasks with";
}

TEST_F(UnchangedOnes, AreReadInFullOnANewDay) {
  EXPECT_GT(histories_after(std::chrono::hours(24)), 0);
}

TEST_F(UnchangedOnes, AreReadInFullOnceALinkIsMadeByHand) {
  const auto from = stage_.task(change_, "vms").id;
  const auto to = stage_.task(change_, "directory").id;
  ASSERT_TRUE(stage_.fake.link(stage_.tam, from, to));
  EXPECT_GT(histories_after(kInterval), 0);
  stage_.settle();
  after(kInterval);
  stage_.pass();
  EXPECT_EQ(histories_after(kInterval), 0);
}

TEST_F(UnchangedOnes, AreReadInFullOnceALinkIsRemovedByHand) {
  const auto vms = stage_.task(change_, "vms");
  ASSERT_FALSE(vms.relations.empty());
  ASSERT_TRUE(stage_.fake.unlink(stage_.tam, vms.relations.front().id).ok());
  EXPECT_GT(histories_after(kInterval), 0);
}

TEST_F(UnchangedOnes, AreReadInFullOnceATaskIsGone) {
  stage_.fake.remove_issue(stage_.task(change_, "security").id);
  EXPECT_GT(histories_after(kInterval), 0);
}

TEST_F(UnchangedOnes, AreNotThoseThatWaitForARepairElsewhere) {
  const auto asked = stage_.open_change("no-such-template", "", State::draft);
  stage_.settle();
  ASSERT_FALSE(stage_.issue(asked).events.empty());
  after(kInterval);
  stage_.pass();
  EXPECT_EQ(histories_after(kInterval), 1);
}

}  // namespace
}  // namespace estafeta::testing
