#include "connector/service/site/facts.h"

namespace estafeta::service {

base::Result<const tracker::ProjectFacts*> Facts::of(const std::string& project) {
  const auto found = known_.find(project);
  if (found != known_.end()) return &found->second;
  auto read = tracker_.project(project);
  if (!read) return base::fail(read.error());
  return &known_.emplace(project, std::move(*read)).first->second;
}

change::ProjectFacts for_change(const tracker::ProjectFacts& facts) {
  change::ProjectFacts out;
  out.project = facts.identifier;
  out.kinds = facts.kinds;
  out.fields = facts.fields;
  out.other_fields = facts.other_fields;
  out.watchers = facts.watchers;
  for (const auto& member : facts.members) {
    if (member.is_group) out.groups[member.principal.name] = member.principal.id;
    if (!member.is_group) out.people.insert(member.principal.id);
    const bool is_tam = member.roles.count("tam") != 0 || member.roles.count("tam_deputy") != 0;
    for (const auto& role : member.roles) {
      if (!member.is_group) out.roles[role].insert(member.principal.id);
    }
    if (is_tam && !member.is_group) out.tams.insert(member.principal.id);
  }
  return out;
}

}  // namespace estafeta::service
