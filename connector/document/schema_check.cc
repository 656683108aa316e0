#include <algorithm>
#include <array>
#include <utility>

#include "connector/document/nearest.h"
#include "connector/document/pattern.h"
#include "connector/document/schema.h"
#include "connector/document/schema_words.h"

namespace estafeta::document {
namespace {

constexpr std::array<SchemaWord, 34> kWords{{
    {"type", WordShape::types},
    {"title", WordShape::anything},
    {"description", WordShape::anything},
    {"default", WordShape::anything},
    {"examples", WordShape::list},
    {"enum", WordShape::list},
    {"const", WordShape::anything},
    {"pattern", WordShape::pattern},
    {"minimum", WordShape::number},
    {"maximum", WordShape::number},
    {"exclusiveMinimum", WordShape::number},
    {"exclusiveMaximum", WordShape::number},
    {"minLength", WordShape::count},
    {"maxLength", WordShape::count},
    {"items", WordShape::schema},
    {"minItems", WordShape::count},
    {"maxItems", WordShape::count},
    {"uniqueItems", WordShape::yes_no},
    {"properties", WordShape::schema_map},
    {"patternProperties", WordShape::schema_map},
    {"propertyNames", WordShape::schema},
    {"additionalProperties", WordShape::schema},
    {"required", WordShape::texts},
    {"minProperties", WordShape::count},
    {"maxProperties", WordShape::count},
    {"anyOf", WordShape::schemas},
    {"$ref", WordShape::reference},
    {"$defs", WordShape::schema_map},
    {"$schema", WordShape::text},
    {"$id", WordShape::text},
    {"$comment", WordShape::text},
    {"format", WordShape::text},
    {"readOnly", WordShape::yes_no},
    {"deprecated", WordShape::yes_no},
}};

constexpr std::array<std::string_view, 7> kTypes{"string", "integer", "number", "boolean",
                                                 "null",   "array",   "object"};

bool is_text(const Node& node) {
  return node.kind == Node::Kind::string;
}

bool are_texts(const Node& node) {
  return node.is_list() && std::all_of(node.items.begin(), node.items.end(), is_text);
}

bool is_type(const Node& node) {
  return std::find(kTypes.begin(), kTypes.end(), node.text) != kTypes.end();
}

bool are_types(const Node& node) {
  if (!node.is_list()) return is_text(node) && is_type(node);
  return !node.items.empty() && std::all_of(node.items.begin(), node.items.end(), is_type);
}

class Checker {
 public:
  explicit Checker(const Node& root) : root_(root) {}

  void check(const Node& schema) {
    if (schema.kind == Node::Kind::boolean) return;
    if (!schema.is_map()) return report("schema.no_schema", schema.where, {});
    for (const auto& [key, value] : schema.entries) {
      if (const auto* word = find_schema_word(key.text)) {
        check_word(*word, value);
      } else {
        unknown(key);
      }
    }
  }
  base::Diagnostics take() { return std::move(problems_); }

 private:
  void check_word(const SchemaWord& word, const Node& value) {
    switch (word.shape) {
      case WordShape::schema:
        return check(value);
      case WordShape::schemas:
      case WordShape::schema_map:
        return check_many(word, value);
      default:
        break;
    }
    if (!fits(word.shape, value))
      report(problem_of(word.shape), value.where, {{"word", std::string(word.name)}});
  }
  void check_many(const SchemaWord& word, const Node& value) {
    const bool right =
        word.shape == WordShape::schemas ? value.is_list() && !value.items.empty() : value.is_map();
    if (!right) return report(problem_of(word.shape), value.where, {{"word", std::string(word.name)}});
    for (const auto& item : value.items) check(item);
    for (const auto& entry : value.entries) check(entry.second);
  }
  bool fits(WordShape shape, const Node& value) const {
    switch (shape) {
      case WordShape::text:
        return is_text(value);
      case WordShape::texts:
        return are_texts(value);
      case WordShape::number:
        return value.as_real().has_value();
      case WordShape::count:
        return value.as_integer().value_or(-1) >= 0;
      case WordShape::yes_no:
        return value.kind == Node::Kind::boolean;
      case WordShape::list:
        return value.is_list() && !value.items.empty();
      case WordShape::types:
        return are_types(value);
      case WordShape::pattern:
        return is_text(value) && is_pattern(value.text);
      case WordShape::reference:
        return is_text(value) && resolve(root_, value.text) != nullptr;
      default:
        return true;
    }
  }
  static const char* problem_of(WordShape shape) {
    switch (shape) {
      case WordShape::text:
        return "schema.word_text";
      case WordShape::texts:
        return "schema.word_texts";
      case WordShape::number:
        return "schema.word_number";
      case WordShape::count:
        return "schema.word_count";
      case WordShape::yes_no:
        return "schema.word_yes_no";
      case WordShape::types:
        return "schema.word_types";
      case WordShape::pattern:
        return "schema.word_pattern";
      case WordShape::reference:
        return "schema.word_reference";
      case WordShape::schema_map:
        return "schema.word_schema_map";
      default:
        return "schema.word_list";
    }
  }
  void unknown(const Node::Key& key) {
    const auto meant = nearest(key.text, schema_word_names());
    if (meant.empty()) return report("schema.word_unknown", key.where, {{"word", key.text}});
    report("schema.word_unknown_hint", key.where, {{"word", key.text}, {"nearest", meant}});
  }
  void report(const char* key, const base::Location& where,
              std::vector<std::pair<std::string, base::PhraseValue>> values) {
    problems_.push_back({base::Severity::error, base::Phrase(key, std::move(values)), where});
  }

  const Node& root_;
  base::Diagnostics problems_;
};

}  // namespace

const SchemaWord* find_schema_word(std::string_view name) {
  const auto* word =
      std::find_if(kWords.begin(), kWords.end(), [name](const SchemaWord& w) { return w.name == name; });
  return word == kWords.end() ? nullptr : word;
}

std::vector<std::string> schema_word_names() {
  std::vector<std::string> names;
  for (const auto& word : kWords) names.emplace_back(word.name);
  return names;
}

std::string_view type_name(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::boolean:
      return "boolean";
    case Node::Kind::integer:
      return "integer";
    case Node::Kind::real:
      return "number";
    case Node::Kind::string:
      return "string";
    case Node::Kind::list:
      return "array";
    case Node::Kind::map:
      return "object";
  }
  return "null";
}

const Node* resolve(const Node& root, std::string_view reference) {
  constexpr std::string_view kDefinitions = "#/$defs/";
  if (reference == "#") return &root;
  if (!reference.starts_with(kDefinitions)) return nullptr;
  const Node* definitions = root.find("$defs");
  return definitions == nullptr ? nullptr : definitions->find(reference.substr(kDefinitions.size()));
}

base::Diagnostics check_schema(const Node& schema) {
  Checker checker(schema);
  checker.check(schema);
  return checker.take();
}

}  // namespace estafeta::document
