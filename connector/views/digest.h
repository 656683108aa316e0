// A client's SLA digest: what its TAM reads instead of mails. Pure; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/phrase.h"
#include "connector/base/time.h"
#include "connector/calendar/zone.h"
#include "connector/messages/catalogue.h"
#include "connector/model/incident.h"
#include "connector/sla/incident/judge.h"
#include "connector/sla/incident/record.h"

namespace estafeta::views {

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
  std::vector<DigestIncident> unexplained;  // breached this month or last, without a cause or a measure
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

// Adds what is to be said of an incident of that client. False: it is over, and need not be listed again
// unless somebody touches it. `confirmed` is what the field for thresholds says.
bool add_incident(const sla::Record& record, const sla::Judged& judged, const std::string& confirmed,
                  const calendar::Zone& zone, base::Instant now, Digest& digest);

}  // namespace estafeta::views
