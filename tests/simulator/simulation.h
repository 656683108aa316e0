// A day of a provider's life in a second or two: the service's real code, people, faults and crashes, all
// from one seed and on one thread, on the fake tracker and a virtual clock.
//
// The same seed is the same day, to the last write.
#pragma once

#include <cstdint>

#include "tests/support/history_check.h"

namespace estafeta::testing {

struct Day {
  int passes = 0;
  int faults = 0;
  int kills = 0;
  int acts = 0;                     // of people, also in the middle of a pass
  std::vector<std::string> broken;  // in words; none: every promise was kept
  std::vector<std::string> lived;   // every request with its time, then what the tracker holds in the end
};

Day simulate(std::uint64_t seed);

}  // namespace estafeta::testing
