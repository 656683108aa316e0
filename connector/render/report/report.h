// Statistics of SLA clocks as people and programs read them: text, JSON, CSV, and a page that stands alone.
//
// The same figures in each. The text and the page speak the reader's language; in JSON and CSV words, keys
// and instants are the same in every language. No person's name is shown. Pure; no thread rule.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/sla/statistics/credits.h"
#include "connector/sla/statistics/report.h"
#include "connector/sla/statistics/restate.h"

namespace estafeta::render {

struct ReportView {
  sla::Report report;
  std::map<std::string, std::string> clients;      // id -> name
  std::map<std::string, std::string> departments;  // as incidents name them -> title
  std::function<std::string(base::IssueId)> link;  // where people open it; absent: numbers are no links
  std::optional<int> goal;                         // compliance that was aimed at, per mille
  std::vector<sla::Restated> sign_offs;            // of the report's month
  std::vector<sla::ClientCredits> credits;         // of the report's month, where the contract has any
  bool for_client = false;                         // made fit for the client (client_pack.h)
};

}  // namespace estafeta::render
