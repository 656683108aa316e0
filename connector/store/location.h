// Where a store is kept, for whoever need not know whether that is a file or a database on a server.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/time.h"
#include "connector/store/hold.h"
#include "connector/store/postgresql_session.h"
#include "connector/store/postgresql_store.h"
#include "connector/store/store.h"

namespace estafeta::store {

struct Location {
  std::string file = {};  // of SQLite, where there is no database
  std::optional<PostgresqlDatabase> database = {};
};

// For people: the path, or the database and its server.
std::string to_string(const Location& location);

// To oneself: see open_sqlite() and open_postgresql().
base::Result<std::unique_ptr<Store>> open_store(const Location& location, Patience patience,
                                                const base::Clock& clock, base::Sleeper& sleeper);
// Shared with others where it is in a database: see share_postgresql(). A file is this process's alone, and
// has no shares.
base::Result<SharedStore> share_store(const Location& location, Patience patience, const base::Clock& clock,
                                      base::Sleeper& sleeper);
// Who shares it; nobody where it is a file.
base::Result<std::vector<Sharer>> sharers_of(const Location& location);
// For whoever only looks: see view_of_sqlite() and view_of_postgresql().
base::Result<std::unique_ptr<Store>> view_of(const Location& location);
// Beside whoever has it, from any thread.
base::Status read_incidents(const Location& location,
                            const std::function<void(const IncidentRecord&)>& visit);
base::Result<std::optional<std::string>> read_value(const Location& location, const std::string& name);
// Whether it is a file that cannot be used any more.
bool is_damaged(const Location& location);

}  // namespace estafeta::store
