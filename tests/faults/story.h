// A few hours of a provider's life in steps, always the same: a change of several departments from the go to
// its acceptance, an incident from its opening past a breach to its end, and people who edit in between.
//
// After each step Estafeta has its passes, so that whatever broke in them can be compared, step by step, with
// a life in which nothing did. One thread.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {

class Story {
 public:
  explicit Story(SiteStage& stage, std::string client = "aurora")
      : stage_(stage), client_(std::move(client)) {}

  static constexpr int kSteps = 6;
  // Until Estafeta tries something again.
  static constexpr std::chrono::minutes kLongestWait{61};
  // What people do in that step, from 0; what is refused is refused.
  void act(int step);

 private:
  void act(const base::PrincipalId& who, base::IssueId id, const tracker::fake::PersonalEdit& edit);
  void open();
  void plan_by_hand();
  void take_ready();
  void finish_under_way();
  void answer_incident();
  void end();
  std::vector<model::Issue> tasks_in(model::State state) const;

  SiteStage& stage_;
  std::string client_;  // whose project it happens in
  base::IssueId change_, incident_;
};

}  // namespace estafeta::testing
