#include "connector/views/board.h"

#include <algorithm>

#include "connector/change/tree/history.h"
#include "connector/views/card.h"

namespace estafeta::views {

namespace {

using model::State;

std::string client_name(const Organisation& organisation, const std::string& project) {
  const auto* client = organisation.clients.of_project(project);
  return client == nullptr ? project : client->name;
}

const model::Issue* child_of(const change::Situation& situation, base::IssueId id) {
  for (const auto& child : situation.children) {
    if (child.id == id) return &child;
  }
  return nullptr;
}

// Somebody must act now: it is under way or may begin, or it was closed without its values.
bool needs_somebody(const model::PlannedTask& task) {
  if (!task.issue || task.state == State::waiting) return false;
  return !change::has_ended(task.state) || !task.owes.empty();
}

BoardTask task_row(const change::Situation& situation, const model::PlannedTask& task,
                   const messages::Speaker& speaker) {
  BoardTask row;
  row.issue = *task.issue;
  row.title = task.title;
  row.state = task.state;
  if (const auto* issue = child_of(situation, *task.issue)) row.reason = issue->status.reason;
  if (task.holder) row.holder = speaker.say(*task.holder);
  row.due = task.due;
  row.late = task.due < situation.now;
  return row;
}

std::vector<std::string> holders_of(const BoardChange& change) {
  std::vector<std::string> holders;
  for (const auto& task : change.tasks) holders.push_back(task.holder);
  return holders;
}

base::Phrase unread(const base::Status& why) {
  return base::Phrase("view.unread", {{"why", std::vector<base::Phrase>{why.phrase()}}});
}

// What runs out first stands first.
base::Instant first_due(const BoardIncident& incident) {
  base::Instant first = base::Instant::max();
  for (const auto& clock : incident.judgement.clocks) {
    const bool counts = clock.due && !clock.stopped_at;
    if (counts) first = std::min(first, *clock.due);
  }
  return first;
}

}  // namespace

BoardChange change_row(const Organisation& organisation, const change::Situation& situation,
                       const model::Plan& plan, const messages::Speaker& speaker) {
  const auto& issue = situation.change;
  BoardChange row;
  row.issue = issue.id;
  row.client = client_name(organisation, issue.project);
  row.title = issue.subject;
  row.state = issue.status.state;
  for (const auto& task : plan.schedule.tasks) {
    ++row.total;
    if (change::has_ended(task.state)) ++row.done;
    if (needs_somebody(task)) row.tasks.push_back(task_row(situation, task, speaker));
  }
  row.holder = holder_of_change(holders_of(row), issue);
  if (!plan.schedule.tasks.empty()) row.forecast = plan.schedule.finish;
  row.promised = base::parse_date(issue.field(model::Field::promised));
  row.late =
      row.forecast && row.promised && organisation.rules.zone.local_date(*row.forecast) > *row.promised;
  for (const auto& remark : plan.remarks) row.why.push_back(remark.said);
  return row;
}

BoardChange unread_change_row(const Organisation& organisation, const model::Issue& row,
                              const base::Status& why) {
  BoardChange out;
  out.issue = row.id;
  out.client = client_name(organisation, row.project);
  out.title = row.subject;
  out.state = row.status.state;
  out.holder = row.assignee ? row.assignee->name : row.author.name;
  out.promised = base::parse_date(row.field(model::Field::promised));
  out.why = {unread(why)};
  return out;
}

BoardIncident incident_row(const Organisation& organisation, const model::Issue& issue,
                           model::Judgement judgement) {
  return {issue.id,
          client_name(organisation, issue.project),
          issue.subject,
          issue.priority,
          issue.assignee ? issue.assignee->name : std::string(),
          std::move(judgement),
          {}};
}

BoardIncident unread_incident_row(const Organisation& organisation, const model::Issue& row,
                                  const base::Status& why) {
  auto out = incident_row(organisation, row, {});
  out.why = {unread(why)};
  return out;
}

void sort(Board& board) {
  std::stable_sort(board.changes.begin(), board.changes.end(),
                   [](const auto& a, const auto& b) { return a.late && !b.late; });
  std::stable_sort(board.incidents.begin(), board.incidents.end(),
                   [](const auto& a, const auto& b) { return first_due(a) < first_due(b); });
}

}  // namespace estafeta::views
