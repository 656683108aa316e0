#include "connector/store/lease.h"

#include <soci/soci.h>

namespace estafeta::store {

namespace {

std::string in_a_lease() {
  return "clock_timestamp() + INTERVAL '" + std::to_string(kLease.count()) + " seconds'";
}

}  // namespace

void make_table(soci::session& session, const std::string& table) {
  const std::string statement = "CREATE TABLE IF NOT EXISTS " + table;
  try {
    session << statement;
  } catch (const soci::soci_error&) {
    session << statement;  // where another process made it in the same moment it is there by now
  }
}

void make_lease(soci::session& session, const std::string& name) {
  make_table(session,
             "estafeta_lease (name TEXT PRIMARY KEY, host TEXT NOT NULL, process BIGINT NOT NULL, "
             "command TEXT NOT NULL, token BIGINT NOT NULL, until TIMESTAMPTZ NOT NULL)");
  // An insertion that conflicts would wait for a holder that was stopped while it renewed its lease.
  int known = 0;
  session << "SELECT COUNT(*) FROM estafeta_lease WHERE name = :name", soci::use(name, "name"),
      soci::into(known);
  if (known > 0) return;
  session << "INSERT INTO estafeta_lease (name, host, process, command, token, until) "
             "VALUES (:name, '', 0, '', 0, clock_timestamp()) ON CONFLICT (name) DO NOTHING",
      soci::use(name, "name");
}

LeaseState lease_state(soci::session& session, const std::string& name) {
  LeaseState state;
  long long process = 0, token = 0;
  int is_over = 0;
  session << "SELECT host, process, command, token, CAST(until AS TEXT), "
             "CASE WHEN until <= clock_timestamp() THEN 1 ELSE 0 END FROM estafeta_lease WHERE name = :name",
      soci::use(name, "name"), soci::into(state.holder.host), soci::into(process),
      soci::into(state.holder.command), soci::into(token), soci::into(state.until), soci::into(is_over);
  state.holder.id = process;
  state.token = token;
  state.is_over = is_over != 0;
  return state;
}

std::optional<std::int64_t> take_lease(soci::session& session, const std::string& name,
                                       const Process& holder) {
  long long process = holder.id, token = 0;
  session << "UPDATE estafeta_lease SET host = :host, process = :process, command = :command, "
             "token = token + 1, until = " +
                 in_a_lease() + " WHERE name = :name AND until <= clock_timestamp() RETURNING token",
      soci::use(holder.host, "host"), soci::use(process, "process"), soci::use(holder.command, "command"),
      soci::use(name, "name"), soci::into(token);
  return session.got_data() ? std::optional<std::int64_t>(token) : std::nullopt;
}

bool renew_lease(soci::session& session, const std::string& name, std::int64_t token) {
  long long wanted = token, found = 0;
  session << "UPDATE estafeta_lease SET until = " + in_a_lease() +
                 " WHERE name = :name AND token = :token RETURNING token",
      soci::use(name, "name"), soci::use(wanted, "token"), soci::into(found);
  return session.got_data();
}

void release_lease(soci::session& session, const std::string& name, std::int64_t token) {
  long long wanted = token;
  session << "UPDATE estafeta_lease SET until = clock_timestamp() WHERE name = :name AND token = :token",
      soci::use(name, "name"), soci::use(wanted, "token");
}

}  // namespace estafeta::store
