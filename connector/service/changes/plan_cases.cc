#include "connector/service/changes/plan_cases.h"

#include <algorithm>
#include <iterator>

#include "connector/base/time.h"
#include "connector/calendar/parse_calendars.h"
#include "connector/change/steps/reconcile.h"
#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/template/expand.h"
#include "connector/template/parse.h"

namespace estafeta::service {

namespace {

using base::Phrase;
using document::Node;

constexpr const char* kWindows = "windows:case";

// Thrown inside one case and caught in plan_case alone: the first thing that makes the case unusable.
struct Unusable {
  base::Diagnostics diagnostics;
};

[[noreturn]] void refuse(Phrase what, const base::Location& where) {
  throw Unusable{{base::Diagnostic{base::Severity::error, std::move(what), where}}};
}

template <typename T>
T usable(tl::expected<T, base::Diagnostics> result) {
  if (!result) throw Unusable{std::move(result.error())};
  return std::move(*result);
}

const Node& need(const Node& node, const char* key) {
  const auto* found = node.find(key);
  if (found == nullptr) refuse(Phrase("cases.key_missing", {{"key", key}}), node.where);
  return *found;
}

base::Instant instant(const Node& node) {
  const auto parsed = base::parse_instant(node.text);
  if (!parsed) refuse(Phrase("cases.instant", {{"value", node.text}}), node.where);
  return *parsed;
}

void read_calendars(const Node& node, change::Rules& rules) {
  base::Diagnostics problems;
  rules.calendars = calendar::parse_calendars(need(node, "calendars"), problems);
  if (base::has_errors(problems)) throw Unusable{std::move(problems)};
}

void read_departments(const Node& node, change::Rules& rules) {
  for (const auto& [key, value] : need(node, "departments").entries) {
    rules.departments.all[key.text] = {key.text, key.text, key.text, need(value, "calendar").text};
  }
}

model::Client read_client(const Node& node, change::Rules& rules) {
  model::Client client;
  const auto* from = node.find("client");
  if (from == nullptr) return client;
  if (const auto* windows = from->find("windows"); windows != nullptr && windows->is_map()) {
    base::Diagnostics problems;
    const auto spec = calendar::parse_spec(*windows, problems);
    if (!spec) throw Unusable{std::move(problems)};
    rules.calendars.add(kWindows, calendar::Calendar(*spec));
    client.windows = kWindows;
  }
  if (const auto* freezes = from->find("freezes")) {
    for (const auto& freeze : freezes->items) {
      client.freezes.push_back({instant(need(freeze, "from")), instant(need(freeze, "to")), ""});
    }
  }
  return client;
}

model::DesiredChange read_change(const Node& node) {
  const auto tmpl = usable(tmpl::parse(need(node, "template")));
  const auto parameters = usable(tmpl::read_parameters(tmpl, need(node, "parameters")));
  return usable(tmpl::expand(tmpl, parameters));
}

void write_task(document::JsonWriter& json, const model::PlannedTask& task) {
  json.begin_object().key("key").value(task.key).key("department").value(task.department);
  json.key("needs").begin_array();
  for (const auto& key : task.needs) json.value(key);
  json.end_array();
  json.key("start").value(task.start).key("due").value(task.due);
  json.key("slack_s").value(static_cast<std::int64_t>(task.slack.count()));
  json.key("driver");
  task.driver.empty() ? json.null() : json.value(task.driver);
  json.key("critical").value(task.critical).end_object();
}

std::string line(const std::string& name, model::Schedule schedule) {
  std::sort(schedule.tasks.begin(), schedule.tasks.end(),
            [](const auto& a, const auto& b) { return a.key < b.key; });
  document::JsonWriter json;
  json.begin_object().key("name").value(name).key("finish").value(schedule.finish).key("tasks").begin_array();
  for (const auto& task : schedule.tasks) write_task(json, task);
  json.end_array().end_object();
  return json.text();
}

std::string planned(const Node& node) {
  change::Rules rules;
  read_calendars(node, rules);
  read_departments(node, rules);
  const auto client = read_client(node, rules);
  const auto desired = read_change(node);
  auto schedule = change::provisional_schedule(rules, client, desired, instant(need(node, "start")));
  if (!schedule) refuse(schedule.error().phrase(), node.where);
  return line(need(node, "name").text, std::move(*schedule));
}

}  // namespace

std::optional<std::string> plan_case(const Node& node, base::Diagnostics& diagnostics) {
  try {
    return planned(node);
  } catch (const Unusable& unusable) {
    diagnostics.insert(diagnostics.end(), unusable.diagnostics.begin(), unusable.diagnostics.end());
    return std::nullopt;
  }
}

void plan_cases(std::istream& in, const std::string& file, std::ostream& out, base::Diagnostics& diagnostics,
                const sla::RefusedCase& refused) {
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto cases = document::parse_json(text, file, {.bytes = text.size()});
  if (!cases) {
    diagnostics.insert(diagnostics.end(), cases.error().begin(), cases.error().end());
    return;
  }
  if (!cases->is_list()) {
    diagnostics.push_back({base::Severity::error, Phrase("cases.no_list"), cases->where});
    return;
  }
  for (const auto& node : cases->items) {
    base::Diagnostics problems;
    const auto* name = node.find("name");
    if (const auto line = plan_case(node, problems)) {
      out << *line << '\n';
    } else if (refused) {
      refused(name == nullptr ? std::string_view() : name->text, std::move(problems));
    } else {
      diagnostics.insert(diagnostics.end(), problems.begin(), problems.end());
    }
  }
}

}  // namespace estafeta::service
