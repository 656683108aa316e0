// How much of its target a clock used up, and when: the stretches it ran, laid over calendars.
//
// A target is used up in parts: each open second is worth `parts / amount` of them, a whole number, so that
// shares of different targets add up exactly. Stretches come in order of time; for each target that was ever
// asked for a sum is kept, which grows by what was added since: a stretch costs a look-up in a calendar, not
// a walk through the life. The policy must outlive it. Not safe for several threads.
#pragma once

#include <optional>
#include <vector>

#include "connector/model/incident.h"
#include "connector/sla/clocks/policy.h"
#include "connector/sla/clocks/stopwatch.h"

namespace estafeta::sla {

__extension__ using Wide = __int128;

// What was used of one target.
struct Sum {
  const Target* target = nullptr;  // null where the clock carries: each stretch used its own
  Wide parts = 0;                  // the whole target
  std::size_t stretches = 0;       // so many are in it
  Wide used = 0;
  base::Seconds elapsed{0};
  std::optional<base::Instant> reached;  // the first instant at which the whole target was used
};

class Meter {
 public:
  // Nothing runs within `excluded`, a set.
  Meter(const Policy& policy, std::size_t clock, const std::vector<calendar::Interval>& excluded)
      : policy_(&policy), clock_(clock), carries_(policy.carries(clock)), excluded_(&excluded) {}

  // The clock ran, with that target in force.
  void add(base::Instant start, base::Instant end, const Target* target);
  void begin_anew();

  struct Reading {
    model::ClockJudgement judgement;
    // When the state changes, or the next threshold is reached, if nothing else happens.
    std::optional<base::Instant> next_transition;
  };
  // The cycle under way, as of `now`; it has run since `running_since` with that target in force, or does not
  // run.
  Reading read(const CycleState& cycle, base::Instant running_since, const Target* target, base::Instant now);

 private:
  struct Stretch {
    base::Instant start;
    base::Instant end;
    const Target* target;
  };

  Sum& sum_for(const CycleState& cycle);
  void measure(Sum& sum, const Stretch& stretch) const;
  void measure_open(Sum& sum, base::Instant start, base::Instant end, const Target& target, Wide rate) const;

  const Policy* policy_;
  std::size_t clock_;
  bool carries_;
  const std::vector<calendar::Interval>* excluded_;
  std::vector<Stretch> stretches_;
  std::vector<Sum> sums_;
};

}  // namespace estafeta::sla
