#include "connector/template/reader.h"

#include <algorithm>
#include <utility>

#include "connector/base/time.h"
#include "connector/document/json.h"
#include "connector/document/schema.h"
#include "connector/document/schema_check.h"
#include "connector/document/value.h"
#include "connector/model/check.h"
#include "connector/template/placeholders.h"

namespace estafeta::tmpl {
namespace {

using document::Node;

// More is no template any more; it also bounds what the checks cost.
constexpr std::size_t kMostTasks = 2000;

// Titles by language are ours, not JSON Schema's.
Node without_title(Node schema) {
  std::erase_if(schema.entries, [](const Node::Entry& entry) { return entry.first.text == "title"; });
  return schema;
}

bool is_language(const std::string& text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// What takes a task back stands below that task.
bool may_be_written(model::TaskKind kind) {
  switch (kind) {
    case model::TaskKind::task:
    case model::TaskKind::milestone:
    case model::TaskKind::approval:
    case model::TaskKind::check:
      return true;
    case model::TaskKind::rollback:
      break;
  }
  return false;
}

bool has_line_break(const Node& text) {
  const auto breaks = [](const Node& one) { return one.text.find('\n') != std::string::npos; };
  return breaks(text) || std::any_of(text.entries.begin(), text.entries.end(),
                                     [&](const Node::Entry& entry) { return breaks(entry.second); });
}

std::string written(const Pieces& pieces) {
  std::string text;
  for (const auto& piece : pieces) text += piece.text;
  return text;
}

bool is_literal(const Piece& piece) {
  return piece.kind == Piece::Kind::literal;
}

// Either written out, or one parameter and nothing else.
bool is_bound_text(const Pieces& pieces) {
  if (std::all_of(pieces.begin(), pieces.end(), is_literal)) return is_bound(written(pieces));
  const auto& piece = pieces.front();
  return pieces.size() == 1 && piece.kind == Piece::Kind::parameter &&
         (!piece.fallback || is_bound(*piece.fallback));
}

}  // namespace

Template Reader::read(const Node& root) {
  Template tmpl;
  tmpl.where = root.where;
  if (!expect_map(root, "template.no_map")) return tmpl;
  allow_only(root, {"template", "version", "title", "description", "parameters", "tasks", "latest", "review",
                    "rehearsable"});
  read_header(root, tmpl);
  const Node* parameters = root.find("parameters");
  if (parameters != nullptr && expect_map(*parameters, "template.parameters_map")) {
    for (const auto& [key, value] : parameters->entries)
      tmpl.parameters.push_back(read_parameter(key, value));
  }
  if (const Node* rehearsable = root.find("rehearsable")) read_rehearsable(*rehearsable, tmpl);
  const Node* tasks = root.find("tasks");
  if (tasks == nullptr && is_misspelt("tasks")) return tmpl;
  if (tasks == nullptr || (tasks->is_map() && tasks->entries.empty())) {
    problems_.error("template.no_tasks", tasks == nullptr ? root.where : tasks->where);
  } else if (expect_map(*tasks, "template.tasks_map")) {
    if (tasks->entries.size() > kMostTasks) {
      problems_.error("template.too_many_tasks", tasks->where, {{"limit", std::int64_t{kMostTasks}}});
      return tmpl;
    }
    for (const auto& [key, value] : tasks->entries) tmpl.tasks.push_back(read_task(key, value));
  }
  return tmpl;
}

void Reader::read_header(const Node& root, Template& tmpl) {
  for (const auto* key : {"template", "version", "title"}) {
    if (root.find(key) != nullptr || is_misspelt(key)) continue;
    problems_.error("schema.required", root.where, {{"key", std::string(key)}});
  }
  if (const Node* name = root.find("template")) {
    tmpl.name = name->text;
    if (name->kind != Node::Kind::string || !is_id(name->text)) {
      problems_.error("template.bad_id", name->where, {{"id", document::brief(*name)}});
    }
  }
  if (const Node* version = root.find("version")) {
    const auto number = version->as_integer();
    if (number && *number >= 1 && *number <= 1'000'000) {
      tmpl.version = static_cast<int>(*number);
    } else {
      problems_.error("template.version", version->where, {{"value", document::brief(*version)}});
    }
  }
  if (const Node* title = root.find("title")) tmpl.title = read_words(*title);
  tmpl.description = read_plain_words(root.find("description"));
  if (const Node* latest = root.find("latest")) read_latest(*latest, tmpl.latest);
  if (const Node* review = root.find("review")) read_review(*review, tmpl);
}

Parameter Reader::read_parameter(const Node::Key& key, const Node& value) {
  check_id(key);
  if (key.text == "item") problems_.error("template.item_reserved", key.where);
  Parameter parameter{key.text, read_plain_words(value.find("title")),
                      read_plain_words(value.find("description")), value, key.where};
  const auto wrong = document::check_schema(value);
  problems_.add(wrong);
  if (const Node* initial = parameter.default_value(); initial != nullptr && wrong.empty()) {
    problems_.add(document::validate(*initial, value, key.text));
  }
  return parameter;
}

void Reader::read_rehearsable(const Node& value, Template& tmpl) {
  if (value.kind != Node::Kind::boolean)
    return problems_.error("template.rehearsable", value.where, {{"value", document::brief(value)}});
  tmpl.is_rehearsable = value.text == "true";
  if (!tmpl.is_rehearsable) return;
  if (const auto* taken = tmpl.parameter(kRehearsal))
    return problems_.error("template.rehearsal_reserved", taken->where);
  tmpl.parameters.push_back({kRehearsal,
                             {{"en", "Rehearsal: a trial that the client does not see"},
                              {"ru", "Репетиция: пробный прогон, заказчик его не видит"}},
                             {},
                             *document::parse_json(R"({"type": "boolean", "default": false})", ""),
                             value.where});
}

Task Reader::read_task(const Node::Key& key, const Node& value) {
  check_id(key);
  Task task;
  task.id = key.text;
  task.where = key.where;
  if (!expect_map(value, "template.task_map")) return task;
  allow_only(value, {"kind",     "approver",  "owner",    "department", "title",  "description", "duration",
                     "begin",    "window",    "for_each", "join",       "needs",  "when",        "gives",
                     "rollback", "checklist", "estimate", "latest",     "fields", "watchers",    "updates"});
  read_kind(value, task);
  read_owner(value, task);
  read_time(value, task);
  read_for_each(value, task);
  read_texts(value, task);
  if (const Node* needs = value.find("needs")) read_needs(*needs, task);
  if (const Node* join = value.find("join")) read_join(*join, task);
  if (const Node* when = value.find("when")) read_when(*when, task);
  if (task.kind == model::TaskKind::check) {
    task.gives.push_back({model::kCheckResult, {{"en", "Result"}, {"ru", "Результат"}}, Node{}, true});
    task.gives.push_back({model::kCheckRemark,
                          {{"en", "Remark"}, {"ru", "Примечание"}},
                          *document::parse_json(R"({"type": ["string", "null"]})", "")});
  }
  if (const Node* gives = value.find("gives")) read_gives(*gives, task);
  read_extras(value, task);
  if (const Node* rollback = value.find("rollback")) read_rollback(*rollback, task);
  return task;
}

void Reader::read_kind(const Node& value, Task& task) {
  const Node* kind = value.find("kind");
  const auto read = kind == nullptr ? std::nullopt : model::task_kind_from(kind->text);
  if (read && may_be_written(*read)) {
    task.kind = *read;
  } else if (kind != nullptr) {
    problems_.error("template.kind", kind->where, {{"value", document::brief(*kind)}});
  }
  const bool approval = task.kind == model::TaskKind::approval;
  const Node* approver = value.find("approver");
  if (approver == nullptr) {
    const bool said = !approval || is_misspelt("approver");
    if (!said) problems_.error("template.no_approver", kind->where, {{"task", task.id}});
  } else if (!approval) {
    problems_.error("template.approver_alone", approver->where, {{"task", task.id}});
  } else if (!is_value_name(approver->text)) {
    problems_.error("template.approver", approver->where, {{"value", document::brief(*approver)}});
  } else {
    task.approver = approver->text;
    task.approver_where = approver->where;
  }
}

void Reader::read_owner(const Node& value, Task& task) {
  const Node* owner = value.find("owner");
  const Node* department = value.find("department");
  if (owner != nullptr && read_choice(*owner, "template.owner", {"department", "client", "vendor"})) {
    task.owner = *model::owner_from(owner->text);
  }
  if (department == nullptr) {
    if (owner == nullptr && task.approver == "client") task.owner = model::Owner::client;
    const bool said =
        is_misspelt("owner") || is_misspelt("department") || task.kind == model::TaskKind::approval;
    if (!said && (owner == nullptr || owner->text == "department")) {
      problems_.error("template.nobody", task.where, {{"task", task.id}});
    }
    return;
  }
  task.department = department->text;
  task.department_where = department->where;
  if (!is_id(task.department)) {
    problems_.error("template.bad_id", department->where, {{"id", document::brief(*department)}});
  }
  if (task.owner != model::Owner::department) {
    problems_.error("template.owner_and_department", department->where, {{"task", task.id}});
  }
}

void Reader::read_time(const Node& value, Task& task) {
  const Node* window = value.find("window");
  if (window != nullptr && read_choice(*window, "template.window", {"maintenance"})) {
    task.maintenance_window = true;
    if (!takes_time(task.kind))
      problems_.error("template.milestone_time", window->where, {{"task", task.id}});
  }
  const Node* begin = value.find("begin");
  if (begin != nullptr && read_choice(*begin, "template.begin", {"late"})) {
    task.begins_late = true;
    if (!takes_time(task.kind)) problems_.error("template.milestone_time", begin->where, {{"task", task.id}});
  }
  const Node* duration = value.find("duration");
  if (duration == nullptr) {
    const bool said = !takes_time(task.kind) || is_misspelt("duration");
    if (!said) problems_.error("template.no_duration", task.where, {{"task", task.id}});
    return;
  }
  if (!takes_time(task.kind))
    problems_.error("template.milestone_time", duration->where, {{"task", task.id}});
  if (const auto seconds = base::parse_duration(duration->text)) {
    task.duration = *seconds;
  } else {
    problems_.error("template.duration", duration->where, {{"value", document::brief(*duration)}});
  }
}

void Reader::read_for_each(const Node& value, Task& task) {
  const Node* for_each = value.find("for_each");
  if (for_each == nullptr) return;
  task.for_each_where = for_each->where;
  if (is_id(for_each->text)) {
    task.for_each = for_each->text;
  } else {
    problems_.error("template.for_each_name", for_each->where, {{"value", document::brief(*for_each)}});
  }
}

void Reader::read_texts(const Node& value, Task& task) {
  if (const Node* title = value.find("title")) {
    task.title = read_words(*title);
  } else if (!is_misspelt("title")) {
    problems_.error("template.no_title", task.where, {{"task", task.id}});
  }
  if (const Node* description = value.find("description")) task.description = read_words(*description);
}

void Reader::read_needs(const Node& value, Task& task) {
  if (!value.is_list()) return problems_.error("template.needs_list", value.where, {{"task", task.id}});
  for (const auto& item : value.items) task.needs.push_back(read_need(item));
}

void Reader::read_join(const Node& value, Task& task) {
  task.join_where = value.where;
  if (!read_choice(value, "template.join", {"all", "any"}) || value.text == "all") return;
  task.join = model::Join::any;
  if (task.needs.empty()) problems_.error("template.join_of_nothing", value.where, {{"task", task.id}});
}

Need Reader::read_need(const Node& value) {
  Need need;
  need.where = value.where;
  if (value.is_map()) {
    read_need_map(value, need);
  } else {
    need.task = without_item(value.text, need.of_item);
  }
  if (!is_id(need.task))
    problems_.error("template.need_form", value.where, {{"value", document::brief(value)}});
  return need;
}

void Reader::read_need_map(const Node& value, Need& need) {
  allow_only(value, {"task", "lag", "max_lag", "on"});
  if (const Node* task = value.find("task")) {
    need.task = without_item(task->text, need.of_item);
    need.where = task->where;
  }
  if (const Node* lag = value.find("lag")) read_lag(*lag, need.lag, need.lag_calendar);
  if (const Node* most = value.find("max_lag")) {
    read_lag(*most, need.max_lag, need.max_lag_calendar);
    const bool is_comparable = need.lag_calendar == need.max_lag_calendar;
    if (need.max_lag.count() > 0 && is_comparable && need.max_lag < need.lag)
      problems_.error("template.max_lag_below_lag", most->where, {{"task", need.task}});
  }
  const Node* on = value.find("on");
  if (on != nullptr && read_choice(*on, "template.on", {"done", "done_or_cancelled", "any_end", "begun"})) {
    need.on = *model::on_from(on->text);
  }
}

// `2h` of the waiting task's working time, `24h@24x7` by the clock.
void Reader::read_lag(const Node& value, base::Seconds& lag, std::string& lag_calendar) {
  const std::string_view text = value.text;
  const auto at = text.find('@');
  const auto seconds = base::parse_duration(text.substr(0, at), true);
  const auto calendar = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  if (!seconds || (at != std::string_view::npos && calendar != "24x7")) {
    return problems_.error("template.lag", value.where, {{"value", document::brief(value)}});
  }
  lag = *seconds;
  lag_calendar = calendar;
}

void Reader::read_when(const Node& value, Task& task) {
  if (!expect_map(value, "template.when_map")) return;
  for (const auto& [key, expected] : value.entries) task.when.push_back({key.text, expected, key.where});
}

void Reader::read_gives(const Node& value, Task& task) {
  if (!expect_map(value, "template.gives_map")) return;
  for (const auto& [key, schema] : value.entries) {
    if (!is_value_name(key.text)) problems_.error("template.bad_value_name", key.where, {{"name", key.text}});
    const bool is_checks = key.text == model::kCheckResult || key.text == model::kCheckRemark;
    if (task.kind == model::TaskKind::check && is_checks)
      problems_.error("template.result_reserved", key.where, {{"task", task.id}, {"name", key.text}});
    problems_.add(document::check_schema(schema));
    task.gives.push_back({key.text, read_plain_words(schema.find("title")), without_title(schema)});
  }
}

void Reader::read_rollback(const Node& value, Task& task) {
  if (!expect_map(value, "template.rollback_map")) return;
  if (task.kind != model::TaskKind::task && task.kind != model::TaskKind::check) {
    problems_.error("template.rollback_of_nothing", value.where, {{"task", task.id}});
  }
  allow_only(value, {"owner", "department", "title", "description", "duration", "checklist", "estimate"});
  auto& rollback = task.rollback.emplace_back();
  rollback.id = task.id;
  rollback.kind = model::TaskKind::rollback;
  rollback.where = value.where;
  read_owner(value, rollback);
  read_time(value, rollback);
  read_texts(value, rollback);
  read_extras(value, rollback);
}

bool Reader::read_choice(const Node& value, const char* key, Keys choices) {
  if (std::find(choices.begin(), choices.end(), value.text) != choices.end()) return true;
  problems_.error(key, value.where, {{"value", document::brief(value)}});
  return false;
}

Words Reader::read_words(const Node& value) {
  if (!check_words(value)) return {};
  if (!value.is_map()) return {{"", placeholders_.read(value)}};
  Words words;
  for (const auto& [language, text] : value.entries) words[language.text] = placeholders_.read(text);
  return words;
}

PlainWords Reader::read_plain_words(const Node* value) {
  if (value == nullptr || !check_words(*value)) return {};
  if (!value->is_map()) return {{"", value->text}};
  PlainWords words;
  for (const auto& [language, text] : value->entries) words[language.text] = text.text;
  return words;
}

bool Reader::check_words(const Node& value) {
  const auto is_words = [](const Node& node) { return node.is_scalar() && !node.text.empty(); };
  if (!value.is_map()) {
    if (!is_words(value)) problems_.error("template.words", value.where);
    return is_words(value);
  }
  bool right = !value.entries.empty();
  if (!right) problems_.error("template.words", value.where);
  for (const auto& [language, text] : value.entries) {
    if (!is_language(language.text))
      problems_.error("template.language", language.where, {{"key", language.text}});
    if (!is_words(text)) problems_.error("template.words", text.where);
    right = right && is_language(language.text) && is_words(text);
  }
  return right;
}

void Reader::allow_only(const Node& map, Keys known) {
  misspelt_.clear();
  for (const auto& entry : map.entries) {
    const auto& key = entry.first;
    if (std::find(known.begin(), known.end(), key.text) != known.end()) continue;
    misspelt_.insert(problems_.unknown("schema.unknown_key", key.where, key.text,
                                       {known.begin(), known.end()}, {{"key", key.text}}));
  }
}

bool Reader::expect_map(const Node& node, const char* key) {
  if (!node.is_map()) problems_.error(key, node.where);
  return node.is_map();
}

void Reader::check_id(const Node::Key& key) {
  if (!is_id(key.text)) problems_.error("template.bad_id", key.where, {{"id", key.text}});
}

void Reader::read_extras(const Node& value, Task& task) {
  if (const Node* checklist = value.find("checklist")) read_checklist(*checklist, task);
  if (const Node* estimate = value.find("estimate")) read_estimate(*estimate, task);
  if (const Node* latest = value.find("latest")) read_latest(*latest, task.latest);
  if (const Node* fields = value.find("fields")) read_fields(*fields, task);
  if (const Node* watchers = value.find("watchers")) read_watchers(*watchers, task);
  if (const Node* updates = value.find("updates")) read_updates(*updates, task);
}

std::vector<Words> Reader::read_lines(const Node& value, const char* no_list) {
  std::vector<Words> lines;
  if (!value.is_list() || value.items.empty()) {
    problems_.error(no_list, value.where);
    return lines;
  }
  for (const auto& item : value.items) {
    if (has_line_break(item)) {
      problems_.error("template.one_line", item.where);
    } else if (auto words = read_words(item); !words.empty()) {
      lines.push_back(std::move(words));
    }
  }
  return lines;
}

void Reader::read_checklist(const Node& value, Task& task) {
  task.checklist = read_lines(value, "template.checklist_list");
}

void Reader::read_estimate(const Node& value, Task& task) {
  if (!takes_time(task.kind)) problems_.error("template.milestone_time", value.where, {{"task", task.id}});
  if (const auto seconds = base::parse_duration(value.text)) {
    task.estimate = *seconds;
  } else {
    problems_.error("template.duration", value.where, {{"value", document::brief(value)}});
  }
}

void Reader::read_latest(const Node& value, Bound& bound) {
  bound.where = value.where;
  if (!value.is_scalar() || value.text.empty()) {
    return problems_.error("template.latest", value.where, {{"value", document::brief(value)}});
  }
  bound.text = placeholders_.read(value);
  if (bound.text.empty() || is_bound_text(bound.text)) return;
  problems_.error("template.latest", value.where, {{"value", document::brief(value)}});
  bound.text.clear();
}

void Reader::read_fields(const Node& value, Task& task) {
  if (!expect_map(value, "template.fields_map")) return;
  for (const auto& [key, text] : value.entries) {
    if (!text.is_scalar() || text.text.empty() || has_line_break(text)) {
      problems_.error("template.field_value", text.where, {{"field", key.text}});
    } else {
      task.fields.push_back({key.text, placeholders_.read(text)});
    }
  }
}

void Reader::read_watchers(const Node& value, Task& task) {
  if (!value.is_list() || value.items.empty()) return problems_.error("template.watchers_list", value.where);
  for (const auto& item : value.items) {
    if (item.text == "client") {
      problems_.error("template.watcher_client", item.where, {{"task", task.id}});
    } else if (!item.is_scalar() || !is_value_name(item.text)) {
      problems_.error("template.watcher", item.where, {{"value", document::brief(item)}});
    } else {
      task.watchers.push_back({item.text, item.where});
    }
  }
}

void Reader::read_updates(const Node& value, Task& task) {
  if (!value.is_list() || value.items.empty()) return problems_.error("template.updates_list", value.where);
  for (const auto& item : value.items) {
    if (!item.is_scalar() || !is_id(item.text)) {
      problems_.error("template.updates", item.where, {{"value", document::brief(item)}});
    } else {
      task.updates.push_back(item.text);
    }
  }
}

void Reader::read_review(const Node& value, Template& tmpl) {
  tmpl.review = read_lines(value, "template.review_list");
}

}  // namespace estafeta::tmpl
