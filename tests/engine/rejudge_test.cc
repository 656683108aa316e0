// A changed promise re-judges what it touches, from what is kept.
#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;

class Rejudging : public ::testing::Test {
 protected:
  Rejudging() {
    gold_ = stage_.open_incident("aurora");
    silver_ = stage_.open_incident("meridian");
    stage_.settle();
    stage_.clock.sleep(std::chrono::minutes(10));
    stage_.settle();
  }
  // Restarts on a site with that change and makes one pass; answers how many histories it read.
  int histories_read(const service::Site& site) {
    stage_.use(site);
    stage_.restart();
    stage_.fake.reset_counters();
    stage_.pass();
    const auto& calls = stage_.fake.counters().calls;
    return calls.contains("issue") ? calls.at("issue") : 0;
  }
  std::string field(base::IssueId id, Field name) { return stage_.issue(id).field(name); }
  store::IncidentRecord kept(base::IssueId id) { return **stage_.store->incident(id); }

  SiteStage stage_;
  base::IssueId gold_, silver_;
};

TEST_F(Rejudging, ReadsAndWritesOnlyTheIncidentsOfThePolicyThatChanged) {
  const auto before = kept(silver_);
  const auto site = site_with([](service::Site& s) {
    replace_policy(s, "gold", "targets: [ { calendar: office, response: 30m, resolution: 16h } ]\n");
  });
  EXPECT_EQ(histories_read(*site), 1);
  EXPECT_EQ(stage_.fake.counters().calls.at("update"), 1);
  EXPECT_EQ(field(gold_, Field::sla_response_due), "2026-06-15 10:30");
  EXPECT_EQ(kept(silver_), before);
  stage_.clock.sleep(std::chrono::minutes(2));
  stage_.settle();
  EXPECT_EQ(histories_read(*site), 0);
}

TEST_F(Rejudging, WritesNothingWhereNoFieldWouldChange) {
  const auto basis = kept(gold_).basis;
  const auto site = site_with([](service::Site& s) {
    replace_policy(s, "gold",
                   "warn_at: 0.5\nclocks: { resolution: { pause_in: [ \"on_hold:client\" ] } }\n"
                   "targets: [ { calendar: office, response: 1h, resolution: 16h } ]\n");
  });
  EXPECT_EQ(histories_read(*site), 0);
  EXPECT_EQ(stage_.fake.counters().writes, 0);
  EXPECT_NE(kept(gold_).basis, basis);
  // And yet the earlier threshold is not missed.
  stage_.clock.sleep(std::chrono::minutes(20));
  stage_.pass();
  EXPECT_EQ(field(gold_, Field::sla_response), "at risk");
}

TEST_F(Rejudging, FollowsAHolidayAddedAfterwards) {
  const auto site = site_with([](service::Site& s) {
    replace_policy(s, "gold", "targets: [ { calendar: 24x7, response: 1h, resolution: 16h } ]\n");
  });
  EXPECT_EQ(histories_read(*site), 1);
  EXPECT_EQ(field(gold_, Field::sla_resolution_due), "2026-06-16 02:00");
}

TEST_F(Rejudging, ReadsAllAgainWhenTheTrackersWordsMeanSomethingElse) {
  const auto site =
      site_with([](service::Site& s) { s.mappings.tracker.people["norris"] = model::Actor::staff; });
  EXPECT_EQ(histories_read(*site), 2);
  EXPECT_EQ(histories_read(*site), 0);
}

}  // namespace
}  // namespace estafeta::testing
