#include "connector/store/sql_store.h"

#include <soci/soci.h>

#include <algorithm>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>

#include "connector/store/above.h"
#include "connector/store/keeper.h"
#include "connector/store/memory_store.h"
#include "connector/store/rows.h"
#include "connector/store/unkept.h"

namespace estafeta::store {

namespace {

using Visit = std::function<void(const IncidentRecord&)>;
using VisitCard = std::function<void(base::IssueId change, const std::string& text)>;

// What a pass does by the thousand, prepared once. Its members are bound to the statement.
class IncidentReader {
 public:
  explicit IncidentReader(soci::session& session)
      : wanted_((session.prepare << "SELECT " << kIncidentColumns << " FROM incident WHERE issue = :wanted",
                 soci::into(row_.issue), soci::into(row_.updated), soci::into(row_.facts),
                 soci::into(row_.judgement), soci::into(row_.basis), soci::into(row_.told),
                 soci::into(row_.in_trouble), soci::use(issue_, "wanted"))) {}

  std::optional<IncidentRecord> incident(base::IssueId issue) {
    issue_ = issue.value;
    std::optional<IncidentRecord> found;
    wanted_.execute();
    while (wanted_.fetch()) found = row_.record();  // to the end: an open one keeps its snapshot
    return found;
  }

 private:
  IncidentRow row_;
  long long issue_ = 0;
  soci::statement wanted_;
};

// What is prepared on a session: made and destroyed with it.
struct Prepared {
  explicit Prepared(soci::session& session) : incidents(session), keeper(session) {}
  IncidentReader incidents;
  Keeper keeper;
};

// Those that are kept with those that are not yet, by issue.
template <typename Row>
std::vector<Row> with_unkept(const std::vector<Row>& kept,
                             const std::map<base::IssueId, std::optional<Row>>& unkept) {
  auto all = unkept;
  for (const auto& row : kept) all.try_emplace(row.issue, row);
  std::vector<Row> rows;
  for (auto& [issue, row] : all) {
    if (row) rows.push_back(std::move(*row));
  }
  return rows;
}

class SqlStore : public Store {
 public:
  explicit SqlStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  std::int64_t commits() const override { return commits_; }

  base::Status still_ours() override { return database_->still_ours(); }

  base::Status begin_batch() override {
    in_batch_ = true;
    return {};
  }

  base::Status end_batch() override {
    if (!std::exchange(in_batch_, false)) return {};
    auto failure = std::exchange(failed_, {});
    const auto unkept = std::exchange(unkept_, {});
    return failure.ok() ? keep(unkept) : failure;
  }

  base::Result<std::optional<std::string>> part_of(base::IssueId issue) override {
    return query([&](soci::session& session) -> std::optional<std::string> {
      const auto set = unkept_.parts.find(issue);
      return set != unkept_.parts.end() ? set->second : store::part_of(session, issue);
    });
  }

  base::Status set_part(base::IssueId issue, const std::string& part) override {
    return set([&] { unkept_.parts[issue] = part; });
  }

  void show_due_of(std::optional<std::set<std::string>> parts) override { parts_ = std::move(parts); }

  base::Result<std::optional<std::string>> value(const std::string& name) override {
    return query([&](soci::session& session) -> std::optional<std::string> {
      const auto set = unkept_.values.find(name);
      return set != unkept_.values.end() ? set->second : value_of(session, name);
    });
  }

  base::Status set_value(const std::string& name, const std::string& text) override {
    return set([&] { unkept_.values[name] = text; });
  }

  base::Status begin_intent(const Intent& intent) override {
    const bool in_batch = in_batch_;
    auto kept = set([&] { unkept_.intents[intent.key] = intent.begun; });
    if (!kept.ok() || !in_batch) return kept;
    auto durable = end_batch();
    in_batch_ = true;
    // What the batch says later must not be kept without what it said before.
    return durable.ok() ? durable : remember(std::move(durable));
  }

  base::Status end_intent(const std::string& key) override {
    return set([&] { unkept_.intents[key] = std::nullopt; });
  }

  base::Result<std::vector<Intent>> open_intents() override {
    return query([&](soci::session& session) {
      auto open = unkept_.intents;
      visit_intents(session, [&](const Intent& kept) { open.try_emplace(kept.key, kept.begun); });
      std::vector<Intent> intents;
      for (const auto& [key, begun] : open) {
        if (begun) intents.push_back({key, *begun});
      }
      return intents;
    });
  }

  base::Status set_incident(const IncidentRecord& record) override {
    return set([&] { unkept_.incidents[record.issue] = record; });
  }

  base::Result<std::optional<IncidentRecord>> incident(base::IssueId issue) override {
    return query([&](soci::session&) -> std::optional<IncidentRecord> {
      const auto set = unkept_.incidents.find(issue);
      return set != unkept_.incidents.end() ? set->second : prepared_->incidents.incident(issue);
    });
  }

  base::Status each_incident(const Visit& visitor) override { return each(Which::all, visitor); }

  base::Status each_incident_in_trouble(const Visit& visitor) override {
    return each(Which::in_trouble, visitor);
  }

  base::Status set_card(base::IssueId change, const std::string& text) override {
    return set([&] { unkept_.cards[change] = text; });
  }

  base::Status each_card(const VisitCard& visitor) override {
    return read([&](soci::session& session) {
      Above<std::string> above(unkept_.cards, [&](base::IssueId change, const std::string& text) {
        if (!text.empty()) visitor(change, text);
      });
      visit_cards(session, [&](base::IssueId change, const std::string& text) {
        if (above.shows(change)) visitor(change, text);
      });
      above.finish();
    });
  }

  base::Status look_again(base::IssueId issue, std::optional<base::Instant> at) override {
    return set([&] { unkept_.again[issue] = at; });
  }

  base::Result<std::vector<base::IssueId>> due(base::Instant now) override {
    return query([&](soci::session& session) {
      std::vector<std::pair<base::Instant, base::IssueId>> come;
      for (const auto& [issue, at] : unkept_.again) {
        if (at && *at <= now) come.emplace_back(*at, issue);
      }
      visit_due(session, now, parts_, [&](base::IssueId issue, base::Instant at) {
        if (!unkept_.again.contains(issue)) come.emplace_back(at, issue);
      });
      std::sort(come.begin(), come.end());
      std::vector<base::IssueId> issues;
      for (const auto& [at, issue] : come) issues.push_back(issue);
      return issues;
    });
  }

  base::Result<std::optional<base::Instant>> next_due() override {
    return query([&](soci::session& session) {
      std::optional<base::Instant> next;
      for (const auto& [issue, at] : unkept_.again) {
        if (at) next = std::min(next.value_or(*at), *at);
      }
      // Of so many one at least is not hidden by what was set, if there is one.
      visit_next_due(session, unkept_.again.size() + 1, parts_, [&](base::IssueId issue, base::Instant at) {
        if (!unkept_.again.contains(issue)) next = std::min(next.value_or(at), at);
      });
      return next;
    });
  }

  base::Status set_waiting(const Waiting& one) override {
    return set([&] { unkept_.waiting[one.issue] = one; });
  }

  base::Status end_waiting(base::IssueId issue) override {
    return set([&] { unkept_.waiting[issue] = std::nullopt; });
  }

  base::Result<std::vector<Waiting>> waiting() override {
    return query([&](soci::session& session) {
      std::vector<Waiting> kept;
      visit_waiting(session, [&](const Waiting& one) { kept.push_back(one); });
      return with_unkept(kept, unkept_.waiting);
    });
  }

  base::Status set_refusal(const Refusal& one) override {
    return set([&] { unkept_.refusals[one.issue] = one; });
  }

  base::Status end_refusal(base::IssueId issue) override {
    return set([&] { unkept_.refusals[issue] = std::nullopt; });
  }

  base::Result<std::vector<Refusal>> refusals() override {
    return query([&](soci::session& session) {
      std::vector<Refusal> kept;
      visit_refusals(session, [&](const Refusal& one) { kept.push_back(one); });
      return with_unkept(kept, unkept_.refusals);
    });
  }

 private:
  // The one place where SOCI's exceptions become a Status. A reading that fails in a batch fails the rest of
  // it: what is set after it may rest on what could not be read.
  template <typename Work>
  auto query(Work work) -> base::Result<std::invoke_result_t<Work, soci::session&>> {
    if (!failed_.ok()) return base::fail(failed_);
    try {
      // It may have broken where nobody heard of it: when a statement was given up, say.
      if (!database_->is_connected()) prepared_.reset();
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

  base::Status each(Which which, const Visit& visitor) {
    return read([&](soci::session& session) {
      Above<IncidentRecord> above(unkept_.incidents, [&](base::IssueId, const IncidentRecord& record) {
        if (which == Which::all || record.in_trouble) visitor(record);
      });
      visit_incidents(session, which, [&](const IncidentRecord& record) {
        if (above.shows(record.issue)) visitor(record);
      });
      above.finish();
    });
  }

  template <typename Work>
  base::Status set(Work work) {
    if (!failed_.ok()) return failed_;
    const bool alone = !std::exchange(in_batch_, true);
    work();
    return alone ? end_batch() : base::Status();
  }

  // The only transaction: it waits for nothing but the database.
  base::Status keep(const Unkept& unkept) {
    if (unkept.empty()) return {};
    bool is_open = false;
    const auto shown = static_cast<std::int64_t>(unkept.incidents.size() + unkept.cards.size());
    const auto done = query([&](soci::session& session) -> base::Status {
      session.begin();
      is_open = true;
      prepared_->keeper.keep(unkept);
      if (auto may = database_->may_commit(session, shown); !may.ok()) return may;
      session.commit();
      ++commits_;
      is_open = false;
      return {};
    });
    // Nothing of it is kept; a transaction that is still open would take what comes next with it.
    if (is_open && database_->is_connected())
      static_cast<void>(read([](soci::session& session) { session.rollback(); }));
    return done ? *done : done.error();
  }

  std::unique_ptr<Database> database_;
  std::optional<Prepared> prepared_;
  std::int64_t commits_ = 0;
  bool in_batch_ = false;
  Parts parts_;          // that due() shows
  Unkept unkept_;        // of this batch
  base::Status failed_;  // in this batch
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
