#include "connector/store/schema.h"

#include <soci/soci.h>

#include <array>
#include <string>

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
};
static_assert(kMigrations.size() == kNewestSchema);

}  // namespace

int schema_version(soci::session& session) {
  int version = 0;
  session << "PRAGMA user_version", soci::into(version);
  return version;
}

bool is_foreign(soci::session& session, int version) {
  int tables = 0;
  if (version == 0) session << "SELECT COUNT(*) FROM sqlite_master", soci::into(tables);
  return tables > 0;
}

void migrate(soci::session& session, int from) {
  for (std::size_t next = static_cast<std::size_t>(from); next < kMigrations.size(); ++next) {
    soci::transaction all_or_nothing(session);
    std::string script = kMigrations[next];
    while (!script.empty()) {
      const auto end = script.find(';');
      session << script.substr(0, end);
      script.erase(0, end + 1);
    }
    session << "PRAGMA user_version = " + std::to_string(next + 1);
    all_or_nothing.commit();
  }
}

}  // namespace estafeta::store
