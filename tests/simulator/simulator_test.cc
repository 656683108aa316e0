// Days at random: whatever breaks and whatever people do, what Estafeta promises is kept.
#include <gtest/gtest.h>

#include "tests/simulator/simulation.h"
#include "tests/support/asked_for.h"

namespace estafeta::testing {
namespace {

TEST(Simulator, EveryPromiseIsKeptOnEachDay) {
  const auto first = asked_for("ESTAFETA_SIMULATE_FROM", 1);
  const auto days = asked_for("ESTAFETA_SIMULATE", 8);
  Day all;
  for (auto seed = first; seed < first + days; ++seed) {
    const auto day = simulate(seed);
    for (const auto& what : day.broken) ADD_FAILURE() << "seed " << seed << ": " << what;
    all.passes += day.passes;
    all.faults += day.faults;
    all.kills += day.kills;
    all.acts += day.acts;
  }
  std::printf("%llu days: %d passes, %d faults, %d of them deaths, %d acts of people\n",
              static_cast<unsigned long long>(days), all.passes, all.faults, all.kills, all.acts);
}

}  // namespace
}  // namespace estafeta::testing
