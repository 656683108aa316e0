#include "connector/tracker/redmine/ids.h"

#include "connector/document/json.h"
#include "connector/document/node.h"

namespace estafeta::tracker::redmine {

using document::Node;

namespace {

std::vector<std::int64_t> integers(const Node& list) {
  std::vector<std::int64_t> all;
  for (const Node& item : list.items) {
    if (item.as_integer()) all.push_back(*item.as_integer());
  }
  return all;
}

void read_names(const Node& file, Ids& ids) {
  if (const Node* trackers = file.find("trackers")) {
    for (const auto& [key, value] : trackers->entries) {
      const auto kind = model::kind_from(key.text);
      if (kind && value.as_integer()) ids.trackers[*kind] = *value.as_integer();
    }
  }
  if (const Node* statuses = file.find("statuses")) {
    for (const auto& [key, states] : statuses->entries) {
      for (const auto& [word, value] : states.entries) {
        const auto kind = model::kind_from(key.text);
        const auto state = model::state_from(word.text);
        if (kind && state) ids.statuses[{*kind, *state}] = integers(value);
      }
    }
  }
  if (const Node* priorities = file.find("priorities")) {
    for (const auto& [word, value] : priorities->entries) ids.priorities[word.text] = integers(value);
  }
}

}  // namespace

base::Result<Ids> parse_ids(const std::string& json, const std::string& file) {
  const auto node = document::parse_json(json, file);
  const Node* fields = node ? node->find("fields") : nullptr;
  if (fields == nullptr || !fields->is_map()) {
    return base::fail(base::Code::invalid_argument, base::Phrase("tracker.bad_ids_file", {{"file", file}}));
  }
  Ids ids;
  for (const auto& [key, value] : fields->entries) {
    const auto field = model::field_from(key.text);
    if (field && value.as_integer()) ids.fields[*field] = *value.as_integer();
  }
  if (const Node* others = node->find("other_fields")) {
    for (const auto& [key, value] : others->entries) {
      if (value.as_integer()) ids.others[key.text] = *value.as_integer();
    }
  }
  read_names(*node, ids);
  return ids;
}

}  // namespace estafeta::tracker::redmine
