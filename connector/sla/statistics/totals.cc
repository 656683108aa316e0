#include "connector/sla/statistics/totals.h"

#include <algorithm>

#include "connector/sla/statistics/summary.h"

namespace estafeta::sla {

void Totals::add(const Record& record, const Judged& judged) {
  if (!asked_.client.empty() && client_of(record, judged) != asked_.client) return;
  for (const Outcome& outcome : outcomes(record, judged, asked_.now)) {
    const bool met = outcome.standing == Standing::met;
    if (!met && outcome.standing != Standing::breached) continue;
    if (!asked_.period.holds(asked_.zone.local_date(outcome.counted_at))) continue;
    auto& decided = clocks_[outcome.clock];
    ++(met ? decided.figures.met : decided.figures.breached);
    decided.times.push_back(outcome.judgement.elapsed.value_or(base::Seconds(0)));
  }
}

std::vector<ClockTotal> Totals::take() {
  std::vector<ClockTotal> all;
  for (auto& [clock, decided] : clocks_) {
    decided.figures.median = quantile(decided.times, 50);
    all.push_back({clock, decided.figures});
  }
  std::sort(all.begin(), all.end(),
            [](const ClockTotal& a, const ClockTotal& b) { return stands_before(a.clock, b.clock); });
  return all;
}

}  // namespace estafeta::sla
