#include "connector/change/tree/holder.h"

#include <algorithm>

#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::HoldReason;
using model::State;

namespace {

Phrase outside(model::Owner owner) {
  return Phrase(owner == model::Owner::client ? "holder.client" : "holder.vendor");
}

// The person at work, or else the department.
std::optional<Phrase> worker(const Rules& rules, const Node& node) {
  const auto* department = rules.departments.find(node.department);
  const auto& assignee = node.issue->assignee;
  if (assignee && (department == nullptr || assignee->name != department->group)) {
    return Phrase("holder.person", {{"name", assignee->name}});
  }
  if (department == nullptr) return std::nullopt;
  return Phrase("holder.department", {{"name", department->title}});
}

// Whoever closed the task without its values knows them.
std::optional<Phrase> debtor(const Rules& rules, const Node& node) {
  const auto name = ended_by(*node.issue);
  if (name.empty()) return worker(rules, node);
  return Phrase("holder.person", {{"name", name}});
}

std::optional<Phrase> holder_on_hold(const Rules& rules, const Node& node) {
  switch (node.issue->status.reason) {
    case HoldReason::client:
      return Phrase("holder.client");
    case HoldReason::vendor:
      return Phrase("holder.vendor");
    case HoldReason::none:
    case HoldReason::window:
    case HoldReason::internal:
      break;
  }
  return worker(rules, node);
}

}  // namespace

Phrase approver_of(const Rules& rules, const Node& node) {
  const auto found = rules.mapping.roles.find(node.wanted->approver);
  const auto& name = found == rules.mapping.roles.end() ? node.wanted->approver : found->second;
  return Phrase("holder.approver", {{"role", name}});
}

bool awaits_approver(const Tree& tree, const Node& node) {
  if (!node.exists() || awaits_decision(tree, node)) return false;
  if (node.is_answered_in_vain()) return true;
  const auto state = node.state();
  return node.is_approval() && !has_ended(state) && state != State::waiting && state != State::returned;
}

bool is_nobodys(const Node& node) {
  return node.exists() && !has_ended(node.state()) && node.owner == model::Owner::department &&
         node.department.empty() && !node.issue->assignee && !node.is_approval();
}

Phrase tam_of(const model::Issue& change) {
  if (!change.assignee) return Phrase("holder.tam");
  return Phrase("holder.named_tam", {{"name", change.assignee->name}});
}

std::optional<Phrase> task_holder(const Rules& rules, const Situation& situation, const Tree& tree,
                                  const Node& node) {
  const std::optional<Phrase> tam = tam_of(situation.change);
  if (!node.exists()) return node.lost ? tam : std::nullopt;
  if (awaits_decision(tree, node)) return tam;
  if (awaits_approver(tree, node)) return approver_of(rules, node);
  if (has_ended(node.state())) return owed_values(node).empty() ? std::nullopt : debtor(rules, node);
  if (node.state() == State::waiting) return is_stuck(tree, node) ? tam : std::nullopt;
  if (node.state() == State::returned) return tam;
  if (node.owner != model::Owner::department) return outside(node.owner);
  if (is_nobodys(node)) return tam;
  return node.state() == State::on_hold ? holder_on_hold(rules, node) : worker(rules, node);
}

std::vector<Phrase> holders_back(const Rules& rules, const Situation& situation, const Tree& tree,
                                 const Node& node) {
  std::vector<Phrase> holders;
  const auto add = [&](std::optional<Phrase> holder) {
    const bool known = std::find(holders.begin(), holders.end(), holder) != holders.end();
    if (holder && !known) holders.push_back(std::move(*holder));
  };
  for (const auto index : node.needs) {
    const auto& link = tree.links[index];
    if (is_satisfied(link.verdict)) continue;
    if (is_dropped(tree, node, link)) continue;
    add(is_lost(link.verdict) ? tam_of(situation.change)
                              : task_holder(rules, situation, tree, tree.nodes[link.needed]));
  }
  return holders;
}

}  // namespace estafeta::change
