// What a site's first sync would write to old incidents: counted before it does, on the fake tracker.
#include "connector/service/incidents/first_sync.h"

#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

// Three incidents whose time to answer ran out while nobody had Estafeta.
class FirstSyncs : public ::testing::Test {
 protected:
  FirstSyncs() {
    for (int i = 0; i < 3; ++i) stage_.open_incident("aurora", stage_.engineer);
    stage_.clock.sleep(std::chrono::hours(2));
    stage_.fake.reset_counters();
  }

  std::optional<service::FirstSync> foreseen(const service::Site& site = bundled_site()) {
    auto first = service::foresee_first_sync(site, stage_.fake, *stage_.store, stage_.clock);
    EXPECT_TRUE(first) << (first ? "" : to_string(first.error()));
    return first ? *first : std::nullopt;
  }

  SiteStage stage_;
};

TEST_F(FirstSyncs, AreCountedAsTheyThenAre) {
  const auto first = foreseen();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->incidents, 3);
  EXPECT_EQ(first->told, 3);
  EXPECT_EQ(stage_.pass().mailing_writes, first->mailing);
}

TEST_F(FirstSyncs, AreCountedTheSameWhereTheyFillSeveralPages) {
  stage_.fake.set_page_size(2);
  const auto first = foreseen();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->incidents, 3);
  EXPECT_EQ(first->told, 3);
}

TEST_F(FirstSyncs, AreCountedWithoutAWord) {
  ASSERT_TRUE(foreseen());
  EXPECT_EQ(stage_.fake.counters().writes, 0);
  EXPECT_EQ(*stage_.store->value("poll_cursor"), std::nullopt);
  EXPECT_EQ(*stage_.store->incident(stage_.open_incident()), std::nullopt);
}

TEST_F(FirstSyncs, ThatAreNotTheFirstAreNotCounted) {
  stage_.pass();
  stage_.open_incident();
  EXPECT_FALSE(foreseen());
}

TEST_F(FirstSyncs, WithALostStoreHaveNothingToWrite) {
  stage_.settle();
  stage_.restart(true);
  EXPECT_FALSE(foreseen());
}

TEST_F(FirstSyncs, LeaveAloneWhatIsOlderThanLiveFrom) {
  const auto site = site_with([&](service::Site& one) { one.settings.live_from = stage_.clock.now(); });
  EXPECT_FALSE(foreseen(*site));
}

TEST_F(FirstSyncs, ThatTellNoMoreThanAPassMayNeedNoConfirmation) {
  const auto first = foreseen();
  ASSERT_TRUE(first);
  EXPECT_FALSE(service::needs_confirmation(*first, bundled_site().settings.limits));
  EXPECT_TRUE(service::confirmed(*first, bundled_site(), 0).ok());
}

TEST_F(FirstSyncs, ThatTellMoreAreRefusedUnlessSoManyIncidentsWereConfirmed) {
  const auto site = site_with([](service::Site& one) { one.settings.limits.mails_per_pass = 2; });
  const auto first = foreseen(*site);
  ASSERT_TRUE(first);
  EXPECT_EQ(service::confirmed(*first, *site, 0).code(), base::Code::failed_precondition);
  EXPECT_EQ(service::confirmed(*first, *site, 2).code(), base::Code::failed_precondition);
  EXPECT_TRUE(service::confirmed(*first, *site, 3).ok());
  const std::string said = site->plain().say(service::confirmed(*first, *site, 0).phrase());
  EXPECT_NE(said.find("--confirm-incidents 3"), std::string::npos) << said;
  EXPECT_NE(said.find("live_from"), std::string::npos) << said;
}

}  // namespace
}  // namespace estafeta::testing
