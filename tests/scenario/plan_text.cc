#include "tests/scenario/plan_text.h"

#include <sstream>

#include "connector/change/tree/hand_over.h"

namespace estafeta::change {

namespace {

std::string list(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void write(std::ostream& out, const model::PlannedTask& task) {
  out << "  " << task.key << ": " << to_string(task.state) << ", " << base::format_instant(task.start)
      << " to " << base::format_instant(task.due) << ", slack " << base::format_duration(task.slack);
  if (task.critical) out << ", critical";
  if (!task.driver.empty()) out << ", because of " << task.driver;
  if (!task.waits_for.empty()) out << ", waits for " << list(task.waits_for);
  for (const auto id : task.outside) out << ", waits for #" << id.value << " elsewhere";
  if (task.holder) out << ", held by " << to_string(*task.holder);
  out << '\n';
}

// Each line of a text of several, indented.
void write_lines(std::ostream& out, const std::string& head, const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  out << "    " << head << ":\n";
  while (std::getline(lines, line)) out << "      " << line << '\n';
}

void write(std::ostream& out, const model::IssueChange& change) {
  if (change.state) out << "    state: " << to_string(*change.state) << '\n';
  if (change.assign_group) out << "    group: " << *change.assign_group << '\n';
  if (change.assignee) out << "    assignee: " << change.assignee->value << '\n';
  if (change.subject) out << "    subject: " << to_string(*change.subject) << '\n';
  if (change.title) out << "    title: " << plain(*change.title) << '\n';
  if (change.description) out << "    description: " << plain(*change.description) << '\n';
  if (change.start_date) out << "    start: " << base::format_date(*change.start_date) << '\n';
  if (change.due_date) out << "    due: " << base::format_date(*change.due_date) << '\n';
  for (const auto& [field, value] : change.fields) write_lines(out, std::string(to_string(field)), value);
  for (const auto& phrase : change.note) out << "    note: " << to_string(phrase) << '\n';
}

void write(std::ostream& out, const model::DesiredTask& task) {
  out << "    subject: " << plain(task.title) << '\n';
  if (task.estimate.count() > 0) out << "    estimate: " << base::format_duration(task.estimate) << '\n';
  for (const auto& field : task.fields) out << "    field " << field.name << ": " << field.value << '\n';
  if (!task.watchers.empty()) out << "    watchers: " << list(task.watchers) << '\n';
}

void write(std::ostream& out, const model::Action& action) {
  out << "  " << to_string(action.type);
  if (!action.key.empty()) out << ' ' << action.key;
  if (!action.to_key.empty()) out << " -> " << action.to_key;
  if (action.key.empty() && action.issue) out << " #" << to_string(*action.issue);
  out << " (" << to_string(action.reason) << ")\n";
  if (action.task) write(out, *action.task);
  write(out, action.change);
}

void write(std::ostream& out, const model::WindowPlan& window) {
  const auto until = [](base::Instant from, base::Instant to) {
    return base::format_instant(from) + " to " + base::format_instant(to);
  };
  out << "window " << until(window.opens, window.closes) << '\n';
  for (const auto& task : window.tasks) {
    out << "  " << task.key << ": planned " << until(task.planned_start, task.planned_due);
    if (task.began) out << ", began " << base::format_instant(*task.began);
    if (task.ended) out << ", ended " << base::format_instant(*task.ended);
    if (!task.ended) out << ", expected " << until(task.start, task.due);
    if (model::misses(task)) out << ", no longer fits";
    out << '\n';
  }
}

}  // namespace

std::string plan_text(const model::Plan& plan) {
  std::ostringstream out;
  out << "finish " << base::format_instant(plan.schedule.finish) << '\n';
  for (const auto& task : plan.schedule.tasks) write(out, task);
  out << "actions\n";
  for (const auto& action : plan.actions) write(out, action);
  if (!plan.remarks.empty()) out << "remarks\n";
  for (const auto& remark : plan.remarks) out << "  " << to_string(remark.said) << '\n';
  if (plan.window) write(out, *plan.window);
  if (plan.again_at) out << "again at " << base::format_instant(*plan.again_at) << '\n';
  return out.str();
}

}  // namespace estafeta::change
