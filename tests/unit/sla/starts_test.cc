// Clocks that start when a group gets the issue, or when a contract comes into force.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "connector/sla/clocks/cases.h"
#include "connector/sla/clocks/evaluate.h"
#include "connector/sla/clocks/ledger.h"
#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using model::Assigned;
using model::ClockState;
using ::testing::ElementsAre;

SlaEvent assigned(const std::string& clock, Assigned to, const EventWords& words = {},
                  const std::string& group = {}) {
  SlaEvent made = event(monday(clock), Actor::staff, words);
  made.assigned = to;
  made.group = group;
  return made;
}

Policy starting(const std::string& on, const std::string& more = {}) {
  return policy("clocks: { work: { on: " + on + ", stop_in: [ resolved ], pause_in: [ on_hold ]" + more +
                " } }\ntargets: [ { calendar: office, resolution: 8h, work: 2h } ]\n");
}

struct Row {
  std::string name;
  std::string more;  // settings of the clock
  Assigned at_first = Assigned::nobody;
  std::vector<SlaEvent> events;
  ClockState state = ClockState::none;
  int minutes = 0;  // that were counted by 14:00
};

class AClockOfAGroup : public ::testing::TestWithParam<Row> {};

TEST_P(AClockOfAGroup, StartsWhenAGroupFirstHasTheIssue) {
  model::Incident life = incident(GetParam().events);
  life.assigned = GetParam().at_first;
  const auto work =
      clock_of(evaluate(starting("assigned_to_group", GetParam().more), life, monday("14:00")), "work");
  EXPECT_EQ(work.state, GetParam().state);
  EXPECT_EQ(work.elapsed.value_or(base::Seconds(0)), std::chrono::minutes(GetParam().minutes));
}

INSTANTIATE_TEST_SUITE_P(
    Starts, AClockOfAGroup,
    ::testing::Values(
        Row{"nobody", "", Assigned::nobody, {}},
        Row{"aPersonFromTheStart", "", Assigned::person, {assigned("11:00", Assigned::nobody)}},
        Row{"aGroupFromTheStart", "", Assigned::group, {}, ClockState::breached, 240},
        Row{"aPersonThenAGroup",
            "",
            Assigned::person,
            {assigned("13:00", Assigned::group)},
            ClockState::running,
            60},
        Row{"whoeverGetsItAfterwards",
            "",
            Assigned::nobody,
            {assigned("12:30", Assigned::group), assigned("12:40", Assigned::person),
             assigned("13:00", Assigned::group), assigned("13:30", Assigned::nobody)},
            ClockState::running,
            90},
        Row{"someoneUnknown", "", Assigned::unknown, {assigned("11:00", Assigned::unknown)}},
        Row{"inAHold",
            "",
            Assigned::nobody,
            {event(monday("11:00"), Actor::staff, {"on_hold"}), assigned("12:00", Assigned::group),
             event(monday("13:00"), Actor::staff, {"in_progress"})},
            ClockState::running,
            60},
        Row{"withAHold",
            "",
            Assigned::nobody,
            {assigned("12:00", Assigned::group, {"on_hold"})},
            ClockState::paused,
            0},
        Row{"whatIsResolved",
            "",
            Assigned::nobody,
            {event(monday("11:00"), Actor::staff, {"resolved"}), assigned("12:00", Assigned::group),
             event(monday("13:00"), Actor::customer, {"in_progress"})},
            ClockState::running,
            60},
        Row{"reopenedForTheGroup",
            ", on_reopen: new_cycle",
            Assigned::nobody,
            {event(monday("11:00"), Actor::staff, {"resolved"}),
             assigned("12:30", Assigned::group, {"in_progress"})},
            ClockState::running,
            90},
        Row{"takenInTheSameEntry",
            ", stop_on: left_new",
            Assigned::nobody,
            {assigned("12:00", Assigned::group, {"in_progress"})},
            ClockState::met,
            0},
        Row{"answeredInTheSameEntry",
            ", stop_on: staff_comment",
            Assigned::nobody,
            {assigned("12:00", Assigned::group, {"", "public"})},
            ClockState::met,
            0},
        Row{"answeredBefore",
            ", stop_on: staff_comment",
            Assigned::nobody,
            {event(monday("11:00"), Actor::staff, {"", "public"}), assigned("13:00", Assigned::group)},
            ClockState::running,
            60}),
    [](const auto& row) { return row.param.name; });

TEST(AClockOfAGroup, SaysWhichGroupStartedIt) {
  model::Incident life = incident(
      {assigned("10:30", Assigned::unknown), assigned("11:00", Assigned::group, {"on_hold"}, "Unix group")});
  const auto all = ledgers(starting("assigned_to_group"), life, monday("12:00"));
  std::vector<std::string> said;
  for (const Evidence& evidence : all[2].evidence) said.push_back(to_string(evidence.what));
  EXPECT_THAT(said, ElementsAre("sla.evidence.assigned_unknown",
                                "sla.evidence.assigned_to_group_named{group=Unix group}",
                                "sla.evidence.paused{state=on_hold, reason=none}"));
  life.assigned = Assigned::group;
  life.group = "Network group";
  EXPECT_EQ(to_string(ledgers(starting("assigned_to_group"), life, monday("12:00"))[2].evidence[0].what),
            "sla.evidence.created_in_group_named{group=Network group}");
}

TEST(AClockByContract, StartsAtCreationWhereOneIsInForce) {
  const auto judgement = evaluate(starting("contract"), incident({}), monday("11:00"));
  EXPECT_EQ(clock_of(judgement, "work").elapsed, std::chrono::hours(1));
  EXPECT_EQ(clock_of(judgement, "resolution").state, ClockState::running);
}

TEST(AClockByContract, StartsWithTheContractThatComesLaterAndIsTheOnlyOneThen) {
  model::Incident life = incident({event(monday("10:30"), Actor::staff, {"on_hold"}),
                                   event(monday("13:30"), Actor::staff, {"in_progress"})});
  life.contract_from = monday("13:00");
  const Policy rules = starting("contract");
  const auto before = evaluate(rules, life, monday("12:00"));
  EXPECT_EQ(clock_of(before, "work").state, ClockState::none);
  EXPECT_EQ(before.next_transition, monday("13:00"));
  EXPECT_EQ(clock_of(evaluate(rules, life, monday("13:10")), "work").state, ClockState::paused);
  const auto after = evaluate(rules, life, monday("14:00"));
  EXPECT_EQ(clock_of(after, "work").elapsed, std::chrono::minutes(30));
  EXPECT_EQ(clock_of(after, "response").state, ClockState::none);
  EXPECT_EQ(clock_of(after, "resolution").state, ClockState::none);
  const auto all = ledgers(rules, life, monday("14:00"));
  EXPECT_EQ(all[2].evidence.front().what.key, "sla.evidence.contract");
  EXPECT_EQ(all[1].evidence.front().what.key, "sla.evidence.contract_later");
}

TEST(AClockByContract, HasNoCyclesBesideItThatWereNeverPromised) {
  const Policy rules = policy(
      "clocks: { work: { on: contract, stop_in: [ resolved ] }, word: { kind: update } }\n"
      "targets: [ { calendar: office, work: 2h, word: 1h } ]\n");
  model::Incident life = incident({event(monday("11:30"), Actor::staff, {"", "public"})});
  life.contract_from = monday("11:00");
  life.corrections = {corrected(model::Correction::Type::answered, monday("11:40"))};
  const auto judgement = evaluate(rules, life, monday("14:00"));
  EXPECT_EQ(clock_of(judgement, "word").state, ClockState::none);
  EXPECT_EQ(clock_of(judgement, "work").elapsed, std::chrono::hours(3));
}

TEST(CasesOfStarts, SayWhoHoldsTheIssueAndWhenItsContractCame) {
  const std::string head =
      R"({"calendars": {"office": {"timezone": "UTC", "week": {"mon": ["09:00-18:00"]}}}, "policy": )"
      R"({"clocks": {"queue": {"on": "assigned_to_group", "stop_in": ["resolved"]},)"
      R"( "late": {"on": "contract", "stop_in": ["resolved"]}},)"
      R"( "targets": [{"calendar": "office", "queue": "2h", "late": "4h"}]},)"
      R"( "now": "2026-06-15T14:00:00Z", )";
  const std::string issue =
      R"("issue": {"created": "2026-06-15T10:00:00Z", "by": "customer", "status": "new", "priority": "high")";
  std::istringstream in("[" + head + R"("name": "group", )" + issue +
                        R"(, "assigned": "person", "events": [{"at": "2026-06-15T13:00:00Z", "by": "staff", )"
                        R"("assigned": "group"}]}}, )" +
                        head + R"("name": "contract", )" + issue +
                        R"(, "contract_from": "2026-06-15T12:00:00Z", "events": []}}, )" + head +
                        R"("name": "wrong", )" + issue +
                        R"(, "assigned": "queue", "contract_from": "soon", "events": []}}])");
  std::ostringstream out;
  base::Diagnostics problems;
  evaluate_cases(in, "cases.json", out, problems);
  std::vector<std::string> keys;
  for (const auto& problem : problems) keys.push_back(to_string(problem.what));
  EXPECT_THAT(keys, ElementsAre("sla.case_value_bad{text=queue}", "sla.case_value_bad{text=soon}"));
  std::vector<std::string> lines;
  std::istringstream text(out.str());
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[0],
              ::testing::AllOf(
                  ::testing::HasSubstr(R"("queue":{"state":"running","target_s":7200,"elapsed_s":3600)"),
                  ::testing::HasSubstr(R"("late":{"state":"running","target_s":14400,"elapsed_s":14400)")));
  EXPECT_THAT(lines[1],
              ::testing::AllOf(
                  ::testing::HasSubstr(R"("queue":{"state":"none"})"),
                  ::testing::HasSubstr(R"("late":{"state":"running","target_s":14400,"elapsed_s":7200)")));
}

}  // namespace
}  // namespace estafeta::sla
