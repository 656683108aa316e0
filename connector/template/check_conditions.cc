#include "connector/template/check_conditions.h"

#include <algorithm>
#include <optional>

#include "connector/document/schema.h"
#include "connector/document/schema_check.h"
#include "connector/document/value.h"

namespace estafeta::tmpl {
namespace {

using document::Node;

const Parameter* known_parameter(const Template& tmpl, const std::string& name, const base::Location& where,
                                 Problems& problems) {
  const Parameter* parameter = tmpl.parameter(name);
  if (parameter == nullptr) problems.unknown_parameter(where, name, ids_of(tmpl.parameters));
  return parameter;
}

void check_value(const Parameter& parameter, const Node& value, Problems& problems) {
  if (document::validate(value, parameter.schema, parameter.id).empty()) return;
  problems.error("template.when_never", value.where,
                 {{"parameter", parameter.id}, {"value", document::brief(value)}});
}

bool is_of_type(const Node* schema, std::initializer_list<std::string_view> types) {
  const Node* type = schema == nullptr ? nullptr : schema->find("type");
  return type != nullptr && std::find(types.begin(), types.end(), type->text) != types.end();
}

// What the schema asks a number to be at least (`way` 1) or at most (-1). Of whole numbers the one beyond an
// excluded bound is the bound; of others the bound itself must do.
std::optional<std::int64_t> bound_of(const Node& schema, bool whole, int way) {
  const Node* inclusive = schema.find(way > 0 ? "minimum" : "maximum");
  const Node* exclusive = schema.find(way > 0 ? "exclusiveMinimum" : "exclusiveMaximum");
  auto bound = inclusive == nullptr ? std::nullopt : inclusive->as_integer();
  auto beyond = exclusive == nullptr ? std::nullopt : exclusive->as_integer();
  if (beyond && whole) *beyond += way;
  if (!bound || (beyond && way * *beyond > way * *bound)) bound = beyond;
  return bound;
}

// Whether the two ask for numbers that never meet: at least so much here, at most less there.
bool are_apart(const Node& low, const Node& high, bool whole) {
  const auto least = bound_of(low, whole, 1);
  const auto most = bound_of(high, whole, -1);
  return least && most && *least > *most;
}

// The values one of the two counts up; empty: neither does.
std::vector<Node> counted(const Node& schema, const Node& fragment) {
  for (const auto* one : {&schema, &fragment}) {
    if (const Node* values = one->find("enum")) return values->items;
    if (const Node* value = one->find("const")) return {*value};
  }
  return {};
}

// Of values that are counted, one at least must fit both; of numbers the bounds tell, of others nobody can.
bool can_hold(const Parameter& parameter, const Node& fragment) {
  const Node& schema = parameter.schema;
  const bool whole = is_of_type(&schema, {"integer"});
  if (are_apart(schema, fragment, whole) || are_apart(fragment, schema, whole) ||
      are_apart(fragment, fragment, whole))
    return false;
  const auto values = counted(schema, fragment);
  return values.empty() || std::any_of(values.begin(), values.end(), [&](const Node& value) {
           return document::validate(value, schema, "").empty() &&
                  document::validate(value, fragment, "").empty();
         });
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

// A list that must be empty makes no task.
bool must_be_empty(const Node& schema) {
  const Node* most = schema.find("maxItems");
  return most != nullptr && most->as_integer() == 0;
}

// The same parameter under `when` may leave nothing to go through.
bool is_for_nothing(const Task& task, const Parameter& list) {
  return must_be_empty(list.schema) ||
         std::any_of(task.when.begin(), task.when.end(), [&](const Condition& condition) {
           return condition.parameter == list.id && condition.expected.is_map() &&
                  must_be_empty(condition.expected);
         });
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
    } else if (is_for_nothing(task, *parameter)) {
      problems.error("template.for_each_never", task.for_each_where,
                     {{"parameter", task.for_each}, {"task", task.id}});
    }
  }
}

}  // namespace estafeta::tmpl
