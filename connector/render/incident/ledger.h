// One incident explained to somebody who was not there: what its clocks came to, where each second went, and
// why.
//
// Each clock opens with its verdict in one sentence; then where the time went, sums, who held it, and the
// evidence. Pure; no thread rule. Text and HTML show instants by the speaker's style, the JSON as `…Z` and
// seconds.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/calendar/zone.h"
#include "connector/messages/catalogue.h"
#include "connector/model/incident.h"
#include "connector/sla/clocks/evaluate.h"
#include "connector/sla/clocks/ledger.h"
#include "connector/sla/incident/judge.h"
#include "connector/sla/incident/record.h"
#include "connector/sla/statistics/shares.h"

namespace estafeta::render {

struct LedgerView {
  base::IssueId issue;
  std::string title;
  std::string url;                       // where people open it; empty: not known
  std::string client;                    // name, or the project where it is no client's
  std::string department;                // title of the one whose promise judges a task; empty: an incident
  std::string policy;                    // name; empty: none in force
  std::optional<base::Date> valid_from;  // of the policy's version
  std::optional<model::Contract> contract;
  base::Instant created;
  base::Instant now;
  calendar::Zone zone = calendar::Zone::utc();  // in which the speaker tells times
  model::Judgement judgement;
  std::vector<base::Phrase> problems;  // why the verdict is not `complete`
  std::vector<base::Phrase> remarks;
  std::optional<sla::Exclusion> excluded;
  std::vector<model::Correction> corrections;
  std::vector<sla::RefusedCorrection> refused;
  std::string cause;
  std::string measure;
  sla::Bounces bounces;
  std::vector<sla::Ledger> ledgers;
  std::map<std::string, std::vector<sla::JudgedCycle>> cycles;  // of the clocks that run in cycles
};

// Without the address.
LedgerView ledger_view(const sla::Record& record, const sla::Judged& judged, const calendar::Zone& zone,
                       base::Instant now);

std::string ledger_text(const LedgerView& view, const messages::Speaker& speaker);

}  // namespace estafeta::render
