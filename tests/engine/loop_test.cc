// The service on a virtual clock: when it passes, when it waits, when it ends.
#include "connector/service/loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/service/site/claim.h"
#include "tests/engine/site_stage.h"
#include "tests/engine/timed_stopper.h"

namespace estafeta::testing {
namespace {

using model::Field;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Log : service::LoopLog {
  void passed(const service::PassResult& result) override { writes.push_back(result.writes); }
  void failed(const base::Status& why) override { failures.push_back(why.phrase().key); }
  void works_again(const base::Status&) override { ++recoveries; }
  void rests(base::Instant until, milliseconds) override { rests_until = until; }
  std::vector<int> writes;
  std::vector<std::string> failures;
  int recoveries = 0;
  std::optional<base::Instant> rests_until;
};

class Service : public ::testing::Test {
 protected:
  void run_for(std::chrono::seconds time) {
    TimedStopper stopper(stage_.clock, stage_.clock.now() + time);
    service::Loop loop(
        stage_.engine(), *stage_.store, stage_.clock, stopper, [] { return 0.999; },
        std::chrono::seconds(3600), log_);
    loop.run();
    naps_ = stopper.naps;
  }

  SiteStage stage_;
  Log log_;
  std::vector<milliseconds> naps_;
};

TEST_F(Service, WritesAtTheSecondAClockCrossesAThresholdThoughItPollsHourly) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  const auto begin = stage_.clock.now();
  run_for(std::chrono::minutes(90));
  std::vector<std::chrono::seconds> told;
  for (const auto& event : stage_.issue(incident).events) {
    if (event.own && event.comment) told.push_back(event.at - begin);
  }
  // At risk at three quarters of the hour; a breach is more than the hour.
  EXPECT_THAT(told, ElementsAre(std::chrono::minutes(45), std::chrono::seconds(3601)));
  EXPECT_EQ(stage_.issue(incident).field(Field::sla_response), "breached");
}

// Each with a store of its own, as after somebody copied the folder.
class TwoServices : public ::testing::Test {
 protected:
  service::Claim claim(const char* place, const char* process) {
    return {bundled_site(), stage_.fake, stage_.clock, {place, process}};
  }
  void later(std::chrono::seconds time) { stage_.clock.sleep(time); }

  SiteStage stage_;
};

TEST_F(TwoServices, OnOneTrackerAreOneThatKeepsItAndOneThatStandsBy) {
  auto first = claim("old:/srv/store", "1"), second = claim("new:/srv/store", "1");
  EXPECT_TRUE(first.hold().ok());
  for (int minutes = 0; minutes < 60; ++minutes) {
    ASSERT_TRUE(first.hold().ok());
    const auto other = second.hold();
    ASSERT_EQ(other.phrase().key, "service.kept_elsewhere") << minutes;
    later(std::chrono::minutes(1));
  }
}

TEST_F(TwoServices, LeaveTheTrackerToTheSecondWhenTheFirstHasEnded) {
  auto first = claim("old:/srv/store", "1"), second = claim("new:/srv/store", "1");
  EXPECT_TRUE(first.hold().ok());
  EXPECT_FALSE(second.hold().ok());
  later(std::chrono::minutes(4));
  EXPECT_FALSE(second.hold().ok());
  later(std::chrono::minutes(1));
  EXPECT_TRUE(second.hold().ok());
  // The first was only suspended: now it is the one that stands by.
  later(std::chrono::minutes(1));
  EXPECT_FALSE(first.hold().ok());
  EXPECT_TRUE(second.hold().ok());
}

TEST_F(TwoServices, NeedNotWaitForEachOtherOnceTheFirstWasStopped) {
  auto first = claim("old:/srv/store", "1"), second = claim("new:/srv/store", "1");
  EXPECT_TRUE(first.hold().ok());
  EXPECT_FALSE(second.hold().ok());
  EXPECT_TRUE(service::Claim::release(bundled_site(), stage_.fake, {"new:/srv/store", "1"}).ok());
  EXPECT_FALSE(second.hold().ok()) << "who does not keep it takes nothing away";
  EXPECT_TRUE(service::Claim::release(bundled_site(), stage_.fake, {"old:/srv/store", "1"}).ok());
  EXPECT_TRUE(second.hold().ok());
}

TEST_F(TwoServices, AreNotAServiceThatWasKilledAndBeginsAgain) {
  auto killed = claim("old:/srv/store", "1");
  EXPECT_TRUE(killed.hold().ok());
  auto next = claim("old:/srv/store", "2");
  EXPECT_TRUE(next.hold().ok());
}

TEST_F(TwoServices, OfTheSameNamesAreOneThatKeepsTheTrackerAndOneThatStandsBy) {
  auto first = claim("same:/srv/store", "1"), clone = claim("same:/srv/store", "2");
  EXPECT_TRUE(first.hold().ok());
  later(std::chrono::minutes(1));
  EXPECT_TRUE(clone.hold().ok()) << "the first one seems to have been killed";
  for (int minutes = 0; minutes < 30; ++minutes) {
    later(std::chrono::minutes(1));
    ASSERT_EQ(first.hold().phrase().key, "service.kept_elsewhere") << minutes;
    ASSERT_TRUE(clone.hold().ok());
  }
}

TEST_F(TwoServices, CostOneAloneAPageAtTheBeginningAndALookAMinute) {
  auto only = claim("old:/srv/store", "1");
  for (int seconds = 0; seconds < 600; seconds += 5) {
    ASSERT_TRUE(only.hold().ok());
    later(std::chrono::seconds(5));
  }
  EXPECT_EQ(stage_.fake.counters().writes, 1);
  EXPECT_EQ(stage_.fake.counters().calls.at("page"), 10);
}

TEST_F(TwoServices, AreNotLookedForWhereThereIsNoWiki) {
  stage_.fake.set_hook([](std::string_view point) {
    return point == "before:write_page" ? tracker::fake::Fault::denied : tracker::fake::Fault::none;
  });
  EXPECT_TRUE(claim("old:/srv/store", "1").hold().ok());
}

TEST_F(Service, MakesNoPassWhileAnotherKeepsTheTracker) {
  stage_.open_incident();
  TimedStopper stopper(stage_.clock, stage_.clock.now() + std::chrono::minutes(30));
  service::Loop loop(
      stage_.engine(), *stage_.store, stage_.clock, stopper, [] { return 0.999; }, std::chrono::seconds(60),
      log_);
  int refusals = 0;
  loop.ask_before_pass([&] {
    return ++refusals > 3
               ? base::Status()
               : base::Status(base::Code::failed_precondition, base::Phrase("service.kept_elsewhere"));
  });
  loop.run();
  EXPECT_THAT(log_.failures, ElementsAre("service.kept_elsewhere"));
  EXPECT_EQ(log_.recoveries, 1);
  EXPECT_FALSE(log_.writes.empty());
}

TEST_F(Service, CostsTwoRequestsAPassWhereNothingChanged) {
  stage_.open_incident();
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(2));  // no longer within what a poll shows twice
  stage_.pass();
  stage_.fake.reset_counters();
  stage_.pass();
  EXPECT_EQ(stage_.fake.counters().calls, (std::map<std::string, int>{{"account", 1}, {"changed", 1}}));
}

TEST_F(Service, WaitsLongerAndLongerForATrackerThatIsAwayAndSaysSoOnce) {
  stage_.fake.set_hook([](std::string_view) { return tracker::fake::Fault::unavailable; });
  run_for(std::chrono::minutes(20));
  EXPECT_THAT(log_.failures, SizeIs(1));
  ASSERT_GT(naps_.size(), 6U);
  for (std::size_t i = 0; i + 1 < 6; ++i) EXPECT_LT(naps_[i], naps_[i + 1]);
  EXPECT_LE(naps_.back(), std::chrono::minutes(5));
  stage_.fake.set_hook(nullptr);
  const auto incident = stage_.open_incident();
  // The same service goes on: run() is entered again only because the stopper ended it.
  run_for(std::chrono::minutes(10));
  EXPECT_EQ(stage_.issue(incident).field(Field::sla_response), "running");
}

TEST_F(Service, LeavesTheTrackerAloneWhileItIsMaintainedAndGoesOnAtOnceAfterwards) {
  const auto begin = stage_.clock.now();
  const auto back = begin + std::chrono::minutes(90);
  stage_.open_incident("aurora", stage_.engineer);
  TimedStopper stopper(stage_.clock, back + std::chrono::minutes(1));
  service::Loop loop(
      stage_.engine(), *stage_.store, stage_.clock, stopper, [] { return 0.999; }, std::chrono::seconds(30),
      log_);
  int reloads = 0;
  loop.end_before_pass_when([&] { return ++reloads < 0; });
  loop.rest_until([&] { return stage_.clock.now() < back ? std::optional(back) : std::nullopt; });
  std::optional<base::Instant> first_call;
  stage_.fake.set_hook([&](std::string_view) {
    first_call = first_call.value_or(stage_.clock.now());
    return tracker::fake::Fault::none;
  });
  loop.run();
  EXPECT_EQ(first_call, back);
  EXPECT_EQ(log_.rests_until, back);
  EXPECT_THAT(log_.failures, IsEmpty());
  EXPECT_GE(reloads, 90);  // each minute the files are looked at all the same
}

TEST_F(Service, AsksForAPassAtOnceAfterOneThatWrote) {
  stage_.open_incident();
  run_for(std::chrono::seconds(10));
  EXPECT_THAT(log_.writes, ElementsAre(1, 0));
  EXPECT_THAT(naps_, SizeIs(1));
}

TEST_F(Service, EndsBetweenTwoIncidentsAndLeavesTheOthersToTheNextRun) {
  std::vector<base::IssueId> incidents;
  for (int i = 0; i < 5; ++i) incidents.push_back(stage_.open_incident());
  int updates = 0;
  stage_.fake.set_hook([&](std::string_view point) {
    if (point == "after:update" && ++updates == 2) stage_.clock.sleep(std::chrono::hours(2));
    return tracker::fake::Fault::none;
  });
  run_for(std::chrono::hours(1));
  EXPECT_EQ(updates, 2);
  stage_.restart();
  stage_.settle();
  for (const auto id : incidents) EXPECT_NE(stage_.issue(id).field(Field::sla_response), "") << to_string(id);
}

// Somebody saves without pause: each nap ends as soon as it has begun.
class NewsWithoutEnd : public TimedStopper {
 public:
  using TimedStopper::TimedStopper;
  void nap(milliseconds) override {}
};

// Somebody saves at these times after the beginning, and never again.
class SavesAt : public TimedStopper {
 public:
  SavesAt(base::ManualClock& clock, base::Instant end, std::vector<milliseconds> saves)
      : TimedStopper(clock, end), clock_(clock), began_(clock.steady()), saves_(std::move(saves)) {}
  void nap(milliseconds time) override {
    if (next_ < saves_.size())
      time = std::clamp(began_ + saves_[next_] - clock_.steady(), milliseconds(0), time);
    clock_.sleep(time);
    while (next_ < saves_.size() && began_ + saves_[next_] <= clock_.steady()) ++next_;
  }

 private:
  base::ManualClock& clock_;
  milliseconds began_;
  std::vector<milliseconds> saves_;
  std::size_t next_ = 0;
};

TEST_F(Service, LooksOnceAtSavesThatFollowEachOtherAndSoonAfterTheLast) {
  stage_.settle();
  const auto began = stage_.clock.steady();
  std::vector<milliseconds> passes;
  stage_.fake.set_hook([&](std::string_view point) {
    if (point == "after:changed") passes.push_back(stage_.clock.steady() - began);
    return tracker::fake::Fault::none;
  });
  SavesAt stopper(stage_.clock, stage_.clock.now() + std::chrono::seconds(60),
                  {milliseconds(5'000), milliseconds(5'100), milliseconds(5'200), milliseconds(20'000)});
  service::Loop loop(
      stage_.engine(), *stage_.store, stage_.clock, stopper, [] { return 0.999; }, std::chrono::seconds(3600),
      log_);
  loop.run();
  EXPECT_THAT(passes, ElementsAre(milliseconds(0), milliseconds(5'750), milliseconds(20'250)));
}

TEST_F(Service, LeavesTheTrackerToPeopleWhileTheySaveWithoutPauseAndLooksAllTheSame) {
  stage_.settle();
  stage_.fake.set_hook([&](std::string_view point) {
    if (point == "after:changed") stage_.clock.sleep(milliseconds(100));
    return tracker::fake::Fault::none;
  });
  NewsWithoutEnd stopper(stage_.clock, stage_.clock.now() + std::chrono::seconds(60));
  service::Loop loop(
      stage_.engine(), *stage_.store, stage_.clock, stopper, [] { return 0.999; }, std::chrono::seconds(3600),
      log_);
  loop.run();
  EXPECT_THAT(log_.writes, SizeIs(19));  // one in 3.3 seconds
}

TEST_F(Service, LeavesTheTrackerAloneForSomeSecondsAtMost) {
  stage_.settle();
  stage_.fake.set_hook([&](std::string_view point) {
    if (point == "after:changed") stage_.clock.sleep(std::chrono::seconds(9));
    return tracker::fake::Fault::none;
  });
  NewsWithoutEnd stopper(stage_.clock, stage_.clock.now() + std::chrono::seconds(100));
  service::Loop loop(
      stage_.engine(), *stage_.store, stage_.clock, stopper, [] { return 0.999; }, std::chrono::seconds(3600),
      log_);
  loop.run();
  EXPECT_THAT(log_.writes, SizeIs(9));  // one in 12.3 seconds
}

// Asked to stop as soon as it sleeps.
class WokenStopper : public base::Stopper {
 public:
  bool stopped() override { return stopped_; }
  void sleep(milliseconds time) override {
    stopped_ = true;
    naps.push_back(time);
  }
  std::vector<milliseconds> naps;

 private:
  bool stopped_ = false;
};

class AskedToStop : public Service {
 protected:
  // A service whose every wait is the stopper's.
  void run_until_it_sleeps() {
    WokenStopper stopper;
    service::Engine engine(bundled_site(), stage_.fake, *stage_.store, stage_.clock, stopper, stage_, false);
    service::Loop loop(
        engine, *stage_.store, stage_.clock, stopper, [] { return 0.999; }, std::chrono::seconds(3600), log_);
    loop.run();
    naps_ = stopper.naps;
  }
  void fail_once(const std::string& at) {
    stage_.fake.set_hook([at, done = false](std::string_view point) mutable {
      const bool fails = !done && point == at;
      done = done || fails;
      return fails ? tracker::fake::Fault::unavailable : tracker::fake::Fault::none;
    });
  }
};

TEST_F(AskedToStop, WhileItWaitsOutACreationItLeavesThatToTheNextRun) {
  const auto change = stage_.open_change("managed-platform", "system: vega\n", model::State::agreed);
  fail_once("after:create");
  run_until_it_sleeps();
  EXPECT_EQ(stage_.fake.counters().calls.at("create"), 1);
  EXPECT_THAT(*stage_.store->open_intents(), SizeIs(1));
  EXPECT_THAT(stage_.troubles, IsEmpty());
  stage_.clock.sleep(std::chrono::minutes(5));
  stage_.restart();
  stage_.settle();
  SiteStage unbroken;
  const auto same = unbroken.open_change("managed-platform", "system: vega\n", model::State::agreed);
  unbroken.settle();
  EXPECT_EQ(stage_.picture(change), unbroken.picture(same));
}

TEST_F(AskedToStop, WhileItWaitsOutANoteItLeavesThatToTheNextRun) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(46));
  fail_once("after:private_note");
  stage_.pass();
  stage_.fake.set_hook(nullptr);
  stage_.restart();
  stage_.troubles.clear();
  stage_.clock.sleep(std::chrono::seconds(1));
  ASSERT_TRUE(stage_.store->look_again(incident, stage_.clock.now()).ok());
  run_until_it_sleeps();
  ASSERT_THAT(naps_, SizeIs(1));
  EXPECT_THAT(stage_.troubles, IsEmpty());
  stage_.clock.sleep(std::chrono::minutes(5));
  stage_.restart();
  stage_.settle();
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
}

TEST_F(AskedToStop, InTheMiddleOfAChangeItBeginsNoFurtherWriteAndTheNextRunGoesOn) {
  const auto change = stage_.open_change("managed-platform", "system: vega\n", model::State::agreed);
  int created = 0;
  stage_.fake.set_hook([&](std::string_view point) {
    if (point == "after:create" && ++created == 3) stage_.clock.sleep(std::chrono::hours(2));
    return tracker::fake::Fault::none;
  });
  run_for(std::chrono::hours(1));
  EXPECT_EQ(created, 3);
  EXPECT_THAT(stage_.tasks(change), SizeIs(3));
  EXPECT_THAT(stage_.troubles, IsEmpty());
  EXPECT_THAT(log_.failures, IsEmpty());
  stage_.fake.set_hook(nullptr);
  stage_.restart();
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).status.state, model::State::in_progress);
}

}  // namespace
}  // namespace estafeta::testing
