#include "connector/config/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/source_dir.h"
#include "tests/unit/config/folder.h"

namespace estafeta::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kFull = R"(
tracker:
  kind: redmine
  url: https://redmine.example.com/path/
  key_file: secrets/key
  ids_file: ../ids.json
  ca_file: /etc/ssl/own.pem
  request_limit: 90s
  requests_per_second: 20
  maintenance: { timezone: UTC, week: { sun: [ "03:00-05:00" ] } }
store: { path: store.sqlite3 }
listener: { address: "[::1]:8787", secret_file: hints.secret }
mappings: mappings
templates: /srv/templates
live_from: 2026-06-01T00:00:00Z
limits: { tasks_per_change: 70, writes_per_pass: 300, mails_per_pass: 10 }
poll_interval: 15s
open_changes_interval: 5m
silent_after: 4h
repeats: { times: 3, days: 60 }
pictures: false
log: debug
)";

constexpr const char* kLeast = R"(
tracker: { kind: redmine, url: "http://127.0.0.1:3000", key_file: key, ids_file: ids }
store: { path: store }
mappings: m
templates: t
live_from: 2026-06-01T00:00:00Z
)";

TEST(Settings, ThatWouldNeverAskTheTrackerAnythingAreRefused) {
  const std::string always =
      R"(, maintenance: { timezone: Europe/Berlin, week: { mon: [ "00:00-24:00" ], tue: [ "00:00-24:00" ], )"
      R"(wed: [ "00:00-24:00" ], thu: [ "00:00-24:00" ], fri: [ "00:00-24:00" ], sat: [ "00:00-24:00" ], )"
      R"(sun: [ "00:00-12:00", "12:00-24:00" ] } } })";
  std::string text = kLeast;
  text.replace(text.find(" }"), 2, always);
  EXPECT_THAT(listed(parse_settings(text, "estafeta.yaml").problems),
              ElementsAre(HasSubstr("config.maintenance_always")));
}

TEST(Settings, AreReadWithPathsRelativeToTheirFile) {
  const auto [settings, problems] = parse_settings(kFull, "/etc/estafeta/estafeta.yaml");
  EXPECT_THAT(listed(problems), IsEmpty());
  Settings expected;
  expected.tracker = {TrackerKind::redmine,
                      "https://redmine.example.com/path",
                      "/etc/estafeta/secrets/key",
                      "/etc/ids.json",
                      "/etc/ssl/own.pem",
                      base::Seconds(90),
                      20};
  auto& sunday = expected.tracker.maintenance.emplace().week[6];
  sunday.push_back({std::chrono::hours(3), std::chrono::hours(5)});
  expected.listener = {"::1", 8787, "/etc/estafeta/hints.secret"};
  expected.store = {"/etc/estafeta/store.sqlite3", {}, "/etc/estafeta/store.sqlite3.status"};
  expected.mappings_folder = "/etc/estafeta/mappings";
  expected.templates_folder = "/srv/templates";
  expected.live_from = base::parse_instant("2026-06-01T00:00:00Z").value();
  expected.live_from_at = {"/etc/estafeta/estafeta.yaml", 15, 12};
  expected.limits = {70, 300, 10};
  expected.poll_interval = base::Seconds(15);
  expected.open_changes_interval = base::Seconds(300);
  expected.silent_after = std::chrono::hours(4);
  expected.repeats_times = 3;
  expected.repeats_days = 60;
  expected.pictures = false;
  expected.log_level = base::LogLevel::debug;
  EXPECT_EQ(settings, expected);
}

TEST(Settings, HaveDefaultsForWhatMayBeLeftOut) {
  const auto [settings, problems] = parse_settings(kLeast, "estafeta.yaml");
  EXPECT_THAT(listed(problems), IsEmpty());
  EXPECT_EQ(settings.limits, (Limits{60, 200, 100}));
  EXPECT_EQ(settings.poll_interval, base::Seconds(30));
  EXPECT_EQ(settings.tracker.request_limit, base::Seconds(60));
  EXPECT_EQ(settings.tracker.ca_file, "");
  EXPECT_EQ(settings.store.path, "store");
  EXPECT_EQ(settings.silent_after, std::chrono::hours(16));
  EXPECT_TRUE(settings.pictures);
}

TEST(Settings, NameEveryProblemAtOnce) {
  const auto loaded = parse_settings(
      "tracker: { kind: redmin, url: redmine.example.com, key_fil: k, ids_file: '' }\n"
      "store: store.sqlite3\n"
      "mappings: [m]\n"
      "live_from: 2026-06-01\n"
      "limits: { tasks_per_change: 0, writes_per_pass: many }\n"
      "poll_interval: 1d\n",
      "estafeta.yaml");
  EXPECT_THAT(listed(loaded.problems),
              ElementsAre("estafeta.yaml:1:1 config.missing_key{key=templates}",
                          "estafeta.yaml:1:18 config.not_one_of_near{name=redmin, near=redmine}",
                          HasSubstr("estafeta.yaml:1:31 config.bad_url"),
                          "estafeta.yaml:1:52 config.unknown_key_near{name=key_fil, near=key_file}",
                          "estafeta.yaml:1:74 config.not_a_text",
                          "estafeta.yaml:2:8 config.not_a_map{known=[path, postgresql, status_file]}",
                          "estafeta.yaml:3:11 config.not_a_text",
                          "estafeta.yaml:4:12 config.not_an_instant{text=2026-06-01}",
                          HasSubstr("estafeta.yaml:5:29 config.not_an_integer{text=0,"),
                          HasSubstr("estafeta.yaml:5:49 config.not_an_integer{text=many,"),
                          "estafeta.yaml:6:16 config.not_a_duration{text=1d}"));
}

std::string with_store(const std::string& store) {
  std::string text = kLeast;
  return text.replace(text.find("{ path: store }"), 15, store);
}

TEST(Settings, MayNameADatabaseForTheStore) {
  const auto [settings, problems] = parse_settings(
      with_store("{ postgresql: { host: db.example.com, port: 6432, database: estafeta, user: service, "
                 "password_file: store.password, ca_file: /etc/ssl/own.pem, share_work: true }, status_file: "
                 "state/status }"),
      "/etc/estafeta/estafeta.yaml");
  EXPECT_THAT(listed(problems), IsEmpty());
  const PostgresqlSettings server{
      "db.example.com",   6432, "estafeta", "service", "/etc/estafeta/store.password",
      "/etc/ssl/own.pem", true};
  EXPECT_EQ(settings.store, (StoreSettings{"", server, "/etc/estafeta/state/status"}));
}

TEST(Settings, OfADatabaseNeedNoPasswordAndNoPort) {
  const auto [settings, problems] = parse_settings(
      with_store("{ postgresql: { host: /run/postgresql, database: d, user: u }, status_file: s }"),
      "e.yaml");
  EXPECT_THAT(listed(problems), IsEmpty());
  EXPECT_EQ(settings.store.postgresql, (PostgresqlSettings{"/run/postgresql", 5432, "d", "u", "", ""}));
}

TEST(Settings, NameOnePlaceForTheStore) {
  const auto said = [](const std::string& store) {
    return listed(parse_settings(with_store(store), "e.yaml").problems);
  };
  EXPECT_THAT(said("{}"), ElementsAre("e.yaml:3:8 config.no_store"));
  EXPECT_THAT(said("{ path: p, postgresql: { host: h, database: d, user: u } }"),
              ElementsAre(HasSubstr("config.one_store")));
  EXPECT_THAT(said("{ postgresql: { host: h, database: d, user: u } }"),
              ElementsAre("e.yaml:3:8 config.missing_key{key=status_file}"));
  EXPECT_THAT(said("{ postgresql: { host: h }, status_file: s }"),
              ElementsAre(HasSubstr("missing_key{key=database}"), HasSubstr("missing_key{key=user}")));
  EXPECT_THAT(said("{ postgresql: { host: h, database: d, user: u, password: secret }, status_file: s }"),
              ElementsAre(HasSubstr("config.unknown_key")));
}

TEST(Settings, OfADatabaseNameOneHost) {
  for (const std::string host : {"postgresql://h/d", "h:5432", "a,b", "u@h", "h?x=y", "a b", "h/d"}) {
    const auto loaded = parse_settings(
        with_store("{ postgresql: { host: '" + host + "', database: d, user: u }, status_file: s }"),
        "e.yaml");
    EXPECT_THAT(listed(loaded.problems), ElementsAre(HasSubstr("config.bad_host{text=" + host + "}")));
  }
  for (const std::string host : {"h", "10.0.0.1", "::1", "/run/postgresql", "db-1.example.com"}) {
    const auto loaded = parse_settings(
        with_store("{ postgresql: { host: '" + host + "', database: d, user: u }, status_file: s }"),
        "e.yaml");
    EXPECT_THAT(listed(loaded.problems), IsEmpty()) << host;
  }
}

TEST(Settings, OfTheListenerNameAHostAndAPort) {
  for (const std::string address :
       {"127.0.0.1", "127.0.0.1:", ":8787", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:87x", "8787"}) {
    const auto loaded = parse_settings(
        kLeast + ("listener: { address: '" + address + "', secret_file: s }\n"), "estafeta.yaml");
    EXPECT_THAT(listed(loaded.problems), ElementsAre(HasSubstr("config.bad_address{text=" + address + "}")));
  }
}

TEST(Settings, ThatWouldMakeTheServiceSeemToStandStillAreSaid) {
  for (const char* key : {"poll_interval", "open_changes_interval", "silent_after"}) {
    const auto loaded = parse_settings(std::string(key) + ": 10000h\n", "estafeta.yaml");
    EXPECT_THAT(listed(loaded.problems),
                ::testing::Contains(HasSubstr("config.duration_too_long{text=10000h, most=")))
        << key;
  }
}

TEST(Settings, OfNoTimeAtAllSayThatItMustBeMore) {
  for (const char* key : {"poll_interval", "open_changes_interval", "silent_after"}) {
    for (const char* zero : {"0s", "0h", "0m0s"}) {
      const auto loaded = parse_settings(std::string(key) + ": " + zero + "\n", "estafeta.yaml");
      EXPECT_THAT(listed(loaded.problems),
                  ::testing::Contains(HasSubstr("config.duration_of_zero{text=" + std::string(zero) + "}")));
    }
    const auto loaded = parse_settings(std::string(key) + ": -5m\n", "estafeta.yaml");
    EXPECT_THAT(listed(loaded.problems), ::testing::Contains(HasSubstr("config.not_a_duration{text=-5m}")));
  }
}

TEST(Settings, RefuseAddressesThatCarryMoreThanAPlace) {
  for (const char* url :
       {"ftp://x", "redmine", "https://x/?a=b", "https://user@x", "https://x/#a", "http://a b"}) {
    std::string text = kLeast;
    text.replace(text.find("http://127.0.0.1:3000"), 21, url);
    const auto loaded = parse_settings(text, "estafeta.yaml");
    ASSERT_EQ(loaded.problems.size(), 1u) << url;
    EXPECT_EQ(loaded.problems[0].what.key, "config.bad_url");
  }
}

TEST(Settings, ThatCannotBeReadAreAProblem) {
  const auto loaded = load_settings("/nonexistent/estafeta.yaml");
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_EQ(loaded.problems[0].where.file, "/nonexistent/estafeta.yaml");
  EXPECT_TRUE(base::has_errors(parse_settings("a: [", "estafeta.yaml").problems));
}

// The commented example an administrator begins with.
TEST(Settings, OfTheExampleAreGood) {
  const auto loaded = load_settings(tests::source_dir() + "/install/estafeta.yaml");
  EXPECT_THAT(listed(loaded.problems), IsEmpty());
}

}  // namespace
}  // namespace estafeta::config
