// Sessions of a PostgreSQL server, or of one that speaks its protocol: how it is reached, and what is wrong
// where it is not. The one place that knows libpq.
//
// Over a network the server's certificate and name are verified. Safe to call from several threads.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "connector/base/secret.h"
#include "connector/base/status.h"

namespace soci {
class session;
class soci_error;
}  // namespace soci

namespace estafeta::store {

// A database, and how to reach it.
struct PostgresqlDatabase {
  std::string host;  // a name, an address, or the folder of the server's socket on this machine
  int port = 5432;
  std::string name;
  std::string user;
  std::string ca_file = {};  // of the authority that signed the server's certificate; empty: the system's
  // Asked for each session, so that a password can be changed meanwhile; null: the server wants none.
  std::function<base::Result<base::Secret>()> password = {};
};

// For people: `estafeta (db.example.com:5432)`.
std::string to_string(const PostgresqlDatabase& database);

// A session that the server's lists show under `application`. unavailable: the server is away;
// failed_precondition: it lets nobody in by that name and password, or has no such database.
base::Result<std::unique_ptr<soci::session>> connect(const PostgresqlDatabase& database,
                                                     const std::string& application);

// Whether the connection has not been seen to break. Asks nobody: SOCI's own question is a request each time.
bool is_usable(soci::session& session);

// What an error of a session means. unavailable: the connection broke, or the server could not do it now;
// failed_precondition: the user lacks a right.
base::Status meaning_of(const PostgresqlDatabase& database, const soci::soci_error& error);

}  // namespace estafeta::store
