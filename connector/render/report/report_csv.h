// The SLA report for spreadsheets. Pure.
#pragma once

#include <string>

#include "connector/render/report/report.h"

namespace estafeta::render {

// RFC 4180. `row` says what a line is: `total`, `group`, or `incident` for the list behind; the figures of an
// incident's line are 0 and 1, so that lines of one kind add up to the others. Text that a spreadsheet would
// take for a formula is led by an apostrophe.
std::string report_csv(const ReportView& view);

}  // namespace estafeta::render
