#include "connector/sla/incident/from_issue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/sla/incident/judge.h"
#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using model::State;
using model::Verdict;
using ::testing::ElementsAre;

model::Event journal(std::int64_t id, const std::string& clock, Actor by) {
  model::Event made;
  made.at = monday(clock);
  made.journal = base::JournalId{id};
  made.by = by;
  return made;
}

model::Event status_change(std::int64_t id, const std::string& clock, const std::string& from,
                           const std::string& to) {
  model::Event made = journal(id, clock, Actor::staff);
  made.status_from = status_word(from);
  made.status = status_word(to);
  made.status_name = to;
  return made;
}

model::Issue issue_with(std::vector<model::Event> events, const std::string& status) {
  model::Issue issue;
  issue.id = base::IssueId{7};
  issue.project = "aurora-web";
  issue.tracker = "Incident";
  issue.category = "Network";
  issue.created = monday("10:00");
  issue.created_by = Actor::customer;
  issue.has_history = true;
  issue.initial_status = status_word("new");
  issue.initial_priority = "normal";
  issue.priority = "normal";
  issue.status = status_word(status);
  issue.events = std::move(events);
  return issue;
}

// One client, whose project the issues are in.
model::Clients aurora_web() {
  model::Clients clients;
  clients.all["aurora"].id = "aurora";
  clients.all["aurora"].project = "aurora-web";
  return clients;
}

std::vector<std::string> keys(const Record& record) {
  std::vector<std::string> all;
  for (const base::Phrase& problem : record.problems) all.push_back(problem.key);
  return all;
}

TEST(AnIssueWithItsHistory, BecomesAnIncident) {
  model::Event comment = journal(2, "10:10", Actor::staff);
  comment.comment = model::Comment{"Looking into it", false};
  model::Event own = journal(3, "10:20", Actor::staff);
  own.own = true;
  own.comment = model::Comment{"At risk", true};
  model::Event raised = journal(4, "10:30", Actor::customer);
  raised.priority = "high";
  model::Event moved = journal(5, "10:40", Actor::staff);
  moved.fields = {{"department", "network", "unix"}};
  model::Issue issue =
      issue_with({comment, own, raised, moved, status_change(6, "11:00", "new", "resolved")}, "resolved");
  issue.priority = "high";
  issue.fields[model::Field::department] = "unix";

  const Record record = from_issue(issue, aurora_web());
  EXPECT_EQ(record.verdict, Verdict::complete);
  EXPECT_EQ(record.incident.by, Actor::customer);
  EXPECT_EQ(record.incident.status, status_word("new"));
  EXPECT_EQ(record.incident.priority, "normal");
  EXPECT_EQ(record.incident.department, "network");
  EXPECT_EQ(record.incident.attributes.at("client"), "aurora");
  EXPECT_EQ(record.incident.attributes.at("category"), "Network");
  const auto& events = record.incident.events;
  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ(events[0].comment, SlaEvent::CommentKind::open);
  EXPECT_EQ(events[1].by, Actor::system);
  EXPECT_EQ(events[1].comment, SlaEvent::CommentKind::closed);
  EXPECT_EQ(events[2].priority, "high");
  EXPECT_EQ(events[3].department, "unix");
  EXPECT_EQ(events[4].status, status_word("resolved"));
  EXPECT_EQ(events[4].journal, base::JournalId{6});
}

TEST(AnEmptyCommentOrAChangeOfTheSubject, IsNoEvent) {
  model::Event blank = journal(1, "10:10", Actor::staff);
  blank.comment = model::Comment{" \r\n", false};
  model::Event subject = journal(2, "10:20", Actor::staff);
  subject.fields = {{"subject", "a", "b"}};
  EXPECT_THAT(from_issue(issue_with({blank, subject}, "new"), {}).incident.events, ElementsAre());
}

TEST(AHistoryWithAGap, IsIncomplete) {
  const Record gap =
      from_issue(issue_with({status_change(1, "10:10", "in_progress", "resolved")}, "resolved"), {});
  EXPECT_EQ(gap.verdict, Verdict::history_incomplete);
  EXPECT_THAT(keys(gap), ElementsAre("sla.history_gap"));
  const Record end = from_issue(issue_with({status_change(1, "10:10", "new", "in_progress")}, "closed"), {});
  EXPECT_EQ(end.verdict, Verdict::history_incomplete);
  EXPECT_THAT(keys(end), ElementsAre("sla.history_ends_elsewhere"));
  model::Issue priority = issue_with({}, "new");
  priority.priority = "urgent";
  EXPECT_THAT(keys(from_issue(priority, {})), ElementsAre("sla.history_priority_differs"));
}

// Redmine's default takes a parent's priority from its sub-issues, without an entry in the history.
TEST(APriorityDerivedFromSubIssues, IsNoGapAndDoesNotMoveTheTarget) {
  model::Event raised = journal(1, "10:10", Actor::staff);
  raised.priority = "high";
  model::Event first_child = journal(2, "10:20", Actor::staff);
  first_child.links = {{model::LinkChange::Type::child, {8}, true}};
  for (const bool is_still_parent : {true, false}) {
    model::Issue issue =
        issue_with(is_still_parent ? std::vector{raised} : std::vector{raised, first_child}, "new");
    issue.priority = "urgent";
    if (is_still_parent) issue.children = {{8}};
    const Record record = from_issue(issue, {});
    EXPECT_EQ(record.verdict, Verdict::complete);
    EXPECT_THAT(keys(record), ElementsAre());
    EXPECT_EQ(record.derived_priority, "urgent");
    EXPECT_EQ(record.incident.priority, "normal");
    ASSERT_EQ(record.incident.events.size(), 1U);
    EXPECT_EQ(record.incident.events[0].priority, "high");
  }
}

TEST(AParentWithItsOwnPriority, IsNotSaidToHaveAnother) {
  model::Issue issue = issue_with({}, "new");
  issue.children = {{8}};
  EXPECT_EQ(from_issue(issue, {}).derived_priority, "");
}

TEST(AReasonThatWasClearedSilently, IsNoGap) {
  const auto events = std::vector{status_change(1, "10:10", "new", "on_hold:client"),
                                  status_change(2, "10:20", "on_hold", "in_progress")};
  EXPECT_EQ(from_issue(issue_with(events, "in_progress"), {}).verdict, Verdict::complete);
}

TEST(AnIssueReadWithoutHistoryOrWithDoubtfulAuthors, IsIncomplete) {
  model::Issue unread = issue_with({}, "new");
  unread.has_history = false;
  EXPECT_THAT(keys(from_issue(unread, {})), ElementsAre("sla.history_missing"));
  model::Issue doubtful = issue_with({}, "new");
  doubtful.doubtful_authors = {"Anonymous", "ivan"};
  const Record record = from_issue(doubtful, {});
  EXPECT_EQ(record.verdict, Verdict::history_incomplete);
  ASSERT_THAT(keys(record), ElementsAre("sla.doubtful_authors"));
  EXPECT_EQ(*record.problems[0].find("people"), base::PhraseValue(doubtful.doubtful_authors));
}

TEST(AnUnknownStatus, IsNamedOnceAndOutweighsGaps) {
  model::Event strange = status_change(1, "10:10", "new", "in_progress");
  strange.status = model::StatusWord{State::unknown, model::HoldReason::none};
  strange.status_name = "Waiting for Godot";
  model::Event again = strange;
  again.status_from = strange.status;
  const Record record = from_issue(issue_with({strange, again}, "resolved"), {});
  EXPECT_EQ(record.verdict, Verdict::unknown_status);
  ASSERT_THAT(keys(record), ElementsAre("sla.unknown_status"));
  EXPECT_EQ(*record.problems[0].find("statuses"),
            base::PhraseValue(std::vector<std::string>{"Waiting for Godot"}));
}

TEST(AnIssueFromAProjectNobodyCanSee, IsNotJudged) {
  model::Issue issue = issue_with({}, "new");
  issue.initial_project = "#12";
  const Record record = from_issue(issue, aurora_web());
  EXPECT_EQ(record.verdict, Verdict::history_incomplete);
  EXPECT_THAT(keys(record), ElementsAre("sla.former_project_hidden"));
  EXPECT_EQ(record.client, "");
}

TEST(TheOriginalsOfADuplicate, GetTheirClientsFromWhereTheyStand) {
  model::Issue issue = issue_with({}, "new");
  issue.kind = model::Kind::incident;
  issue.duplicate_of = {{5}, {6}, {8}};
  Record record = from_issue(issue, aurora_web());
  EXPECT_EQ(record.kind, model::Kind::incident);
  model::Issue below;
  below.id = {5};
  below.project = "shop";
  below.above = {"aurora-web"};
  model::Issue others;
  others.id = {6};
  others.project = "meridian";
  name_originals(record, {others, below}, aurora_web());
  EXPECT_EQ(record.duplicate_of, (std::vector<Original>{{{5}, "aurora"}, {{6}, ""}, {{8}, ""}}));
}

class Judging : public ::testing::Test {
 protected:
  Judging() {
    policies_.add("gold", {{base::parse_date("2026-01-01").value(), policy(kOneTarget)}});
    clients_.all["aurora"] = client("aurora", "Aurora Retail", "aurora-web");
    clients_.all["meridian"] = client("meridian", "Meridian Bank", "meridian");
    clients_.all["meridian"].contracts.clear();
  }

  static model::Client client(const std::string& id, const std::string& name, const std::string& project) {
    model::Client made;
    made.id = id;
    made.name = name;
    made.project = project;
    made.contracts = {
        {"gold", base::parse_date("2026-01-01").value(), base::parse_date("2026-12-31").value()}};
    return made;
  }

  Judged judged(const model::Issue& issue) {
    return judge(from_issue(issue, clients_), clients_, policies_, calendar::Zone::utc(), monday("10:30"));
  }

  PolicySet policies_;
  model::Clients clients_;
};

TEST_F(Judging, OfACompleteHistoryUnderAContractGivesClocks) {
  const Judged result = judged(issue_with({}, "new"));
  EXPECT_EQ(result.judgement.verdict, Verdict::complete);
  EXPECT_EQ(clock_of(result.judgement, "response").elapsed, std::chrono::minutes(30));
  EXPECT_EQ(result.in_force.contract, &clients_.all["aurora"].contracts[0]);
  EXPECT_THAT(result.problems, ElementsAre());
}

TEST_F(Judging, OfAnIncompleteHistoryGivesTheVerdictAndNoClocks) {
  model::Issue issue = issue_with({}, "new");
  issue.doubtful_authors = {"ivan"};
  const Judged result = judged(issue);
  EXPECT_EQ(result.judgement.verdict, Verdict::history_incomplete);
  EXPECT_THAT(result.judgement.clocks, ElementsAre());
  EXPECT_EQ(result.problems.size(), 1U);
}

TEST_F(Judging, WithoutAContractSaysWhoHasNoneAndWhen) {
  model::Issue old = issue_with({}, "new");
  old.created = at("2025-12-31T23:59:59Z");
  const Judged result = judged(old);
  EXPECT_EQ(result.judgement.verdict, Verdict::no_contract);
  EXPECT_THAT(
      result.problems,
      ElementsAre(base::Phrase("sla.no_contract", {{"client", "Aurora Retail"}, {"date", "2025-12-31"}})));
  model::Issue elsewhere = issue_with({}, "new");
  elsewhere.project = "warehouse";
  EXPECT_THAT(judged(elsewhere).problems,
              ElementsAre(base::Phrase("sla.no_client", {{"project", "warehouse"}})));
}

TEST_F(Judging, OfASubProjectIsByTheContractOfTheClientAboveIt) {
  model::Issue issue = issue_with({}, "new");
  issue.project = "aurora-web-shop";
  issue.above = {"aurora-web", "all-clients"};
  EXPECT_EQ(judged(issue).client, &clients_.all["aurora"]);
}

TEST_F(Judging, OfAMovedIncidentStaysWithItsFirstContractUnlessThatFollows) {
  model::Issue moved = issue_with({}, "new");
  moved.initial_project = "aurora-web";
  moved.project = "meridian";
  EXPECT_EQ(judged(moved).client, &clients_.all["aurora"]);
  clients_.all["aurora"].contracts[0].follows = true;
  EXPECT_EQ(judged(moved).client, &clients_.all["meridian"]);
  EXPECT_EQ(judged(moved).judgement.verdict, Verdict::no_contract);
}

model::Event assignment(std::int64_t id, const std::string& clock, const std::string& from,
                        const std::string& to) {
  model::Event made = journal(id, clock, Actor::staff);
  made.fields = {{"assignee", from, to}};
  return made;
}

TEST(AnIncidentsHolders, AreToldApartAsPeopleAndGroupsUntilAGroupHasIt) {
  model::Issue issue = issue_with({assignment(1, "10:10", "5", "9"), assignment(2, "10:20", "9", "7"),
                                   assignment(3, "10:30", "7", "8"), assignment(4, "10:40", "8", "7")},
                                  "new");
  issue.holders = {{base::PrincipalId{"5"}, {"Alice Lowe", false}},
                   {base::PrincipalId{"7"}, {"Network group", true}},
                   {base::PrincipalId{"8"}, {"Unix group", true}}};
  const auto incident = from_issue(issue, aurora_web()).incident;
  EXPECT_EQ(incident.assigned, model::Assigned::person);
  ASSERT_EQ(incident.events.size(), 2U);
  EXPECT_EQ(incident.events[0].assigned, model::Assigned::unknown);  // 9 left the project
  EXPECT_EQ(incident.events[1].assigned, model::Assigned::group);
  EXPECT_EQ(incident.events[1].group, "Network group");
}

TEST(AnIncidentsHolders, AreAsTheyAreNowWhereNobodyChangedThem) {
  model::Issue issue = issue_with({}, "new");
  EXPECT_EQ(from_issue(issue, aurora_web()).incident.assigned, model::Assigned::nobody);
  issue.assignee = model::Principal{base::PrincipalId{"7"}, "Network group"};
  EXPECT_EQ(from_issue(issue, aurora_web()).incident.assigned, model::Assigned::unknown);
  issue.holders = {{base::PrincipalId{"7"}, {"Network group", true}}};
  EXPECT_EQ(from_issue(issue, aurora_web()).incident.assigned, model::Assigned::group);
  EXPECT_EQ(from_issue(issue, aurora_web()).incident.group, "Network group");
}

}  // namespace
}  // namespace estafeta::sla
