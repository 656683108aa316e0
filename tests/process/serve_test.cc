// The service as a process of its own, asked to stop while it waits for something.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <future>

#include "connector/cli/app.h"
#include "connector/service/site/cursor.h"
#include "connector/store/postgresql_store.h"
#include "connector/store/sqlite_store.h"
#include "connector/store/store.h"
#include "tests/support/postgresql.h"
#include "tests/unit/cli/stage.h"
#include "tests/unit/http/wire_server.h"

extern char** environ;

namespace estafeta::cli {
namespace {

using std::chrono::seconds;

class Service {
 public:
  // `variable`: added to the environment.
  explicit Service(const SiteFolder& site, std::string variable = "") {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    said_ = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    std::vector<std::string> words{ESTAFETA_BINARY, "-c", site.file("estafeta.yaml"),
                                   "--lang",        "en", "serve"};
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::vector<char*> variables;
    for (char** one = environ; *one != nullptr; ++one) variables.push_back(*one);
    if (!variable.empty()) variables.push_back(variable.data());
    variables.push_back(nullptr);
    const int refused =
        posix_spawn(&process_, ESTAFETA_BINARY, &actions, nullptr, argv.data(), variables.data());
    EXPECT_EQ(refused, 0);
    if (refused != 0) process_ = 0;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service() {
    if (process_ > 0) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
    }
    close(said_);
  }

  // Waits until it has said so on standard error; false: it ended without.
  bool says(const std::string& words) {
    char buffer[512];
    while (text_.find(words) == std::string::npos) {
      const auto length = read(said_, buffer, sizeof buffer);
      if (length <= 0) return false;
      text_.append(buffer, static_cast<std::size_t>(length));
    }
    return true;
  }

  void signal(int number) const { kill(process_, number); }

  // Whether it has not ended within a moment.
  bool runs() const {
    constexpr int kMoment = 50;
    const int process = static_cast<int>(syscall(SYS_pidfd_open, process_, 0));
    pollfd ended{process, POLLIN, 0};
    const int known = poll(&ended, 1, kMoment);
    close(process);
    return known == 0;
  }

  // Waits until it has ended by itself.
  int exit_code() {
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  // How long it took to end, and how it did.
  std::pair<std::chrono::milliseconds, int> stop() {
    if (process_ <= 0) return {std::chrono::hours(1), -1};
    const auto asked = std::chrono::steady_clock::now();
    kill(process_, SIGTERM);
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = 0;
    const auto took = std::chrono::steady_clock::now() - asked;
    return {std::chrono::duration_cast<std::chrono::milliseconds>(took), status};
  }

  const std::string& text() const { return text_; }

 private:
  pid_t process_ = 0;
  int said_ = -1;
  std::string text_;
};

std::string answer(const std::string& status, const std::string& headers = "") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n" + headers + "\r\n";
}

class AskedToStop : public ::testing::Test {
 protected:
  void begin(const std::string& url) {
    site_.write_access();
    std::string settings = site_.read("estafeta.yaml");
    settings.replace(settings.find("http://127.0.0.1:1"), 18, url);
    site_.write("estafeta.yaml", settings);
    // As after a first pass, so that nothing is counted beforehand.
    auto store = store::open_sqlite(site_.file("store.db"));
    ASSERT_TRUE(store);
    ASSERT_TRUE((*store)->set_value(service::kPollCursor, service::to_text({})).ok());
  }

  void listen_at(int port) const {
    site_.write("hints.secret", "a-secret-for-hints");
    std::filesystem::permissions(site_.file("hints.secret"), std::filesystem::perms::owner_read);
    site_.write("estafeta.yaml", site_.read("estafeta.yaml") + "listener: { address: \"127.0.0.1:" +
                                     std::to_string(port) + "\", secret_file: hints.secret }\n");
  }

  void expect_end(Service& service) {
    const auto [took, status] = service.stop();
    EXPECT_LT(took, seconds(2)) << service.text();
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
  }

  // Fulfilled by the first request that the server gets.
  std::promise<void> asked_;
  std::atomic<bool> is_asked_ = false;
  void note() {
    if (!is_asked_.exchange(true)) asked_.set_value();
  }

  SiteFolder site_;
};

TEST_F(AskedToStop, ItEndsWhileTheTrackerDoesNotAnswer) {
  estafeta::testing::WireServer server([this](const auto&) {
    note();
    return std::string("hang");
  });
  begin(server.url());
  Service service(site_);
  asked_.get_future().wait();
  expect_end(service);
}

TEST_F(AskedToStop, ItEndsBeforeTheTimeAtWhichTheTrackerAsksToBeTriedAgain) {
  estafeta::testing::WireServer server([this](const auto&) {
    note();
    return answer("503 Service Unavailable", "Retry-After: 25\r\n");
  });
  begin(server.url());
  Service service(site_);
  asked_.get_future().wait();
  expect_end(service);
  EXPECT_EQ(server.requests(), 1);
}

TEST_F(AskedToStop, ItEndsBetweenTwoPasses) {
  estafeta::testing::WireServer server([](const auto&) { return answer("401 Unauthorized"); });
  begin(server.url());
  Service service(site_);
  ASSERT_TRUE(service.says("key")) << service.text();
  expect_end(service);
}

int free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(probe, reinterpret_cast<sockaddr*>(&address), size), 0);
  ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(probe);
  return ntohs(address.sin_port);
}

using Listening = AskedToStop;

TEST_F(Listening, ItSaysThatItLivesAndWhyItIsNotReadyAndNeverItsKey) {
  estafeta::testing::WireServer server([](const auto&) { return answer("401 Unauthorized"); });
  begin(server.url());
  const int port = free_port();
  listen_at(port);
  Service service(site_);
  ASSERT_TRUE(service.says("key")) << service.text();
  httplib::Client client("127.0.0.1", port);
  const auto healthy = client.Get("/healthz"), ready = client.Get("/readyz"),
             figures = client.Get("/metrics");
  ASSERT_TRUE(healthy && ready && figures);
  EXPECT_EQ(healthy->status, 200);
  EXPECT_EQ(ready->status, 503);
  EXPECT_THAT(ready->body, ::testing::HasSubstr("no pass has been made yet"));
  EXPECT_THAT(figures->body, ::testing::HasSubstr("status=\"401\""));
  for (const auto& text : {ready->body, figures->body, service.text(), site_.read("store.db.status")}) {
    EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("0123456789")));
    EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("a-secret-for-hints")));
  }
  expect_end(service);
}

// What the service tells who started it.
class Manager {
 public:
  explicit Manager(const std::string& path)
      : path_(path), socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~Manager() { ::close(socket_); }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  std::string variable() const { return "NOTIFY_SOCKET=" + path_; }
  // Waits until it is told this.
  void hears(const std::string& words) const {
    char buffer[512];
    std::string text;
    while (text.find(words) == std::string::npos) {
      const auto length = ::recv(socket_, buffer, sizeof buffer, 0);
      ASSERT_GT(length, 0);
      text.assign(buffer, static_cast<std::size_t>(length));
    }
  }

 private:
  std::string path_;
  int socket_;
};

using Managed = AskedToStop;

TEST_F(Managed, ItTellsWhenItIsReadyThatItLivesWhenItReadsItsFilesAgainAndWhenItStops) {
  estafeta::testing::WireServer server([](const auto&) { return answer("401 Unauthorized"); });
  begin(server.url());
  const Manager manager(site_.file("notify"));
  Service service(site_, manager.variable());
  manager.hears("READY=1");
  manager.hears("WATCHDOG=1");
  service.signal(SIGHUP);
  manager.hears("RELOADING=1");
  manager.hears("READY=1");
  expect_end(service);
  manager.hears("STOPPING=1");
}

using FirstStart = AskedToStop;

TEST_F(FirstStart, WithTheTrackerAwayWaitsForItSaysSoOnceAndIsNotReady) {
  std::atomic<bool> is_back = false;
  estafeta::testing::WireServer server(
      [&is_back](const auto&) { return answer(is_back ? "401 Unauthorized" : "502 Bad Gateway"); });
  begin(server.url());
  std::filesystem::remove(site_.file("store.db"));
  const int port = free_port();
  listen_at(port);
  const Manager manager(site_.file("notify"));
  Service service(site_, manager.variable());
  manager.hears("READY=1");
  ASSERT_TRUE(service.says("502")) << service.text();
  httplib::Client client("127.0.0.1", port);
  const auto ready = client.Get("/readyz");
  ASSERT_TRUE(ready);
  EXPECT_EQ(ready->status, 503);
  // Back, it is asked, and what it says then is no longer a tracker that is away.
  is_back = true;
  service.signal(SIGUSR1);
  EXPECT_TRUE(service.says("key")) << service.text();
}

// An hour and more before and after now, every day of the week.
std::string hours_around_now() {
  const auto now = base::system_clock().now();
  const auto time = now - std::chrono::floor<std::chrono::days>(now);
  const auto* shift = time < std::chrono::hours(12) ? "00:00-14:00" : "10:00-24:00";
  std::string week;
  for (const auto* day : {"mon", "tue", "wed", "thu", "fri", "sat", "sun"})
    week += std::string(week.empty() ? "" : ", ") + day + ": [ \"" + shift + "\" ]";
  return "maintenance: { timezone: UTC, week: { " + week + " } }";
}

TEST_F(FirstStart, InTheHoursOfTheTrackersMaintenanceAsksItNothingAndEndsAtOnceWhenAsked) {
  estafeta::testing::WireServer server([](const auto&) { return answer("503 Service Unavailable"); });
  begin(server.url());
  std::filesystem::remove(site_.file("store.db"));
  std::string settings = site_.read("estafeta.yaml");
  settings.insert(settings.find("url:"), hours_around_now() + ", ");
  site_.write("estafeta.yaml", settings);
  const Manager manager(site_.file("notify"));
  Service service(site_, manager.variable());
  manager.hears("READY=1");
  ASSERT_TRUE(service.says("left alone until")) << service.text();
  expect_end(service);
  EXPECT_EQ(server.requests(), 0);
}

using Asked = AskedToStop;

TEST_F(Asked, HowItIsItTellsWhileItRunsAfterItWasStoppedAndAfterItWasKilled) {
  estafeta::testing::WireServer server([](const auto&) { return answer("401 Unauthorized"); });
  begin(server.url());
  const auto status = [this] { return site_.run({"--lang", "en", "status"}); };
  EXPECT_EQ(status().exit, 1);
  EXPECT_THAT(status().err, ::testing::HasSubstr("has not run with this store yet"));
  const Manager manager(site_.file("notify"));
  {
    Service service(site_, manager.variable());
    manager.hears("WATCHDOG_USEC");
    manager.hears("WATCHDOG_USEC");  // before a pass and after it
    const auto now = status();
    EXPECT_EQ(now.exit, 1);
    EXPECT_THAT(now.out, ::testing::HasSubstr("has been running since"));
    EXPECT_THAT(now.out, ::testing::HasSubstr("No pass has been possible since"));
    EXPECT_THAT(site_.run({"--format", "json", "status"}).out, ::testing::StartsWith("{\"runs\":true,"));
    expect_end(service);
  }
  EXPECT_THAT(status().out, ::testing::HasSubstr("was stopped on request"));
  {
    Service service(site_, manager.variable());
    manager.hears("READY=1");
  }
  EXPECT_THAT(status().out, ::testing::HasSubstr("ended without being stopped"));
}

using Reloaded = AskedToStop;

TEST_F(Reloaded, ASignalHasTheFilesReadAgainAndABadEditOfThemIsRefusedWithItsPlace) {
  estafeta::testing::WireServer server([](const auto&) { return answer("401 Unauthorized"); });
  begin(server.url());
  Service service(site_);
  ASSERT_TRUE(service.says("key")) << service.text();
  const std::string good = site_.read("mappings/policies.yaml");
  site_.write("mappings/policies.yaml", good + "nonsense: yes\n");
  service.signal(SIGHUP);
  EXPECT_TRUE(service.says("policies.yaml:")) << service.text();
  EXPECT_TRUE(service.says("former ones stay in force")) << service.text();
  site_.write("mappings/policies.yaml", good);
  service.signal(SIGHUP);
  EXPECT_TRUE(service.says("are in force")) << service.text();
  expect_end(service);
}

TEST_F(Reloaded, WhatCountsFromTheNextStartOnlyIsSaidByTheStatusUntilThen) {
  estafeta::testing::WireServer server([](const auto&) { return answer("401 Unauthorized"); });
  begin(server.url());
  Service service(site_);
  ASSERT_TRUE(service.says("key")) << service.text();
  std::string settings = site_.read("estafeta.yaml");
  settings.replace(settings.find(server.url()), server.url().size(), "http://127.0.0.1:9");
  site_.write("estafeta.yaml", settings);
  service.signal(SIGHUP);
  ASSERT_TRUE(service.says("are in force")) << service.text();
  const auto changed = site_.run({"--lang", "en", "status"});
  EXPECT_THAT(changed.out, ::testing::HasSubstr("only after a restart of the service: tracker."));
  EXPECT_EQ(changed.exit, 1);
  expect_end(service);
}

TEST_F(Reloaded, TheStatusSpeaksAsTheServiceDoesThoughTheFilesCannotBeRead) {
  estafeta::testing::WireServer server([](const auto&) { return answer("401 Unauthorized"); });
  begin(server.url());
  Service service(site_);
  ASSERT_TRUE(service.says("key")) << service.text();
  const auto first_line = [this] {
    const auto out = site_.run({"status"}).out;
    return out.substr(0, out.find('\n'));
  };
  const auto before = first_line();
  site_.write("estafeta.yaml", site_.read("estafeta.yaml") + "poll_interval: soon\n");
  EXPECT_EQ(first_line(), before);
  expect_end(service);
}

class OnADatabase : public ::testing::Test {
 protected:
  OnADatabase() {
    site_.write_access();
    site_.write("store.password", "open sesame\n");
    std::filesystem::permissions(site_.file("store.password"), std::filesystem::perms::owner_read);
    change_settings("http://127.0.0.1:1", tracker_.url());
    change_settings("path: store.db", "postgresql: { host: " + database_.host +
                                          ", database: " + database_.name + ", user: " + database_.user +
                                          ", password_file: store.password }, status_file: status");
  }

  void change_settings(const std::string& from, const std::string& to) const {
    std::string settings = site_.read("estafeta.yaml");
    settings.replace(settings.find(from), from.size(), to);
    site_.write("estafeta.yaml", settings);
  }
  void share_work() const { change_settings("password_file:", "share_work: true, password_file:"); }
  std::unique_ptr<store::Store> open() {
    auto opened = store::open_postgresql(database_, store::Patience::none, base::system_clock(),
                                         base::system_sleeper());
    EXPECT_TRUE(opened) << (opened ? "" : to_string(opened.error()));
    return opened ? std::move(*opened) : nullptr;
  }
  // As after a first pass, so that nothing is counted beforehand.
  void make_a_pass() { ASSERT_TRUE(open()->set_value(service::kPollCursor, service::to_text({})).ok()); }
  void set_lease(const std::string& from_now) {
    server_.run(database_.name,
                "UPDATE estafeta_lease SET until = clock_timestamp() + INTERVAL '" + from_now + "'");
  }
  void let_the_leases_of_members_pass() {
    server_.run(database_.name, "UPDATE estafeta_member SET until = clock_timestamp() - INTERVAL '1 second'");
  }

  testing::Postgresql& server_ = testing::Postgresql::server();
  std::string name_ = server_.make_database("open sesame");
  store::PostgresqlDatabase database_{.host = server_.folder(), .name = name_, .user = name_, .password = [] {
                                        return base::Secret("open sesame");
                                      }};
  estafeta::testing::WireServer tracker_{[](const auto&) { return answer("401 Unauthorized"); }};
  SiteFolder site_;
};

TEST_F(OnADatabase, TheServiceRunsAndNeverSaysItsPassword) {
  make_a_pass();
  Service service(site_);
  ASSERT_TRUE(service.says("key")) << service.text();
  EXPECT_THAT(service.text() + site_.read("status"), ::testing::Not(::testing::HasSubstr("sesame")));
  const auto [took, status] = service.stop();
  EXPECT_LT(took, seconds(2));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_TRUE(open()) << "the lease was given back";
}

TEST_F(OnADatabase, ASecondServiceIsRefusedByTheNameOfTheFirst) {
  const auto first = open();
  Service second(site_);
  // The first one lives: it renews its lease.
  set_lease("1 minute");
  set_lease("2 minutes");
  while (second.runs()) set_lease("2 minutes");
  EXPECT_EQ(second.exit_code(), kHeld);
  EXPECT_TRUE(second.says("is in use by process " + std::to_string(getpid()))) << second.text();
}

TEST_F(OnADatabase, TwoServicesShareTheWorkAndStatusSaysWhoHasWhat) {
  make_a_pass();
  share_work();
  Service first(site_);
  ASSERT_TRUE(first.says("This process looks after")) << first.text();
  Service second(site_);
  ASSERT_TRUE(second.says("This process looks after")) << second.text();
  const auto status = site_.run({"--lang", "en", "status"}).out;
  EXPECT_THAT(status, ::testing::HasSubstr("looks after what belongs to no client"));
  EXPECT_EQ(WEXITSTATUS(first.stop().second), 0);
  const auto sharers = store::sharers_of(database_);
  ASSERT_TRUE(sharers);
  EXPECT_EQ(sharers->size(), 1U);
  EXPECT_EQ(WEXITSTATUS(second.stop().second), 0);
}

// So that systemd starts it again.
TEST_F(OnADatabase, OfAServerThatIsAwayTheServiceEndsAsForATrackerThatIsAway) {
  change_settings(database_.host, "/nowhere");
  Service service(site_);
  EXPECT_EQ(service.exit_code(), kTracker);
  EXPECT_TRUE(service.says("cannot be reached")) << service.text();
}

TEST_F(OnADatabase, AServiceWhoseStoreWasTakenOverEnds) {
  make_a_pass();
  Service late(site_);
  ASSERT_TRUE(late.says("key")) << late.text();
  set_lease("-1 second");
  const auto next = open();
  ASSERT_TRUE(next);
  while (late.runs()) late.signal(SIGUSR1);  // looks again
  EXPECT_EQ(late.exit_code(), kHeld);
  EXPECT_TRUE(late.says("It writes nothing more")) << late.text();
}

TEST_F(OnADatabase, AServiceWhoseShareWasTakenOverEndsSoThatItIsStartedAgain) {
  make_a_pass();
  share_work();
  Service late(site_);
  ASSERT_TRUE(late.says("key")) << late.text();
  let_the_leases_of_members_pass();
  const auto next = open();
  ASSERT_TRUE(next);
  while (late.runs()) late.signal(SIGUSR1);  // looks again
  EXPECT_EQ(late.exit_code(), kTracker) << "systemd starts it again, and it takes its share";
  EXPECT_TRUE(late.says("It writes nothing more")) << late.text();
}

TEST_F(OnADatabase, AServiceThatWantsItForItselfIsRefusedWhereOthersShareIt) {
  make_a_pass();
  const auto alone = site_.read("estafeta.yaml");
  share_work();
  Service sharing(site_);
  ASSERT_TRUE(sharing.says("This process looks after")) << sharing.text();
  site_.write("estafeta.yaml", alone);
  Service second(site_);
  EXPECT_EQ(second.exit_code(), kHeld);
  EXPECT_TRUE(second.says("is in use by")) << second.text();
}

}  // namespace
}  // namespace estafeta::cli
