#include "connector/store/postgresql_store.h"

#include <soci/soci.h>

#include <utility>

#include "connector/store/database.h"
#include "connector/store/members.h"
#include "connector/store/membership.h"
#include "connector/store/memory_store.h"
#include "connector/store/rows.h"
#include "connector/store/schema.h"
#include "connector/store/sql_store.h"

namespace estafeta::store {

namespace {

using Session = std::unique_ptr<soci::session>;

constexpr const char* kReader = "estafeta";
// Each looks around twice at least, a second apart.
constexpr int kTriesToShare = 10;

class PostgresqlServer : public Database {
 public:
  // Without a hold it is only read.
  PostgresqlServer(PostgresqlDatabase database, std::shared_ptr<Hold> hold, Session session)
      : database_(std::move(database)), hold_(std::move(hold)), session_(std::move(session)) {}

  base::Result<soci::session*> session() override {
    if (auto held = still_ours(); !held.ok()) return base::fail(std::move(held));
    if (is_connected()) return session_.get();
    session_.reset();
    if (hold_) {
      if (auto held = hold_->ask(); !held.ok()) return base::fail(std::move(held));
    }
    auto made = connect(database_, hold_ ? hold_->application() : kReader);
    if (!made) return base::fail(made.error());
    session_ = std::move(*made);
    return session_.get();
  }
  bool is_connected() override { return session_ && is_usable(*session_); }
  base::Status meaning(const soci::soci_error& error) const override { return meaning_of(database_, error); }
  base::Status still_ours() override { return hold_ ? hold_->holds() : base::Status(); }
  base::Status may_commit(soci::session& session, std::int64_t shown) override {
    return hold_ ? hold_->fence(session, shown) : base::Status();
  }

 private:
  PostgresqlDatabase database_;
  std::shared_ptr<Hold> hold_;
  Session session_;
};

base::Status newer_database(const PostgresqlDatabase& database, int version) {
  return {base::Code::failed_precondition,
          base::Phrase("store.newer_database",
                       {{"database", to_string(database)}, {"version", std::int64_t{version}}})};
}

base::Status of_another(const PostgresqlDatabase& database) {
  return {base::Code::failed_precondition,
          base::Phrase("store.not_our_database", {{"database", to_string(database)}})};
}

// Null where there is nothing to read.
base::Result<Session> open_beside(const PostgresqlDatabase& database) {
  auto session = connect(database, kReader);
  if (!session) return session;
  try {
    const int version = postgresql_dialect().version(**session);
    if (version > kNewestSchema) return base::fail(newer_database(database, version));
    if (version < kNewestSchema) return nullptr;
    return session;
  } catch (const soci::soci_error& error) {
    return base::fail(meaning_of(database, error));
  }
}

// Does nothing where there is nothing to read.
base::Status read_beside(const PostgresqlDatabase& database,
                         const std::function<void(soci::session&)>& read) {
  const auto session = open_beside(database);
  if (!session) return session.error();
  if (*session == nullptr) return {};
  try {
    read(**session);
    return {};
  } catch (const soci::soci_error& error) {
    return meaning_of(database, error);
  }
}

// Whether there may be a store; its version.
base::Result<int> usable_version(const PostgresqlDatabase& database, soci::session& session) {
  const int version = postgresql_dialect().version(session);
  if (version > kNewestSchema) return base::fail(newer_database(database, version));
  if (is_foreign(session, postgresql_dialect())) return base::fail(of_another(database));
  return version;
}

base::Result<SharedStore> share_once(const PostgresqlDatabase& database, Patience patience,
                                     const base::Clock& clock, base::Sleeper& sleeper) {
  auto first = connect(database, kReader);
  if (!first) return base::fail(first.error());
  try {
    const auto version = usable_version(database, **first);
    if (!version) return base::fail(version.error());
    // Tables are made and altered by one process alone.
    if (*version < kNewestSchema) {
      const auto made = open_postgresql(database, patience, clock, sleeper);
      if (!made) return base::fail(made.error());
    }
    auto joined = Membership::join(database, std::move(*first), patience, clock, sleeper);
    if (!joined) return base::fail(joined.error());
    std::shared_ptr<Membership> member = std::move(*joined);
    auto session = connect(database, member->hold().application());
    if (!session) return base::fail(session.error());
    // Again: until now somebody else may have had it.
    const auto found = usable_version(database, **session);
    if (!found) return base::fail(found.error());
    Shares& shares = *member;
    auto store = in_database(std::make_unique<PostgresqlServer>(
        database, std::shared_ptr<Hold>(member, &member->hold()), std::move(*session)));
    return SharedStore{std::move(store), &shares};
  } catch (const soci::soci_error& error) {
    return base::fail(meaning_of(database, error));
  }
}

}  // namespace

base::Result<std::unique_ptr<Store>> open_postgresql(const PostgresqlDatabase& database, Patience patience,
                                                     const base::Clock& clock, base::Sleeper& sleeper) {
  auto first = connect(database, kReader);
  if (!first) return base::fail(first.error());
  try {
    if (const auto usable = usable_version(database, **first); !usable) return base::fail(usable.error());
    auto hold = Hold::take(database, std::move(*first), patience, clock, sleeper);
    if (!hold) return base::fail(hold.error());
    auto session = connect(database, (*hold)->application());
    if (!session) return base::fail(session.error());
    // Again: until now somebody else may have had it.
    const auto version = usable_version(database, **session);
    if (!version) return base::fail(version.error());
    const auto migrated =
        migrate(**session, postgresql_dialect(), *version, [&] { return (*hold)->fence(**session); });
    if (!migrated.ok()) return base::fail(migrated);
    return in_database(std::make_unique<PostgresqlServer>(database, std::move(*hold), std::move(*session)));
  } catch (const soci::soci_error& error) {
    return base::fail(meaning_of(database, error));
  }
}

base::Result<SharedStore> share_postgresql(const PostgresqlDatabase& database, Patience patience,
                                           const base::Clock& clock, base::Sleeper& sleeper) {
  for (int tries = patience == Patience::none ? 1 : kTriesToShare; true; --tries) {
    auto shared = share_once(database, patience, clock, sleeper);
    // Whoever has all of it may be one of those that started at the same moment, and make the tables.
    if (shared || shared.error().code() != base::Code::held || tries <= 1) return shared;
  }
}

base::Result<std::vector<Sharer>> sharers_of(const PostgresqlDatabase& database) {
  std::vector<Sharer> sharers;
  const auto done = read_beside(database, [&](soci::session& session) {
    if (!has_member_tables(session)) return;
    const auto held = parts(session);
    for (const auto& member : members(session)) {
      Sharer one{member.process, member.is_over, {}};
      for (const auto& [name, part] : held) {
        if (part.holder == member.id) one.parts.insert(name);
      }
      sharers.push_back(std::move(one));
    }
  });
  if (!done.ok()) return base::fail(done);
  return sharers;
}

base::Result<std::unique_ptr<Store>> view_of_postgresql(const PostgresqlDatabase& database) {
  auto session = open_beside(database);
  if (!session) return base::fail(session.error());
  if (*session == nullptr) return in_memory();
  return view_of_database(std::make_unique<PostgresqlServer>(database, nullptr, std::move(*session)));
}

base::Status read_postgresql_incidents(const PostgresqlDatabase& database,
                                       const std::function<void(const IncidentRecord&)>& visit) {
  return read_beside(database, [&](soci::session& session) { visit_incidents(session, Which::all, visit); });
}

base::Result<std::optional<std::string>> read_postgresql_value(const PostgresqlDatabase& database,
                                                               const std::string& name) {
  std::optional<std::string> found;
  const auto done = read_beside(database, [&](soci::session& session) { found = value_of(session, name); });
  if (!done.ok()) return base::fail(done);
  return found;
}

}  // namespace estafeta::store
