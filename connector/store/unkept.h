// What was set in a batch and is not in the database yet: it lies in memory, so that no transaction is open
// while the tracker is asked.
//
// Plain data: of each thing what it was set to last. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "connector/store/store.h"

namespace estafeta::store {

struct Unkept {
  std::map<std::string, std::string> values = {};
  std::map<std::string, std::optional<base::Instant>> intents = {};  // none: ended
  std::map<base::IssueId, IncidentRecord> incidents = {};
  std::map<base::IssueId, std::string> cards = {};                   // empty: no more
  std::map<base::IssueId, std::optional<base::Instant>> again = {};  // none: no more
  std::map<base::IssueId, std::optional<Waiting>> waiting = {};      // likewise
  std::map<base::IssueId, std::optional<Refusal>> refusals = {};     // likewise
  std::map<base::IssueId, std::string> parts = {};

  bool empty() const;
};

}  // namespace estafeta::store
