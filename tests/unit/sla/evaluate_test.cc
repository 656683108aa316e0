// What the cases in tests/table/sla-cases do not show.
#include "connector/sla/clocks/evaluate.h"

#include <gtest/gtest.h>

#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using model::ClockState;

TEST(AClockOfATask, StartsAtItsFirstStartingStateAndPausesWhenReturned) {
  const Policy rules = policy(
      "clocks: { work: { start_in: [ ready ], stop_in: [ done ], pause_in: [ returned ] } }\n"
      "targets: [ { calendar: office, work: 4h } ]\n");
  model::Incident life = incident(
      {event(monday("11:00"), Actor::system, {"ready"}), event(monday("12:00"), Actor::staff, {"returned"}),
       event(monday("13:00"), Actor::staff, {"ready"}), event(monday("14:00"), Actor::staff, {"done"})});
  life.status = status_word("waiting");
  EXPECT_EQ(clock_of(evaluate(rules, life, monday("10:30")), "work").state, ClockState::none);
  EXPECT_EQ(clock_of(evaluate(rules, life, monday("12:30")), "work").state, ClockState::paused);
  const auto done = clock_of(evaluate(rules, life, monday("17:00")), "work");
  EXPECT_EQ(done.state, ClockState::met);
  EXPECT_EQ(done.elapsed, std::chrono::hours(2));
}

TEST(AClockWithoutATarget, DoesNotApply) {
  const Policy rules = policy("targets: [ { calendar: office, response: 1h } ]\n");
  const auto judgement = evaluate(rules, incident({}), monday("10:30"));
  EXPECT_EQ(clock_of(judgement, "response").state, ClockState::running);
  model::ClockJudgement none;
  none.clock = "resolution";
  EXPECT_EQ(clock_of(judgement, "resolution"), none);
}

TEST(AnAnswerDuringAPause, StopsTheClockForGood) {
  const Policy rules =
      policy("clocks: { response: { pause_in: [ on_hold ], stop_on: staff_comment } }\n" + kOneTarget);
  const model::Incident life = incident({event(monday("10:30"), Actor::customer, {"on_hold"}),
                                         event(monday("11:00"), Actor::staff, {"", "public"}),
                                         event(monday("12:00"), Actor::staff, {"in_progress"})});
  const auto response = clock_of(evaluate(rules, life, monday("15:00")), "response");
  EXPECT_EQ(response.state, ClockState::met);
  EXPECT_EQ(response.stopped_at, monday("11:00"));
}

TEST(AnAnsweredClock, StaysStoppedWhenTheIncidentIsReopened) {
  const model::Incident life = incident(
      {event(monday("10:30"), Actor::staff, {"resolved"}), event(monday("12:00"), Actor::customer, {"new"})});
  const auto judgement = evaluate(policy(kOneTarget), life, monday("15:00"));
  EXPECT_EQ(clock_of(judgement, "response").state, ClockState::met);
  EXPECT_EQ(clock_of(judgement, "resolution").state, ClockState::running);
}

TEST(AClockStoppedByAStatus, RunsOnWhenTheCustomerReopens) {
  const model::Incident life = incident({event(monday("10:30"), Actor::customer, {"closed"}),
                                         event(monday("12:00"), Actor::customer, {"new"})});
  const auto response = clock_of(evaluate(policy(kOneTarget), life, monday("12:15")), "response");
  EXPECT_EQ(response.state, ClockState::running);
  EXPECT_EQ(response.elapsed, std::chrono::minutes(45));
  EXPECT_EQ(response.stopped_at, std::nullopt);
}

TEST(TheNextTransition, IsTheNearestThresholdOrTheFirstSecondOfABreach) {
  const Policy rules = policy("warn_at: [ 0.5, 0.75 ]\n" + kOneTarget);
  const auto next = [&](const char* now) { return evaluate(rules, incident({}), at(now)).next_transition; };
  EXPECT_EQ(next("2026-06-15T10:00:00Z"), monday("10:30"));
  EXPECT_EQ(next("2026-06-15T10:30:00Z"), monday("10:45"));
  EXPECT_EQ(next("2026-06-15T10:45:00Z"), at("2026-06-15T11:00:01Z"));
  EXPECT_EQ(next("2026-06-15T11:00:00Z"), at("2026-06-15T11:00:01Z"));
  EXPECT_EQ(next("2026-06-15T11:00:01Z"), monday("14:00"));  // the resolution's first
  EXPECT_EQ(next("2026-06-15T17:00:00Z"),
            at("2026-06-16T09:00:01Z"));  // used up at closing time, next day too much
  EXPECT_EQ(next("2026-06-16T09:00:01Z"), std::nullopt);
}

TEST(TheNextTransition, IsNoneWhileAllIsStoppedOrPaused) {
  const model::Incident held = incident({event(monday("10:30"), Actor::staff, {"on_hold"})});
  EXPECT_EQ(evaluate(policy(kOneTarget), held, monday("11:00")).next_transition, std::nullopt);
}

TEST(TheNextTransition, WaitsForAnEventThatIsDatedAhead) {
  const model::Incident life = incident({event(monday("10:20"), Actor::staff, {"", "public"})});
  EXPECT_EQ(evaluate(policy(kOneTarget), life, monday("10:10")).next_transition, monday("10:20"));
}

// At each of these instants, and not a second earlier, one of the states is another one.
TEST(TheNextTransition, IsWhenAStateChanges) {
  const Policy rules = policy("warn_at: 0.7\n" + kOneTarget);
  base::Instant now = monday("10:00");
  int steps = 0;
  while (const auto next = evaluate(rules, incident({}), now).next_transition) {
    const auto states = [&](base::Instant when) {
      const auto judgement = evaluate(rules, incident({}), when);
      return std::pair(clock_of(judgement, "response").state, clock_of(judgement, "resolution").state);
    };
    EXPECT_EQ(states(*next - base::Seconds(1)), states(now)) << base::format_instant(*next);
    EXPECT_NE(states(*next), states(now)) << base::format_instant(*next);
    now = *next;
    ++steps;
  }
  EXPECT_EQ(steps, 4);
}

TEST(AnIncidentOfTheFuture, HasNotBegunToCount) {
  const auto response = clock_of(evaluate(policy(kOneTarget), incident({}), monday("09:00")), "response");
  EXPECT_EQ(response.elapsed, base::Seconds(0));
  EXPECT_EQ(response.due, monday("11:00"));
}

const std::string kCycles =
    "clocks: { next-reply: { kind: next_reply }, update: { kind: update } }\n"
    "targets: [ { calendar: office, next-reply: 1h, update: 2h } ]\n";

// How many cycles were judged, and how many of them breached.
std::pair<int, int> count_of(const model::ClockJudgement& clock) {
  const model::Cycles cycles = clock.cycles.value_or(model::Cycles{});
  return {cycles.judged, cycles.breached};
}

TEST(AQuestion, IsMeasuredFromTheFirstUnansweredNoteToTheAnswer) {
  const model::Incident life = incident({event(monday("10:30"), Actor::customer, {"", "public"}),
                                         event(monday("11:00"), Actor::customer, {"", "public"}),
                                         event(monday("11:20"), Actor::staff, {"", "private"}),
                                         event(monday("11:25"), Actor::system, {"", "public"}),
                                         event(monday("11:40"), Actor::staff, {"", "public"}),
                                         event(monday("12:00"), Actor::customer, {"", "public"})});
  const Policy rules = policy(kCycles);
  EXPECT_EQ(clock_of(evaluate(rules, life, monday("10:29")), "next-reply").state, ClockState::none);
  const auto running = clock_of(evaluate(rules, life, monday("12:30")), "next-reply");
  EXPECT_EQ(running.state, ClockState::running);
  EXPECT_EQ(running.due, monday("13:00"));
  EXPECT_EQ(count_of(running), std::pair(2, 1));
  const auto cycles = judged_cycles(rules, life, monday("12:30"))[2];
  ASSERT_EQ(cycles.size(), 2U);
  EXPECT_EQ(cycles[0].began, monday("10:30"));
  EXPECT_EQ(cycles[0].judgement.state, ClockState::breached);
  EXPECT_EQ(cycles[0].judgement.breached_at, monday("11:30"));
  EXPECT_EQ(cycles[0].judgement.stopped_at, monday("11:40"));
}

TEST(AnIncidentWithoutAWordOfStaff, IsLateEachTimeTheTimeForAnUpdateIsOver) {
  const model::Incident life = incident({event(monday("11:00"), Actor::staff, {"", "public"}),
                                         event(monday("14:00"), Actor::staff, {"resolved", "public"}),
                                         event(monday("15:00"), Actor::customer, {"in_progress"})});
  const Policy rules = policy(kCycles);
  const auto ended = clock_of(evaluate(rules, life, monday("14:30")), "update");
  EXPECT_EQ(ended.state, ClockState::breached);
  EXPECT_EQ(count_of(ended), std::pair(2, 1));
  const auto reopened = clock_of(evaluate(rules, life, monday("15:30")), "update");
  EXPECT_EQ(reopened.due, monday("17:00"));
  EXPECT_EQ(count_of(reopened), std::pair(3, 1));
}

TEST(AnAnswerByTelephone, StopsACycleAsANoteWould) {
  model::Incident life = incident({event(monday("10:30"), Actor::customer, {"", "public"})});
  life.corrections = {corrected(model::Correction::Type::answered, monday("11:00"), monday("13:00")),
                      corrected(model::Correction::Type::restored, monday("11:30"), monday("13:00"))};
  const Policy rules = policy(kCycles);
  const auto before = evaluate(rules, life, monday("12:30"));
  EXPECT_EQ(clock_of(before, "next-reply").state, ClockState::breached);
  const auto after = evaluate(rules, life, monday("13:00"));
  EXPECT_EQ(clock_of(after, "next-reply").stopped_at, monday("11:00"));
  EXPECT_EQ(clock_of(after, "next-reply").state, ClockState::met);
  EXPECT_EQ(clock_of(after, "update").due, monday("13:00"));  // two hours after the telephone call
}

TEST(CyclesThatNoTargetMatches, AreNotCounted) {
  const Policy rules = policy(
      "clocks: { next-reply: { kind: next_reply } }\n"
      "targets: [ { when: { priority: high }, calendar: office, next-reply: 1h } ]\n");
  const model::Incident life = incident({event(monday("10:30"), Actor::customer, {"", "public"}),
                                         event(monday("10:40"), Actor::staff, {"", "public"}),
                                         event(monday("11:00"), Actor::customer, {"", "public"}),
                                         event(monday("11:30"), Actor::staff, {"", "public", "high"}),
                                         event(monday("12:00"), Actor::customer, {"", "public", "normal"})});
  const auto judged = clock_of(evaluate(rules, life, monday("12:30")), "next-reply");
  EXPECT_EQ(judged.state, ClockState::met);
  EXPECT_EQ(judged.stopped_at, monday("11:30"));
  EXPECT_EQ(count_of(judged), std::pair(1, 0));
}

// Each cycle is judged by one target, whatever the others do when the priority changes.
TEST(CyclesUnderCarryFraction, AreJudgedByTheTargetInForce) {
  const Policy rules = policy(
      "on_retarget: carry_fraction\n"
      "clocks: { update: { kind: update } }\n"
      "targets: [ { when: { priority: high }, calendar: office, resolution: 4h, update: 1h },\n"
      "           { calendar: office, resolution: 8h, update: 2h } ]\n");
  const model::Incident life = incident({event(monday("11:00"), Actor::system, {"", "", "high"})});
  const auto judgement = evaluate(rules, life, monday("11:00"));
  EXPECT_EQ(clock_of(judgement, "resolution").used, "0.125000");
  EXPECT_EQ(clock_of(judgement, "update").used, "1.000000");
}

TEST(ATargetInDays, BecomesWorkingTimeWhenTheClockStarts) {
  const Policy rules = policy("targets: [ { calendar: office, response: end_of_day, resolution: 2bd } ]\n");
  const model::Incident life = incident({event(monday("11:00"), Actor::staff, {"on_hold"}),
                                         event(monday("13:00"), Actor::staff, {"in_progress"})});
  const auto judgement = evaluate(rules, life, monday("13:00"));
  EXPECT_EQ(clock_of(judgement, "response").due, monday("18:00"));
  EXPECT_EQ(clock_of(judgement, "resolution").target, std::chrono::hours(18));
  EXPECT_EQ(clock_of(judgement, "resolution").due, at("2026-06-17T12:00:00Z"));  // put off by the pause
}

}  // namespace
}  // namespace estafeta::sla
