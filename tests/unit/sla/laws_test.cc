// Laws of clocks and ledgers on random lives: 5,000 of a fixed seed, or with ESTAFETA_LONG=1 100,000 fresh
// ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <map>

#include "connector/sla/clocks/clocks.h"
#include "connector/sla/statistics/shares.h"
#include "tests/unit/sla/random_lives.h"
#include "tests/unit/sla/slow_cycles.h"
#include "tests/unit/sla/slow_reference.h"

namespace estafeta::sla {
namespace {

using base::Instant;
using base::Seconds;

// The seed is printed when a law is broken.
class LawsOfClocks : public ::testing::Test {
 protected:
  static int rounds(int many) { return is_long() ? 20 * many : many; }
  void TearDown() override {
    if (HasFailure()) std::cout << "the seed was " << seed_ << "\n";
  }

  const std::uint64_t seed_ = seed_of(20260615);
  Random random_{seed_};
};

void expect_as_the_reference(const Policy& rules, const model::Incident& life, Instant now, Seconds step,
                             const model::Judgement& judgement) {
  for (std::size_t clock = 0; clock < rules.clocks.size(); ++clock) {
    const auto expected = rules.clocks[clock].runs_in_cycles()
                              ? SlowCycles(rules, clock, life, step).judge(now)
                              : SlowReference(rules, clock, life, step).judge(now);
    auto ours = judgement.clocks[clock];
    ours.used.reset();
    // The reference sees whole steps only.
    for (auto* instant : {&ours.due, &ours.breached_at}) {
      if (!*instant) continue;
      const Seconds over = (**instant - life.created) % step;
      if (over > Seconds(0)) **instant += step - over;
    }
    ASSERT_EQ(ours, expected) << ours.clock << ": " << to_string(ours.state) << " and "
                              << to_string(expected.state);
  }
}

TEST_F(LawsOfClocks, TheyAgreeWithASlowReferenceMinuteByMinute) {
  for (int round = 0; round < rounds(100); ++round) {
    const Grain grain = minutes_grain();
    const Policy rules = random_policy(random_, grain);
    const model::Incident life = random_life(random_, 10, grain);
    const Instant now = random_now(random_, life, grain);
    ASSERT_NO_FATAL_FAILURE(expect_as_the_reference(rules, life, now, grain.step, evaluate(rules, life, now)))
        << "round " << round;
  }
}

// In one go, event by event in whatever chunks they come, and as the reference has it: the same.
TEST_F(LawsOfClocks, InPiecesFromScratchAndByTheReferenceTheyAreTheSame) {
  const Grain grain = quarters_grain();
  for (int round = 0; round < rounds(5000); ++round) {
    const Policy rules = random_policy(random_, grain);
    const model::Incident life = random_life(random_, 14, grain);
    const Instant now = random_now(random_, life, grain);
    model::Incident known = life;
    known.events.clear();
    known.corrections.clear();
    Clocks clocks(rules, known);
    std::size_t corrections = 0;
    Instant seen = life.created;
    for (const SlaEvent& event : life.events) {
      clocks.add(event);
      if (corrections < life.corrections.size() && pick(random_, 6) == 0)
        clocks.add(life.corrections[corrections++]);
      if (pick(random_, 3) != 0) continue;
      seen += grain.step * pick(random_, grain.steps);
      ASSERT_EQ(clocks.judgement(seen), evaluate(rules, clocks.incident(), seen)) << "round " << round;
    }
    while (corrections < life.corrections.size()) clocks.add(life.corrections[corrections++]);
    const model::Judgement judgement = clocks.judgement(now);
    ASSERT_EQ(judgement, evaluate(rules, life, now)) << "round " << round;
    ASSERT_NO_FATAL_FAILURE(expect_as_the_reference(rules, life, now, grain.step, judgement))
        << "round " << round;
  }
}

// 2,000 lives of either kind, in one go and in whatever chunks they come; with their ledgers.
TEST_F(LawsOfClocks, ClocksThatStartByAGroupOrAContractAgreeWithASlowReferenceAndTheirLedgersAddUp) {
  const Grain grain = quarters_grain();
  for (const std::string on : {"assigned_to_group", "contract"}) {
    int begun = 0, later = 0;
    for (int round = 0; round < rounds(2000); ++round) {
      const Policy rules = random_policy_of_starts(random_, grain, on);
      const model::Incident life = random_handed_life(random_, 14, grain);
      const Instant now = random_now(random_, life, grain);
      const model::Judgement judgement = evaluate(rules, life, now);
      ASSERT_NO_FATAL_FAILURE(expect_as_the_reference(rules, life, now, grain.step, judgement))
          << on << ", round " << round;
      model::Incident known = life;
      known.events.clear();
      known.corrections.clear();
      Clocks clocks(rules, known);
      Instant seen = life.created;
      for (const SlaEvent& event : life.events) {
        clocks.add(event);
        if (pick(random_, 3) != 0) continue;
        seen += grain.step * pick(random_, grain.steps);
        ASSERT_EQ(clocks.judgement(seen), evaluate(rules, clocks.incident(), seen)) << "round " << round;
      }
      for (const auto& correction : life.corrections) clocks.add(correction);
      ASSERT_EQ(clocks.judgement(now), judgement) << "round " << round;
      const std::vector<Ledger> all = ledgers(rules, life, now);
      for (std::size_t clock = 0; clock < all.size(); ++clock) {
        Seconds sum{0}, counted{0};
        for (const LedgerEntry& entry : all[clock].entries) {
          sum += entry.length();
          const bool is_last = entry.cycle == all[clock].entries.back().cycle;
          if (entry.spent == Spent::running && is_last) counted += entry.length();
        }
        ASSERT_EQ(sum, std::max(now, life.created) - life.created) << "round " << round;
        ASSERT_EQ(counted, judgement.clocks[clock].elapsed.value_or(Seconds(0))) << "round " << round;
      }
      if (clock_of(judgement, "work").state == model::ClockState::none) continue;
      ++begun;
      if (all[2].entries.size() > 1 && all[2].entries.front().spent == Spent::none) ++later;
    }
    EXPECT_GT(begun, 200) << on;
    EXPECT_GT(later, 100) << on;
  }
}

// 2,000 lives of each kind, in one go and in whatever chunks they come.
TEST_F(LawsOfClocks, CyclesAgreeWithASlowReferenceStepByStep) {
  const Grain grain = quarters_grain();
  std::array<int, 3> lives_by_cycles{};
  for (int round = 0; round < rounds(2000); ++round) {
    const Policy rules = random_policy_of_cycles(random_);
    const model::Incident life = random_talk(random_, 20, grain);
    const Instant now = random_now(random_, life, grain);
    const model::Judgement judgement = evaluate(rules, life, now);
    ASSERT_NO_FATAL_FAILURE(expect_as_the_reference(rules, life, now, grain.step, judgement))
        << "round " << round;
    model::Incident known = life;
    known.events.clear();
    Clocks clocks(rules, known);
    for (const SlaEvent& event : life.events) {
      clocks.add(event);
      if (pick(random_, 3) == 0) clocks.judgement(life.created + grain.step * pick(random_, grain.steps));
    }
    ASSERT_EQ(clocks.judgement(now), judgement) << "round " << round;
    const int cycles = clock_of(judgement, "question").cycles.value_or(model::Cycles{}).judged;
    ++lives_by_cycles[static_cast<std::size_t>(std::min(cycles, 2))];
  }
  for (const int lives : lives_by_cycles) EXPECT_GT(lives, 200);  // none, one and several
}

// Each cycle's running seconds are what it was judged by, and all entries add up to wall time.
void expect_a_true_ledger_of_cycles(const Ledger& ledger, const std::vector<JudgedCycle>& cycles,
                                    const model::Incident& life, Instant now) {
  Instant end = life.created;
  std::map<int, Seconds> counted;
  for (const LedgerEntry& entry : ledger.entries) {
    ASSERT_EQ(entry.start, end);
    ASSERT_LT(entry.start, entry.end);
    end = entry.end;
    if (entry.spent == Spent::running) counted[entry.cycle] += entry.length();
  }
  ASSERT_EQ(end, now);
  std::erase_if(counted, [](const auto& one) { return one.second == Seconds(0); });
  for (const JudgedCycle& cycle : cycles) {
    ASSERT_EQ(counted[cycle.number], cycle.judgement.elapsed) << "cycle " << cycle.number;
    counted.erase(cycle.number);
  }
  ASSERT_TRUE(counted.empty());
}

TEST_F(LawsOfClocks, LedgersOfCyclesSumToWallTimeAndToWhatEachCycleCounted) {
  const Grain grain = minutes_grain();
  for (int round = 0; round < rounds(1000); ++round) {
    const Policy rules = random_policy_of_cycles(random_);
    const model::Incident life = random_talk(random_, 30, grain);
    const Instant now = life.created + Seconds(pick(random_, 1'000'000));
    const std::vector<Ledger> all = ledgers(rules, life, now);
    const auto cycles = judged_cycles(rules, life, now);
    const model::Judgement judgement = evaluate(rules, life, now);
    for (std::size_t clock = 2; clock < all.size(); ++clock) {
      ASSERT_NO_FATAL_FAILURE(expect_a_true_ledger_of_cycles(all[clock], cycles[clock], life, now))
          << "round " << round;
      const auto count = judgement.clocks[clock].cycles.value_or(model::Cycles{});
      ASSERT_EQ(static_cast<std::size_t>(count.judged), cycles[clock].size());
    }
  }
}

// Every second of every clock's ledger, laid against the calendar that counts it.
void expect_a_true_ledger(const Policy& rules, std::size_t clock, const model::Incident& life, Instant now,
                          const Ledger& ledger, const model::ClockJudgement& judged) {
  Instant end = life.created;
  Seconds counted{0};
  for (const LedgerEntry& entry : ledger.entries) {
    ASSERT_EQ(entry.start, end);
    ASSERT_LT(entry.start, entry.end);
    end = entry.end;
    if (entry.spent == Spent::running && entry.cycle == ledger.entries.back().cycle)
      counted += entry.length();
    if (rules.carry_fraction || !judged.target) continue;
    const auto target = std::find_if(rules.targets.begin(), rules.targets.end(), [&](const Target& one) {
      return one.amounts[clock].time == judged.target;
    });
    const auto& hours = target->hours;
    if (entry.spent == Spent::running) {
      ASSERT_EQ(hours.elapsed(entry.start, entry.end), entry.length());
    }
    if (entry.spent != Spent::closed && entry.spent != Spent::holiday) continue;
    ASSERT_EQ(hours.elapsed(entry.start, entry.end), Seconds(0));
    for (const Instant at : {entry.start, entry.end - Seconds(1)}) {
      ASSERT_EQ(hours.is_holiday(hours.zone().local_date(at)), entry.spent == Spent::holiday);
    }
  }
  ASSERT_EQ(end, now);
  ASSERT_EQ(counted, judged.elapsed.value_or(Seconds(0)));
}

TEST_F(LawsOfClocks, LedgersSumToWallTimeAndToWhatTheClocksCounted) {
  const Grain grain = minutes_grain();
  for (int round = 0; round < rounds(500); ++round) {
    const Policy rules = random_policy(random_, grain);
    const model::Incident life = random_life(random_, 30, grain);
    const Instant now = life.created + Seconds(pick(random_, 1'000'000));
    const model::Judgement judgement = evaluate(rules, life, now);
    const std::vector<Ledger> all = ledgers(rules, life, now);
    ASSERT_EQ(all.size(), rules.clocks.size());
    for (std::size_t clock = 0; clock < all.size(); ++clock) {
      ASSERT_EQ(all[clock].clock, rules.clocks[clock].name);
      ASSERT_NO_FATAL_FAILURE(
          expect_a_true_ledger(rules, clock, life, now, all[clock], judgement.clocks[clock]))
          << "round " << round;
      Seconds shared{0};
      for (const Share& share : shares(all[clock])) shared += share.total();
      ASSERT_EQ(shared, now - life.created);
    }
  }
}

TEST_F(LawsOfClocks, TheOrderOfArrivalChangesNothing) {
  const Grain grain = minutes_grain();
  for (int round = 0; round < rounds(500); ++round) {
    const Policy rules = random_policy(random_, grain);
    model::Incident life = random_life(random_, 30, grain);
    for (std::size_t i = 0; i < life.events.size(); ++i) life.events[i].at += Seconds(i);  // no ties
    const Instant now = life.created + Seconds(pick(random_, 1'000'000));
    const model::Judgement expected = evaluate(rules, life, now);
    std::shuffle(life.events.begin(), life.events.end(), random_);
    std::shuffle(life.corrections.begin(), life.corrections.end(), random_);
    ASSERT_EQ(evaluate(rules, life, now), expected) << "round " << round;
    Clocks clocks(rules, life);
    ASSERT_EQ(clocks.judgement(now), expected) << "round " << round;
  }
}

TEST_F(LawsOfClocks, AJournalThatArrivesInPiecesMeansTheSame) {
  const Grain grain = minutes_grain();
  for (int round = 0; round < rounds(500); ++round) {
    Policy rules = random_policy(random_, grain);
    for (ClockRule& clock : rules.clocks)
      clock.resume_on_customer_comment = false;  // asks what came together
    const model::Incident whole = random_life(random_, 30, grain);
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
    const Instant now = whole.created + Seconds(pick(random_, 1'000'000));
    ASSERT_EQ(evaluate(rules, pieces, now), evaluate(rules, whole, now)) << "round " << round;
  }
}

TEST_F(LawsOfClocks, ABreachIsNotMovedByWhatComesLaterWithoutARetargetOrACorrection) {
  const Grain grain = minutes_grain();
  int breaches = 0;
  for (int round = 0; round < rounds(1000); ++round) {
    const Policy rules = random_policy(random_, grain);
    model::Incident life = random_life(random_, 20, grain);
    life.corrections.clear();
    for (SlaEvent& event : life.events) event.priority.reset();
    const Instant now = life.created + Seconds(pick(random_, 500'000));
    const auto before = evaluate(rules, life, now);
    const auto after = evaluate(rules, life, now + Seconds(pick(random_, 500'000)));
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
