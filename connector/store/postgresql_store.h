// The store in a database of a PostgreSQL server, or of one that speaks its protocol.
//
// One process has it to itself, or several share it (shares.h), by leases of half a minute (lease.h): where a
// process dies or is cut off, another one can go on after that. Every transaction is fenced by it, so that
// who was stopped for longer keeps nothing of what it writes when it wakes, and is told who has the store by
// then.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/time.h"
#include "connector/store/hold.h"
#include "connector/store/own_process.h"
#include "connector/store/postgresql_session.h"
#include "connector/store/shares.h"
#include "connector/store/store.h"

namespace estafeta::store {

// Opens the database, which must be there, and makes or migrates the tables. held: another process has it and
// is named. unavailable: the server is away. failed_precondition: a newer release wrote it, it is somebody
// else's, or the server does not let the user in.
base::Result<std::unique_ptr<Store>> open_postgresql(const PostgresqlDatabase& database, Patience patience,
                                                     const base::Clock& clock, base::Sleeper& sleeper);
// The same for who shares it with others; `shares` is part of the store. held: a process has it to itself.
struct SharedStore {
  std::unique_ptr<Store> store;
  Shares* shares = nullptr;
};
base::Result<SharedStore> share_postgresql(const PostgresqlDatabase& database, Patience patience,
                                           const base::Clock& clock, base::Sleeper& sleeper);
// Who shares it, and what each of them has. Safe to call from any thread.
struct Sharer {
  Process process;
  bool is_over = false;  // its lease
  std::set<std::string> parts;
};
base::Result<std::vector<Sharer>> sharers_of(const PostgresqlDatabase& database);
// The database for whoever only looks while another process has it: see view_of_database(). Empty where there
// is no store yet, or an older one.
base::Result<std::unique_ptr<Store>> view_of_postgresql(const PostgresqlDatabase& database);
// Of the database alone: every incident, by id, one after another; one of the values. Safe to call from any
// thread.
base::Status read_postgresql_incidents(const PostgresqlDatabase& database,
                                       const std::function<void(const IncidentRecord&)>& visit);
base::Result<std::optional<std::string>> read_postgresql_value(const PostgresqlDatabase& database,
                                                               const std::string& name);

}  // namespace estafeta::store
