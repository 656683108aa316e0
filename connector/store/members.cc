#include "connector/store/members.h"

#include <soci/soci.h>

#include "connector/store/lease.h"

namespace estafeta::store {

namespace {

std::string in_one_lease() {
  return "clock_timestamp() + INTERVAL '" + std::to_string(kLease.count()) + " seconds'";
}

}  // namespace

void make_member_tables(soci::session& session) {
  if (has_member_tables(session)) return;
  make_table(session,
             "estafeta_member (id BIGINT PRIMARY KEY, host TEXT NOT NULL, process BIGINT NOT NULL, "
             "command TEXT NOT NULL, kept BIGINT NOT NULL, until TIMESTAMPTZ NOT NULL)");
  make_table(session, "estafeta_part (name TEXT PRIMARY KEY, holder BIGINT NOT NULL, token BIGINT NOT NULL)");
}

bool has_member_tables(soci::session& session) {
  int tables = 0;
  session << "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() "
             "AND tablename IN ('estafeta_member', 'estafeta_part')",
      soci::into(tables);
  return tables == 2;
}

std::vector<Member> members(soci::session& session) {
  Member one;
  long long id = 0, process = 0, kept = 0;
  int is_over = 0;
  soci::statement rows =
      (session.prepare << "SELECT id, host, process, command, kept, CAST(until AS TEXT), "
                          "CASE WHEN until <= clock_timestamp() THEN 1 ELSE 0 END FROM estafeta_member "
                          "ORDER BY id",
       soci::into(id), soci::into(one.process.host), soci::into(process), soci::into(one.process.command),
       soci::into(kept), soci::into(one.until), soci::into(is_over));
  std::vector<Member> all;
  rows.execute();
  while (rows.fetch()) {
    one.id = id;
    one.process.id = process;
    one.kept = kept;
    one.is_over = is_over != 0;
    all.push_back(one);
  }
  return all;
}

void add_member(soci::session& session, std::int64_t id, const Process& process) {
  const long long member = id, number = process.id;
  session << "INSERT INTO estafeta_member (id, host, process, command, kept, until) "
             "VALUES (:id, :host, :process, :command, 0, " +
                 in_one_lease() + ")",
      soci::use(member, "id"), soci::use(process.host, "host"), soci::use(number, "process"),
      soci::use(process.command, "command");
}

bool renew_member(soci::session& session, std::int64_t id, std::int64_t kept) {
  const long long member = id, more = kept;
  long long found = 0;
  session << "UPDATE estafeta_member SET until = " + in_one_lease() +
                 ", kept = kept + :more WHERE id = :id RETURNING id",
      soci::use(more, "more"), soci::use(member, "id"), soci::into(found);
  return session.got_data();
}

void end_member(soci::session& session, std::int64_t id) {
  const long long member = id;
  session << "DELETE FROM estafeta_member WHERE id = :id", soci::use(member, "id");
}

void end_member_if_over(soci::session& session, std::int64_t id) {
  const long long member = id;
  session << "DELETE FROM estafeta_member WHERE id = :id AND until <= clock_timestamp()",
      soci::use(member, "id");
}

void make_parts(soci::session& session, const std::set<std::string>& names) {
  const auto known = parts(session);
  for (const auto& name : names) {
    if (known.contains(name)) continue;
    session << "INSERT INTO estafeta_part (name, holder, token) VALUES (:name, 0, 0) "
               "ON CONFLICT (name) DO NOTHING",
        soci::use(name, "name");
  }
}

std::map<std::string, Part> parts(soci::session& session) {
  std::string name;
  long long holder = 0, token = 0;
  soci::statement rows = (session.prepare << "SELECT name, holder, token FROM estafeta_part",
                          soci::into(name), soci::into(holder), soci::into(token));
  std::map<std::string, Part> all;
  rows.execute();
  while (rows.fetch()) all[name] = {holder, token};
  return all;
}

bool take_part(soci::session& session, const std::string& name, const Part& seen, std::int64_t taker) {
  const long long member = taker, holder = seen.holder, token = seen.token;
  long long taken = 0;
  session << "UPDATE estafeta_part SET holder = :taker, token = token + 1 WHERE name = :name "
             "AND holder = :holder AND token = :token "
             "AND NOT EXISTS (SELECT 1 FROM estafeta_member WHERE id = estafeta_part.holder) RETURNING token",
      soci::use(member, "taker"), soci::use(name, "name"), soci::use(holder, "holder"),
      soci::use(token, "token"), soci::into(taken);
  return session.got_data();
}

void give_part(soci::session& session, const std::string& name, std::int64_t giver) {
  const long long member = giver;
  session << "UPDATE estafeta_part SET holder = 0 WHERE name = :name AND holder = :giver",
      soci::use(name, "name"), soci::use(member, "giver");
}

void end_sessions_of(soci::session& session, std::int64_t token) {
  try {
    const std::string application = application_of(token);
    int ended = 0;
    session << "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity "
               "WHERE datname = current_database() AND application_name = :application",
        soci::use(application, "application"), soci::into(ended);
  } catch (const soci::soci_error&) {
    return;
  }
}

std::string application_of(std::int64_t token) {
  return "estafeta holder " + std::to_string(token);
}

}  // namespace estafeta::store
