#include "connector/template/presence.h"

#include <algorithm>

#include "connector/document/schema.h"
#include "connector/document/schema_check.h"
#include "connector/document/value.h"

namespace estafeta::tmpl {
namespace {

using document::Node;

constexpr std::size_t kMostCombinations = 4096;

Node scalar(Node::Kind kind, std::string text) {
  Node node;
  node.kind = kind;
  node.text = std::move(text);
  return node;
}

Node list_of(std::vector<Node> items) {
  Node node;
  node.kind = Node::Kind::list;
  node.items = std::move(items);
  return node;
}

// The number itself and its neighbours: on both sides of every bound.
void add_around(const Node& bound, std::vector<Node>& values) {
  values.push_back(bound);
  const auto number = bound.as_integer();
  if (!number) return;
  for (const auto near : {*number - 1, *number + 1}) {
    auto value = bound;
    value.text = std::to_string(near);
    values.push_back(std::move(value));
  }
}

void add_named(const Node& expected, std::vector<Node>& values) {
  if (expected.is_list()) {
    for (const auto& item : expected.items) values.push_back(item);
  } else if (!expected.is_map()) {
    values.push_back(expected);
  } else {
    for (const auto& [word, value] : expected.entries) {
      if (value.as_integer()) add_around(value, values);
      if (word.text == "const") values.push_back(value);
      if (word.text == "enum") add_named(value, values);
    }
  }
}

// Values the parameter may have, one at least on each side of whatever conditions and lists ask.
std::vector<Node> candidates(const Template& tmpl, const Parameter& parameter) {
  std::vector<Node> values;
  if (const Node* initial = parameter.default_value()) values.push_back(*initial);
  if (const Node* all = parameter.schema.find("enum")) add_named(*all, values);
  for (const auto& task : tmpl.tasks) {
    for (const auto& condition : task.when) {
      if (condition.parameter == parameter.id) add_named(condition.expected, values);
    }
  }
  for (const auto* truth : {"true", "false"}) values.push_back(scalar(Node::Kind::boolean, truth));
  for (const auto* word : {"minimum", "maximum"}) {
    if (const Node* bound = parameter.schema.find(word)) add_around(*bound, values);
  }
  values.push_back(scalar(Node::Kind::string, "other"));
  values.push_back(list_of({}));
  values.push_back(list_of({scalar(Node::Kind::string, "a")}));
  std::erase_if(values,
                [&](const Node& value) { return !document::validate(value, parameter.schema, "").empty(); });
  std::vector<Node> single;
  for (auto& value : values) {
    const bool known = std::any_of(single.begin(), single.end(),
                                   [&](const Node& one) { return document::same_value(one, value); });
    if (!known) single.push_back(std::move(value));
  }
  return single;
}

}  // namespace

bool holds(const Condition& condition, const Node* value) {
  if (value == nullptr) return false;
  const Node& expected = condition.expected;
  if (expected.is_map()) return document::validate(*value, expected, "").empty();
  if (!expected.is_list()) return document::same_value(*value, expected);
  return std::any_of(expected.items.begin(), expected.items.end(),
                     [value](const Node& one) { return document::same_value(*value, one); });
}

bool is_there(const Task& task, const Assignment& values) {
  const auto value_of = [&](const std::string& parameter) {
    const auto found = values.find(parameter);
    return found == values.end() ? nullptr : &found->second;
  };
  if (!task.for_each.empty()) {
    const Node* list = value_of(task.for_each);
    if (list == nullptr || list->items.empty()) return false;
  }
  return std::all_of(task.when.begin(), task.when.end(), [&](const Condition& condition) {
    return holds(condition, value_of(condition.parameter));
  });
}

void try_values(const Template& tmpl, const std::vector<std::string>& parameters,
                const std::function<bool(const Assignment&)>& look) {
  std::vector<std::vector<Node>> choices;
  std::size_t combinations = 1;
  for (const auto& name : parameters) {
    const auto* parameter = tmpl.parameter(name);
    if (parameter == nullptr || !document::check_schema(parameter->schema).empty()) return;
    choices.push_back(candidates(tmpl, *parameter));
    combinations *= choices.back().size();
    if (combinations > kMostCombinations) return;
  }
  for (std::size_t number = 0; number < combinations; ++number) {
    Assignment values;
    auto rest = number;
    for (std::size_t at = 0; at < choices.size(); rest /= choices[at].size(), ++at) {
      values.emplace(parameters[at], choices[at][rest % choices[at].size()]);
    }
    if (!look(values)) return;
  }
}

}  // namespace estafeta::tmpl
