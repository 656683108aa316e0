#include "connector/store/location.h"

#include "connector/store/sqlite_store.h"

namespace estafeta::store {

std::string to_string(const Location& location) {
  return location.database ? to_string(*location.database) : location.file;
}

base::Result<std::unique_ptr<Store>> open_store(const Location& location, Patience patience,
                                                const base::Clock& clock, base::Sleeper& sleeper) {
  if (!location.database) return open_sqlite(location.file);
  return open_postgresql(*location.database, patience, clock, sleeper);
}

base::Result<SharedStore> share_store(const Location& location, Patience patience, const base::Clock& clock,
                                      base::Sleeper& sleeper) {
  if (location.database) return share_postgresql(*location.database, patience, clock, sleeper);
  auto store = open_sqlite(location.file);
  if (!store) return base::fail(store.error());
  return SharedStore{std::move(*store), nullptr};
}

base::Result<std::vector<Sharer>> sharers_of(const Location& location) {
  return location.database ? sharers_of(*location.database) : std::vector<Sharer>();
}

base::Result<std::unique_ptr<Store>> view_of(const Location& location) {
  return location.database ? view_of_postgresql(*location.database) : view_of_sqlite(location.file);
}

base::Status read_incidents(const Location& location,
                            const std::function<void(const IncidentRecord&)>& visit) {
  return location.database ? read_postgresql_incidents(*location.database, visit)
                           : read_sqlite_incidents(location.file, visit);
}

base::Result<std::optional<std::string>> read_value(const Location& location, const std::string& name) {
  return location.database ? read_postgresql_value(*location.database, name)
                           : read_sqlite_value(location.file, name);
}

bool is_damaged(const Location& location) {
  return !location.database && is_damaged(location.file);
}

}  // namespace estafeta::store
