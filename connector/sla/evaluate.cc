#include "connector/sla/evaluate.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "connector/sla/stopwatch.h"

namespace estafeta::sla {

namespace {

using base::Instant;
using base::Seconds;
using model::ClockState;

__extension__ using Wide = __int128;

Wide divide_up(Wide dividend, Wide divisor) {
  return (dividend + divisor - 1) / divisor;
}

Wide greatest_common(Wide a, Wide b) {
  while (b != 0) a = std::exchange(b, a % b);
  return a;
}

Seconds seconds(Wide amount) {
  return Seconds(static_cast<std::int64_t>(amount));
}

void keep_earlier(std::optional<Instant>& earliest, std::optional<Instant> instant) {
  if (instant && (!earliest || *instant < *earliest)) earliest = instant;
}

// Six decimals of the nearest double, so that a tie goes the way it goes wherever the ratio is computed anew.
std::string decimal(Wide part, Wide whole) {
  const Wide common = greatest_common(part, whole);  // reduced, both are exact as doubles
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.6f",
                static_cast<double>(part / common) / static_cast<double>(whole / common));
  return buffer.data();
}

// Lays one clock's course over the calendars. A target is used up in parts: each open second is worth
// `parts / amount` of them, a whole number, so that shares of different targets add up exactly.
class Meter {
 public:
  Meter(const Policy& policy, std::size_t clock, const Course& course)
      : policy_(policy), clock_(clock), course_(course) {
    parts_ = policy.carry_fraction ? policy.clocks[clock].parts : amount_of(course.target);
    for (const Stretch& stretch : course.stretches) {
      if (stretch.phase == Phase::running && stretch.cycle == course.cycle) measure(stretch);
    }
  }

  bool breached() const { return used_ > parts_; }

  model::ClockJudgement judge(Instant now) const {
    model::ClockJudgement judgement;
    judgement.clock = policy_.clocks[clock_].name;
    judgement.state = state();
    judgement.target = seconds(amount_of(course_.target));
    judgement.elapsed = elapsed_;
    judgement.used = decimal(used_, parts_);
    judgement.due = due(now);
    judgement.stopped_at = course_.stopped_at;
    if (breached()) judgement.breached_at = reached_;
    return judgement;
  }

  // When the state changes, or the next threshold is reached, if nothing else happens.
  std::optional<Instant> next_transition(Instant now) const {
    std::optional<Instant> next;
    if (course_.phase != Phase::running || breached()) return next;
    for (const Fraction& share : policy_.warn_at) {
      const Wide missing = share.numerator * parts_ - share.denominator * used_;
      if (missing > 0) keep_earlier(next, after(now, divide_up(missing, share.denominator * rate())));
    }
    keep_earlier(next, after(now, (parts_ - used_) / rate() + 1));
    return next;
  }

 private:
  Wide amount_of(const Target* target) const { return target->amounts[clock_].count(); }
  Wide rate() const { return parts_ / amount_of(course_.target); }
  std::optional<Instant> after(Instant from, Wide amount) const {
    return course_.target->hours.add(from, seconds(amount));
  }

  void measure(const Stretch& stretch) {
    const Target* target = policy_.carry_fraction ? stretch.target : course_.target;
    if (target == nullptr || amount_of(target) == 0) return;
    const Wide rate = parts_ / amount_of(target);
    const Seconds open = target->hours.elapsed(stretch.start, stretch.end);
    const Wide missing = parts_ - used_;
    elapsed_ += open;
    used_ += open.count() * rate;
    if (!reached_ && used_ >= parts_) {
      reached_ = target->hours.add(stretch.start, seconds(divide_up(missing, rate)));
    }
  }

  bool at_risk() const {
    if (policy_.warn_at.empty()) return false;
    const Fraction& share = policy_.warn_at.front();
    return used_ * share.denominator >= share.numerator * parts_;
  }

  ClockState state() const {
    if (breached()) return ClockState::breached;
    if (course_.phase == Phase::stopped) return ClockState::met;
    if (course_.phase == Phase::paused) return ClockState::paused;
    return at_risk() ? ClockState::at_risk : ClockState::running;
  }

  std::optional<Instant> due(Instant now) const {
    if (course_.phase == Phase::paused && !breached()) return std::nullopt;
    if (reached_) return reached_;
    return after(course_.stopped_at.value_or(now), divide_up(parts_ - used_, rate()));
  }

  const Policy& policy_;
  const std::size_t clock_;
  const Course& course_;
  Wide parts_ = 1;  // the whole target
  Wide used_ = 0;
  Seconds elapsed_{0};
  std::optional<Instant> reached_;  // the first instant at which the whole target was used
};

bool has_target(const Course& course, std::size_t clock) {
  return course.phase != Phase::not_begun && course.target != nullptr &&
         course.target->amounts[clock] > Seconds(0);
}

}  // namespace

model::Judgement evaluate(const Policy& policy, const model::Incident& incident, Instant now) {
  now = std::max(now, incident.created);
  const std::vector<Step> steps = steps_of(incident, now);
  model::Judgement judgement;
  for (std::size_t clock = 0; clock < policy.clocks.size(); ++clock) {
    const Course course = follow(policy, policy.clocks[clock], incident, steps, now, nullptr);
    if (has_target(course, clock)) {
      const Meter meter(policy, clock, course);
      judgement.clocks.push_back(meter.judge(now));
      keep_earlier(judgement.next_transition, meter.next_transition(now));
    } else {
      judgement.clocks.emplace_back().clock = policy.clocks[clock].name;
    }
  }
  for (const model::SlaEvent& event : incident.events) {
    if (event.at > now) keep_earlier(judgement.next_transition, event.at);
  }
  return judgement;
}

}  // namespace estafeta::sla
