#include "connector/sla/spending.h"

#include <algorithm>
#include <array>

namespace estafeta::sla {

std::string_view to_string(Wait wait) {
  constexpr std::array<std::string_view, kWaits> kWords{"nobody",   "client",      "vendor", "window",
                                                        "internal", "departments", "unsaid"};
  return kWords[static_cast<std::size_t>(wait)];
}

Wait wait_of(const model::StatusWord& status) {
  if (status.state == model::State::returned || status.state == model::State::waiting) {
    return Wait::departments;
  }
  if (status.state != model::State::on_hold) return Wait::nobody;
  switch (status.reason) {
    case model::HoldReason::client:
      return Wait::client;
    case model::HoldReason::vendor:
      return Wait::vendor;
    case model::HoldReason::window:
      return Wait::window;
    case model::HoldReason::internal:
      return Wait::internal;
    case model::HoldReason::none:
      break;
  }
  return Wait::unsaid;
}

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
