// Ids that Redmine's REST interface does not tell a service account, from the file that provisioning writes.
//
// Plain data; no thread rule.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "connector/base/status.h"
#include "connector/model/words.h"

namespace estafeta::tracker::redmine {

struct Ids {
  std::map<model::Field, std::int64_t> fields;
  std::map<std::string, std::int64_t> others;  // fields Estafeta has no word for, by name

  friend bool operator==(const Ids&, const Ids&) = default;
};

// Reads `{"fields": {"task_key": 12, …}, "other_fields": {"Cost centre": 7, …}, …}`. Other keys are not
// needed here.
base::Result<Ids> parse_ids(const std::string& json, const std::string& file);

}  // namespace estafeta::tracker::redmine
