#include "tests/fake/redmine_names.h"

#include <algorithm>
#include <set>

namespace estafeta::tracker::fake {

namespace {

constexpr std::int64_t kFirstField = 100;

}  // namespace

RedmineNames::RedmineNames(const model::TrackerMapping& mapping) : mapping_(mapping) {
  std::set<std::string> statuses, priorities;
  for (const auto& [kind, states] : mapping.states) {
    for (const auto& [state, names] : states) statuses.insert(names.begin(), names.end());
  }
  statuses_.assign(statuses.begin(), statuses.end());
  for (const auto& [kind, names] : mapping.kinds)
    trackers_.insert(trackers_.end(), names.begin(), names.end());
  for (const auto& [word, names] : mapping.priorities) priorities.insert(names.begin(), names.end());
  priorities_.assign(priorities.begin(), priorities.end());
  for (const auto& [key, name] : mapping.roles) roles_.push_back(key);
}

redmine::Ids RedmineNames::ids() const {
  redmine::Ids ids;
  for (const auto& [field, names] : mapping_.fields) ids.fields[field] = RedmineNames::field(field);
  return ids;
}

bool RedmineNames::closes(const std::string& status) const {
  return std::any_of(mapping_.states.begin(), mapping_.states.end(), [&](const auto& kind) {
    return std::any_of(kind.second.begin(), kind.second.end(), [&](const auto& state) {
      const auto& names = state.second;
      return mapping_.closed.contains(state.first) &&
             std::find(names.begin(), names.end(), status) != names.end();
    });
  });
}

std::string RedmineNames::priority_name(const std::string& word) const {
  const auto names = mapping_.priorities.find(word);
  return names == mapping_.priorities.end() ? word : names->second.front();
}

std::int64_t RedmineNames::priority(const std::string& word) const {
  return number_of(priorities_, priority_name(word));
}

std::int64_t RedmineNames::project(const std::string& identifier) {
  if (const auto known = number_of(projects_, identifier); known != 0) return known;
  projects_.push_back(identifier);
  return static_cast<std::int64_t>(projects_.size());
}

std::string RedmineNames::project_of(const std::string& number_or_identifier) const {
  const auto number = std::atoll(number_or_identifier.c_str());
  const auto name = name_of(projects_, number);
  return name.empty() ? number_or_identifier : name;
}

std::int64_t RedmineNames::field(model::Field field) {
  return kFirstField + static_cast<std::int64_t>(field);
}

std::optional<model::Field> RedmineNames::field_of(std::int64_t number) const {
  const auto field = static_cast<model::Field>(number - kFirstField);
  return mapping_.fields.contains(field) ? std::optional(field) : std::nullopt;
}

std::int64_t RedmineNames::number_of(const std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? 0 : found - names.begin() + 1;
}

std::string RedmineNames::name_of(const std::vector<std::string>& names, std::int64_t number) {
  if (number < 1 || number > static_cast<std::int64_t>(names.size())) return {};
  return names[static_cast<std::size_t>(number) - 1];
}

}  // namespace estafeta::tracker::fake
