#include "connector/sla/statistics/spending.h"

#include <algorithm>

namespace estafeta::sla {

std::vector<Spending> spendings(const Ledger& ledger, int cycle) {
  std::vector<Spending> all;
  for (const LedgerEntry& entry : ledger.entries) {
    if (entry.cycle != cycle || entry.spent == Spent::stopped || entry.spent == Spent::none) continue;
    const bool clocked = entry.spent == Spent::running || entry.spent == Spent::paused;
    const Wait wait = clocked ? wait_of(entry.status) : Wait::nobody;
    const std::string department = clocked ? entry.department : "";
    auto found = std::find_if(all.begin(), all.end(), [&](const Spending& spending) {
      return spending.department == department && spending.spent == entry.spent && spending.wait == wait;
    });
    if (found == all.end()) found = all.insert(all.end(), {department, entry.spent, wait});
    found->time += entry.length();
  }
  return all;
}

}  // namespace estafeta::sla
