// What a template plans beside what its changes really took. Pure; where several are added, by one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/time.h"
#include "connector/change/tree/situation.h"

namespace estafeta::views {

// Of so many of a hundred runs is told how long they took at most.
inline constexpr int kHalf = 50;
inline constexpr int kMost = 90;
// Of fewer runs nothing is concluded.
inline constexpr std::size_t kTellingRuns = 3;

// A task of the template, and how long it was in those changes in which it was done; each item of a fan-out
// is a run.
struct TaskRuns {
  std::string task;  // its id in the template
  base::Seconds planned{0};
  bool in_window = false;
  std::vector<base::Seconds> took = {};  // working time, the shortest first
};

// When one more change would end.
struct EndRange {
  base::Instant begin;
  base::Instant planned;  // by the template
  base::Instant half;     // each task takes as long as half of its runs did at most
  base::Instant most;     // likewise, nine of ten

  friend bool operator==(const EndRange&, const EndRange&) = default;
};

struct Calibration {
  std::vector<base::IssueId> changes = {};
  std::vector<TaskRuns> tasks;            // in the template's order; those that take time
  std::vector<base::Seconds> whole = {};  // from the first begin to the last end, the shortest first
  std::optional<EndRange> end = {};       // nothing: it was not asked about
};

// The smallest of these, the shortest first, that so many of a hundred do not exceed. There must be one.
base::Seconds percentile(const std::vector<base::Seconds>& ordered, int percent);

// Adds a change that was made from the template and has ended well.
void add_run(Calibration& calibration, const change::Rules& rules, const change::Situation& situation);

}  // namespace estafeta::views
