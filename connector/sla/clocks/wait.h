// For whom or what an incident was held up. Pure.
#pragma once

#include <string_view>

#include "connector/sla/clocks/ledger.h"

namespace estafeta::sla {

enum class Wait {
  nobody,
  client,
  vendor,
  window,
  internal,
  departments,  // returned to another department, or waiting for its turn
  unsaid,       // on hold without a reason, or paused in a status that names none
};
inline constexpr int kWaits = static_cast<int>(Wait::unsaid) + 1;
std::string_view to_string(Wait wait);

// As the status said.
Wait wait_of(const model::StatusWord& status);
// The same of a stretch of a clock's time: one that is paused waits for something.
Wait wait_of(const LedgerEntry& entry);

}  // namespace estafeta::sla
