#include "connector/change/tree/tree.h"

#include <algorithm>

#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/judge_links.h"
#include "connector/change/tree/tree_builder.h"

namespace estafeta::change {

using model::State;

const Node* Tree::find(const std::string& key) const {
  const auto found = index.find(key);
  return found == index.end() ? nullptr : &nodes[found->second];
}

const Node* Tree::newest(const std::string& key) const {
  const Node* newest = find(key);
  for (const auto& node : nodes) {
    const bool is_given_up = node.lost || node.state() == State::cancelled || node.state() == State::failed;
    if (node.revises != key || is_given_up) continue;
    if (revision_of(node.key) > revision_of(newest->key) || !newest->is_revision()) newest = &node;
  }
  return newest;
}

State Node::state() const {
  if (issue == nullptr) return State::waiting;
  return check_result() == model::CheckResult::failed ? State::failed : issue->status.state;
}

std::optional<model::CheckResult> Node::check_result() const {
  if (kind() != model::TaskKind::check || issue == nullptr || !was_done(issue->status.state))
    return std::nullopt;
  const auto* said = hand_over == nullptr ? nullptr : hand_over->find(model::kCheckResult);
  return said == nullptr ? std::nullopt : model::check_result_from(*said);
}

std::string Node::check_remark() const {
  const auto* said = hand_over == nullptr ? nullptr : hand_over->find(model::kCheckRemark);
  return said == nullptr ? "" : *said;
}

bool Node::has_begun() const {
  return exists() && (is_under_way(state()) || state() == State::failed);
}

bool Node::is_released() const {
  // Nobody can let others go on before a question is answered.
  if (!exists() || has_ended(state()) || is_approval()) return false;
  return issue->is_ticked(model::Field::others_may_go_on);
}

bool is_satisfied(LinkVerdict verdict) {
  return verdict == LinkVerdict::ended || verdict == LinkVerdict::released ||
         verdict == LinkVerdict::overridden || verdict == LinkVerdict::passed ||
         verdict == LinkVerdict::joined || verdict == LinkVerdict::unheard || verdict == LinkVerdict::begun;
}

bool is_lost(LinkVerdict verdict) {
  return verdict == LinkVerdict::cancelled || verdict == LinkVerdict::failed || verdict == LinkVerdict::lost;
}

bool is_stuck(const Tree& tree, const Node& node) {
  bool any_alternative = false;
  bool all_lost = true;
  for (const auto index : node.needs) {
    const auto& link = tree.links[index];
    const bool stuck = is_lost(link.verdict);
    if (stuck && !link.alternative) return true;
    any_alternative = any_alternative || link.alternative;
    if (link.alternative && !stuck) all_lost = false;
  }
  return any_alternative && all_lost;
}

bool is_dropped(const Tree& tree, const Node& node, const Link& link) {
  return link.alternative && is_lost(link.verdict) && !is_stuck(tree, node);
}

bool is_rehearsal(const Situation& situation) {
  return situation.desired && situation.desired->is_rehearsal;
}

bool is_tam(const Situation& situation, const model::Event& event) {
  return !event.own && situation.facts.tams.contains(event.author.id);
}

bool awaits_decision(const Tree& tree, const Node& node) {
  if (node.is_answered_in_vain() || (tree.rolling_back && !node.is_undo())) return false;
  if (node.state() != State::failed || tree.stamp.told.contains("go_on:" + node.key)) return false;
  const auto accepts = [&](std::size_t link) { return tree.links[link].edge.on == model::On::any_end; };
  return node.needed_by.empty() || !std::all_of(node.needed_by.begin(), node.needed_by.end(), accepts);
}

bool was_worked_on(const Node& node) {
  if (!node.exists()) return false;
  const auto all = passages(*node.issue);
  return began_at(*node.issue) || std::any_of(all.begin(), all.end(), [](const Passage& passage) {
           return was_done(passage.to) || passage.to == State::failed;
         });
}

std::string going_on_token(const Node& node) {
  const auto opened = node.exists() ? opened_again(*node.issue) : std::nullopt;
  if (!opened) return "";
  return "going_on:" + node.key + "@" + std::to_string(opened->event->at.time_since_epoch().count());
}

bool goes_on_regardless(const Tree& tree, const Node& node) {
  return tree.stamp.told.contains(going_on_token(node));
}

std::string calendar_of(const Rules& rules, const Node& node) {
  return calendar_of(rules, node.owner, node.department);
}

std::string calendar_of(const Rules& rules, model::Owner owner, const std::string& department) {
  if (owner != model::Owner::department) {
    const auto found = rules.owner_calendars.find(std::string(to_string(owner)));
    if (found != rules.owner_calendars.end()) return found->second;
  }
  const auto* known = rules.departments.find(department);
  return known == nullptr ? "24x7" : known->calendar;
}

std::string title_of(const Node& node) {
  if (node.issue != nullptr) return node.issue->subject;
  return node.wanted == nullptr ? node.key : plain(node.wanted->title);
}

Tree build_tree(const Rules& rules, const Situation& situation) {
  auto tree = place_issues(rules, situation);
  judge_links(rules, situation, tree);
  return tree;
}

bool was_made_with(const Situation& situation, const model::Issue& child) {
  constexpr base::Seconds kOneGo{60};
  const auto& change = situation.change;
  const bool is_persons = child.author.id == change.author.id && child.author.id != situation.account;
  return is_persons && child.created - change.created <= kOneGo;
}

std::string local_key(const Situation& situation, const Stamp& stamp, const model::Issue& child) {
  // Whatever somebody wrote into the field, the stamp knows the issue.
  for (const auto& [known, id] : stamp.tasks) {
    if (id == child.id) return known;
  }
  const auto prefix = base::to_string(situation.change.id) + "/";
  const auto& key = child.field(model::Field::task_key);
  return key.starts_with(prefix) ? key.substr(prefix.size()) : "";
}

}  // namespace estafeta::change
