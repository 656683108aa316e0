#include "connector/sla/statistics/forecast.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <set>

#include "connector/sla/statistics/outcome.h"

namespace estafeta::sla {

namespace {

using base::Instant;
using base::Seconds;
using model::ClockJudgement;
using model::ClockState;

// What is left of the target in force; under carry_fraction to the precision of the six decimals, rounded up.
Seconds left_of(bool carries, const ClockJudgement& clock) {
  const Seconds target = clock.target.value_or(Seconds(0));
  if (!carries) return target - clock.elapsed.value_or(Seconds(0));
  const double used = std::strtod(clock.used.value_or("0").c_str(), nullptr);
  return Seconds(static_cast<std::int64_t>(std::ceil(static_cast<double>(target.count()) * (1 - used))));
}

std::optional<Forecast> of_clock(bool carries, const calendar::Calendar& hours, const ClockJudgement& clock,
                                 Instant now, Seconds horizon) {
  Forecast found;
  found.clock = clock.clock;
  found.state = clock.state;
  found.hours = &hours;
  if (clock.state == ClockState::paused) {
    found.outlook = Outlook::paused;
    found.left = left_of(carries, clock);
    const auto due = hours.add(now, found.left);
    if (!due || *due > now + horizon) return std::nullopt;
    found.due = *due;
    return found;
  }
  const bool runs = clock.state == ClockState::running || clock.state == ClockState::at_risk;
  if (!runs || !clock.due) return std::nullopt;
  found.due = *clock.due;
  found.left = hours.elapsed(now, found.due);
  if (found.due > now + horizon) {
    if (clock.state != ClockState::at_risk) return std::nullopt;
    found.outlook = Outlook::at_risk;
  }
  return found;
}

}  // namespace

std::string_view to_string(Outlook outlook) {
  constexpr std::array<std::string_view, 3> kWords{"breaches", "at_risk", "paused"};
  return kWords[static_cast<std::size_t>(outlook)];
}

std::vector<Forecast> forecast(const Record& record, const Judged& judged, Instant now, Seconds horizon) {
  std::vector<Forecast> all;
  const Policy* policy = judged.policy();
  if (policy == nullptr) return all;
  const std::string priority = priority_at(record.incident, now);
  const Target* target = policy->target_for(record.incident, priority);
  if (target == nullptr) return all;
  // What is left out of the statistics is nobody's breach.
  std::set<std::string> counted;
  for (const Outcome& outcome : outcomes(record, judged, now)) {
    if (outcome.open()) counted.insert(outcome.clock);
  }
  for (std::size_t i = 0; i < judged.judgement.clocks.size(); ++i) {
    if (!counted.contains(judged.judgement.clocks[i].clock)) continue;
    auto found = of_clock(policy->carries(i), target->hours, judged.judgement.clocks[i], now, horizon);
    if (!found) continue;
    found->department = department_at(record.incident, now);
    found->priority = priority;
    all.push_back(std::move(*found));
  }
  return all;
}

}  // namespace estafeta::sla
