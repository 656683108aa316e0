// A task that began before what it needs was there.
#include "connector/change/steps/gate.h"

#include <algorithm>

#include "connector/change/tree/history.h"
#include "connector/change/tree/holder.h"
#include "connector/change/tree/outside.h"

namespace estafeta::change {

using base::Phrase;
using model::GateMode;
using model::State;

namespace {

const char* reason_key(const Link& link) {
  const bool on_begun = link.edge.on == model::On::begun;
  switch (link.verdict) {
    case LinkVerdict::open:
      return on_begun ? "gate.open_not_begun" : "gate.open";
    case LinkVerdict::lag:
      return on_begun ? "gate.open_lag_begun" : "gate.open_lag";
    case LinkVerdict::values_missing:
      return "gate.open_values";
    case LinkVerdict::cancelled:
      return "gate.open_cancelled";
    case LinkVerdict::failed:
      return "gate.open_failed";
    case LinkVerdict::lost:
      return "gate.open_lost";
    case LinkVerdict::unapproved:
      return "gate.open_unapproved";
    default:
      return "gate.open";
  }
}

// Who linked it last, if it is held back by nothing but links that came when it was ready already.
const model::Event* late_link(const PlanBuilder& builder, const Node& node) {
  const model::Event* last = nullptr;
  for (const auto index : node.needs) {
    const auto& link = builder.tree.links[index];
    if (is_satisfied(link.verdict) || is_dropped(builder.tree, node, link)) continue;
    if (link.linked_late == nullptr) return nullptr;
    last = std::max(last, link.linked_late);
  }
  for (const auto& need : node.outside) {
    if (is_satisfied(need.verdict)) continue;
    if (need.linked_late == nullptr) return nullptr;
    last = std::max(last, need.linked_late);
  }
  return last;
}

std::vector<Phrase> open_needs(const PlanBuilder& builder, const Node& node) {
  std::vector<Phrase> open;
  std::vector<Phrase> either;
  for (const auto index : node.needs) {
    const auto& link = builder.tree.links[index];
    if (is_satisfied(link.verdict) || is_dropped(builder.tree, node, link)) continue;
    auto phrase = open_need(builder, link);
    (link.alternative ? either : open).push_back(std::move(phrase));
  }
  if (either.size() == 1) open.push_back(std::move(either.front()));
  if (either.size() > 1) open.push_back(Phrase("gate.open_any", {{"open", std::move(either)}}));
  for (const auto& need : node.outside) {
    if (!is_satisfied(need.verdict) && !is_lost_task(builder.tree, node, need))
      open.push_back(outside_need(need));
  }
  return open;
}

std::optional<Phrase> said_of(const PlanBuilder& builder, const char* key, const Node& node,
                              bool (*counts)(LinkVerdict)) {
  std::vector<Phrase> open;
  for (const auto& need : node.outside) {
    if (counts(need.verdict) && !is_lost_task(builder.tree, node, need)) open.push_back(outside_need(need));
  }
  auto said = about(key, node);
  const bool any = !open.empty();
  said.values.emplace_back("open", std::move(open));
  return any ? std::optional(said) : std::nullopt;
}

bool is_passed(LinkVerdict verdict) {
  return verdict == LinkVerdict::passed;
}

bool is_open(LinkVerdict verdict) {
  return !is_satisfied(verdict);
}

}  // namespace

Phrase open_need(const PlanBuilder& builder, const Link& link) {
  const auto& needed = builder.tree.nodes[link.needed];
  auto phrase = about(reason_key(link), needed);
  if (link.lag_until) phrase.values.emplace_back("until", *link.lag_until);
  const auto holder = task_holder(builder.rules, builder.situation, builder.tree, needed);
  phrase.values.emplace_back("holder", std::vector{holder.value_or(Phrase("holder.nobody"))});
  return phrase;
}

void too_early(PlanBuilder& builder, const Node& node) {
  const auto* late = late_link(builder, node);
  auto head = about(late ? "gate.linked_late" : "gate.too_early", node);
  if (late != nullptr) head.values.emplace_back("person", late->author.name);
  head.values.emplace_back("open", open_needs(builder, node));
  builder.remark(head);
  const auto mode = builder.rules.mapping.gate;
  if (mode == GateMode::observe) return;
  if (mode == GateMode::warn) {
    const auto exit = last_out_of(*node.issue, State::waiting);
    if (spoke_since(*node.issue, late ? late : exit ? exit->event : nullptr)) return;
    builder.change_of(node, about("why.warn_early", node)).note.push_back(std::move(head));
    return;
  }
  auto& change = builder.change_of(node, about("why.put_back", node));
  change.state = State::waiting;
  head.key = late ? "gate.linked_put_back" : "gate.put_back";
  change.note.push_back(std::move(head));
}

void look_outside(PlanBuilder& builder, const Node& node) {
  for (const auto& need : node.outside) {
    if (need.verdict == LinkVerdict::overridden) builder.unrelate(node, need, about("why.overridden", node));
  }
  // One that has left waiting is spoken of by the gate.
  if (node.state() == model::State::waiting) {
    if (auto said = said_of(builder, "gate.waits_outside", node, is_open)) builder.remark(std::move(*said));
  }
  if (auto said = said_of(builder, "told.outside_again", node, is_passed))
    builder.tell_once("outside:" + node.key, std::move(*said));
}

}  // namespace estafeta::change
