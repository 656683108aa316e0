// What corrections do to clocks and ledgers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/sla/clocks/evaluate.h"
#include "connector/sla/clocks/ledger.h"
#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using model::ClockState;
using model::Correction;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;

model::ClockJudgement judged(const model::Incident& life, base::Instant now, const std::string& clock,
                             const std::string& yaml = kOneTarget) {
  return clock_of(evaluate(policy(yaml), life, now), clock);
}

TEST(AnAnswerByTelephone, StopsTheResponseClockAtItsTime) {
  model::Incident life = incident({event(monday("11:30"), Actor::staff, {"", "public"})});
  EXPECT_EQ(judged(life, monday("12:00"), "response").state, ClockState::breached);
  life.corrections = {corrected(Correction::Type::answered, monday("10:40"))};
  const auto response = judged(life, monday("16:00"), "response");
  EXPECT_EQ(response.state, ClockState::met);
  EXPECT_EQ(response.stopped_at, monday("10:40"));
  EXPECT_EQ(judged(life, monday("16:00"), "resolution").state, ClockState::running);
}

TEST(ACorrection, DoesNotExistBeforeItWasEntered) {
  model::Incident life = incident({});
  life.corrections = {corrected(Correction::Type::answered, monday("10:40"), monday("15:00"))};
  const auto before = evaluate(policy(kOneTarget), life, monday("14:59"));
  EXPECT_EQ(clock_of(before, "response").state, ClockState::breached);
  EXPECT_EQ(before.next_transition, monday("15:00"));
  EXPECT_EQ(judged(life, monday("15:00"), "response").state, ClockState::met);
}

TEST(AnAnswerBeforeTheIncidentWasWritten, CountsAtItsCreation) {
  model::Incident life = incident({});
  life.corrections = {corrected(Correction::Type::answered, monday("09:50"))};
  const auto response = judged(life, monday("16:00"), "response");
  EXPECT_EQ(response.stopped_at, monday("10:00"));
  EXPECT_EQ(response.elapsed, base::Seconds(0));
}

TEST(AServiceThatWasBack, StopsTheResolutionUntilAnEndingStatusIsNextLeft) {
  model::Incident life = incident({event(monday("11:30"), Actor::staff, {"in_progress"}),
                                   event(monday("12:00"), Actor::staff, {"on_hold"}),
                                   event(monday("12:30"), Actor::staff, {"in_progress"}),
                                   event(monday("13:00"), Actor::staff, {"resolved"}),
                                   event(monday("14:00"), Actor::customer, {"in_progress"})});
  life.corrections = {corrected(Correction::Type::restored, monday("11:00"))};
  const auto stopped = judged(life, monday("13:30"), "resolution");
  EXPECT_EQ(stopped.stopped_at, monday("11:00"));
  EXPECT_EQ(stopped.elapsed, hours(1));
  const auto reopened = judged(life, monday("15:00"), "resolution");
  EXPECT_EQ(reopened.state, ClockState::running);
  EXPECT_EQ(reopened.elapsed, hours(2));
  EXPECT_EQ(judged(life, monday("15:00"), "response").stopped_at, monday("11:30"));
}

TEST(AServiceThatWasBack, StopsAWorkaroundTooButNoClockThatWaitsForAnAnswer) {
  const std::string yaml =
      "clocks: { workaround: { stop_in: [ resolved ] }, contact: { stop_on: staff_comment } }\n"
      "targets: [ { calendar: office, response: 1h, workaround: 2h, contact: 3h } ]\n";
  model::Incident life = incident({});
  life.corrections = {corrected(Correction::Type::restored, monday("11:00"))};
  EXPECT_EQ(judged(life, monday("12:00"), "workaround", yaml).stopped_at, monday("11:00"));
  EXPECT_EQ(judged(life, monday("12:00"), "contact", yaml).stopped_at, std::nullopt);
  EXPECT_EQ(judged(life, monday("12:00"), "response", yaml).stopped_at, std::nullopt);
}

TEST(AnExcludedStretch, CountsForNoClockAndIsShownAsSuch) {
  model::Incident life = incident({});
  life.corrections = {
      corrected(Correction::Type::excluded, monday("10:30"), monday("16:00"), monday("11:30")),
      corrected(Correction::Type::excluded, monday("11:15"), monday("16:00"), monday("12:00"))};
  const auto resolution = judged(life, monday("16:00"), "resolution");
  EXPECT_EQ(resolution.elapsed, hours(4) + minutes(30));
  EXPECT_EQ(resolution.due, at("2026-06-16T10:30:00Z"));
  const Ledger ledger = ledgers(policy(kOneTarget), life, monday("16:00")).at(1);
  std::vector<std::string> lines;
  for (const LedgerEntry& entry : ledger.entries) {
    lines.push_back(std::string(to_string(entry.spent)) + " " + base::format_duration(entry.length()));
  }
  EXPECT_THAT(lines, ElementsAre("running 30m", "excluded 1h30m", "running 4h"));
  EXPECT_EQ(ledger.evidence[1].what.key, "sla.evidence.excluded");
}

TEST(ABreachWithinAnExclusion, IsNone) {
  model::Incident life = incident({});
  life.corrections = {
      corrected(Correction::Type::excluded, monday("10:50"), monday("16:00"), monday("11:30"))};
  EXPECT_EQ(judged(life, monday("11:35"), "response").state, ClockState::breached);  // not yet entered
  const auto later = judged(life, monday("16:00"), "response");
  EXPECT_EQ(later.breached_at, monday("11:40"));
}

TEST(TheFirstCommentAfterAnAnswerElsewhere, IsSaidToHaveComeTooLate) {
  model::Incident life = incident({event(monday("11:30"), Actor::staff, {"", "public"}),
                                   event(monday("11:40"), Actor::staff, {"", "public"})});
  life.corrections = {corrected(Correction::Type::answered, monday("10:40"))};
  const Ledger response = ledgers(policy(kOneTarget), life, monday("16:00")).at(0);
  ASSERT_EQ(response.evidence.size(), 3U);
  EXPECT_EQ(response.evidence[2].what.key, "sla.evidence.comment_after_stop");
  EXPECT_EQ(response.evidence[2].at, monday("11:30"));
}

TEST(TheEvidenceOfACorrection, NamesItAndSaysWhenItCameTooLate) {
  model::Incident life = incident({event(monday("10:30"), Actor::staff, {"", "public"})});
  life.corrections = {corrected(Correction::Type::answered, monday("10:40")),
                      corrected(Correction::Type::restored, monday("11:40"))};
  const auto all = ledgers(policy(kOneTarget), life, monday("16:00"));
  EXPECT_EQ(all[0].evidence.back().what.key, "sla.evidence.correction_after_stop");
  EXPECT_FALSE(all[0].evidence.back().counted);
  EXPECT_EQ(all[1].evidence.back().what.key, "sla.evidence.restored");
  EXPECT_EQ(all[1].evidence.back().at, monday("11:40"));
}

}  // namespace
}  // namespace estafeta::sla
