// Several instances of the service on one PostgreSQL server and one tracker, of which the one that has the
// store is stopped or killed at any request, longer than its lease: nothing is done twice, nothing is lost.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <map>
#include <random>

#include "connector/http/breaker.h"
#include "connector/http/curl_client.h"
#include "connector/http/fenced_client.h"
#include "connector/http/retry.h"
#include "connector/store/lease.h"
#include "connector/store/postgresql_store.h"
#include "connector/tracker/redmine/client.h"
#include "tests/fake/redmine_wire.h"
#include "tests/faults/http_host.h"
#include "tests/faults/picture.h"
#include "tests/faults/shared_clock.h"
#include "tests/faults/story.h"
#include "tests/support/asked_for.h"
#include "tests/support/history_check.h"
#include "tests/support/postgresql.h"
#include "tests/unit/store/place.h"

namespace estafeta::testing {
namespace {

constexpr int kInstances = 3;
constexpr unsigned kLatest = 60;  // request at which one is stopped or killed
constexpr int kCalmPasses = 3;

// Looks at the lease more often than the service does.
class ShortSleeper : public base::Sleeper {
 public:
  void sleep(std::chrono::milliseconds) override { ::poll(nullptr, 0, 20); }
};

class Life {
 public:
  // `faults`: in each step of the story.
  Life(std::uint64_t seed, int faults) : chance_(seed), faults_(faults) {
    EXPECT_EQ(::pipe(passes_.data()), 0);
  }
  ~Life() {
    for (const auto& [name, process] : instances_) end(process);
    for (const int file : passes_) ::close(file);
  }
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  // Answers what there is after each step.
  std::vector<std::string> run() {
    for (int i = 0; i < (faults_ == 0 ? 1 : kInstances); ++i) start();
    std::vector<std::string> pictures;
    Story story(stage_);
    for (int step = 0; step < Story::kSteps; ++step) {
      story.act(step);
      clock_.sleep(std::max(stage_.clock.steady() - clock_.steady(), std::chrono::milliseconds(0)));
      for (int i = 0; i < faults_; ++i) break_holder();
      serve_passes(2);
      clock_.sleep(Story::kLongestWait);
      for (int i = 0; i < faults_; ++i) break_holder();
      serve_passes(2);
      clock_.sleep(Story::kLongestWait);
      serve_passes(kCalmPasses);
      pictures.push_back(picture(stage_));
    }
    return pictures;
  }

  std::vector<Broken> broken() const { return broken_promises(stage_.fake.all()); }
  int killed() const { return killed_; }
  int stopped() const { return stopped_; }

 private:
  unsigned up_to(unsigned n) { return static_cast<unsigned>(chance_() % n); }

  static void end(pid_t process) {
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
  }

  void start() {
    const std::string name = std::to_string(++started_);
    const pid_t child = ::fork();
    if (child == 0) work(name);
    instances_[name] = child;
  }

  // Whoever has the store sends requests.
  static std::string sender(const http::Request& request) {
    for (const auto& [name, value] : request.headers) {
      if (name == "user-agent") return value;
    }
    return {};
  }

  HttpHost::Fate answer() {
    if (stage_.clock.steady() < clock_.steady()) stage_.clock.sleep(clock_.steady() - stage_.clock.steady());
    return HttpHost::Fate::answered;
  }

  void serve_passes(int passes) {
    while (passes-- > 0) {
      host_.serve({passes_[0]}, {}, [this](const auto&) { return answer(); });
      pass_was_made();
    }
  }

  void pass_was_made() {
    char one = 0;
    EXPECT_EQ(::read(passes_[0], &one, 1), 1);
    clock_.sleep(std::chrono::seconds(30));
  }

  // At some request of its, for longer than its lease: until another one has begun to work.
  void break_holder() {
    const bool kills = up_to(2) == 0;
    const auto fate = static_cast<HttpHost::Fate>(up_to(3));
    const std::string victim = break_at(1 + up_to(kLatest), kills, fate);
    clock_.sleep(store::kLease + std::chrono::seconds(1));
    Postgresql::server().run(database_.name,
                             "UPDATE estafeta_lease SET until = clock_timestamp() - INTERVAL '1 second'");
    serve_others(victim, 1 + up_to(kLatest));
    if (!kills) {
      ::kill(instances_.at(victim), SIGCONT);
      return;
    }
    end(instances_.at(victim));
    instances_.erase(victim);
    start();
  }

  std::string break_at(unsigned nth, bool kills, HttpHost::Fate fate) {
    std::string victim;
    unsigned requests = 0;
    while (victim.empty()) {
      const bool passed = host_.serve({passes_[0]}, std::chrono::milliseconds(1), [&](const auto& request) {
        if (++requests < nth || !victim.empty()) return answer();
        victim = sender(request);
        ::kill(instances_.at(victim), kills ? SIGKILL : SIGSTOP);
        answer();
        ++(kills ? killed_ : stopped_);
        return fate;
      });
      if (passed) pass_was_made();
    }
    return victim;
  }

  // Until some other one has sent so many requests.
  void serve_others(const std::string& victim, unsigned wanted) {
    while (wanted > 0) {
      const bool passed = host_.serve({passes_[0]}, std::chrono::milliseconds(1), [&](const auto& request) {
        if (sender(request) != victim && wanted > 0) --wanted;
        return answer();
      });
      if (passed) pass_was_made();
    }
  }

  [[noreturn]] void work(const std::string& name) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ShortSleeper sleeper;
    while (true) {
      auto store = store::open_postgresql(database_, store::Patience::one_lease, clock_, sleeper);
      if (store) serve(std::move(*store), name);
    }
  }

  // Until somebody else has the store.
  void serve(std::unique_ptr<store::Store> opened, const std::string& name) {
    http::CurlSettings settings;
    settings.base_url = host_.url();
    settings.key = base::Secret("key");
    settings.user_agent = name;
    settings.total_timeout = std::chrono::seconds(5);  // some are never answered
    const auto curl = http::make_curl_client(std::move(settings));
    if (!curl) ::_exit(1);
    auto& kept = *opened;
    http::FencedClient fenced(**curl, [&kept] { return kept.still_ours(); });
    http::RetryingClient retrying(fenced, clock_, clock_, [] { return 0.5; });
    http::BreakerClient breaker(retrying, clock_, [] { return 0.5; });
    const auto backend = tracker::redmine::make_tracker(
        breaker, clock_, {"https://tracker.example", bundled_site().mappings.tracker, wire_.ids()});
    service::Engine engine(bundled_site(), backend->ports(), kept, clock_, clock_, stage_, false);
    while (true) {
      const auto done = engine.pass();
      if (!kept.still_ours().ok()) return;
      if (done && ::write(passes_[1], "+", 1) != 1) ::_exit(2);
    }
  }

  std::mt19937_64 chance_;
  int faults_;
  store::PostgresqlDatabase database_ = store::make_postgresql_database();
  SiteStage stage_;
  SharedClock clock_{stage_.clock.now()};
  tracker::fake::RedmineWire wire_{stage_.fake};
  HttpHost host_{wire_};
  std::array<int, 2> passes_{};  // a byte for each pass that was made
  std::map<std::string, pid_t> instances_;
  int started_ = 0, killed_ = 0, stopped_ = 0;
};

TEST(Instances, ThatAreStoppedAndKilledDoEverythingOnceAndLoseNothing) {
  const auto unbroken = Life(0, 0).run();
  const auto lives = static_cast<int>(asked_for("ESTAFETA_INSTANCES", 1));
  int killed = 0, stopped = 0;
  for (int seed = 1; seed <= lives; ++seed) {
    Life life(static_cast<std::uint64_t>(seed), 1);
    const auto pictures = life.run();
    for (const auto& one : life.broken())
      ADD_FAILURE() << "seed " << seed << ": " << to_string(one.promise) << ": " << base::reference(one.issue)
                    << " " << one.what;
    for (std::size_t step = 0; step < pictures.size(); ++step)
      EXPECT_EQ(first_difference(unbroken[step], pictures[step]), "") << "seed " << seed << ", step " << step;
    killed += life.killed();
    stopped += life.stopped();
  }
  std::printf("%d lives: a holder was killed %d times, and stopped for longer than its lease %d times\n",
              lives, killed, stopped);
}

}  // namespace
}  // namespace estafeta::testing
