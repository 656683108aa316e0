// What engineers notice at a client, from the first line to a change that is done, as its TAM's desk and the
// dossier show it.
#include "connector/service/desks/proposals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/views/proposal_list.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

class Noticed : public ::testing::Test {
 protected:
  base::IssueId notice(const base::PrincipalId& who, const std::string& line) {
    tracker::NewIssue issue;
    issue.project = "staff";
    issue.kind = model::Kind::proposal;
    issue.subject = line;
    issue.fields[Field::client] = "Aurora Retail";
    const auto made = stage_.fake.open_issue(who, issue);
    EXPECT_TRUE(made);
    stage_.clock.sleep(std::chrono::minutes(1));
    stage_.settle();
    return made.value_or(base::IssueId{});
  }
  void move(base::IssueId proposal, State state, const std::string& note = "") {
    tracker::fake::PersonalEdit edit;
    edit.state = state;
    edit.note = note;
    stage_.act(stage_.tam, proposal, edit);
    stage_.settle();
  }
  void next_day() {
    stage_.clock.sleep(std::chrono::hours(24));
    stage_.settle();
  }
  std::string desk(const std::string& client = "aurora") {
    return stage_.fake.page("staff", "Desk-" + client).value_or("none");
  }
  std::string dossier() { return stage_.fake.page("staff", "Dossier-aurora").value_or("none"); }
  static std::string row(base::IssueId issue) { return "|#" + to_string(issue) + "|"; }

  SiteStage stage_;
};

TEST_F(Noticed, AtAClientStandsOnItsDeskWithWhoNoticedItAndOnNoOther) {
  const auto line = notice(stage_.engineer, "Spikes of 3 Gbit/s on Sundays");
  EXPECT_THAT(desk(), AllOf(HasSubstr("Proposal|" + row(line).substr(1) + "Spikes of 3 Gbit/s on Sundays|"),
                            HasSubstr("noticed by Alice Adams")));
  EXPECT_THAT(desk("meridian"), Not(HasSubstr(row(line))));
  EXPECT_THAT(dossier(), AllOf(HasSubstr(row(line)), HasSubstr("noticed|"), HasSubstr("Alice Adams")));
  for (const bool forget : {false, true}) {
    stage_.restart(forget);
    stage_.settle();
    EXPECT_THAT(desk(), HasSubstr(row(line)));
  }
}

TEST_F(Noticed, IsTheTamsTurnUntilTheClientHasItAndAgainOnceTheClientAgrees) {
  const auto line = notice(stage_.engineer, "Spikes of 3 Gbit/s on Sundays");
  move(line, State::proposed);
  EXPECT_THAT(desk(), HasSubstr("proposed by Alice Adams: offer it to the client"));
  move(line, State::offered);
  EXPECT_THAT(desk(), Not(HasSubstr(row(line))));
  EXPECT_THAT(dossier(), HasSubstr("with the client|"));
  move(line, State::agreed);
  EXPECT_THAT(desk(), HasSubstr("the client agreed: make a change of it"));
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  tracker::fake::PersonalEdit named;
  named.note = "It is #" + to_string(change) + ".";
  stage_.act(stage_.tam, line, named);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr(row(line))));
  for (const auto& task : stage_.tasks(change)) stage_.move(stage_.tam, task.id, State::cancelling);
  stage_.settle();
  stage_.move(stage_.tam, change, State::done);
  stage_.settle();
  EXPECT_THAT(desk(), HasSubstr("is done: set the proposal to Done"));
  move(line, State::done);
  EXPECT_THAT(desk(), Not(HasSubstr(row(line))));
  EXPECT_THAT(dossier(), Not(HasSubstr(row(line))));
}

TEST_F(Noticed, AndDeclinedWithoutAReasonAsksForOne) {
  const auto line = notice(stage_.engineer, "Another colour");
  move(line, State::cancelled);
  EXPECT_THAT(desk(), HasSubstr("declined without a reason"));
  tracker::fake::PersonalEdit edit;
  edit.note = "The client chose the colour.";
  stage_.act(stage_.tam, line, edit);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr(row(line))));
}

TEST_F(Noticed, TwiceStandsThereOnceWithBothWhoNoticedIt) {
  const auto first = notice(stage_.engineer, "Spikes of 3 Gbit/s on Sundays");
  const auto second = notice(stage_.duty, "Spikes again");
  ASSERT_TRUE(stage_.fake.mark_duplicate(stage_.tam, second, first).ok());
  next_day();
  EXPECT_THAT(desk(), AllOf(HasSubstr("noticed 2 times since"), HasSubstr("by Alice Adams and Dora Duty"),
                            Not(HasSubstr(row(second)))));
}

TEST_F(Noticed, AgainAfterItWasDeclinedStandsThereWithTheReasonOfThen) {
  const auto first = notice(stage_.engineer, "Spikes of 3 Gbit/s on Sundays");
  move(first, State::cancelled, "The client pays for 10 Gbit/s.");
  EXPECT_THAT(desk(), Not(HasSubstr(row(first))));
  const auto second = notice(stage_.duty, "Spikes again, and mails are late");
  ASSERT_TRUE(stage_.fake.mark_duplicate(stage_.tam, second, first).ok());
  next_day();
  EXPECT_THAT(desk(), AllOf(HasSubstr("Proposal|" + row(second).substr(1)),
                            HasSubstr("noticed by Dora Duty and Alice Adams"),
                            HasSubstr("with a reason. Declined on 2026-06-15 10:02"),
                            HasSubstr("The client pays for 10 Gbit/s.")));
}

TEST_F(Noticed, CostsNothingOnAQuietDayAndWritesToNoIssue) {
  const auto line = notice(stage_.engineer, "Spikes of 3 Gbit/s on Sundays");
  stage_.fake.reset_counters();
  next_day();
  EXPECT_EQ(stage_.fake.counters().writes, 0);
  EXPECT_FALSE(stage_.fake.counters().calls.contains("issues"));
  EXPECT_TRUE(stage_.issue(line).events.empty());
}

TEST_F(Noticed, IsCreditedOnceToAllWhoMadeItInThePeriodInWhichTheClientAgreed) {
  const auto first = notice(stage_.engineer, "Spikes of 3 Gbit/s on Sundays");
  const auto second = notice(stage_.duty, "Spikes again");
  ASSERT_TRUE(stage_.fake.mark_duplicate(stage_.tam, second, first).ok());
  const auto declined = notice(stage_.engineer, "Another colour");
  move(declined, State::cancelled, "The client chose the colour.");
  move(first, State::agreed);
  views::Proposals all;
  for (const auto id : {first, second, declined})
    all[id] = *views::proposal_of(stage_.issue(id), bundled_site().mappings.clients);
  const auto listed = [&](const char* month) {
    return views::proposals_of(all, bundled_site().mappings.clients, *sla::parse_month(month),
                               bundled_site().rules.zone, "aurora");
  };
  const auto june = listed("2026-06");
  EXPECT_THAT(june.agreed, ElementsAre(Pair("Alice Adams", 1), Pair("Dora Duty", 1)));
  ASSERT_EQ(june.proposals.size(), 2U);
  EXPECT_EQ(june.proposals[1].reason, "The client chose the colour.");
  EXPECT_TRUE(listed("2026-07").proposals.empty());
}

}  // namespace
}  // namespace estafeta::testing
