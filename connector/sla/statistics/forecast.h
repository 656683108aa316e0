// What of one open incident will breach soon if nobody does anything. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/sla/incident/judge.h"

namespace estafeta::sla {

enum class Outlook {
  breaches,  // within the horizon
  at_risk,   // past a threshold, but later than the horizon
  paused,    // would breach within the horizon from now if it were resumed now
};
std::string_view to_string(Outlook outlook);

struct Forecast {
  std::string clock;
  Outlook outlook = Outlook::breaches;
  base::Instant due;       // of what is paused: if it were resumed now
  base::Seconds left{0};   // working time of the target's calendar until then
  std::string department;  // who holds it now
  std::string priority;
  model::ClockState state = model::ClockState::running;
  const calendar::Calendar* hours = nullptr;  // of the target; in the policies by which it was judged
};

// Clocks that are already breached are not among them.
std::vector<Forecast> forecast(const Record& record, const Judged& judged, base::Instant now,
                               base::Seconds horizon);

}  // namespace estafeta::sla
