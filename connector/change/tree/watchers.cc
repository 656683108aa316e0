#include "connector/change/tree/watchers.h"

#include <algorithm>

#include "connector/change/tree/hand_over.h"

namespace estafeta::change {

using base::Phrase;

namespace {

Phrase group_missing(const model::Department& department, const ProjectFacts& facts) {
  return Phrase("change.group_not_member",
                {{"department", department.title}, {"group", department.group}, {"project", facts.project}});
}

void check_role(const Rules& rules, const ProjectFacts& facts, const std::string& role,
                const std::string& task, std::vector<Phrase>& problems) {
  const auto name = rules.mapping.roles.find(role);
  if (name == rules.mapping.roles.end()) {
    problems.push_back(Phrase("change.watcher_unknown", {{"watcher", role}, {"task", task}}));
  } else if (!rules.mapping.staff_roles.contains(role)) {
    problems.push_back(Phrase("change.watcher_not_staff", {{"role", name->second}, {"task", task}}));
  } else if (!facts.roles.contains(role)) {
    problems.push_back(Phrase("change.watcher_nobody",
                              {{"role", name->second}, {"task", task}, {"project", facts.project}}));
  }
}

}  // namespace

std::vector<base::PrincipalId> watchers_of(const Rules& rules, const ProjectFacts& facts,
                                           const model::DesiredTask& task) {
  std::vector<base::PrincipalId> all;
  const auto add = [&all](const base::PrincipalId& who) {
    if (std::find(all.begin(), all.end(), who) == all.end()) all.push_back(who);
  };
  for (const auto& watcher : task.watchers) {
    if (const auto* department = rules.departments.find(watcher)) {
      const auto group = facts.groups.find(department->group);
      if (group != facts.groups.end()) add(group->second);
    } else if (rules.mapping.staff_roles.contains(watcher) && facts.roles.contains(watcher)) {
      for (const auto& who : facts.roles.at(watcher)) add(who);
    }
  }
  return all;
}

std::vector<Phrase> watcher_problems(const Rules& rules, const ProjectFacts& facts,
                                     const model::DesiredTask& task) {
  std::vector<Phrase> problems;
  if (task.watchers.empty()) return problems;
  const auto title = plain(task.title);
  if (!facts.watchers)
    problems.push_back(Phrase("change.may_not_watch", {{"task", title}, {"project", facts.project}}));
  for (const auto& watcher : task.watchers) {
    const auto* department = rules.departments.find(watcher);
    if (department == nullptr) {
      check_role(rules, facts, watcher, title, problems);
    } else if (!facts.groups.contains(department->group)) {
      problems.push_back(group_missing(*department, facts));
    }
  }
  return problems;
}

}  // namespace estafeta::change
