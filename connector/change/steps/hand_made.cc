#include "connector/change/steps/hand_made.h"

#include <algorithm>

#include "connector/change/steps/gate.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/outside.h"

namespace estafeta::change {

using base::Instant;
using base::Phrase;
using model::State;

namespace {

// When it became part of the change: with its creation, or moved in from elsewhere later.
Instant joined_at(const Situation& situation, const model::Issue& issue) {
  const auto* moved = last_change_of(issue, "parent");
  if (moved == nullptr) return issue.created;
  const auto number = base::to_string(situation.change.id);
  const bool is_in = std::any_of(moved->fields.begin(), moved->fields.end(), [&](const auto& field) {
    return field.name == "parent" && field.to == number;
  });
  return is_in ? moved->at : issue.created;
}

// Who agrees to the change agrees to what is there; only what comes later is unfinished.
bool came_after_the_go(const Situation& situation, Instant joined) {
  const auto agreed = last_into(situation.change, State::agreed);
  return !agreed || joined > agreed->event->at;
}

}  // namespace

bool waits_to_be_linked(PlanBuilder& builder, const Node& node) {
  if (node.key.front() != '#' || !node.needs.empty() || !node.outside.empty() || had_its_turn(*node.issue))
    return false;
  const auto joined = joined_at(builder.situation, *node.issue);
  const auto until = joined + builder.rules.mapping.link_grace;
  if (!came_after_the_go(builder.situation, joined) || until <= builder.situation.now) return false;
  auto said = about("gate.waits_to_be_linked", node);
  said.values.emplace_back("until", until);
  builder.remark(std::move(said));
  builder.look_again(until);
  return true;
}

void linked_in_vain(PlanBuilder& builder, const Node& node) {
  std::vector<Phrase> open;
  const model::Event* last = nullptr;
  for (const auto index : node.needs) {
    const auto& link = builder.tree.links[index];
    if (link.verdict != LinkVerdict::unheard || link.linked_late == nullptr) continue;
    open.push_back(open_need(builder, link));
    last = std::max(last, link.linked_late);
  }
  for (const auto& need : node.outside) {
    if (need.verdict != LinkVerdict::unheard || need.linked_late == nullptr) continue;
    open.push_back(outside_need(need));
    last = std::max(last, need.linked_late);
  }
  if (open.empty()) return;
  const bool has_begun = node.state() != State::ready || began_at(*node.issue);
  auto said = about(has_begun ? "gate.linked_under_way" : "gate.linked_against_tam", node);
  said.values.emplace_back("person", last->author.name);
  said.values.emplace_back("open", std::move(open));
  builder.remark(said);
  if (builder.rules.mapping.gate == model::GateMode::observe || spoke_since(*node.issue, last)) return;
  builder.change_of(node, about("why.linked_in_vain", node)).note.push_back(std::move(said));
}

}  // namespace estafeta::change
