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
constexpr unsigned kLatest = 60;  // request at which one is stopped or killed
constexpr int kCalmPasses = 3;
constexpr int kPatience = 30;  // passes of others while one makes none
constexpr std::array kClients{"aurora", "meridian"};

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
      for (auto& story : stories) story.act(step);
      clock_.sleep(std::max(stage_.clock.steady() - clock_.steady(), std::chrono::milliseconds(0)));
      for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < faults_; ++i) break_one();
        serve_passes(2);
        clock_.sleep(Story::kLongestWait);
      }
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

  // Until everybody who has a part of the work has made so many passes with it. Time goes by with these
  // alone: how many passes the others make meanwhile hangs on the machine.
  void serve_passes(int passes) {
    for (; passes > 0; --passes) {
      clock_.sleep(std::chrono::seconds(30));
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
        if (++all % kPatience == 0) clock_.sleep(std::chrono::seconds(30));
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
    const char victim = break_at(1 + up_to(kLatest), kills, fate);
    clock_.sleep(store::kLease + std::chrono::seconds(1));
    Postgresql::server().run(database_.name,
                             "UPDATE estafeta_member SET until = clock_timestamp() - INTERVAL '1 second' "
                             "WHERE process = " +
                                 std::to_string(instances_.at(victim)));
    serve_others(victim, 1 + up_to(kLatest));
    if (!kills) {
      ::kill(instances_.at(victim), SIGCONT);
      return;
    }
    end(instances_.at(victim));
    instances_.erase(victim);
    start();
  }

  char break_at(unsigned nth, bool kills, HttpHost::Fate fate) {
    char victim = 0;
    unsigned requests = 0;
    while (victim == 0) {
      const bool passed = host_.serve({passes_[0]}, std::chrono::milliseconds(1), [&](const auto& request) {
        if (++requests < nth || victim != 0) return answer(request);
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

  void serve_others(char victim, unsigned wanted) {
    while (wanted > 0) {
      const bool passed = host_.serve({passes_[0]}, std::chrono::milliseconds(1), [&](const auto& request) {
        if (sender(request) != victim && wanted > 0) --wanted;
        return answer(request);
      });
      if (passed) pass_was_made();
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
  int started_ = 0, killed_ = 0, stopped_ = 0;
};

TEST(Sharing, InstancesThatAreStoppedAndKilledDoEverythingOnceAndLoseNothing) {
  const auto unbroken = SharedLife(0, 1, 0).run();
  const auto lives = static_cast<int>(asked_for("ESTAFETA_INSTANCES", 1));
  const auto first = static_cast<int>(asked_for("ESTAFETA_INSTANCES_FROM", 1));
  int killed = 0, stopped = 0;
  for (int seed = first; seed < first + lives; ++seed) {
    SharedLife life(static_cast<std::uint64_t>(seed), kInstances, 1);
    const auto pictures = life.run();
    for (const auto& one : life.broken())
      ADD_FAILURE() << "seed " << seed << ": " << to_string(one.promise) << ": " << base::reference(one.issue)
                    << " " << one.what;
    for (std::size_t step = 0; step < pictures.size(); ++step)
      EXPECT_EQ(first_difference(unbroken[step], pictures[step]), "") << "seed " << seed << ", step " << step;
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
