#include "tests/unit/store/place.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <utility>

#include "connector/store/postgresql_store.h"
#include "connector/store/sqlite_store.h"
#include "tests/support/postgresql.h"
#include "tests/support/temporary_folder.h"

namespace estafeta::store {

namespace {

class InFile : public Place {
 public:
  base::Result<std::unique_ptr<Store>> open() override { return open_sqlite(path_); }
  base::Result<std::unique_ptr<Store>> view() override { return view_of_sqlite(path_); }
  void outlive_the_dead() override {}
  base::Result<std::optional<std::string>> read_value(const std::string& name) override {
    return read_sqlite_value(path_, name);
  }
  base::Status read_incidents(const std::function<void(const IncidentRecord&)>& visit) override {
    return read_sqlite_incidents(path_, visit);
  }
  void make_newer() override {
    EXPECT_TRUE(open());
    run("PRAGMA user_version = 999");
  }
  void make_foreign() override { run("CREATE TABLE issues (id INTEGER)"); }

 private:
  void run(const char* sql) {
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &raw), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(raw);
  }

  testing::TemporaryFolder folder_;
  std::string path_ = folder_.file("estafeta.db");
};

class OnServer : public Place {
 public:
  base::Result<std::unique_ptr<Store>> open() override {
    return open_postgresql(database_, Patience::none, base::system_clock(), base::system_sleeper());
  }
  base::Result<std::unique_ptr<Store>> view() override { return view_of_postgresql(database_); }
  void outlive_the_dead() override {
    run("UPDATE estafeta_lease SET until = clock_timestamp() - INTERVAL '1 second'");
  }
  base::Result<std::optional<std::string>> read_value(const std::string& name) override {
    return read_postgresql_value(database_, name);
  }
  base::Status read_incidents(const std::function<void(const IncidentRecord&)>& visit) override {
    return read_postgresql_incidents(database_, visit);
  }
  void make_newer() override {
    EXPECT_TRUE(open());
    run("UPDATE estafeta_schema SET version = 999");
  }
  void make_foreign() override { run("CREATE TABLE issues (id INTEGER)"); }

 private:
  void run(const char* sql) { testing::Postgresql::server().run(database_.name, sql); }

  PostgresqlDatabase database_ = make_postgresql_database();
};

}  // namespace

std::unique_ptr<Place> make_place(Kind kind) {
  if (kind == Kind::file) return std::make_unique<InFile>();
  return std::make_unique<OnServer>();
}

PostgresqlDatabase make_postgresql_database() {
  auto& server = testing::Postgresql::server();
  const auto name = server.make_database("it''s a \\ \"long\" one: %41&b=c?");
  return {.host = server.folder(), .name = name, .user = name, .password = [] {
            return base::Secret("it's a \\ \"long\" one: %41&b=c?");
          }};
}

std::unique_ptr<Store> opened(base::Result<std::unique_ptr<Store>> result) {
  EXPECT_TRUE(result) << (result ? "" : base::to_string(result.error()));
  return result ? std::move(*result) : nullptr;
}

}  // namespace estafeta::store
