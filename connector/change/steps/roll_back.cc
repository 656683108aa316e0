#include "connector/change/steps/roll_back.h"

#include <algorithm>

#include "connector/change/steps/below.h"
#include "connector/change/steps/make_tasks.h"
#include "connector/change/steps/wind_up.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::State;

namespace {

// Tasks made by hand that have begun, or need nothing, may be people's help with the rollback.
bool is_to_cancel(const Node& node) {
  if (!node.exists() || node.is_undo() || has_ended(node.state())) return false;
  return node.wanted != nullptr || (node.state() == State::waiting && !node.needs.empty());
}

void cancel_open(PlanBuilder& builder) {
  for (const auto& link : builder.tree.links) {
    if (is_to_cancel(builder.tree.nodes[link.needing])) builder.unrelate(link, Phrase("why.rolling_back"));
  }
  for (const auto& node : builder.tree.nodes) {
    if (!is_to_cancel(node) || is_kept_open(builder.situation, node)) continue;
    builder.unrelate_outside(node, Phrase("why.rolling_back"));
    cancel(*node.issue, builder.change_of(node, about("why.cancel_rolling_back", node)));
  }
}

bool is_taken_back(const Tree& tree, const Node& node) {
  return node.exists() && has_ended(node.state()) && !awaits_decision(tree, node);
}

// By a step of the roll-back that was done.
bool is_undone(const Tree& tree, const Node& node) {
  return std::any_of(tree.nodes.begin(), tree.nodes.end(), [&](const Node& undo) {
    return undo.is_undo() && undo.wanted->undoes == node.key && was_done(undo.state());
  });
}

}  // namespace

bool is_given_up(const Tree& tree, const Node& node) {
  return tree.rolling_back && node.wanted != nullptr && !node.is_undo();
}

bool can_roll_back(const PlanBuilder& builder) {
  const auto& desired = builder.situation.desired;
  return desired && std::any_of(desired->rollbacks.begin(), desired->rollbacks.end(), [&](const auto& undo) {
           const auto* task = builder.tree.find(undo.undoes);
           return task != nullptr && was_worked_on(*task);
         });
}

std::vector<Phrase> what_stays(const Tree& tree) {
  std::vector<Phrase> tasks;
  for (const auto& node : tree.nodes) {
    const bool is_work = !node.is_undo() && !node.is_approval() && was_worked_on(node);
    if (is_work && !is_undone(tree, node)) tasks.push_back(about("gate.open_again", node));
  }
  return tasks;
}

void roll_back(PlanBuilder& builder) {
  const auto& tree = builder.tree;
  cancel_open(builder);
  make_undoing(builder);
  const auto open = std::count_if(tree.nodes.begin(), tree.nodes.end(), [&](const Node& node) {
    return node.is_undo() && !node.lost && !is_taken_back(tree, node);
  });
  if (open > 0) return builder.remark(Phrase("told.rolling_back", {{"n", std::int64_t{open}}}));
  auto left = what_stays(tree);
  builder.tell_once("rolled_back", left.empty()
                                       ? Phrase("told.rolled_back")
                                       : Phrase("told.rolled_back_in_part", {{"tasks", std::move(left)}}));
  builder.change_itself(Phrase("why.rolled_back")).state = State::failing;
}

}  // namespace estafeta::change
