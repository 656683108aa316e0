// Writes by way of Estafeta's plugin, and what becomes of them where it is gone, hangs or refuses.
#include "connector/tracker/redmine/channel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/tracker/stub_redmine.h"

namespace estafeta::tracker::redmine {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const char* const kOffered = R"({"plugin":"0.1.0","capabilities":["guard","apply"]})";

class ChannelTest : public ::testing::Test {
 protected:
  ChannelTest() {
    redmine_.on("GET /estafeta/capabilities.json", kOffered);
    redmine_.on("PUT /issues/7.json", "", 204);
    redmine_.on("GET /issues/7.json", issue(kReady, note(4, "Go.", false)));
  }

  // As the plugin shows what it wrote.
  static std::string done(const std::string& issue) {
    return R"({"results":[{"id":7,)" + issue.substr(1, issue.size() - 2) + "}]}";
  }

  void answer(const std::string& body, int status = 200) {
    redmine_.on("POST /estafeta/apply.json", body, status);
  }

  IssueUpdate start() const {
    IssueUpdate change;
    change.state = State::ready;
    change.note = "Go.";
    change.seen = base::JournalId{3};
    change.mails = Audience::assignee;
    return change;
  }

  base::Status update(const IssueUpdate& change) { return tracker_->ports().writer.update({7}, change); }

  std::vector<std::string> calls(const std::string& prefix) const {
    std::vector<std::string> out;
    std::copy_if(redmine_.calls.begin(), redmine_.calls.end(), std::back_inserter(out),
                 [&](const auto& call) { return call.starts_with(prefix); });
    return out;
  }

  StubRedmine redmine_;
  base::ManualClock clock_{base::parse_instant("2026-06-15T08:00:00Z").value()};
  std::unique_ptr<Backend> tracker_ = make_tracker(redmine_, clock_, settings());
};

TEST_F(ChannelTest, TellsThePluginWhomAWriteIsForAndWhatItsDecisionKnew) {
  answer(done(issue(kReady, note(4, "Go.", false))));
  IssueUpdate title;
  title.subject = "s";
  title.seen = base::JournalId{3};
  title.mails = Audience::nobody;
  ASSERT_TRUE(update(title).ok());
  EXPECT_THAT(calls("POST"), Contains(AllOf(HasSubstr(R"("do":"update")"), HasSubstr(R"("id":7)"),
                                            HasSubstr(R"("mails":"nobody","seen":3,"parts":["subject"])"))));
  ASSERT_TRUE(update(start()).ok());
  EXPECT_THAT(calls("POST").back(), AllOf(HasSubstr(R"("mails":"assignee")"), HasSubstr(R"("status_id":17)"),
                                          HasSubstr(R"("parts":["status_id","tracker_id"])")));
  EXPECT_THAT(calls("PUT"), ::testing::IsEmpty());
}

TEST_F(ChannelTest, WhatThePluginRefusesIsWhatStockRestWouldAnswer) {
  struct Row {
    const char* result;
    Code code;
    const char* key;
  };
  const std::vector<Row> rows = {
      {R"({"error":"gone"})", Code::not_found, "tracker.no_issue"},
      {R"({"error":"forbidden"})", Code::permission_denied, "http.forbidden"},
      {R"({"error":"overtaken"})", Code::aborted, "tracker.written_meanwhile"},
      {R"({"error":"busy"})", Code::aborted, "tracker.written_meanwhile"},
      {R"({"error":"status","is":"Waiting","allowed":["Waiting"]})", Code::failed_precondition,
       "tracker.status_refused"},
      {R"({"error":"refused","sentences":["Subject cannot be blank"]})", Code::invalid_argument,
       "tracker.refused"},
  };
  for (const auto& row : rows) {
    redmine_.replace("POST /estafeta/apply.json", R"({"results":[)" + std::string(row.result) + "]}");
    const auto status = update(start());
    EXPECT_EQ(status.code(), row.code) << row.result;
    EXPECT_EQ(status.phrase().key, row.key) << row.result;
  }
  EXPECT_THAT(calls("PUT"), ::testing::IsEmpty());
}

TEST_F(ChannelTest, AValueThatDidNotStickIsSaidAsOfStockRest) {
  answer(done(issue(kReady, note(4, "Go.", false))));
  auto change = start();
  change.subject = "another";
  EXPECT_EQ(update(change).cause(), base::Cause::written_otherwise);
}

// By its key the plugin knows the request again.
TEST_F(ChannelTest, AWriteWithoutAnAnswerIsRepeatedOnceWithTheSameKey) {
  redmine_.fail("POST /estafeta/apply.json", "http.timeout");
  answer(done(issue(kReady, note(4, "Go.", false))));
  ASSERT_TRUE(update(start()).ok());
  const auto posts = calls("POST");
  ASSERT_EQ(posts.size(), 2U);
  EXPECT_EQ(posts[0], posts[1]);
  EXPECT_THAT(calls("PUT"), ::testing::IsEmpty());
}

TEST_F(ChannelTest, WhatIsStillAtWorkIsUnknownAndNotAnEdit) {
  redmine_.fail("POST /estafeta/apply.json", "http.timeout");
  answer(R"({"results":[{"error":"busy"}]})");
  EXPECT_EQ(update(start()).code(), Code::unavailable);
}

TEST_F(ChannelTest, NoTwoWritesHaveTheSameKey) {
  answer(done(issue(kReady, note(4, "Go.", false))));
  ASSERT_TRUE(update(start()).ok());
  ASSERT_TRUE(update(start()).ok());
  const auto posts = calls("POST");
  EXPECT_NE(posts[0], posts[1]);
}

TEST_F(ChannelTest, WhereThePluginIsGoneItGoesOnOverStockRestAndAsksAgainLater) {
  answer("", 404);
  ASSERT_TRUE(update(start()).ok());
  ASSERT_TRUE(update(start()).ok());
  EXPECT_EQ(calls("POST").size(), 1U) << "it is not asked each time";
  EXPECT_FALSE(tracker_->ports().writer.heeds_audiences());
  redmine_.replace("POST /estafeta/apply.json", done(issue(kReady, note(4, "Go.", false))));
  clock_.sleep(std::chrono::minutes(5));
  EXPECT_TRUE(tracker_->ports().writer.heeds_audiences());
  ASSERT_TRUE(update(start()).ok());
  EXPECT_EQ(calls("POST").size(), 2U);
}

TEST_F(ChannelTest, WhereThePluginFailsAtOneWriteStockRestMakesIt) {
  answer(R"({"results":[{"error":"broken","sentences":["NoMethodError"]}]})");
  ASSERT_TRUE(update(start()).ok());
  EXPECT_THAT(calls("PUT"), Each(StartsWith("PUT /issues/7.json")));
  EXPECT_FALSE(calls("PUT").empty());
}

TEST_F(ChannelTest, WithoutThePluginNothingIsAskedOfIt) {
  redmine_.replace("GET /estafeta/capabilities.json", "", 404);
  ASSERT_TRUE(update(start()).ok());
  EXPECT_THAT(calls("POST"), ::testing::IsEmpty());
  EXPECT_EQ(calls("GET /estafeta").size(), 1U);
}

TEST_F(ChannelTest, TheClocksOfManyAreWrittenByOneRequest) {
  answer(R"({"results":[{"id":7},{"error":"gone"}]})");
  const auto done = tracker_->ports().writer.write_fields(
      {{{7}, {{Field::department, "network"}}}, {{8}, {{Field::department, "vmware"}}}});
  ASSERT_EQ(done.size(), 2U);
  EXPECT_TRUE(done[0].ok());
  EXPECT_EQ(done[1].code(), Code::not_found);
  ASSERT_EQ(calls("POST").size(), 1U);
  EXPECT_THAT(calls("POST").front(),
              AllOf(HasSubstr(R"("do":"fields","id":7,"fields":{"11":"network"})"), HasSubstr(R"("id":8)")));
  EXPECT_THAT(calls("GET /issues"), ::testing::IsEmpty());
}

// As where provisioning was run before there was such a field.
TEST_F(ChannelTest, AFieldWithoutANumberIsSaidAndNotLeftOut) {
  answer(R"({"results":[{"id":7}]})");
  const auto done = tracker_->ports().writer.write_fields(
      {{{7}, {{Field::department, "network"}, {Field::sla_resolution, "running"}}}});
  EXPECT_EQ(done.front().phrase().key, "tracker.not_ready");
}

TEST_F(ChannelTest, APrivateNoteThatBecamePublicIsSaid) {
  answer(done(issue(kReady, note(4, "Go.", true))));
  EXPECT_TRUE(tracker_->ports().writer.private_note({7}, "Go.").ok());
  redmine_.replace("POST /estafeta/apply.json", done(issue(kReady, note(4, "Go.", false))));
  EXPECT_EQ(tracker_->ports().writer.private_note({7}, "Go.").cause(), base::Cause::note_public);
}

TEST_F(ChannelTest, AFieldThatCannotBeWrittenSoIsWrittenByStockRest) {
  answer(R"({"results":[{"error":"field","field":"10"}]})");
  const auto done = tracker_->ports().writer.write_fields({{{7}, {{Field::task_key, "3/net"}}}});
  ASSERT_TRUE(done.front().ok()) << to_string(done.front());
  EXPECT_THAT(calls("PUT"), Contains(HasSubstr("3/net")));
}

}  // namespace
}  // namespace estafeta::tracker::redmine
