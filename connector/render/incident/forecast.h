// What will breach next, in order, and who holds it: for the provider's own people.
//
// Pure; no thread rule. The JSON has instants as `…Z` and lengths in seconds.
#pragma once

#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/sla/statistics/forecast.h"

namespace estafeta::render {

struct ForecastLine {
  base::IssueId issue;
  std::string title;
  std::string client;  // name
  std::string holder;  // the assignee, a person or a group; empty: nobody
  std::string link;
  sla::Forecast forecast;
};

struct ForecastView {
  base::Instant now;
  base::Seconds horizon{0};
  std::vector<ForecastLine> lines;  // by outlook, then by the instant they are due
  int overdue = 0;                  // open clocks that are breached already
};

std::string forecast_text(const ForecastView& view, const messages::Speaker& speaker);
// One line.
std::string forecast_json(const ForecastView& view);

}  // namespace estafeta::render
