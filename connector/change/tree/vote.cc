#include "connector/change/tree/vote.h"

#include <algorithm>

#include "connector/change/tree/history.h"

namespace estafeta::change {

using model::Event;
using model::State;

namespace {

bool has_role(const Situation& situation, const std::string& role, const Event& event) {
  if (event.own) return false;
  if (role == "tam") return is_tam(situation, event);
  const auto people = situation.facts.roles.find(role);
  return people != situation.facts.roles.end() && people->second.contains(event.author.id);
}

bool is_other_plan(const model::FieldChange& change) {
  if (change.name != to_string(model::Field::change_plan)) return false;
  const auto before = parse_stamp(change.from).hash;
  return !before.empty() && before != parse_stamp(change.to).hash;
}

// In one second both may have happened; journals are numbered in their order.
bool is_void(const model::Issue& change, const Event& answer) {
  return std::any_of(change.events.begin(), change.events.end(), [&](const Event& event) {
    const auto& fields = event.fields;
    return event.journal > answer.journal && std::any_of(fields.begin(), fields.end(), is_other_plan);
  });
}

}  // namespace

const Event* agreement(const model::Issue& change) {
  const auto agreed = last_into(change, State::agreed);
  if (!agreed || !agreed->event->own) return agreed ? agreed->event : nullptr;
  const Event* decided = nullptr;
  for (const auto& event : change.events) {
    if (&event == agreed->event) break;
    const auto is_decision = [](const auto& field) {
      return field.name == to_string(model::Field::decision);
    };
    if (!event.own && std::any_of(event.fields.begin(), event.fields.end(), is_decision)) decided = &event;
  }
  return decided;
}

const Event* answer_to(const Node& node) {
  const bool is_yes = was_done(node.state());
  if (!node.exists() || !(is_yes || node.state() == State::failed)) return nullptr;
  // Closing what is done already is no answer.
  const auto all = passages(*node.issue);
  const auto answer = std::find_if(all.rbegin(), all.rend(), [&](const Passage& passage) {
    return is_yes ? was_done(passage.to) && !was_done(passage.from) : passage.to == State::failed;
  });
  return answer == all.rend() ? nullptr : answer->event;
}

Vote vote_on(const Situation& situation, const Node& node) {
  const auto* answer = node.is_approval() ? answer_to(node) : nullptr;
  if (answer == nullptr) return Vote::none;
  if (!has_role(situation, node.wanted->approver, *answer)) return Vote::foreign;
  const auto* agreed = agreement(situation.change);
  if (agreed != nullptr && agreed->author.id == answer->author.id) return Vote::own;
  return is_void(situation.change, *answer) ? Vote::void_ : Vote::counts;
}

}  // namespace estafeta::change
