#include "connector/cli/site_store.h"

#include "connector/cli/key_file.h"

namespace estafeta::cli {

store::Location location_of(const config::StoreSettings& settings) {
  if (!settings.postgresql) return {.file = settings.path};
  const auto& named = *settings.postgresql;
  store::PostgresqlDatabase database{.host = named.host,
                                     .port = named.port,
                                     .name = named.database,
                                     .user = named.user,
                                     .ca_file = named.ca_file};
  if (!named.password_file.empty()) {
    database.password = [file = named.password_file] { return read_password(file); };
  }
  return {.database = std::move(database)};
}

}  // namespace estafeta::cli
