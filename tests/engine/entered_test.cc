// What people enter in the tracker while the service runs: plans, desks and the store follow.
#include "connector/service/entered.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/service/loop.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kFreeze =
    R"({"version":"2","freezes":[{"project":"aurora","from":"2026-06-15T08:00:00Z","until":"2026-06-29T00:00:00Z",
        "why":"Audit"}]})";

class Entered : public ::testing::Test {
 protected:
  // As serve does it: the site is made anew from what was entered, with an engine of its own.
  bool take_news() {
    const auto news = keeper_.has_news();
    if (!news || !*news) return false;
    use();
    return true;
  }
  void use() {
    site_ = std::make_unique<service::Site>(service::with_entered(bundled_site(), keeper_.text()).site);
    stage_.use(*site_);
    stage_.restart();
  }
  std::string desk() { return stage_.fake.page("staff", "Desk-aurora").value_or(""); }
  int asked() {
    const auto& calls = stage_.fake.counters().calls;
    return calls.contains("entered") ? calls.at("entered") : 0;
  }

  SiteStage stage_;
  service::EnteredKeeper keeper_{stage_.fake, *stage_.store};
  std::unique_ptr<service::Site> site_;
};

TEST_F(Entered, AFreezeMovesTheForecastOfAChangeUnderWayAndThePlanSaysWhy) {
  ASSERT_TRUE(keeper_.begin().ok());
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  EXPECT_THAT(stage_.issue(change).field(Field::change_forecast), StartsWith("2026-06-1"));
  stage_.fake.enter("2", kFreeze);
  EXPECT_FALSE(take_news()) << "nothing was told yet";
  stage_.pass();
  ASSERT_TRUE(take_news());
  stage_.settle();
  EXPECT_GT(stage_.issue(change).field(Field::change_forecast), "2026-06-29");
  EXPECT_THAT(stage_.fake.page("staff", "Change-" + to_string(change)).value_or(""), HasSubstr("Audit"));
  EXPECT_FALSE(take_news());
}

TEST_F(Entered, AnAbsenceShowsOnTheDeskWithWhoStandsIn) {
  const auto boris = stage_.fake.add_person("Boris Brown");
  stage_.fake.add_member("aurora", boris, "engineer");
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  tracker::fake::PersonalEdit take;
  take.state = State::in_progress;
  take.assignee = boris;
  stage_.act(stage_.engineer, stage_.task(change, "network").id, take);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr("Boris Brown is away")));
  stage_.fake.enter("3", R"({"absences":[{"who":"boris","name":"Boris Brown","from":"2026-06-15",
                                          "until":"2026-06-17","stand_in":"Alice Adams"}]})");
  stage_.pass();
  ASSERT_TRUE(take_news());
  stage_.settle();
  EXPECT_THAT(desk(), HasSubstr("Boris Brown is away until 2026-06-17, covered by Alice Adams"));
}

TEST_F(Entered, WhatWasKnownLastCountsWhileTheTrackerIsAwayAndAfterItsPagesAreGone) {
  stage_.fake.enter("2", kFreeze);
  ASSERT_TRUE(keeper_.begin().ok());
  stage_.fake.lose_entered();
  service::EnteredKeeper later(stage_.fake, *stage_.store);
  ASSERT_TRUE(later.begin().ok());
  EXPECT_EQ(later.text(), kFreeze);
  EXPECT_FALSE(later.has_news().value());
  const auto added = service::with_entered(bundled_site(), later.text()).added;
  EXPECT_EQ(added.freezes, 1);
}

TEST_F(Entered, WhatCannotBeUsedIsToldOnTheDeskBesideWhatTheMappingSays) {
  stage_.fake.keep_documents(true);
  stage_.fake.enter(
      "4", R"({"freezes":[{"project":"aurora","from":"2026-06-15","until":"never","why":"Audit"}]})");
  ASSERT_TRUE(keeper_.begin().ok());
  use();
  stage_.settle();
  const auto desk = stage_.fake.documents().at("desk/aurora").texts;
  EXPECT_THAT(desk.at("en"),
              HasSubstr("A change freeze of Aurora Retail entered in the tracker cannot be used"));
  EXPECT_THAT(desk.at("ru"), HasSubstr("запрет изменений, введённый в трекере, не учитывается"));
  EXPECT_THAT(desk.at("en"), HasSubstr("Tue 01:00–04:00 (Europe/Moscow)"));
  EXPECT_THAT(desk.at("en"), HasSubstr("2026-12-28 03:00 – 2027-01-10 03:00: New Year sale"));
}

TEST_F(Entered, NothingIsAskedWhileTheVersionIsTheSame) {
  stage_.fake.enter("2", kFreeze);
  ASSERT_TRUE(keeper_.begin().ok());
  EXPECT_EQ(asked(), 1);
  for (int i = 0; i < 3; ++i) {
    stage_.pass();
    EXPECT_FALSE(keeper_.has_news().value());
  }
  EXPECT_EQ(asked(), 1);
}

TEST_F(Entered, TheLoopEndsAfterThePassThatFoundNews) {
  struct Log : service::LoopLog {
    void passed(const service::PassResult&) override { ++passes; }
    void failed(const base::Status&) override {}
    void works_again(const base::Status&) override {}
    int passes = 0;
  } log;
  struct Stopper : base::Stopper {
    bool stopped() override { return false; }
    void sleep(std::chrono::milliseconds) override { ADD_FAILURE() << "it waited"; }
  } stopper;
  stage_.fake.enter("2", kFreeze);
  service::Loop loop(
      stage_.engine(), *stage_.store, stage_.clock, stopper, [] { return 0.5; }, std::chrono::seconds(3600),
      log);
  loop.end_when([&] { return keeper_.has_news(); });
  loop.run();
  EXPECT_EQ(log.passes, 1);
}

}  // namespace
}  // namespace estafeta::testing
