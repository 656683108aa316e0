#include "connector/service/desks/client_sight.h"

#include <algorithm>

#include "connector/base/text.h"

namespace estafeta::service {

namespace {

// Shorter pieces of a name are everyday words too often.
constexpr std::size_t kNameLetters = 3;

bool is_staff(const model::TrackerMapping& mapping, const tracker::ProjectFacts::Member& member) {
  return std::any_of(member.roles.begin(), member.roles.end(), [&](const auto& role) {
    return role == "service" || mapping.staff_roles.contains(role);
  });
}

bool has_client(const model::TrackerMapping& mapping, const tracker::ProjectFacts& facts) {
  return std::any_of(facts.members.begin(), facts.members.end(),
                     [&](const auto& member) { return !member.roles.empty() && !is_staff(mapping, member); });
}

// Of a person each part of the name as well.
void add_name(const tracker::ProjectFacts::Member& member, std::set<std::string>& names) {
  const std::string& name = member.principal.name;
  names.insert(name);
  if (member.is_group) return;
  for (std::size_t at = 0; at < name.size();) {
    const auto end = std::min(name.find(' ', at), name.size());
    const auto part = name.substr(at, end - at);
    if (base::decode(part).size() >= kNameLetters) names.insert(part);
    at = end + 1;
  }
}

}  // namespace

base::Result<const tracker::ProjectFacts*> ClientSight::facts_of(const std::string& project) {
  const auto found = facts_.find(project);
  if (found != facts_.end()) return &found->second;
  auto read = tracker_.directory.project(project);
  if (!read && read.error().code() != base::Code::not_found) return base::fail(read.error());
  return &facts_.emplace(project, read ? std::move(*read) : tracker::ProjectFacts{}).first->second;
}

base::Result<std::set<std::string>> ClientSight::internal_names(const model::Client& client) {
  std::set<std::string> names;
  for (const auto& [id, department] : site_.mappings.departments.all) {
    names.insert({department.title, department.group, department.head});
  }
  for (const auto& project : {client.project, site_.mappings.tracker.staff_project}) {
    const auto facts = facts_of(project);
    if (!facts) return base::fail(facts.error());
    for (const auto& member : (*facts)->members) {
      if (is_staff(site_.mappings.tracker, member)) add_name(member, names);
    }
  }
  return names;
}

// As they are now: who may see an issue changes without a trace in its history.
base::Result<std::map<base::IssueId, std::string>> ClientSight::titles(
    const model::Client& client, const std::set<base::IssueId>& issues) {
  std::map<base::IssueId, std::string> shown;
  if (issues.empty()) return shown;
  const auto rows = tracker_.reader.peek({issues.begin(), issues.end()});
  if (!rows) return base::fail(rows.error());
  for (const auto& row : *rows) {
    const bool is_its_kind = row.kind == model::Kind::request || row.kind == model::Kind::incident;
    const auto* whose = site_.mappings.clients.of_project(row.project, row.above);
    if (row.is_private || !is_its_kind || whose == nullptr || whose->id != client.id) continue;
    const auto facts = facts_of(row.project);
    if (!facts) return base::fail(facts.error());
    if (has_client(site_.mappings.tracker, **facts)) shown[row.id] = row.subject;
  }
  return shown;
}

}  // namespace estafeta::service
