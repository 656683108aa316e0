#include <algorithm>

#include "connector/document/schema.h"
#include "connector/template/check.h"

namespace estafeta::tmpl {
namespace {

using document::Node;

const Parameter* known_parameter(const Template& tmpl, const std::string& name, const base::Location& where,
                                 Problems& problems) {
  const Parameter* parameter = tmpl.parameter(name);
  if (parameter == nullptr) {
    problems.unknown("template.unknown_parameter", where, name, ids_of(tmpl.parameters),
                     {{"parameter", name}});
  }
  return parameter;
}

void check_value(const Parameter& parameter, const Node& value, Problems& problems) {
  if (document::validate(value, parameter.schema, parameter.id).empty()) return;
  problems.error("template.when_never", value.where,
                 {{"parameter", parameter.id}, {"value", document::brief(value)}});
}

// Whether the two ask for numbers that never meet: at least so much here, at most less there.
bool are_apart(const Node& low, const Node& high) {
  const Node* least = low.find("minimum");
  const Node* most = high.find("maximum");
  return least != nullptr && most != nullptr && least->as_integer() && most->as_integer() &&
         *least->as_integer() > *most->as_integer();
}

// Of a parameter whose values are counted, one at least must fit the fragment; of numbers the bounds tell, of
// others nobody can.
bool can_hold(const Parameter& parameter, const Node& fragment) {
  const Node* values = parameter.schema.find("enum");
  if (are_apart(parameter.schema, fragment) || are_apart(fragment, parameter.schema)) return false;
  if (values == nullptr) return true;
  return std::any_of(values->items.begin(), values->items.end(),
                     [&](const Node& value) { return document::validate(value, fragment, "").empty(); });
}

void check_fragment(const Parameter& parameter, const Condition& condition, Problems& problems) {
  const auto wrong = document::check_schema(condition.expected);
  problems.add(wrong);
  if (wrong.empty() && !can_hold(parameter, condition.expected)) {
    problems.error("template.when_never", condition.expected.where,
                   {{"parameter", parameter.id}, {"value", document::brief(condition.expected)}});
  }
}

void check_condition(const Template& tmpl, const Condition& condition, Problems& problems) {
  const auto* parameter = known_parameter(tmpl, condition.parameter, condition.where, problems);
  if (parameter == nullptr || !document::check_schema(parameter->schema).empty()) return;
  if (condition.expected.is_map()) return check_fragment(*parameter, condition, problems);
  if (!condition.expected.is_list()) return check_value(*parameter, condition.expected, problems);
  if (condition.expected.items.empty()) problems.error("template.when_empty", condition.expected.where);
  for (const auto& value : condition.expected.items) check_value(*parameter, value, problems);
}

bool is_of_type(const Node* schema, std::initializer_list<std::string_view> types) {
  const Node* type = schema == nullptr ? nullptr : schema->find("type");
  return type != nullptr && std::find(types.begin(), types.end(), type->text) != types.end();
}

}  // namespace

void check_conditions(const Template& tmpl, Problems& problems) {
  for (const auto& task : tmpl.tasks) {
    for (const auto& condition : task.when) check_condition(tmpl, condition, problems);
  }
}

void check_for_each(const Template& tmpl, Problems& problems) {
  for (const auto& task : tmpl.tasks) {
    if (task.for_each.empty()) continue;
    const auto* parameter = known_parameter(tmpl, task.for_each, task.for_each_where, problems);
    if (parameter == nullptr) continue;
    if (!is_of_type(&parameter->schema, {"array"}) ||
        !is_of_type(parameter->schema.find("items"), {"string", "integer"})) {
      problems.error("template.for_each_list", task.for_each_where, {{"parameter", task.for_each}});
    }
  }
}

}  // namespace estafeta::tmpl
