// Sharing a store of a PostgreSQL server with other processes: one lease for all that this process has of it,
// and the parts that come with it.
//
// Whose lease is over is ended by whoever sees it first, and what it had is free. A process that was ended
// writes nothing more: its transactions and its requests to the tracker are fenced by its lease (hold.h), and
// nobody can take a part from a member that was not ended. Thread rule as shares.h says.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/store/hold.h"
#include "connector/store/members.h"
#include "connector/store/postgresql_session.h"
#include "connector/store/shares.h"
#include "connector/store/stake.h"

namespace estafeta::store {

// What a member with these parts should do, so that all have about the same number of them.
struct Settlement {
  std::set<std::string> give, take;

  bool empty() const { return give.empty() && take.empty(); }
};
// `wanted`: the parts there are; `live`: members whose lease holds, this one among them. Pure.
Settlement settlement(const std::set<std::string>& wanted, const std::map<std::string, Part>& parts,
                      const std::set<std::int64_t>& live, std::int64_t self);

class Membership : public Shares {
 public:
  // Joins those who share the store, by that session, which is kept. held: a process has all of it to itself,
  // and is named; as Hold::take(). `clock` must outlive it.
  static base::Result<std::unique_ptr<Membership>> join(const PostgresqlDatabase& database,
                                                        std::unique_ptr<soci::session> session,
                                                        Patience patience, const base::Clock& clock,
                                                        base::Sleeper& sleeper);
  ~Membership() override;

  Hold& hold() { return *hold_; }

  base::Result<std::set<std::string>> settle(const std::set<std::string>& parts) override;
  bool is_unsettled() const override { return is_unsettled_.load(); }
  base::Result<bool> look() override;
  void when_unsettled(std::function<void()> wake) override;
  base::Result<bool> others_kept() override;
  const std::string& name() const override { return name_; }

 private:
  class MemberStake;
  Membership() = default;
  // Under the hold's mutex, as what follows.
  void look(soci::session& session);
  std::set<std::string> settle(soci::session& session);

  std::int64_t id_ = 0;
  std::string name_;
  std::atomic<bool> is_unsettled_ = true;
  std::set<std::string> wanted_;  // nothing: it never settled
  std::function<void()> wake_;
  std::string others_;  // what is known of them
  std::unique_ptr<Hold> hold_;
};

}  // namespace estafeta::store
