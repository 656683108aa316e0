#include "connector/store/schema.h"

#include <soci/soci.h>

#include <array>
#include <string>
#include <string_view>

namespace estafeta::store {

namespace {

// One entry per schema version, applied in order; never edited once released.
constexpr std::array kMigrations{
    "CREATE TABLE setting (name TEXT PRIMARY KEY, text TEXT NOT NULL);"
    "CREATE TABLE intent (key TEXT PRIMARY KEY, begun TEXT NOT NULL);"
    "CREATE TABLE judgement (issue INTEGER PRIMARY KEY, text TEXT NOT NULL);"
    "CREATE TABLE look_again (issue INTEGER PRIMARY KEY, due TEXT NOT NULL);"
    "CREATE INDEX look_again_due ON look_again (due);",
    "DROP TABLE judgement;"
    "CREATE TABLE incident (issue INTEGER PRIMARY KEY, updated TEXT NOT NULL, facts TEXT NOT NULL, "
    "judgement TEXT NOT NULL, basis TEXT NOT NULL, told TEXT NOT NULL);",
    "CREATE TABLE card (change INTEGER PRIMARY KEY, text TEXT NOT NULL);",
    "CREATE TABLE waiting (issue INTEGER PRIMARY KEY, attempts INTEGER NOT NULL, next TEXT NOT NULL, "
    "seen INTEGER NOT NULL, code TEXT NOT NULL, project TEXT NOT NULL, why TEXT NOT NULL, "
    "told TEXT NOT NULL);"
    "CREATE TABLE refusal (issue INTEGER PRIMARY KEY, belongs_to INTEGER NOT NULL, parts TEXT NOT NULL, "
    "attempts INTEGER NOT NULL, next TEXT NOT NULL, seen INTEGER NOT NULL, answer TEXT NOT NULL, "
    "note TEXT NOT NULL, told INTEGER NOT NULL);",
    "ALTER TABLE incident ADD COLUMN in_trouble INTEGER NOT NULL DEFAULT 0;"
    "UPDATE incident SET in_trouble = 1 WHERE judgement LIKE '%\"at_risk\"%' OR judgement LIKE "
    "'%\"breached\"%';"
    "CREATE INDEX incident_in_trouble ON incident (issue) WHERE in_trouble = 1;",
    "CREATE TABLE issue_part (issue INTEGER PRIMARY KEY, part TEXT NOT NULL);",
};
static_assert(kMigrations.size() == kNewestSchema);

class SqliteDialect : public Dialect {
 public:
  int version(soci::session& session) const override {
    int version = 0;
    session << "PRAGMA user_version", soci::into(version);
    return version;
  }
  void set_version(soci::session& session, int version) const override {
    session << "PRAGMA user_version = " + std::to_string(version);
  }
  bool has_tables(soci::session& session) const override {
    int tables = 0;
    session << "SELECT COUNT(*) FROM sqlite_master", soci::into(tables);
    return tables > 0;
  }
  std::string spelled(std::string statement) const override { return statement; }
};

class PostgresqlDialect : public Dialect {
 public:
  int version(soci::session& session) const override {
    int tables = 0, version = 0;
    session << "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() "
               "AND tablename = 'estafeta_schema'",
        soci::into(tables);
    if (tables > 0) session << "SELECT COALESCE(MAX(version), 0) FROM estafeta_schema", soci::into(version);
    return version;
  }
  void set_version(soci::session& session, int version) const override {
    session << "CREATE TABLE IF NOT EXISTS estafeta_schema (part TEXT PRIMARY KEY, version BIGINT NOT NULL)";
    session << "INSERT INTO estafeta_schema (part, version) VALUES ('store', :version) "
               "ON CONFLICT (part) DO UPDATE SET version = excluded.version",
        soci::use(version, "version");
  }
  bool has_tables(soci::session& session) const override {
    int tables = 0;
    // Also those that this user may not read, which information_schema would not show.
    session << "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() "
               "AND tablename NOT IN ('estafeta_lease', 'estafeta_member', 'estafeta_part')",
        soci::into(tables);
    return tables > 0;
  }
  // SQLite's INTEGER has 64 bits, PostgreSQL's 32.
  std::string spelled(std::string statement) const override {
    constexpr std::string_view kInteger = "INTEGER", kOf64Bits = "BIGINT";
    for (auto at = statement.find(kInteger); at != std::string::npos; at = statement.find(kInteger, at)) {
      statement.replace(at, kInteger.size(), kOf64Bits);
    }
    return statement;
  }
};

}  // namespace

const Dialect& sqlite_dialect() {
  static const SqliteDialect dialect;
  return dialect;
}

const Dialect& postgresql_dialect() {
  static const PostgresqlDialect dialect;
  return dialect;
}

// In this order: another process may be making our tables in this moment.
bool is_foreign(soci::session& session, const Dialect& dialect) {
  return dialect.has_tables(session) && dialect.version(session) == 0;
}

base::Status migrate(soci::session& session, const Dialect& dialect, int from,
                     const std::function<base::Status()>& may_commit) {
  for (std::size_t next = static_cast<std::size_t>(from); next < kMigrations.size(); ++next) {
    soci::transaction all_or_nothing(session);
    std::string script = kMigrations[next];
    while (!script.empty()) {
      const auto end = script.find(';');
      session << dialect.spelled(script.substr(0, end));
      script.erase(0, end + 1);
    }
    dialect.set_version(session, static_cast<int>(next) + 1);
    if (auto may = may_commit(); !may.ok()) return may;
    all_or_nothing.commit();
  }
  return {};
}

}  // namespace estafeta::store
