// Several processes that want one store on a PostgreSQL server, of which any may die or stop at any moment:
// what they say they have done is done, and done once.
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <random>

#include "connector/base/time.h"
#include "connector/store/postgresql_store.h"
#include "tests/support/postgresql.h"
#include "tests/unit/store/place.h"

namespace estafeta::store {
namespace {

constexpr int kProcesses = 3;
constexpr int kFaults = 12;
constexpr const char* kCounter = "counter";

// Adds one to the counter by reading and writing it, which is wrong as soon as two do so at once.
base::Status add_one(Store& store) {
  Batch batch(store);
  const auto text = store.value(kCounter);
  if (!text) return text.error();
  const int next = std::atoi(text->value_or("0").c_str()) + 1;
  if (auto done = store.set_value(kCounter, std::to_string(next)); !done.ok()) return done;
  return batch.end();
}

// One of the processes. Says on `done` each time that it has added one.
[[noreturn]] void work(const PostgresqlDatabase& database, int done) {
  for (;;) {
    const auto store =
        open_postgresql(database, Patience::none, base::system_clock(), base::system_sleeper());
    while (store && add_one(**store).ok()) {
      if (write(done, "+", 1) != 1) _exit(1);
    }
  }
}

class Holders : public ::testing::Test {
 protected:
  Holders() {
    EXPECT_EQ(pipe(done_.data()), 0);
    const auto first =
        opened(open_postgresql(database_, Patience::none, base::system_clock(), base::system_sleeper()));
    EXPECT_TRUE(first->set_value(kCounter, "0").ok());
  }
  // After the first store was closed, whose thread a process that is forked would not have.
  void SetUp() override {
    for (auto& process : processes_) process = start();
  }
  ~Holders() override { end_all(); }

  pid_t start() {
    const pid_t process = fork();
    if (process == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);  // it never ends by itself
      work(database_, done_[1]);
    }
    return process;
  }
  static void end(pid_t process) {
    kill(process, SIGKILL);
    waitpid(process, nullptr, 0);
  }
  void end_all() {
    for (auto& process : processes_) {
      if (process > 0) end(process);
      process = 0;
    }
  }

  int number(const std::string& sql) { return std::atoi(server_.run(database_.name, sql).c_str()); }
  int counter() { return number("SELECT text FROM setting WHERE name = 'counter'"); }
  // The process that has the store; waits until one has, and has done something.
  int holder() {
    const int before = counter();
    while (counter() < before + 2) continue;
    return number("SELECT process FROM estafeta_lease");
  }
  // False where a process is just about to commit, which then has the row.
  bool let_the_lease_pass() {
    return !server_
                .run(
                    database_.name,
                    "UPDATE estafeta_lease SET until = clock_timestamp() - INTERVAL '1 second' WHERE name IN "
                    "(SELECT name FROM estafeta_lease FOR UPDATE SKIP LOCKED) RETURNING name")
                .empty();
  }
  pid_t& place_of(int process) {
    for (auto& one : processes_) {
      if (one == process) return one;
    }
    ADD_FAILURE() << "held by process " << process << ", which is none of them";
    return processes_[0];
  }

  testing::Postgresql& server_ = testing::Postgresql::server();
  PostgresqlDatabase database_ = make_postgresql_database();
  std::array<int, 2> done_{};
  std::array<pid_t, kProcesses> processes_{};
};

TEST_F(Holders, DoNothingTwiceAndLoseNothingThoughTheyDieAndSleepPastTheirLease) {
  std::mt19937 chance(std::random_device{}());
  int deaths = 0;
  for (int fault = 0; fault < kFaults; ++fault) {
    pid_t& process = place_of(holder());
    const pid_t late = process;
    if (chance() % 2 == 0) {
      end(late);
      ++deaths;
      process = start();
      while (!let_the_lease_pass()) continue;
      continue;
    }
    kill(late, SIGSTOP);
    while (!let_the_lease_pass()) {
      kill(late, SIGCONT);
      kill(late, SIGSTOP);
    }
    EXPECT_NE(holder(), late) << "another one goes on meanwhile";
    kill(late, SIGCONT);
  }
  holder();
  end_all();
  deaths += 1;  // of these, only the holder can have been about to say what it had done
  close(done_[1]);
  int said = 0;
  for (char one = 0; read(done_[0], &one, 1) == 1;) ++said;
  EXPECT_GE(counter(), said);
  EXPECT_LE(counter(), said + deaths);
}

}  // namespace
}  // namespace estafeta::store
