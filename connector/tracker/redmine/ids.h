// Ids that Redmine's REST interface does not tell a service account, from the file that provisioning writes.
//
// Plain data; no thread rule.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "connector/base/status.h"
#include "connector/model/words.h"

namespace estafeta::tracker::redmine {

struct Ids {
  std::map<model::Field, std::int64_t> fields;
  std::map<std::string, std::int64_t> others;  // fields Estafeta has no word for, by name
  // What the file says of things that are found by name anyhow: it shows whose file it is.
  std::map<model::Kind, std::int64_t> trackers = {};
  std::map<std::pair<model::Kind, model::State>, std::vector<std::int64_t>> statuses = {};
  std::map<std::string, std::vector<std::int64_t>> priorities = {};  // by the mapping's word
  std::map<std::int64_t, std::string> seen = {};                     // names of fields, as issues showed them

  friend bool operator==(const Ids&, const Ids&) = default;
};

// Reads `{"fields": {"task_key": 12, …}, "other_fields": {"Cost centre": 7, …}, "trackers": {"task": 5, …},
// "statuses": {"task": {"waiting": [16], …}, …}, "priorities": {"high": [3], …}, …}`. Other keys are not
// needed here.
base::Result<Ids> parse_ids(const std::string& json, const std::string& file);

}  // namespace estafeta::tracker::redmine
