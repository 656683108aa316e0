// The tracker is away for ten minutes, and the service is restarted meanwhile: on a virtual clock.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "connector/service/loop.h"
#include "tests/engine/site_stage.h"
#include "tests/engine/timed_stopper.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using std::chrono::minutes;

constexpr minutes kAway{10};

struct NoLog : service::LoopLog {
  void passed(const service::PassResult&) override {}
  void failed(const base::Status&) override { ++failed_; }
  void works_again(const base::Status&) override {}
  int failed_ = 0;
};

// Ends at its instant, however long the wait under way.
class PromptStopper : public TimedStopper {
 public:
  PromptStopper(base::ManualClock& clock, base::Instant end)
      : TimedStopper(clock, end), clock_(clock), end_(end) {}
  void sleep(std::chrono::milliseconds time) override {
    const std::chrono::milliseconds left = end_ - clock_.now();
    TimedStopper::sleep(std::min(time, left));
  }

 private:
  base::ManualClock& clock_;
  base::Instant end_;
};

// A change and an incident that becomes at risk three minutes later.
class Life {
 public:
  explicit Life(unsigned seed) : random_(seed) {
    change = stage.open_change("landscape", "system: shop\n", State::agreed);
    incident = stage.open_incident("aurora", stage.engineer);
    stage.settle();
    stage.clock.sleep(minutes(42));
    stage.settle();
  }

  // As the service does, each time with a new process.
  void run_for(minutes time) {
    stage.restart();
    PromptStopper stopper(stage.clock, stage.clock.now() + time);
    service::Loop loop(
        stage.engine(), *stage.store, stage.clock, stopper,
        [this] { return std::uniform_real_distribution<double>(0, 1)(random_); }, base::Seconds(30), log);
    loop.run();
  }
  void lose_tracker() {
    stage.fake.set_hook([](std::string_view point) {
      return point.starts_with("before:") ? tracker::fake::Fault::unavailable : tracker::fake::Fault::none;
    });
  }
  int calls() const {
    const auto& all = stage.fake.counters().calls;
    return std::accumulate(all.begin(), all.end(), 0,
                           [](int sum, const auto& one) { return sum + one.second; });
  }
  std::string outcome() const {
    const auto now = stage.issue(incident);
    std::string text = stage.picture(change);
    for (const auto field : {Field::sla_response, Field::sla_resolution, Field::deadline, Field::sla_told})
      text += now.field(field) + "\n";
    return text + std::to_string(stage.private_notes(incident).size()) + " notes, " +
           std::to_string(stage.fake.counters().mails_in_all()) + " mails\n";
  }

  SiteStage stage;
  base::IssueId change, incident;
  NoLog log;

 private:
  std::mt19937 random_;
};

TEST(AnOutage, OfTenMinutesWithARestartLeavesEverythingAsIfNothingHadHappened) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    Life calm(seed), troubled(seed);
    calm.run_for(minutes(1));
    calm.run_for(kAway);
    calm.run_for(minutes(6));
    troubled.run_for(minutes(1));
    troubled.lose_tracker();
    troubled.run_for(kAway / 2);
    troubled.run_for(kAway / 2);
    troubled.stage.fake.set_hook(nullptr);
    troubled.run_for(minutes(6));
    EXPECT_EQ(troubled.outcome(), calm.outcome()) << "seed " << seed;
    EXPECT_TRUE(troubled.stage.store->waiting()->empty());
    EXPECT_TRUE(troubled.stage.store->open_intents()->empty());
  }
}

// Each call is a request or more in calm times; while none is answered, RetryingClient repeats a fifth of
// them.
TEST(AnOutage, CostsTheTrackerNoMoreRequestsThanACalmTimeAndAFifth) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Life calm(seed), troubled(seed);
    calm.stage.fake.reset_counters();
    calm.run_for(kAway);
    troubled.lose_tracker();
    troubled.stage.fake.reset_counters();
    troubled.run_for(kAway / 2);
    troubled.run_for(kAway / 2);
    const double savings = 2 * 3;  // of a process each
    EXPECT_LE(troubled.calls() * 1.2 + savings, calm.calls() * 1.2) << "seed " << seed;
  }
}

TEST(AnOutage, IsSaidOnceByEachProcess) {
  Life troubled(1);
  troubled.lose_tracker();
  troubled.run_for(kAway / 2);
  troubled.run_for(kAway / 2);
  EXPECT_EQ(troubled.log.failed_, 2);
}

}  // namespace
}  // namespace estafeta::testing
