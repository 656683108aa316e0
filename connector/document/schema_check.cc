#include "connector/document/schema_check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "connector/document/nearest.h"
#include "connector/document/pattern.h"
#include "connector/document/schema.h"
#include "connector/document/value.h"

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

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kPairs{
    {{"minimum", "maximum"},
     {"exclusiveMinimum", "maximum"},
     {"minimum", "exclusiveMaximum"},
     {"exclusiveMinimum", "exclusiveMaximum"},
     {"minLength", "maxLength"},
     {"minItems", "maxItems"},
     {"minProperties", "maxProperties"}}};

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
    const auto before = problems_.size();
    for (const auto& [key, value] : schema.entries) {
      if (const auto* word = find_schema_word(key.text)) {
        check_word(*word, value);
      } else {
        unknown(key);
      }
    }
    // Only words that are right in themselves can contradict one another.
    if (problems_.size() == before) check_possible(schema);
  }
  base::Diagnostics take() { return std::move(problems_); }

 private:
  // What no value can ever satisfy.
  void check_possible(const Node& schema) {
    for (const auto& [least, most] : kPairs) {
      const Node* low = schema.find(least);
      const Node* high = schema.find(most);
      if (low == nullptr || high == nullptr) continue;
      const bool touches = least.starts_with("exclusive") || most.starts_with("exclusive");
      const bool impossible =
          touches ? *low->as_real() >= *high->as_real() : *low->as_real() > *high->as_real();
      if (!impossible) continue;
      report("schema.impossible_pair", high->where,
             {{"least", std::string(least)},
              {"low", brief(*low)},
              {"most", std::string(most)},
              {"high", brief(*high)}});
    }
    if (has_no_integer(schema)) report("schema.impossible_integer", schema.where, {});
    check_choices(schema);
    check_required(schema);
  }

  static bool has_no_integer(const Node& schema) {
    const Node* type = schema.find("type");
    const Node* low = schema.find("minimum");
    const Node* high = schema.find("maximum");
    if (type == nullptr || type->text != "integer" || low == nullptr || high == nullptr) return false;
    return *low->as_real() <= *high->as_real() && std::ceil(*low->as_real()) > std::floor(*high->as_real());
  }

  // Each value that may be chosen must hold under the other words.
  void check_choices(const Node& schema) {
    // References lead into the whole schema, which a part of it does not know.
    if (root_.find("$defs") != nullptr) return;
    Node others = schema;
    std::erase_if(others.entries, [](const Node::Entry& entry) {
      const auto& word = entry.first.text;
      return word == "enum" || word == "const" || word == "default" || word == "$ref";
    });
    const auto check_one = [&](const Node& value) {
      const auto wrong = validate(value, others, brief(value));
      if (wrong.empty()) return;
      report("schema.impossible_choice", value.where,
             {{"value", brief(value)}, {"why", std::vector<base::Phrase>{wrong.front().what}}});
    };
    if (const Node* values = schema.find("enum")) {
      for (const auto& value : values->items) check_one(value);
    }
    if (const Node* value = schema.find("const")) check_one(*value);
  }

  // A key that must be there and may not.
  void check_required(const Node& schema) {
    const Node* required = schema.find("required");
    const Node* additional = schema.find("additionalProperties");
    const Node* properties = schema.find("properties");
    if (required == nullptr || additional == nullptr || additional->text != "false") return;
    if (schema.find("patternProperties") != nullptr) return;
    for (const auto& key : required->items) {
      if (properties == nullptr || properties->find(key.text) == nullptr)
        report("schema.impossible_key", key.where, {{"key", key.text}});
    }
  }

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
