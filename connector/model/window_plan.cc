#include "connector/model/window_plan.h"

#include <algorithm>

namespace estafeta::model {

base::Seconds late_by(const WindowTask& task, base::Instant now) {
  if (task.ended) return *task.ended - task.planned_due;
  return std::max(task.began ? std::max(task.due, now) : task.due, task.due) - task.planned_due;
}

bool misses(const WindowTask& task, const WindowPlan& window) {
  return task.latest_start && !task.ended && task.start > *task.latest_start && task.start >= window.opens;
}

}  // namespace estafeta::model
