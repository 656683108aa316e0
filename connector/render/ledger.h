// One incident's clocks: what they came to and where each second went.
//
// Pure; no thread rule. The text shows instants by the speaker's style, the JSON as `…Z` and seconds.
#pragma once

#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/model/incident.h"
#include "connector/sla/ledger.h"

namespace estafeta::render {

struct LedgerView {
  base::IssueId issue;
  std::string title;
  std::string client;  // name
  std::string policy;  // name; empty: no contract
  base::Instant now;
  model::Judgement judgement;
  std::vector<base::Phrase> problems;  // why the verdict is not `complete`
  std::vector<sla::Ledger> ledgers;
};

std::string ledger_text(const LedgerView& view, const messages::Speaker& speaker);
// One line; the sentences of the evidence are in the speaker's language.
std::string ledger_json(const LedgerView& view, const messages::Speaker& speaker);

}  // namespace estafeta::render
