// Laws of clocks and ledgers on random lives of a fixed seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "connector/sla/ledger.h"
#include "tests/unit/sla/lives.h"
#include "tests/unit/sla/slow_reference.h"

namespace estafeta::sla {
namespace {

using base::Instant;
using base::Seconds;
using Random = std::mt19937_64;

std::size_t pick(Random& random, std::size_t count) {
  return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
}

template <std::size_t N>
const char* one_of(Random& random, const std::array<const char*, N>& words) {
  return words[pick(random, N)];
}

constexpr std::array<const char*, 4> kResolution{
    "{}", "{ pause_in: [ \"on_hold:client\" ], resume_on: customer_comment }",
    "{ on_reopen: new_cycle, resume_on: customer_comment }",
    "{ stop_in: [ resolved ], pause_in: [ on_hold, closed ] }"};
constexpr std::array<const char*, 3> kResponse{"{}", "{ stop_on: staff_comment }", "{ staff_created: skip }"};
constexpr std::array<const char*, 3> kTargets{
    "[ { when: { priority: urgent }, calendar: 24x7, response: 15m, resolution: 4h },"
    "  { calendar: office, response: 1h, resolution: 8h } ]",
    "[ { when: { priority: urgent }, calendar: office, response: 7m, resolution: 3h },"
    "  { when: { priority: high }, calendar: 24x7, response: 45m, resolution: 11h } ]",
    "[ { when: { priority: low }, calendar: office, response: 2h },"
    "  { calendar: office, response: 1h30m, resolution: 13h } ]"};
constexpr std::array<const char*, 10> kStatuses{
    "new",      "in_progress", "in_progress", "on_hold",    "on_hold:client", "on_hold:vendor",
    "resolved", "closed",      "cancelled",   "in_progress"};
constexpr std::array<const char*, 3> kComments{"", "public", "private"};
constexpr std::array<const char*, 4> kPriorities{"low", "normal", "high", "urgent"};
constexpr std::array<Actor, 3> kActors{Actor::customer, Actor::staff, Actor::system};

Policy random_policy(Random& random) {
  std::string yaml = "warn_at: 0.75\nclocks: { response: ";
  yaml += one_of(random, kResponse);
  yaml += ", resolution: ";
  yaml += one_of(random, kResolution);
  yaml += " }\non_retarget: ";
  yaml += pick(random, 2) == 0 ? "retroactive" : "carry_fraction";
  yaml += "\ntargets: ";
  yaml += one_of(random, kTargets);
  return policy(yaml + "\n");
}

SlaEvent random_event(Random& random, Instant when) {
  EventWords words;
  const std::size_t what = pick(random, 8);
  if (what < 4) words.status = one_of(random, kStatuses);
  if (what >= 3 && what < 7) words.comment = one_of(random, kComments);
  if (what == 7 || pick(random, 8) == 0) words.priority = one_of(random, kPriorities);
  return event(when, kActors[pick(random, kActors.size())], words);
}

// On whole minutes, some of them twice, over three days; the first may lie before creation.
model::Incident random_life(Random& random, std::size_t most_events) {
  model::Incident life = incident({});
  life.by = pick(random, 4) == 0 ? Actor::staff : Actor::customer;
  life.priority = one_of(random, kPriorities);
  const std::size_t count = pick(random, most_events + 1);
  Instant when = life.created - std::chrono::minutes(5);
  for (std::size_t i = 0; i < count; ++i) {
    when += std::chrono::minutes(pick(random, 4) == 0 ? 0 : pick(random, 600));
    life.events.push_back(random_event(random, when));
  }
  return life;
}

TEST(EveryClock, AgreesWithASlowReferenceMinuteByMinute) {
  Random random(20260615);
  for (int round = 0; round < 300; ++round) {
    const Policy rules = random_policy(random);
    const model::Incident life = random_life(random, 10);
    const Instant now = life.created + std::chrono::minutes(pick(random, 4000));
    const model::Judgement judgement = evaluate(rules, life, now);
    for (std::size_t clock = 0; clock < rules.clocks.size(); ++clock) {
      const auto expected = SlowReference(rules, clock, life).judge(now);
      auto ours = judgement.clocks[clock];
      ours.used.reset();
      // The reference sees whole minutes only.
      for (auto* instant : {&ours.due, &ours.breached_at}) {
        if (*instant) *instant = std::chrono::ceil<std::chrono::minutes>(**instant);
      }
      ASSERT_EQ(ours, expected) << "round " << round << ", " << ours.clock << ": " << to_string(ours.state)
                                << " and " << to_string(expected.state);
    }
  }
}

TEST(EveryLedger, SumsToWallTimeAndToWhatTheClockCounted) {
  Random random(2);
  for (int round = 0; round < 1000; ++round) {
    const Policy rules = random_policy(random);
    const model::Incident life = random_life(random, 30);
    const Instant now = life.created + Seconds(pick(random, 1'000'000));
    const model::Judgement judgement = evaluate(rules, life, now);
    const std::vector<Ledger> all = ledgers(rules, life, now);
    ASSERT_EQ(all.size(), judgement.clocks.size());
    for (std::size_t clock = 0; clock < all.size(); ++clock) {
      Instant end = life.created;
      Seconds counted{0};
      for (const LedgerEntry& entry : all[clock].entries) {
        ASSERT_EQ(entry.start, end);
        ASSERT_LT(entry.start, entry.end);
        end = entry.end;
        const bool judged = entry.cycle == all[clock].entries.back().cycle;
        if (entry.spent == Spent::running && judged) counted += entry.length();
      }
      ASSERT_EQ(end, now);
      ASSERT_EQ(counted, judgement.clocks[clock].elapsed.value_or(Seconds(0))) << "round " << round;
    }
  }
}

TEST(TheOrderOfArrival, ChangesNothing) {
  Random random(3);
  for (int round = 0; round < 500; ++round) {
    const Policy rules = random_policy(random);
    model::Incident life = random_life(random, 30);
    for (std::size_t i = 0; i < life.events.size(); ++i) life.events[i].at += Seconds(i);  // no ties
    const Instant now = life.created + Seconds(pick(random, 1'000'000));
    const model::Judgement expected = evaluate(rules, life, now);
    std::shuffle(life.events.begin(), life.events.end(), random);
    ASSERT_EQ(evaluate(rules, life, now), expected) << "round " << round;
  }
}

TEST(AJournalThatArrivesInPieces, MeansTheSame) {
  Random random(4);
  for (int round = 0; round < 500; ++round) {
    Policy rules = random_policy(random);
    for (ClockRule& clock : rules.clocks)
      clock.resume_on_customer_comment = false;  // asks what came together
    const model::Incident whole = random_life(random, 30);
    model::Incident pieces = whole;
    pieces.events.clear();
    for (const SlaEvent& event : whole.events) {
      std::array<SlaEvent, 3> parts{event, event, event};
      parts[0].status.reset();
      parts[2].status.reset();
      parts[1].priority.reset();
      parts[2].priority.reset();
      parts[0].comment = parts[1].comment = SlaEvent::CommentKind::none;
      pieces.events.insert(pieces.events.end(), parts.begin(), parts.end());
    }
    const Instant now = whole.created + Seconds(pick(random, 1'000'000));
    ASSERT_EQ(evaluate(rules, pieces, now), evaluate(rules, whole, now)) << "round " << round;
  }
}

TEST(ABreach, IsNotMovedByWhatComesLaterWithoutARetarget) {
  Random random(5);
  int breaches = 0;
  for (int round = 0; round < 1000; ++round) {
    const Policy rules = random_policy(random);
    model::Incident life = random_life(random, 20);
    for (SlaEvent& event : life.events) event.priority.reset();
    const Instant now = life.created + Seconds(pick(random, 500'000));
    const auto before = evaluate(rules, life, now);
    const auto after = evaluate(rules, life, now + Seconds(pick(random, 500'000)));
    for (std::size_t clock = 0; clock < rules.clocks.size(); ++clock) {
      if (!before.clocks[clock].breached_at || rules.clocks[clock].new_cycle) continue;
      ++breaches;
      ASSERT_EQ(after.clocks[clock].breached_at, before.clocks[clock].breached_at) << "round " << round;
    }
  }
  EXPECT_GT(breaches, 100);
}

}  // namespace
}  // namespace estafeta::sla
