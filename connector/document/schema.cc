#include "connector/document/schema.h"

#include <algorithm>
#include <array>
#include <utility>

#include "connector/document/nearest.h"
#include "connector/document/pattern.h"
#include "connector/document/schema_check.h"
#include "connector/document/source.h"
#include "connector/document/value.h"

namespace estafeta::document {
namespace {

using base::Phrase;

constexpr int kReferenceLimit = 200;

using Values = std::vector<std::pair<std::string, base::PhraseValue>>;

bool is_number(const Node& node) {
  return node.kind == Node::Kind::integer || node.kind == Node::Kind::real;
}

bool has_type(const Node& value, std::string_view type) {
  if (type == "number") return is_number(value);
  return type == type_name(value.kind);
}

// A list, or the only value as if it were one.
std::vector<const Node*> one_or_many(const Node& node) {
  if (!node.is_list()) return {&node};
  std::vector<const Node*> all;
  for (const auto& item : node.items) all.push_back(&item);
  return all;
}

std::vector<std::string> keys_of(const Node* map) {
  std::vector<std::string> keys;
  if (map == nullptr) return keys;
  for (const auto& entry : map->entries) keys.push_back(entry.first.text);
  return keys;
}

// `vms`, `network.vlan`, `sites[0]`: what people call a part of a value.
std::string part(const std::string& name, const std::string& key) {
  return name.empty() ? key : name + "." + key;
}
std::string part(const std::string& name, std::size_t index) {
  return name + "[" + std::to_string(index) + "]";
}

// Which word a value breaks.
enum class Broken { type, one_of, other };

struct Problem {
  base::Diagnostic said;
  Broken broken = Broken::other;
};

class Validator {
 public:
  explicit Validator(const Node& root, int references = 0) : root_(root), references_(references) {}

  base::Diagnostics run(const Node& value, const Node& schema, const std::string& name) {
    check(value, schema, name);
    base::Diagnostics all;
    for (auto& problem : problems_) all.push_back(std::move(problem.said));
    return all;
  }

 private:
  struct Place {
    const Node& value;
    const Node& schema;
    const std::string& name;
  };
  using Rule = void (Validator::*)(const Place&, const Node& word);
  static const std::array<std::pair<std::string_view, Rule>, 23> kRules;

  void check(const Node& value, const Node& schema, const std::string& name) {
    const Place place{value, schema, name};
    if (schema.kind == Node::Kind::boolean) {
      if (schema.text == "false") report(place, "schema.not_allowed", {});
      return;
    }
    const auto before = problems_.size();
    for (const auto& [word, rule] : kRules) {
      // A value of another kind breaks every other word as well: one mistake, one problem.
      if (word != "type" && word != "$ref" && is_of_wrong_kind(place, before)) return;
      if (const Node* node = schema.find(word)) (this->*rule)(place, *node);
    }
  }

  bool is_of_wrong_kind(const Place& place, std::size_t since) const {
    const auto first = problems_.begin() + static_cast<std::ptrdiff_t>(since);
    return std::any_of(first, problems_.end(), [&place](const Problem& problem) {
      return problem.said.where == place.value.where && problem.broken != Broken::other;
    });
  }
  void report(const Place& place, const char* key, Values values, Broken broken = Broken::other) {
    report_at(place.value.where, place, key, std::move(values), broken);
  }
  void report_at(const base::Location& where, const Place& place, const char* key, Values values,
                 Broken broken = Broken::other) {
    values.insert(values.begin(), {"at", place.name});
    problems_.push_back({{base::Severity::error, Phrase(key, std::move(values)), where}, broken});
  }

  // What kind of value
  void type(const Place& place, const Node& word) {
    const auto types = one_or_many(word);
    const auto fits = [&place](const Node* type) { return has_type(place.value, type->text); };
    if (std::any_of(types.begin(), types.end(), fits)) return;
    if (types.size() > 1)
      return report(place, "schema.type_any", {{"expected", type_phrases(types)}}, Broken::type);
    const std::string expected = types.empty() ? "" : types[0]->text;
    if (expected == "string" && place.value.is_scalar()) {
      return report(place, "schema.type_quote", {{"value", brief(place.value)}}, Broken::type);
    }
    report(place, "schema.type",
           {{"expected", expected}, {"actual", std::string(type_name(place.value.kind))}}, Broken::type);
  }
  static std::vector<Phrase> type_phrases(const std::vector<const Node*>& types) {
    std::vector<Phrase> phrases;
    for (const auto* type : types) phrases.emplace_back("type." + type->text);
    return phrases;
  }
  void one_of(const Place& place, const Node& word) {
    const auto same = [&place](const Node& allowed) { return same_value(place.value, allowed); };
    if (std::any_of(word.items.begin(), word.items.end(), same)) return;
    std::vector<std::string> allowed;
    for (const auto& item : word.items) allowed.push_back(brief(item));
    report(place, "schema.enum", {{"value", brief(place.value)}, {"allowed", allowed}}, Broken::one_of);
  }
  void constant(const Place& place, const Node& word) {
    if (!same_value(place.value, word)) report(place, "schema.const", {{"expected", brief(word)}});
  }

  // Numbers
  template <typename Holds>
  void bound(const Place& place, const Node& word, const char* key, Holds holds) {
    const auto value = is_number(place.value) ? place.value.as_real() : std::nullopt;
    const auto limit = word.as_real();
    if (!value || !limit || holds(*value, *limit)) return;
    report(place, key, {{"value", brief(place.value)}, {"limit", brief(word)}});
  }
  void minimum(const Place& place, const Node& word) {
    bound(place, word, "schema.minimum", [](double value, double limit) { return value >= limit; });
  }
  void maximum(const Place& place, const Node& word) {
    bound(place, word, "schema.maximum", [](double value, double limit) { return value <= limit; });
  }
  void exclusive_minimum(const Place& place, const Node& word) {
    bound(place, word, "schema.exclusive_minimum", [](double value, double limit) { return value > limit; });
  }
  void exclusive_maximum(const Place& place, const Node& word) {
    bound(place, word, "schema.exclusive_maximum", [](double value, double limit) { return value < limit; });
  }

  // Sizes
  void at_least(const Place& place, const Node& word, std::size_t size, const char* key) {
    const auto limit = word.as_integer().value_or(0);
    if (static_cast<std::int64_t>(size) >= limit) return;
    report(place, key, {{"size", static_cast<std::int64_t>(size)}, {"limit", limit}});
  }
  void at_most(const Place& place, const Node& word, std::size_t size, const char* key) {
    const auto limit = word.as_integer().value_or(0);
    if (static_cast<std::int64_t>(size) <= limit) return;
    report(place, key, {{"size", static_cast<std::int64_t>(size)}, {"limit", limit}});
  }
  void min_length(const Place& place, const Node& word) {
    if (place.value.kind != Node::Kind::string) return;
    at_least(place, word, code_points(place.value.text), "schema.min_length");
  }
  void max_length(const Place& place, const Node& word) {
    if (place.value.kind != Node::Kind::string) return;
    at_most(place, word, code_points(place.value.text), "schema.max_length");
  }
  void min_items(const Place& place, const Node& word) {
    if (place.value.is_list()) at_least(place, word, place.value.items.size(), "schema.min_items");
  }
  void max_items(const Place& place, const Node& word) {
    if (place.value.is_list()) at_most(place, word, place.value.items.size(), "schema.max_items");
  }
  void min_properties(const Place& place, const Node& word) {
    if (place.value.is_map()) at_least(place, word, place.value.entries.size(), "schema.min_properties");
  }
  void max_properties(const Place& place, const Node& word) {
    if (place.value.is_map()) at_most(place, word, place.value.entries.size(), "schema.max_properties");
  }

  void pattern(const Place& place, const Node& word) {
    if (place.value.kind != Node::Kind::string) return;
    if (code_points(place.value.text) > kPatternLimit) {
      return report(place, "schema.pattern_too_long", {{"limit", static_cast<std::int64_t>(kPatternLimit)}});
    }
    if (matches(place.value.text, word.text)) return;
    // The usual pattern of names is said in words: few people read regular expressions.
    const std::int64_t least = word.text == "^[a-z][a-z0-9-]*$"   ? 1
                               : word.text == "^[a-z][a-z0-9-]+$" ? 2
                                                                  : 0;
    if (least > 0) return report(place, "schema.name", {{"value", brief(place.value)}, {"least", least}});
    report(place, "schema.pattern", {{"value", brief(place.value)}, {"pattern", word.text}});
  }

  // Lists
  void items(const Place& place, const Node& word) {
    for (std::size_t i = 0; i < place.value.items.size(); ++i) {
      check(place.value.items[i], word, part(place.name, i));
    }
  }
  void unique_items(const Place& place, const Node& word) {
    if (word.text != "true") return;
    const auto& items = place.value.items;
    for (std::size_t i = 1; i < items.size(); ++i) {
      const auto same = [&](const Node& earlier) { return same_value(earlier, items[i]); };
      if (std::none_of(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(i), same)) continue;
      report_at(items[i].where, place, "schema.unique_items", {{"value", brief(items[i])}});
    }
  }

  // Maps
  void properties(const Place& place, const Node& word) {
    for (const auto& [key, value] : place.value.entries) {
      if (const Node* schema = word.find(key.text)) check(value, *schema, part(place.name, key.text));
    }
  }
  void pattern_properties(const Place& place, const Node& word) {
    for (const auto& [key, value] : place.value.entries) {
      for (const auto& [expression, schema] : word.entries) {
        if (matches(key.text, expression.text)) check(value, schema, part(place.name, key.text));
      }
    }
  }
  void property_names(const Place& place, const Node& word) {
    for (const auto& entry : place.value.entries) {
      Node name;
      name.kind = Node::Kind::string;
      name.text = entry.first.text;
      name.where = entry.first.where;
      check(name, word, part(place.name, name.text));
    }
  }
  void additional_properties(const Place& place, const Node& word) {
    for (const auto& [key, value] : place.value.entries) {
      if (is_named(place.schema, key.text)) continue;
      if (word.kind == Node::Kind::boolean && word.text == "false") {
        unknown_key(place, key);
      } else {
        check(value, word, part(place.name, key.text));
      }
    }
  }
  static bool is_named(const Node& schema, const std::string& key) {
    const Node* properties = schema.find("properties");
    if (properties != nullptr && properties->find(key) != nullptr) return true;
    const Node* patterns = schema.find("patternProperties");
    if (patterns == nullptr) return false;
    return std::any_of(patterns->entries.begin(), patterns->entries.end(),
                       [&key](const Node::Entry& entry) { return matches(key, entry.first.text); });
  }
  void unknown_key(const Place& place, const Node::Key& key) {
    const auto known = keys_of(place.schema.find("properties"));
    const auto meant = nearest(key.text, known);
    if (meant.empty()) {
      report_at(key.where, place, "schema.unknown_key", {{"key", key.text}, {"known", known}});
    } else {
      report_at(key.where, place, "schema.unknown_key_hint", {{"key", key.text}, {"nearest", meant}});
    }
  }
  void required(const Place& place, const Node& word) {
    if (!place.value.is_map()) return;
    for (const auto& key : word.items) {
      const bool said = place.value.find(key.text) != nullptr || is_misspelt(place, key.text);
      if (!said) report(place, "schema.required", {{"key", key.text}});
    }
  }
  // Whether unknown_key() suggests that key for another: one mistake, one problem.
  static bool is_misspelt(const Place& place, const std::string& wanted) {
    const Node* additional = place.schema.find("additionalProperties");
    if (additional == nullptr || additional->text != "false") return false;
    const auto known = keys_of(place.schema.find("properties"));
    return std::any_of(place.value.entries.begin(), place.value.entries.end(), [&](const Node::Entry& entry) {
      return !is_named(place.schema, entry.first.text) && nearest(entry.first.text, known) == wanted;
    });
  }

  // Schemas made of schemas
  void any_of(const Place& place, const Node& word) {
    std::vector<std::vector<Problem>> tries;
    for (const auto& schema : word.items) {
      Validator alternative(root_, references_);
      alternative.check(place.value, schema, place.name);
      if (alternative.problems_.empty()) return;
      tries.push_back(std::move(alternative.problems_));
    }
    // Of the alternatives the one that was meant is the one whose kind of value this is: its problems help.
    for (auto& problems : tries) {
      if (is_about_type(problems, place.value.where)) continue;
      problems_.insert(problems_.end(), problems.begin(), problems.end());
      return;
    }
    report(place, "schema.any_of", {{"actual", std::string(type_name(place.value.kind))}});
  }
  static bool is_about_type(const std::vector<Problem>& problems, const base::Location& where) {
    return std::any_of(problems.begin(), problems.end(), [&where](const Problem& problem) {
      return problem.said.where == where && problem.broken == Broken::type;
    });
  }
  void reference(const Place& place, const Node& word) {
    // A schema that only refers to itself would never end.
    if (references_ >= kReferenceLimit) return report(place, "schema.word_reference", {{"word", word.text}});
    ++references_;
    if (const Node* target = resolve(root_, word.text)) check(place.value, *target, place.name);
    --references_;
  }

  const Node& root_;
  int references_;  // followed on the way here
  std::vector<Problem> problems_;
};

const std::array<std::pair<std::string_view, Validator::Rule>, 23> Validator::kRules{{
    {"$ref", &Validator::reference},
    {"type", &Validator::type},
    {"enum", &Validator::one_of},
    {"const", &Validator::constant},
    {"minimum", &Validator::minimum},
    {"maximum", &Validator::maximum},
    {"exclusiveMinimum", &Validator::exclusive_minimum},
    {"exclusiveMaximum", &Validator::exclusive_maximum},
    {"minLength", &Validator::min_length},
    {"maxLength", &Validator::max_length},
    {"pattern", &Validator::pattern},
    {"minItems", &Validator::min_items},
    {"maxItems", &Validator::max_items},
    {"uniqueItems", &Validator::unique_items},
    {"items", &Validator::items},
    {"minProperties", &Validator::min_properties},
    {"maxProperties", &Validator::max_properties},
    {"required", &Validator::required},
    {"properties", &Validator::properties},
    {"patternProperties", &Validator::pattern_properties},
    {"propertyNames", &Validator::property_names},
    {"additionalProperties", &Validator::additional_properties},
    {"anyOf", &Validator::any_of},
}};

}  // namespace

base::Diagnostics validate(const Node& value, const Node& schema, const std::string& name) {
  return Validator(schema).run(value, schema, name);
}

}  // namespace estafeta::document
