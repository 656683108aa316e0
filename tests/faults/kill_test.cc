// The service as a process that is killed at any moment, with its real store and its real HTTP client; the
// tracker lives on in the process that kills it.
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <random>

#include "connector/http/breaker.h"
#include "connector/http/curl_client.h"
#include "connector/http/retry.h"
#include "connector/store/sqlite_store.h"
#include "connector/tracker/redmine/client.h"
#include "tests/fake/redmine_wire.h"
#include "tests/faults/http_host.h"
#include "tests/faults/picture.h"
#include "tests/faults/story.h"
#include "tests/support/asked_for.h"
#include "tests/support/history_check.h"
#include "tests/support/temporary_folder.h"

namespace estafeta::testing {
namespace {

constexpr int kProcesses = 8;                    // in a step of the story
constexpr unsigned kLongestMoment = 3'000;       // microseconds
constexpr std::chrono::microseconds kLook{500};  // whether the moment has come
constexpr unsigned kLatest = 70;                 // request at which one dies

class Life {
 public:
  explicit Life(std::uint64_t seed) : chance_(seed) {}

  // Answers what there is after each step.
  std::vector<std::string> run(bool dying) {
    std::vector<std::string> pictures;
    Story story(stage_);
    for (int step = 0; step < Story::kSteps; ++step) {
      story.act(step);
      for (int i = 0; i < kProcesses; ++i) {
        if (i == kProcesses / 2) stage_.clock.sleep(Story::kLongestWait);
        process(dying);
      }
      stage_.clock.sleep(Story::kLongestWait);
      for (int i = 0; i < 2; ++i) process(false);
      pictures.push_back(picture(stage_));
    }
    return pictures;
  }

  std::vector<Broken> broken() const { return broken_promises(stage_.fake.all()); }
  int deaths() const { return deaths_; }

 private:
  unsigned up_to(unsigned n) { return static_cast<unsigned>(chance_() % n); }

  // One that may die at a request, before or after it is carried out, or a moment after it was answered.
  void process(bool dying) {
    const int at = dying ? 1 + static_cast<int>(up_to(kLatest)) : 0;
    const auto fate = static_cast<HttpHost::Fate>(up_to(3));
    const std::chrono::microseconds moment(1 + up_to(kLongestMoment));
    const pid_t child = fork();
    if (child == 0) serve();
    const int ended = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
    int requests = 0;
    const auto decide = [&](const http::Request&) {
      if (++requests != at) return HttpHost::Fate::answered;
      if (fate != HttpHost::Fate::answered) ::kill(child, SIGKILL);
      return fate;
    };
    bool has_ended = false;
    while (!has_ended) {
      const bool is_moment = at != 0 && requests >= at;
      has_ended = host_.serve({ended}, is_moment ? moment : std::chrono::microseconds(kLook), decide);
      if (!has_ended && is_moment) ::kill(child, SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ended);
    EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << "it ended by itself, and badly";
    deaths_ += WIFSIGNALED(status) ? 1 : 0;
    stage_.clock.sleep(std::chrono::seconds(30));
  }

  // A pass, by a process of its own. What it knows of the tracker is what it is told.
  [[noreturn]] void serve() {
    http::CurlSettings settings;
    settings.base_url = host_.url();
    settings.key = base::Secret("key");
    const auto curl = http::make_curl_client(std::move(settings));
    if (!curl) _exit(1);
    http::RetryingClient retrying(**curl, stage_.clock, stage_.clock, [] { return 0.5; });
    http::BreakerClient breaker(retrying, stage_.clock, [] { return 0.5; });
    const auto backend = tracker::redmine::make_tracker(
        breaker, stage_.clock, {"https://tracker.example", bundled_site().mappings.tracker, wire_.ids()});
    stage_.reach_through([&] { return backend->ports(); });
    auto opened = store::open_sqlite(folder_.file("store.db"));
    if (!opened) _exit(2);
    stage_.store = std::move(*opened);
    stage_.restart();
    _exit(stage_.engine().pass() ? 0 : 3);
  }

  std::mt19937_64 chance_;
  TemporaryFolder folder_;
  SiteStage stage_;
  tracker::fake::RedmineWire wire_{stage_.fake};
  HttpHost host_{wire_};
  int deaths_ = 0;
};

TEST(KilledAtAnyMoment, TheServiceDoesEverythingOnceAndLosesNothing) {
  const auto unbroken = Life(0).run(false);
  const auto wanted = static_cast<int>(asked_for("ESTAFETA_KILLS", 25));
  int deaths = 0, lives = 0;
  for (std::uint64_t seed = 1; deaths < wanted; ++seed, ++lives) {
    Life life(seed);
    const auto pictures = life.run(true);
    ASSERT_GT(life.deaths(), 0);
    deaths += life.deaths();
    for (const auto& one : life.broken())
      ADD_FAILURE() << "seed " << seed << ": " << to_string(one.promise) << ": " << base::reference(one.issue)
                    << " " << one.what;
    for (std::size_t step = 0; step < pictures.size(); ++step)
      EXPECT_EQ(first_difference(unbroken[step], pictures[step]), "") << "seed " << seed << ", step " << step;
  }
  std::printf("%d lives, killed %d times\n", lives, deaths);
}

}  // namespace
}  // namespace estafeta::testing
