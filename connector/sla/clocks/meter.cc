#include "connector/sla/clocks/meter.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace estafeta::sla {

namespace {

using base::Instant;
using base::Seconds;
using model::ClockState;

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

// Six decimals of the nearest double, so that a tie goes the way it goes wherever the ratio is computed anew.
std::string decimal(Wide part, Wide whole) {
  const Wide common = greatest_common(part, whole);
  const Wide above = part / common, below = whole / common;  // reduced, both are exact as doubles
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.6f",
                static_cast<double>(above) / static_cast<double>(below));
  return buffer.data();
}

// What a clock's sum says of it.
class Verdictor {
 public:
  Verdictor(const Policy& policy, const CycleState& cycle, const Sum& sum, Wide amount)
      : policy_(policy),
        cycle_(cycle),
        target_(*cycle.judged_by),
        sum_(sum),
        parts_(sum.parts),
        amount_(amount) {}

  void fill(model::ClockJudgement& judgement, Instant now) const {
    judgement.state = state();
    judgement.target = seconds(amount_);
    judgement.elapsed = sum_.elapsed;
    judgement.used = decimal(sum_.used, parts_);
    judgement.due = due(now);
    judgement.stopped_at = cycle_.stopped_at;
    if (breached()) judgement.breached_at = sum_.reached;
  }

  std::optional<Instant> next_transition(Instant now) const {
    if (cycle_.phase != Phase::running) return std::nullopt;
    std::optional<Instant> next;
    if (!breached()) next = after(now, (parts_ - sum_.used) / rate() + 1);
    for (const Warning& warning : policy_.warn_at) {
      const Wide missing = threshold(warning) - sum_.used;
      if (missing <= 0) continue;
      const auto reached = after(now, divide_up(missing, rate()));
      if (reached && (!next || *reached < *next)) next = reached;
    }
    return next;
  }

 private:
  bool breached() const { return sum_.used > parts_; }
  Wide rate() const { return parts_ / amount_; }
  std::optional<Instant> after(Instant from, Wide amount) const {
    return target_.hours.add(from, seconds(amount));
  }

  bool at_risk() const {
    return std::any_of(policy_.warn_at.begin(), policy_.warn_at.end(), [&](const Warning& warning) {
      return warning.kind != Warning::Kind::after && sum_.used >= threshold(warning);
    });
  }

  // So much is used when it is reached.
  Wide threshold(const Warning& warning) const {
    const Wide time = warning.time.count() * rate();
    switch (warning.kind) {
      case Warning::Kind::share:
        return divide_up(warning.share.numerator * parts_, warning.share.denominator);
      case Warning::Kind::before:
        return std::max<Wide>(0, parts_ - time);
      case Warning::Kind::after:
        return parts_ + time;
    }
    return parts_;
  }

  ClockState state() const {
    if (breached()) return ClockState::breached;
    if (cycle_.phase == Phase::stopped) return ClockState::met;
    if (cycle_.phase == Phase::paused) return ClockState::paused;
    return at_risk() ? ClockState::at_risk : ClockState::running;
  }

  std::optional<Instant> due(Instant now) const {
    if (cycle_.phase == Phase::paused && !breached()) return std::nullopt;
    if (sum_.reached) return sum_.reached;
    return after(cycle_.stopped_at.value_or(now), divide_up(parts_ - sum_.used, rate()));
  }

  const Policy& policy_;
  const CycleState& cycle_;
  const Target& target_;
  const Sum& sum_;
  const Wide parts_;  // the whole target
  const Wide amount_;
};

}  // namespace

void Meter::add(Instant start, Instant end, const Target* target) {
  if (start < end) stretches_.push_back({start, end, target});
}

void Meter::begin_anew() {
  stretches_.clear();
  sums_.clear();
}

// A clock that carries has parts of which every target is a multiple; any other is judged by one target, each
// second of which is one part.
Sum& Meter::sum_for(const CycleState& cycle) {
  const Target* key = carries_ ? nullptr : cycle.judged_by;
  auto found = std::find_if(sums_.begin(), sums_.end(), [&](const Sum& sum) { return sum.target == key; });
  if (found == sums_.end()) {
    found = sums_.emplace(sums_.end());
    found->target = key;
    found->parts = carries_ ? policy_->clocks[clock_].parts : key->open_time(clock_, cycle.began).count();
  }
  return *found;
}

Meter::Reading Meter::read(const CycleState& cycle, Instant running_since, const Target* target,
                           Instant now) {
  Reading reading;
  reading.judgement.clock = policy_->clocks[clock_].name;
  const Target* judged = cycle.judged_by;
  if (cycle.phase == Phase::not_begun || judged == nullptr || !judged->promises(clock_)) return reading;
  Sum& sum = sum_for(cycle);
  if (sum.parts == 0) return reading;
  for (; sum.stretches < stretches_.size(); ++sum.stretches) measure(sum, stretches_[sum.stretches]);
  Sum total = sum;
  if (cycle.phase == Phase::running) measure(total, {running_since, now, target});
  const Wide amount = carries_ ? Wide{judged->amounts[clock_].time.count()} : sum.parts;
  const Verdictor verdictor(*policy_, cycle, total, amount);
  verdictor.fill(reading.judgement, now);
  reading.next_transition = verdictor.next_transition(now);
  return reading;
}

void Meter::measure(Sum& sum, const Stretch& stretch) const {
  const Target* target = sum.target == nullptr ? stretch.target : sum.target;
  if (target == nullptr || !target->promises(clock_)) return;
  const Wide rate = carries_ ? sum.parts / target->amounts[clock_].time.count() : 1;
  Instant start = stretch.start;
  const auto first = std::partition_point(excluded_->begin(), excluded_->end(),
                                          [&](const auto& hole) { return hole.end <= start; });
  for (auto hole = first; hole != excluded_->end() && hole->start < stretch.end; ++hole) {
    measure_open(sum, start, hole->start, *target, rate);
    start = std::max(start, hole->end);
  }
  measure_open(sum, start, stretch.end, *target, rate);
}

void Meter::measure_open(Sum& sum, Instant start, Instant end, const Target& target, Wide rate) const {
  if (start >= end) return;
  const Seconds open = target.hours.elapsed(start, end);
  const Wide missing = sum.parts - sum.used;
  sum.elapsed += open;
  sum.used += open.count() * rate;
  if (!sum.reached && sum.used >= sum.parts)
    sum.reached = target.hours.add(start, seconds(divide_up(missing, rate)));
}

}  // namespace estafeta::sla
