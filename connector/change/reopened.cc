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

// When what had ended was opened again, the last time.
std::optional<base::Instant> opened_at(const Node& node) {
  const auto all = passages(*node.issue);
  const auto back = std::find_if(all.rbegin(), all.rend(), [](const Passage& passage) {
    return has_ended(passage.from) && !has_ended(passage.to);
  });
  return back == all.rend() ? std::nullopt : std::optional(back->event->at);
}

// What was opened again by a slip of the hand is soon closed again.
bool is_grace(Pass& pass, const Node& node) {
  std::optional<base::Instant> opened;
  for (const auto index : node.needs) {
    const auto& link = pass.tree.links[index];
    if (link.verdict != Verdict::passed || !pass.tree.nodes[link.needed].exists()) continue;
    const auto at = opened_at(pass.tree.nodes[link.needed]);
    if (!at) return false;
    opened = opened ? std::min(*opened, *at) : *at;
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

// Something was begun because it was done, and it is not done any more.
bool is_open_again(const Tree& tree, const Node& node) {
  if (!node.exists() || has_ended(node.state()) || !opened_at(node)) return false;
  return std::any_of(node.needed_by.begin(), node.needed_by.end(),
                     [&](std::size_t link) { return tree.links[link].verdict == Verdict::passed; });
}

// All that comes after it, directly or by way of others.
std::set<std::size_t> after(const Tree& tree, const Node& node) {
  std::set<std::size_t> reached;
  std::vector<const Node*> open{&node};
  while (!open.empty()) {
    const auto links = open.back()->needed_by;
    open.pop_back();
    for (const auto link : links) {
      const auto next = tree.links[link].needing;
      if (reached.insert(next).second) open.push_back(&tree.nodes[next]);
    }
  }
  return reached;
}

Phrase reach_of(const Tree& tree, const Node& node) {
  std::vector<std::string> begun;
  std::vector<std::string> ready;
  std::vector<std::string> waiting;
  for (const auto at : after(tree, node)) {
    const auto& next = tree.nodes[at];
    const auto state = next.state();
    if (!next.exists() || state == State::cancelled) continue;
    (state == State::waiting ? waiting : state == State::ready ? ready : begun).push_back(title_of(next));
  }
  auto said = about("gate.reach", node);
  said.values.emplace_back("begun", std::move(begun));
  said.values.emplace_back("ready", std::move(ready));
  said.values.emplace_back("waiting", std::move(waiting));
  return said;
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

void tell_reach(Pass& pass) {
  for (const auto& node : pass.tree.nodes) {
    if (!is_open_again(pass.tree, node)) continue;
    const auto until = *opened_at(node) + pass.rules.mapping.on_reopened_after;
    auto said = reach_of(pass.tree, node);
    if (until > pass.situation.now) {
      pass.remark(std::move(said));
      pass.look_again(until);
    } else {
      const auto since = opened_at(node)->time_since_epoch().count();
      pass.tell_once("reopened:" + node.key + "@" + std::to_string(since), std::move(said));
    }
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
