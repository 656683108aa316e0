// Several processes that share a store on a PostgreSQL server: who has which part of the work, and what
// becomes of the parts of one that died, was stopped for longer than its lease, or left.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <thread>
#include <vector>

#include "connector/base/time.h"
#include "connector/store/membership.h"
#include "connector/store/postgresql_store.h"
#include "tests/support/postgresql.h"
#include "tests/unit/store/place.h"

namespace estafeta::store {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using Names = std::set<std::string>;

struct SettlementCase {
  const char* name;
  std::map<std::string, std::int64_t> holders;  // 0: nobody
  std::set<std::int64_t> live;                  // this one is 1
  Names give, take;
};

class Settlements : public ::testing::TestWithParam<SettlementCase> {};

TEST_P(Settlements, GiveEverybodyAboutTheSameNumber) {
  const auto& one = GetParam();
  Names wanted;
  std::map<std::string, Part> parts;
  for (const auto& [part, holder] : one.holders) {
    wanted.insert(part);
    parts[part] = {holder, 1};
  }
  const auto settled = settlement(wanted, parts, one.live, 1);
  EXPECT_EQ(settled.give, one.give);
  EXPECT_EQ(settled.take, one.take);
}

INSTANTIATE_TEST_SUITE_P(
    Sharing, Settlements,
    ::testing::Values(SettlementCase{"alone", {{"a", 0}, {"b", 0}, {"c", 0}}, {1}, {}, {"a", "b", "c"}},
                      SettlementCase{"alone_again", {{"a", 1}, {"b", 2}, {"c", 2}}, {1}, {}, {"b", "c"}},
                      SettlementCase{"another_joined", {{"a", 1}, {"b", 1}, {"c", 1}}, {1, 2}, {"c"}, {}},
                      SettlementCase{"joined", {{"a", 2}, {"b", 2}, {"c", 0}}, {1, 2}, {}, {"c"}},
                      SettlementCase{
                          "waits_for_what_is_given_back", {{"a", 2}, {"b", 2}, {"c", 2}}, {1, 2}, {}, {}},
                      SettlementCase{"of_the_dead_no_more_than_its_share",
                                     {{"a", 1}, {"b", 2}, {"c", 3}, {"d", 3}},
                                     {1, 2},
                                     {},
                                     {"c"}},
                      SettlementCase{"more_members_than_parts", {{"a", 2}, {"b", 3}}, {1, 2, 3}, {}, {}},
                      SettlementCase{"is_settled", {{"a", 1}, {"b", 1}, {"c", 2}}, {1, 2}, {}, {}}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Settlement, OfAPartThatIsNotThereAnyMoreIsGivenBack) {
  const auto settled = settlement({"a"}, {{"a", {1, 1}}, {"old", {1, 1}}}, {1}, 1);
  EXPECT_EQ(settled.give, Names{"old"});
}

// Looks again much sooner than the service does.
class ShortSleeper : public base::Sleeper {
 public:
  void sleep(std::chrono::milliseconds) override { ::poll(nullptr, 0, 20); }
};

class SharedPostgresql : public ::testing::Test {
 protected:
  base::Result<SharedStore> try_to_share(Patience patience = Patience::none) {
    return share_postgresql(database_, patience, clock_, clock_);
  }
  SharedStore share() {
    auto shared = try_to_share();
    EXPECT_TRUE(shared) << (shared ? "" : base::to_string(shared.error()));
    return shared ? std::move(*shared) : SharedStore{};
  }
  Names settle(const SharedStore& shared) {
    const auto held = shared.shares->settle(kParts);
    EXPECT_TRUE(held) << (held ? "" : base::to_string(held.error()));
    return held.value_or(Names{});
  }
  std::string run(const std::string& sql) { return server_.run(database_.name, sql); }
  // Of whoever joined first.
  void let_the_first_lease_pass() {
    run("UPDATE estafeta_member SET until = clock_timestamp() - INTERVAL '1 second' "
        "WHERE id = (SELECT MIN(id) FROM estafeta_member)");
  }

  const Names kParts{"client/a", "client/b", "client/c", "site"};
  testing::Postgresql& server_ = testing::Postgresql::server();
  PostgresqlDatabase database_ = make_postgresql_database();
  base::ManualClock clock_{*base::parse_instant("2026-06-15T07:00:00Z")};
};

TEST_F(SharedPostgresql, IsOneProcesssUntilAnotherJoinsAndThenHalfOfIt) {
  const auto first = share();
  EXPECT_EQ(settle(first), kParts);
  const auto second = share();
  EXPECT_THAT(settle(second), IsEmpty()) << "nothing is taken from one that lives";
  EXPECT_TRUE(*first.shares->look());
  EXPECT_THAT(settle(first), SizeIs(2));
  EXPECT_FALSE(*first.shares->look());
  EXPECT_TRUE(*second.shares->look());
  EXPECT_THAT(settle(second), UnorderedElementsAre("client/c", "site"));
  EXPECT_FALSE(first.shares->is_unsettled());
}

TEST_F(SharedPostgresql, OfOneThatLeftIsTheOthersAtOnce) {
  auto first = share();
  const auto second = share();
  settle(first);
  settle(second);
  first = {};
  EXPECT_TRUE(*second.shares->look());
  EXPECT_EQ(settle(second), kParts);
}

TEST_F(SharedPostgresql, OfOneThatSleptPastItsLeaseIsTheOthersAndItKeepsNothingMore) {
  const auto late = share(), second = share();
  settle(late);
  ASSERT_TRUE(late.store->set_value("cursor", "before").ok());
  let_the_first_lease_pass();
  EXPECT_TRUE(*second.shares->look());
  EXPECT_EQ(settle(second), kParts);
  EXPECT_FALSE(late.store->set_value("cursor", "late").ok()) << "its sessions were ended, too";
  EXPECT_EQ(late.store->set_value("cursor", "late").code(), base::Code::held);
  clock_.sleep(std::chrono::minutes(1));
  EXPECT_EQ(late.store->still_ours().code(), base::Code::held) << "asked before a write to the tracker";
  EXPECT_FALSE(late.shares->settle(kParts));
  EXPECT_EQ(*second.store->value("cursor"), "before");
  EXPECT_TRUE(late.shares->is_unsettled()) << "the pass under way ends";
}

TEST_F(SharedPostgresql, OfOneThatSleptPastItsLeaseAndWasMissedByNobodyIsItsOwn) {
  const auto late = share();
  settle(late);
  let_the_first_lease_pass();
  clock_.sleep(std::chrono::minutes(1));
  EXPECT_TRUE(late.store->set_value("cursor", "late").ok());
  EXPECT_EQ(settle(late), kParts);
}

TEST_F(SharedPostgresql, OfOneThatWasStoppedRightBeforeItsCommitIsTheOthers) {
  const auto late = share(), second = share();
  settle(late);
  // As its session would be: in a transaction that has renewed the row of its lease.
  run("UPDATE estafeta_member SET host = host");
  let_the_first_lease_pass();
  EXPECT_EQ(settle(second), kParts);
}

TEST_F(SharedPostgresql, IsNotOneProcesssAloneAsLongAsSomebodySharesIt) {
  auto shared = share();
  const auto alone = open_postgresql(database_, Patience::none, clock_, clock_);
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code(), base::Code::held);
  shared = {};
  EXPECT_TRUE(open_postgresql(database_, Patience::none, clock_, clock_));
}

TEST_F(SharedPostgresql, IsNotSharedAsLongAsOneProcessHasItAlone) {
  auto alone = opened(open_postgresql(database_, Patience::none, clock_, clock_));
  const auto refused = try_to_share();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), base::Code::held);
  alone.reset();
  EXPECT_TRUE(try_to_share());
}

TEST_F(SharedPostgresql, OfADeadMemberIsTakenByWhoWantsItAlone) {
  const auto late = share();
  settle(late);
  let_the_first_lease_pass();
  const auto alone = opened(open_postgresql(database_, Patience::none, clock_, clock_));
  EXPECT_FALSE(late.store->set_value("cursor", "late").ok());
  EXPECT_EQ(late.store->set_value("cursor", "late").code(), base::Code::held);
}

TEST_F(SharedPostgresql, TellsWhetherOthersKeptSomethingToShow) {
  const auto first = share(), second = share();
  static_cast<void>(first.shares->others_kept());
  EXPECT_FALSE(*first.shares->others_kept());
  ASSERT_TRUE(second.store->set_value("poll_cursor", "moves on").ok());
  EXPECT_FALSE(*first.shares->others_kept());
  ASSERT_TRUE(second.store->set_card({3}, "{}").ok());
  EXPECT_TRUE(*first.shares->others_kept());
  EXPECT_FALSE(*first.shares->others_kept());
}

TEST_F(SharedPostgresql, HasOneNameForAllWhoShareIt) {
  const auto first = share(), second = share();
  EXPECT_EQ(first.shares->name(), second.shares->name());
  EXPECT_FALSE(first.shares->name().empty());
}

// As when a site is started for the first time: whoever is first makes the tables.
TEST_F(SharedPostgresql, IsJoinedBySeveralThatStartAtOneMomentWhereNoTableIsThereYet) {
  for (int round = 0; round < 3; ++round) {
    database_ = make_postgresql_database();
    std::vector<std::string> refused(6);
    std::vector<SharedStore> all(refused.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < all.size(); ++i) {
      threads.emplace_back([&, i] {
        ShortSleeper sleeper;
        auto shared = share_postgresql(database_, Patience::one_lease, base::system_clock(), sleeper);
        if (shared) {
          all[i] = std::move(*shared);
        } else {
          refused[i] = base::to_string(shared.error());
        }
      });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_THAT(refused, ::testing::Each(IsEmpty()));
  }
}

TEST_F(SharedPostgresql, IsSettledBySeveralAtOnceWithoutTwoHoldersOfOnePart) {
  std::vector<SharedStore> all;
  for (int i = 0; i < 4; ++i) all.push_back(share());
  for (int round = 0; round < 5; ++round) {
    std::vector<Names> held(all.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < all.size(); ++i)
      threads.emplace_back([&, i] { held[i] = all[i].shares->settle(kParts).value_or(Names{}); });
    for (auto& thread : threads) thread.join();
    Names together;
    std::size_t count = 0;
    for (const auto& names : held) {
      together.insert(names.begin(), names.end());
      count += names.size();
    }
    EXPECT_EQ(together.size(), count);
    if (round == 4) EXPECT_EQ(together, kParts);
  }
}

TEST_F(SharedPostgresql, SaysWhoHasWhat) {
  const auto first = share();
  settle(first);
  const auto sharers = sharers_of(database_);
  ASSERT_TRUE(sharers);
  ASSERT_THAT(*sharers, SizeIs(1));
  EXPECT_EQ(sharers->front().parts, kParts);
  EXPECT_FALSE(sharers->front().is_over);
}

}  // namespace
}  // namespace estafeta::store
