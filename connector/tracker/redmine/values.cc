#include "connector/tracker/redmine/values.h"

#include <algorithm>
#include <charconv>

#include "connector/tracker/redmine/markup.h"

namespace estafeta::tracker::redmine {

using document::Node;

namespace {

const Node* walk(const Node& node, std::initializer_list<std::string_view> keys) {
  const Node* at = &node;
  for (const auto key : keys) {
    at = at == nullptr || !at->is_map() ? nullptr : at->find(key);
  }
  return at;
}

}  // namespace

std::string text_of(const Node* node) {
  if (node == nullptr) return {};
  if (node->is_scalar()) return node->text;
  std::string out;
  for (const Node& item : node->items) out += (out.empty() ? "" : ", ") + item.text;
  return out;
}

std::string text_at(const Node& node, std::initializer_list<std::string_view> keys) {
  return text_of(walk(node, keys));
}

std::optional<std::int64_t> integer_at(const Node& node, std::initializer_list<std::string_view> keys) {
  const Node* at = walk(node, keys);
  if (at == nullptr) return std::nullopt;
  return integer_of(at->text);
}

std::optional<std::int64_t> integer_of(const std::string& text) {
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

const std::vector<Node>& items_at(const Node& node, std::string_view key) {
  static const std::vector<Node> kNone;
  const Node* list = walk(node, {key});
  return list == nullptr ? kNone : list->items;
}

namespace {

bool is_called_otherwise(const Codec& codec, std::int64_t id, const std::string& name) {
  const auto& listed = codec.names.custom_fields;
  if (const auto found = listed.find(id); found != listed.end()) return found->second != name;
  const auto seen = codec.ids.seen.find(id);
  return seen != codec.ids.seen.end() && seen->second != name;
}

}  // namespace

std::optional<model::Field> field_of(const Codec& codec, std::int64_t id, const std::string& name) {
  for (const auto& [field, known] : codec.ids.fields) {
    if (known == id) return field;
  }
  for (const auto& [field, names] : codec.mapping.fields) {
    if (std::find(names.begin(), names.end(), name) == names.end()) continue;
    const auto known = codec.ids.fields.find(field);
    if (known != codec.ids.fields.end() && is_called_otherwise(codec, known->second, name)) continue;
    codec.ids.fields[field] = id;
    return field;
  }
  return std::nullopt;
}

std::string shown_value(model::Field field, const std::string& value) {
  return field == model::Field::change_plan ? show_record(value) : value;
}

std::string read_value(model::Field field, const std::string& shown) {
  return field == model::Field::change_plan ? read_record(shown) : shown;
}

std::vector<base::PrincipalId> watchers_of(const Node& issue) {
  std::vector<base::PrincipalId> watchers;
  for (const Node& user : items_at(issue, "watchers")) watchers.push_back({text_at(user, {"id"})});
  return watchers;
}

std::optional<model::Relation> decode_relation(const Node& node, std::string_view type) {
  const auto id = integer_at(node, {"id"});
  const auto from = integer_at(node, {"issue_id"});
  const auto to = integer_at(node, {"issue_to_id"});
  if (!id || !from || !to || text_at(node, {"relation_type"}) != type) return std::nullopt;
  return model::Relation{{*id}, {*from}, {*to}};
}

std::optional<base::IssueId> original_of(const Node& relation, base::IssueId duplicate) {
  const auto original = integer_at(relation, {"issue_to_id"});
  const bool says_so = text_at(relation, {"relation_type"}) == "duplicates" &&
                       integer_at(relation, {"issue_id"}) == duplicate.value;
  if (!says_so || !original) return std::nullopt;
  return base::IssueId{*original};
}

}  // namespace estafeta::tracker::redmine
