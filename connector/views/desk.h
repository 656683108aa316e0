// The TAM's desk, a page a client: what needs the TAM, most urgent first, then every change under way, and at
// the end, folded, the breaches whose cause is to be recorded.
//
// Says no time of its own making and dates only where a plan moves with the clock, so that it changes only
// with what it tells of; all stands in the order in which it is to be shown. Pure; no thread rule.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/model/mapping.h"
#include "connector/model/words.h"
#include "connector/views/digest.h"
#include "connector/views/overview.h"
#include "connector/views/requests.h"
#include "connector/views/todo.h"

namespace estafeta::views {

struct DeskChange {
  base::IssueId issue;
  std::string title;
  model::State state = model::State::in_progress;
  std::string holder;  // empty: nobody
  int done = 0;
  int total = 0;
  std::optional<base::Date> forecast;
  std::optional<base::Date> promised;
};

struct Desk {
  std::string client_id;
  std::string client;
  std::vector<TodoItem> needs;
  std::vector<DeskChange> changes;
  std::vector<TodoItem> causes;  // breaches whose cause is to be recorded; nothing is lost by an hour more
  // Worded, for the tracker's page of windows and freezes: what of the mapping counts beside what was
  // entered there, and what was entered and cannot be used.
  std::vector<std::string> mapped_windows = {};
  std::vector<std::string> mapped_freezes = {};
  std::vector<std::string> entry_problems = {};

  bool empty() const { return needs.empty() && changes.empty() && causes.empty(); }
};

// `digests` by client: what is known of incidents, breaches without a cause among it.
Desk desk_of(const Overview& overview, const model::Client& client,
             const std::map<std::string, Digest>& digests, const Requests& requests);

}  // namespace estafeta::views
