// A change that is rolled back: what is open is cancelled, what was done is taken back, then it fails.
#include <algorithm>

#include "connector/change/history.h"
#include "connector/change/steps.h"

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
    if (is_to_cancel(node))
      pass.change_of(node, about("why.cancel_rolling_back", node)).state = State::cancelled;
  }
}

bool is_taken_back(const Tree& tree, const Node& node) {
  return node.exists() && has_ended(node.state()) && !awaits_decision(tree, node);
}

}  // namespace

void roll_back(Pass& pass) {
  const auto& tree = pass.tree;
  cancel_open(pass);
  make_undoing(pass);
  const auto open = std::count_if(tree.nodes.begin(), tree.nodes.end(), [&](const Node& node) {
    return node.is_undo() && !node.lost && !is_taken_back(tree, node);
  });
  if (open > 0) return pass.remark(Phrase("told.rolling_back", {{"n", std::int64_t{open}}}));
  pass.tell_once("rolled_back", Phrase("told.rolled_back"));
  pass.change_itself(Phrase("why.rolled_back")).state = State::failing;
}

}  // namespace estafeta::change
