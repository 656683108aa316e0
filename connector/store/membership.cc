#include "connector/store/membership.h"

#include <soci/soci.h>

#include <algorithm>
#include <random>
#include <utility>

#include "connector/store/lease.h"

namespace estafeta::store {

namespace {

const std::string kStoreLease = "store";
// Its `command` is the name of the store; nobody ever holds it.
const std::string kIdentity = "identity";
constexpr std::chrono::milliseconds kBetweenTries{1000};

base::Status refused(const PostgresqlDatabase& database, const char* key, const Process& holder) {
  return {base::Code::held, base::Phrase(key, {{"database", to_string(database)},
                                               {"host", holder.host},
                                               {"pid", holder.id},
                                               {"command", holder.command}})};
}

// Under the row of the store's lease: whoever takes the store to itself waits for that, or is seen. None: it
// is taken.
std::optional<std::int64_t> next_id(soci::session& session, const Process& self) {
  const long long process = self.id;
  long long token = 0;
  session << "UPDATE estafeta_lease SET host = :host, process = :process, command = :command, "
             "token = token + 1 WHERE name = :name AND until <= clock_timestamp() RETURNING token",
      soci::use(self.host, "host"), soci::use(process, "process"), soci::use(self.command, "command"),
      soci::use(kStoreLease, "name"), soci::into(token);
  return session.got_data() ? std::optional<std::int64_t>(token) : std::nullopt;
}

// Made by the first who joins, under the same row.
std::string identity(soci::session& session) {
  make_lease(session, kIdentity);
  auto known = lease_state(session, kIdentity).holder.command;
  if (!known.empty()) return known;
  std::random_device chance;
  const std::string made = std::to_string(chance()) + std::to_string(chance());
  session << "UPDATE estafeta_lease SET command = :made WHERE name = :name", soci::use(made, "made"),
      soci::use(kIdentity, "name");
  return made;
}

// Who is stopped in the middle of a transaction keeps the row that ends it locked.
void end_the_dead(soci::session& session, const std::vector<Member>& all, std::int64_t self) {
  for (const auto& member : all) {
    if (!member.is_over || member.id == self) continue;
    end_sessions_of(session, member.id);
    end_member_if_over(session, member.id);
  }
}

std::set<std::int64_t> living(const std::vector<Member>& all) {
  std::set<std::int64_t> ids;
  for (const auto& member : all) {
    if (!member.is_over) ids.insert(member.id);
  }
  return ids;
}

}  // namespace

Settlement settlement(const std::set<std::string>& wanted, const std::map<std::string, Part>& parts,
                      const std::set<std::int64_t>& live, std::int64_t self) {
  const std::size_t share = (wanted.size() + live.size() - 1) / std::max<std::size_t>(live.size(), 1);
  std::set<std::string> own, free;
  for (const auto& name : wanted) {
    const auto part = parts.find(name);
    const auto holder = part == parts.end() ? 0 : part->second.holder;
    if (holder == self) own.insert(name);
    if (!live.contains(holder)) free.insert(name);
  }
  Settlement settled;
  // What nobody knows here any more is nobody's.
  for (const auto& [name, part] : parts) {
    if (part.holder == self && !wanted.contains(name)) settled.give.insert(name);
  }
  // The last ones, so that the first ones stay where they are.
  for (auto last = own.rbegin(); last != own.rend() && own.size() - settled.give.size() > share; ++last)
    settled.give.insert(*last);
  for (const auto& name : free) {
    if (own.size() + settled.take.size() >= share) break;
    settled.take.insert(name);
  }
  return settled;
}

class Membership::MemberStake : public Stake {
 public:
  MemberStake(PostgresqlDatabase database, std::int64_t id, Membership& owner)
      : database_(std::move(database)), id_(id), owner_(owner) {}
  bool renew(soci::session& session, std::int64_t kept) override { return renew_member(session, id_, kept); }
  void release(soci::session& session) override { end_member(session, id_); }
  base::Status lost(soci::session& session) override {
    owner_.is_unsettled_ = true;  // a pass under way has nothing more to do
    return refused(database_, "store.member_ended", lease_state(session, kStoreLease).holder);
  }
  void look(soci::session& session) override { owner_.look(session); }

 private:
  PostgresqlDatabase database_;
  std::int64_t id_;
  Membership& owner_;
};

base::Result<std::unique_ptr<Membership>> Membership::join(const PostgresqlDatabase& database,
                                                           std::unique_ptr<soci::session> session,
                                                           Patience patience, const base::Clock& clock,
                                                           base::Sleeper& sleeper) {
  try {
    make_lease(*session, kStoreLease);
    make_member_tables(*session);
    const auto self = own_process();
    const auto first = lease_state(*session, kStoreLease);
    auto looks = patience == Patience::none ? 1 : (kLease / kBetweenTries) + 2;
    while (true) {
      const auto seen = lease_state(*session, kStoreLease);
      // That of who had all of it; who joined last has its token from there, and may live.
      if (seen.is_over && !living(members(*session)).contains(seen.token))
        end_sessions_of(*session, seen.token);
      const auto asked = clock.steady();
      session->begin();
      if (const auto id = next_id(*session, self)) {
        std::unique_ptr<Membership> member(new Membership);
        member->id_ = *id;
        member->name_ = identity(*session);
        add_member(*session, *id, self);
        session->commit();
        *session << "SET application_name = '" + application_of(*id) + "'";
        member->hold_ =
            std::make_unique<Hold>(database, std::move(session), *id,
                                   std::make_shared<MemberStake>(database, *id, *member), clock, asked);
        return member;
      }
      session->rollback();
      const bool lives = seen.token != first.token || seen.until != first.until;
      if (lives || --looks <= 0) return base::fail(refused(database, "store.database_held", seen.holder));
      sleeper.sleep(kBetweenTries);
    }
  } catch (const soci::soci_error& error) {
    return base::fail(meaning_of(database, error));
  }
}

Membership::~Membership() = default;

void Membership::when_unsettled(std::function<void()> wake) {
  static_cast<void>(hold_->with_session([&](soci::session&) {
    wake_ = std::move(wake);
    return base::Status();
  }));
}

void Membership::look(soci::session& session) {
  if (wanted_.empty()) return;
  // In this order: who joins between the two and takes a part must not seem to be dead.
  const auto known = parts(session);
  const auto all = members(session);
  const auto live = living(all);
  const bool has_dead = live.size() < all.size();
  is_unsettled_ = has_dead || !settlement(wanted_, known, live, id_).empty();
  if (is_unsettled_ && wake_) wake_();
}

base::Result<bool> Membership::look() {
  const auto looked = hold_->with_session([this](soci::session& session) {
    look(session);
    return base::Status();
  });
  if (!looked.ok()) return base::fail(looked);
  return is_unsettled_.load();
}

base::Result<std::set<std::string>> Membership::settle(const std::set<std::string>& wanted) {
  if (auto held = hold_->ask(); !held.ok()) return base::fail(std::move(held));
  std::set<std::string> own;
  const auto settled = hold_->with_session([&](soci::session& session) {
    wanted_ = wanted;
    make_parts(session, wanted_);
    end_the_dead(session, members(session), id_);
    own = settle(session);
    return base::Status();
  });
  if (!settled.ok()) return base::fail(settled);
  return own;
}

// In a transaction that is fenced from its beginning on: who was ended takes nothing.
std::set<std::string> Membership::settle(soci::session& session) {
  soci::transaction all_or_nothing(session);
  std::set<std::string> own;
  if (!renew_member(session, id_, 0)) return own;  // found again with the next transaction
  const auto known = parts(session);
  const auto settled = settlement(wanted_, known, living(members(session)), id_);
  for (const auto& [name, part] : known) {
    if (part.holder == id_ && !settled.give.contains(name)) own.insert(name);
  }
  for (const auto& name : settled.give) give_part(session, name, id_);
  for (const auto& name : settled.take) {
    if (take_part(session, name, known.at(name), id_)) own.insert(name);
  }
  all_or_nothing.commit();
  is_unsettled_ = false;
  return own;
}

base::Result<bool> Membership::others_kept() {
  std::string others;
  const auto seen = hold_->with_session([&](soci::session& session) {
    for (const auto& member : members(session)) {
      if (member.id != id_) others += std::to_string(member.id) + " " + std::to_string(member.kept) + "\n";
    }
    return base::Status();
  });
  if (!seen.ok()) return base::fail(seen);
  return std::exchange(others_, others) != others;
}

}  // namespace estafeta::store
