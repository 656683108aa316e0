#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <sstream>
#include <utility>

#include "connector/base/time.h"
#include "connector/store/lock.h"
#include "connector/store/store.h"

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
};

// What SQLite says of a file that is not, or not any more, what it was.
enum class Fault { other, damaged, no_database };

Fault fault_of(const soci::soci_error& error) {
  const auto* told = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  if (told == nullptr) return Fault::other;
  constexpr int kPrimary = 0xFF;  // an extended code has the primary one in its lowest byte
  switch (told->result() & kPrimary) {
    case SQLITE_CORRUPT:
      return Fault::damaged;
    case SQLITE_NOTADB:
      return Fault::no_database;
    default:
      return Fault::other;
  }
}

base::Status damaged(const std::string& file, const std::string& why) {
  return base::Status(base::Code::failed_precondition,
                      base::Phrase("store.damaged", {{"file", file}, {"why", why}}));
}

base::Status not_a_store(const std::string& file) {
  return base::Status(base::Code::failed_precondition, base::Phrase("store.not_a_store", {{"file", file}}));
}

base::Status broken(const std::string& file, const soci::soci_error& error) {
  if (fault_of(error) != Fault::other) return damaged(file, error.what());
  return base::Status(base::Code::unavailable, base::Phrase("store.broken", {{"why", error.what()}}));
}

base::Status newer(const std::string& file, int version) {
  return base::Status(base::Code::failed_precondition,
                      base::Phrase("store.newer", {{"file", file}, {"version", std::int64_t{version}}}));
}

base::Status cannot_open(const std::string& file, const soci::soci_error& error) {
  switch (fault_of(error)) {
    case Fault::damaged:
      return damaged(file, error.what());
    case Fault::no_database:
      return not_a_store(file);
    case Fault::other:
      break;
  }
  return base::Status(base::Code::unavailable,
                      base::Phrase("store.cannot_open", {{"file", file}, {"why", error.what()}}));
}

using Visit = std::function<void(const IncidentRecord&)>;

void visit(soci::session& session, const std::string& which, const Visit& visitor) {
  long long issue = 0;
  std::string updated, facts, judgement, basis, told;
  soci::statement rows =
      (session.prepare << "SELECT issue, updated, facts, judgement, basis, told FROM incident" + which,
       soci::into(issue), soci::into(updated), soci::into(facts), soci::into(judgement), soci::into(basis),
       soci::into(told));
  rows.execute();
  while (rows.fetch()) {
    visitor({{issue}, base::parse_instant(updated).value_or(base::Instant{}), facts, judgement, basis, told});
  }
}

void visit_values(soci::session& session,
                  const std::function<void(const std::string& name, const std::string& text)>& visitor) {
  std::string name, text;
  soci::statement rows =
      (session.prepare << "SELECT name, text FROM setting", soci::into(name), soci::into(text));
  rows.execute();
  while (rows.fetch()) visitor(name, text);
}

using VisitCard = std::function<void(base::IssueId change, const std::string& text)>;

void visit_cards(soci::session& session, const VisitCard& visitor) {
  long long change = 0;
  std::string text;
  soci::statement rows = (session.prepare << "SELECT change, text FROM card ORDER BY change",
                          soci::into(change), soci::into(text));
  rows.execute();
  while (rows.fetch()) visitor({change}, text);
}

constexpr char kBetweenParts = '\n';

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : std::string(1, kBetweenParts)) + part;
  return text;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream lines(text);
  for (std::string part; std::getline(lines, part, kBetweenParts);) parts.push_back(part);
  return parts;
}

class SqlStore : public Store {
 public:
  SqlStore(std::string path, FileLock lock, std::unique_ptr<soci::session> session)
      : path_(std::move(path)), lock_(std::move(lock)), session_(std::move(session)) {}

  base::Result<std::optional<std::string>> value(const std::string& name) override {
    return query([&]() -> std::optional<std::string> {
      return one_text("SELECT text FROM setting WHERE name = :key", name);
    });
  }

  base::Status set_value(const std::string& name, const std::string& text) override {
    return execute([&] {
      *session_ << "INSERT INTO setting (name, text) VALUES (:name, :text) "
                   "ON CONFLICT (name) DO UPDATE SET text = excluded.text",
          soci::use(name, "name"), soci::use(text, "text");
    });
  }

  base::Status begin_intent(const Intent& intent) override {
    const std::string begun = base::format_instant(intent.begun);
    return execute([&] {
      *session_ << "INSERT INTO intent (key, begun) VALUES (:key, :begun) "
                   "ON CONFLICT (key) DO UPDATE SET begun = excluded.begun",
          soci::use(intent.key, "key"), soci::use(begun, "begun");
    });
  }

  base::Status end_intent(const std::string& key) override {
    return execute([&] { *session_ << "DELETE FROM intent WHERE key = :key", soci::use(key, "key"); });
  }

  base::Result<std::vector<Intent>> open_intents() override {
    return query([&] {
      std::vector<Intent> intents;
      const soci::rowset<soci::row> rows = session_->prepare << "SELECT key, begun FROM intent ORDER BY key";
      for (const soci::row& row : rows) {
        const auto begun = base::parse_instant(row.get<std::string>(1));
        if (begun) intents.push_back({row.get<std::string>(0), *begun});
      }
      return intents;
    });
  }

  base::Status set_incident(const IncidentRecord& record) override {
    const std::string updated = base::format_instant(record.updated);
    return execute([&] {
      *session_ << "INSERT INTO incident (issue, updated, facts, judgement, basis, told) "
                   "VALUES (:issue, :updated, :facts, :judgement, :basis, :told) "
                   "ON CONFLICT (issue) DO UPDATE SET updated = excluded.updated, facts = excluded.facts, "
                   "judgement = excluded.judgement, basis = excluded.basis, told = excluded.told",
          soci::use(static_cast<long long>(record.issue.value), "issue"), soci::use(updated, "updated"),
          soci::use(record.facts, "facts"), soci::use(record.judgement, "judgement"),
          soci::use(record.basis, "basis"), soci::use(record.told, "told");
    });
  }

  base::Result<std::optional<IncidentRecord>> incident(base::IssueId issue) override {
    std::optional<IncidentRecord> found;
    const std::string where = " WHERE issue = " + std::to_string(issue.value);
    const auto read =
        execute([&] { visit(*session_, where, [&](const IncidentRecord& record) { found = record; }); });
    if (!read.ok()) return base::fail(read);
    return found;
  }

  base::Status each_incident(const Visit& visitor) override {
    return execute([&] { visit(*session_, " ORDER BY issue", visitor); });
  }

  base::Status set_card(base::IssueId change, const std::string& text) override {
    const auto id = static_cast<long long>(change.value);
    return execute([&] {
      if (text.empty()) {
        *session_ << "DELETE FROM card WHERE change = :change", soci::use(id, "change");
        return;
      }
      *session_ << "INSERT INTO card (change, text) VALUES (:change, :text) "
                   "ON CONFLICT (change) DO UPDATE SET text = excluded.text",
          soci::use(id, "change"), soci::use(text, "text");
    });
  }

  base::Status each_card(const VisitCard& visitor) override {
    return execute([&] { visit_cards(*session_, visitor); });
  }

  base::Status look_again(base::IssueId issue, std::optional<base::Instant> at) override {
    const auto id = static_cast<long long>(issue.value);
    return execute([&] {
      if (!at) {
        *session_ << "DELETE FROM look_again WHERE issue = :issue", soci::use(id, "issue");
        return;
      }
      const std::string due = base::format_instant(*at);
      *session_ << "INSERT INTO look_again (issue, due) VALUES (:issue, :due) "
                   "ON CONFLICT (issue) DO UPDATE SET due = excluded.due",
          soci::use(id, "issue"), soci::use(due, "due");
    });
  }

  base::Result<std::vector<base::IssueId>> due(base::Instant now) override {
    return query([&] {
      std::vector<base::IssueId> issues;
      const std::string until = base::format_instant(now);
      const soci::rowset<long long> rows =
          (session_->prepare << "SELECT issue FROM look_again WHERE due <= :until ORDER BY due, issue",
           soci::use(until, "until"));
      for (const long long id : rows) issues.push_back({id});
      return issues;
    });
  }

  base::Result<std::optional<base::Instant>> next_due() override {
    return query([&]() -> std::optional<base::Instant> {
      std::string due;
      soci::indicator none = soci::i_null;
      *session_ << "SELECT MIN(due) FROM look_again", soci::into(due, none);
      if (none != soci::i_ok) return std::nullopt;
      return base::parse_instant(due);
    });
  }

  base::Status set_waiting(const Waiting& one) override {
    const auto id = static_cast<long long>(one.issue.value);
    const auto seen = static_cast<long long>(one.seen.value);
    const std::string next = one.next ? base::format_instant(*one.next) : "";
    const std::string code(to_string(one.code));
    return execute([&] {
      *session_ << "INSERT INTO waiting (issue, attempts, next, seen, code, project, why, told) "
                   "VALUES (:issue, :attempts, :next, :seen, :code, :project, :why, :told) "
                   "ON CONFLICT (issue) DO UPDATE SET attempts = excluded.attempts, next = excluded.next, "
                   "seen = excluded.seen, code = excluded.code, project = excluded.project, "
                   "why = excluded.why, told = excluded.told",
          soci::use(id, "issue"), soci::use(one.attempts, "attempts"), soci::use(next, "next"),
          soci::use(seen, "seen"), soci::use(code, "code"), soci::use(one.project, "project"),
          soci::use(one.why, "why"), soci::use(one.told, "told");
    });
  }

  base::Status end_waiting(base::IssueId issue) override {
    const auto id = static_cast<long long>(issue.value);
    return execute([&] { *session_ << "DELETE FROM waiting WHERE issue = :issue", soci::use(id, "issue"); });
  }

  base::Result<std::vector<Waiting>> waiting() override {
    return query([&] {
      std::vector<Waiting> all;
      long long issue = 0, seen = 0;
      std::string next, code;
      Waiting one;
      soci::statement rows =
          (session_->prepare << "SELECT issue, attempts, next, seen, code, project, why, told FROM waiting "
                                "ORDER BY issue",
           soci::into(issue), soci::into(one.attempts), soci::into(next), soci::into(seen), soci::into(code),
           soci::into(one.project), soci::into(one.why), soci::into(one.told));
      rows.execute();
      while (rows.fetch()) {
        one.issue = {issue};
        one.seen = {seen};
        const auto at = base::parse_instant(next);
        one.next = at ? std::optional(*at) : std::nullopt;
        one.code = base::code_from(code);
        all.push_back(one);
      }
      return all;
    });
  }

  base::Status set_refusal(const Refusal& one) override {
    const auto id = static_cast<long long>(one.issue.value);
    const auto of = static_cast<long long>(one.of.value);
    const auto seen = static_cast<long long>(one.seen.value);
    const std::string parts = joined(one.parts), next = base::format_instant(one.next);
    const int told = one.told ? 1 : 0;
    return execute([&] {
      *session_ << "INSERT INTO refusal (issue, belongs_to, parts, attempts, next, seen, answer, note, told) "
                   "VALUES (:issue, :of, :parts, :attempts, :next, :seen, :answer, :note, :told) "
                   "ON CONFLICT (issue) DO UPDATE SET belongs_to = excluded.belongs_to, "
                   "parts = excluded.parts, attempts = excluded.attempts, next = excluded.next, "
                   "seen = excluded.seen, answer = excluded.answer, note = excluded.note, "
                   "told = excluded.told",
          soci::use(id, "issue"), soci::use(of, "of"), soci::use(parts, "parts"),
          soci::use(one.attempts, "attempts"), soci::use(next, "next"), soci::use(seen, "seen"),
          soci::use(one.answer, "answer"), soci::use(one.note, "note"), soci::use(told, "told");
    });
  }

  base::Status end_refusal(base::IssueId issue) override {
    const auto id = static_cast<long long>(issue.value);
    return execute([&] { *session_ << "DELETE FROM refusal WHERE issue = :issue", soci::use(id, "issue"); });
  }

  base::Result<std::vector<Refusal>> refusals() override {
    return query([&] {
      std::vector<Refusal> all;
      long long issue = 0, of = 0, seen = 0;
      int told = 0;
      std::string parts, next;
      Refusal one;
      soci::statement rows =
          (session_->prepare << "SELECT issue, belongs_to, parts, attempts, next, seen, answer, note, told "
                                "FROM refusal ORDER BY issue",
           soci::into(issue), soci::into(of), soci::into(parts), soci::into(one.attempts), soci::into(next),
           soci::into(seen), soci::into(one.answer), soci::into(one.note), soci::into(told));
      rows.execute();
      while (rows.fetch()) {
        one.issue = {issue};
        one.of = {of};
        one.seen = {seen};
        one.parts = split(parts);
        one.next = base::parse_instant(next).value_or(base::Instant{});
        one.told = told != 0;
        all.push_back(one);
      }
      return all;
    });
  }

 private:
  template <typename Key>
  std::optional<std::string> one_text(const char* sql, const Key& key) {
    std::string text;
    *session_ << sql, soci::use(key, "key"), soci::into(text);
    if (!session_->got_data()) return std::nullopt;
    return text;
  }

  // The one place where SOCI's exceptions become a Status.
  template <typename Work>
  auto query(Work work) -> base::Result<decltype(work())> {
    try {
      return work();
    } catch (const soci::soci_error& error) {
      return base::fail(broken(path_, error));
    }
  }

  template <typename Work>
  base::Status execute(Work work) {
    const auto done = query([&] {
      work();
      return true;
    });
    return done ? base::Status() : done.error();
  }

  std::string path_;
  FileLock lock_;
  std::unique_ptr<soci::session> session_;
};

int schema_version(soci::session& session) {
  int version = 0;
  session << "PRAGMA user_version", soci::into(version);
  return version;
}

// A database of somebody else's, who never told SQLite a version.
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

base::Result<std::unique_ptr<Store>> open_locked(const std::string& path, FileLock lock) {
  try {
    auto session = std::make_unique<soci::session>(soci::sqlite3, "db=" + path + " timeout=5");
    *session << "PRAGMA synchronous = FULL";
    const int version = schema_version(*session);
    if (version > static_cast<int>(kMigrations.size())) {
      return base::fail(newer(path, version));
    }
    if (is_foreign(*session, version)) return base::fail(not_a_store(path));
    migrate(*session, version);
    // Judgements name clients' incidents: nobody else on the machine need read them.
    chmod(path.c_str(), S_IRUSR | S_IWUSR);
    return std::make_unique<SqlStore>(path, std::move(lock), std::move(session));
  } catch (const soci::soci_error& error) {
    return base::fail(cannot_open(path, error));
  }
}

}  // namespace

base::Result<std::unique_ptr<Store>> open_sqlite(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!folder.empty() && !std::filesystem::is_directory(folder, error)) {
    return base::fail(base::Code::failed_precondition,
                      base::Phrase("store.no_folder", {{"folder", folder.string()}}));
  }
  auto lock = FileLock::take(path);
  if (!lock) return base::fail(lock.error());
  return open_locked(path, std::move(*lock));
}

bool is_damaged(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  try {
    soci::session session(soci::sqlite3, "db=" + path + " timeout=5 readonly=1");
    if (is_foreign(session, schema_version(session))) return true;
    std::string verdict;
    session << "PRAGMA quick_check(1)", soci::into(verdict);
    return verdict != "ok";
  } catch (const soci::soci_error& thrown) {
    return fault_of(thrown) != Fault::other;
  }
}

base::Result<std::unique_ptr<Store>> copy_of_sqlite(const std::string& path) {
  auto copy = in_memory();
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return copy;
  try {
    soci::session session(soci::sqlite3, "db=" + path + " timeout=5 readonly=1");
    const int version = schema_version(session);
    if (version > static_cast<int>(kMigrations.size())) return base::fail(newer(path, version));
    if (version < static_cast<int>(kMigrations.size())) return copy;
    visit_values(session, [&](const std::string& name, const std::string& text) {
      static_cast<void>(copy->set_value(name, text));
    });
    visit(session, " ORDER BY issue", [&](const IncidentRecord& record) {
      static_cast<void>(copy->set_incident(record));  // memory refuses nothing
    });
    visit_cards(session, [&](base::IssueId change, const std::string& text) {
      static_cast<void>(copy->set_card(change, text));
    });
    return copy;
  } catch (const soci::soci_error& thrown) {
    return base::fail(cannot_open(path, thrown));
  }
}

}  // namespace estafeta::store
