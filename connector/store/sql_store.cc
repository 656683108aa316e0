#include "connector/store/sql_store.h"

#include <soci/soci.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <type_traits>
#include <utility>

#include "connector/base/time.h"
#include "connector/store/memory_store.h"
#include "connector/store/rows.h"

namespace estafeta::store {

namespace {

using Visit = std::function<void(const IncidentRecord&)>;
using VisitCard = std::function<void(base::IssueId change, const std::string& text)>;

// What a pass does by the thousand, prepared once. Each statement is bound to the members beside it.
class Prepared {
 public:
  explicit Prepared(soci::session& session)
      : set_incident_((session.prepare
                           << "INSERT INTO incident (" << kIncidentColumns
                           << ") VALUES (:issue, :updated, :facts, :judgement, :basis, :told, :in_trouble) "
                              "ON CONFLICT (issue) DO UPDATE SET updated = excluded.updated, "
                              "facts = excluded.facts, judgement = excluded.judgement, "
                              "basis = excluded.basis, told = excluded.told, "
                              "in_trouble = excluded.in_trouble",
                       soci::use(written_.issue, "issue"), soci::use(written_.updated, "updated"),
                       soci::use(written_.facts, "facts"), soci::use(written_.judgement, "judgement"),
                       soci::use(written_.basis, "basis"), soci::use(written_.told, "told"),
                       soci::use(written_.in_trouble, "in_trouble"))),
        incident_((session.prepare << "SELECT " << kIncidentColumns << " FROM incident WHERE issue = :wanted",
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
  explicit SqlStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  std::int64_t commits() const override { return commits_; }

  base::Status still_ours() override { return database_->still_ours(); }

  // The transaction begins with the first thing that is set: until then nothing is held open.
  base::Status begin_batch() override {
    in_batch_ = true;
    return {};
  }

  base::Status end_batch() override {
    if (!std::exchange(in_batch_, false)) return {};
    return end_transaction();
  }

  base::Result<std::optional<std::string>> value(const std::string& name) override {
    return query(
        [&](soci::session& session) -> std::optional<std::string> { return value_of(session, name); });
  }

  base::Status set_value(const std::string& name, const std::string& text) override {
    return write([&](soci::session& session) {
      session << "INSERT INTO setting (name, text) VALUES (:name, :text) "
                 "ON CONFLICT (name) DO UPDATE SET text = excluded.text",
          soci::use(name, "name"), soci::use(text, "text");
    });
  }

  base::Status begin_intent(const Intent& intent) override {
    const std::string begun = base::format_instant(intent.begun);
    const bool in_batch = in_batch_;
    auto kept = write([&](soci::session& session) {
      session << "INSERT INTO intent (key, begun) VALUES (:key, :begun) "
                 "ON CONFLICT (key) DO UPDATE SET begun = excluded.begun",
          soci::use(intent.key, "key"), soci::use(begun, "begun");
    });
    if (!kept.ok() || !in_batch) return kept;
    if (auto durable = end_batch(); !durable.ok()) return durable;
    return begin_batch();
  }

  base::Status end_intent(const std::string& key) override {
    return write([&](soci::session& session) {
      session << "DELETE FROM intent WHERE key = :key", soci::use(key, "key");
    });
  }

  base::Result<std::vector<Intent>> open_intents() override {
    return query([&](soci::session& session) {
      std::vector<Intent> intents;
      const soci::rowset<soci::row> rows = session.prepare << "SELECT key, begun FROM intent";
      for (const soci::row& row : rows) {
        const auto begun = base::parse_instant(row.get<std::string>(1));
        if (begun) intents.push_back({row.get<std::string>(0), *begun});
      }
      // Here and not by the database, which may have another idea of an order than bytes.
      std::sort(intents.begin(), intents.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
      return intents;
    });
  }

  base::Status set_incident(const IncidentRecord& record) override {
    return write([&](soci::session&) { prepared_->set_incident(record); });
  }

  base::Result<std::optional<IncidentRecord>> incident(base::IssueId issue) override {
    return query([&](soci::session&) { return prepared_->incident(issue); });
  }

  base::Status each_incident(const Visit& visitor) override {
    return read([&](soci::session& session) { visit_incidents(session, Which::all, visitor); });
  }

  base::Status each_incident_in_trouble(const Visit& visitor) override {
    return read([&](soci::session& session) { visit_incidents(session, Which::in_trouble, visitor); });
  }

  base::Status set_card(base::IssueId change, const std::string& text) override {
    const auto id = static_cast<long long>(change.value);
    return write([&](soci::session& session) {
      if (text.empty()) {
        session << "DELETE FROM card WHERE change = :change", soci::use(id, "change");
        return;
      }
      session << "INSERT INTO card (change, text) VALUES (:change, :text) "
                 "ON CONFLICT (change) DO UPDATE SET text = excluded.text",
          soci::use(id, "change"), soci::use(text, "text");
    });
  }

  base::Status each_card(const VisitCard& visitor) override {
    return read([&](soci::session& session) { visit_cards(session, visitor); });
  }

  base::Status look_again(base::IssueId issue, std::optional<base::Instant> at) override {
    return write([&](soci::session&) { prepared_->look_again(issue, at); });
  }

  base::Result<std::vector<base::IssueId>> due(base::Instant now) override {
    return query([&](soci::session& session) {
      std::vector<base::IssueId> issues;
      const std::string until = base::format_instant(now);
      const soci::rowset<long long> rows =
          (session.prepare << "SELECT issue FROM look_again WHERE due <= :until ORDER BY due, issue",
           soci::use(until, "until"));
      for (const long long id : rows) issues.push_back({id});
      return issues;
    });
  }

  base::Result<std::optional<base::Instant>> next_due() override {
    return query([&](soci::session& session) -> std::optional<base::Instant> {
      std::string due;
      soci::indicator none = soci::i_null;
      session << "SELECT MIN(due) FROM look_again", soci::into(due, none);
      if (none != soci::i_ok) return std::nullopt;
      return base::parse_instant(due);
    });
  }

  base::Status set_waiting(const Waiting& one) override {
    const auto id = static_cast<long long>(one.issue.value);
    const auto seen = static_cast<long long>(one.seen.value);
    const std::string next = one.next ? base::format_instant(*one.next) : "";
    const std::string code(to_string(one.code));
    return write([&](soci::session& session) {
      session << "INSERT INTO waiting (issue, attempts, next, seen, code, project, why, told) "
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
    return write([&](soci::session& session) {
      session << "DELETE FROM waiting WHERE issue = :issue", soci::use(id, "issue");
    });
  }

  base::Result<std::vector<Waiting>> waiting() override {
    return query([&](soci::session& session) {
      std::vector<Waiting> all;
      long long issue = 0, seen = 0;
      std::string next, code;
      Waiting one;
      soci::statement rows =
          (session.prepare << "SELECT issue, attempts, next, seen, code, project, why, told FROM waiting "
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
    return write([&](soci::session& session) {
      session << "INSERT INTO refusal (issue, belongs_to, parts, attempts, next, seen, answer, note, told) "
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
    return write([&](soci::session& session) {
      session << "DELETE FROM refusal WHERE issue = :issue", soci::use(id, "issue");
    });
  }

  base::Result<std::vector<Refusal>> refusals() override {
    return query([&](soci::session& session) {
      std::vector<Refusal> all;
      long long issue = 0, of = 0, seen = 0;
      int told = 0;
      std::string parts, next;
      Refusal one;
      soci::statement rows =
          (session.prepare << "SELECT issue, belongs_to, parts, attempts, next, seen, answer, note, told "
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
  // The one place where SOCI's exceptions become a Status. What fails in a batch fails the rest of it: a
  // database may have ended the transaction by itself, and what came next would be kept alone.
  template <typename Work>
  auto query(Work work) -> base::Result<std::invoke_result_t<Work, soci::session&>> {
    if (!failed_.ok()) return base::fail(failed_);
    try {
      const auto session = database_->session();
      if (!session) return base::fail(remember(session.error()));
      if (!prepared_) prepared_.emplace(**session);
      return work(**session);
    } catch (const soci::soci_error& error) {
      if (!database_->is_connected()) prepared_.reset();
      return base::fail(remember(database_->meaning(error)));
    }
  }

  base::Status remember(base::Status failure) {
    if (in_batch_) failed_ = failure;
    return failure;
  }

  template <typename Work>
  base::Status read(Work work) {
    const auto done = query([&](soci::session& session) {
      work(session);
      return true;
    });
    return done ? base::Status() : done.error();
  }

  template <typename Work>
  base::Status write(Work work) {
    const bool alone = !std::exchange(in_batch_, true);
    auto done = read([&](soci::session& session) {
      if (!is_open_) session.begin();
      is_open_ = true;
      work(session);
    });
    return alone ? end_batch() : done;
  }

  base::Status end_transaction() {
    auto failure = std::exchange(failed_, {});
    if (!std::exchange(is_open_, false)) return failure;
    if (failure.ok()) failure = commit();
    // Nothing of it is kept; a transaction that is still open would take what comes next with it.
    if (!failure.ok() && database_->is_connected())
      static_cast<void>(read([](soci::session& session) { session.rollback(); }));
    return failure;
  }

  base::Status commit() {
    const auto done = query([&](soci::session& session) -> base::Status {
      if (auto may = database_->may_commit(session); !may.ok()) return may;
      session.commit();
      ++commits_;
      return {};
    });
    return done ? *done : done.error();
  }

  std::unique_ptr<Database> database_;
  std::optional<Prepared> prepared_;  // on the session of the database: made and destroyed with it
  std::int64_t commits_ = 0;
  bool in_batch_ = false;
  bool is_open_ = false;  // a transaction
  base::Status failed_;   // in this batch
};

}  // namespace

std::unique_ptr<Store> in_database(std::unique_ptr<Database> database) {
  return std::make_unique<SqlStore>(std::move(database));
}

base::Result<std::unique_ptr<Store>> view_of_database(std::unique_ptr<Database> database) {
  Database& read = *database;
  auto kept = std::make_unique<SqlStore>(std::move(database));
  const auto waiting = kept->waiting();
  if (!waiting) return base::fail(waiting.error());
  auto view = in_memory_above(std::move(kept));
  const auto session = read.session();
  if (!session) return base::fail(session.error());
  try {
    // Memory refuses nothing.
    for (const auto& one : *waiting) static_cast<void>(view->set_waiting(one));
    visit_values(**session, [&](const std::string& name, const std::string& text) {
      static_cast<void>(view->set_value(name, text));
    });
    visit_cards(**session, [&](base::IssueId change, const std::string& text) {
      static_cast<void>(view->set_card(change, text));
    });
    visit_due(**session,
              [&](base::IssueId issue, base::Instant at) { static_cast<void>(view->look_again(issue, at)); });
    return view;
  } catch (const soci::soci_error& error) {
    return base::fail(read.meaning(error));
  }
}

}  // namespace estafeta::store
