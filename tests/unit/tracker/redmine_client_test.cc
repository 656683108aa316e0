// Redmine's refusals that a well-behaved site does not show: answers written by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>

#include "connector/tracker/redmine/client.h"
#include "tests/contract/site_mapping.h"
#include "tests/unit/tracker/stub_redmine.h"

namespace estafeta::tracker::redmine {
namespace {

using base::Code;
using model::Field;
using model::State;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const kOldPage =
    R"({"wiki_page":{"text":"old","version":1,"updated_on":"2026-06-14T08:00:00Z"}})";
const char* const kNewPage =
    R"({"wiki_page":{"text":"new","version":2,"updated_on":"2026-06-15T08:00:00Z"}})";

class RedmineClientTest : public ::testing::Test {
 protected:
  NewIssue task() const {
    NewIssue asked;
    asked.project = "aurora";
    asked.kind = model::Kind::task;
    asked.subject = "s";
    asked.fields = {{Field::task_key, "3/net"}};
    return asked;
  }

  StubRedmine redmine_;
  base::ManualClock clock_{base::parse_instant("2026-06-15T08:00:00Z").value()};
  std::unique_ptr<Backend> tracker_ = make_tracker(redmine_, clock_, settings());
};

// How far the clock is ahead as account() tells it, in minutes.
long minutes_ahead(const Tracker& tracker) {
  const auto account = tracker.directory.account();
  EXPECT_TRUE(account);
  if (!account || !account->clock_ahead) return 0;
  return std::chrono::duration_cast<std::chrono::minutes>(*account->clock_ahead).count();
}

TEST_F(RedmineClientTest, AServersDateTellsHowFarThisClockIsAhead) {
  redmine_.date = "Mon, 15 Jun 2026 07:00:00 GMT";
  EXPECT_EQ(minutes_ahead(tracker_->ports()), 60);
  redmine_.date = "Mon, 15 Jun 2026 09:00:00 GMT";
  EXPECT_EQ(minutes_ahead(tracker_->ports()), -60);
}

TEST_F(RedmineClientTest, WithoutADateTheEntryOfItsOwnWriteTellsTheTimeForAWhile) {
  redmine_.on("PUT /issues/7.json", "", 204);
  redmine_.on("GET /issues/7.json", issue(kReady, note(3, "hello", false)));
  clock_.sleep(std::chrono::hours(24));
  EXPECT_EQ(minutes_ahead(tracker_->ports()), 0) << "not known yet";
  IssueUpdate change;
  change.note = "hello";
  change.seen = base::JournalId{2};
  ASSERT_TRUE(tracker_->ports().writer.update({7}, change).ok());
  EXPECT_EQ(minutes_ahead(tracker_->ports()), 24 * 60);
  clock_.sleep(std::chrono::minutes(11));
  EXPECT_EQ(minutes_ahead(tracker_->ports()), 0);
}

// Issues as the feed shows them, by the answers that stock REST gives for each.
std::string fed(const std::vector<std::string>& answers) {
  std::string list;
  for (const auto& one : answers) {
    constexpr std::string_view kHead = R"({"issue":)";
    list += (list.empty() ? "" : ",") + one.substr(kHead.size(), one.size() - kHead.size() - 1);
  }
  return R"({"issues":[)" + list + "]}";
}

std::string numbered(int id) {
  std::string text = issue(kReady, note(3, "hello", false));
  constexpr std::string_view kSeven = R"("id":7)";
  return text.replace(text.find(kSeven), kSeven.size(), R"("id":)" + std::to_string(id));
}

const char* const kFeed = R"({"capabilities":["guard","feed"]})";
const char* const kFeedCall = R"(POST /estafeta/issues.json {"ids":[7,8,9]})";

TEST_F(RedmineClientTest, HistoriesComeByTheFeedWhereItIsOfferedAndAreTheSame) {
  redmine_.on("GET /issues/7.json", numbered(7));
  redmine_.on("GET /issues/9.json", numbered(9));
  const auto stock = tracker_->ports().reader.issues({{7}, {8}, {9}});
  EXPECT_EQ(tracker_->ports().reader.histories_at_once(), 50U);

  redmine_.replace("GET /estafeta/capabilities.json", kFeed);
  redmine_.on("POST /estafeta/issues.json", fed({numbered(9), numbered(7)}));
  redmine_.calls.clear();
  const auto backend = make_tracker(redmine_, clock_, settings());
  const auto by_feed = backend->ports().reader.issues({{7}, {8}, {9}});
  EXPECT_EQ(backend->ports().reader.histories_at_once(), 500U);

  EXPECT_THAT(redmine_.calls, Contains(kFeedCall));
  EXPECT_THAT(redmine_.calls, Not(Contains("GET /issues/7.json")));
  ASSERT_EQ(stock.size(), by_feed.size());
  for (const std::size_t i : {0U, 2U}) {
    ASSERT_TRUE(stock[i] && by_feed[i]) << i;
    EXPECT_EQ(*stock[i], *by_feed[i]) << i;
  }
  ASSERT_FALSE(stock[1] || by_feed[1]) << "gone";
  EXPECT_EQ(stock[1].error().code(), by_feed[1].error().code());
  EXPECT_EQ(to_string(stock[1].error().phrase()), to_string(by_feed[1].error().phrase()));
}

TEST_F(RedmineClientTest, OneHistoryIsAskedForByItself) {
  redmine_.on("GET /estafeta/capabilities.json", kFeed);
  redmine_.on("GET /issues/7.json", numbered(7));
  ASSERT_TRUE(tracker_->ports().reader.issue({7}));
  EXPECT_THAT(redmine_.calls, Not(Contains(HasSubstr("/estafeta/"))));
}

TEST_F(RedmineClientTest, MoreHistoriesThanTheFeedAnswersComeInSeveralRequests) {
  redmine_.on("GET /estafeta/capabilities.json", kFeed);
  redmine_.on("POST /estafeta/issues.json", fed({}));
  std::vector<base::IssueId> ids;
  for (int id = 1; id <= 1200; ++id) ids.push_back({id});
  EXPECT_EQ(tracker_->ports().reader.issues(ids).size(), ids.size());
  EXPECT_EQ(redmine_.writes(), 3);
}

TEST_F(RedmineClientTest, WhereTheFeedFailsHistoriesComeByStockRestAndItIsNotAskedAgainForAWhile) {
  struct Row {
    int status;
    std::string body;
  };
  const std::vector<Row> rows = {{404, ""},
                                 {403, ""},
                                 {500, "oops"},
                                 {200, "<html>"},
                                 {200, "[]"},
                                 {200, R"({"issues":{}})"},
                                 {200, R"({"issues":[{"id":"seven"}]})"},
                                 {200, fed({numbered(7), numbered(10)})}};
  for (const auto& row : rows) {
    StubRedmine redmine;
    redmine.on("GET /estafeta/capabilities.json", kFeed);
    redmine.on("POST /estafeta/issues.json", row.body, row.status);
    for (const int id : {7, 9}) redmine.on("GET /issues/" + std::to_string(id) + ".json", numbered(id));
    const auto backend = make_tracker(redmine, clock_, settings());
    for (int time = 0; time < 2; ++time) {
      const auto read = backend->ports().reader.issues({{7}, {9}});
      ASSERT_TRUE(read[0] && read[1]) << row.status << " " << row.body;
      EXPECT_EQ(read[1]->id, base::IssueId{9});
    }
    EXPECT_EQ(redmine.writes(), 1) << row.status << " " << row.body;
    EXPECT_EQ(backend->ports().reader.histories_at_once(), 50U);
  }
}

// Nothing of an incident is decided up to a certain entry: what was read of it before tells which one is new.
TEST_F(RedmineClientTest, WithoutADateAnyFirstWriteTellsTheTime) {
  struct Row {
    const char* what;
    std::function<base::Status(const Tracker&)> write;
  };
  IssueUpdate field;
  field.fields = {{Field::task_key, "3/net"}};
  const std::vector<Row> rows = {
      {"fields", [&](const Tracker& tracker) { return tracker.writer.update({7}, field); }},
      {"a private note", [](const Tracker& tracker) { return tracker.writer.private_note({7}, "hello"); }},
      {"a new issue",
       [&](const Tracker& tracker) {
         const auto made = tracker.writer.create(task());
         return made ? base::Status() : made.error();
       }},
      {"a page", [](const Tracker& tracker) { return tracker.pages.write_page("aurora", "Desk", "new"); }},
  };
  for (const auto& row : rows) {
    StubRedmine redmine;
    redmine.on("PUT /issues/7.json", "", 204);
    redmine.on("GET /issues/7.json", issue(kReady, note(3, "earlier", true)));
    redmine.on("GET /issues/7.json", issue(kReady, note(4, "hello", true)));
    redmine.on("POST /issues.json", issue(kReady), 201);
    redmine.on("PUT /projects/aurora/wiki/Desk.json", "", 204);
    redmine.on("GET /projects/aurora/wiki/Desk.json", kOldPage);
    redmine.on("GET /projects/aurora/wiki/Desk.json", kNewPage);
    base::ManualClock clock{base::parse_instant("2026-06-16T08:00:00Z").value()};
    const auto made = make_tracker(redmine, clock, settings());
    const auto late = made->ports();
    ASSERT_TRUE(late.reader.issue({7})) << row.what;
    EXPECT_EQ(minutes_ahead(late), 0) << row.what << ": not known yet";
    const auto written = row.write(late);
    ASSERT_TRUE(written.ok()) << row.what << ": " << to_string(written.phrase());
    EXPECT_GE(minutes_ahead(late), 24 * 60) << row.what;
  }
}

// Nothing was written, so nothing of what is read back is of just now.
TEST_F(RedmineClientTest, AnEntryThatWasThereBeforeTheWriteTellsNoTime) {
  redmine_.on("PUT /issues/7.json", "", 204);
  redmine_.on("GET /issues/7.json", issue(kReady, note(3, "earlier", true)));
  clock_.sleep(std::chrono::hours(24));
  ASSERT_TRUE(tracker_->ports().reader.issue({7}));
  IssueUpdate change;
  change.fields = {{Field::task_key, "3/net"}};
  ASSERT_TRUE(tracker_->ports().writer.update({7}, change).ok());
  EXPECT_EQ(minutes_ahead(tracker_->ports()), 0);
}

struct AccountRow {
  int status;
  const char* body;
  Code code;
  const char* key;
};

TEST_F(RedmineClientTest, EveryWayNotToBeLetInHasItsOwnSentence) {
  const std::vector<AccountRow> rows = {
      {401, "", Code::permission_denied, "tracker.key_refused"},
      {403, "", Code::permission_denied, "tracker.rest_is_off"},
      {404, "", Code::failed_precondition, "tracker.no_redmine"},
      {200, "<html>", Code::failed_precondition, "tracker.no_redmine"},
      {200, R"({"user":{}})", Code::failed_precondition, "tracker.no_redmine"},
      {200, R"({"user":{"id":1,"login":"admin"}})", Code::failed_precondition, "tracker.other_account"},
      {302, "", Code::failed_precondition, "http.redirected"},
      {503, "", Code::unavailable, "http.server_failed"},
  };
  for (const AccountRow& row : rows) {
    redmine_.replace("GET /users/current.json", row.body, row.status);
    const auto account = tracker_->ports().directory.account();
    ASSERT_FALSE(account.has_value()) << row.key;
    EXPECT_EQ(account.error().code(), row.code) << row.key;
    EXPECT_EQ(account.error().phrase().key, row.key);
  }
}

TEST_F(RedmineClientTest, AWrongKeyIsFoundBeforeAnEmptyListIsBelieved) {
  redmine_.replace("GET /users/current.json", "", 401);
  redmine_.on("GET /issues.json", R"({"issues":[],"total_count":0})");
  PollCursor cursor;
  EXPECT_EQ(tracker_->ports().reader.changed(cursor).error().phrase().key, "tracker.key_refused");
  EXPECT_EQ(tracker_->ports().reader.find_by_key("3/net").error().phrase().key, "tracker.key_refused");
}

TEST_F(RedmineClientTest, AnIgnoredFilterIsNoticedByWhatItShows) {
  const std::string other = issue(kWaiting, "", "9/other");
  redmine_.on("GET /issues.json", R"({"issues":[)" + other.substr(9, other.size() - 10) + "]}");
  EXPECT_EQ(tracker_->ports().reader.find_by_key("3/net").error().phrase().key, "tracker.filter_ignored");
  const auto can = tracker_->ports().directory.self_test();
  ASSERT_FALSE(can.has_value());
  EXPECT_THAT(base::to_string(can.error()), HasSubstr("tracker.filter_ignored{field=Task key}"));
  EXPECT_THAT(base::to_string(can.error()), HasSubstr("Hand-over"));
  EXPECT_THAT(base::to_string(can.error()), HasSubstr("tracker.no_tracker{kind=incident}"));
  EXPECT_EQ(tracker_->ports().reader.peek({base::IssueId{12}}).error().phrase().key,
            "tracker.filter_ignored");
}

struct OtherIdsRow {
  const char* name;
  std::function<void(StubRedmine&, Ids&)> wrong;
  const char* said;  // empty: they fit
};

const std::vector<OtherIdsRow>& other_ids_rows() {
  const auto fields = [](const char* list) {
    return R"({"projects":[{"id":2,"identifier":"aurora","issue_custom_fields":)" + std::string(list) +
           R"(}],"total_count":1})";
  };
  static const std::vector<OtherIdsRow> rows = {
      {"all as the mapping says",
       [=](StubRedmine& redmine, Ids& ids) {
         redmine.replace(
             "GET /projects.json",
             fields(
                 R"([{"id":10,"name":"Task key"},{"id":11,"name":"Department"},{"id":12,"name":"Rack"}])"));
         ids.others = {{"Rack", 12}};
         ids.trackers = {{model::Kind::task, 5}};
         ids.statuses = {{{model::Kind::task, State::ready}, {17}}};
       },
       ""},
      {"names that cannot be seen yet", [](StubRedmine&, Ids& ids) { ids.fields[Field::hand_over] = 99; },
       ""},
      {"a field",
       [=](StubRedmine& redmine, Ids&) {
         redmine.replace("GET /projects.json", fields(R"([{"id":10,"name":"Colour"}])"));
       },
       "tracker.other_field_id{id=10, is=Colour, wanted=Task key}"},
      {"a field Estafeta has no word for",
       [=](StubRedmine& redmine, Ids& ids) {
         redmine.replace("GET /projects.json", fields(R"([{"id":12,"name":"Colour"}])"));
         ids.others = {{"Rack", 12}};
       },
       "tracker.other_field_id{id=12, is=Colour, wanted=Rack}"},
      {"a tracker",
       [](StubRedmine&, Ids& ids) {
         ids.trackers = {{model::Kind::task, 4}};
       },
       "tracker.other_tracker_id{id=4, is=Change, wanted=Task}"},
      {"a tracker that is not there",
       [](StubRedmine&, Ids& ids) {
         ids.trackers = {{model::Kind::task, 44}};
       },
       "tracker.id_gone{id=44, wanted=Task}"},
      {"a status",
       [](StubRedmine&, Ids& ids) {
         ids.statuses = {{{model::Kind::task, State::ready}, {16}}};
       },
       "tracker.other_status_id{id=16, is=Waiting, wanted=Ready}"},
      {"a priority",
       [](StubRedmine&, Ids& ids) {
         ids.priorities = {{"urgent", {2}}};
       },
       "tracker.other_priority_id{id=2, is=Normal, wanted=Urgent}"},
  };
  return rows;
}

// Whatever the command: nothing is read by such ids, nothing written.
TEST_F(RedmineClientTest, IdsOfAnotherRedmineAreRefusedBeforeAnythingIsReadOrWritten) {
  for (const OtherIdsRow& row : other_ids_rows()) {
    SCOPED_TRACE(row.name);
    StubRedmine redmine;
    redmine.on("POST /issues.json", issue(kWaiting), 201);
    Settings site = settings();
    site.mapping.priorities["urgent"] = {"Urgent"};
    row.wrong(redmine, site.ids);
    const auto backend = make_tracker(redmine, clock_, site);
    const auto tracker = backend->ports();
    const auto can = tracker.directory.self_test();
    const auto made = tracker.writer.create(task());
    const std::string said = row.said;
    if (said.empty()) {
      EXPECT_THAT(base::to_string(can.error()), Not(HasSubstr("tracker.other_ids")));
      EXPECT_GT(redmine.writes(), 0);
      continue;
    }
    ASSERT_FALSE(can.has_value());
    EXPECT_EQ(can.error().cause(), base::Cause::not_a_tracker);
    EXPECT_THAT(base::to_string(can.error()), HasSubstr(said));
    ASSERT_FALSE(made.has_value());
    EXPECT_EQ(made.error().cause(), base::Cause::not_a_tracker);
    EXPECT_EQ(redmine.writes(), 0);
  }
}

TEST_F(RedmineClientTest, IdsOfFieldsForAllProjectsAreComparedByTheIssuesThatShowThem) {
  std::string task = issue(kWaiting);
  task.replace(task.find("Task key"), 8, "Colour");
  redmine_.on("GET /issues.json", R"({"issues":[)" + task.substr(9, task.size() - 10) + "]}");
  const auto can = tracker_->ports().directory.self_test();
  ASSERT_FALSE(can.has_value());
  EXPECT_THAT(base::to_string(can.error()),
              HasSubstr("tracker.other_field_id{id=10, is=Colour, wanted=Task key}"));
}

TEST(IdsFile, TellsWhoseItIs) {
  const auto ids =
      parse_ids(R"({"fields":{"task_key":10},"trackers":{"task":5},"statuses":{"task":{"ready":[17,18]}},)"
                R"("priorities":{"high":[3]},"roles":{"tam":4}})",
                "ids.json");
  ASSERT_TRUE(ids.has_value());
  EXPECT_EQ(ids->trackers.at(model::Kind::task), 5);
  EXPECT_THAT(ids->statuses.at({model::Kind::task, State::ready}), ElementsAre(17, 18));
  EXPECT_THAT(ids->priorities.at("high"), ElementsAre(3));
}

TEST_F(RedmineClientTest, AnIssueCreatedWithoutItsKeyIsNamed) {
  redmine_.on("POST /issues.json", issue(kWaiting, "", "", R"({"id":1,"name":"Bug"})"), 201);
  const auto made = tracker_->ports().writer.create(task());
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code(), Code::failed_precondition);
  EXPECT_EQ(made.error().phrase().key, "tracker.created_otherwise");
  EXPECT_EQ(std::get<std::int64_t>(*made.error().phrase().find("issue")), 7);
}

TEST_F(RedmineClientTest, AWriteWithoutAnAnswerIsSentOnceAndLeftOpen) {
  redmine_.fail("POST /issues.json", "http.write_unanswered");
  const auto made = tracker_->ports().writer.create(task());
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code(), Code::unavailable);
  EXPECT_EQ(redmine_.writes(), 1);
}

TEST_F(RedmineClientTest, AFieldWithoutAnIdIsNamedBeforeAnythingIsWritten) {
  NewIssue asked = task();
  asked.fields[Field::deadline] = "2026-12-04 18:00";
  const auto made = tracker_->ports().writer.create(asked);
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().phrase().key, "tracker.not_ready");
  EXPECT_EQ(redmine_.writes(), 0);
}

// Redmine adds who may be added and says nothing of the others.
TEST_F(RedmineClientTest, AWatcherThatWasDroppedIsNoticed) {
  NewIssue asked = task();
  asked.watchers = {{"21"}};
  const std::string call = "POST /issues.json?include=watchers";
  redmine_.on(call, issue(kWaiting, R"(,"watchers":[{"id":21,"name":"Unix group"}])"), 201);
  redmine_.on(call, issue(kWaiting, R"(,"watchers":[])"), 201);
  EXPECT_TRUE(tracker_->ports().writer.create(asked).has_value());
  const auto dropped = tracker_->ports().writer.create(asked);
  ASSERT_FALSE(dropped.has_value());
  EXPECT_THAT(base::to_string(dropped.error()), HasSubstr("tracker.watcher_dropped{who=21, piece=watchers}"));
}

TEST_F(RedmineClientTest, FieldsOfOthersAreKnownFromATaskThatShowsThem) {
  std::string shown = issue(kWaiting);
  const std::string more = R"({"id":33,"name":"Cost centre","value":""},{"id":10)";
  shown.replace(shown.find(R"({"id":10)"), 8, more);
  redmine_.on("GET /issues.json", R"({"issues":[)" + shown.substr(9, shown.size() - 10) + "]}");
  const auto facts = tracker_->ports().directory.project("aurora");
  ASSERT_TRUE(facts.has_value());
  EXPECT_THAT(facts->other_fields, ElementsAre("Cost centre"));
  NewIssue asked = task();
  asked.other_fields = {{"Cost centre", "K-7"}};
  redmine_.on("POST /issues.json", issue(kWaiting), 201);
  const auto dropped = tracker_->ports().writer.create(asked);
  ASSERT_FALSE(dropped.has_value());
  EXPECT_THAT(redmine_.calls.back(), HasSubstr(R"({"id":33,"value":"K-7"})"));
  EXPECT_THAT(base::to_string(dropped.error()),
              HasSubstr("tracker.other_field_not_written{field=Cost centre"));
}

TEST_F(RedmineClientTest, ConflictsAreAbortedAndSentencesAreHandedOn) {
  redmine_.on("PUT /issues/7.json", R"({"errors":[]})", 422);
  redmine_.on("PUT /issues/7.json", R"({"errors":["Cause cannot be blank"]})", 422);
  redmine_.on("PUT /issues/7.json", "<html>", 422);
  redmine_.on("PUT /issues/7.json", "", 403);
  IssueUpdate change;
  change.subject = "t";
  EXPECT_EQ(tracker_->ports().writer.update({7}, change).code(), Code::aborted);
  const auto refused = tracker_->ports().writer.update({7}, change);
  EXPECT_EQ(refused.code(), Code::invalid_argument);
  EXPECT_THAT(base::to_string(refused), HasSubstr("Cause cannot be blank"));
  EXPECT_EQ(tracker_->ports().writer.update({7}, change).code(), Code::invalid_argument);
  EXPECT_EQ(tracker_->ports().writer.update({7}, change).code(), Code::permission_denied);
}

TEST_F(RedmineClientTest, AStatusThatWasRefusedAfterAllLeavesNoNote) {
  const std::string allowed = R"(,"allowed_statuses":[{"id":17,"name":"Ready"}])";
  redmine_.on("GET /issues/7.json", issue(kWaiting, allowed));
  redmine_.on("GET /issues/7.json", issue(kWaiting, allowed + note(40, "May begin.", false)));
  redmine_.on("PUT /issues/7.json", "", 204);
  redmine_.on("PUT /journals/40.json", "", 204);
  IssueUpdate change;
  change.state = State::ready;
  change.note = "May begin.";
  const auto status = tracker_->ports().writer.update({7}, change);
  EXPECT_EQ(status.code(), Code::failed_precondition);
  EXPECT_EQ(status.phrase().key, "tracker.written_otherwise");
  EXPECT_THAT(redmine_.calls, Contains(R"(PUT /journals/40.json {"journal":{"notes":""}})"));
}

TEST_F(RedmineClientTest, APersonWhoCameBetweenIsAConflictAndNoRefusal) {
  const std::string allowed = R"(,"allowed_statuses":[{"id":17,"name":"Ready"}])";
  redmine_.on("GET /issues/7.json", issue(kWaiting, allowed));
  redmine_.on(
      "GET /issues/7.json",
      issue(kWaiting, allowed + R"(,"journals":[{"id":41,"user":{"id":16,"name":"A"},"notes":"",)"
                                R"("created_on":"2026-06-15T08:00:01Z","details":[{"property":"attr",)"
                                R"("name":"status_id","old_value":"17","new_value":"16"}]}])"));
  redmine_.on("PUT /issues/7.json", "", 204);
  IssueUpdate change;
  change.state = State::ready;
  EXPECT_EQ(tracker_->ports().writer.update({7}, change).code(), Code::aborted);
}

// A person's entry 41 that sets the title, then, if there is one, Estafeta's entry 42 that sets another.
std::string titles(bool both) {
  std::string journals =
      R"(,"journals":[{"id":41,"user":{"id":16,"name":"A"},"notes":"",)"
      R"("created_on":"2026-06-15T08:00:01Z","details":[{"property":"attr","name":"subject",)"
      R"("old_value":"s","new_value":"theirs"}]})";
  if (both) {
    journals +=
        R"(,{"id":42,"user":{"id":15,"name":"E"},"notes":"","created_on":"2026-06-15T08:00:01Z",)"
        R"("details":[{"property":"attr","name":"subject","old_value":"theirs","new_value":"ours"}]})";
  }
  return journals + "]";
}

// Decided when entry 40 was the newest.
IssueUpdate our_title() {
  IssueUpdate change;
  change.subject = "ours";
  change.seen = base::JournalId{40};
  return change;
}

TEST_F(RedmineClientTest, WhatAPersonWroteSinceTheDecisionIsNotWrittenOver) {
  redmine_.on("GET /issues/7.json", issue(kWaiting, titles(false)));
  const auto status = tracker_->ports().writer.update({7}, our_title());
  EXPECT_EQ(status.code(), Code::aborted);
  EXPECT_EQ(status.phrase().key, "tracker.written_meanwhile");
  EXPECT_EQ(redmine_.writes(), 0);
}

// However long the answer to the write took: entries tell what came when, not the clock.
TEST_F(RedmineClientTest, WhatAPersonWroteRightAfterOurWriteStandsAndIsNoRefusal) {
  std::string both = titles(true);
  both.replace(both.find("\"id\":41"), 7, "\"id\":43");
  redmine_.on("GET /issues/7.json", issue(kWaiting));
  redmine_.on("GET /issues/7.json", issue(kWaiting, both));
  redmine_.on("PUT /issues/7.json", "", 204);
  const auto status = tracker_->ports().writer.update({7}, our_title());
  EXPECT_EQ(status.code(), Code::aborted);
  EXPECT_EQ(status.phrase().key, "tracker.written_meanwhile");
  EXPECT_EQ(redmine_.writes(), 1);
}

TEST_F(RedmineClientTest, WhatAPersonWroteRightBeforeOurWriteStandsAgainAndIsSaid) {
  redmine_.on("GET /issues/7.json", issue(kWaiting));
  redmine_.on("GET /issues/7.json", issue(kWaiting, titles(true)));
  redmine_.on("PUT /issues/7.json", "", 204);
  auto change = our_title();
  change.restoring_note = "Theirs stands again.";
  const auto status = tracker_->ports().writer.update({7}, change);
  EXPECT_EQ(status.code(), Code::aborted);
  EXPECT_EQ(status.phrase().key, "tracker.restored");
  EXPECT_EQ(redmine_.writes(), 2);
  EXPECT_THAT(redmine_.calls.back(), HasSubstr(R"("subject":"theirs")"));
  EXPECT_THAT(redmine_.calls.back(), HasSubstr("Theirs stands again."));
}

TEST_F(RedmineClientTest, AFieldThatWasDroppedIsNamed) {
  redmine_.on("PUT /issues/7.json", "", 204);
  redmine_.on("GET /issues/7.json", issue(kWaiting));
  IssueUpdate change;
  change.fields[Field::department] = "Network";
  const auto status = tracker_->ports().writer.update({7}, change);
  EXPECT_EQ(status.code(), Code::failed_precondition);
  EXPECT_THAT(base::to_string(status), HasSubstr("field=department"));
}

TEST_F(RedmineClientTest, APrivateNoteThatBecamePublicIsEmptiedAtOnce) {
  redmine_.on("GET /issues/7.json", issue(kReady));
  redmine_.on("GET /issues/7.json", issue(kReady, note(40, "secret", false)));
  redmine_.on("PUT /issues/7.json", "", 204);
  redmine_.on("PUT /journals/40.json", "", 204);
  redmine_.on("PUT /journals/40.json", "", 403);
  EXPECT_EQ(tracker_->ports().writer.private_note({7}, "secret").phrase().key, "tracker.note_public");
  EXPECT_THAT(redmine_.calls,
              Contains(R"(PUT /issues/7.json {"issue":{"notes":"secret","private_notes":true}})"));
  EXPECT_THAT(redmine_.calls, Contains(R"(PUT /journals/40.json {"journal":{"notes":""}})"));
  EXPECT_EQ(tracker_->ports().writer.private_note({7}, "secret").phrase().key, "tracker.note_public_stands");
}

TEST_F(RedmineClientTest, APrivateNoteThatIsNotThereIsLost) {
  redmine_.on("PUT /issues/7.json", "", 204);
  redmine_.on("GET /issues/7.json", issue(kReady, note(40, "secret", true, "16")));
  EXPECT_EQ(tracker_->ports().writer.private_note({7}, "secret").phrase().key, "tracker.note_lost");
}

TEST_F(RedmineClientTest, WithoutTheRightNoPrivateNoteIsSent) {
  redmine_.replace("GET /roles/6.json", R"({"role":{"id":6,"permissions":["add_issue_notes"]}})");
  redmine_.on("GET /issues/7.json", issue(kReady));
  EXPECT_EQ(tracker_->ports().writer.private_note({7}, "secret").phrase().key,
            "tracker.note_public_expected");
  EXPECT_EQ(redmine_.writes(), 0);
}

TEST_F(RedmineClientTest, APairThatIsTakenByAnotherTypeIsSaid) {
  redmine_.on("POST /issues/7/relations.json", R"({"errors":["Related issue has already been taken"]})", 422);
  redmine_.on("GET /issues/7/relations.json",
              R"({"relations":[{"id":1,"issue_id":7,"issue_to_id":8,"relation_type":"precedes"}]})");
  const auto made = tracker_->ports().writer.relate({7}, {8});
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().phrase().key, "tracker.pair_taken");
  EXPECT_THAT(base::to_string(made.error()), HasSubstr("precedes"));
}

TEST_F(RedmineClientTest, APageThatSomebodyElseWroteIsAConflict) {
  redmine_.on("GET /projects/staff/wiki/Change-7.json", R"({"wiki_page":{"text":"old","version":3}})");
  redmine_.on("PUT /projects/staff/wiki/Change-7.json", "", 409);
  EXPECT_EQ(tracker_->ports().pages.write_page("staff", "Change-7", "new").code(), Code::aborted);
  EXPECT_THAT(redmine_.calls,
              Contains(R"(PUT /projects/staff/wiki/Change-7.json {"wiki_page":{"text":"new","version":3}})"));
}

TEST_F(RedmineClientTest, SomebodyWhoLeftIsWhatTheMappingSaysByLoginOrByName) {
  auto with_people = settings();
  with_people.mapping.people = {{"gone", model::Actor::staff}, {"Old Friend", model::Actor::customer}};
  tracker_ = make_tracker(redmine_, clock_, with_people);
  redmine_.on("GET /users/77.json", R"({"user":{"id":77,"login":"gone"}})");
  const auto by = [&](const char* id, const std::string& name) {
    redmine_.replace(
        "GET /issues/7.json",
        issue(kReady, R"(,"journals":[{"id":1,"user":{"id":)" + std::string(id) + R"(,"name":")" + name +
                          R"("},"notes":"x","created_on":"2026-06-15T08:00:00Z","details":[]}])"));
    return tracker_->ports().reader.issue({7}).value();
  };
  EXPECT_EQ(by("77", "Somebody").events[0].by, model::Actor::staff);
  EXPECT_EQ(by("78", "Old Friend").events[0].by, model::Actor::customer);
  EXPECT_EQ(by("79", "Anonymous").doubtful_authors, std::vector<std::string>{"Anonymous"});
}

std::string journal(const std::string& details, const std::string& at = "2026-06-15T08:00:00Z") {
  return R"(,"journals":[{"id":1,"user":{"id":77,"name":"Somebody"},"notes":"x","created_on":")" + at +
         R"(","details":[)" + details + "]}]";
}

std::string attribute(const std::string& name, const std::string& from, const std::string& to) {
  return R"({"property":"attr","name":")" + name + R"(","old_value":")" + from + R"(","new_value":")" + to +
         "\"}";
}

// No answer to what a history refers to: what must be asked for, and what is hidden if it properly is.
struct AskedFor {
  const char* name;
  const char* call;
  const char* answer;
  std::string rest;  // of the issue
  std::function<bool(const model::Issue&)> is_hidden;
};

class WhatAHistoryRefersTo : public RedmineClientTest, public ::testing::WithParamInterface<AskedFor> {
 protected:
  void SetUp() override {
    auto with_people = settings();
    with_people.mapping.people = {{"gone", model::Actor::staff}, {"Rolf", model::Actor::customer}};
    tracker_ = make_tracker(redmine_, clock_, with_people);
    redmine_.on("GET /users/77.json", R"({"user":{"id":77,"login":"gone"}})");
    redmine_.on("GET /projects/8.json",
                R"({"project":{"id":8,"identifier":"shop","parent":{"id":9,"name":"All"}}})");
    redmine_.on("GET /projects/9.json", R"({"project":{"id":9,"identifier":"all"}})");
    redmine_.on("GET /issues/7.json", issue(kReady, GetParam().rest));
  }
};

TEST_P(WhatAHistoryRefersTo, IsHiddenOnlyIfTheTrackerSaysSo) {
  for (const int status : {0, 302, 401, 408, 429, 500, 502, 503, 504}) {
    if (status == 0) {
      redmine_.replace(GetParam().call, "<html>");
    } else {
      redmine_.replace(GetParam().call, "", status);
    }
    const auto read = tracker_->ports().reader.issue({7});
    ASSERT_FALSE(read.has_value()) << status;
    EXPECT_NE(read.error().code(), Code::not_found) << status;
  }
  redmine_.replace(GetParam().call, GetParam().answer);
  const auto read = tracker_->ports().reader.issue({7});
  ASSERT_TRUE(read.has_value()) << base::to_string(read.error());
  EXPECT_FALSE(GetParam().is_hidden(*read)) << "the failures before are not remembered";
}

TEST_P(WhatAHistoryRefersTo, IsHiddenAsLongAsTheTrackerSaysSo) {
  for (const int status : {403, 404}) {
    redmine_.replace(GetParam().call, "", status);
    clock_.sleep(std::chrono::hours(1));
    ASSERT_TRUE(tracker_->ports().directory.account().has_value());
    const auto read = tracker_->ports().reader.issue({7});
    ASSERT_TRUE(read.has_value()) << base::to_string(read.error());
    EXPECT_TRUE(GetParam().is_hidden(*read)) << status;
  }
  redmine_.replace(GetParam().call, GetParam().answer);
  clock_.sleep(std::chrono::hours(1));
  ASSERT_TRUE(tracker_->ports().directory.account().has_value());
  EXPECT_FALSE(GetParam().is_hidden(tracker_->ports().reader.issue({7}).value()));
}

INSTANTIATE_TEST_SUITE_P(
    Each, WhatAHistoryRefersTo,
    ::testing::Values(
        AskedFor{"person", "GET /users/77.json", R"({"user":{"id":77,"login":"gone"}})", journal(""),
                 [](const auto& read) { return !read.doubtful_authors.empty(); }},
        AskedFor{"former_project", "GET /projects/8.json", R"({"project":{"id":8,"identifier":"shop"}})",
                 journal(attribute("project_id", "8", "2")),
                 [](const auto& read) { return read.initial_project == "#8"; }},
        AskedFor{"what_it_is_part_of", "GET /projects/9.json", R"({"project":{"id":9,"identifier":"all"}})",
                 journal(attribute("project_id", "8", "2")),
                 [](const auto& read) { return read.initial_above != std::vector<std::string>{"all"}; }}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(RedmineClientTest, WhoWroteBeforeAnIssueWasMovedIsJudgedByTheProjectItStoodInThen) {
  redmine_.on("GET /projects/8.json", R"({"project":{"id":8,"identifier":"shop"}})");
  redmine_.on("GET /projects/shop.json", R"({"project":{"id":8,"identifier":"shop"}})");
  redmine_.on("GET /projects/shop/memberships.json",
              R"({"memberships":[{"user":{"id":30,"name":"Vic"},"roles":[{"id":3,"name":"Client"}]}],)"
              R"("total_count":1})");
  redmine_.on(
      "GET /issues/7.json",
      issue(
          kReady,
          R"(,"journals":[{"id":1,"user":{"id":30,"name":"Vic"},"notes":"it is down","private_notes":false,)"
          R"("created_on":"2026-06-15T07:10:00Z","details":[]},)"
          R"({"id":2,"user":{"id":31,"name":"Dan"},"notes":"","private_notes":false,)"
          R"("created_on":"2026-06-15T07:20:00Z","details":[)" +
              attribute("project_id", "8", "2") + "]}]"));
  const auto read = tracker_->ports().reader.issue({7});
  ASSERT_TRUE(read.has_value()) << base::to_string(read.error());
  EXPECT_EQ(read->events.front().by, model::Actor::customer);
  EXPECT_THAT(read->doubtful_authors, Not(Contains("Vic")));
}

TEST_F(RedmineClientTest, AStatusThatWasAddedMeanwhileIsReadWithoutARestart) {
  redmine_.on("GET /issues/7.json", issue(kReady));
  ASSERT_TRUE(tracker_->ports().reader.issue({7}).has_value());
  redmine_.replace("GET /issue_statuses.json",
                   R"({"issue_statuses":[{"id":13,"name":"Done","is_closed":true},)"
                   R"({"id":16,"name":"Waiting"},{"id":17,"name":"Ready"},)"
                   R"({"id":18,"name":"In Progress"}]})");
  redmine_.replace("GET /issues/7.json", issue(kReady, journal(attribute("status_id", "18", "17"))));
  const auto read = tracker_->ports().reader.issue({7});
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->initial_status.state, State::in_progress);
  ASSERT_EQ(read->events.size(), 1U);
}

TEST_F(RedmineClientTest, WhatWasChangedInTheListsIsSeenAtAnInterval) {
  redmine_.on("GET /issues/7.json", issue(kReady));
  EXPECT_FALSE(tracker_->ports().reader.issue({7})->is_closed);
  redmine_.replace("GET /issue_statuses.json",
                   R"({"issue_statuses":[{"id":17,"name":"Ready","is_closed":true}]})");
  clock_.sleep(std::chrono::minutes(11));
  ASSERT_TRUE(tracker_->ports().directory.account().has_value());
  EXPECT_TRUE(tracker_->ports().reader.issue({7})->is_closed);
}

TEST_F(RedmineClientTest, ARenamedStatusIsReadAgainAtOnce) {
  redmine_.on("GET /issues/7.json", issue(kReady));
  ASSERT_TRUE(tracker_->ports().reader.issue({7}).has_value());
  redmine_.replace(
      "GET /issue_statuses.json",
      R"({"issue_statuses":[{"id":16,"name":"Waiting"},{"id":17,"name":"Done","is_closed":true}]})");
  redmine_.replace("GET /issues/7.json",
                   issue(R"({"id":17,"name":"Done"})", journal(attribute("status_id", "16", "17"))));
  const auto read = tracker_->ports().reader.issue({7});
  EXPECT_TRUE(read->is_closed);
  EXPECT_EQ(read->events[0].status_name, "Done");
}

TEST_F(RedmineClientTest, AStatusThatWasDeletedIsLookedForOnce) {
  redmine_.on("GET /issues/7.json", issue(kReady, journal(attribute("status_id", "99", "17"))));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(tracker_->ports().reader.issue({7}).has_value());
  EXPECT_EQ(std::count(redmine_.calls.begin(), redmine_.calls.end(), "GET /issue_statuses.json"), 2);
}

TEST_F(RedmineClientTest, AHistoryWhoseTimesCannotBeReadIsAnErrorOfThatIssueAlone) {
  for (const char* time : {"", "yesterday", "2026-02-30T08:00:00Z"}) {
    redmine_.replace("GET /issues/7.json", issue(kReady, journal("", time)));
    redmine_.replace("GET /issues/8.json", issue(kReady));
    const auto read = tracker_->ports().reader.issues({{7}, {8}});
    ASSERT_FALSE(read[0].has_value()) << time;
    EXPECT_EQ(read[0].error().code(), Code::failed_precondition);
    EXPECT_EQ(read[0].error().phrase().key, "tracker.journal_time");
    EXPECT_TRUE(read[1].has_value());
  }
}

TEST_F(RedmineClientTest, WhoIsHiddenHasNoLoginHoweverItIsSaid) {
  for (const int status : {403, 404}) {
    redmine_.replace("GET /users/77.json", "", status);
    EXPECT_EQ(tracker_->ports().directory.login({"77"}).error().code(), Code::not_found) << status;
  }
  redmine_.replace("GET /users/77.json", "", 401);
  EXPECT_EQ(tracker_->ports().directory.login({"77"}).error().code(), Code::permission_denied);
}

TEST_F(RedmineClientTest, MembersThatCannotBeReadNowAreNotTakenForDoubt) {
  redmine_.replace("GET /projects/aurora/memberships.json", "", 503);
  redmine_.on("GET /issues/7.json", issue(kReady));
  EXPECT_EQ(tracker_->ports().reader.issue({7}).error().code(), Code::unavailable);
}

// One that was renamed is told from the ids of another Redmine; all are named, however many.
TEST_F(RedmineClientTest, NamesAllThatDifferFromTheFileOfIds) {
  Settings site = settings();
  std::vector<std::string> fields;
  for (int id = 10; id < 20; ++id) {
    site.ids.others["Field " + std::to_string(id)] = id;
    fields.push_back(R"({"id":)" + std::to_string(id) + R"(,"name":"Field )" + std::to_string(id) + "\"}");
  }
  site.ids.fields.clear();
  const auto said = [&](std::size_t renamed) {
    std::string list;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      std::string field = fields[i];
      if (i < renamed) field.replace(field.find("Field"), 5, "Feld");
      list += (list.empty() ? "" : ",") + field;
    }
    StubRedmine redmine;
    redmine.replace("GET /projects.json",
                    R"({"projects":[{"id":2,"identifier":"aurora","issue_custom_fields":[)" + list +
                        R"(]}],"total_count":1})");
    return make_tracker(redmine, clock_, site)->ports().directory.self_test().error().phrase();
  };
  EXPECT_EQ(said(1).key, "tracker.renamed");
  EXPECT_EQ(said(9).key, "tracker.other_ids");
  const auto all = said(9);
  EXPECT_EQ(std::get<std::vector<base::Phrase>>(*all.find("problems")).size(), 9U);
}

// Sentences in a language nobody here understands: what is refused both times is not about the subject.
TEST_F(RedmineClientTest, FindsRequiredFieldsByWritesThatCannotBeTaken) {
  redmine_.on("POST /issues.json", R"({"errors":["Тема пуста","Номер договора пусто","Task key пусто"]})",
              422);
  redmine_.on("POST /issues.json", R"({"errors":["Номер договора пусто","Task key пусто","Тема длинна"]})",
              422);
  const auto rehearsal = tracker_->ports().directory.rehearse("aurora", model::Kind::task);
  ASSERT_TRUE(rehearsal);
  EXPECT_TRUE(rehearsal->tried);
  EXPECT_THAT(rehearsal->refused, ElementsAre("Номер договора пусто"));  // Estafeta fills in the key
}

TEST_F(RedmineClientTest, TriesAWriteToAnIssueWithoutChangingIt) {
  const std::string rows = R"({"total_count":1,"issues":[)" +
                           issue(kWaiting, "", "3/net", R"({"id":4,"name":"Change"})").substr(9);
  redmine_.on("GET /issues.json", rows.substr(0, rows.size() - 1) + "]}");
  redmine_.on("PUT /issues/7.json", R"({"errors":["Тема пуста"]})", 422);
  redmine_.on("PUT /issues/7.json", R"({"errors":["Тема длинна"]})", 422);
  Settings with_field = settings();
  with_field.mapping.fields[Field::change_template] = {"Task key"};
  with_field.ids.fields = {{Field::change_template, 10}};
  const auto backend = make_tracker(redmine_, clock_, with_field);
  const auto tracker = backend->ports();
  const auto rehearsal = tracker.directory.rehearse("aurora", model::Kind::change);
  ASSERT_TRUE(rehearsal);
  EXPECT_TRUE(rehearsal->tried);
  EXPECT_THAT(rehearsal->refused, ElementsAre());
}

TEST_F(RedmineClientTest, FindsEndingsThatAreNotAllowed) {
  redmine_.on("POST /uploads.json", R"({"errors":["Filename is too long","Extension .json is not allowed"]})",
              422);
  redmine_.on("POST /uploads.json", R"({"errors":["Filename is too long"]})", 422);
  const auto refused = tracker_->ports().directory.refused_extensions();
  ASSERT_TRUE(refused);
  EXPECT_THAT(*refused, ElementsAre(".json"));
}

TEST_F(RedmineClientTest, KnowsAClosedProjectAndTheRightsItsRoleLacks) {
  redmine_.on("GET /issues.json", R"({"issues":[],"total_count":0})");
  redmine_.replace("GET /projects/aurora.json",
                   R"({"project":{"id":2,"identifier":"aurora","name":"Aurora","status":5,"trackers":[]}})");
  redmine_.replace("GET /roles/6.json", R"({"role":{"id":6,"name":"Estafeta","issues_visibility":"all",)"
                                        R"("permissions":["set_notes_private","edit_issues"]}})");
  const auto facts = tracker_->ports().directory.project("aurora");
  ASSERT_TRUE(facts);
  EXPECT_FALSE(facts->open);
  EXPECT_FALSE(facts->lacking.contains(Right::edit_issues));
  EXPECT_FALSE(facts->lacking.contains(Right::view_all_issues));
  EXPECT_TRUE(facts->lacking.contains(Right::subtasks));
}

}  // namespace
}  // namespace estafeta::tracker::redmine
