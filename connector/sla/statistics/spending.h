// Where the time of a clock went, by department: work, waits that counted, pauses that did not. Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/sla/clocks/ledger.h"
#include "connector/sla/clocks/wait.h"

namespace estafeta::sla {

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
