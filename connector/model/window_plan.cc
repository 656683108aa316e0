#include "connector/model/window_plan.h"

#include <algorithm>

namespace estafeta::model {

base::Instant end_of(const WindowTask& task, base::Instant now) {
  if (task.ended) return *task.ended;
  return task.began ? std::max(task.due, now) : task.due;
}

base::Seconds late_by(const WindowTask& task, base::Instant now) {
  return end_of(task, now) - task.planned_due;
}

bool misses(const WindowTask& task) {
  return task.latest_start && task.start > *task.latest_start;
}

}  // namespace estafeta::model
