#include "connector/store/postgresql_session.h"

#include <libpq-fe.h>
#include <poll.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <array>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

namespace estafeta::store {

namespace {

using base::Code;
using base::Phrase;
using base::Status;

constexpr const char* kSystemsAuthorities = "/etc/ssl/certs/ca-certificates.crt";

// On this machine nobody listens in between.
bool is_local(const std::string& host) {
  return host.starts_with('/') || host.starts_with('@') || host == "localhost" || host == "127.0.0.1" ||
         host == "::1";
}

std::string percent_encoded(const std::string& text) {
  constexpr std::string_view kPlain = "-._~";
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       kPlain.find(c) != std::string_view::npos;
    std::array<char, 4> code{};
    std::snprintf(code.data(), code.size(), "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    encoded += plain ? std::string(1, c) : std::string(code.data());
  }
  return encoded;
}

// As a URI: SOCI takes other forms apart at blanks, which a password may have.
std::string uri(const PostgresqlDatabase& database, const base::Secret& password,
                const std::string& application) {
  std::vector<std::pair<std::string, std::string>> parameters{
      {"host", database.host},
      {"port", std::to_string(database.port)},
      {"dbname", database.name},
      {"user", database.user},
      {"application_name", application},
      {"client_encoding", "UTF8"},
      {"connect_timeout", "10"},
      // A network that lost the server without a word is noticed after half a minute.
      {"keepalives_idle", "15"},
      {"keepalives_interval", "5"},
      {"keepalives_count", "3"},
      {"tcp_user_timeout", "30000"}};
  if (!database.ca_file.empty() || !is_local(database.host)) {
    parameters.emplace_back("sslmode", "verify-full");
    parameters.emplace_back("sslrootcert", database.ca_file.empty() ? kSystemsAuthorities : database.ca_file);
  }
  if (!password.empty()) parameters.emplace_back("password", password.reveal());
  std::string text = "postgresql:///";
  char before = '?';
  for (const auto& [key, value] : parameters) {
    text += std::exchange(before, '&') + key + "=" + percent_encoded(value);
  }
  return text;
}

// Servers add details and hints below, with what the rows hold.
std::string first_line(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_first_of("\r\n", begin) - begin);
}

struct Denial {
  std::string state;  // SQLSTATE; empty: the server said nothing
  std::string why;
  bool wants_password = false;
};

// Waits until the connection is made or refused.
void finish_connecting(PGconn* connection) {
  auto next = PQstatus(connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  constexpr int kMostMilliseconds = 10000;
  while (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) {
    pollfd wait{PQsocket(connection), static_cast<short>(next == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                0};
    if (poll(&wait, 1, kMostMilliseconds) <= 0) return;
    next = PQconnectPoll(connection);
  }
}

// Why no session was made, told by code and not by sentences in the server's language: libpq puts the code
// into its text only if asked before it connects, so it is tried once more.
Denial why_denied(const std::string& uri) {
  Denial denial;
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectStart(uri.c_str()), &PQfinish);
  if (!connection) return denial;
  PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
  finish_connecting(connection.get());
  denial.wants_password = PQconnectionNeedsPassword(connection.get()) != 0;
  const std::string text = first_line(PQerrorMessage(connection.get()));
  // `…FATAL:  28P01: password authentication failed for user "estafeta"`
  constexpr std::size_t kLength = 5;
  for (auto at = text.find(":  "); at != std::string::npos; at = text.find(":  ", at + 1)) {
    const auto state = text.substr(at + 3, kLength);
    const bool is_code = state.size() == kLength && text.substr(at + 3 + kLength, 1) == ":" &&
                         state.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
    if (!is_code) continue;
    denial.state = state;
    denial.why = first_line(text.substr(at + 3 + kLength + 1));
    return denial;
  }
  denial.why = text;
  return denial;
}

Status meaning_of(const PostgresqlDatabase& database, const Denial& denial, const std::string& thrown) {
  const auto phrase = [&](const char* key) {
    return Phrase(key, {{"database", to_string(database)},
                        {"name", database.name},
                        {"user", database.user},
                        {"why", denial.why.empty() ? thrown : denial.why}});
  };
  if (denial.wants_password) return {Code::failed_precondition, phrase("store.password_wanted")};
  if (denial.state == "28P01") return {Code::failed_precondition, phrase("store.password_refused")};
  if (denial.state == "3D000") return {Code::failed_precondition, phrase("store.no_database")};
  const bool is_login = denial.state.starts_with("28") || denial.state == "42501";
  if (is_login) return {Code::failed_precondition, phrase("store.login_refused")};
  return {Code::unavailable, phrase("store.server_away")};
}

PGconn* connection_of(soci::session& session) {
  return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

void ignore_notices(soci::session& session) {
  const auto ignore = [](void*, const char*) {};
  PQsetNoticeProcessor(connection_of(session), ignore, nullptr);
}

}  // namespace

std::string to_string(const PostgresqlDatabase& database) {
  const bool is_socket = database.host.starts_with('/') || database.host.starts_with('@');
  return database.name + " (" + database.host + (is_socket ? "" : ":" + std::to_string(database.port)) + ")";
}

base::Result<std::unique_ptr<soci::session>> connect(const PostgresqlDatabase& database,
                                                     const std::string& application) {
  base::Secret password;
  if (database.password) {
    auto read = database.password();
    if (!read) return base::fail(read.error());
    password = std::move(*read);
  }
  const std::string target = uri(database, password, application);
  std::unique_ptr<soci::session> session;
  try {
    session = std::make_unique<soci::session>(soci::postgresql, target);
  } catch (const soci::soci_error& error) {
    return base::fail(meaning_of(database, why_denied(target), first_line(error.get_error_message())));
  }
  try {
    ignore_notices(*session);
    // Rows that somebody else has locked are waited for, but not for ever.
    *session << "SET lock_timeout = '30s'";
    return session;
  } catch (const soci::soci_error& error) {
    return base::fail(meaning_of(database, error));
  }
}

bool is_usable(soci::session& session) {
  return PQstatus(connection_of(session)) == CONNECTION_OK;
}

base::Status meaning_of(const PostgresqlDatabase& database, const soci::soci_error& error) {
  const auto* told = dynamic_cast<const soci::postgresql_soci_error*>(&error);
  const std::string state = told == nullptr ? "" : told->sqlstate();
  const auto phrase = [&](const char* key) {
    return Phrase(key, {{"database", to_string(database)},
                        {"name", database.name},
                        {"user", database.user},
                        {"why", first_line(error.get_error_message())}});
  };
  if (state == "42501") return {Code::failed_precondition, phrase("store.no_rights")};
  // Without a code it is libpq that speaks, of a connection that broke; 57P: an administrator ended it.
  const bool is_lost = state.find_first_not_of(' ') == std::string::npos || state.starts_with("08") ||
                       state.starts_with("57P");
  return {Code::unavailable, phrase(is_lost ? "store.server_lost" : "store.server_error")};
}

}  // namespace estafeta::store
