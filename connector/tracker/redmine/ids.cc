#include "connector/tracker/redmine/ids.h"

#include "connector/document/node.h"

namespace estafeta::tracker::redmine {

using document::Node;

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
  return ids;
}

}  // namespace estafeta::tracker::redmine
