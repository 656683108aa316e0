// What goes from task to task of one change: the values each must hand over, with those that are there, and
// what it got from the tasks it needs. Pure; no thread rule.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/change/tree/situation.h"

namespace estafeta::views {

struct GivenValue {
  std::string name;
  std::string title;   // in the language of the site; empty: only a name
  std::string schema;  // JSON Schema
  std::optional<std::string> value;
};

struct ReceivedValue {
  std::string key;  // of the task that handed it over
  std::optional<base::IssueId> issue;
  std::string name;
  std::string title;  // as of a GivenValue
  std::string value;
};

struct TaskValues {
  std::vector<GivenValue> gives;
  std::vector<ReceivedValue> receives;
};

// By local key; a task that neither gives nor gets anything has none.
std::map<std::string, TaskValues> values_of(const change::Rules& rules, const change::Situation& situation);

}  // namespace estafeta::views
