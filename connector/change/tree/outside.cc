#include "connector/change/tree/outside.h"

#include <algorithm>

namespace estafeta::change {

using base::Phrase;

namespace {

// Below a change it is a task of that one.
Phrase naming(const char* of_change, const char* alone, const model::Issue& issue) {
  const bool is_task = issue.kind == model::Kind::task && issue.parent;
  Phrase said(is_task ? of_change : alone, {{"task", issue.subject}, {"issue", issue.id.value}});
  if (is_task) said.values.emplace_back("change", issue.parent->value);
  return said;
}

}  // namespace

Phrase outside_need(const OutsideNeed& need) {
  auto said = naming("gate.open_outside_task", "gate.open_outside", *need.issue);
  const auto& assignee = need.issue->assignee;
  auto holder = assignee ? Phrase("holder.person", {{"name", assignee->name}}) : Phrase("holder.nobody");
  said.values.emplace_back("holder", std::vector{std::move(holder)});
  return said;
}

bool is_lost_task(const Tree& tree, const Node& needing, const OutsideNeed& need) {
  return std::any_of(needing.needs.begin(), needing.needs.end(), [&](std::size_t index) {
    const auto& link = tree.links[index];
    const auto known = tree.stamp.tasks.find(tree.nodes[link.needed].key);
    return link.verdict == LinkVerdict::lost && known != tree.stamp.tasks.end() &&
           known->second == need.issue->id;
  });
}

Phrase outside_ended(const OutsideNeed& need) {
  auto said = naming("hand_over.outside_task", "hand_over.outside", *need.issue);
  said.values.emplace_back("status", need.issue->status_name);
  return said;
}

std::optional<base::Instant> outside_due(const Rules& rules, const OutsideNeed& need) {
  const auto& due = need.issue->due_date;
  if (!due) return std::nullopt;
  return rules.zone.start_of_day(base::Date(std::chrono::sys_days(*due) + std::chrono::days(1)));
}

}  // namespace estafeta::change
