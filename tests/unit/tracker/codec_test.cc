#include "connector/tracker/redmine/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "connector/tracker/redmine/encode.h"
#include "tests/contract/site_mapping.h"

namespace estafeta::tracker::redmine {
namespace {

using model::Actor;
using model::Field;
using model::HoldReason;
using model::Issue;
using model::State;
using model::StatusWord;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CodecTest : public ::testing::Test {
 protected:
  CodecTest() {
    names_.statuses = {{1, {"New", false}},  {2, {"In Progress", false}}, {10, {"On hold", false}},
                       {13, {"Done", true}}, {16, {"Waiting", false}},    {17, {"Ready", false}}};
    names_.trackers = {{4, "Change"}, {5, "Task"}, {6, "Incident"}};
    names_.priorities = {{2, "Normal"}, {3, "High"}, {9, "Very own"}};
    names_.projects = {{1, "group"}, {2, "aurora"}, {3, "aurora-shop"}};
    names_.parents = {{2, 1}, {3, 2}};
  }

  static document::Node parse(const std::string& json) { return document::parse_json(json, "test").value(); }

  // An issue of that tracker and status with these journals, and hold reason as it is now.
  static std::string issue(const std::string& tracker, const std::string& status, const std::string& journals,
                           const std::string& reason = "") {
    return R"({"id":7,"project":{"id":2,"name":"Aurora"},"tracker":)" + tracker + R"(,"status":)" + status +
           R"(,"priority":{"id":2,"name":"Normal"},"author":{"id":99,"name":"Carol"},"subject":"Mail is slow",)"
           R"("description":"a\r\nb","start_date":"2026-06-15","due_date":null,)"
           R"("custom_fields":[{"id":10,"name":"Task key","value":"7/net"},{"id":14,"name":"Hold reason","value":")" +
           reason +
           R"("},{"id":30,"name":"Sites","multiple":true,"value":["north","south"]},)"
           R"({"id":11,"name":"Department","multiple":true,"value":["Network","Unix"]}],)"
           R"("created_on":"2026-06-15T07:00:00Z","updated_on":"2026-06-15T09:00:00Z","journals":[)" +
           journals + "]}";
  }

  static std::string journal(int id, const std::string& user, const std::string& rest) {
    return R"({"id":)" + std::to_string(id) + R"(,"user":)" + user + R"(,"created_on":"2026-06-15T08:00:)" +
           std::to_string(10 + id) + R"(Z",)" + rest + "}";
  }

  static std::string status(const char* from, const char* to) {
    return R"({"property":"attr","name":"status_id","old_value":")" + std::string(from) +
           R"(","new_value":")" + to + R"("})";
  }
  static std::string reason(const char* from, const char* to) {
    return R"({"property":"cf","name":"14","old_value":")" + std::string(from) + R"(","new_value":")" + to +
           R"("})";
  }
  static std::string details(const std::string& list) { return R"("notes":"","details":[)" + list + "]"; }

  Issue history(const std::string& json) {
    const auto issue = decode_history(codec_, parse(json),
                                      [](auto, const model::Principal& who) -> std::optional<AuthorFacts> {
                                        if (who.name == "Carol")
                                          return AuthorFacts{Actor::customer, {"client"}};
                                        if (who.name == "Alice")
                                          return AuthorFacts{Actor::staff, {"engineer", "tam"}};
                                        return std::nullopt;
                                      });
    EXPECT_TRUE(issue.has_value());
    return issue.value_or(Issue{});
  }

  model::TrackerMapping mapping_ = testing::site_mapping();
  Ids ids_{{{Field::task_key, 10}, {Field::hold_reason, 14}}, {}};
  Names names_;
  Codec codec_{mapping_, ids_, names_, "15"};

  const std::string kIncident = R"({"id":6,"name":"Incident"})";
  const std::string kNew = R"({"id":1,"name":"New","is_closed":false})";
  const std::string kHold = R"({"id":10,"name":"On hold","is_closed":false})";
  const std::string kProgress = R"({"id":2,"name":"In Progress"})";
  const std::string kAlice = R"({"id":16,"name":"Alice"})";
  const std::string kCarol = R"({"id":99,"name":"Carol"})";
  const std::string kOwn = R"({"id":15,"name":"Estafeta"})";
  const std::string kGone = R"({"id":77,"name":"Gone"})";
};

TEST_F(CodecTest, AnIssueIsPrivateOnlyWhereRedmineSaysSo) {
  auto text = issue(kIncident, kNew, "");
  EXPECT_FALSE(decode_issue(codec_, parse(text))->is_private);
  const std::string subject = R"("subject":)";
  text.replace(text.find(subject), subject.size(), R"("is_private":true,"subject":)");
  EXPECT_TRUE(decode_issue(codec_, parse(text))->is_private);
}

TEST_F(CodecTest, AnIssueOfAListIsReadInEstafetasWords) {
  const auto issue_read = decode_issue(codec_, parse(issue(kIncident, kHold, "", "client")));
  ASSERT_TRUE(issue_read.has_value());
  EXPECT_EQ(issue_read->id.value, 7);
  EXPECT_EQ(issue_read->project, "aurora");
  EXPECT_EQ(issue_read->kind, model::Kind::incident);
  EXPECT_EQ(issue_read->status, (StatusWord{State::on_hold, HoldReason::client}));
  EXPECT_EQ(issue_read->priority, "normal");
  EXPECT_EQ(issue_read->description, "a\nb");
  EXPECT_EQ(issue_read->start_date, base::parse_date("2026-06-15"));
  EXPECT_EQ(issue_read->due_date, std::nullopt);
  EXPECT_EQ(issue_read->field(Field::task_key), "7/net");
  EXPECT_FALSE(issue_read->has_history);
}

// A site without a field for the reason: the statuses say it.
TEST_F(CodecTest, AStatusMaySayByItselfWhatIsWaitedFor) {
  names_.statuses[20] = {"Feedback", false};
  names_.statuses[21] = {"Vendor", false};
  auto& holds = mapping_.states[model::Kind::incident][State::on_hold];
  holds.insert(holds.end(), {"Feedback", "Vendor"});
  mapping_.hold_statuses = {{HoldReason::client, {"Feedback"}}, {HoldReason::vendor, {"Vendor"}}};
  const auto issue_read = history(issue(kIncident, R"({"id":10,"name":"On hold"})",
                                        journal(1, kAlice, details(status("1", "20"))) + "," +
                                            journal(2, kAlice, R"("notes":"Any news?","details":[])") + "," +
                                            journal(3, kAlice, details(status("20", "21"))) + "," +
                                            journal(4, kAlice, details(status("21", "10")))));
  ASSERT_EQ(issue_read.events.size(), 4u);
  EXPECT_EQ(issue_read.events[0].status, (StatusWord{State::on_hold, HoldReason::client}));
  EXPECT_FALSE(issue_read.events[1].status);
  EXPECT_EQ(issue_read.events[2].status, (StatusWord{State::on_hold, HoldReason::vendor}));
  EXPECT_EQ(issue_read.events[3].status, (StatusWord{State::on_hold, HoldReason::none}));
  EXPECT_EQ(issue_read.status, (StatusWord{State::on_hold, HoldReason::none}));
  const auto row = decode_issue(codec_, parse(issue(kIncident, R"({"id":21,"name":"Vendor"})", "")));
  EXPECT_EQ(row->status, (StatusWord{State::on_hold, HoldReason::vendor}));
}

TEST_F(CodecTest, AFieldThatWasMadeAnewIsKnownByItsName) {
  const auto shown = [](const std::string& id, const std::string& name) {
    return R"({"id":)" + id + R"(,"name":")" + name + R"(","value":"client"})";
  };
  const auto status_with = [&](const std::string& field) {
    const auto text = issue(kIncident, kHold, "", "");
    const auto fields = text.find(R"("custom_fields":[)") + 17;
    return decode_issue(codec_,
                        parse(text.substr(0, fields) + field + text.substr(text.find(R"(],"created_on")"))))
        ->status.reason;
  };
  EXPECT_EQ(status_with(shown("14", "Hold reason")), HoldReason::client);
  EXPECT_EQ(status_with(shown("31", "Hold reason")), HoldReason::client);
  EXPECT_EQ(ids_.fields.at(Field::hold_reason), 31);
  ids_.fields[Field::hold_reason] = 40;
  EXPECT_EQ(status_with(shown("40", "Cost centre")), HoldReason::client) << "its id is believed";
  EXPECT_EQ(status_with(shown("31", "Hold reason")), HoldReason::none)
      << "the ids are those of another tracker";
}

TEST_F(CodecTest, AFieldWithSeveralValuesIsTheirList) {
  EXPECT_EQ(history(issue(kIncident, kNew, "")).field(Field::department), "Network, Unix");
}

TEST_F(CodecTest, AFieldWhoseIdWasUnknownIsLearntByItsName) {
  ASSERT_FALSE(ids_.fields.contains(Field::department));
  history(issue(kIncident, kNew, ""));
  EXPECT_EQ(ids_.fields[Field::department], 11);
}

TEST_F(CodecTest, AnAnswerThatIsNoIssueIsNotUnderstood) {
  for (
      const char* json :
      {"{}", "[]", R"({"id":1})", R"("text")",
       R"({"id":1,"project":{"id":1},"tracker":{"id":1},"status":{"id":1},"created_on":"x","updated_on":"y"})"}) {
    const auto read = decode_issue(codec_, parse(json));
    ASSERT_FALSE(read.has_value()) << json;
    EXPECT_EQ(read.error().code(), base::Code::unavailable);
  }
}

TEST_F(CodecTest, WithoutAChangeOfStatusTheFirstIsTheCurrentOne) {
  const Issue read = history(issue(kIncident, kProgress, ""));
  EXPECT_EQ(read.initial_status.state, State::in_progress);
  EXPECT_THAT(read.events, IsEmpty());
}

TEST_F(CodecTest, JournalsAreSortedAndTheFirstStatusIsWhatTheEarliestCameFrom) {
  const Issue read = history(issue(
      kIncident, kHold,
      journal(3, kAlice, details(status("2", "10"))) + "," + journal(1, kAlice, details(status("1", "2")))));
  EXPECT_EQ(read.initial_status.state, State::fresh);
  ASSERT_EQ(read.events.size(), 2U);
  EXPECT_EQ(read.events[0].journal.value, 1);
  EXPECT_EQ(read.events[0].status_from->state, State::fresh);
  EXPECT_EQ(read.events[0].status->state, State::in_progress);
  EXPECT_EQ(read.events[1].status_name, "On hold");
}

struct HoldRow {
  const char* name;
  std::vector<std::string> journals;  // details of each
  const char* now;                    // the field
  HoldReason expected;
};

TEST_F(CodecTest, AHoldsReasonIsThatOfItsOwnJournalOrLater) {
  const std::vector<HoldRow> rows = {
      {"with it", {status("1", "10") + "," + reason("", "client")}, "client", HoldReason::client},
      {"details the other way round",
       {reason("", "client") + "," + status("1", "10")},
       "client",
       HoldReason::client},
      {"during it", {status("1", "10"), reason("", "vendor")}, "vendor", HoldReason::vendor},
      {"before it", {reason("", "client"), status("1", "10")}, "client", HoldReason::none},
      {"left over from creation", {status("1", "10")}, "client", HoldReason::none},
      {"of an earlier hold",
       {status("1", "10") + "," + reason("", "client"), status("10", "2"), status("2", "10")},
       "client",
       HoldReason::none},
      {"changed during it",
       {status("1", "10") + "," + reason("", "client"), reason("client", "window")},
       "window",
       HoldReason::window},
      {"taken away",
       {status("1", "10") + "," + reason("", "client"), reason("client", "")},
       "",
       HoldReason::none},
  };
  for (const HoldRow& row : rows) {
    std::string journals;
    for (std::size_t i = 0; i < row.journals.size(); ++i) {
      journals += (i == 0 ? "" : ",") + journal(static_cast<int>(i) + 1, kAlice, details(row.journals[i]));
    }
    const Issue read = history(issue(kIncident, kHold, journals, row.now));
    EXPECT_EQ(read.status, (StatusWord{State::on_hold, row.expected})) << row.name;
    EXPECT_EQ(*read.events.back().status, read.status) << row.name;
  }
}

TEST_F(CodecTest, AChangeOfTrackerChangesWhatTheStatusMeans) {
  const std::string to_task = R"({"property":"attr","name":"tracker_id","old_value":"6","new_value":"5"})";
  const Issue read = history(issue(R"({"id":5,"name":"Task"})", R"({"id":16,"name":"Waiting"})",
                                   journal(1, kAlice, details(to_task + "," + status("1", "16")))));
  EXPECT_EQ(read.initial_status.state, State::fresh);
  EXPECT_EQ(read.events[0].status->state, State::waiting);
  EXPECT_THAT(read.events[0].fields, ElementsAre(model::FieldChange{"tracker", "Incident", "Task"}));
}

TEST_F(CodecTest, ActorsAreToldApartAndDoubtIsNamedOnlyWhereItMatters) {
  const std::string note = R"("notes":"text","private_notes":false,"details":[])";
  const std::string secret = R"("notes":"text","private_notes":true,"details":[])";
  const std::string subject =
      details(R"({"property":"attr","name":"subject","old_value":"a","new_value":"b"})");
  Issue read =
      history(issue(kIncident, kNew,
                    journal(1, kAlice, note) + "," + journal(2, kCarol, note) + "," + journal(3, kOwn, note) +
                        "," + journal(4, kGone, secret) + "," + journal(5, kGone, subject)));
  EXPECT_EQ(read.created_by, Actor::customer);
  EXPECT_EQ(read.events[0].by, Actor::staff);
  EXPECT_EQ(read.events[1].by, Actor::customer);
  EXPECT_EQ(read.events[2].by, Actor::system);
  EXPECT_TRUE(read.events[2].own);
  EXPECT_TRUE(read.events[3].comment->is_private);
  EXPECT_THAT(read.doubtful_authors, IsEmpty());
  read = history(issue(kIncident, kNew, journal(1, kGone, note) + "," + journal(2, kGone, note)));
  EXPECT_THAT(read.doubtful_authors, ElementsAre("Gone"));
  EXPECT_NE(read.events[0].by, Actor::customer);
}

TEST_F(CodecTest, ANoteSaysWhoEditedItWhereTheTrackerDoes) {
  const std::string note = R"("notes":"text","details":[],"updated_on":"2026-06-16T09:00:00Z")";
  const Issue read = history(issue(kIncident, kNew,
                                   journal(1, kAlice, note + R"(,"updated_by":{"id":17,"name":"Ivan"})") +
                                       "," + journal(2, kAlice, note)));
  const model::NoteEdit edit{base::parse_instant("2026-06-16T09:00:00Z").value(), "Ivan"};
  EXPECT_EQ(read.events[0].comment->edited, edit);
  EXPECT_EQ(read.events[1].comment->edited, std::nullopt) << "a note has updated_on from its beginning";
}

TEST_F(CodecTest, LinksAndChildrenAreReadFromTheHistory) {
  const std::string list = R"({"property":"relation","name":"blocks","old_value":null,"new_value":"8"},)"
                           R"({"property":"relation","name":"blocked","old_value":"9","new_value":null},)"
                           R"({"property":"relation","name":"relates","old_value":null,"new_value":"10"},)"
                           R"({"property":"attr","name":"child_id","old_value":null,"new_value":"11"})";
  using Link = model::LinkChange;
  EXPECT_THAT(history(issue(kIncident, kNew, journal(1, kAlice, details(list)))).events[0].links,
              ElementsAre(Link{Link::Type::blocks, {8}, true}, Link{Link::Type::blocked_by, {9}, false},
                          Link{Link::Type::child, {11}, true}));
}

TEST_F(CodecTest, PrioritiesAreWordsOfTheMappingOrAsTheTrackerSpellsThem) {
  const std::string list = R"({"property":"attr","name":"priority_id","old_value":"9","new_value":"3"},)"
                           R"({"property":"attr","name":"assigned_to_id","old_value":null,"new_value":"5"})";
  const Issue read = history(issue(kIncident, kNew, journal(1, kAlice, details(list))));
  EXPECT_EQ(read.initial_priority, "Very own");
  EXPECT_EQ(read.events[0].priority, "high");
  EXPECT_THAT(read.events[0].fields, ElementsAre(model::FieldChange{"priority", "Very own", "High"},
                                                 model::FieldChange{"assignee", "", "5"}));
}

TEST_F(CodecTest, AuthorsHaveTheirRolesAndEstafetaItselfHasNone) {
  const Issue read = history(
      issue(kIncident, kNew,
            journal(1, kAlice, R"("notes":"a")") + "," + journal(2, R"({"id":15})", R"("notes":"b")")));
  EXPECT_THAT(read.events[0].roles, ElementsAre("engineer", "tam"));
  EXPECT_THAT(read.events[1].roles, IsEmpty());
}

TEST_F(CodecTest, TheProjectAtCreationIsWhatTheFirstMoveCameFrom) {
  const std::string moved = R"({"property":"attr","name":"project_id","old_value":")";
  const Issue unmoved = history(issue(kIncident, kNew, ""));
  EXPECT_THAT(unmoved.above, ElementsAre("group"));
  EXPECT_EQ(unmoved.initial_project, "aurora");
  const Issue read = history(issue(kIncident, kNew,
                                   journal(1, kAlice, details(moved + R"(3","new_value":"9"})")) + "," +
                                       journal(2, kAlice, details(moved + R"(9","new_value":"2"})"))));
  EXPECT_EQ(read.initial_project, "aurora-shop");
  EXPECT_THAT(read.initial_above, ElementsAre("aurora", "group"));
  EXPECT_THAT(read.events[1].fields, ElementsAre(model::FieldChange{"project", "#9", "aurora"}));
}

TEST_F(CodecTest, ADuplicateNamesItsOriginals) {
  const auto relation = [](int from, int to, const char* type) {
    return R"({"id":1,"issue_id":)" + std::to_string(from) + R"(,"issue_to_id":)" + std::to_string(to) +
           R"(,"relation_type":")" + type + R"("})";
  };
  std::string json = issue(kIncident, kNew, "");
  json.insert(json.size() - 1, R"(,"relations":[)" + relation(7, 6, "duplicates") + "," +
                                   relation(8, 7, "duplicates") + "," + relation(7, 9, "relates") + "," +
                                   relation(7, 5, "duplicates") + "]");
  const Issue read = history(json);
  EXPECT_THAT(read.duplicate_of, ElementsAre(base::IssueId{5}, base::IssueId{6}));
  EXPECT_THAT(read.related, ElementsAre(base::IssueId{9}));
  EXPECT_THAT(read.relations, IsEmpty());
}

TEST_F(CodecTest, WhatPrecedesAnIssueIsKeptAsWhatMovesItsDates) {
  const auto relation = [](int id, int from, int to) {
    return R"({"id":)" + std::to_string(id) + R"(,"issue_id":)" + std::to_string(from) +
           R"(,"issue_to_id":)" + std::to_string(to) + R"(,"relation_type":"precedes","delay":null})";
  };
  std::string json = issue(kIncident, kNew, "");
  json.insert(json.size() - 1, R"(,"relations":[)" + relation(1, 6, 7) + "," + relation(2, 7, 8) + "]");
  const Issue read = history(json);
  EXPECT_THAT(read.dated_by, ElementsAre(model::Relation{{1}, {6}, {7}}));
  EXPECT_THAT(read.relations, IsEmpty());
}

TEST_F(CodecTest, AStatusUnderATrackerNobodyMappedIsReadAsThisOnes) {
  const std::string became = R"({"property":"attr","name":"tracker_id","old_value":"77","new_value":"6"})";
  const Issue read = history(
      issue(kIncident, kProgress,
            journal(1, kAlice, details(status("1", "2"))) + "," + journal(2, kAlice, details(became))));
  EXPECT_EQ(read.initial_status.state, State::fresh);
  EXPECT_EQ(read.events[0].status->state, State::in_progress);
  EXPECT_FALSE(read.events[1].status.has_value());
}

TEST_F(CodecTest, AnAbsentDateOrAssigneeIsSentAsAnEmptyTextAndNeverAsNull) {
  NewIssue asked;
  asked.project = "aurora";
  asked.kind = model::Kind::task;
  asked.subject = "say \"hi\"";
  asked.state = State::ready;
  asked.assignee = base::PrincipalId{"21"};
  asked.parent = base::IssueId{3};
  asked.due_date = base::parse_date("2026-12-04");
  asked.fields = {{Field::task_key, "3/net"}};
  std::vector<base::Phrase> missing;
  EXPECT_EQ(
      encode(codec_, asked, missing),
      R"({"issue":{"project_id":"aurora","tracker_id":5,"subject":"say \"hi\"","description":"",)"
      R"("status_id":17,"assigned_to_id":21,"parent_issue_id":3,"start_date":"","due_date":"2026-12-04",)"
      R"("custom_fields":[{"id":10,"value":"3/net"}]}})");
  EXPECT_THAT(missing, IsEmpty());
  IssueUpdate clear;
  clear.assignee = base::PrincipalId{};
  clear.due_date = std::optional<base::Date>();
  EXPECT_EQ(encode(codec_, model::Kind::task, clear, {}, missing),
            R"({"issue":{"assigned_to_id":"","due_date":""}})");
}

TEST_F(CodecTest, WhatHasNoIdIsNamedInsteadOfLeftOut) {
  NewIssue asked;
  asked.kind = model::Kind::request;
  asked.state = State::closed;
  asked.fields = {{Field::sla_told, "x"}};
  std::vector<base::Phrase> missing;
  encode(codec_, asked, missing);
  ASSERT_EQ(missing.size(), 3U);
  EXPECT_EQ(missing[0].key, "tracker.no_tracker");
  EXPECT_EQ(missing[1].key, "tracker.no_status");
  EXPECT_EQ(missing[2].key, "tracker.no_field");
}

TEST_F(CodecTest, HoursFieldsOfOthersAndWatchersAreSentWithANewIssue) {
  ids_.others = {{"Cost centre", 33}};
  NewIssue asked;
  asked.kind = model::Kind::task;
  asked.subject = "s";
  asked.estimate = base::Seconds(6 * 3600 + 300);
  asked.fields = {{Field::task_key, "3/net"}};
  asked.other_fields = {{"Cost centre", "K-7"}};
  asked.watchers = {{"21"}, {"8"}};
  std::vector<base::Phrase> missing;
  EXPECT_EQ(encode(codec_, asked, missing),
            R"({"issue":{"project_id":"","tracker_id":5,"subject":"s","description":"","start_date":"",)"
            R"("due_date":"","estimated_hours":"6.08","custom_fields":[{"id":10,"value":"3/net"},)"
            R"({"id":33,"value":"K-7"}],"watcher_user_ids":["21","8"]}})");
  EXPECT_THAT(missing, IsEmpty());
  asked.other_fields = {{"Cost center", "K-7"}};
  encode(codec_, asked, missing);
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].key, "tracker.no_field");
}

TEST_F(CodecTest, HoursAndFieldsOfOthersAreReadByTheirNames) {
  auto json = issue(kIncident, kNew, "");
  json.insert(json.size() - 1, R"(,"estimated_hours":1.5)");
  const Issue read = history(json);
  EXPECT_EQ(read.estimate, base::Seconds(5400));
  EXPECT_EQ(read.other_fields.at("Sites"), "north, south");
  EXPECT_EQ(ids_.others.at("Sites"), 30);
}

TEST(Ids, AreReadFromProvisioningsFile) {
  const auto ids = parse_ids(R"({"trackers":{"task":5},"fields":{"task_key":12,"department":11,"odd":1},)"
                             R"("other_fields":{"Cost centre":7}})",
                             "ids.json");
  ASSERT_TRUE(ids.has_value());
  EXPECT_EQ(ids->fields, (std::map<Field, std::int64_t>{{Field::task_key, 12}, {Field::department, 11}}));
  EXPECT_EQ(ids->others, (std::map<std::string, std::int64_t>{{"Cost centre", 7}}));
  for (const char* text : {"", "[]", "{}", R"({"fields":[]})", "{"}) {
    EXPECT_EQ(parse_ids(text, "ids.json").error().phrase().key, "tracker.bad_ids_file") << text;
  }
}

}  // namespace
}  // namespace estafeta::tracker::redmine
