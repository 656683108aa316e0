#include "connector/store/sql_store.h"

#include <fcntl.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>
#include <utility>

#include "connector/base/time.h"
#include "connector/store/lock.h"
#include "connector/store/memory_store.h"
#include "connector/store/schema.h"
#include "connector/store/sqlite_fault.h"
#include "connector/store/store.h"

namespace estafeta::store {

namespace {

using Visit = std::function<void(const IncidentRecord&)>;

// A row of the table of incidents, as statements bind it.
struct IncidentRow {
  long long issue = 0;
  std::string updated, facts, judgement, basis, told;
  int in_trouble = 0;

  void set(const IncidentRecord& record) {
    issue = record.issue.value;
    updated = base::format_instant(record.updated);
    facts = record.facts;
    judgement = record.judgement;
    basis = record.basis;
    told = record.told;
    in_trouble = record.in_trouble ? 1 : 0;
  }
  IncidentRecord record() const {
    return {
        {issue},        base::parse_instant(updated).value_or(base::Instant{}), facts, judgement, basis, told,
        in_trouble != 0};
  }
};

constexpr const char* kColumns = "issue, updated, facts, judgement, basis, told, in_trouble";

void visit(soci::session& session, const std::string& which, const Visit& visitor) {
  IncidentRow row;
  soci::statement rows =
      (session.prepare << "SELECT " << kColumns << " FROM incident " << which, soci::into(row.issue),
       soci::into(row.updated), soci::into(row.facts), soci::into(row.judgement), soci::into(row.basis),
       soci::into(row.told), soci::into(row.in_trouble));
  rows.execute();
  while (rows.fetch()) visitor(row.record());
}

void visit_values(soci::session& session,
                  const std::function<void(const std::string& name, const std::string& text)>& visitor) {
  std::string name, text;
  soci::statement rows =
      (session.prepare << "SELECT name, text FROM setting", soci::into(name), soci::into(text));
  rows.execute();
  while (rows.fetch()) visitor(name, text);
}

void visit_due(soci::session& session, const std::function<void(base::IssueId, base::Instant)>& visitor) {
  long long issue = 0;
  std::string due;
  soci::statement rows =
      (session.prepare << "SELECT issue, due FROM look_again", soci::into(issue), soci::into(due));
  rows.execute();
  while (rows.fetch()) visitor({issue}, base::parse_instant(due).value_or(base::Instant{}));
}

// What a pass does by the thousand, prepared once. Each statement is bound to the members beside it.
class Prepared {
 public:
  explicit Prepared(soci::session& session)
      : set_incident_((session.prepare
                           << "INSERT INTO incident (" << kColumns
                           << ") VALUES (:issue, :updated, :facts, :judgement, :basis, :told, :in_trouble) "
                              "ON CONFLICT (issue) DO UPDATE SET updated = excluded.updated, "
                              "facts = excluded.facts, judgement = excluded.judgement, "
                              "basis = excluded.basis, told = excluded.told, "
                              "in_trouble = excluded.in_trouble",
                       soci::use(written_.issue, "issue"), soci::use(written_.updated, "updated"),
                       soci::use(written_.facts, "facts"), soci::use(written_.judgement, "judgement"),
                       soci::use(written_.basis, "basis"), soci::use(written_.told, "told"),
                       soci::use(written_.in_trouble, "in_trouble"))),
        incident_((session.prepare << "SELECT " << kColumns << " FROM incident WHERE issue = :wanted",
                   soci::into(read_.issue), soci::into(read_.updated), soci::into(read_.facts),
                   soci::into(read_.judgement), soci::into(read_.basis), soci::into(read_.told),
                   soci::into(read_.in_trouble), soci::use(issue_, "wanted"))),
        look_again_((session.prepare << "INSERT INTO look_again (issue, due) VALUES (:issue, :due) "
                                        "ON CONFLICT (issue) DO UPDATE SET due = excluded.due",
                     soci::use(issue_, "issue"), soci::use(due_, "due"))),
        no_more_(
            (session.prepare << "DELETE FROM look_again WHERE issue = :issue", soci::use(issue_, "issue"))) {}

  void set_incident(const IncidentRecord& record) {
    written_.set(record);
    set_incident_.execute(true);
  }

  std::optional<IncidentRecord> incident(base::IssueId issue) {
    issue_ = issue.value;
    std::optional<IncidentRecord> found;
    incident_.execute();
    while (incident_.fetch()) found = read_.record();  // to the end: an open one keeps its snapshot
    return found;
  }

  void look_again(base::IssueId issue, std::optional<base::Instant> at) {
    issue_ = issue.value;
    if (!at) return static_cast<void>(no_more_.execute(true));
    due_ = base::format_instant(*at);
    look_again_.execute(true);
  }

 private:
  IncidentRow written_, read_;
  long long issue_ = 0;
  std::string due_;
  soci::statement set_incident_, incident_, look_again_, no_more_;
};

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

// Counted from now on; the count must outlive the session's last commit.
std::unique_ptr<std::int64_t> count_commits(soci::session& session) {
  auto count = std::make_unique<std::int64_t>(0);
  auto* backend = static_cast<soci::sqlite3_session_backend*>(session.get_backend());
  const auto counted = [](void* commits) {
    ++*static_cast<std::int64_t*>(commits);
    return 0;  // it may go on
  };
  sqlite_api::sqlite3_commit_hook(backend->conn_, counted, count.get());
  return count;
}

class SqlStore : public Store {
 public:
  // Without a lock it is only read.
  SqlStore(std::string path, std::optional<FileLock> lock, std::unique_ptr<soci::session> session)
      : path_(std::move(path)),
        lock_(std::move(lock)),
        session_(std::move(session)),
        commits_(count_commits(*session_)),
        prepared_(*session_) {}

  std::int64_t commits() const override { return *commits_; }

  base::Status begin_batch() override {
    if (in_batch_) return {};
    auto begun = execute([&] { session_->begin(); });
    in_batch_ = begun.ok();
    return begun;
  }

  base::Status end_batch() override {
    if (!std::exchange(in_batch_, false)) return {};
    auto done = execute([&] { session_->commit(); });
    // Nothing of it is kept; a transaction that is still open would take what comes next with it.
    if (!done.ok()) static_cast<void>(execute([&] { session_->rollback(); }));
    return done;
  }

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
    const bool in_batch = in_batch_;
    auto kept = execute([&] {
      *session_ << "INSERT INTO intent (key, begun) VALUES (:key, :begun) "
                   "ON CONFLICT (key) DO UPDATE SET begun = excluded.begun",
          soci::use(intent.key, "key"), soci::use(begun, "begun");
    });
    if (!kept.ok() || !in_batch) return kept;
    if (auto durable = end_batch(); !durable.ok()) return durable;
    return begin_batch();
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
    return execute([&] { prepared_.set_incident(record); });
  }

  base::Result<std::optional<IncidentRecord>> incident(base::IssueId issue) override {
    return query([&] { return prepared_.incident(issue); });
  }

  base::Status each_incident(const Visit& visitor) override {
    return execute([&] { visit(*session_, "ORDER BY issue", visitor); });
  }

  base::Status each_incident_in_trouble(const Visit& visitor) override {
    return execute([&] { visit(*session_, "WHERE in_trouble = 1 ORDER BY issue", visitor); });
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
    return execute([&] { prepared_.look_again(issue, at); });
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
  std::optional<FileLock> lock_;
  std::unique_ptr<soci::session> session_;
  std::unique_ptr<std::int64_t> commits_;
  Prepared prepared_;
  bool in_batch_ = false;
};

// Judgements name clients' incidents: nobody else on the machine need read them. The files beside it get the
// mode that it has when they are made.
void make_private(const std::string& path) {
  const int made = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made >= 0) close(made);
  chmod(path.c_str(), S_IRUSR | S_IWUSR);
}

base::Result<std::unique_ptr<Store>> open_locked(const std::string& path, FileLock lock) {
  try {
    make_private(path);
    auto session = std::make_unique<soci::session>(soci::sqlite3, "db=" + path + " timeout=5");
    std::string mode;
    // Who only looks is not held up while a batch is open. A file system that cannot do it keeps the old way.
    *session << "PRAGMA journal_mode = WAL", soci::into(mode);
    *session << "PRAGMA synchronous = FULL";
    const int version = schema_version(*session);
    if (version > kNewestSchema) {
      return base::fail(newer(path, version));
    }
    if (is_foreign(*session, version)) return base::fail(not_a_store(path));
    migrate(*session, version);
    return std::make_unique<SqlStore>(path, std::move(lock), std::move(session));
  } catch (const soci::soci_error& error) {
    return base::fail(cannot_open(path, error));
  }
}

}  // namespace

base::Result<std::unique_ptr<Store>> open_sqlite(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return base::fail(is_folder(path));
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

namespace {

// Null where there is no file, or an older one.
base::Result<std::unique_ptr<soci::session>> open_beside(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return nullptr;
  if (std::filesystem::is_directory(path, error)) return base::fail(is_folder(path));
  try {
    auto session = std::make_unique<soci::session>(soci::sqlite3, "db=" + path + " timeout=5 readonly=1");
    const int version = schema_version(*session);
    if (version > kNewestSchema) return base::fail(newer(path, version));
    if (version < kNewestSchema) return nullptr;
    return session;
  } catch (const soci::soci_error& thrown) {
    return base::fail(cannot_open(path, thrown));
  }
}

// Does nothing where there is nothing to read.
base::Status read_beside(const std::string& path, const std::function<void(soci::session&)>& read) {
  const auto session = open_beside(path);
  if (!session) return session.error();
  if (*session == nullptr) return {};
  try {
    read(**session);
    return {};
  } catch (const soci::soci_error& thrown) {
    return cannot_open(path, thrown);
  }
}

}  // namespace

base::Result<std::unique_ptr<Store>> view_of_sqlite(const std::string& path) {
  auto session = open_beside(path);
  if (!session) return base::fail(session.error());
  if (*session == nullptr) return in_memory();
  try {
    soci::session& rows = **session;
    auto file = std::make_unique<SqlStore>(path, std::nullopt, std::move(*session));
    const auto waiting = file->waiting();
    if (!waiting) return base::fail(waiting.error());
    auto view = in_memory_above(std::move(file));
    // Memory refuses nothing.
    for (const auto& one : *waiting) static_cast<void>(view->set_waiting(one));
    visit_values(rows, [&](const std::string& name, const std::string& text) {
      static_cast<void>(view->set_value(name, text));
    });
    visit_cards(rows, [&](base::IssueId change, const std::string& text) {
      static_cast<void>(view->set_card(change, text));
    });
    visit_due(rows,
              [&](base::IssueId issue, base::Instant at) { static_cast<void>(view->look_again(issue, at)); });
    return view;
  } catch (const soci::soci_error& thrown) {
    return base::fail(cannot_open(path, thrown));
  }
}

base::Status read_sqlite_incidents(const std::string& path,
                                   const std::function<void(const IncidentRecord&)>& visitor) {
  return read_beside(path, [&](soci::session& session) { visit(session, "ORDER BY issue", visitor); });
}

base::Result<std::optional<std::string>> read_sqlite_value(const std::string& path, const std::string& name) {
  std::optional<std::string> found;
  const auto done = read_beside(path, [&](soci::session& session) {
    std::string text;
    session << "SELECT text FROM setting WHERE name = :name", soci::use(name, "name"), soci::into(text);
    if (session.got_data()) found = text;
  });
  if (!done.ok()) return base::fail(done);
  return found;
}

}  // namespace estafeta::store
