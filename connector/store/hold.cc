#include "connector/store/hold.h"

#include <soci/soci.h>

#include <utility>

#include "connector/store/lease.h"
#include "connector/store/members.h"

namespace estafeta::store {

namespace {

using std::chrono::milliseconds;

constexpr const char* kName = "store";
// Some may fail before the lease is over, and what others left is seen soon.
constexpr base::Seconds kBetweenRenewals = kLease / 6;
constexpr milliseconds kBetweenLooks{1000};
// So long at least it holds yet when something is to be done: to decide, and to send a request.
constexpr base::Seconds kEnough = kLease / 3;

base::Status held_by(const PostgresqlDatabase& database, const char* key, const Process& holder) {
  return {base::Code::held, base::Phrase(key, {{"database", to_string(database)},
                                               {"host", holder.host},
                                               {"pid", holder.id},
                                               {"command", holder.command}})};
}

// The store as a whole.
class Whole : public Stake {
 public:
  Whole(PostgresqlDatabase database, std::int64_t token) : database_(std::move(database)), token_(token) {}
  bool renew(soci::session& session, std::int64_t) override { return renew_lease(session, kName, token_); }
  void release(soci::session& session) override { release_lease(session, kName, token_); }
  base::Status lost(soci::session& session) override {
    return held_by(database_, "store.taken_over", lease_state(session, kName).holder);
  }

 private:
  PostgresqlDatabase database_;
  std::int64_t token_;
};

// Who is in the way, and how to tell whether it lives.
struct InTheWay {
  Process holder;
  std::string sign;
};

// None: nobody but those whose lease is over.
std::optional<InTheWay> look_around(soci::session& session) {
  const auto seen = lease_state(session, kName);
  if (!seen.is_over) return InTheWay{seen.holder, std::to_string(seen.token) + " " + seen.until};
  for (const auto& member : members(session)) {
    if (!member.is_over) return InTheWay{member.process, std::to_string(member.id) + " " + member.until};
  }
  return std::nullopt;
}

// None: somebody was quicker.
std::optional<std::int64_t> try_to_take(soci::session& session) {
  const auto last = lease_state(session, kName);
  if (!last.is_over) return std::nullopt;  // taken since it was looked at: by one that lives
  end_sessions_of(session, last.token);
  for (const auto& member : members(session)) {
    if (member.is_over) end_sessions_of(session, member.id);
  }
  soci::transaction all_or_nothing(session);
  const auto token = take_lease(session, kName, own_process());
  if (!token) return std::nullopt;
  // Who joins waits for this row of the lease, or is seen now.
  for (const auto& member : members(session)) end_member_if_over(session, member.id);
  if (!members(session).empty()) return std::nullopt;
  all_or_nothing.commit();
  return token;
}

}  // namespace

base::Result<std::unique_ptr<Hold>> Hold::take(const PostgresqlDatabase& database,
                                               std::unique_ptr<soci::session> session, Patience patience,
                                               const base::Clock& clock, base::Sleeper& sleeper) {
  try {
    make_lease(*session, kName);
    make_member_tables(*session);
    std::optional<std::string> first;
    // One look more than a lease lasts: the clock that counts is the database's.
    auto looks = patience == Patience::none ? 1 : (kLease / kBetweenLooks) + 2;
    while (true) {
      const auto asked = clock.steady();
      const auto in_the_way = look_around(*session);
      const auto token = in_the_way ? std::nullopt : try_to_take(*session);
      if (token) {
        const std::string application = application_of(*token);
        *session << "SET application_name = '" + application + "'";
        return std::make_unique<Hold>(database, std::move(session), *token,
                                      std::make_shared<Whole>(database, *token), clock, asked);
      }
      const std::string sign = in_the_way ? in_the_way->sign : first.value_or("");
      const bool lives = first && sign != *first;
      first = sign;
      --looks;
      if (in_the_way && (lives || looks <= 0))
        return base::fail(held_by(database, "store.database_held", in_the_way->holder));
      sleeper.sleep(kBetweenLooks);
    }
  } catch (const soci::soci_error& error) {
    return base::fail(meaning_of(database, error));
  }
}

Hold::Hold(PostgresqlDatabase database, std::unique_ptr<soci::session> session, std::int64_t token,
           std::shared_ptr<Stake> stake, const base::Clock& clock, milliseconds asked)
    : database_(std::move(database)),
      token_(token),
      stake_(std::move(stake)),
      clock_(clock),
      holds_until_(asked + kLease),
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
    if (session_ && is_usable(*session_)) stake_->release(*session_);
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
    if (!renew().ok()) continue;
    try {
      stake_->look(*session_);
    } catch (const soci::soci_error&) {
      continue;
    }
  }
}

base::Status Hold::holds() {
  return clock_.steady() + kEnough < holds_until_.load() ? base::Status() : ask();
}

base::Status Hold::ask() {
  const std::lock_guard lock(mutex_);
  return renew();
}

base::Status Hold::fence(soci::session& session, std::int64_t kept) {
  if (stake_->renew(session, kept)) return {};
  const std::lock_guard lock(mutex_);
  return lost(session);
}

base::Status Hold::with_session(const std::function<base::Status(soci::session&)>& work) {
  const std::lock_guard lock(mutex_);
  if (!lost_.ok()) return lost_;
  const auto usable = session();
  if (!usable) return usable.error();
  try {
    return work(**usable);
  } catch (const soci::soci_error& error) {
    auto failure = meaning_of(database_, error);
    // A transaction may be open.
    session_.reset();
    return failure;
  }
}

base::Result<soci::session*> Hold::session() {
  if (!session_ || !is_usable(*session_)) {
    session_.reset();
    auto made = connect(database_, application());
    if (!made) return base::fail(made.error());
    session_ = std::move(*made);
  }
  return session_.get();
}

base::Status Hold::renew() {
  if (!lost_.ok()) return lost_;
  base::Status failure;
  // Twice: whoever takes the store over ends this session, and a new one learns that.
  for (int tries = 0; tries < 2; ++tries) {
    const auto asked = clock_.steady();
    const auto usable = session();
    if (!usable) return usable.error();
    try {
      if (!stake_->renew(**usable, 0)) return lost(**usable);
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
  lost_ = stake_->lost(session);
  return lost_;
}

}  // namespace estafeta::store
