#include "connector/change/schedule/delay.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "connector/change/schedule/attribution.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Instant;
using base::Seconds;
using model::DelayShare;
using model::Side;
using Cause = DelayShare::Cause;

namespace {

std::vector<DelayShare> shares_of(const model::Delay& delay, std::int64_t plan_days, Seconds plan_time,
                                  Cause of_plan, const std::map<Blame, std::int64_t>& weights) {
  std::vector<std::int64_t> plain;
  for (const auto& [blame, weight] : weights) plain.push_back(weight);
  const auto days = shared_out(delay.days - plan_days, plain);
  const auto times = shared_out((delay.time - plan_time).count(), plain);
  std::vector<DelayShare> shares;
  std::size_t at = 0;
  for (const auto& [blame, weight] : weights) {
    shares.push_back({blame.cause, blame.side, blame.department, days[at], Seconds(times[at])});
    ++at;
  }
  if (weights.empty() && (plan_days < delay.days || plan_time < delay.time)) {
    shares.push_back({Cause::late, Side::us, "", delay.days - plan_days, delay.time - plan_time});
  }
  if (plan_days > 0 || plan_time > Seconds(0)) {
    shares.push_back({of_plan, Side::us, "", plan_days, plan_time});
  }
  std::stable_sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.side, -a.time.count()) < std::tuple(b.side, -b.time.count());
  });
  return shares;
}

// Whether it was too long from the start, or became so.
Cause cause_of_plan(const Situation& situation) {
  const auto* promised = last_change_of(situation.change, to_string(model::Field::promised));
  const auto all = passages(situation.change);
  const bool is_other = std::any_of(all.begin(), all.end(), [&](const Passage& passage) {
    const bool again = passage.from == model::State::in_progress && passage.to == model::State::agreed;
    return again && promised != nullptr && passage.event > promised;
  });
  return is_other ? Cause::grown : Cause::plan;
}

}  // namespace

std::vector<std::int64_t> shared_out(std::int64_t whole, const std::vector<std::int64_t>& weights) {
  std::vector<std::int64_t> shares(weights.size(), 0);
  const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  if (sum <= 0) return shares;
  std::vector<std::pair<double, std::size_t>> remainders;
  auto left = whole;
  for (std::size_t at = 0; at < weights.size(); ++at) {
    const auto exact =
        static_cast<double>(whole) * static_cast<double>(weights[at]) / static_cast<double>(sum);
    shares[at] = static_cast<std::int64_t>(exact);
    left -= shares[at];
    remainders.emplace_back(exact - static_cast<double>(shares[at]), at);
  }
  std::stable_sort(remainders.begin(), remainders.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t at = 0; left > 0; --left, ++at) ++shares[remainders[at % remainders.size()].second];
  return shares;
}

std::optional<model::Delay> delay_of(const Rules& rules, const Situation& situation, const Tree& tree,
                                     const model::Schedule& schedule, base::Date promised) {
  if (schedule.tasks.empty()) return std::nullopt;
  const auto& zone = rules.zone;
  const auto days_late = [&](Instant finish) {
    return std::int64_t{
        (std::chrono::sys_days(zone.local_date(finish)) - std::chrono::sys_days(promised)).count()};
  };
  model::Delay delay;
  delay.days = days_late(schedule.finish);
  if (delay.days <= 0) return std::nullopt;
  const auto day_after = base::Date(std::chrono::sys_days(promised) + std::chrono::days(1));
  const auto until = zone.start_of_day(day_after);
  delay.time = schedule.finish - until;
  const auto attribution = attribution_of(rules, situation, tree, schedule);
  const auto planned = attribution.untouched_finish.value_or(until);
  const auto plan_days = std::clamp(days_late(planned), std::int64_t{0}, delay.days);
  const auto plan_time = std::clamp(planned - until, Seconds(0), delay.time);
  delay.shares = shares_of(delay, plan_days, plan_time, cause_of_plan(situation), attribution.weights);
  return delay;
}

}  // namespace estafeta::change
