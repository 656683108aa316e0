// The first pass over a provider's past: how much memory it takes, how often it waits for the disk, and where
// it goes on after a kill. ESTAFETA_PAST=100000 says how many incidents (tests/bench/run --past).
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "connector/service/incidents/archive.h"
#include "connector/service/incidents/first_sync.h"
#include "connector/service/incidents/reports.h"
#include "connector/sla/statistics/period.h"
#include "connector/store/sqlite_store.h"
#include "tests/engine/site_stage.h"
#include "tests/fake/past.h"
#include "tests/support/own_memory.h"
#include "tests/support/temporary_folder.h"

namespace estafeta::testing {
namespace {

using tracker::fake::Past;

constexpr std::int64_t kIncidentsOfACommit = 50;
constexpr long kMostResident = 64 * 1024;  // kB
constexpr long kMostGrowth = 4 * 1024;     // kB, from a tenth of the incidents to all of them

std::int64_t incidents() {
  const char* text = std::getenv("ESTAFETA_PAST");
  return text == nullptr ? 3'000 : std::strtoll(text, nullptr, 10);
}

struct Ended {
  int status = 0;
  long resident = 0;  // kB, at most
  double cpu = 0;     // s
};

// In a process of its own, whose memory is its own as well, and which may be killed.
Ended in_process(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  Ended ended;
  rusage usage{};
  EXPECT_EQ(wait4(child, &ended.status, 0, &usage), child);
  ended.resident = usage.ru_maxrss;
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  ended.cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  return ended;
}

class FirstPass : public ::testing::TestWithParam<Past::Way> {
 protected:
  // What was there before Estafeta is judged and not written to.
  FirstPass() : site_(site_with([&](auto& site) { site.settings.live_from = stage_.clock.now(); })) {}

  Past past(std::int64_t count) {
    return {stage_.fake, count, stage_.clock.now() - std::chrono::hours(24), GetParam()};
  }
  std::unique_ptr<store::Store> open_store(const std::string& name) const {
    auto opened = store::open_sqlite(folder_.file(name));
    EXPECT_TRUE(opened) << (opened ? "" : to_string(opened.error()));
    return opened ? std::move(*opened) : nullptr;
  }
  tracker::Tracker with(Past& past) {
    const auto ports = stage_.fake.ports();
    return {ports.directory, past, ports.writer, ports.pages, ports.documents, ports.entered};
  }
  void pass(Past& past, store::Store& store) {
    service::Engine engine(*site_, with(past), store, stage_.clock, stage_.clock, stage_, false);
    const auto done = engine.pass();
    EXPECT_TRUE(done) << (done ? "" : to_string(done.error()));
  }
  Ended measured_pass(std::int64_t count, const std::string& name) {
    const auto ended = in_process([&] {
      auto all = past(count);
      const auto store = open_store(name);
      pass(all, *store);
    });
    EXPECT_EQ(ended.status, 0);
    return ended;
  }
  static std::int64_t kept(store::Store& store) {
    std::int64_t count = 0;
    EXPECT_TRUE(store.each_incident([&](const auto& one) { count += one.judgement.empty() ? 0 : 1; }).ok());
    return count;
  }

  TemporaryFolder folder_;
  SiteStage stage_;
  std::unique_ptr<service::Site> site_;
};

TEST_P(FirstPass, WaitsForTheDiskOncePerFiftyIncidentsAtMost) {
  auto all = past(incidents());
  const auto store = open_store("store.db");
  const auto before = store->commits();
  pass(all, *store);
  EXPECT_EQ(kept(*store), incidents());
  EXPECT_LE(store->commits() - before, incidents() / kIncidentsOfACommit);
}

TEST_P(FirstPass, KilledAtNineTenthsGoesOnThere) {
  const auto killed_at = incidents() * 9 / 10;
  const auto ended = in_process([&] {
    auto all = past(incidents());
    all.before_histories([&](std::int64_t read) {
      if (read >= killed_at) raise(SIGKILL);
    });
    const auto store = open_store("store.db");
    pass(all, *store);
  });
  ASSERT_TRUE(WIFSIGNALED(ended.status));
  auto rest = past(incidents());
  const auto store = open_store("store.db");
  pass(rest, *store);
  EXPECT_EQ(kept(*store), incidents());
  // What was read of the page under way is read once more.
  EXPECT_LE(rest.histories_read(), incidents() - killed_at + 100);
}

TEST_P(FirstPass, TakesNoMoreMemoryForMoreIncidents) {
  if (!kMemoryIsOurs) GTEST_SKIP() << "a sanitizer's memory is not the program's";
  const auto few = measured_pass(incidents() / 10, "few.db"), many = measured_pass(incidents(), "many.db");
  EXPECT_LE(many.resident, kMostResident);
  EXPECT_LE(many.resident - few.resident, kMostGrowth);
  std::printf("%lld incidents: %ld kB resident at most, %.1f s of CPU time; a tenth of them: %ld kB\n",
              static_cast<long long>(incidents()), many.resident, many.cpu, few.resident);
}

// All of them are one client's here, and each stands behind a number of its pages.
TEST_P(FirstPass, TakesBoundedMemoryWhereThePluginShowsTheFiguresOfAllOfThem) {
  if (!kMemoryIsOurs) GTEST_SKIP() << "a sanitizer's memory is not the program's";
  stage_.fake.keep_documents(true);
  const auto many = measured_pass(incidents(), "many.db");
  EXPECT_LE(many.resident, kMostResident);
  std::printf("%lld incidents with their figures: %ld kB resident at most, %.1f s of CPU time\n",
              static_cast<long long>(incidents()), many.resident, many.cpu);
}

TEST_P(FirstPass, IsForeseenInNoMoreMemoryForMoreIncidents) {
  if (!kMemoryIsOurs) GTEST_SKIP() << "a sanitizer's memory is not the program's";
  const auto written = site_with([](auto& site) { site.settings.live_from = base::Instant{}; });
  const auto measured = [&](std::int64_t count, const std::string& name) {
    return in_process([&] {
      auto all = past(count);
      const auto store = open_store(name);
      const auto first = service::foresee_first_sync(*written, with(all), *store, stage_.clock);
      ASSERT_TRUE(first && *first);
      EXPECT_EQ((*first)->incidents, count);
    });
  };
  const auto few = measured(incidents() / 10, "few.db"), many = measured(incidents(), "many.db");
  ASSERT_EQ(few.status, 0);
  ASSERT_EQ(many.status, 0);
  EXPECT_LE(many.resident, kMostResident);
  std::printf(
      "%lld incidents foreseen: %ld kB resident at most, %.1f s of CPU time; a tenth of them: %ld kB\n",
      static_cast<long long>(incidents()), many.resident, many.cpu, few.resident);
}

TEST_P(FirstPass, LeavesAReportLittleToAskForAndNoHistoryToRead) {
  const auto store_file = "store.db";
  ASSERT_EQ(in_process([&] {
              auto all = past(incidents());
              pass(all, *open_store(store_file));
            }).status,
            0);
  const auto report = in_process([&] {
    auto all = past(incidents());
    const auto store = open_store(store_file);
    service::Archive archive(*site_, all, *store);
    service::ReportRequest request;
    request.period = sla::last_full_month(site_->rules.zone.local_date(stage_.clock.now()));
    request.by = {sla::Dimension::client};
    const auto done = archive.refresh(service::needed_since(*site_, request.period));
    EXPECT_TRUE(done.ok()) << to_string(done);
    const auto made = service::make_report(*site_, with(all), archive, request, stage_.clock.now());
    EXPECT_TRUE(made) << (made ? "" : to_string(made.error()));
    EXPECT_LE(all.lists_read(), 1);
    EXPECT_EQ(all.histories_read(), 0);
  });
  EXPECT_EQ(report.status, 0);
  std::printf("a report over %lld incidents: %ld kB resident at most, %.1f s of CPU time\n",
              static_cast<long long>(incidents()), report.resident, report.cpu);
}

std::string name_of(const ::testing::TestParamInfo<Past::Way>& way) {
  return way.param == Past::Way::feed ? "OverTheFeed" : "OneByOne";
}

INSTANTIATE_TEST_SUITE_P(Each, FirstPass, ::testing::Values(Past::Way::one_by_one, Past::Way::feed), name_of);

}  // namespace
}  // namespace estafeta::testing
