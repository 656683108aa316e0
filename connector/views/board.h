// The board: changes under way, who holds them, what is late and why; incidents whose clocks run.
//
// Pure; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/phrase.h"
#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/change/tree/situation.h"
#include "connector/messages/catalogue.h"
#include "connector/model/incident.h"
#include "connector/model/issue.h"
#include "connector/model/plan.h"
#include "connector/model/words.h"
#include "connector/views/organisation.h"

namespace estafeta::views {

struct BoardTask {
  base::IssueId issue;
  std::string title;
  model::State state = model::State::waiting;
  model::HoldReason reason = model::HoldReason::none;
  std::string holder;
  base::Instant due;
  bool late = false;
};

struct BoardChange {
  base::IssueId issue;
  std::string client;
  std::string title;
  model::State state = model::State::in_progress;
  std::string holder;
  int done = 0;
  int total = 0;
  std::optional<base::Instant> forecast;
  std::optional<base::Date> promised;
  bool late = false;              // the forecast is past what was promised
  std::vector<base::Phrase> why;  // what makes it late, what holds it up
  std::vector<BoardTask> tasks;   // those somebody must act on now
};

struct BoardIncident {
  base::IssueId issue;
  std::string client;
  std::string title;
  std::string priority;
  std::string holder;
  model::Judgement judgement;
  std::vector<base::Phrase> why;  // there is no judgement of it
};

struct Board {
  base::Instant now;
  std::vector<BoardChange> changes;
  std::vector<BoardIncident> incidents;
  bool all_read = true;  // else some rows only say why their issue could not be read
};

// A change as it was read and decided about; the speaker's words must be plain.
BoardChange change_row(const Organisation& organisation, const change::Situation& situation,
                       const model::Plan& plan, const messages::Speaker& speaker);
// One that could not be read, as a list shows it.
BoardChange unread_change_row(const Organisation& organisation, const model::Issue& row,
                              const base::Status& why);
BoardIncident incident_row(const Organisation& organisation, const model::Issue& issue,
                           model::Judgement judgement);
BoardIncident unread_incident_row(const Organisation& organisation, const model::Issue& row,
                                  const base::Status& why);

// What is late stands first, and the incident of which a clock runs out first.
void sort(Board& board);

}  // namespace estafeta::views
