#include "connector/service/changes/unchanged.h"

namespace estafeta::service {

namespace {

using model::State;

// Elsewhere a repair can come from outside the change (a group becomes a member), or something is under way.
bool can_rest(const model::Issue& change) {
  return change.status.state == State::in_progress || change.status.state == State::on_hold;
}

// Relations by their ids, whatever their order.
std::string look_of(const model::Issue& issue) {
  std::set<base::RelationId> relations;
  for (const auto& relation : issue.relations) relations.insert(relation.id);
  for (const auto& relation : issue.dated_by) relations.insert(relation.id);
  std::string look = to_string(issue.id) + "@" + base::format_instant(issue.updated);
  for (const auto id : relations) look += "," + std::to_string(id.value);
  for (const auto id : issue.related) look += "~" + std::to_string(id.value);
  return look;
}

std::string look_of(const model::Issue& change, const std::vector<const model::Issue*>& tasks,
                    base::Date today) {
  std::set<std::string> looks;
  for (const auto* task : tasks) looks.insert(look_of(*task));
  std::string look = base::format_date(today) + " " + look_of(change);
  for (const auto& one : looks) look += " " + one;
  return look;
}

}  // namespace

void Unchanged::remember(const change::Situation& situation, base::Date today) {
  if (!can_rest(situation.change)) return forget(situation.change.id);
  std::vector<const model::Issue*> tasks;
  for (const auto& child : situation.children) {
    if (child.kind == model::Kind::task && !child.is_closed) tasks.push_back(&child);
  }
  kept_[situation.change.id] = look_of(situation.change, tasks, today);
  auto& outside = outside_[situation.change.id];
  outside.clear();
  for (const auto& [id, issue] : situation.elsewhere) outside.insert(id);
}

void Unchanged::forget(base::IssueId change) {
  kept_.erase(change);
  outside_.erase(change);
}

std::vector<base::IssueId> Unchanged::blocked_by(base::IssueId issue) const {
  std::vector<base::IssueId> changes;
  for (const auto& [change, outside] : outside_) {
    if (outside.contains(issue)) changes.push_back(change);
  }
  return changes;
}

bool Unchanged::is_as_before(const model::Issue& change, const std::vector<const model::Issue*>& tasks,
                             base::Date today) const {
  const auto known = kept_.find(change.id);
  return known != kept_.end() && known->second == look_of(change, tasks, today);
}

}  // namespace estafeta::service
