// Ids that cannot be mixed up: a person's id never passes for an issue's.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace estafeta::base {

template <typename Tag, typename Representation>
struct StrongId {
  Representation value{};

  friend auto operator<=>(const StrongId&, const StrongId&) = default;
};

using IssueId = StrongId<struct IssueTag, std::int64_t>;
using RelationId = StrongId<struct RelationTag, std::int64_t>;
using JournalId = StrongId<struct JournalTag, std::int64_t>;
// A person or a group, as the tracker writes its id (numbers in Redmine, account ids in Jira).
using PrincipalId = StrongId<struct PrincipalTag, std::string>;

inline std::string to_string(IssueId id) {
  return std::to_string(id.value);
}
// As people name an issue, and as the tracker makes a link of it.
inline std::string reference(IssueId id) {
  return "#" + to_string(id);
}

}  // namespace estafeta::base

template <typename Tag, typename Representation>
struct std::hash<estafeta::base::StrongId<Tag, Representation>> {
  std::size_t operator()(const estafeta::base::StrongId<Tag, Representation>& id) const noexcept {
    return std::hash<Representation>{}(id.value);
  }
};
