// Several engines that share the work: each looks after its part, an issue that is moved to another client is
// handed over, and what one keeps the other shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/service/site/cursor.h"
#include "tests/engine/site_stage.h"
#include "tests/support/history_check.h"

namespace estafeta::testing {
namespace {

using model::State;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kAurora = "client/aurora", kMeridian = "client/meridian", kSite = service::kSitePart;

class Shared : public ::testing::Test {
 protected:
  std::unique_ptr<service::Engine> engine(std::set<std::string> held) {
    return std::make_unique<service::Engine>(
        bundled_site(), stage_.fake.ports(), *stage_.store, stage_.clock, stage_.clock, stage_, false,
        service::Share(bundled_site().mappings.clients, std::move(held)));
  }
  int writes_of(service::Engine& engine) {
    stage_.written.clear();
    const auto done = engine.pass();
    EXPECT_TRUE(done) << (done ? "" : to_string(done.error()));
    stage_.clock.sleep(std::chrono::seconds(1));
    return done ? done->writes : -1;
  }
  void settle(service::Engine& engine) {
    while (writes_of(engine) > 0) {
    }
  }
  void move_to(base::IssueId id, const std::string& project) {
    stage_.clock.sleep(std::chrono::minutes(10));
    tracker::fake::PersonalEdit edit;
    edit.project = project;
    stage_.act(stage_.tam, id, edit);
  }

  SiteStage stage_;
};

TEST_F(Shared, EachLooksAfterItsPart) {
  const auto ours = stage_.open_incident("aurora"), theirs = stage_.open_incident("meridian");
  const auto aurora = engine({kAurora}), rest = engine({kMeridian, kSite});
  settle(*aurora);
  EXPECT_FALSE(stage_.issue(ours).field(model::Field::sla_response).empty());
  EXPECT_TRUE(stage_.issue(theirs).field(model::Field::sla_response).empty());
  settle(*rest);
  EXPECT_FALSE(stage_.issue(theirs).field(model::Field::sla_response).empty());
  EXPECT_EQ(writes_of(*aurora), 0);
}

TEST_F(Shared, TheTasksOfAChangeBelongToItsPart) {
  const auto change = stage_.open_change("landscape", "system: vega\n", State::agreed);
  const auto aurora = engine({kAurora}), rest = engine({kMeridian, kSite});
  settle(*rest);
  EXPECT_THAT(stage_.tasks(change), IsEmpty());
  settle(*aurora);
  const auto tasks = stage_.tasks(change);
  ASSERT_FALSE(tasks.empty());
  for (const auto& task : tasks) {
    if (task.status.state == State::ready) stage_.move(stage_.engineer, task.id, State::in_progress);
  }
  EXPECT_EQ(writes_of(*rest), 0);
}

TEST_F(Shared, WhatIsMovedToAnotherClientIsHandedOverFirst) {
  const auto incident = stage_.open_incident("aurora");
  const auto aurora = engine({kAurora}), meridian = engine({kMeridian, kSite});
  settle(*aurora);
  settle(*meridian);
  move_to(incident, "meridian");
  EXPECT_EQ(writes_of(*meridian), 0) << "as long as the other one may be writing to it";
  EXPECT_EQ(*stage_.store->part_of(incident), kAurora);
  EXPECT_EQ(writes_of(*aurora), 0);
  EXPECT_EQ(*stage_.store->part_of(incident), kMeridian);
  const auto looked = meridian->pass();
  ASSERT_TRUE(looked);
  EXPECT_EQ(looked->issues_looked_at, 1);
}

TEST_F(Shared, WhatIsDueIsLookedAtByItsPartAlone) {
  stage_.open_incident("aurora");
  const auto aurora = engine({kAurora});
  settle(*aurora);
  const auto rest = engine({kMeridian, kSite});
  settle(*rest);
  stage_.clock.sleep(std::chrono::hours(24));
  EXPECT_EQ(writes_of(*rest), 1);
  EXPECT_THAT(stage_.written, ElementsAre(HasSubstr("the page TAM")))
      << "what waits on desks, not the incident";
  EXPECT_EQ(*stage_.store->next_due(), std::nullopt) << "nor does it wait for that";
  const auto later = engine({kAurora});
  EXPECT_GT(writes_of(*later), 0);
}

TEST_F(Shared, WhoeverTakesAPartGoesOnWhereItsHolderStopped) {
  const auto one = engine({kAurora}), other = engine({kMeridian, kSite});
  settle(*one);
  stage_.clock.sleep(std::chrono::hours(1));
  const auto unseen = stage_.open_incident("aurora");
  stage_.clock.sleep(std::chrono::hours(1));
  stage_.open_incident("meridian");
  settle(*other);
  const auto all = engine({kAurora, kMeridian, kSite});
  settle(*all);
  EXPECT_FALSE(stage_.issue(unseen).field(model::Field::sla_response).empty());
  EXPECT_THAT(broken_promises(stage_.fake.all()), IsEmpty());
}

TEST_F(Shared, TheCommonCursorIsThatOfWhoeverIsBehind) {
  const auto one = engine({kAurora}), other = engine({kMeridian, kSite});
  settle(*other);
  EXPECT_EQ(*stage_.store->value(service::kPollCursor), std::nullopt) << "somebody has seen nothing yet";
  stage_.open_incident("aurora");
  settle(*one);
  stage_.clock.sleep(std::chrono::hours(1));
  stage_.open_incident("meridian");
  settle(*other);
  const auto common = service::cursor_from(stage_.store->value(service::kPollCursor)->value_or(""));
  const auto behind = service::cursor_from(stage_.store->value("poll_cursor/client/aurora")->value_or(""));
  EXPECT_EQ(common.watermark, behind.watermark);
}

TEST_F(Shared, OneWithoutAnyPartAsksTheTrackerNothing) {
  stage_.open_incident("aurora");
  const auto idle = engine({});
  const auto before = stage_.fake.counters().calls;
  EXPECT_EQ(writes_of(*idle), 0);
  EXPECT_EQ(stage_.fake.counters().calls, before);
}

TEST_F(Shared, WorkThatNobodySharedGoesOnByParts) {
  const auto incident = stage_.open_incident("aurora");
  stage_.settle();
  stage_.clock.sleep(std::chrono::hours(24));
  const auto rest = engine({kMeridian, kSite});
  EXPECT_EQ(writes_of(*rest), 0) << "nor the page TAM, while nobody has gone on with the other part";
  const auto aurora = engine({kAurora});
  settle(*aurora);
  EXPECT_EQ(writes_of(*rest), 1);
  EXPECT_THAT(stage_.written, ElementsAre(HasSubstr("the page TAM")));
  EXPECT_EQ(*stage_.store->part_of(incident), kAurora);
  EXPECT_THAT(broken_promises(stage_.fake.all()), IsEmpty());
}

}  // namespace
}  // namespace estafeta::testing
