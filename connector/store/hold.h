// Having a store of a PostgreSQL server to oneself, or a part in it: a lease that is renewed from a thread of
// its own for as long as the object lives, since a pass may wait for the tracker longer than a lease lasts.
//
// Who was stopped or cut off for longer than a lease has lost it once somebody else took it, and learns so at
// the next call. holds() and fence() are called by the store's thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/store/postgresql_session.h"
#include "connector/store/stake.h"

namespace estafeta::store {

// Whether to wait until a holder is known to live, or to be gone: a lease at most.
enum class Patience { none, one_lease };

class Hold {
 public:
  // Takes the store for this process, by that session, which is kept. held: another process has it, and is
  // named. `clock` must outlive the hold.
  static base::Result<std::unique_ptr<Hold>> take(const PostgresqlDatabase& database,
                                                  std::unique_ptr<soci::session> session, Patience patience,
                                                  const base::Clock& clock, base::Sleeper& sleeper);
  // Of what was just taken under that token by this session, which is kept. `asked`: when, by the steady
  // clock.
  Hold(PostgresqlDatabase database, std::unique_ptr<soci::session> session, std::int64_t token,
       std::shared_ptr<Stake> stake, const base::Clock& clock, std::chrono::milliseconds asked);
  ~Hold();
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

  // What the server's lists show of sessions that write under this hold, so that whoever takes the store over
  // can end them.
  std::string application() const;
  // Whether the store is this process's for ten seconds yet. By the clock that never jumps where it was
  // renewed lately; else the database is asked.
  base::Status holds();
  // The same by the database in any case: where a session broke, somebody may have ended it to take over.
  base::Status ask();
  // The same inside a transaction: nobody can take the store until it ends. `kept` as Stake::renew() says.
  // Throws SOCI's errors.
  base::Status fence(soci::session& session, std::int64_t kept = 0);
  // Does something by the session of the lease, while no other thread does.
  base::Status with_session(const std::function<base::Status(soci::session&)>& work);

 private:
  void renew_until_ended();
  base::Status renew();  // under the mutex, as what follows
  base::Result<soci::session*> session();
  base::Status lost(soci::session& session);

  PostgresqlDatabase database_;
  std::int64_t token_;
  std::shared_ptr<Stake> stake_;
  const base::Clock& clock_;
  std::atomic<std::chrono::milliseconds> holds_until_;  // by the steady clock
  std::mutex mutex_;                                    // of what follows
  std::condition_variable ending_;
  bool ended_ = false;
  base::Status lost_;
  std::unique_ptr<soci::session> session_;
  std::thread thread_;
};

}  // namespace estafeta::store
