// What is done in a maintenance window, to the minute: as it was planned when the window opened, as it went,
// and as it looks now. Made by change/, shown by render/. Plain data; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/time.h"

namespace estafeta::model {

struct WindowTask {
  std::string key;              // local
  base::Instant planned_start;  // by the plan with which the window opened
  base::Instant planned_due;
  std::optional<base::Instant> began;
  std::optional<base::Instant> ended;
  // As it looks now: of what is late already, and of what comes after it, the earliest that can be.
  base::Instant start;
  base::Instant due;
  bool is_bound = false;  // must be done within the window
  // Begun later, it does not fit into this window; none: it has begun or need not.
  std::optional<base::Instant> latest_start;

  friend bool operator==(const WindowTask&, const WindowTask&) = default;
};

struct WindowPlan {
  base::Instant opens;
  base::Instant closes;
  bool has_opened = false;        // else what is planned may still move
  std::vector<WindowTask> tasks;  // by their planned starts

  friend bool operator==(const WindowPlan&, const WindowPlan&) = default;
};

// When it ended, or will at the earliest.
base::Instant end_of(const WindowTask& task, base::Instant now);
// How much later than planned it ended, or will end at the earliest; negative: earlier.
base::Seconds late_by(const WindowTask& task, base::Instant now);
// It can no longer be done in this window.
bool misses(const WindowTask& task);

}  // namespace estafeta::model
