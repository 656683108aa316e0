#include "connector/config/reader.h"

#include <algorithm>
#include <tuple>

#include "connector/document/nearest.h"
#include "connector/document/yaml.h"
#include "connector/document/yaml_look.h"

namespace estafeta::config {
namespace {

using base::Phrase;
using document::Node;

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

}  // namespace

bool is_id(std::string_view text) {
  return !text.empty() && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(), is_id_character);
}

void sort_by_place(base::Diagnostics& problems) {
  std::stable_sort(problems.begin(), problems.end(),
                   [](const base::Diagnostic& a, const base::Diagnostic& b) {
                     return std::tie(a.where.file, a.where.line, a.where.column) <
                            std::tie(b.where.file, b.where.line, b.where.column);
                   });
}

void Reader::error(const base::Location& where, Phrase what) {
  problems_.push_back(base::Diagnostic{base::Severity::error, std::move(what), where});
}

std::string Reader::unknown(const std::string& key, const base::Location& where, const std::string& name,
                            const std::vector<std::string>& known) {
  std::string near = document::nearest(name, known);
  if (near.empty()) {
    error(where, Phrase(key, {{"name", name}, {"known", known}}));
  } else {
    error(where, Phrase(key + "_near", {{"name", name}, {"near", near}}));
  }
  return near;
}

bool Reader::map(const Node& node, const std::vector<std::string>& known) {
  if (!node.is_map()) {
    error(node.where, Phrase("config.not_a_map", {{"known", known}}));
    return false;
  }
  for (const auto& [key, value] : node.entries) {
    if (std::find(known.begin(), known.end(), key.text) == known.end()) {
      const std::string meant = unknown("config.unknown_key", key.where, key.text, known);
      if (!meant.empty()) misspelt_.emplace(base::to_string(node.where), meant);
    }
  }
  return true;
}

bool Reader::map_of_ids(const Node& node) {
  if (!node.is_map()) {
    error(node.where, Phrase("config.not_a_map_of_ids"));
    return false;
  }
  for (const auto& [key, value] : node.entries) {
    if (!is_id(key.text)) error(key.where, Phrase("config.bad_id", {{"name", key.text}}));
  }
  return true;
}

bool Reader::list(const Node& node) {
  if (!node.is_list()) error(node.where, Phrase("config.not_a_list"));
  return node.is_list();
}

const Node* Reader::required(const Node& map, const std::string& key) {
  const Node* value = map.find(key);
  if (value == nullptr && !misspelt_.contains({base::to_string(map.where), key}))
    error(map.where, Phrase("config.missing_key", {{"key", key}}));
  return value;
}

std::string Reader::text(const Node& node) {
  if (!node.is_scalar() || node.text.empty()) error(node.where, Phrase("config.not_a_text"));
  return node.is_scalar() ? node.text : "";
}

std::string Reader::name(const Node& node) {
  if (!node.is_map()) return text(node);
  const Node* spelled = node.find(language_);
  if (spelled == nullptr) {
    error(node.where, Phrase("config.name_lacks_language", {{"language", language_}}));
    return "";
  }
  return text(*spelled);
}

std::vector<std::string> Reader::names(const Node& node) {
  if (!node.is_list()) return {name(node)};
  if (node.items.empty()) error(node.where, Phrase("config.not_a_text"));
  std::vector<std::string> all;
  for (const Node& item : node.items) all.push_back(name(item));
  return all;
}

std::vector<std::string> Reader::texts(const Node& node) {
  std::vector<std::string> all;
  if (!list(node)) return all;
  for (const Node& item : node.items) all.push_back(text(item));
  return all;
}

bool Reader::boolean(const Node& node) {
  const auto value = node.as_boolean();
  if (!value) error(node.where, Phrase("config.not_a_boolean", {{"text", node.text}}));
  return value.value_or(false);
}

int Reader::integer(const Node& node, int least, int most) {
  const auto value = node.as_integer();
  if (value && *value >= least && *value <= most) return static_cast<int>(*value);
  error(node.where,
        Phrase("config.not_an_integer",
               {{"text", node.text}, {"least", std::int64_t{least}}, {"most", std::int64_t{most}}}));
  return least;
}

base::Seconds Reader::duration(const Node& node) {
  const auto value = base::parse_duration(node.text);
  const bool zero = !value && base::parse_duration(node.text, true);
  const char* key = zero ? "config.duration_of_zero" : "config.not_a_duration";
  if (!value) error(node.where, Phrase(key, {{"text", node.text}}));
  return value.value_or(base::Seconds{0});
}

base::Seconds Reader::duration_or_none(const Node& node) {
  const auto value = base::parse_duration(node.text, true);
  if (!value) error(node.where, Phrase("config.not_a_duration", {{"text", node.text}}));
  return value.value_or(base::Seconds{0});
}

base::Date Reader::date(const Node& node) {
  const auto value = base::parse_date(node.text);
  if (!value) error(node.where, Phrase("config.not_a_date", {{"text", node.text}}));
  return value.value_or(base::Date{});
}

std::optional<base::Instant> Reader::instant(const Node& node) {
  const auto value = base::parse_instant(node.text);
  if (!value) error(node.where, Phrase("config.not_an_instant", {{"text", node.text}}));
  return value;
}

std::optional<Node> parse_map(std::string_view text, const std::string& path,
                              const std::vector<std::string>& known, Reader& reader) {
  auto parsed = document::parse_yaml(text, path);
  if (!parsed) {
    reader.problems().insert(reader.problems().end(), parsed.error().begin(), parsed.error().end());
    return std::nullopt;
  }
  const auto cut = document::comments_in_texts(text, path, {"title", "name", "en", "ru"});
  reader.problems().insert(reader.problems().end(), cut.begin(), cut.end());
  if (!reader.map(*parsed, known)) return std::nullopt;
  return std::move(*parsed);
}

std::optional<Node> read_map(const std::string& path, const std::vector<std::string>& known, Reader& reader) {
  const auto text = document::read_file(path);
  if (text) return parse_map(*text, path, known, reader);
  reader.error({path, 0, 0}, text.error().phrase());
  return std::nullopt;
}

}  // namespace estafeta::config
