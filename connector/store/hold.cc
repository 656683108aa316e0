#include "connector/store/hold.h"

#include <soci/soci.h>

#include <utility>

#include "connector/store/lease.h"

namespace estafeta::store {

namespace {

using std::chrono::milliseconds;

constexpr const char* kName = "store";
// Two may fail before the lease is over.
constexpr base::Seconds kBetweenRenewals = kLease / 3;
constexpr milliseconds kBetweenLooks{1000};
// So long at least it holds yet when something is to be done: to decide, and to send a request.
constexpr base::Seconds kEnough = kLease / 3;

base::Status held_by(const PostgresqlDatabase& database, const char* key, const Process& holder) {
  return {base::Code::held, base::Phrase(key, {{"database", to_string(database)},
                                               {"host", holder.host},
                                               {"pid", holder.id},
                                               {"command", holder.command}})};
}

std::string application_of(std::int64_t token) {
  return "estafeta holder " + std::to_string(token);
}

// A holder that was stopped in the middle of a transaction keeps rows locked, and would finish it when it
// wakes. Servers that merely speak PostgreSQL's protocol may have no such function; then lock_timeout has to
// do.
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

std::optional<std::int64_t> try_to_take(soci::session& session, const LeaseState& seen) {
  if (!seen.is_over) return std::nullopt;
  end_sessions_of(session, seen.token);
  return take_lease(session, kName, own_process());
}

}  // namespace

base::Result<std::unique_ptr<Hold>> Hold::take(const PostgresqlDatabase& database,
                                               std::unique_ptr<soci::session> session, Patience patience,
                                               const base::Clock& clock, base::Sleeper& sleeper) {
  try {
    make_lease(*session, kName);
    const auto first = lease_state(*session, kName);
    auto seen = first;
    // One look more than a lease lasts: the clock that counts is the database's.
    auto looks = patience == Patience::none ? 1 : (kLease / kBetweenLooks) + 2;
    for (;; seen = lease_state(*session, kName)) {
      const auto asked = clock.steady();
      if (const auto token = try_to_take(*session, seen)) {
        const std::string application = application_of(*token);
        *session << "SET application_name = '" + application + "'";
        std::unique_ptr<Hold> hold(new Hold(database, std::move(session), *token, clock));
        hold->holds_until_ = asked + kLease;
        return hold;
      }
      const bool lives = seen.token != first.token || seen.until != first.until;
      if (lives || --looks <= 0) return base::fail(held_by(database, "store.database_held", seen.holder));
      sleeper.sleep(kBetweenLooks);
    }
  } catch (const soci::soci_error& error) {
    return base::fail(meaning_of(database, error));
  }
}

Hold::Hold(PostgresqlDatabase database, std::unique_ptr<soci::session> session, std::int64_t token,
           const base::Clock& clock)
    : database_(std::move(database)),
      token_(token),
      clock_(clock),
      holds_until_(clock.steady()),
      session_(std::move(session)),
      thread_([this] { renew_until_ended(); }) {}

Hold::~Hold() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ending_.notify_all();
  thread_.join();
  try {
    if (session_ && is_usable(*session_)) release_lease(*session_, kName, token_);
  } catch (const soci::soci_error&) {
    return;  // then it is over after a while
  }
}

std::string Hold::application() const {
  return application_of(token_);
}

void Hold::renew_until_ended() {
  std::unique_lock lock(mutex_);
  while (!ending_.wait_for(lock, kBetweenRenewals, [this] { return ended_; })) {
    // What went wrong is said by whoever needs the hold, and tried again until then.
    static_cast<void>(renew());
  }
}

base::Status Hold::holds() {
  return clock_.steady() + kEnough < holds_until_.load() ? base::Status() : ask();
}

base::Status Hold::ask() {
  const std::lock_guard lock(mutex_);
  return renew();
}

base::Status Hold::fence(soci::session& session) {
  if (renew_lease(session, kName, token_)) return {};
  const std::lock_guard lock(mutex_);
  return lost(session);
}

base::Status Hold::renew() {
  if (!lost_.ok()) return lost_;
  base::Status failure;
  // Twice: whoever takes the store over ends this session, and a new one learns that.
  for (int tries = 0; tries < 2; ++tries) {
    const auto asked = clock_.steady();
    if (!session_ || !is_usable(*session_)) {
      session_.reset();
      auto made = connect(database_, application());
      if (!made) return made.error();
      session_ = std::move(*made);
    }
    try {
      if (!renew_lease(*session_, kName, token_)) return lost(*session_);
      holds_until_ = asked + kLease;
      return {};
    } catch (const soci::soci_error& error) {
      failure = meaning_of(database_, error);
    }
  }
  return failure;
}

// For good: what this process knows of the store may be out of date.
base::Status Hold::lost(soci::session& session) {
  holds_until_ = milliseconds::min();
  lost_ = held_by(database_, "store.taken_over", lease_state(session, kName).holder);
  return lost_;
}

}  // namespace estafeta::store
