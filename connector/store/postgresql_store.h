// The store in a database of a PostgreSQL server, or of one that speaks its protocol.
//
// One process has it to itself, by a lease of half a minute (lease.h): where that process dies or is cut off,
// another one can go on after that. Every transaction is fenced by it, so that who was stopped for longer
// keeps nothing of what it writes when it wakes, and is told who has the store by then.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "connector/base/time.h"
#include "connector/store/hold.h"
#include "connector/store/postgresql_session.h"
#include "connector/store/store.h"

namespace estafeta::store {

// Opens the database, which must be there, and makes or migrates the tables. held: another process has it and
// is named. unavailable: the server is away. failed_precondition: a newer release wrote it, it is somebody
// else's, or the server does not let the user in.
base::Result<std::unique_ptr<Store>> open_postgresql(const PostgresqlDatabase& database, Patience patience,
                                                     const base::Clock& clock, base::Sleeper& sleeper);
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
