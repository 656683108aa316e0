#include "connector/render/plan/plan.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "connector/render/kit/text.h"
#include "connector/render/plan/promise.h"
#include "connector/render/plan/window.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using model::Action;
using model::PlannedTask;

constexpr std::size_t kTitleColumns = 48;

const PlannedTask* find(const model::Schedule& schedule, const std::string& key) {
  const auto& tasks = schedule.tasks;
  const auto found =
      std::find_if(tasks.begin(), tasks.end(), [&](const PlannedTask& t) { return t.key == key; });
  return found == tasks.end() ? nullptr : &*found;
}

// How the other columns of a table and the sentences below it name a task.
using Namer = std::function<std::string(const PlannedTask& task)>;

std::string key_of(const PlannedTask& task) {
  return task.key;
}

// Its row. Keys do not stand on the page.
std::string row_of(const PlannedTask& task, const model::Schedule& schedule) {
  return std::to_string(&task - schedule.tasks.data() + 1);
}

// Along the drivers, from what starts with the plan to the critical task that ends last.
std::string critical_path(const model::Schedule& schedule, const Namer& name) {
  const PlannedTask* at = nullptr;
  for (const PlannedTask& task : schedule.tasks) {
    if (task.critical && (at == nullptr || task.due > at->due)) at = &task;
  }
  std::string path;
  // No longer than there are tasks, whatever the drivers say.
  for (std::size_t steps = schedule.tasks.size(); at != nullptr && steps > 0; --steps) {
    path = path.empty() ? name(*at) : name(*at) + " → " + path;
    at = at->driver.empty() ? nullptr : find(schedule, at->driver);
  }
  return path;
}

std::string needs_of(const PlannedTask& task, const PlanView& view, const Speaker& speaker,
                     const Namer& name) {
  std::string text;
  for (const std::string& key : task.needs) {
    const PlannedTask* needed = find(view.schedule, key);
    auto named = needed == nullptr ? speaker.escape(key) : name(*needed);
    if (std::find(task.begun.begin(), task.begun.end(), key) != task.begun.end())
      named += " (" + speaker.say("plan.need_begun") + ")";
    text += (text.empty() ? "" : ", ") + named;
  }
  for (const auto id : task.outside) text += (text.empty() ? "" : ", ") + reference(id);
  return text.empty() ? speaker.say("list.none") : text;
}

std::string mark_of(const PlannedTask& task, const Speaker& speaker) {
  return moves_the_end(task) ? speaker.say("plan.critical_mark") : "";
}

// Nobody plans by seconds.
std::string spare_of(const PlannedTask& task, const Speaker& speaker) {
  return speaker.duration(std::chrono::floor<std::chrono::minutes>(task.slack));
}

std::vector<std::string> heads(const Speaker& speaker, const std::vector<const char*>& names) {
  std::vector<std::string> words;
  for (const char* name : names) words.push_back(speaker.say("plan.head_" + std::string(name)));
  return words;
}

Table plain_table(const PlanView& view, const Speaker& speaker) {
  Table table{
      heads(speaker, {"order", "key", "task", "department", "start", "due", "slack", "critical", "needs"}),
      {}};
  for (const PlannedTask& task : view.schedule.tasks) {
    table.rows.push_back(
        {std::to_string(table.rows.size() + 1), task.key, clip(one_line(task.title), kTitleColumns),
         speaker.escape(doer_of(task, view, speaker)), speaker.instant(task.start), speaker.instant(task.due),
         spare_of(task, speaker), mark_of(task, speaker), needs_of(task, view, speaker, key_of)});
  }
  return table;
}

std::string holder_of(const PlannedTask& task, const PlanView& view, const Speaker& speaker) {
  const auto holder = view.holders.find(task.key);
  return holder == view.holders.end() ? speaker.say("list.none") : speaker.escape(holder->second);
}

// With the mark of the critical path, as the page has no room for a column of its own.
std::string slack_of(const PlannedTask& task, const Speaker& speaker) {
  if (task.state == model::State::done || task.state == model::State::cancelled)
    return speaker.say("list.none");
  return spare_of(task, speaker) + (moves_the_end(task) ? " " + mark_of(task, speaker) : "");
}

Table page_table(const PlanView& view, const Speaker& speaker) {
  Table table{
      heads(speaker, {"order", "task", "department", "state", "holder", "start", "due", "slack", "needs"}),
      {}};
  const Namer link_to = [&](const PlannedTask& task) {
    return task.issue ? reference(*task.issue) : row_of(task, view.schedule);
  };
  for (const PlannedTask& task : view.schedule.tasks) {
    const std::string link = task.issue ? reference(*task.issue) + " " : "";
    table.rows.push_back({std::to_string(table.rows.size() + 1), link + speaker.escape(one_line(task.title)),
                          speaker.escape(doer_of(task, view, speaker)),
                          speaker.word("state", to_string(task.state)), holder_of(task, view, speaker),
                          speaker.instant(task.start), speaker.instant(task.due), slack_of(task, speaker),
                          needs_of(task, view, speaker, link_to)});
  }
  return table;
}

// Its tasks will not be finished: dates to come would be a promise nobody keeps.
bool is_dropped(const PlanView& view) {
  switch (view.state) {
    case model::State::cancelling:
    case model::State::cancelled:
    case model::State::failing:
    case model::State::failed:
      return true;
    default:
      return false;
  }
}

std::string origin(const PlanView& view, const Speaker& speaker) {
  if (view.template_name.empty()) return speaker.say("plan.without_template");
  return speaker.say(Phrase("plan.from_template",
                            {{"template", view.template_name}, {"version", std::int64_t{view.version}}}));
}

std::string finish(const PlanView& view, const Speaker& speaker) {
  const auto count = static_cast<std::int64_t>(view.schedule.tasks.size());
  if (is_dropped(view)) {
    return speaker.say(Phrase("plan.dropped", {{"n", count}, {"state", std::string(to_string(view.state))}}));
  }
  const bool is_over = view.state == model::State::done;
  return speaker.say(
      Phrase(is_over ? "plan.finished" : "plan.finish", {{"n", count}, {"finish", view.schedule.finish}}));
}

// With its line break. Nothing where nobody is going to walk that path.
std::string path(const PlanView& view, const Speaker& speaker, const Namer& name) {
  const auto path = is_dropped(view) ? std::string() : critical_path(view.schedule, name);
  return path.empty() ? path : speaker.say(Phrase("plan.critical_path", {{"path", path}})) + "\n";
}

std::vector<Phrase> differences(const model::IssueChange& change) {
  std::vector<Phrase> parts;
  const auto add = [&](bool there, const char* key) {
    if (there) parts.emplace_back(key);
  };
  if (change.state)
    parts.push_back(Phrase("action.state", {{"state", std::string(to_string(*change.state))}}));
  if (change.assign_group) parts.push_back(Phrase("action.group", {{"department", *change.assign_group}}));
  add(change.assignee && change.assignee->value.empty(), "action.unassign");
  add(change.assignee && !change.assignee->value.empty(), "action.assignee");
  add(change.title.has_value() || change.subject.has_value(), "action.title");
  add(change.description.has_value(), "action.description");
  if (change.start_date)
    parts.push_back(Phrase("action.start", {{"date", base::format_date(*change.start_date)}}));
  if (change.due_date) parts.push_back(Phrase("action.due", {{"date", base::format_date(*change.due_date)}}));
  std::vector<std::string> fields;
  for (const auto& [field, value] : change.fields) fields.emplace_back(to_string(field));
  if (!fields.empty()) parts.push_back(Phrase("action.fields", {{"fields", fields}}));
  add(!change.note.empty(), "action.note");
  add(!change.private_note.empty(), "action.private_note");
  return parts;
}

Phrase worded(const Action& action) {
  std::string issue = action.issue ? reference(*action.issue) : action.key;
  return Phrase("action." + std::string(to_string(action.type)),
                {{"key", action.key},
                 {"to_key", action.to_key},
                 {"issue", std::move(issue)},
                 {"what", differences(action.change)},
                 {"reason", std::vector<Phrase>{action.reason}}});
}

}  // namespace

std::string doer_of(const PlannedTask& task, const PlanView& view, const Speaker& speaker) {
  if (task.owner != model::Owner::department) return speaker.word("owner", to_string(task.owner));
  // An approval need not be a department's.
  if (const auto role = view.approvers.find(task.key);
      task.department.empty() && role != view.approvers.end())
    return role->second;
  const auto* department = view.departments == nullptr ? nullptr : view.departments->find(task.department);
  return department == nullptr ? task.department : department->title;
}

std::string plan_text(const PlanView& view, const Speaker& speaker) {
  std::string text = one_line(view.title) + "\n" + origin(view, speaker) + "\n\n";
  text += text_table(plain_table(view, speaker)) + "\n";
  text += finish(view, speaker) + "\n" + path(view, speaker, key_of);
  if (view.provisional) text += speaker.say("plan.provisional") + "\n";
  for (const Phrase& remark : view.remarks) text += "- " + speaker.say(remark) + "\n";
  if (!view.promise || is_dropped(view)) return text;
  for (const Phrase& line : promise_lines(*view.promise)) text += "- " + speaker.say(line) + "\n";
  return text;
}

std::string plan_page(const PlanView& view, const Speaker& speaker, const model::Markup& markup) {
  std::string text = origin(view, speaker) + " " + finish(view, speaker) + "\n\n" + speaker.say("plan.kept");
  text += (view.was_edited ? " " + speaker.say("plan.edited") : "") + "\n\n";
  if (view.provisional) text += speaker.say("plan.provisional") + "\n\n";
  if (view.window) text += window_block(view, speaker, markup) + "\n";
  const Namer row = [&](const PlannedTask& task) { return row_of(task, view.schedule); };
  const Table table = page_table(view, speaker);
  text += markup.table(table.heads, table.rows) + "\n" + path(view, speaker, row);
  if (!view.remarks.empty()) text += "\n";
  for (const Phrase& remark : view.remarks) text += markup.item(speaker.say(remark));
  if (view.promise && !is_dropped(view))
    text += "\n" + promise_block(*view.promise, view.client_text, speaker, markup);
  return text;
}

std::string actions_text(const std::vector<Action>& actions, const Speaker& speaker) {
  std::string text;
  for (const Action& action : actions) text += "- " + speaker.say(worded(action)) + "\n";
  return text;
}

}  // namespace estafeta::render
