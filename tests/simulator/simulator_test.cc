// Days at random: whatever breaks and whatever people do, what Estafeta promises is kept.
#include <gtest/gtest.h>
#include <malloc.h>
#include <stdlib.h>
#include <time.h>

#include <algorithm>
#include <fstream>

#include "tests/simulator/simulation.h"
#include "tests/support/asked_for.h"

namespace estafeta::testing {
namespace {

// To a file of that folder, to be compared with another run's.
void write_down(std::uint64_t seed, const Day& day) {
  const char* folder = std::getenv("ESTAFETA_SIMULATE_TO");
  if (folder == nullptr) return;
  std::ofstream file(std::string(folder) + "/" + std::to_string(seed));
  for (const auto& line : day.lived) file << line << '\n';
}

// A machine in another zone, whose memory holds other leavings.
class OtherMachine {
 public:
  OtherMachine() {
    setenv("TZ", "Pacific/Kiritimati", 1);
    tzset();
    mallopt(M_PERTURB, 0xA5);
  }
  ~OtherMachine() {
    mallopt(M_PERTURB, 0);
    if (zone_) {
      setenv("TZ", zone_->c_str(), 1);
    } else {
      unsetenv("TZ");
    }
    tzset();
  }
  OtherMachine(const OtherMachine&) = delete;
  OtherMachine& operator=(const OtherMachine&) = delete;

 private:
  std::optional<std::string> zone_ =
      std::getenv("TZ") == nullptr ? std::nullopt : std::optional<std::string>(std::getenv("TZ"));
};

TEST(Simulator, TheSameSeedIsTheSameDayToTheLastWriteWhateverTheMachineIsLike) {
  const auto here = simulate(2).lived;
  const OtherMachine machine;
  const auto there = simulate(2).lived;
  const auto [one, other] = std::mismatch(here.begin(), here.end(), there.begin(), there.end());
  EXPECT_TRUE(one == here.end() && other == there.end())
      << "from line " << one - here.begin() << " of " << here.size() << " on:\n"
      << (one == here.end() ? "nothing more" : *one) << "\n"
      << (other == there.end() ? "nothing more" : *other);
}

TEST(Simulator, EveryPromiseIsKeptOnEachDay) {
  const auto first = asked_for("ESTAFETA_SIMULATE_FROM", 1);
  const auto days = asked_for("ESTAFETA_SIMULATE", 10);
  Day all;
  for (auto seed = first; seed < first + days; ++seed) {
    const auto day = simulate(seed);
    for (const auto& what : day.broken) ADD_FAILURE() << "seed " << seed << ": " << what;
    write_down(seed, day);
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
