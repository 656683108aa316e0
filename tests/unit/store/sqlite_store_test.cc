// What only a store in a file of SQLite does: older files, files that are something else, who may read them.
#include "connector/store/sqlite_store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "connector/base/time.h"

namespace estafeta::store {
namespace {

class SqliteStore : public ::testing::Test {
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

std::string cards_of(Store& store) {
  std::string all;
  const auto visited = store.each_card(
      [&](base::IssueId change, const std::string& text) { all += to_string(change) + "=" + text + " "; });
  EXPECT_TRUE(visited.ok());
  return all;
}

// As a release before the cards left it.
TEST_F(SqliteStore, AnOlderFileLearnsToKeepCards) {
  ASSERT_TRUE(open()->set_value("cursor", "kept").ok());
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &raw), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(raw,
                         "DROP TABLE issue_part; DROP TABLE card; DROP TABLE waiting; DROP TABLE refusal; "
                         "DROP INDEX incident_in_trouble; "
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

// As a release before back-off left it.
TEST_F(SqliteStore, AnOlderFileLearnsToKeepWhatWaits) {
  ASSERT_TRUE(open()->set_value("cursor", "kept").ok());
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &raw), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(raw,
                         "DROP TABLE issue_part; DROP TABLE waiting; DROP TABLE refusal; DROP INDEX "
                         "incident_in_trouble; ALTER "
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

// As a release before left it: told by their judgements.
TEST_F(SqliteStore, AnOlderFileLearnsWhichIncidentsAreInTrouble) {
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
                         "DROP TABLE issue_part; PRAGMA user_version = 4",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(raw);
  EXPECT_EQ(in_trouble(*open()), std::vector<std::int64_t>{5});
}

// As another program would, at once or not at all.
bool run(const std::filesystem::path& path, const std::string& sql) {
  sqlite3* raw = nullptr;
  const bool done = sqlite3_open(path.c_str(), &raw) == SQLITE_OK &&
                    sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_close(raw);
  return done;
}

TEST_F(SqliteStore, LocksNothingWhileABatchIsFilled) {
  const auto store = open();
  Batch batch(*store);
  ASSERT_TRUE(store->set_value("cursor", "one").ok());
  EXPECT_EQ(*store->incident({7}), std::nullopt);
  EXPECT_TRUE(run(path_, "BEGIN EXCLUSIVE; ROLLBACK"));
  EXPECT_TRUE(batch.end().ok());
  EXPECT_EQ(*store->value("cursor"), "one");
}

// Or the cursor would be kept without what it says has been seen.
TEST_F(SqliteStore, AnIntentThatCouldNotBeKeptTakesAllOfItsBatchWithIt) {
  const auto store = open();
  Batch batch(*store);
  ASSERT_TRUE(store->look_again({1}, at("2026-06-15T10:00:00Z")).ok());
  ASSERT_TRUE(run(path_, "ALTER TABLE intent RENAME TO hidden"));
  EXPECT_FALSE(store->begin_intent({"12/network", at("2026-06-15T07:00:00Z")}).ok());
  ASSERT_TRUE(run(path_, "ALTER TABLE hidden RENAME TO intent"));
  EXPECT_FALSE(store->set_value("cursor", "too early").ok());
  EXPECT_FALSE(batch.end().ok());
  EXPECT_EQ(*store->value("cursor"), std::nullopt);
  EXPECT_EQ(*store->next_due(), std::nullopt);
  EXPECT_TRUE(store->set_value("cursor", "in time").ok());
}

TEST_F(SqliteStore, OnlyItsOwnerMayReadItsFiles) {
  const auto store = open();
  ASSERT_TRUE(store->set_value("cursor", "one").ok());
  for (const auto& file : std::filesystem::directory_iterator(path_.parent_path())) {
    struct stat info {};
    ASSERT_EQ(stat(file.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U) << file.path();
  }
}

TEST_F(SqliteStore, AFileThatIsNoDatabaseIsReportedNotOverwritten) {
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

TEST_F(SqliteStore, AMistypedPathMakesNoFolders) {
  const auto opened = open_sqlite((folder_ / "vra" / "lib" / "store.db").string());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), base::Code::failed_precondition);
  EXPECT_EQ(opened.error().phrase().key, "store.no_folder");
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(SqliteStore, APathThatIsAFolderIsCalledSo) {
  for (const auto& opened : {open_sqlite(folder_.string()), view_of_sqlite(folder_.string())}) {
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code(), base::Code::failed_precondition);
    EXPECT_EQ(opened.error().phrase().key, "store.is_folder");
  }
  EXPECT_FALSE(std::filesystem::exists(folder_.string() + ".lock"));
}

// Whether it is found at the start or in the middle.
TEST_F(SqliteStore, ADamagedFileIsCalledSo) {
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

TEST_F(SqliteStore, OneThatIsNotThereIsNotDamaged) {
  EXPECT_FALSE(is_damaged(path_.string()));
  open();
  EXPECT_FALSE(is_damaged(path_.string()));
}

TEST_F(SqliteStore, ThatIsNotThereCopiesToAnEmptyOneAndIsNotMade) {
  const auto copy = view_of_sqlite(path_.string());
  ASSERT_TRUE(copy);
  EXPECT_EQ(*(*copy)->incident({7}), std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace estafeta::store
