// The SLA report for a terminal. Pure.
#pragma once

#include <string>

#include "connector/render/report/report.h"

namespace estafeta::render {

std::string report_text(const ReportView& view, const messages::Speaker& speaker);

}  // namespace estafeta::render
