#include "connector/service/board.h"

#include <algorithm>
#include <utility>

#include "connector/change/tree/history.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/site/records.h"
#include "connector/views/card.h"

namespace estafeta::service {

namespace {

using model::State;

std::string client_name(const Site& site, const std::string& project) {
  const auto* client = site.mappings.clients.of_project(project);
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

views::BoardTask board_task(const change::Situation& situation, const model::PlannedTask& task,
                            const messages::Speaker& speaker) {
  views::BoardTask out;
  out.issue = *task.issue;
  out.title = task.title;
  out.state = task.state;
  if (const auto* issue = child_of(situation, *task.issue)) out.reason = issue->status.reason;
  if (task.holder) out.holder = speaker.say(*task.holder);
  out.due = task.due;
  out.late = task.due < situation.now;
  return out;
}

std::vector<std::string> holders_of(const views::BoardChange& change) {
  std::vector<std::string> holders;
  for (const auto& task : change.tasks) holders.push_back(task.holder);
  return holders;
}

views::BoardChange board_change(const Site& site, const Engine::Decision& decision) {
  const auto& situation = decision.observation.situation;
  const auto& issue = situation.change;
  const auto speaker = site.plain();
  views::BoardChange out;
  out.issue = issue.id;
  out.client = client_name(site, issue.project);
  out.title = issue.subject;
  out.state = issue.status.state;
  for (const auto& task : decision.plan.schedule.tasks) {
    ++out.total;
    if (change::has_ended(task.state)) ++out.done;
    if (needs_somebody(task)) out.tasks.push_back(board_task(situation, task, speaker));
  }
  out.holder = views::holder_of_change(holders_of(out), issue);
  if (!decision.plan.schedule.tasks.empty()) out.forecast = decision.plan.schedule.finish;
  out.promised = base::parse_date(issue.field(model::Field::promised));
  out.late = out.forecast && out.promised && site.rules.zone.local_date(*out.forecast) > *out.promised;
  for (const auto& remark : decision.plan.remarks) out.why.push_back(remark.said);
  return out;
}

base::Phrase unread(const base::Status& why) {
  return base::Phrase("view.unread", {{"why", std::vector<base::Phrase>{why.phrase()}}});
}

views::BoardChange unread_change(const Site& site, const model::Issue& row, const base::Status& why) {
  views::BoardChange out;
  out.issue = row.id;
  out.client = client_name(site, row.project);
  out.title = row.subject;
  out.state = row.status.state;
  out.holder = row.assignee ? row.assignee->name : row.author.name;
  out.promised = base::parse_date(row.field(model::Field::promised));
  out.why = {unread(why)};
  return out;
}

base::Status add_incidents(const Site& site, tracker::Tracker tracker, base::Instant now,
                           views::Board& board) {
  const auto open = tracker.reader.open_issues(model::Kind::incident);
  if (!open) return open.error();
  std::vector<base::IssueId> ids;
  for (const auto& issue : *open) ids.push_back(issue.id);
  std::vector<model::Issue> issues;
  auto read = tracker.reader.issues(ids);
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i]) {
      issues.push_back(std::move(*read[i]));
    } else if (read[i].error().code() != base::Code::not_found) {  // those are gone since
      const auto& row = (*open)[i];
      board.incidents.push_back({row.id,
                                 client_name(site, row.project),
                                 row.subject,
                                 row.priority,
                                 row.assignee ? row.assignee->name : std::string(),
                                 {},
                                 {unread(read[i].error())}});
      board.all_read = false;
    }
  }
  auto records = read_records(site, tracker.reader, issues);
  if (!records) return records.error();
  for (std::size_t i = 0; i < issues.size(); ++i) {
    const auto& issue = issues[i];
    board.incidents.push_back({issue.id,
                               client_name(site, issue.project),
                               issue.subject,
                               issue.priority,
                               issue.assignee ? issue.assignee->name : std::string(),
                               judge(site, std::move((*records)[i]), now).judged.judgement,
                               {}});
  }
  return {};
}

// What runs out first stands first.
base::Instant first_due(const views::BoardIncident& incident) {
  base::Instant first = base::Instant::max();
  for (const auto& clock : incident.judgement.clocks) {
    const bool counts = clock.due && !clock.stopped_at;
    if (counts) first = std::min(first, *clock.due);
  }
  return first;
}

}  // namespace

base::Result<views::Board> gather_board(const Site& site, tracker::Tracker tracker, Engine& engine,
                                        base::Instant now) {
  views::Board board;
  board.now = now;
  if (const auto account = tracker.directory.account(); !account) return base::fail(account.error());
  const auto changes = tracker.reader.open_issues(model::Kind::change);
  if (!changes) return base::fail(changes.error());
  for (const auto& change : *changes) {
    const auto decision = engine.decide(change.id);
    if (decision) {
      board.changes.push_back(board_change(site, *decision));
    } else if (decision.error().code() != base::Code::not_found) {
      board.changes.push_back(unread_change(site, change, decision.error()));
      board.all_read = false;
    }
  }
  if (auto added = add_incidents(site, tracker, now, board); !added.ok()) return base::fail(std::move(added));
  std::stable_sort(board.changes.begin(), board.changes.end(),
                   [](const auto& a, const auto& b) { return a.late && !b.late; });
  std::stable_sort(board.incidents.begin(), board.incidents.end(),
                   [](const auto& a, const auto& b) { return first_due(a) < first_due(b); });
  return board;
}

}  // namespace estafeta::service
