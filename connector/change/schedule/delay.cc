#include "connector/change/schedule/delay.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "connector/change/schedule/attribution.h"
#include "connector/change/schedule/bounds.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Instant;
using base::Seconds;
using model::DelayShare;
using model::Side;
using Cause = DelayShare::Cause;

namespace {

// A part of the delay.
struct Part {
  std::int64_t days = 0;
  Seconds time{0};
};

// What is the plan's own: it was too long from the start, and what another plan agreed to since added.
struct OfPlans {
  Part first;
  Part added;
};

std::vector<DelayShare> shares_of(const model::Delay& delay, const OfPlans& plans,
                                  const std::map<Blame, std::int64_t>& weights) {
  const Part rest{delay.days - plans.first.days - plans.added.days,
                  delay.time - plans.first.time - plans.added.time};
  std::vector<std::int64_t> plain;
  for (const auto& [blame, weight] : weights) plain.push_back(weight);
  const auto days = shared_out(rest.days, plain);
  const auto times = shared_out(rest.time.count(), plain);
  std::vector<DelayShare> shares;
  std::size_t at = 0;
  for (const auto& [blame, weight] : weights) {
    shares.push_back({blame.cause, blame.side, blame.department, days[at], Seconds(times[at])});
    ++at;
  }
  const auto add = [&](Cause cause, const Part& part) {
    if (part.days > 0 || part.time > Seconds(0))
      shares.push_back({cause, Side::us, "", part.days, part.time});
  };
  if (weights.empty()) add(Cause::late, rest);
  add(Cause::plan, plans.first);
  add(Cause::grown, plans.added);
  std::stable_sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.side, -a.time.count()) < std::tuple(b.side, -b.time.count());
  });
  return shares;
}

// What the forecast said before that event, and after it.
std::pair<std::string, std::string> forecasts_around(const model::Issue& change, const model::Event& event) {
  std::string before;
  std::string after;
  for (const auto& one : change.events) {
    for (const auto& field : one.fields) {
      if (field.name != to_string(model::Field::change_forecast) || !one.own) continue;
      if (one.journal < event.journal) before = field.to;
      if (one.journal <= event.journal) after = field.to;
    }
  }
  return {before, after};
}

// How much later the change was to end by the plans agreed to since the day was promised. The forecast that
// Estafeta writes as it goes over to a plan tells; a day that did not move is not written.
Part added_since_the_promise(const Rules& rules, const Situation& situation) {
  Part added;
  const auto* promised = last_change_of(situation.change, to_string(model::Field::promised));
  bool is_other = false;
  for (const auto& passage : passages(situation.change)) {
    if (passage.to == model::State::agreed) is_other = passage.from == model::State::in_progress;
    const bool begins = passage.from == model::State::agreed && passage.to == model::State::in_progress;
    if (!begins || !is_other || promised == nullptr || passage.event <= promised) continue;
    const auto [before, after] = forecasts_around(situation.change, *passage.event);
    const auto from = instant_of(before, rules.zone);
    const auto to = instant_of(after, rules.zone);
    if (!from || !to) continue;
    const auto day = [&](Instant instant) { return std::chrono::sys_days(rules.zone.local_date(instant)); };
    added.days += std::int64_t{(day(*to) - day(*from)).count()};
    added.time += *to - *from;
  }
  return added;
}

// `at_first`: what was missing when the day was promised. A new plan that added as much and then cost less
// than expected is not to blame for that.
OfPlans parted(const Part& whole, const Part& added, const Part& at_first) {
  OfPlans plans;
  plans.first.days =
      std::clamp(std::max(whole.days - added.days, at_first.days), std::int64_t{0}, whole.days);
  plans.first.time = std::clamp(std::max(whole.time - added.time, at_first.time), Seconds(0), whole.time);
  plans.added = {whole.days - plans.first.days, whole.time - plans.first.time};
  return plans;
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
  const Part of_plans{std::clamp(days_late(planned), std::int64_t{0}, delay.days),
                      std::clamp(planned - until, Seconds(0), delay.time)};
  Part at_first;
  const auto* event = last_change_of(situation.change, to_string(model::Field::promised));
  const auto forecast =
      event == nullptr ? std::nullopt : instant_of(forecasts_around(situation.change, *event).second, zone);
  if (forecast) at_first = {days_late(*forecast), *forecast - until};
  const auto plans = parted(of_plans, added_since_the_promise(rules, situation), at_first);
  delay.shares = shares_of(delay, plans, attribution.weights);
  return delay;
}

}  // namespace estafeta::change
