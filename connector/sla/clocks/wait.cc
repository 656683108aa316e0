#include "connector/sla/clocks/wait.h"

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

Wait wait_of(const LedgerEntry& entry) {
  const Wait wait = wait_of(entry.status);
  return wait == Wait::nobody && entry.spent == Spent::paused ? Wait::unsaid : wait;
}

}  // namespace estafeta::sla
