// Where the time of a clock went, by department: work, waits that counted, pauses that did not. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connector/sla/ledger.h"

namespace estafeta::sla {

// For whom the holder waited, as the status said.
enum class Wait {
  nobody,
  client,
  vendor,
  window,
  internal,
  departments,  // returned to another department, or waiting for its turn
  unsaid,       // on hold without a reason
};
inline constexpr int kWaits = 7;
std::string_view to_string(Wait wait);
Wait wait_of(const model::StatusWord& status);

// One department's time of one kind.
struct Spending {
  std::string department;  // empty: none held it
  Spent spent = Spent::running;
  Wait wait = Wait::nobody;
  base::Seconds time{0};

  friend bool operator==(const Spending&, const Spending&) = default;
};

// Of that cycle until the clock stopped; in the order in which each kind of time first occurred. Hours in
// which nobody was to work are nobody's.
std::vector<Spending> spendings(const Ledger& ledger, int cycle);

}  // namespace estafeta::sla
