// A service that has run for 24 hours beside people who act at random, compressed by the clock: it holds no
// more memory and no more files than one that has just begun.
#include <gtest/gtest.h>
#include <malloc.h>

#include <filesystem>
#include <iterator>
#include <memory>
#include <random>

#include "connector/base/log.h"
#include "connector/cli/service_log.h"
#include "connector/service/loop.h"
#include "connector/store/sqlite_store.h"
#include "tests/engine/timed_stopper.h"
#include "tests/simulator/people.h"
#include "tests/support/own_memory.h"
#include "tests/support/temporary_folder.h"

namespace estafeta::testing {
namespace {

constexpr std::chrono::hours kDay{24};
constexpr base::Seconds kPoll{60};
constexpr std::size_t kMoreHeld = 512 * 1024;  // bytes

std::size_t held() {
  const auto heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

std::ptrdiff_t files_open() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

// While the service waits, people act.
class PeopleMeanwhile : public TimedStopper {
 public:
  PeopleMeanwhile(SiteStage& stage, std::mt19937_64& chance, std::chrono::seconds time)
      : TimedStopper(stage.clock, stage.clock.now() + time), people_(stage, chance) {}

  void sleep(std::chrono::milliseconds time) override {
    TimedStopper::sleep(time);
    naps.clear();
    if (people_.up_to(6) != 0) return;
    ++acts;
    people_.act();
  }
  int acts = 0;

 private:
  People people_;
};

// What `serve` runs, but for its listener and its files.
class Serving {
 public:
  Serving(SiteStage& stage, store::Store& store, cli::Telemetry& telemetry)
      : stage_(stage),
        store_(store),
        speaker_(bundled_site().plain()),
        log_(bundled_site(), speaker_, stage.fake, store, telemetry),
        engine_(bundled_site(), stage.fake, store, stage.clock, stage.clock, log_, false) {}

  void run(base::Stopper& stopper) {
    service::Loop loop(
        engine_, store_, stage_.clock, stopper, [] { return 0.5; }, kPoll, log_);
    loop.run();
  }

 private:
  SiteStage& stage_;
  store::Store& store_;
  messages::Speaker speaker_;
  cli::ServiceLog log_;
  service::Engine engine_;
};

TEST(ADayOld, AServiceHoldsNoMoreMemoryAndNoMoreFilesThanANewOne) {
  base::set_log_level(base::LogLevel::off);
  const TemporaryFolder folder;
  SiteStage stage;
  std::mt19937_64 chance(20260615);
  auto store = store::open_sqlite(folder.file("store.db"));
  ASSERT_TRUE(store);
  cli::Telemetry telemetry{{"test", stage.clock.now()}, {}, {}, folder.file("status")};
  const auto quiet_minutes = [&](Serving& serving) {
    TimedStopper nobody(stage.clock, stage.clock.now() + std::chrono::minutes(5));
    serving.run(nobody);
  };

  auto serving = std::make_unique<Serving>(stage, **store, telemetry);
  quiet_minutes(*serving);
  const auto files = files_open();
  PeopleMeanwhile people(stage, chance, kDay);
  serving->run(people);
  quiet_minutes(*serving);
  EXPECT_GT(people.acts, 150);
  EXPECT_EQ(files_open(), files);
  const auto old = held();
  serving.reset();
  serving = std::make_unique<Serving>(stage, **store, telemetry);
  quiet_minutes(*serving);
  const auto fresh = held();
  std::printf("%d acts; bytes held by a service a day old: %zu more than by a new one\n", people.acts,
              old > fresh ? old - fresh : 0);
  if (kMemoryIsOurs) {
    EXPECT_LE(old, fresh + kMoreHeld);
  }
}

}  // namespace
}  // namespace estafeta::testing
