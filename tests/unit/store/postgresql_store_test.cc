// What only a store on a PostgreSQL server does: connections that break, servers that let nobody in, a holder
// that was stopped for longer than its lease.
#include "connector/store/postgresql_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>

#include <functional>
#include <thread>
#include <vector>

#include "connector/base/time.h"
#include "connector/store/lease.h"
#include "tests/support/postgresql.h"
#include "tests/unit/store/place.h"

namespace estafeta::store {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kStart = "2026-06-15T07:00:00Z";

class PostgresqlStore : public ::testing::Test {
 protected:
  base::Result<std::unique_ptr<Store>> try_to_open(Patience patience = Patience::none) {
    return open_postgresql(database_, patience, clock_, clock_);
  }
  std::unique_ptr<Store> open() { return opened(try_to_open()); }
  std::string run(const std::string& sql) { return server_.run(database_.name, sql); }
  void end_all_sessions() {
    run("SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '" + database_.user +
        "'");
  }
  // For this user.
  void take_the_server_away() {
    run("ALTER USER " + database_.user + " NOLOGIN");
    end_all_sessions();
  }
  void bring_the_server_back() { run("ALTER USER " + database_.user + " LOGIN"); }
  void let_the_lease_pass() {
    run("UPDATE estafeta_lease SET until = clock_timestamp() - INTERVAL '1 second'");
  }

  testing::Postgresql& server_ = testing::Postgresql::server();
  PostgresqlDatabase database_ = make_postgresql_database();
  base::ManualClock clock_{*base::parse_instant(kStart)};
};

// A sleeper that has something happen meanwhile.
class Meanwhile : public base::Sleeper {
 public:
  explicit Meanwhile(std::function<void(int)> happens) : happens_(std::move(happens)) {}
  void sleep(std::chrono::milliseconds) override { happens_(++slept_); }
  int slept() const { return slept_; }

 private:
  std::function<void(int)> happens_;
  int slept_ = 0;
};

TEST_F(PostgresqlStore, WhoseConnectionBreaksSaysSoOnceAndGoesOnWithANewOne) {
  const auto store = open();
  ASSERT_TRUE(store->set_value("cursor", "one").ok());
  end_all_sessions();
  const auto broken = store->value("cursor");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code(), base::Code::unavailable);
  EXPECT_EQ(broken.error().phrase().key, "store.server_lost");
  EXPECT_EQ(*store->value("cursor"), "one");
  EXPECT_EQ(*store->incident({7}), std::nullopt) << "what was prepared is prepared again";
  EXPECT_TRUE(store->set_value("cursor", "two").ok());
}

TEST_F(PostgresqlStore, WhoseConnectionBreaksInABatchKeepsNothingOfIt) {
  const auto store = open();
  ASSERT_TRUE(store->begin_batch().ok());
  ASSERT_TRUE(store->set_value("cursor", "lost").ok());
  end_all_sessions();
  EXPECT_EQ(store->incident({7}).error().code(), base::Code::unavailable);
  EXPECT_EQ(store->set_value("after", "lost").code(), base::Code::unavailable)
      << "not even by a new connection";
  EXPECT_FALSE(store->value("cursor")) << "nor is it read";
  EXPECT_EQ(store->end_batch().code(), base::Code::unavailable);
  EXPECT_EQ(*store->value("cursor"), std::nullopt);
  EXPECT_EQ(*store->value("after"), std::nullopt);
  Batch next(*store);
  EXPECT_TRUE(store->set_value("cursor", "kept").ok());
  EXPECT_TRUE(next.end().ok());
}

TEST_F(PostgresqlStore, WhoseConnectionBreaksAtTheEndOfABatchSaysThatNothingIsKept) {
  const auto store = open();
  Batch batch(*store);
  ASSERT_TRUE(store->set_value("cursor", "lost").ok());
  end_all_sessions();
  EXPECT_EQ(batch.end().code(), base::Code::unavailable);
  EXPECT_EQ(*store->value("cursor"), std::nullopt);
}

TEST_F(PostgresqlStore, WhatFailsInABatchFailsAllOfIt) {
  const auto store = open();
  Batch batch(*store);
  ASSERT_TRUE(store->set_value("cursor", "lost").ok());
  ASSERT_TRUE(store->set_value("name", "\xFF is not a text").ok()) << "the server says so";
  EXPECT_FALSE(batch.end().ok());
  EXPECT_EQ(*store->value("cursor"), std::nullopt);
}

TEST_F(PostgresqlStore, HasNoTransactionOpenWhileABatchIsFilled) {
  const auto store = open();
  ASSERT_TRUE(store->set_value("cursor", "before").ok());
  Batch batch(*store);
  ASSERT_TRUE(store->set_value("cursor", "after").ok());
  EXPECT_EQ(*store->incident({7}), std::nullopt);
  EXPECT_EQ(
      run("SELECT COUNT(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND usename = '" +
          database_.user + "'"),
      "0");
  EXPECT_TRUE(batch.end().ok());
}

TEST_F(PostgresqlStore, OutlivesARestartOfTheServer) {
  const auto store = open();
  ASSERT_TRUE(store->set_value("cursor", "one").ok());
  server_.restart();
  EXPECT_FALSE(store->value("cursor"));
  EXPECT_EQ(*store->value("cursor"), "one");
}

TEST_F(PostgresqlStore, OnAServerThatIsAwayIsUnavailable) {
  database_.host = "/nowhere";
  const auto opened = try_to_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), base::Code::unavailable);
  EXPECT_EQ(opened.error().phrase().key, "store.server_away");
}

TEST_F(PostgresqlStore, WhosePasswordIsRefusedSaysSoWithoutIt) {
  database_.password = [] { return base::Secret("open sesame"); };
  const auto opened = try_to_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), base::Code::failed_precondition);
  EXPECT_EQ(opened.error().phrase().key, "store.password_refused");
  EXPECT_THAT(base::to_string(opened.error()), Not(HasSubstr("sesame")));
}

TEST_F(PostgresqlStore, OfAServerThatWantsAPasswordWhereNoneIsNamedSaysSo) {
  database_.password = nullptr;
  const auto opened = try_to_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().phrase().key, "store.password_wanted");
}

TEST_F(PostgresqlStore, WhosePasswordCannotBeReadPassesOnWhy) {
  database_.password = []() -> base::Result<base::Secret> {
    return base::fail(base::Code::failed_precondition, base::Phrase("cli.password_readable"));
  };
  const auto opened = try_to_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().phrase().key, "cli.password_readable");
}

TEST_F(PostgresqlStore, WhosePasswordWasChangedReadsItAgain) {
  const auto store = open();
  run("ALTER USER " + database_.user + " PASSWORD 'new'");
  database_.password = [] { return base::Secret("new"); };
  const auto second = view_of_postgresql(database_);
  EXPECT_TRUE(second) << (second ? "" : base::to_string(second.error()));
}

TEST_F(PostgresqlStore, InADatabaseThatIsNotThereSaysSo) {
  database_.name = "nowhere";
  const auto opened = try_to_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), base::Code::failed_precondition);
  EXPECT_EQ(opened.error().phrase().key, "store.no_database");
}

TEST_F(PostgresqlStore, OfAUserWhoMayMakeNoTablesSaysSo) {
  run("ALTER DATABASE " + database_.name + " OWNER TO postgres");
  const auto opened = try_to_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), base::Code::failed_precondition);
  EXPECT_EQ(opened.error().phrase().key, "store.no_rights");
}

TEST_F(PostgresqlStore, OfAUserWhoMayNotEnterTheDatabaseSaysSo) {
  run("REVOKE CONNECT ON DATABASE " + database_.name + " FROM PUBLIC");
  run("ALTER DATABASE " + database_.name + " OWNER TO postgres");
  const auto opened = try_to_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), base::Code::failed_precondition);
  EXPECT_EQ(opened.error().phrase().key, "store.login_refused");
}

// Judgements hold what clients write.
TEST_F(PostgresqlStore, NeverPutsWhatItHoldsIntoAnError) {
  const auto store = open();
  run("DROP TABLE incident");
  const auto failed =
      store->set_incident({{7}, *base::parse_instant(kStart), "the client's words", "verdict", "basis"});
  ASSERT_FALSE(failed.ok());
  EXPECT_THAT(base::to_string(failed), Not(HasSubstr("words")));
}

TEST_F(PostgresqlStore, OfAHolderThatEndedIsFreeAtOnce) {
  open();
  EXPECT_TRUE(try_to_open());
}

TEST_F(PostgresqlStore, OfAHolderThatLivesIsRefusedAsSoonAsThatIsKnown) {
  const auto holder = open();
  Meanwhile sleeper([&](int slept) {
    // As the holder does every ten seconds.
    if (slept == 3) run("UPDATE estafeta_lease SET until = clock_timestamp() + INTERVAL '30 seconds'");
  });
  const auto second = open_postgresql(database_, Patience::one_lease, clock_, sleeper);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code(), base::Code::held);
  EXPECT_EQ(second.error().phrase().key, "store.database_held");
  EXPECT_EQ(sleeper.slept(), 3);
}

TEST_F(PostgresqlStore, OfAHolderThatDiedIsTakenOverWhenItsLeaseIsOver) {
  const auto dead = open();
  Meanwhile sleeper([&](int slept) {
    if (slept == 20) let_the_lease_pass();
  });
  EXPECT_TRUE(open_postgresql(database_, Patience::one_lease, clock_, sleeper));
  EXPECT_EQ(sleeper.slept(), 20);
}

TEST_F(PostgresqlStore, IsNotWaitedForLongerThanALease) {
  const auto holder = open();
  Meanwhile sleeper([](int) {});
  EXPECT_FALSE(open_postgresql(database_, Patience::one_lease, clock_, sleeper));
  EXPECT_LE(sleeper.slept(), kLease.count() + 1);
}

TEST_F(PostgresqlStore, ThatWasTakenOverKeepsNothingMoreOfItsFormerHolder) {
  const auto late = open();
  Batch batch(*late);
  ASSERT_TRUE(late->set_value("cursor", "late").ok());
  let_the_lease_pass();
  const auto next = open();
  // Its row is not locked any more.
  ASSERT_TRUE(next->set_value("cursor", "next").ok());
  EXPECT_FALSE(batch.end().ok());
  const auto told = late->set_value("cursor", "late again");
  EXPECT_EQ(told.code(), base::Code::held);
  EXPECT_EQ(told.phrase().key, "store.taken_over");
  EXPECT_EQ(late->value("cursor").error().code(), base::Code::held)
      << "what it read would be out of date soon";
  EXPECT_EQ(*next->value("cursor"), "next");
}

TEST_F(PostgresqlStore, OfAHolderThatWasStoppedRightBeforeItsCommitIsTakenOver) {
  const auto late = open();
  const auto stopped = connect(database_, "estafeta holder " + run("SELECT token FROM estafeta_lease"));
  ASSERT_TRUE(stopped);
  let_the_lease_pass();
  **stopped << "BEGIN";
  **stopped << "UPDATE estafeta_lease SET until = clock_timestamp() + INTERVAL '30 seconds'";
  const auto next = open();
  ASSERT_TRUE(next);
  EXPECT_TRUE(next->set_value("cursor", "next").ok());
}

// By its own clock, which does not jump: before it does anything with what it knows.
TEST_F(PostgresqlStore, OfAHolderThatSleptPastItsLeaseAsksBeforeItReads) {
  const auto late = open();
  let_the_lease_pass();
  const auto next = open();
  clock_.sleep(kLease);
  EXPECT_EQ(late->value("cursor").error().code(), base::Code::held);
}

TEST_F(PostgresqlStore, OfAHolderThatSleptIsStillItsOwnWhereNobodyCame) {
  const auto store = open();
  let_the_lease_pass();
  clock_.sleep(kLease * 10);
  EXPECT_TRUE(store->set_value("cursor", "kept").ok());
  EXPECT_EQ(try_to_open().error().code(), base::Code::held);
}

// Before each write to the tracker, which no transaction can take back.
TEST_F(PostgresqlStore, OfAHolderThatSleptPastItsLeaseIsNotItsOwnForAWriteToTheTracker) {
  const auto late = open();
  EXPECT_TRUE(late->still_ours().ok());
  let_the_lease_pass();
  const auto next = open();
  clock_.sleep(kLease);
  EXPECT_EQ(late->still_ours().code(), base::Code::held);
}

TEST_F(PostgresqlStore, OnAServerThatIsAwayIsNotItsHoldersForLongerThanALease) {
  const auto store = open();
  take_the_server_away();
  EXPECT_TRUE(store->still_ours().ok()) << "nobody can have taken it yet";
  clock_.sleep(kLease);
  EXPECT_FALSE(store->still_ours().ok());
  bring_the_server_back();
  EXPECT_TRUE(store->still_ours().ok());
}

TEST_F(PostgresqlStore, IsHeldByOneOfManyWhoComeAtOnce) {
  std::vector<std::thread> comers;
  std::vector<base::Result<std::unique_ptr<Store>>> opened(8);
  for (auto& one : opened) {
    comers.emplace_back([&one, database = database_] {
      one = open_postgresql(database, Patience::none, base::system_clock(), base::system_sleeper());
    });
  }
  for (auto& comer : comers) comer.join();
  int holders = 0;
  for (const auto& one : opened) {
    if (one) {
      ++holders;
    } else {
      EXPECT_EQ(one.error().code(), base::Code::held) << base::to_string(one.error());
    }
  }
  EXPECT_EQ(holders, 1);
}

}  // namespace
}  // namespace estafeta::store
