#include "connector/tracker/cursor.h"

#include <gtest/gtest.h>

namespace estafeta::tracker {
namespace {

model::Issue issue(std::int64_t id, base::Instant updated) {
  model::Issue made;
  made.id = {id};
  made.updated = updated;
  return made;
}

constexpr base::Instant kNoon = base::Instant(base::Seconds(1'800'000'000));

TEST(Cursor, BeginsBeforeWhereTheLastPollEnded) {
  PollCursor cursor;
  EXPECT_EQ(poll_from(cursor), std::nullopt);
  cursor.watermark = kNoon;
  EXPECT_EQ(poll_from(cursor), kNoon - base::Seconds(90));
}

TEST(Cursor, TellsByTimeOfChangeThenId) {
  PollCursor cursor;
  const auto rows = unseen(cursor, {issue(3, kNoon), issue(2, kNoon), issue(9, kNoon - base::Seconds(5))},
                           kNoon + base::Seconds(60));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].id.value, 9);
  EXPECT_EQ(rows[1].id.value, 2);
  EXPECT_EQ(rows[2].id.value, 3);
  EXPECT_EQ(cursor.watermark, kNoon);
}

TEST(Cursor, ForgetsWhatTheOverlapCannotShowAgain) {
  PollCursor cursor;
  unseen(cursor, {issue(1, kNoon)}, kNoon + base::Seconds(60));
  unseen(cursor, {issue(2, kNoon + base::Seconds(600))}, kNoon + base::Seconds(660));
  EXPECT_FALSE(cursor.seen.contains({1}));
  EXPECT_TRUE(cursor.seen.contains({2}));
}

TEST(Cursor, NeverGoesBack) {
  PollCursor cursor;
  unseen(cursor, {issue(1, kNoon)}, kNoon + base::Seconds(60));
  unseen(cursor, {issue(2, kNoon - base::Seconds(30))}, kNoon + base::Seconds(60));
  EXPECT_EQ(cursor.watermark, kNoon);
}

}  // namespace
}  // namespace estafeta::tracker
