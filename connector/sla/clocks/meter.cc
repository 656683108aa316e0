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
  Verdictor(const Policy& policy, const Stopwatch& watch, const Sum& sum, Wide parts, Wide amount)
      : policy_(policy),
        watch_(watch),
        target_(*watch.judged_by()),
        sum_(sum),
        parts_(parts),
        amount_(amount) {}

  void fill(model::ClockJudgement& judgement, Instant now) const {
    judgement.state = state();
    judgement.target = seconds(amount_);
    judgement.elapsed = sum_.elapsed;
    judgement.used = decimal(sum_.used, parts_);
    judgement.due = due(now);
    judgement.stopped_at = watch_.stopped_at();
    if (breached()) judgement.breached_at = sum_.reached;
  }

  std::optional<Instant> next_transition(Instant now) const {
    if (watch_.phase() != Phase::running || breached()) return std::nullopt;
    auto next = after(now, (parts_ - sum_.used) / rate() + 1);
    for (const Fraction& share : policy_.warn_at) {
      const Wide missing = share.numerator * parts_ - share.denominator * sum_.used;
      if (missing <= 0) continue;
      const auto reached = after(now, divide_up(missing, share.denominator * rate()));
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
    if (policy_.warn_at.empty()) return false;
    const Fraction& share = policy_.warn_at.front();
    return sum_.used * share.denominator >= share.numerator * parts_;
  }

  ClockState state() const {
    if (breached()) return ClockState::breached;
    if (watch_.phase() == Phase::stopped) return ClockState::met;
    if (watch_.phase() == Phase::paused) return ClockState::paused;
    return at_risk() ? ClockState::at_risk : ClockState::running;
  }

  std::optional<Instant> due(Instant now) const {
    if (watch_.phase() == Phase::paused && !breached()) return std::nullopt;
    if (sum_.reached) return sum_.reached;
    return after(watch_.stopped_at().value_or(now), divide_up(parts_ - sum_.used, rate()));
  }

  const Policy& policy_;
  const Stopwatch& watch_;
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

Sum& Meter::sum_for(const Target* judged) {
  const Target* key = policy_->carry_fraction ? nullptr : judged;
  auto found = std::find_if(sums_.begin(), sums_.end(), [&](const Sum& sum) { return sum.target == key; });
  if (found == sums_.end()) {
    sums_.emplace_back().target = key;
    found = sums_.end() - 1;
  }
  return *found;
}

Meter::Reading Meter::read(const Stopwatch& watch, Instant running_since, Instant now) {
  Reading reading;
  reading.judgement.clock = policy_->clocks[clock_].name;
  const Target* judged = watch.judged_by();
  if (watch.phase() == Phase::not_begun || judged == nullptr || amount_of(*judged) == 0) return reading;
  const Wide parts = policy_->carry_fraction ? Wide{policy_->clocks[clock_].parts} : amount_of(*judged);
  Sum& sum = sum_for(judged);
  for (; sum.stretches < stretches_.size(); ++sum.stretches) measure(sum, stretches_[sum.stretches], parts);
  Sum total = sum;
  if (watch.phase() == Phase::running) measure(total, {running_since, now, watch.target()}, parts);
  const Verdictor verdictor(*policy_, watch, total, parts, amount_of(*judged));
  verdictor.fill(reading.judgement, now);
  reading.next_transition = verdictor.next_transition(now);
  return reading;
}

void Meter::measure(Sum& sum, const Stretch& stretch, Wide parts) const {
  const Target* target = sum.target == nullptr ? stretch.target : sum.target;
  if (target == nullptr || amount_of(*target) == 0) return;
  Instant start = stretch.start;
  const auto first = std::partition_point(excluded_->begin(), excluded_->end(),
                                          [&](const auto& hole) { return hole.end <= start; });
  for (auto hole = first; hole != excluded_->end() && hole->start < stretch.end; ++hole) {
    measure_open(sum, start, hole->start, *target, parts);
    start = std::max(start, hole->end);
  }
  measure_open(sum, start, stretch.end, *target, parts);
}

void Meter::measure_open(Sum& sum, Instant start, Instant end, const Target& target, Wide parts) const {
  if (start >= end) return;
  const Wide rate = parts / amount_of(target);
  const Seconds open = target.hours.elapsed(start, end);
  const Wide missing = parts - sum.used;
  sum.elapsed += open;
  sum.used += open.count() * rate;
  if (!sum.reached && sum.used >= parts)
    sum.reached = target.hours.add(start, seconds(divide_up(missing, rate)));
}

}  // namespace estafeta::sla
