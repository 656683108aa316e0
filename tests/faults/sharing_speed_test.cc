// How much sooner several instances that share the work are done than one: a tracker that answers each
// request after some time, and the same work for each of several clients. Measured by `tests/bench/run
// --sharing`.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <map>

#include "connector/store/postgresql_store.h"
#include "tests/engine/site_stage.h"
#include "tests/fake/redmine_wire.h"
#include "tests/faults/http_host.h"
#include "tests/faults/shared_instance.h"
#include "tests/support/asked_for.h"
#include "tests/support/history_check.h"
#include "tests/unit/store/place.h"

namespace estafeta::testing {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

std::string project_of(int client) {
  return "client-" + std::to_string(client);
}

std::unique_ptr<service::Site> site_of(int clients) {
  return site_with([&](service::Site& site) {
    auto& all = site.mappings.clients.all;
    const auto model = all.at("aurora");
    for (int i = 0; i < clients; ++i) {
      auto& client = all[project_of(i)] = model;
      client.id = client.project = project_of(i);
    }
    // Far more than there is to do: limits of a pass are not what is measured.
    site.settings.limits.writes_per_pass = site.settings.limits.mails_per_pass = 1'000'000;
  });
}

class Workday {
 public:
  Workday(int clients, int incidents, milliseconds delay)
      : clients_(clients), incidents_wanted_(incidents), site_(site_of(clients)), stage_(*site_) {
    for (int i = 0; i < clients; ++i) prepare(project_of(i));
    clock_ = std::make_unique<base::ManualClock>(stage_.clock.now());
    host_.answer_after(delay);
    EXPECT_EQ(::pipe(passes_.data()), 0);
  }
  ~Workday() {
    for (const auto process : processes_) {
      ::kill(process, SIGKILL);
      ::waitpid(process, nullptr, 0);
    }
    for (const int file : passes_) ::close(file);
  }
  Workday(const Workday&) = delete;
  Workday& operator=(const Workday&) = delete;

  // Seconds from when it all comes, to instances that have shared the work, until it is done.
  double work(int instances) {
    for (int i = 0; i < instances; ++i) start(static_cast<char>(i + 1));
    while (!is_shared(instances)) serve();
    open();
    requests_ = 0;
    const auto began = Steady::now();
    while (!is_done()) serve();
    return std::chrono::duration<double>(Steady::now() - began).count();
  }
  int requests() const { return requests_; }
  std::vector<Broken> broken() const { return broken_promises(stage_.fake.all()); }

 private:
  void prepare(const std::string& project) {
    using model::Kind;
    stage_.fake.add_project(project, {Kind::change, Kind::task, Kind::incident, Kind::request});
    stage_.fake.add_member(project, stage_.fake.service(), "service");
    stage_.fake.add_member(project, stage_.tam, "tam");
    stage_.fake.add_member(project, stage_.client, "client");
    for (const auto& [id, department] : site_->mappings.departments.all) {
      const auto group = stage_.fake.add_group(department.group, {stage_.engineer, stage_.duty});
      stage_.fake.add_member(project, group, "engineer");
    }
  }

  void start(char name) {
    const pid_t child = ::fork();
    if (child == 0)
      testing::run({*site_, database_, host_.url(), wire_.ids(), *clock_, *clock_, stage_, name, passes_[1]});
    processes_.push_back(child);
  }

  void open() {
    for (int i = 0; i < clients_; ++i) {
      changes_.push_back(
          stage_.open_change("landscape", "system: vega\n", model::State::agreed, project_of(i)));
      for (int one = 0; one < incidents_wanted_; ++one)
        incidents_.push_back(stage_.open_incident(project_of(i), stage_.duty));
    }
  }

  void serve() {
    const bool passed = host_.serve({passes_[0]}, milliseconds(5), [this](const auto&) {
      ++requests_;
      return HttpHost::Fate::answered;
    });
    char name = 0;
    if (passed) EXPECT_EQ(::read(passes_[0], &name, 1), 1);
  }

  // Everybody has its share.
  bool is_shared(int instances) const {
    const auto sharers = store::sharers_of(database_);
    if (!sharers || sharers->size() != static_cast<std::size_t>(instances)) return false;
    const std::size_t all = site_->mappings.clients.all.size() + 1;
    const auto most = (all + sharers->size() - 1) / sharers->size();
    std::size_t held = 0;
    for (const auto& one : *sharers) {
      if (one.parts.size() > most) return false;
      held += one.parts.size();
    }
    return held == all;
  }

  bool is_done() const {
    for (const auto id : changes_) {
      if (stage_.issue(id).status.state != model::State::in_progress) return false;
    }
    for (const auto id : incidents_) {
      if (stage_.issue(id).field(model::Field::sla_response).empty()) return false;
    }
    return true;
  }

  int clients_, incidents_wanted_;
  std::unique_ptr<service::Site> site_;
  store::PostgresqlDatabase database_ = store::make_postgresql_database();
  SiteStage stage_;
  std::unique_ptr<base::ManualClock> clock_;
  tracker::fake::RedmineWire wire_{stage_.fake};
  HttpHost host_{wire_};
  std::array<int, 2> passes_{};
  std::vector<base::IssueId> changes_, incidents_;
  std::vector<pid_t> processes_;
  int requests_ = 0;
};

TEST(SharingSpeed, OfOneTwoAndFourInstances) {
  const auto clients = static_cast<int>(asked_for("ESTAFETA_SHARED_CLIENTS", 4));
  const auto incidents = static_cast<int>(asked_for("ESTAFETA_SHARED_INCIDENTS", 2));
  const milliseconds delay(asked_for("ESTAFETA_SHARED_DELAY", 1));
  std::printf("%d clients, a change and %d incidents each, answers after %d ms\n", clients, incidents,
              static_cast<int>(delay.count()));
  for (const int instances : {1, 2, 4}) {
    Workday day(clients, incidents, delay);
    const auto took = day.work(instances);
    std::printf("%d instances: %.1f s, %d requests, %.1f issues a second\n", instances, took, day.requests(),
                clients * (1 + incidents) / took);
    EXPECT_TRUE(day.broken().empty());
  }
}

}  // namespace
}  // namespace estafeta::testing
