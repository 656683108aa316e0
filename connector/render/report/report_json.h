// The SLA report for programs. Pure.
#pragma once

#include <string>

#include "connector/render/report/report.h"

namespace estafeta::render {

// One line.
std::string report_json(const ReportView& view);

}  // namespace estafeta::render
