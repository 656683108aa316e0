#include "connector/service/changes/end_range.h"

#include <algorithm>

#include "connector/service/changes/preview.h"

namespace estafeta::service {

namespace {

model::DesiredChange with_times_of(model::DesiredChange desired, const views::Calibration& calibration,
                                   int percent) {
  for (auto& task : desired.tasks) {
    const auto runs = std::find_if(calibration.tasks.begin(), calibration.tasks.end(),
                                   [&](const auto& one) { return one.task == task.id; });
    if (runs == calibration.tasks.end() || runs->took.size() < views::kTellingRuns) continue;
    task.duration = views::percentile(runs->took, percent);
  }
  return desired;
}

}  // namespace

base::Result<views::EndRange> end_range(const Site& site, const model::DesiredChange& desired,
                                        const views::Calibration& calibration, const std::string& project,
                                        base::Instant begin) {
  const auto end_of = [&](const model::DesiredChange& change) -> base::Result<base::Instant> {
    const auto plan = preview(site, change, project, begin);
    if (!plan) return base::fail(plan.error());
    return plan->schedule.finish;
  };
  const auto planned = end_of(desired);
  if (!planned) return base::fail(planned.error());
  const auto half = end_of(with_times_of(desired, calibration, views::kHalf));
  if (!half) return base::fail(half.error());
  const auto most = end_of(with_times_of(desired, calibration, views::kMost));
  if (!most) return base::fail(most.error());
  return views::EndRange{begin, *planned, *half, *most};
}

}  // namespace estafeta::service
