// What changed, by the feed of Estafeta's plugin: read with its histories in one request.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/tracker/stub_redmine.h"

namespace estafeta::tracker::redmine {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const char* const kChangesCall = "GET /estafeta/feed.json";
const char* const kPollCall = "GET /issues.json";

// One answer of the feed with #7.
std::string changes_with(const std::string& rest) {
  const std::string whole = issue(kReady, note(3, "hello", false));
  constexpr std::string_view kHead = R"({"issue":)";
  return R"({"issues":[)" + whole.substr(kHead.size(), whole.size() - kHead.size() - 1) + "]," + rest + "}";
}

class FeedChangesTest : public ::testing::Test {
 protected:
  FeedChangesTest() {
    redmine_.on("GET /estafeta/capabilities.json", R"({"capabilities":["feed","cursor"]})");
    redmine_.on(kPollCall, R"({"issues":[]})");
  }

  StubRedmine redmine_;
  base::ManualClock clock_{base::parse_instant("2026-06-15T08:00:00Z").value()};
  std::unique_ptr<Backend> tracker_ = make_tracker(redmine_, clock_, settings());
  PollCursor cursor_;
};

TEST_F(FeedChangesTest, WhatChangedComesWithItsHistoriesInOneRequest) {
  redmine_.on(kChangesCall, changes_with(R"("gone":[9],"cursor":"one","more":true)"));
  redmine_.on(kChangesCall, R"({"issues":[],"gone":[],"cursor":"two","more":false})");
  const auto rows = tracker_->ports().reader.changed(cursor_);
  ASSERT_TRUE(rows.has_value());
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_FALSE(rows->front().has_history);
  EXPECT_THAT(cursor_.gone, ElementsAre(base::IssueId{9}));
  EXPECT_TRUE(cursor_.exact);
  EXPECT_FALSE(cursor_.at_end());
  const auto read = tracker_->ports().reader.issue({7});
  ASSERT_TRUE(read.has_value());
  EXPECT_TRUE(read->has_history);
  EXPECT_THAT(redmine_.calls, Not(Contains(HasSubstr("GET /issues/"))));

  ASSERT_TRUE(tracker_->ports().reader.changed(cursor_).has_value());
  EXPECT_EQ(cursor_.feed, "two");
  EXPECT_TRUE(cursor_.at_end());
  EXPECT_THAT(cursor_.gone, IsEmpty());
  EXPECT_THAT(redmine_.calls, Not(Contains(kPollCall)));
}

TEST_F(FeedChangesTest, AHistoryIsReadAnewByWhoAsksAgain) {
  redmine_.on(kChangesCall, changes_with(R"("gone":[],"cursor":"one","more":false)"));
  redmine_.on("GET /issues/7.json", issue(kReady, note(4, "newer", false)));
  ASSERT_TRUE(tracker_->ports().reader.changed(cursor_).has_value());
  ASSERT_TRUE(tracker_->ports().reader.issue({7}).has_value());
  EXPECT_EQ(tracker_->ports().reader.issue({7})->events.front().journal, base::JournalId{4});
}

TEST_F(FeedChangesTest, AHistoryIsReadAnewOnceSomethingWasWritten) {
  redmine_.on(kChangesCall, changes_with(R"("gone":[],"cursor":"one","more":false)"));
  redmine_.on("PUT /issues/7.json", "", 204);
  redmine_.on("GET /issues/7.json", issue(kReady, note(4, "newer", false)));
  ASSERT_TRUE(tracker_->ports().reader.changed(cursor_).has_value());
  IssueUpdate note;
  note.note = "newer";
  (void)tracker_->ports().writer.update({7}, note);
  EXPECT_EQ(tracker_->ports().reader.issue({7})->events.front().journal, base::JournalId{4});
}

TEST_F(FeedChangesTest, WhereTheFeedFailsAPollTellsFromWhereItStands) {
  redmine_.on(kChangesCall, changes_with(R"("gone":[],"cursor":"one","more":false)"));
  ASSERT_TRUE(tracker_->ports().reader.changed(cursor_).has_value());
  for (const char* answer : {"<html>", "[]", R"({"issues":[],"gone":[],"cursor":"","more":false})",
                             R"({"issues":[{"id":"seven"}],"gone":[],"cursor":"two","more":false})",
                             R"({"issues":[],"gone":["nine"],"cursor":"two","more":false})"}) {
    redmine_.replace(kChangesCall, answer);
    redmine_.calls.clear();
    const auto backend = make_tracker(redmine_, clock_, settings());
    ASSERT_TRUE(backend->ports().reader.changed(cursor_).has_value()) << answer;
    EXPECT_THAT(redmine_.calls, Contains(kPollCall)) << answer;
    EXPECT_EQ(cursor_.feed, "one") << answer;
    EXPECT_FALSE(cursor_.exact) << answer;
    EXPECT_EQ(cursor_.watermark, base::parse_instant("2026-06-15T07:00:00Z").value()) << answer;
  }
}

TEST_F(FeedChangesTest, WhoHasPolledSoFarIsToldOnlyOfWhatComesFromThenOn) {
  redmine_.on(kChangesCall, R"({"issues":[],"gone":[],"cursor":"now","more":false})");
  cursor_.watermark = base::parse_instant("2026-06-15T07:00:00Z").value();
  ASSERT_TRUE(tracker_->ports().reader.changed(cursor_).has_value());
  EXPECT_EQ(cursor_.feed, "now");
  EXPECT_THAT(redmine_.calls, Contains(kPollCall)) << "what changed before then";
  redmine_.calls.clear();
  ASSERT_TRUE(tracker_->ports().reader.changed(cursor_).has_value());
  EXPECT_THAT(redmine_.calls, Not(Contains(kPollCall)));
}

}  // namespace
}  // namespace estafeta::tracker::redmine
