// A task was done, others began to build on it, and it was opened again.
#include <algorithm>

#include "connector/change/history.h"
#include "connector/change/running.h"

namespace estafeta::change {

using base::Phrase;
using model::Field;
using model::ReopenRule;
using model::State;

namespace {

// What was opened again by a slip of the hand is soon closed again.
bool is_grace(Pass& pass, const Node& node) {
  std::optional<base::Instant> opened;
  for (const auto index : node.needs) {
    const auto& link = pass.tree.links[index];
    if (link.verdict != Verdict::passed || !pass.tree.nodes[link.needed].exists()) continue;
    const auto all = passages(*pass.tree.nodes[link.needed].issue);
    const auto back = std::find_if(all.rbegin(), all.rend(), [](const Passage& passage) {
      return has_ended(passage.from) && !has_ended(passage.to);
    });
    if (back == all.rend()) return false;
    opened = opened ? std::min(*opened, back->event->at) : back->event->at;
  }
  const auto until = opened.value_or(pass.situation.now) + pass.rules.mapping.on_reopened_after;
  pass.look_again(until);
  return opened && until > pass.situation.now;
}

std::vector<Phrase> open_again(const Pass& pass, const Node& node) {
  std::vector<Phrase> open;
  for (const auto index : node.needs) {
    const auto& link = pass.tree.links[index];
    if (link.verdict == Verdict::passed)
      open.push_back(about("gate.open_again", pass.tree.nodes[link.needed]));
  }
  return open;
}

}  // namespace

// What it had been allowed to build on does not hold any more.
void reopened(Pass& pass, const Node& node) {
  auto said = about("gate.reopened", node);
  said.values.emplace_back("open", open_again(pass, node));
  pass.remark(said);
  const auto rule = pass.rules.mapping.on_reopened;
  if (rule != ReopenRule::warn && is_grace(pass, node)) return;
  if (rule != ReopenRule::warn && node.state() == State::ready) {
    auto& change = pass.change_of(node, about("why.hold_reopened", node));
    change.state = State::waiting;
    change.note.push_back(std::move(said));
  } else if (rule == ReopenRule::hold_all && node.state() == State::in_progress) {
    auto& change = pass.change_of(node, about("why.hold_reopened", node));
    change.state = State::on_hold;
    const auto& reasons = pass.rules.mapping.hold_reasons;
    const auto name = reasons.find(model::HoldReason::internal);
    if (name != reasons.end()) change.fields[Field::hold_reason] = name->second;
    change.note.push_back(std::move(said));
  }
}

// Put on hold by Estafeta because of a reopened predecessor, which is done again.
void resume(Pass& pass, const Node& node) {
  if (node.state() != State::on_hold || pass.rules.mapping.on_reopened != ReopenRule::hold_all) return;
  const auto held = last_into(*node.issue, State::on_hold);
  if (!held || !held->event->own) return;
  auto& change = pass.change_of(node, about("why.resume", node));
  change.state = State::in_progress;
  change.note.push_back(about("gate.resumed", node));
}

}  // namespace estafeta::change
