// A client's SLA digest: what its TAM reads instead of mails. Pure; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connector/base/ids.h"
#include "connector/messages/catalogue.h"
#include "connector/model/incident.h"
#include "connector/model/mapping.h"

namespace estafeta::render {

struct DigestIncident {
  base::IssueId issue;
  std::string title;
  std::string holder;                         // empty: nobody
  std::vector<model::ClockJudgement> clocks;  // those the row is about
  std::string told;                           // as the field says it
  bool lacks_cause = false;
  bool lacks_measure = false;
  std::vector<base::Phrase> doubts;         // why its clocks cannot be judged
  std::optional<base::Instant> since = {};  // the client waits for an answer
};

struct Digest {
  std::string client;
  std::vector<DigestIncident> now;          // at risk or breached, and still open
  std::vector<DigestIncident> unexplained;  // breached this month, without a cause or a measure
  std::vector<DigestIncident> unjudged;     // open, and its clocks cannot be judged
  // Words that the mapping lacks, with each open incident that was judged without it; the desk alone tells of
  // them.
  std::vector<std::pair<base::Phrase, DigestIncident>> unmapped = {};

  // Ended, and the client has written since; the desk alone tells of them.
  std::vector<DigestIncident> unanswered = {};

  bool empty() const { return now.empty() && unexplained.empty() && unjudged.empty(); }
};

// Its doubts as sentences, plain where the speaker is.
std::string doubts_text(const DigestIncident& incident, const messages::Speaker& speaker);

// Says no time of its own making: it changes only with what it tells of. The speaker's style must escape for
// that markup.
std::string digest_page(const Digest& digest, const messages::Speaker& speaker, model::Markup markup);

}  // namespace estafeta::render
