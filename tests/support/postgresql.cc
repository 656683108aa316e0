#include "tests/support/postgresql.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "tests/support/source_dir.h"

namespace estafeta::testing {

namespace {

void require(bool works, const std::string& what) {
  if (works) return;
  std::fprintf(stderr, "PostgreSQL for this test: %s\n", what.c_str());
  std::abort();
}

}  // namespace

Postgresql& Postgresql::server() {
  static Postgresql server;
  return server;
}

Postgresql::Postgresql() {
  std::string pattern = (std::filesystem::temp_directory_path() / "estafeta-postgresql-XXXXXX").string();
  require(mkdtemp(pattern.data()) != nullptr, "no folder " + pattern);
  folder_ = pattern;
  script("start " + folder_ + " " + std::to_string(getpid()));
}

void Postgresql::script(const std::string& arguments) const {
  const std::string command = tests::source_dir() + "/tests/support/postgresql " + arguments;
  require(std::system(command.c_str()) == 0, command);
}

void Postgresql::restart() {
  script("restart " + folder_);
}

std::string Postgresql::make_database(const std::string& password) {
  const std::string name = "estafeta_" + std::to_string(++databases_);
  run("postgres", "CREATE USER " + name + " PASSWORD '" + password + "'");
  run("postgres", "CREATE DATABASE " + name + " OWNER " + name);
  return name;
}

std::string Postgresql::run(const std::string& database, const std::string& sql) {
  const std::string target = "host=" + folder_ + " user=postgres dbname=" + database;
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(target.c_str()), &PQfinish);
  require(PQstatus(connection.get()) == CONNECTION_OK, PQerrorMessage(connection.get()));
  const std::unique_ptr<PGresult, decltype(&PQclear)> answer(PQexec(connection.get(), sql.c_str()), &PQclear);
  const auto status = PQresultStatus(answer.get());
  require(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK, PQerrorMessage(connection.get()));
  return PQntuples(answer.get()) > 0 ? PQgetvalue(answer.get(), 0, 0) : "";
}

}  // namespace estafeta::testing
