// Who held an incident while its time passed, and for whom it waited. Pure.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "connector/sla/clocks/ledger.h"
#include "connector/sla/clocks/wait.h"

namespace estafeta::sla {

// What of a ledger one department held, by what the clock did and by whom was waited for. The shares of a
// ledger add up to wall time.
struct Share {
  std::string department;  // empty: nobody's
  std::array<std::array<base::Seconds, kWaits>, kSpentCount> times{};

  base::Seconds of(Spent spent) const;
  base::Seconds of(Wait wait) const;
  base::Seconds total() const;
};
// In the order in which they first held it.
std::vector<Share> shares(const Ledger& ledger);

// How an incident went from department to department by `now`.
struct Bounces {
  int hand_overs = 0;  // from one department to another
  int returns = 0;     // of these, to one that had held it before
};
Bounces bounces(const model::Incident& incident, base::Instant now);

}  // namespace estafeta::sla
