#include "connector/sla/statistics/shares.h"

#include <algorithm>
#include <set>
#include <utility>

#include "connector/sla/clocks/stopwatch.h"

namespace estafeta::sla {

using base::Seconds;

namespace {

std::size_t index(Spent spent) {
  return static_cast<std::size_t>(spent);
}
std::size_t index(Wait wait) {
  return static_cast<std::size_t>(wait);
}

}  // namespace

Seconds Share::of(Spent spent) const {
  Seconds sum{0};
  for (const Seconds time : times[index(spent)]) sum += time;
  return sum;
}

Seconds Share::of(Wait wait) const {
  Seconds sum{0};
  for (const auto& row : times) sum += row[index(wait)];
  return sum;
}

Seconds Share::total() const {
  Seconds sum{0};
  for (int spent = 0; spent < kSpentCount; ++spent) sum += of(static_cast<Spent>(spent));
  return sum;
}

std::vector<Share> shares(const Ledger& ledger) {
  std::vector<Share> all;
  for (const LedgerEntry& entry : ledger.entries) {
    auto share = std::find_if(all.begin(), all.end(),
                              [&](const Share& known) { return known.department == entry.department; });
    if (share == all.end()) {
      all.emplace_back().department = entry.department;
      share = all.end() - 1;
    }
    share->times[index(entry.spent)][index(wait_of(entry))] += entry.length();
  }
  return all;
}

Bounces bounces(const model::Incident& incident, base::Instant now) {
  Bounces found;
  std::set<std::string> held;
  std::string holder = incident.department;
  for (const Step& step : steps_of(incident, now)) {
    if (step.event == nullptr || !step.event->department) continue;
    const std::string& next = *step.event->department;
    if (next.empty() || next == holder) continue;
    if (!holder.empty()) ++found.hand_overs;
    if (held.contains(next)) ++found.returns;
    held.insert(std::exchange(holder, next));
  }
  return found;
}

}  // namespace estafeta::sla
