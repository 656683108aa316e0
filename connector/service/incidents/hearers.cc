#include "connector/service/incidents/hearers.h"

#include <algorithm>
#include <utility>

#include "connector/sla/clocks/correction.h"

namespace estafeta::service {

namespace {

using base::Code;
using base::Phrase;
using base::PrincipalId;

// A list of more names is read by nobody; their roles tell as much.
constexpr std::size_t kNamedAtMost = 3;

bool holds(const model::Issue& issue, const PrincipalId& who) {
  return issue.assignee && issue.assignee->id == who;
}

bool is_watching(const model::Issue& issue, const PrincipalId& who) {
  return std::find(issue.watchers.begin(), issue.watchers.end(), who) != issue.watchers.end();
}

}  // namespace

base::Result<Reach> Hearers::reach(const model::Issue& issue, const std::set<sla::Hearer>& tell) {
  const auto facts = facts_.of(issue.project);
  if (!facts) return base::fail(facts.error());
  Reach reach;
  bool duty_too = false;
  const auto add = [&](const std::vector<PrincipalId>& all) {
    duty_too |= all.empty() || !(*facts)->watchers;
    for (const auto& one : all) {
      if (!holds(issue, one) && !is_watching(issue, one) && (*facts)->watchers) reach.beside.insert(one);
    }
  };
  for (const auto hearer : tell) {
    switch (hearer) {
      case sla::Hearer::holder:
        duty_too |= !issue.assignee;
        break;
      case sla::Hearer::duty:
        duty_too = true;
        break;
      case sla::Hearer::tam:
        add(tams_among((*facts)->members));
        break;
      case sla::Hearer::head:
        add(heads(issue, (*facts)->members));
        break;
    }
  }
  if (duty_too) add_duty(issue, **facts, reach);
  return reach;
}

void Hearers::add_duty(const model::Issue& issue, const tracker::ProjectFacts& facts, Reach& reach) const {
  const auto& departments = site_.mappings.departments;
  const auto* duty = departments.duty.empty() ? nullptr : departments.find(departments.duty);
  if (duty == nullptr) return;
  const auto group = std::find_if(facts.members.begin(), facts.members.end(), [&](const auto& member) {
    return member.is_group && member.principal.name == duty->group;
  });
  const bool no_member = facts.watchers && group == facts.members.end();
  reach.hindrances.push_back(
      {{Code::failed_precondition, Phrase("telling.no_watchers", {{"project", issue.project}})},
       !facts.watchers});
  reach.hindrances.push_back(
      {{Code::failed_precondition,
        Phrase("telling.duty_no_member", {{"group", duty->group}, {"project", issue.project}})},
       no_member});
  reach.duty_misses_it = !facts.watchers || no_member;
  if (reach.duty_misses_it) return;
  const auto& id = group->principal.id;
  if (!holds(issue, id) && !is_watching(issue, id)) reach.beside.insert(id);
}

// Those who are there; of deputies, where no TAM is.
std::vector<PrincipalId> Hearers::tams_among(const Members& members) const {
  for (const char* role : {"tam", "tam_deputy"}) {
    std::vector<PrincipalId> found;
    for (const auto& member : members) {
      const bool is_meant =
          !member.is_group && member.roles.contains(role) && !is_away(member.principal.name);
      if (is_meant) found.push_back(member.principal.id);
    }
    if (!found.empty()) return found;
  }
  return {};
}

base::Result<std::vector<PrincipalId>> Hearers::tams(const std::string& project) {
  const auto facts = facts_.of(project);
  if (!facts) return base::fail(facts.error());
  return tams_among((*facts)->members);
}

// Of the department whose group holds the incident; trackers do not tell in which groups a person is.
std::vector<PrincipalId> Hearers::heads(const model::Issue& issue, const Members& members) const {
  std::vector<PrincipalId> found;
  if (!issue.assignee) return found;
  for (const auto& [id, department] : site_.mappings.departments.all) {
    if (department.head.empty() || department.group != issue.assignee->name) continue;
    for (const auto& member : members) {
      if (!member.is_group && member.principal.name == department.head && !is_away(department.head))
        found.push_back(member.principal.id);
    }
  }
  return found;
}

bool Hearers::is_away(const std::string& name) const {
  const auto today = site_.rules.zone.local_date(clock_.now());
  const auto& away = site_.mappings.departments.away;
  return std::any_of(away.begin(), away.end(), [&](const model::Absence& one) {
    return one.who == name && one.from <= today && today <= one.until;
  });
}

base::Result<PrincipalId> Hearers::author_beside(const model::Issue& issue, base::JournalId journal) {
  const auto event = std::find_if(issue.events.begin(), issue.events.end(),
                                  [&](const auto& one) { return one.journal == journal; });
  if (event == issue.events.end() || event->by != model::Actor::staff) return PrincipalId{};
  const auto& id = event->author.id;
  if (issue.author.id == id || holds(issue, id) || is_watching(issue, id)) return PrincipalId{};
  const auto facts = facts_.of(issue.project);
  if (!facts) return base::fail(facts.error());
  const auto& members = (*facts)->members;
  // Who has left the project may not see it any more.
  const bool is_member = std::any_of(members.begin(), members.end(),
                                     [&](const auto& member) { return member.principal.id == id; });
  return (*facts)->watchers && is_member ? id : PrincipalId{};
}

base::Result<Correctors> Hearers::correctors(const model::Issue& issue) {
  const auto facts = facts_.of(issue.project);
  if (!facts) return base::fail(facts.error());
  const auto& mapping = site_.mappings.tracker;
  const auto* duty = site_.mappings.departments.find(site_.mappings.departments.duty);
  Correctors out;
  int readers = 0, able = 0;
  for (const auto& member : (*facts)->members) {
    const bool may = sla::may_correct(member.roles, mapping.correction);
    const bool is_duty = duty != nullptr && member.is_group && member.principal.name == duty->group;
    const bool reads = holds(issue, member.principal.id) || is_duty;
    if (reads) ++readers;
    if (may && reads) ++able;
    if (may && !member.is_group) out.who.push_back(member.principal.name);
  }
  out.all_readers = readers > 0 && able == readers;
  if (!out.who.empty() && out.who.size() <= kNamedAtMost) return out;
  out.who.clear();
  for (const auto& role : mapping.correction.roles) {
    const auto name = mapping.roles.find(role);
    out.who.push_back(name == mapping.roles.end() ? role : name->second);
  }
  return out;
}

}  // namespace estafeta::service
