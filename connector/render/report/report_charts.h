// The charts of a report. Inside render/ only; each is empty where there is nothing to show.
#pragma once

#include <string>

#include "connector/render/report/report_words.h"

namespace estafeta::render {

std::string months_chart(const ReportView& view, const ReportWords& words);
std::string distribution_chart(const ReportView& view, const ReportWords& words);
// Of one clock.
std::string departments_chart(const ReportView& view, const ReportWords& words, std::uint32_t clock);
std::string pareto_chart(const ReportView& view, const ReportWords& words, bool causes);

}  // namespace estafeta::render
