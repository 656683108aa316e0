// The story with one fault in it, from a seed: which kind of request, which of them, what becomes of it.
//
// Everything between a decision and the tracker is the service's own: engine, store in a file of SQLite,
// Redmine's codec, retries, breaker. Behind the proxy answers the fake tracker over HTTP. The same seed is
// the same life, to the last request. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/faults/guarantee.h"
#include "tests/faults/life.h"
#include "tests/faults/outcome.h"
#include "tests/faults/proxy.h"
#include "tests/faults/story.h"

namespace estafeta::testing {

struct Verdict {
  Fault fault;
  int played = 0;                           // 0: there was no such request
  std::map<Guarantee, std::string> broken;  // with what was found
};

class Rig {
 public:
  // Lives the story once without a fault.
  explicit Rig(Way way = Way::stock_rest);

  // Of the plugin's way the plugin's alone: the others are those of stock REST.
  const std::vector<std::string>& sites() const { return sites_; }
  // So many seeds from 0 on try every outcome at every site once.
  std::uint64_t seeds() const { return sites_.size() * all_outcomes().size(); }
  Fault fault_of(std::uint64_t seed) const;
  bool is_possible(std::uint64_t seed) const;
  Verdict live(std::uint64_t seed) const;

 private:
  Way way_;
  std::vector<std::string> pictures_;  // after each step, as nothing broke
  std::map<std::string, int> seen_;    // requests of each kind
  std::vector<std::string> sites_;
};

}  // namespace estafeta::testing
