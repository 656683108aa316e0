#include "connector/sla/from_issue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/sla/judge.h"
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

std::vector<std::string> keys(const Life& life) {
  std::vector<std::string> all;
  for (const base::Phrase& problem : life.problems) all.push_back(problem.key);
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

  const Life life = from_issue(issue, "aurora");
  EXPECT_EQ(life.verdict, Verdict::complete);
  EXPECT_EQ(life.incident.by, Actor::customer);
  EXPECT_EQ(life.incident.status, status_word("new"));
  EXPECT_EQ(life.incident.priority, "normal");
  EXPECT_EQ(life.incident.department, "network");
  EXPECT_EQ(life.incident.attributes.at("client"), "aurora");
  EXPECT_EQ(life.incident.attributes.at("category"), "Network");
  const auto& events = life.incident.events;
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
  EXPECT_THAT(from_issue(issue_with({blank, subject}, "new"), "").incident.events, ElementsAre());
}

TEST(AHistoryWithAGap, IsIncomplete) {
  const Life gap =
      from_issue(issue_with({status_change(1, "10:10", "in_progress", "resolved")}, "resolved"), "");
  EXPECT_EQ(gap.verdict, Verdict::history_incomplete);
  EXPECT_THAT(keys(gap), ElementsAre("sla.history_gap"));
  const Life end = from_issue(issue_with({status_change(1, "10:10", "new", "in_progress")}, "closed"), "");
  EXPECT_EQ(end.verdict, Verdict::history_incomplete);
  EXPECT_THAT(keys(end), ElementsAre("sla.history_ends_elsewhere"));
  model::Issue priority = issue_with({}, "new");
  priority.priority = "urgent";
  EXPECT_THAT(keys(from_issue(priority, "")), ElementsAre("sla.history_priority_differs"));
}

TEST(AReasonThatWasClearedSilently, IsNoGap) {
  const auto events = std::vector{status_change(1, "10:10", "new", "on_hold:client"),
                                  status_change(2, "10:20", "on_hold", "in_progress")};
  EXPECT_EQ(from_issue(issue_with(events, "in_progress"), "").verdict, Verdict::complete);
}

TEST(AnIssueReadWithoutHistoryOrWithDoubtfulAuthors, IsIncomplete) {
  model::Issue unread = issue_with({}, "new");
  unread.has_history = false;
  EXPECT_THAT(keys(from_issue(unread, "")), ElementsAre("sla.history_missing"));
  model::Issue doubtful = issue_with({}, "new");
  doubtful.doubtful_authors = {"Anonymous", "ivan"};
  const Life life = from_issue(doubtful, "");
  EXPECT_EQ(life.verdict, Verdict::history_incomplete);
  ASSERT_THAT(keys(life), ElementsAre("sla.doubtful_authors"));
  EXPECT_EQ(*life.problems[0].find("people"), base::PhraseValue(doubtful.doubtful_authors));
}

TEST(AnUnknownStatus, IsNamedOnceAndOutweighsGaps) {
  model::Event strange = status_change(1, "10:10", "new", "in_progress");
  strange.status = model::StatusWord{State::unknown, model::HoldReason::none};
  strange.status_name = "Waiting for Godot";
  model::Event again = strange;
  again.status_from = strange.status;
  const Life life = from_issue(issue_with({strange, again}, "resolved"), "");
  EXPECT_EQ(life.verdict, Verdict::unknown_status);
  ASSERT_THAT(keys(life), ElementsAre("sla.unknown_status"));
  EXPECT_EQ(*life.problems[0].find("statuses"),
            base::PhraseValue(std::vector<std::string>{"Waiting for Godot"}));
}

class Judging : public ::testing::Test {
 protected:
  Judging() {
    policies_.add("gold", {{base::parse_date("2026-01-01").value(), policy(kOneTarget)}});
    client_.id = "aurora";
    client_.name = "Aurora Retail";
    client_.contracts = {
        {"gold", base::parse_date("2026-01-01").value(), base::parse_date("2026-12-31").value()}};
  }

  Judged judged(const model::Issue& issue, const model::Client* client) {
    return judge(issue, client, policies_, calendar::Zone::utc(), monday("10:30"));
  }

  PolicySet policies_;
  model::Client client_;
};

TEST_F(Judging, OfACompleteHistoryUnderAContractGivesClocks) {
  const Judged result = judged(issue_with({}, "new"), &client_);
  EXPECT_EQ(result.judgement.verdict, Verdict::complete);
  EXPECT_EQ(clock_of(result.judgement, "response").elapsed, std::chrono::minutes(30));
  EXPECT_EQ(result.in_force.contract, &client_.contracts[0]);
  EXPECT_THAT(result.problems, ElementsAre());
}

TEST_F(Judging, OfAnIncompleteHistoryGivesTheVerdictAndNoClocks) {
  model::Issue issue = issue_with({}, "new");
  issue.doubtful_authors = {"ivan"};
  const Judged result = judged(issue, &client_);
  EXPECT_EQ(result.judgement.verdict, Verdict::history_incomplete);
  EXPECT_THAT(result.judgement.clocks, ElementsAre());
  EXPECT_EQ(result.problems.size(), 1U);
}

TEST_F(Judging, WithoutAContractSaysWhoHasNoneAndWhen) {
  model::Issue old = issue_with({}, "new");
  old.created = at("2025-12-31T23:59:59Z");
  const Judged result = judged(old, &client_);
  EXPECT_EQ(result.judgement.verdict, Verdict::no_contract);
  EXPECT_THAT(
      result.problems,
      ElementsAre(base::Phrase("sla.no_contract", {{"client", "Aurora Retail"}, {"date", "2025-12-31"}})));
  EXPECT_THAT(judged(issue_with({}, "new"), nullptr).problems,
              ElementsAre(base::Phrase("sla.no_client", {{"project", "aurora-web"}})));
}

}  // namespace
}  // namespace estafeta::sla
