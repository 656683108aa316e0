// When one more change of a template would end, by what its tasks took in those before. Pure.
#pragma once

#include <string>

#include "connector/model/change.h"
#include "connector/service/site/site.h"
#include "connector/views/calibration.h"

namespace estafeta::service {

// A task with too few runs to tell keeps its planned time. Errors and `project` as those of a preview.
base::Result<views::EndRange> end_range(const Site& site, const model::DesiredChange& desired,
                                        const views::Calibration& calibration, const std::string& project,
                                        base::Instant begin);

}  // namespace estafeta::service
