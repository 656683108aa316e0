// A change that is rolled back: what is open is cancelled, what was done is taken back, then it fails.
#include <algorithm>

#include "connector/change/steps/below.h"
#include "connector/change/steps/steps.h"
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

void cancel_open(Pass& pass) {
  for (const auto& link : pass.tree.links) {
    if (is_to_cancel(pass.tree.nodes[link.needing])) pass.unrelate(link, Phrase("why.rolling_back"));
  }
  for (const auto& node : pass.tree.nodes) {
    if (!is_to_cancel(node) || is_kept_open(pass.situation, node)) continue;
    pass.unrelate_outside(node, Phrase("why.rolling_back"));
    cancel(*node.issue, pass.change_of(node, about("why.cancel_rolling_back", node)));
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

bool can_roll_back(const Pass& pass) {
  const auto& desired = pass.situation.desired;
  return desired && std::any_of(desired->rollbacks.begin(), desired->rollbacks.end(), [&](const auto& undo) {
           const auto* task = pass.tree.find(undo.undoes);
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

void roll_back(Pass& pass) {
  const auto& tree = pass.tree;
  cancel_open(pass);
  make_undoing(pass);
  const auto open = std::count_if(tree.nodes.begin(), tree.nodes.end(), [&](const Node& node) {
    return node.is_undo() && !node.lost && !is_taken_back(tree, node);
  });
  if (open > 0) return pass.remark(Phrase("told.rolling_back", {{"n", std::int64_t{open}}}));
  auto left = what_stays(tree);
  pass.tell_once("rolled_back", left.empty()
                                    ? Phrase("told.rolled_back")
                                    : Phrase("told.rolled_back_in_part", {{"tasks", std::move(left)}}));
  pass.change_itself(Phrase("why.rolled_back")).state = State::failing;
}

}  // namespace estafeta::change
