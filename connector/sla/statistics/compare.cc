#include "connector/sla/statistics/compare.h"

#include <algorithm>
#include <tuple>

namespace estafeta::sla {

namespace {

void count(Figures& figures, const Outcome& outcome) {
  ++figures.count;
  switch (outcome.standing) {
    case Standing::met:
      ++figures.met;
      break;
    case Standing::breached:
      ++figures.breached;
      break;
    case Standing::running:
      ++figures.running;
      break;
    case Standing::at_risk:
      ++figures.at_risk;
      break;
    case Standing::paused:
      ++figures.paused;
      break;
    case Standing::left_out:
      ++figures.left_out[static_cast<std::size_t>(outcome.rule)];
      break;
  }
}

// A clock that one of the policies does not have is left out by it.
Standing standing_of(const Outcome* outcome) {
  return outcome == nullptr ? Standing::left_out : outcome->standing;
}

}  // namespace

Comparer::Comparer(Period period, calendar::Zone zone, base::Instant now) : zone_(zone), now_(now) {
  result_.period = period;
}

bool Comparer::belongs(const Record& record, const Outcome& outcome) const {
  const base::Instant at = outcome.open() ? record.incident.created : outcome.counted_at;
  return result_.period.holds(zone_.local_date(at));
}

void Comparer::add(const Record& record, const Judged& stands, const Judged& would_be) {
  const auto before = outcomes(record, stands, now_);
  const auto after = outcomes(record, would_be, now_);
  const model::Client* client = would_be.client == nullptr ? stands.client : would_be.client;
  const std::string id = client == nullptr ? record.client : client->id;
  bool compared = false;
  for (const Outcome& was : before) {
    const Outcome* is = same_in(after, was);
    if (!belongs(record, was) && (is == nullptr || !belongs(record, *is))) continue;
    compare(record, id, &was, is);
    compared = true;
  }
  for (const Outcome& is : after) {
    if (same_in(before, is) != nullptr || !belongs(record, is)) continue;
    compare(record, id, nullptr, &is);
    compared = true;
  }
  if (compared) ++result_.incidents;
}

void Comparer::compare(const Record& record, const std::string& client, const Outcome* was,
                       const Outcome* is) {
  const std::string& clock = was != nullptr ? was->clock : is->clock;
  const int cycle = was != nullptr ? was->counted_cycle() : is->counted_cycle();
  Compared& compared = result_.clocks[{client, clock}];
  if (was != nullptr) count(compared.stands, *was);
  if (is != nullptr) count(compared.would_be, *is);
  if (standing_of(was) != standing_of(is)) {
    result_.flips.push_back({record.incident.id, client, clock, standing_of(was), standing_of(is), cycle});
  } else if (was != nullptr && is != nullptr && was->judgement.due != is->judgement.due) {
    ++compared.other_due;
  }
}

Comparison Comparer::comparison() {
  std::stable_sort(result_.flips.begin(), result_.flips.end(), [](const Flip& a, const Flip& b) {
    return std::tie(a.issue, a.clock, a.cycle) < std::tie(b.issue, b.clock, b.cycle);
  });
  return std::move(result_);
}

}  // namespace estafeta::sla
