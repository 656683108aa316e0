#include "connector/sla/incident/writeback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using model::Field;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// The key instead of words.
WriteBackRules rules() {
  return {monday("00:00"), calendar::Zone::find("Europe/Moscow").value(),
          [](const base::Phrase& phrase) { return phrase.key; }};
}

// Shows all the fields Estafeta writes, empty.
model::Issue fresh_issue() {
  model::Issue issue;
  issue.created = monday("10:00");
  for (const Field field : {Field::sla_response, Field::sla_response_due, Field::sla_resolution,
                            Field::sla_resolution_due, Field::deadline}) {
    issue.fields[field] = "";
  }
  return issue;
}

model::Judgement judged(std::vector<SlaEvent> events, const std::string& clock) {
  return evaluate(policy("warn_at: 0.75\n" + kOneTarget), incident(std::move(events)), monday(clock));
}

TEST(ANewIncident, GetsStatesDueTimesAndTheNearestDeadline) {
  EXPECT_THAT(write_back(judged({}, "10:00"), fresh_issue(), rules()),
              UnorderedElementsAre(Pair(Field::sla_response, "clock_state.running"),
                                   Pair(Field::sla_response_due, "2026-06-15 14:00"),
                                   Pair(Field::sla_resolution, "clock_state.running"),
                                   Pair(Field::sla_resolution_due, "2026-06-15 21:00"),
                                   Pair(Field::deadline, "2026-06-15 14:00")));
}

TEST(TimePassing, WritesNothingUntilAStateChanges) {
  model::Issue issue = fresh_issue();
  for (const auto& [field, text] : write_back(judged({}, "10:00"), issue, rules()))
    issue.fields[field] = text + " \r\n";
  EXPECT_THAT(write_back(judged({}, "10:44"), issue, rules()), IsEmpty());
  EXPECT_THAT(write_back(judged({}, "10:45"), issue, rules()),
              UnorderedElementsAre(Pair(Field::sla_response, "clock_state.at_risk")));
  EXPECT_THAT(write_back(judged({}, "11:01"), issue, rules()),
              UnorderedElementsAre(Pair(Field::sla_response, "clock_state.breached")));
}

TEST(AHoldWithoutAReason, IsSaidBesideAStateThatAReasonWouldPause) {
  const auto on_hold = event(monday("10:10"), Actor::customer, {"on_hold"});
  const auto judge_by = [&](const Policy& by, const std::string& clock) {
    model::Issue issue = fresh_issue();
    issue.status = status_word("on_hold");
    auto how = rules();
    how.policy = &by;
    return write_back(evaluate(by, incident({on_hold}), monday(clock)), issue, how);
  };
  const Policy some =
      policy("warn_at: 0.75\nclocks: { resolution: { pause_in: [ \"on_hold:client\" ] } }\n" + kOneTarget);
  EXPECT_EQ(judge_by(some, "10:20")[Field::sla_resolution], "clock_state.running_hold_unexplained");
  EXPECT_EQ(judge_by(some, "10:20")[Field::sla_response], "clock_state.running");  // no hold pauses it
  EXPECT_EQ(judge_by(some, "17:00")[Field::sla_resolution], "clock_state.at_risk_hold_unexplained");
  model::Issue left_over = fresh_issue();
  left_over.status = status_word("on_hold");
  left_over.fields[Field::hold_reason] = "client";
  auto how = rules();
  how.policy = &some;
  EXPECT_EQ(
      write_back(evaluate(some, incident({on_hold}), monday("10:20")), left_over, how)[Field::sla_resolution],
      "clock_state.running_hold_reason_left_over");
  how.knows_hold_reason = false;
  EXPECT_EQ(
      write_back(evaluate(some, incident({on_hold}), monday("10:20")), left_over, how)[Field::sla_resolution],
      "clock_state.running_hold_reason_unknown");
  const auto on_hold_for_us = event(monday("10:10"), Actor::customer, {"on_hold:internal"});
  model::Issue for_us = fresh_issue();
  for_us.status = status_word("on_hold:internal");
  EXPECT_EQ(write_back(evaluate(some, incident({on_hold_for_us}), monday("10:20")), for_us,
                       how)[Field::sla_resolution],
            "clock_state.running_hold_runs_on");
  const Policy none = policy("clocks: { resolution: { pause_in: [] } }\n" + kOneTarget);
  EXPECT_EQ(judge_by(none, "10:20")[Field::sla_resolution], "clock_state.running");
}

TEST(TheDeadline, IsOfTheClocksThatSomebodyCanStillAnswer) {
  const auto answered = event(monday("10:30"), Actor::staff, {"in_progress"});
  const auto held = event(monday("11:00"), Actor::staff, {"on_hold"});
  const auto deadline_at = [&](std::vector<SlaEvent> events, const std::string& clock) {
    model::Issue issue = fresh_issue();
    issue.fields[Field::deadline] = "?";
    return write_back(judged(std::move(events), clock), issue, rules()).at(Field::deadline);
  };
  EXPECT_EQ(deadline_at({}, "12:00"), "2026-06-15 14:00");  // overdue, and still to be answered
  EXPECT_EQ(deadline_at({answered}, "12:00"), "2026-06-15 21:00");
  EXPECT_EQ(deadline_at({answered, held}, "12:00"), "");
  EXPECT_EQ(deadline_at({event(monday("10:30"), Actor::staff, {"resolved"})}, "12:00"), "");
}

TEST(IncidentsFromBeforeTheStart, AreNeverWritten) {
  WriteBackRules late = rules();
  late.live_from = monday("10:01");
  EXPECT_THAT(write_back(judged({}, "10:00"), fresh_issue(), late), IsEmpty());
  late.live_from = monday("10:00");
  EXPECT_EQ(write_back(judged({}, "10:00"), fresh_issue(), late).size(), 5U);
}

TEST(FieldsTheIssueDoesNotShow, AreNotWritten) {
  model::Issue issue = fresh_issue();
  issue.fields.erase(Field::deadline);
  issue.fields.erase(Field::sla_resolution);
  issue.fields.erase(Field::sla_resolution_due);
  EXPECT_EQ(write_back(judged({}, "10:00"), issue, rules()).size(), 2U);
}

TEST(AJudgementThatIsNotComplete, SaysSoAndPromisesNothing) {
  model::Judgement judgement;
  judgement.verdict = model::Verdict::no_contract;
  model::Issue issue = fresh_issue();
  issue.fields[Field::deadline] = "2026-06-15 14:00";
  EXPECT_THAT(
      write_back(judgement, issue, rules()),
      UnorderedElementsAre(Pair(Field::sla_response, "verdict.no_contract"),
                           Pair(Field::sla_resolution, "verdict.no_contract"), Pair(Field::deadline, "")));
}

}  // namespace
}  // namespace estafeta::sla
