#include "tests/faults/rig.h"

#include <random>

#include "tests/faults/call_site.h"
#include "tests/faults/life.h"
#include "tests/faults/picture.h"

namespace estafeta::testing {

Rig::Rig(Way way) : way_(way) {
  Life life({}, way_);
  pictures_ = life.run();
  seen_ = life.proxy().seen();
  for (const auto& [site, times] : seen_) {
    if (way_ == Way::stock_rest || is_of_plugin(site)) sites_.push_back(site);
  }
}

Fault Rig::fault_of(std::uint64_t seed) const {
  const auto& outcomes = all_outcomes();
  std::mt19937_64 chance(seed);
  Fault fault;
  fault.outcome = outcomes[seed % outcomes.size()];
  fault.site = sites_[seed / outcomes.size() % sites_.size()];
  fault.nth = 1 + static_cast<int>(chance() % static_cast<unsigned>(seen_.at(fault.site)));
  // Once, or for longer than a client repeats a request.
  fault.times = chance() % 2 == 0 ? 1 : 4;
  return fault;
}

bool Rig::is_possible(std::uint64_t seed) const {
  const auto fault = fault_of(seed);
  return testing::is_possible(fault.outcome, fault.site);
}

Verdict Rig::live(std::uint64_t seed) const {
  Verdict verdict;
  verdict.fault = fault_of(seed);
  Life life({}, way_);
  life.proxy().play(verdict.fault);
  const auto pictures = life.run();
  verdict.played = life.proxy().played();
  for (const auto& one : life.broken())
    verdict.broken[guarantee_of(one.promise)] += base::reference(one.issue) + " " + one.what + "; ";
  auto restless = life.restless();
  for (std::size_t step = 0; step < pictures.size(); ++step) {
    const auto difference = first_difference(pictures_[step], pictures[step]);
    if (difference.empty()) continue;
    restless += "after step " + std::to_string(step) + ": " + difference;
    break;
  }
  if (!restless.empty()) verdict.broken[Guarantee::converged] = restless;
  return verdict;
}

}  // namespace estafeta::testing
