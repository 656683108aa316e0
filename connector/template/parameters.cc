#include "connector/template/parameters.h"

#include <algorithm>
#include <set>
#include <utility>

#include "connector/document/nearest.h"
#include "connector/document/schema.h"
#include "connector/document/source.h"
#include "connector/document/value.h"
#include "connector/template/form.h"
#include "connector/template/problems.h"

namespace estafeta::tmpl {
namespace {

using document::Node;

class ParametersReader {
 public:
  // `unreadable`: parameters that are filled in with what cannot be read, which was said.
  ParametersReader(const Template& tmpl, const Node& given, Problems& problems,
                   std::set<std::string> unreadable = {})
      : tmpl_(tmpl), given_(given), problems_(problems), said_(std::move(unreadable)) {}

  std::vector<std::string> unfilled;  // without a value

  Parameters read() {
    Parameters result;
    result.values.kind = Node::Kind::map;
    result.values.where = given_.where;
    if (!given_.is_map() && !given_.is_null()) {
      problems_.error("template.parameters_form", given_.where);
      return result;
    }
    refuse_unknown();
    for (const auto& parameter : tmpl_.parameters) {
      if (const Node* value = value_of(parameter)) {
        result.values.entries.push_back({Node::Key{parameter.id, parameter.where}, *value});
      }
    }
    return result;
  }

 private:
  void refuse_unknown() {
    const auto known = ids_of(tmpl_.parameters);
    std::vector<Node::Key> strangers;
    for (const auto& [key, value] : given_.entries) {
      if (tmpl_.parameter(key.text) != nullptr) continue;
      if (document::nearest(key.text, known).empty()) {
        strangers.push_back(key);
      } else {
        refuse_unknown(key);
      }
    }
    if (strangers.size() == 1) refuse_unknown(strangers.front());
    if (strangers.size() > 1) refuse_strangers(strangers);
  }

  void refuse_unknown(const Node::Key& key) {
    said_.insert(problems_.unknown("template.parameter_unknown", key.where, key.text,
                                   ids_of(tmpl_.parameters),
                                   {{"parameter", key.text}, {"template", tmpl_.name}}));
  }

  // Those like none that there is, in one sentence.
  void refuse_strangers(const std::vector<Node::Key>& strangers) {
    constexpr std::size_t kFew = 5;
    std::string names;
    for (const auto& key : strangers) {
      if (strangers.size() > kFew) break;
      names += (names.empty() ? "" : ", ") + document::shorten(key.text, kBrief);
    }
    const auto& first = strangers.front();
    const auto& last = strangers.back();
    if (names.empty())
      names = document::shorten(first.text, kBrief) + " … " + document::shorten(last.text, kBrief);
    const bool has_lines = first.where.line > 0 && last.where.line > first.where.line;
    problems_.error(has_lines ? "template.parameters_unknown_lines" : "template.parameters_unknown",
                    first.where,
                    {{"template", tmpl_.name},
                     {"parameters", names},
                     {"n", static_cast<std::int64_t>(strangers.size())},
                     {"first", std::int64_t{first.where.line}},
                     {"last", std::int64_t{last.where.line}},
                     {"known", ids_of(tmpl_.parameters)}});
  }

  const Node* value_of(const Parameter& parameter) {
    const Node* value = given_.find(parameter.id);
    if (value != nullptr && !is_left_empty(*value, parameter)) {
      problems_.add(document::validate(*value, parameter.schema, parameter.id));
      if (is_fanned_out(parameter.id)) check_items(parameter, *value);
      if (is_latest(parameter.id)) check_bound(parameter, *value);
      return value;
    }
    if (const Node* initial = parameter.default_value()) {
      if (is_fanned_out(parameter.id)) check_items(parameter, *initial);
      return initial;
    }
    if (said_.contains(parameter.id)) return nullptr;
    unfilled.push_back(parameter.id);
    const base::Location nowhere{given_.where.file, 0, 0};
    problems_.error("template.parameter_missing", value == nullptr ? nowhere : value->where,
                    {{"parameter", parameter.id}});
    return nullptr;
  }

  static bool is_left_empty(const Node& value, const Parameter& parameter) {
    return value.is_null() && !document::validate(value, parameter.schema, "").empty();
  }
  bool is_fanned_out(const std::string& parameter) const {
    return std::any_of(tmpl_.tasks.begin(), tmpl_.tasks.end(),
                       [&parameter](const Task& task) { return task.for_each == parameter; });
  }
  bool is_latest(const std::string& parameter) const {
    const auto names_it = [&parameter](const Bound& bound) {
      return !bound.text.empty() && bound.text.front().name == parameter;
    };
    return names_it(tmpl_.latest) || std::any_of(tmpl_.tasks.begin(), tmpl_.tasks.end(),
                                                 [&](const Task& task) { return names_it(task.latest); });
  }
  // An empty one means that there is no bound.
  void check_bound(const Parameter& parameter, const Node& value) {
    if (value.kind != Node::Kind::string || value.text.empty() || is_bound(value.text)) return;
    problems_.error("template.latest_value", value.where,
                    {{"parameter", parameter.id}, {"value", document::brief(value)}});
  }
  // Items become part of keys that must find their task again in the tracker.
  void check_items(const Parameter& parameter, const Node& list) {
    std::set<std::string> seen;
    for (const auto& item : list.items) {
      const auto text = item.is_scalar() ? item.text : std::string();
      if (!is_item(text)) {
        problems_.error("template.item_form", item.where,
                        {{"parameter", parameter.id}, {"item", document::brief(item)}});
      } else if (!seen.insert(text).second) {
        problems_.error("template.item_twice", item.where, {{"parameter", parameter.id}, {"item", text}});
      }
    }
  }

  const Template& tmpl_;
  const Node& given_;
  Problems& problems_;
  std::set<std::string> said_;  // parameters that need not be called missing: what stands there was refused
};

struct Reading {
  Parameters parameters;
  base::Diagnostics problems;
  std::vector<std::string> unfilled;  // of all the problems those that say that there is no value
};

Reading read(const Template& tmpl, std::string_view text, const std::string& source) {
  Reading reading;
  std::vector<FormField> fields;
  for (const auto& parameter : tmpl.parameters) {
    FormField field{parameter.id, {}, &parameter.schema};
    for (const auto& title : parameter.title) field.titles.push_back(title.second);
    fields.push_back(std::move(field));
  }
  const auto entries = read_form(text, source, fields, reading.problems);
  Problems problems(reading.problems);
  Node given;
  given.kind = Node::Kind::map;
  given.where.file = source;
  std::set<std::string> unreadable;
  for (const auto& entry : entries) {
    if (entry.kind == FormEntry::Kind::remark) {
      problems.error("template.parameter_line", entry.where,
                     {{"text", document::shorten(entry.typed, kBrief)}});
    } else if (entry.kind == FormEntry::Kind::field && !entry.value) {
      unreadable.insert(entry.name);
    } else {
      given.entries.push_back({Node::Key{entry.name, entry.where}, entry.value.value_or(Node{})});
    }
  }
  // A text that is no form at all lacks everything: that is one problem.
  if (given.entries.empty() && unreadable.empty() && !reading.problems.empty()) return reading;
  ParametersReader reader(tmpl, given, problems, std::move(unreadable));
  reading.parameters = reader.read();
  reading.unfilled = std::move(reader.unfilled);
  sort_by_place(reading.problems);
  return reading;
}

}  // namespace

tl::expected<Parameters, base::Diagnostics> read_parameters(const Template& tmpl, const Node& values) {
  base::Diagnostics diagnostics;
  Problems problems(diagnostics);
  auto parameters = ParametersReader(tmpl, values, problems).read();
  if (!diagnostics.empty()) return tl::unexpected(std::move(diagnostics));
  return parameters;
}

tl::expected<Parameters, base::Diagnostics> read_parameters(const Template& tmpl, std::string_view text,
                                                            const std::string& source) {
  auto reading = read(tmpl, text, source);
  if (!reading.problems.empty()) return tl::unexpected(std::move(reading.problems));
  return std::move(reading.parameters);
}

std::vector<std::string> unfilled(const Template& tmpl, std::string_view text) {
  auto reading = read(tmpl, text, "");
  if (reading.unfilled.size() != reading.problems.size()) return {};
  return std::move(reading.unfilled);
}

}  // namespace estafeta::tmpl
