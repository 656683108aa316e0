// Small readers for the JSON Redmine sends; what is absent or null reads as empty. Pure, apart from field_of,
// which remembers the id of a field it met by name.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/document/node.h"
#include "connector/model/issue.h"
#include "connector/tracker/redmine/codec.h"

namespace estafeta::tracker::redmine {

// A scalar as text; a list joined with ", " (fields with several values).
std::string text_of(const document::Node* node);
// Along keys of nested maps.
std::string text_at(const document::Node& node, std::initializer_list<std::string_view> keys);
std::optional<std::int64_t> integer_at(const document::Node& node,
                                       std::initializer_list<std::string_view> keys);
// A whole number and nothing else; journals and custom fields write ids as texts.
std::optional<std::int64_t> integer_of(const std::string& text);
// The items of the list at that key; none when there is no list.
const std::vector<document::Node>& items_at(const document::Node& node, std::string_view key);

// Estafeta's word for a custom field, by its id, or by its name: where no id is known yet, and where the
// field was deleted and made anew. An id that was seen under another name stays: it is that of another
// Redmine.
std::optional<model::Field> field_of(const Codec& codec, std::int64_t id, const std::string& name);

// What a field holds, as Redmine shows it; and back.
std::string shown_value(model::Field field, const std::string& value);
std::string read_value(model::Field field, const std::string& shown);

// People and groups; none where Estafeta may not see them.
std::vector<base::PrincipalId> watchers_of(const document::Node& issue);

// Relations of that type only.
std::optional<model::Relation> decode_relation(const document::Node& node, std::string_view type = "blocks");
// What that issue is a duplicate of by this relation; nothing where it says something else.
std::optional<base::IssueId> original_of(const document::Node& relation, base::IssueId duplicate);

}  // namespace estafeta::tracker::redmine
