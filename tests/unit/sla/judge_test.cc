// What is left out of the statistics, and how the tasks of departments are judged.
#include "connector/sla/incident/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using model::Verdict;
using ::testing::IsEmpty;

class Judge : public ::testing::Test {
 protected:
  Judge() {
    auto& aurora = clients_.all["aurora"];
    aurora.id = "aurora";
    aurora.name = "Aurora";
    aurora.contracts = {
        {"gold", base::parse_date("2026-01-01").value(), base::parse_date("2026-12-31").value()}};
    departments_.all["network"] = {"network", "Network", "Network group", "office", "ola"};
    departments_.all["unix"] = {"unix", "Unix", "Unix group", "office", ""};
    policies_.add("gold", {{base::parse_date("2026-01-01").value(), policy(kOneTarget)}});
    policies_.add("ola", {{base::parse_date("2026-01-01").value(),
                           policy("clocks:\n"
                                  "  pickup: { start_in: [ ready ], "
                                  "stop_in: [ in_progress, on_hold, returned, done, failed, cancelled ] }\n"
                                  "  work: { start_in: [ ready ], stop_in: [ done, failed, cancelled ], "
                                  "pause_in: [ returned, \"on_hold:client\" ] }\n"
                                  "targets: [ { calendar: office, pickup: 1h, work: 4h } ]\n")}});
    record_.incident = incident({});
    record_.client = record_.client_now = "aurora";
  }

  Judged judged(const std::string& now = "12:00") const {
    return judge(record_, clients_, policies_, calendar::Zone::utc(), monday(now), &departments_);
  }

  model::Clients clients_;
  model::Departments departments_;
  PolicySet policies_;
  Record record_;
};

TEST_F(Judge, LeavesOutADuplicateOfTheSameClientAndSaysOfWhich) {
  record_.duplicate_of = {{{5}, "meridian"}, {{6}, "aurora"}, {{7}, "aurora"}};
  const Judged found = judged();
  ASSERT_TRUE(found.excluded);
  EXPECT_EQ(found.excluded->rule, Exclusion::Rule::duplicate);
  EXPECT_EQ(to_string(found.excluded->what), "sla.excluded.duplicate{issue=6}");
  EXPECT_EQ(found.judgement.verdict, Verdict::complete);
  EXPECT_EQ(found.judgement.clocks.size(), 2U);
}

TEST_F(Judge, CountsADuplicateOfAnotherClientsOrOfNobodysAndSaysSo) {
  record_.duplicate_of = {{{5}, "meridian"}, {{6}, ""}};
  const Judged found = judged();
  EXPECT_FALSE(found.excluded);
  EXPECT_EQ(found.remarks.size(), 2U);
}

TEST_F(Judge, LeavesOutWhatACorrectionExcludesAsAWholeFromWhenItWasEntered) {
  auto whole = corrected(model::Correction::Type::excluded, monday("10:00"), monday("11:30"));
  whole.from.reset();
  record_.incident.corrections = {whole};
  EXPECT_FALSE(judged("11:29").excluded);
  ASSERT_TRUE(judged("11:30").excluded);
  EXPECT_EQ(judged().excluded->rule, Exclusion::Rule::correction);
  EXPECT_EQ(judged().excluded->what.key, "sla.excluded.correction");
  record_.incident.corrections = {
      corrected(model::Correction::Type::excluded, monday("10:00"), monday("11:00"))};
  EXPECT_FALSE(judged("15:00").excluded);  // of a stretch of time only
}

TEST_F(Judge, JudgesATaskByWhatItsDepartmentPromised) {
  record_.kind = model::Kind::task;
  record_.incident.status = status_word("waiting");
  record_.incident.department = "Network";
  record_.incident.events = {
      event(monday("11:00"), Actor::system, {"ready"}), event(monday("11:20"), Actor::staff, {"in_progress"}),
      event(monday("12:20"), Actor::staff, {"returned"}), event(monday("13:20"), Actor::staff, {"ready"}),
      event(monday("13:50"), Actor::staff, {"done"})};
  const Judged found = judged("16:00");
  EXPECT_EQ(found.department->id, "network");
  EXPECT_EQ(found.judgement.verdict, Verdict::complete);
  const auto pickup = clock_of(found.judgement, "pickup");
  EXPECT_EQ(pickup.state, model::ClockState::met);
  EXPECT_EQ(pickup.stopped_at, monday("13:50"));  // made ready again, it waited to be picked up again
  EXPECT_EQ(pickup.elapsed, std::chrono::minutes(20 + 30));
  const auto work = clock_of(found.judgement, "work");
  EXPECT_EQ(work.elapsed, std::chrono::minutes(80 + 30));
  EXPECT_EQ(clock_of(found.judgement, "response").state, model::ClockState::none);
}

TEST_F(Judge, GivesATaskTheDepartmentThatHeldItFirst) {
  record_.kind = model::Kind::task;
  SlaEvent given = event(monday("10:10"), Actor::staff, {});
  given.department = "Network";
  SlaEvent moved = event(monday("10:20"), Actor::staff, {});
  moved.department = "Unix";
  record_.incident.events = {given, moved};
  EXPECT_EQ(judged().department->id, "network");
}

TEST_F(Judge, SaysWhyATaskHasNoClocks) {
  record_.kind = model::Kind::task;
  record_.incident.department = "Unix";
  EXPECT_EQ(judged().judgement.verdict, Verdict::no_contract);
  EXPECT_EQ(to_string(judged().problems.at(0)), "sla.no_ola{department=Unix}");
  record_.incident.department = "Network";
  record_.incident.created = at("2025-06-15T10:00:00Z");
  EXPECT_EQ(to_string(judged().problems.at(0)), "sla.no_ola_version{policy=ola, date=2025-06-15}");
  const Judged without = judge(record_, clients_, policies_, calendar::Zone::utc(), monday("12:00"));
  EXPECT_EQ(without.problems.at(0).key, "sla.no_ola");
}

TEST_F(Judge, SaysThatADepartmentNobodyKnowsPromisesNothing) {
  record_.kind = model::Kind::task;
  EXPECT_EQ(judged().department, nullptr);
  EXPECT_EQ(judged().judgement.verdict, Verdict::no_contract);
  EXPECT_THAT(judged().remarks, IsEmpty());
}

// A contract from 20 June on, by a policy with a clock that starts by it.
class ALaterContract : public Judge {
 protected:
  ALaterContract() {
    clients_.all["aurora"].contracts = {
        {"gold", base::parse_date("2026-06-20").value(), base::parse_date("2026-12-31").value()}};
    policies_.add("gold", {{base::parse_date("2026-01-01").value(),
                            policy("clocks: { takeover: { on: contract, stop_in: [ resolved ] } }\n"
                                   "targets: [ { calendar: 24x7, resolution: 8h, takeover: 8h } ]\n")}});
  }

  Judged judged_at(const std::string& now) const {
    return judge(record_, clients_, policies_, moscow_, at(now), &departments_);
  }

  const calendar::Zone moscow_ = calendar::Zone::find("Europe/Moscow").value();
};

TEST_F(ALaterContract, IsWaitedForAndStartsItsClockAtMidnightOfTheSitesZone) {
  const Judged before = judged_at("2026-06-19T20:59:59Z");
  EXPECT_EQ(before.judgement.verdict, Verdict::no_contract);
  EXPECT_EQ(before.judgement.next_transition, at("2026-06-19T21:00:00Z"));
  EXPECT_EQ(to_string(before.remarks.at(0)), "sla.remark.contract_comes{date=2026-06-20}");
  const Judged after = judged_at("2026-06-19T22:00:00Z");
  EXPECT_EQ(after.judgement.verdict, Verdict::complete);
  EXPECT_EQ(after.in_force.contract->policy, "gold");
  EXPECT_EQ(clock_of(after.judgement, "takeover").elapsed, std::chrono::hours(1));
  EXPECT_EQ(clock_of(after.judgement, "resolution").state, model::ClockState::none);
  EXPECT_EQ(after.incident_of(record_).contract_from, at("2026-06-19T21:00:00Z"));
}

TEST_F(ALaterContract, IsNothingToWhatHadEndedByThen) {
  record_.incident.events = {event(monday("12:00"), Actor::staff, {"resolved"})};
  EXPECT_EQ(judged_at("2026-06-16T00:00:00Z").judgement.next_transition, std::nullopt);
  EXPECT_EQ(judged_at("2026-06-21T00:00:00Z").judgement.verdict, Verdict::no_contract);
  record_.incident.events.push_back(event(at("2026-06-21T12:00:00Z"), Actor::customer, {"in_progress"}));
  EXPECT_EQ(judged_at("2026-06-22T00:00:00Z").judgement.verdict, Verdict::no_contract);
  record_.incident.events.back().at = at("2026-06-18T12:00:00Z");
  EXPECT_EQ(judged_at("2026-06-22T00:00:00Z").judgement.verdict, Verdict::complete);
}

TEST_F(ALaterContract, ChangesNothingWithoutAClockThatStartsByIt) {
  policies_.add("gold", {{base::parse_date("2026-01-01").value(), policy(kOneTarget)}});
  EXPECT_EQ(judged_at("2026-06-16T00:00:00Z").judgement.next_transition, std::nullopt);
  EXPECT_EQ(judged_at("2026-06-21T00:00:00Z").judgement.verdict, Verdict::no_contract);
}

TEST_F(ALaterContract, StartsAClockAtCreationOfWhatIsCreatedUnderIt) {
  record_.incident.created = at("2026-06-20T10:00:00Z");
  const Judged found = judged_at("2026-06-20T12:00:00Z");
  EXPECT_FALSE(found.since_contract);
  EXPECT_EQ(clock_of(found.judgement, "takeover").elapsed, std::chrono::hours(2));
  EXPECT_EQ(clock_of(found.judgement, "resolution").elapsed, std::chrono::hours(2));
}

TEST_F(ALaterContract, IsOfATaskTheNextVersionOfWhatItsDepartmentPromises) {
  policies_.add("ola", {{base::parse_date("2026-06-20").value(),
                         policy("clocks: { work: { on: contract, stop_in: [ done ] } }\n"
                                "targets: [ { calendar: 24x7, work: 4h } ]\n")}});
  record_.kind = model::Kind::task;
  record_.incident.department = "Network";
  record_.incident.status = status_word("in_progress");
  EXPECT_EQ(judged_at("2026-06-19T20:00:00Z").judgement.next_transition, at("2026-06-19T21:00:00Z"));
  const Judged found = judged_at("2026-06-20T02:00:00Z");
  EXPECT_EQ(clock_of(found.judgement, "work").state, model::ClockState::breached);
  EXPECT_EQ(clock_of(found.judgement, "work").elapsed, std::chrono::hours(5));
}

TEST_F(ALaterContract, IsTheFirstOfSeveralThatComesIntoForce) {
  auto& contracts = clients_.all["aurora"].contracts;
  contracts.push_back(
      {"gold", base::parse_date("2026-06-17").value(), base::parse_date("2026-06-18").value()});
  contracts.push_back(
      {"gold", base::parse_date("2026-01-01").value(), base::parse_date("2026-06-14").value()});
  EXPECT_EQ(judged_at("2026-06-15T12:00:00Z").judgement.next_transition, at("2026-06-16T21:00:00Z"));
  EXPECT_EQ(judged_at("2026-06-25T12:00:00Z").in_force.contract, &contracts[1]);
}

}  // namespace
}  // namespace estafeta::sla
