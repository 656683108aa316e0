// People who act at random on the fake tracker: a TAM, engineers of all departments, a client, the duty. Each
// does what the role may, mistakes included; what the tracker refuses is refused.
//
// The same seed gives the same people. One thread.
#pragma once

#include <random>
#include <vector>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {

class People {
 public:
  People(SiteStage& stage, std::mt19937_64& chance) : stage_(stage), chance_(chance) {}

  // One of them does one thing.
  void act();
  // Up to but not including `n`.
  int up_to(int n) { return static_cast<int>(chance_() % static_cast<unsigned>(n)); }

 private:
  void tam();
  void engineer();
  void client();
  void duty();
  void open_change();
  void decide(const model::Issue& task);
  void steer(const model::Issue& change);
  void work(const model::Issue& task);
  void plan_otherwise(const model::Issue& task);
  void edit(const base::PrincipalId& who, base::IssueId id, const tracker::fake::PersonalEdit& edit);
  // Any of that kind in one of these states; no states: any. None: there is none.
  std::optional<model::Issue> any(model::Kind kind, const std::vector<model::State>& states = {});

  SiteStage& stage_;
  std::mt19937_64& chance_;
  int said_ = 0;
};

}  // namespace estafeta::testing
