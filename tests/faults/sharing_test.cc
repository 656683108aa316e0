// Several instances of the service that share the work on one PostgreSQL server and one tracker, any of which
// is stopped or killed at any request, longer than its lease: nothing is done twice, nothing is lost, and
// each part of the work has somebody again.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <map>
#include <random>

#include "connector/store/lease.h"
#include "tests/fake/redmine_wire.h"
#include "tests/faults/http_host.h"
#include "tests/faults/picture.h"
#include "tests/faults/shared_clock.h"
#include "tests/faults/shared_instance.h"
#include "tests/faults/story.h"
#include "tests/support/asked_for.h"
#include "tests/support/history_check.h"
#include "tests/support/postgresql.h"
#include "tests/unit/store/place.h"

namespace estafeta::testing {
namespace {

constexpr int kInstances = 3;
constexpr unsigned kLatest = 60;       // request at which one is stopped or killed
constexpr unsigned kLatestWrite = 12;  // the same of requests that may change something
constexpr unsigned kFewest = 150;      // requests among which one that may change something is waited for
constexpr int kLongPasses = 6;         // of others, while one is stopped
constexpr int kCalmPasses = 3;
constexpr int kPatience = 30;  // passes of others while one makes none
constexpr std::array kClients{"aurora", "meridian"};
// So long each step takes by the clock of the life, whatever breaks in it: what is told at some time can be
// compared then.
constexpr std::chrono::hours kStep{6};
constexpr std::chrono::seconds kBetweenPasses{30};

class SharedLife {
 public:
  // `faults`: in each step of the stories.
  SharedLife(std::uint64_t seed, int instances, int faults)
      : chance_(seed), instances_wanted_(instances), faults_(faults) {
    EXPECT_EQ(::pipe(passes_.data()), 0);
  }
  ~SharedLife() {
    for (const auto& [name, process] : instances_) end(process);
    for (const int file : passes_) ::close(file);
  }
  SharedLife(const SharedLife&) = delete;
  SharedLife& operator=(const SharedLife&) = delete;

  // Answers what there is after each step.
  std::vector<std::string> run() {
    for (int i = 0; i < instances_wanted_; ++i) start();
    std::vector<std::string> pictures;
    std::vector<Story> stories;
    for (const char* client : kClients) stories.emplace_back(stage_, client);
    for (int step = 0; step < Story::kSteps; ++step) {
      end_of_step_ = clock_.steady() + kStep;
      for (auto& story : stories) story.act(step);
      wait_until(stage_.clock.steady());
      for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < faults_; ++i) break_one();
        serve_passes(2);
        clock_.sleep(Story::kLongestWait);
      }
      serve_passes(kCalmPasses);
      EXPECT_LE(clock_.steady(), end_of_step_) << "step " << step;
      wait_until(end_of_step_);
      serve_passes(kCalmPasses);
      pictures.push_back(picture_by_key(stage_));
    }
    return pictures;
  }

  std::vector<Broken> broken() const { return broken_promises(stage_.fake.all()); }
  int killed() const { return killed_; }
  int stopped() const { return stopped_; }
  // How many instances looked at something at the end, and how many wrote.
  int readers() const { return static_cast<int>(readers_.size()); }
  int writers() const { return static_cast<int>(writers_.size()); }

 private:
  unsigned up_to(unsigned n) { return static_cast<unsigned>(chance_() % n); }

  static void end(pid_t process) {
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
  }

  void start() {
    const char name = static_cast<char>(++started_);
    const pid_t child = ::fork();
    if (child == 0)
      testing::run(
          {bundled_site(), database_, host_.url(), wire_.ids(), clock_, clock_, stage_, name, passes_[1]});
    instances_[name] = child;
  }

  static char sender(const http::Request& request) {
    for (const auto& [name, value] : request.headers) {
      if (name == "user-agent") return static_cast<char>(std::stoi(value));
    }
    return 0;
  }

  HttpHost::Fate answer(const http::Request& request) {
    readers_.insert(sender(request));
    if (!http::is_idempotent(request)) writers_.insert(sender(request));
    if (stage_.clock.steady() < clock_.steady()) stage_.clock.sleep(clock_.steady() - stage_.clock.steady());
    return HttpHost::Fate::answered;
  }

  void wait_until(std::chrono::milliseconds time) {
    clock_.sleep(std::max(time - clock_.steady(), std::chrono::milliseconds(0)));
  }

  // But for the end of the step, at which it is compared with other lives.
  void let_time_go_by() {
    if (clock_.steady() + kBetweenPasses <= end_of_step_) clock_.sleep(kBetweenPasses);
  }

  // Until everybody who has a part of the work has made so many passes with it.
  void serve_passes(int passes) {
    for (; passes > 0; --passes) {
      let_time_go_by();
      std::map<char, int> made;
      int all = 0;
      const auto is_missing = [&] {
        return std::any_of(instances_.begin(), instances_.end(), [&](const auto& one) {
          return made[one.first] < 2;  // the first may have begun before
        });
      };
      while (is_missing()) {
        host_.serve({passes_[0]}, {}, [this](const auto& request) { return answer(request); });
        ++made[pass_was_made()];
        // Who was cut off may wait until some time has gone by.
        if (++all % kPatience == 0) let_time_go_by();
      }
    }
  }

  char pass_was_made() {
    char name = 0;
    EXPECT_EQ(::read(passes_[0], &name, 1), 1);
    return name;
  }

  // Whoever sends some request, for longer than its lease: until others have gone on.
  void break_one() {
    const bool kills = up_to(2) == 0;
    const auto fate = static_cast<HttpHost::Fate>(up_to(3));
    const bool in_a_write = up_to(3) != 0;
    const auto nth = 1 + up_to(in_a_write ? kLatestWrite : kLatest);
    const char victim = break_at(nth, in_a_write, kills, fate);
    clock_.sleep(store::kLease + std::chrono::seconds(1));
    Postgresql::server().run(database_.name,
                             "UPDATE estafeta_member SET until = clock_timestamp() - INTERVAL '1 second' "
                             "WHERE process = " +
                                 std::to_string(instances_.at(victim)));
    // Some have only begun with what was its, others have gone through all of it.
    const bool is_long = up_to(2) == 0;
    serve_others(victim, is_long ? 0 : 1 + up_to(kLatest), is_long ? kLongPasses : 0);
    if (!kills) {
      ::kill(instances_.at(victim), SIGCONT);
      return;
    }
    end(instances_.at(victim));
    instances_.erase(victim);
    start();
  }

  // `in_a_write`: at the nth of those that may change something, as long as there are any.
  char break_at(unsigned nth, bool in_a_write, bool kills, HttpHost::Fate fate) {
    char victim = 0;
    unsigned counted = 0, since_a_write = 0;
    while (victim == 0) {
      const bool passed = host_.serve({passes_[0]}, std::chrono::milliseconds(1), [&](const auto& request) {
        const bool is_write = !http::is_idempotent(request);
        since_a_write = is_write ? 0 : since_a_write + 1;
        if (is_write || !in_a_write || since_a_write > kFewest) ++counted;
        if (counted < nth || victim != 0) return answer(request);
        victim = sender(request);
        ::kill(instances_.at(victim), kills ? SIGKILL : SIGSTOP);
        answer(request);
        ++(kills ? killed_ : stopped_);
        return fate;
      });
      if (passed) pass_was_made();
    }
    return victim;
  }

  // Until they have sent so many requests and made so many passes.
  void serve_others(char victim, unsigned requests, int passes) {
    while (requests > 0 || passes > 0) {
      const bool passed = host_.serve({passes_[0]}, std::chrono::milliseconds(1), [&](const auto& request) {
        if (sender(request) != victim && requests > 0) --requests;
        return answer(request);
      });
      if (passed && pass_was_made() != victim) --passes;
    }
  }

  std::mt19937_64 chance_;
  int instances_wanted_, faults_;
  store::PostgresqlDatabase database_ = store::make_postgresql_database();
  SiteStage stage_;
  SharedClock clock_{stage_.clock.now()};
  tracker::fake::RedmineWire wire_{stage_.fake};
  HttpHost host_{wire_};
  std::array<int, 2> passes_{};  // the name of whoever made a pass, for each
  std::map<char, pid_t> instances_;
  std::set<char> readers_, writers_;
  std::chrono::milliseconds end_of_step_{};
  int started_ = 0, killed_ = 0, stopped_ = 0;
};

// In words: what of the promises, and where another state came of it than with one instance that nothing
// befalls.
std::vector<std::string> what_did_not_hold(const std::vector<Broken>& broken,
                                           const std::vector<std::string>& expected,
                                           const std::vector<std::string>& found) {
  std::vector<std::string> missed;
  for (const auto& one : broken)
    missed.push_back(std::string(to_string(one.promise)) + ": " + base::reference(one.issue) + " " +
                     one.what);
  for (std::size_t step = 0; step < found.size(); ++step) {
    const auto difference = first_difference(expected[step], found[step]);
    if (difference.empty()) continue;
    missed.push_back("step " + std::to_string(step) + ": " + difference);
    break;
  }
  return missed;
}

TEST(Sharing, InstancesThatAreStoppedAndKilledDoEverythingOnceAndLoseNothing) {
  const auto unbroken = SharedLife(0, 1, 0).run();
  const auto lives = static_cast<int>(asked_for("ESTAFETA_INSTANCES", 1));
  const auto first = static_cast<int>(asked_for("ESTAFETA_INSTANCES_FROM", 1));
  int killed = 0, stopped = 0;
  for (int seed = first; seed < first + lives; ++seed) {
    const auto began = std::chrono::steady_clock::now();
    SharedLife life(static_cast<std::uint64_t>(seed), kInstances, 1);
    const auto pictures = life.run();
    const auto missed = what_did_not_hold(life.broken(), unbroken, pictures);
    for (const auto& one : missed) ADD_FAILURE() << "seed " << seed << ": " << one;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("seed %d: killed %d times, stopped %d times, %.1f s: %s\n", seed, life.killed(),
                life.stopped(), took.count(), missed.empty() ? "held" : missed.front().c_str());
    std::fflush(stdout);
    killed += life.killed();
    stopped += life.stopped();
  }
  std::printf("%d lives: an instance was killed %d times, and stopped for longer than its lease %d times\n",
              lives, killed, stopped);
}

TEST(Sharing, InstancesThatAreLeftAloneDoTogetherWhatOneDoes) {
  SharedLife alone(0, 1, 0), together(0, kInstances, 0);
  const auto one = alone.run(), many = together.run();
  for (std::size_t step = 0; step < one.size(); ++step)
    EXPECT_EQ(first_difference(one[step], many[step]), "");
  EXPECT_TRUE(together.broken().empty());
  EXPECT_GE(together.writers(), 2) << "each client's part has another instance";
  EXPECT_EQ(together.readers(), kInstances);
}

}  // namespace
}  // namespace estafeta::testing
