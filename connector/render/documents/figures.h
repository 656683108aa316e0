// The documents of a client's SLA, from which the tracker's plugin draws its pages: the figures of a month
// with the lists behind them, and what will breach if nothing happens.
//
// JSON in one line; install/redmine_estafeta/README.md lists the keys. Pure; no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/render/incident/forecast.h"
#include "connector/render/report/report.h"

namespace estafeta::render {

// What came of one asking for a month to be signed that was not.
struct SignOffRefusal {
  std::string key;
  base::Phrase why;
};

// Of a report of one client and one month. The speaker's words must be plain, here and below.
std::string figures_document(const ReportView& view, const std::vector<SignOffRefusal>& refusals,
                             const messages::Speaker& speaker);
// `clocks` may breach, `overdue` are incidents with a clock that is breached and still open.
std::string forecast_document(const std::string& client, const std::vector<ForecastLine>& clocks,
                              const std::vector<base::IssueId>& overdue, base::Instant now,
                              const messages::Speaker& speaker);

}  // namespace estafeta::render
