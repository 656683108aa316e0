#include "connector/store/store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "connector/base/time.h"
#include "connector/store/sql_store.h"

namespace estafeta::store {
namespace {

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "estafeta-store-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ / "estafeta.db";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<Store> open() {
    auto opened = open_sqlite(path_.string());
    EXPECT_TRUE(opened) << (opened ? "" : to_string(opened.error()));
    return opened ? std::move(*opened) : nullptr;
  }

  static base::Instant at(const char* text) { return *base::parse_instant(text); }

  std::filesystem::path folder_;
  std::filesystem::path path_;
};

TEST_F(StoreTest, RemembersValuesAcrossRuns) {
  ASSERT_TRUE(open()->set_value("cursor", "one").ok());
  ASSERT_TRUE(open()->set_value("cursor", "two").ok());
  const auto store = open();
  EXPECT_EQ(*store->value("cursor"), "two");
  EXPECT_EQ(*store->value("never set"), std::nullopt);
}

TEST_F(StoreTest, AnIntentStaysOpenUntilItsOutcomeIsKnown) {
  ASSERT_TRUE(open()->begin_intent({"12/network", at("2026-06-15T07:00:00Z")}).ok());
  const auto store = open();
  ASSERT_TRUE(store->begin_intent({"12/vms", at("2026-06-15T07:00:01Z")}).ok());
  ASSERT_TRUE(store->begin_intent({"12/network", at("2026-06-15T08:00:00Z")}).ok());
  const std::vector<Intent> both{{"12/network", at("2026-06-15T08:00:00Z")},
                                 {"12/vms", at("2026-06-15T07:00:01Z")}};
  EXPECT_EQ(*store->open_intents(), both);
  ASSERT_TRUE(store->end_intent("12/network").ok());
  EXPECT_EQ(store->open_intents()->size(), 1U);
}

TEST_F(StoreTest, AnIncidentReplacesWhatWasKeptOfItBefore) {
  const auto store = open();
  EXPECT_EQ(*store->incident({7}), std::nullopt);
  const IncidentRecord first{{7}, at("2026-06-15T10:00:00Z"), "{}", "{}"};
  const IncidentRecord second{{7}, at("2026-06-15T11:00:00Z"), "{\"a\":1}", "{\"b\":2}"};
  ASSERT_TRUE(store->set_incident(first).ok());
  ASSERT_TRUE(store->set_incident(second).ok());
  EXPECT_EQ(*store->incident({7}), second);
}

TEST_F(StoreTest, IncidentsAreVisitedById) {
  const auto store = open();
  for (const std::int64_t id : {9, 3, 5})
    ASSERT_TRUE(store->set_incident({{id}, at("2026-06-15T10:00:00Z"), "{}", "{}"}).ok());
  std::vector<std::int64_t> seen;
  ASSERT_TRUE(
      store->each_incident([&](const IncidentRecord& record) { seen.push_back(record.issue.value); }).ok());
  EXPECT_EQ(seen, (std::vector<std::int64_t>{3, 5, 9}));
}

std::string cards_of(Store& store) {
  std::string all;
  const auto visited = store.each_card(
      [&](base::IssueId change, const std::string& text) { all += to_string(change) + "=" + text + " "; });
  EXPECT_TRUE(visited.ok());
  return all;
}

TEST_F(StoreTest, ACardReplacesTheOneBeforeAndAnEmptyOneIsForgotten) {
  {
    const auto store = open();
    for (const std::int64_t id : {9, 3, 5}) ASSERT_TRUE(store->set_card({id}, "{}").ok());
    ASSERT_TRUE(store->set_card({3}, "{\"a\":1}").ok());
    ASSERT_TRUE(store->set_card({5}, "").ok());
    EXPECT_EQ(cards_of(*store), "3={\"a\":1} 9={} ");
  }
  EXPECT_EQ(cards_of(*open()), "3={\"a\":1} 9={} ");
  const auto copy = view_of_sqlite(path_.string());
  ASSERT_TRUE(copy);
  EXPECT_EQ(cards_of(**copy), "3={\"a\":1} 9={} ");
  ASSERT_TRUE((*copy)->set_card({9}, "").ok());
  EXPECT_EQ(cards_of(**copy), "3={\"a\":1} ");
}

// As a release before the cards left it.
TEST_F(StoreTest, AnOlderFileLearnsToKeepCards) {
  ASSERT_TRUE(open()->set_value("cursor", "kept").ok());
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &raw), SQLITE_OK);
  ASSERT_EQ(
      sqlite3_exec(raw,
                   "DROP TABLE card; DROP TABLE waiting; DROP TABLE refusal; DROP INDEX incident_in_trouble; "
                   "ALTER TABLE incident DROP COLUMN in_trouble; PRAGMA user_version = 2",
                   nullptr, nullptr, nullptr),
      SQLITE_OK);
  sqlite3_close(raw);
  const auto store = open();
  ASSERT_TRUE(store->set_card({3}, "{}").ok());
  EXPECT_EQ(cards_of(*store), "3={} ");
  EXPECT_EQ(*store->value("cursor"), "kept");
}

Waiting a_waiting(std::int64_t issue) {
  return {.issue = {issue},
          .attempts = 3,
          .next = *base::parse_instant("2026-06-15T10:04:00Z"),
          .seen = {77},
          .code = base::Code::failed_precondition,
          .why = "why",
          .told = "told"};
}

TEST_F(StoreTest, WhatWaitsForItsNextTryIsKeptOverARestart) {
  auto paused = a_waiting(9);
  paused.next.reset();
  paused.project = "aurora";
  {
    const auto store = open();
    ASSERT_TRUE(store->set_waiting(paused).ok());
    ASSERT_TRUE(store->set_waiting(a_waiting(3)).ok());
    ASSERT_TRUE(store->set_waiting(a_waiting(5)).ok());
    ASSERT_TRUE(store->end_waiting({5}).ok());
  }
  EXPECT_EQ(*open()->waiting(), (std::vector<Waiting>{a_waiting(3), paused}));
}

TEST_F(StoreTest, WhatATrackerRefusedIsKeptOverARestart) {
  const Refusal refusal{.issue = {14},
                        .of = {12},
                        .parts = {"dates", "other:Rack, row"},
                        .attempts = 2,
                        .next = at("2026-06-15T10:02:00Z"),
                        .seen = {70},
                        .answer = "Start date is too early",
                        .note = "4388",
                        .told = true};
  {
    const auto store = open();
    ASSERT_TRUE(store->set_refusal({.issue = {14}, .of = {12}, .parts = {}, .next = {}}).ok());
    ASSERT_TRUE(store->set_refusal(refusal).ok());
    ASSERT_TRUE(store->set_refusal({.issue = {15}, .of = {12}, .parts = {}, .next = {}}).ok());
    ASSERT_TRUE(store->end_refusal({15}).ok());
  }
  EXPECT_EQ(*open()->refusals(), (std::vector<Refusal>{refusal}));
}

// As a release before back-off left it.
TEST_F(StoreTest, AnOlderFileLearnsToKeepWhatWaits) {
  ASSERT_TRUE(open()->set_value("cursor", "kept").ok());
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &raw), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(raw,
                         "DROP TABLE waiting; DROP TABLE refusal; DROP INDEX incident_in_trouble; ALTER "
                         "TABLE incident DROP COLUMN in_trouble; PRAGMA user_version = 3",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(raw);
  const auto store = open();
  ASSERT_TRUE(store->set_waiting(a_waiting(3)).ok());
  EXPECT_EQ(store->waiting()->size(), 1U);
  EXPECT_EQ(*store->value("cursor"), "kept");
}

std::vector<std::int64_t> in_trouble(Store& store) {
  std::vector<std::int64_t> seen;
  const auto visited = store.each_incident_in_trouble(
      [&](const IncidentRecord& record) { seen.push_back(record.issue.value); });
  EXPECT_TRUE(visited.ok());
  return seen;
}

TEST_F(StoreTest, ThoseInTroubleAreVisitedWithoutTheOthers) {
  {
    const auto store = open();
    for (const std::int64_t id : {9, 3, 5})
      ASSERT_TRUE(store->set_incident({{id}, at("2026-06-15T10:00:00Z"), "{}", "{}", "", "", id != 5}).ok());
    EXPECT_EQ(in_trouble(*store), (std::vector<std::int64_t>{3, 9}));
    ASSERT_TRUE(store->set_incident({{3}, at("2026-06-15T10:00:00Z"), "{}", "{}"}).ok());
  }
  EXPECT_EQ(in_trouble(*open()), std::vector<std::int64_t>{9});
}

// As a release before left it: told by their judgements.
TEST_F(StoreTest, AnOlderFileLearnsWhichIncidentsAreInTrouble) {
  {
    const auto store = open();
    const std::string none = R"({"clocks":[{"state":"met"}]})", late = R"({"clocks":[{"state":"breached"}]})";
    ASSERT_TRUE(store->set_incident({{3}, at("2026-06-15T10:00:00Z"), "{}", none}).ok());
    ASSERT_TRUE(store->set_incident({{5}, at("2026-06-15T10:00:00Z"), "{}", late}).ok());
  }
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &raw), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(raw,
                         "DROP INDEX incident_in_trouble; ALTER TABLE incident DROP COLUMN in_trouble; "
                         "PRAGMA user_version = 4",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(raw);
  EXPECT_EQ(in_trouble(*open()), std::vector<std::int64_t>{5});
}

// Runs `work` in a process that then dies without a word.
template <typename Work>
void die_after(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
}

TEST_F(StoreTest, ABatchIsKeptAsAWholeOrNotAtAll) {
  die_after([&] {
    const auto store = open();
    static_cast<void>(store->set_value("before", "kept"));
    static_cast<void>(store->begin_batch());
    static_cast<void>(store->set_value("cursor", "lost"));
    static_cast<void>(store->look_again({1}, at("2026-06-15T10:00:00Z")));
  });
  EXPECT_EQ(*open()->value("before"), "kept");
  EXPECT_EQ(*open()->value("cursor"), std::nullopt);
  EXPECT_EQ(*open()->next_due(), std::nullopt);
  die_after([&] {
    const auto store = open();
    Batch batch(*store);
    static_cast<void>(store->set_value("cursor", "kept"));
    EXPECT_EQ(*store->value("cursor"), "kept");
    EXPECT_TRUE(batch.end().ok());
  });
  EXPECT_EQ(*open()->value("cursor"), "kept");
}

TEST_F(StoreTest, AnIntentIsDurableAtOnceThoughABatchIsOpen) {
  die_after([&] {
    const auto store = open();
    static_cast<void>(store->begin_batch());
    static_cast<void>(store->set_value("before", "kept"));
    static_cast<void>(store->begin_intent({"12/network", at("2026-06-15T07:00:00Z")}));
    static_cast<void>(store->set_value("after", "lost"));
  });
  EXPECT_EQ(open()->open_intents()->size(), 1U);
  EXPECT_EQ(*open()->value("before"), "kept");
  EXPECT_EQ(*open()->value("after"), std::nullopt);
}

TEST_F(StoreTest, ABatchThatAnErrorLeavesEarlyKeepsWhatWasSet) {
  const auto failing = [&](Store& store) -> base::Status {
    Batch batch(store);
    if (auto done = store.set_value("cursor", "kept"); !done.ok()) return done;
    return {base::Code::unavailable, base::Phrase("http.timed_out")};
  };
  const auto store = open();
  EXPECT_FALSE(failing(*store).ok());
  EXPECT_TRUE(store->end_batch().ok());  // none is open
  EXPECT_EQ(*(*view_of_sqlite(path_.string()))->incident({7}), std::nullopt);
  EXPECT_EQ(*store->value("cursor"), "kept");
}

TEST_F(StoreTest, CanBeCopiedWhileABatchIsOpen) {
  const auto holder = open();
  const IncidentRecord kept{{7}, at("2026-06-15T07:00:00Z"), "{}", "{}"};
  ASSERT_TRUE(holder->set_incident(kept).ok());
  Batch batch(*holder);
  ASSERT_TRUE(holder->set_incident({{8}, kept.updated, "{}", "{}"}).ok());
  const auto copy = view_of_sqlite(path_.string());
  ASSERT_TRUE(copy) << to_string(copy.error());
  EXPECT_EQ(*(*copy)->incident({7}), kept);
  EXPECT_EQ(*(*copy)->incident({8}), std::nullopt) << "not kept yet";
}

TEST_F(StoreTest, IssuesComeUpAtTheirInstantEarliestFirst) {
  const auto store = open();
  ASSERT_TRUE(store->look_again({1}, at("2026-06-15T10:00:00Z")).ok());
  ASSERT_TRUE(store->look_again({2}, at("2026-06-15T09:00:00Z")).ok());
  ASSERT_TRUE(store->look_again({3}, at("2026-06-15T11:00:00Z")).ok());
  EXPECT_TRUE(store->due(at("2026-06-15T08:59:59Z"))->empty());
  EXPECT_EQ(*store->next_due(), at("2026-06-15T09:00:00Z"));
  EXPECT_EQ(*store->due(at("2026-06-15T10:00:00Z")), (std::vector<base::IssueId>{{2}, {1}}));
  ASSERT_TRUE(store->look_again({2}, std::nullopt).ok());
  EXPECT_EQ(*store->due(at("2026-06-15T12:00:00Z")), (std::vector<base::IssueId>{{1}, {3}}));
}

TEST_F(StoreTest, NothingIsDueWhereNothingWaits) {
  const auto store = open();
  EXPECT_EQ(*store->next_due(), std::nullopt);
  ASSERT_TRUE(store->look_again({1}, at("2026-06-15T10:00:00Z")).ok());
  ASSERT_TRUE(store->look_again({1}, std::nullopt).ok());
  EXPECT_EQ(*store->next_due(), std::nullopt);
}

TEST_F(StoreTest, ASecondProcessIsToldWhoHoldsIt) {
  const auto store = open();
  const pid_t child = fork();
  if (child == 0) {
    const auto second = open_sqlite(path_.string());
    const bool told = !second && second.error().code() == base::Code::held &&
                      to_string(second.error()).find(std::to_string(getppid())) != std::string::npos;
    _exit(told ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST_F(StoreTest, OnlyItsOwnerMayReadItsFiles) {
  const auto store = open();
  ASSERT_TRUE(store->set_value("cursor", "one").ok());
  for (const auto& file : std::filesystem::directory_iterator(path_.parent_path())) {
    struct stat info {};
    ASSERT_EQ(stat(file.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U) << file.path();
  }
}

TEST_F(StoreTest, AStoreOfANewerReleaseIsLeftAlone) {
  open();
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &raw), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(raw, "PRAGMA user_version = 999", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(raw);
  const auto opened = open_sqlite(path_.string());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), base::Code::failed_precondition);
}

TEST_F(StoreTest, AFileThatIsNoDatabaseIsReportedNotOverwritten) {
  FILE* file = fopen(path_.c_str(), "w");
  fputs("this is somebody's diary, not a database; it is long enough to have a header of its own.....", file);
  fclose(file);
  const auto size = std::filesystem::file_size(path_);
  const auto opened = open_sqlite(path_.string());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().phrase().key, "store.not_a_store");
  EXPECT_EQ(std::filesystem::file_size(path_), size);
  EXPECT_TRUE(is_damaged(path_.string()));
}

TEST_F(StoreTest, ADatabaseOfSomebodyElseIsLeftAsItIs) {
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &raw), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(raw, "CREATE TABLE issues (id INTEGER)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(raw);
  const auto opened = open_sqlite(path_.string());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().phrase().key, "store.not_a_store");
}

TEST_F(StoreTest, AMistypedPathMakesNoFolders) {
  const auto opened = open_sqlite((folder_ / "vra" / "lib" / "store.db").string());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), base::Code::failed_precondition);
  EXPECT_EQ(opened.error().phrase().key, "store.no_folder");
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(StoreTest, APathThatIsAFolderIsCalledSo) {
  for (const auto& opened : {open_sqlite(folder_.string()), view_of_sqlite(folder_.string())}) {
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code(), base::Code::failed_precondition);
    EXPECT_EQ(opened.error().phrase().key, "store.is_folder");
  }
  EXPECT_FALSE(std::filesystem::exists(folder_.string() + ".lock"));
}

// Whether it is found at the start or in the middle.
TEST_F(StoreTest, ADamagedFileIsCalledSo) {
  {
    const auto store = open();
    for (int i = 1; i <= 200; ++i) {
      ASSERT_TRUE(store->set_incident({{i}, at("2026-06-15T07:00:00Z"), std::string(500, 'f'), "{}"}).ok());
    }
  }
  EXPECT_FALSE(is_damaged(path_.string()));
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    const std::string rubbish(static_cast<std::size_t>(std::filesystem::file_size(path_)) - 4096, '\xA5');
    file.write(rubbish.data(), static_cast<std::streamsize>(rubbish.size()));
  }
  EXPECT_TRUE(is_damaged(path_.string()));
  const auto opened = open_sqlite(path_.string());
  const auto why = opened ? (*opened)->incident({7}).error() : opened.error();
  EXPECT_EQ(why.code(), base::Code::failed_precondition);
  EXPECT_EQ(why.phrase().key, "store.damaged") << to_string(why);
}

TEST_F(StoreTest, OneThatIsNotThereIsNotDamaged) {
  EXPECT_FALSE(is_damaged(path_.string()));
  open();
  EXPECT_FALSE(is_damaged(path_.string()));
}

TEST_F(StoreTest, CanBeCopiedWhileAnotherHoldsIt) {
  const auto holder = open();
  const IncidentRecord kept{{7}, at("2026-06-15T07:00:00Z"), "{}", "{}"};
  ASSERT_TRUE(holder->set_incident(kept).ok());
  const auto copy = view_of_sqlite(path_.string());
  ASSERT_TRUE(copy) << to_string(copy.error());
  EXPECT_EQ(*(*copy)->incident({7}), kept);
  ASSERT_TRUE((*copy)->set_incident({{8}, kept.updated, "{}", "{}"}).ok());
  EXPECT_EQ(*holder->incident({8}), std::nullopt) << "what is written to the copy stays there";
}

TEST_F(StoreTest, ThatIsNotThereCopiesToAnEmptyOneAndIsNotMade) {
  const auto copy = view_of_sqlite(path_.string());
  ASSERT_TRUE(copy);
  EXPECT_EQ(*(*copy)->incident({7}), std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace estafeta::store
