// The SLA report as a page that stands alone. Pure.
#pragma once

#include <string>

#include "connector/render/report/report.h"

namespace estafeta::render {

// One file, with its style and charts in it.
std::string report_html(const ReportView& view, const messages::Speaker& speaker);

}  // namespace estafeta::render
