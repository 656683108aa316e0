// The store's file is free for whoever wants to write to it whenever the tracker is asked something.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "connector/store/sqlite_store.h"
#include "tests/engine/site_stage.h"
#include "tests/support/temporary_folder.h"

namespace estafeta::testing {
namespace {

// At once or not at all.
bool can_be_written(const std::string& file) {
  sqlite3* raw = nullptr;
  const bool done = sqlite3_open(file.c_str(), &raw) == SQLITE_OK &&
                    sqlite3_exec(raw, "BEGIN IMMEDIATE; ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_close(raw);
  return done;
}

TEST(TheStore, IsNeverLockedWhileTheTrackerIsAsked) {
  const TemporaryFolder folder;
  SiteStage stage;
  stage.store = *store::open_sqlite(folder.file("store.db"));
  stage.restart();
  stage.open_change("landscape", "system: vega\n", model::State::agreed);
  for (int i = 0; i < 3; ++i) stage.open_incident();
  int asked = 0;
  stage.fake.set_hook([&](std::string_view point) {
    ++asked;
    EXPECT_TRUE(can_be_written(folder.file("store.db"))) << point;
    return tracker::fake::Fault::none;
  });
  stage.settle();
  stage.clock.sleep(std::chrono::hours(2));
  stage.settle();
  EXPECT_GT(asked, 100);
}

}  // namespace
}  // namespace estafeta::testing
