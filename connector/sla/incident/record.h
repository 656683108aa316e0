// An incident (or a task, of which departments promise one another times) as it is kept: everything a
// judgement and a report need, so that years can be judged again without asking the tracker.
//
// Made from an issue by from_issue(), stored as JSON. Plain data; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/document/json.h"
#include "connector/model/incident.h"

namespace estafeta::sla {

// What an incident is marked a duplicate of, and whose that one is (empty: no client's, or not known).
struct Original {
  base::IssueId issue;
  std::string client;

  friend bool operator==(const Original&, const Original&) = default;
};

// A note in the form of a correction that counts for nothing, and every reason why: its author is to be told.
struct RefusedCorrection {
  base::JournalId journal;
  base::Instant at;
  std::string author;
  std::vector<base::Phrase> problems;

  friend bool operator==(const RefusedCorrection&, const RefusedCorrection&) = default;
};

struct Record {
  model::Kind kind = model::Kind::incident;  // or a task, which is judged by its department's policy
  model::Incident incident;
  model::Verdict verdict = model::Verdict::complete;  // of the facts alone: the contract is not looked at
  std::vector<base::Phrase> problems;                 // empty when complete
  std::vector<base::Phrase> unmapped;                 // words of the tracker, see unmapped.h
  std::string client;      // id of the client in whose project it was created; empty: none
  std::string client_now;  // of the project where it stands now
  std::string project;     // where it stands now
  std::string subject;
  std::string holder;                       // name of the assignee, a person or a group; empty: nobody
  bool open = true;                         // by the tracker's own flag
  bool gone = false;                        // deleted, hidden, or an incident no more: nothing of it counts
  std::optional<base::Instant> gone_since;  // of what is deleted or hidden; where that is known
  std::string derived_priority;  // what it shows now without any entry: its sub-issues', not its own
  std::string cause;
  std::string measure;
  base::Instant updated;
  std::vector<Original> duplicate_of;
  std::vector<RefusedCorrection> refused;

  friend bool operator==(const Record&, const Record&) = default;
};

// Since when words of the customer stand unanswered that came after the end (resolved, closed or cancelled):
// until staff answers publicly, or the status changes. What comes along with the customer's own change of
// status is no question. Nothing while it is open, or where all is answered.
std::optional<base::Instant> unanswered_since(const Record& record);

// Of what to_json() writes: what another one wrote is to be read from the tracker again.
int record_version();
std::string to_json(const Record& record);
// nullopt: not what to_json() writes (another release's, or damaged): read the issue again.
std::optional<Record> record_from_json(std::string_view text);

}  // namespace estafeta::sla
