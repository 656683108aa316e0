#include "connector/sla/clocks/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;

Ledger ledger_of(const Policy& rules, const model::Incident& life, base::Instant now,
                 const std::string& clock) {
  for (Ledger& ledger : ledgers(rules, life, now)) {
    if (ledger.clock == clock) return std::move(ledger);
  }
  ADD_FAILURE() << "no ledger of " << clock;
  return {};
}

std::vector<std::string> entries_of(const Ledger& ledger) {
  std::vector<std::string> lines;
  for (const LedgerEntry& entry : ledger.entries) {
    lines.push_back(base::format_duration(entry.length()) + " " + std::string(to_string(entry.spent)) + " " +
                    std::string(to_string(entry.status.state)) + " " + entry.department);
  }
  return lines;
}

// `+` counted, `-` did not.
std::vector<std::string> evidence_of(const Ledger& ledger) {
  std::vector<std::string> lines;
  for (const Evidence& evidence : ledger.evidence) {
    const std::string key = evidence.what.key.substr(std::string("sla.evidence.").size());
    lines.push_back((evidence.counted ? "+" : "-") + key);
  }
  return lines;
}

TEST(TheLedger, SaysWhereEachSecondWent) {
  SlaEvent moved = event(monday("16:00"), Actor::staff, {});
  moved.department = "unix";
  model::Incident life = incident({event(monday("11:00"), Actor::staff, {"in_progress"}),
                                   event(monday("12:00"), Actor::staff, {"on_hold:client"}),
                                   event(monday("14:00"), Actor::staff, {"in_progress"}), moved,
                                   event(at("2026-06-16T10:00:00Z"), Actor::staff, {"resolved"})});
  life.department = "network";
  const Ledger ledger = ledger_of(policy(kOneTarget), life, at("2026-06-16T12:00:00Z"), "resolution");
  EXPECT_THAT(entries_of(ledger), ElementsAre("1h running new network", "1h running in_progress network",
                                              "2h paused on_hold network", "2h running in_progress network",
                                              "2h running in_progress unix", "15h closed in_progress unix",
                                              "1h running in_progress unix", "2h stopped resolved unix"));
  EXPECT_EQ(ledger.total(Spent::running), hours(7));
  EXPECT_EQ(ledger.total(Spent::closed), hours(15));
}

TEST(TheLedgerOfAClockThatDoesNotApply, CountsNothing) {
  const Policy rules = policy("targets: [ { when: { priority: high }, calendar: office, response: 1h } ]\n");
  const Ledger ledger = ledger_of(rules, incident({}), monday("12:00"), "response");
  EXPECT_THAT(entries_of(ledger), ElementsAre("2h none new "));
}

TEST(TheLedger, TellsCyclesApart) {
  const Policy rules = policy("clocks: { resolution: { on_reopen: new_cycle } }\n" + kOneTarget);
  const model::Incident life = incident({event(monday("11:00"), Actor::staff, {"resolved"}),
                                         event(monday("12:00"), Actor::customer, {"in_progress"})});
  const Ledger ledger = ledger_of(rules, life, monday("13:00"), "resolution");
  ASSERT_EQ(ledger.entries.size(), 3U);
  EXPECT_EQ(ledger.entries.front().cycle, 1);
  EXPECT_EQ(ledger.entries.back().cycle, 2);
  EXPECT_THAT(evidence_of(ledger), ElementsAre("+created", "+stopped", "+new_cycle"));
}

TEST(TheEvidence, SaysWhyAHoldDoesNotPause) {
  const auto of = [](const std::string& pause_in, const std::string& clock = "resolution") {
    const Policy rules = policy("clocks: { resolution: { pause_in: " + pause_in + " } }\n" + kOneTarget);
    return evidence_of(ledger_of(rules,
                                 incident({event(monday("11:00"), Actor::staff, {"on_hold"}),
                                           event(monday("11:10"), Actor::staff, {"on_hold:vendor"}),
                                           event(monday("11:20"), Actor::staff, {"on_hold:client"}),
                                           event(monday("11:30"), Actor::staff, {"on_hold:vendor"}),
                                           event(monday("11:40"), Actor::staff, {"in_progress"})}),
                                 monday("12:00"), clock));
  };
  EXPECT_THAT(of("[ \"on_hold:client\" ]"), ElementsAre("+created", "-hold_without_reason", "-hold_runs_on",
                                                        "+paused_for", "-hold_runs_on"));
  EXPECT_THAT(of("[]"), ElementsAre("+created", "-hold_never_pauses", "-hold_never_pauses",
                                    "-hold_never_pauses", "-hold_never_pauses"));
  EXPECT_THAT(of("[ on_hold ]"), ElementsAre("+created", "+paused", "+resumed"));
  EXPECT_THAT(of("[ on_hold ]", "response"), ElementsAre("+created", "+left_new"));
}

TEST(TheEvidence, LeavesOutPrivateNotesThatNobodyTakesForAnAnswer) {
  const model::Incident life = incident({event(monday("10:05"), Actor::system, {"", "private"}),
                                         event(monday("10:15"), Actor::staff, {"", "private"})});
  EXPECT_THAT(evidence_of(ledger_of(policy(kOneTarget), life, monday("11:00"), "response")),
              ElementsAre("+created", "-private_comment"));
}

TEST(TheEvidence, SaysWhyACommentDidNotCountAndWhichDid) {
  const model::Incident life = incident({event(monday("10:05"), Actor::system, {"", "public"}),
                                         event(monday("10:10"), Actor::customer, {"", "public"}),
                                         event(monday("10:15"), Actor::staff, {"", "private"}),
                                         event(monday("10:18"), Actor::system, {"in_progress"}),
                                         event(monday("10:20"), Actor::staff, {"", "public"}),
                                         event(monday("10:25"), Actor::staff, {"", "public"})});
  const Ledger ledger = ledger_of(policy(kOneTarget), life, monday("12:00"), "response");
  EXPECT_THAT(evidence_of(ledger), ElementsAre("+created", "-system_comment", "-customer_comment",
                                               "-private_comment", "-left_new_by_system", "+staff_comment"));
  EXPECT_EQ(ledger.evidence.back().at, monday("10:20"));
}

TEST(TheEvidence, FollowsPausesReopeningAndTargets) {
  const Policy rules = policy(
      "clocks: { resolution: { resume_on: customer_comment } }\n"
      "targets:\n"
      "- { when: { priority: high }, calendar: office, resolution: 4h }\n"
      "- { calendar: office, resolution: 8h }\n");
  SlaEvent hold = event(monday("10:30"), Actor::staff, {"on_hold:client"});
  hold.journal = base::JournalId{77};
  const model::Incident life = incident({hold, event(monday("11:00"), Actor::customer, {"", "public"}),
                                         event(monday("11:30"), Actor::staff, {"on_hold"}),
                                         event(monday("12:00"), Actor::staff, {"in_progress", "", "high"}),
                                         event(monday("12:10"), Actor::staff, {"", "", "high"}),
                                         event(monday("12:30"), Actor::staff, {"resolved"}),
                                         event(monday("12:40"), Actor::staff, {"", "public"}),
                                         event(monday("13:00"), Actor::customer, {"in_progress"})});
  const Ledger ledger = ledger_of(rules, life, monday("14:00"), "resolution");
  EXPECT_THAT(evidence_of(ledger),
              ElementsAre("+created", "+paused_for", "+customer_comment_resumes", "+paused", "+retargeted",
                          "+resumed", "+stopped", "+reopened"));
  EXPECT_EQ(ledger.evidence[1].journal, base::JournalId{77});
  EXPECT_EQ(ledger.total(Spent::paused), hours(1));
}

TEST(TheEvidence, SaysThatARetargetAfterTheStopChangesNothing) {
  const Policy rules = policy(
      "targets:\n"
      "- { when: { priority: high }, calendar: office, resolution: 4h }\n"
      "- { calendar: office, resolution: 8h }\n");
  const model::Incident life = incident({event(monday("11:00"), Actor::staff, {"resolved"}),
                                         event(monday("12:00"), Actor::staff, {"", "", "high"})});
  const Ledger ledger = ledger_of(rules, life, monday("13:00"), "resolution");
  EXPECT_THAT(evidence_of(ledger), ElementsAre("+created", "+stopped", "-retarget_after_stop"));
}

TEST(TheEvidence, OfAClockThatStaffCreatedAway) {
  const Policy rules = policy("clocks: { response: { staff_created: skip } }\n" + kOneTarget);
  model::Incident life = incident({event(monday("10:20"), Actor::staff, {"in_progress"})});
  life.by = Actor::staff;
  const Ledger ledger = ledger_of(rules, life, monday("11:00"), "response");
  EXPECT_THAT(evidence_of(ledger), ElementsAre("-staff_created"));
  EXPECT_EQ(ledger.total(Spent::none), hours(1));
}

TEST(TheLedgerOfCarriedFractions, CountsEachStretchInItsOwnHours) {
  const Policy rules = policy(
      "on_retarget: carry_fraction\n"
      "targets:\n"
      "- { when: { priority: urgent }, calendar: 24x7, resolution: 4h }\n"
      "- { calendar: office, resolution: 8h }\n");
  const model::Incident life = incident({event(monday("20:00"), Actor::staff, {"", "", "urgent"})});
  const Ledger ledger = ledger_of(rules, life, monday("21:30"), "resolution");
  EXPECT_THAT(entries_of(ledger), ElementsAre("8h running new ", "2h closed new ", "1h30m running new "));
}

}  // namespace
}  // namespace estafeta::sla
