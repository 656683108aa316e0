#include "connector/service/unchanged.h"

#include <set>

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
  std::string look = to_string(issue.id) + "@" + base::format_instant(issue.updated);
  for (const auto id : relations) look += "," + std::to_string(id.value);
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
}

bool Unchanged::is_as_before(const model::Issue& change, const std::vector<const model::Issue*>& tasks,
                             base::Date today) const {
  const auto known = kept_.find(change.id);
  return known != kept_.end() && known->second == look_of(change, tasks, today);
}

}  // namespace estafeta::service
