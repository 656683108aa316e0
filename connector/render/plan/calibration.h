// What a template plans beside what its changes took, in words and as JSON. Pure.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/views/calibration.h"

namespace estafeta::render {

// A row for each task: planned, how many runs, what half and nine of ten of them did not exceed, and whether
// the plan is too short; when one more change would end. The name is the template's.
std::string calibration_text(const std::string& name, const views::Calibration& calibration,
                             const messages::Speaker& speaker);
// Times in seconds.
std::string calibration_json(const std::string& name, const views::Calibration& calibration);

}  // namespace estafeta::render
