#include "connector/change/steps/reopened.h"

#include <algorithm>
#include <set>

namespace estafeta::change {

using base::Phrase;
using model::Field;
using model::ReopenRule;
using model::State;

namespace {

// What was opened again by a slip of the hand is soon closed again.
bool is_grace(PlanBuilder& builder, const Node& node) {
  std::optional<base::Instant> opened;
  for (const auto index : node.needs) {
    const auto& link = builder.tree.links[index];
    if (link.verdict != LinkVerdict::passed || !builder.tree.nodes[link.needed].exists()) continue;
    const auto again = opened_again(*builder.tree.nodes[link.needed].issue);
    if (!again) return false;
    opened = opened ? std::min(*opened, again->event->at) : again->event->at;
  }
  const auto until = opened.value_or(builder.situation.now) + builder.rules.mapping.on_reopened_after;
  builder.look_again(until);
  return opened && until > builder.situation.now;
}

// Names the instant: the next time is news again.
std::string token_of(const char* word, const Node& node, const Passage& opened) {
  return word + node.key + "@" + std::to_string(opened.event->at.time_since_epoch().count());
}

// What it had been allowed to build on and is not there now: what was opened again, or what else is not
// finished.
Phrase open_now(const PlanBuilder& builder, const Node& node) {
  std::vector<Phrase> again;
  std::vector<Phrase> open;
  for (const auto index : node.needs) {
    const auto& link = builder.tree.links[index];
    const auto& needed = builder.tree.nodes[link.needed];
    if (link.verdict != LinkVerdict::passed || needed.lost) continue;
    const bool is_again = needed.exists() && opened_again(*needed.issue);
    (is_again ? again : open)
        .push_back(is_again ? about("gate.open_again", needed) : follower(builder, needed));
  }
  auto said = about(again.empty() ? "gate.lapsed" : "gate.reopened", node);
  said.values.emplace_back("open", again.empty() ? std::move(open) : std::move(again));
  return said;
}

bool was_given_up(State state) {
  return state == State::failed || state == State::cancelled;
}

// Needed until now, and neither done without nor linked when it was too late.
bool still_counts(const Link& link) {
  return link.verdict != LinkVerdict::ended && link.verdict != LinkVerdict::joined &&
         link.verdict != LinkVerdict::unheard;
}

// That a task failed or was cancelled, and what happened to it last: that, or that it was opened again since.
struct Loss {
  const model::Event* ended = nullptr;
  const model::Event* last = nullptr;
};

std::optional<Loss> loss_of(const Node& node) {
  if (!node.exists()) return std::nullopt;
  const auto again = opened_again(*node.issue);
  const auto state = again ? again->from : node.state();
  const auto ended = last_into(*node.issue, again ? again->from : node.issue->status.state);
  if (!was_given_up(state) || !ended) return std::nullopt;
  return Loss{ended->event, again ? again->event : ended->event};
}

// It had its turn before that, and has not ended.
bool is_at_work_since_before(const Node& node, const Loss& loss) {
  if (!node.exists() || has_ended(node.state()) || node.state() == State::waiting) return false;
  const auto exit = last_out_of(*node.issue, State::waiting);
  return exit ? exit->event->journal < loss.ended->journal : node.issue->created <= loss.ended->at;
}

// It was built on, however that came about: because it was done, by its early release, by the word of the
// TAM. What was linked when it had begun is told of as such.
bool is_built_on(const Tree& tree, const Node& node) {
  return std::any_of(node.needed_by.begin(), node.needed_by.end(), [&](std::size_t index) {
    const auto& next = tree.nodes[tree.links[index].needing];
    return tree.links[index].linked_late == nullptr && next.exists() && next.state() != State::cancelled &&
           had_its_turn(*next.issue);
  });
}

// That a failed task is tried again is the TAM's own decision.
bool is_decided(const Situation& situation, const Passage& opened) {
  return opened.from == State::failed && (opened.event->own || is_tam(situation, *opened.event));
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

}  // namespace

Phrase follower(const PlanBuilder& builder, const Node& node) {
  const auto* department = builder.rules.departments.find(node.department);
  auto said = about("gate.reach_task", node);
  auto who = node.owner == model::Owner::client   ? Phrase("holder.client")
             : node.owner == model::Owner::vendor ? Phrase("holder.vendor")
             : department == nullptr              ? Phrase("holder.no_department")
                                     : Phrase("holder.department", {{"name", department->title}});
  said.values.emplace_back("who", std::vector{std::move(who)});
  said.values.emplace_back("state", std::string(to_string(node.state())));
  return said;
}

namespace {

Phrase reach_of(const PlanBuilder& builder, const Reopened& reopened) {
  std::vector<Phrase> tasks;
  for (const auto at : reopened.reach) tasks.push_back(follower(builder, builder.tree.nodes[at]));
  auto said = about("gate.reach", *reopened.node);
  said.values.emplace_back("person", reopened.opened.event->author.name);
  said.values.emplace_back("tasks", std::move(tasks));
  return said;
}

// Nobody began on it: what it brings is only that the TAM's decision is no longer waited for.
void tell_failed_again(PlanBuilder& builder, const Node& node) {
  const auto opened = node.exists() ? opened_again(*node.issue) : std::nullopt;
  if (!opened || opened->from != State::failed || is_decided(builder.situation, *opened)) return;
  auto said = about("told.failed_reopened", node);
  said.values.emplace_back("person", opened->event->author.name);
  said.values.emplace_back("state", std::string(to_string(node.state())));
  builder.tell_once(token_of("reopened:", node, *opened), std::move(said));
}

}  // namespace

// What it had been allowed to build on does not hold any more.
void built_on_what_is_open(PlanBuilder& builder, const Node& node) {
  auto said = open_now(builder, node);
  builder.remark(said);
  const auto rule = builder.rules.mapping.on_reopened;
  if (rule != ReopenRule::warn && is_grace(builder, node)) return;
  if (rule != ReopenRule::warn && node.state() == State::ready) {
    auto& change = builder.change_of(node, about("why.hold_reopened", node));
    change.state = State::waiting;
    change.note.push_back(std::move(said));
  } else if (rule == ReopenRule::hold_all && node.state() == State::in_progress) {
    auto& change = builder.change_of(node, about("why.hold_reopened", node));
    change.state = State::on_hold;
    const auto& reasons = builder.rules.mapping.hold_reasons;
    const auto name = reasons.find(model::HoldReason::internal);
    if (name != reasons.end()) change.fields[Field::hold_reason] = name->second;
    change.note.push_back(std::move(said));
  }
}

void tell_base_lost(PlanBuilder& builder, const Node& node) {
  std::vector<Phrase> said;
  for (const auto index : node.needs) {
    const auto& link = builder.tree.links[index];
    const auto& needed = builder.tree.nodes[link.needed];
    const auto loss = loss_of(needed);
    if (!loss || !still_counts(link) || !is_at_work_since_before(node, *loss)) continue;
    if (spoke_after(*node.issue, loss->last->journal)) continue;
    said.push_back(about(needed.state() == State::failed      ? "gate.base_failed"
                         : needed.state() == State::cancelled ? "gate.base_cancelled"
                                                              : "gate.base_again",
                         needed));
  }
  if (said.empty()) return;
  auto& note = builder.change_of(node, about("why.base_lost", node)).note;
  note.insert(note.end(), said.begin(), said.end());
}

std::vector<const Node*> at_work_on(const Tree& tree, const Node& node) {
  std::vector<const Node*> at_work;
  const auto loss = loss_of(node);
  for (const auto index : node.needed_by) {
    const auto& needing = tree.nodes[tree.links[index].needing];
    if (loss && still_counts(tree.links[index]) && is_at_work_since_before(needing, *loss))
      at_work.push_back(&needing);
  }
  return at_work;
}

std::vector<Reopened> reopened_tasks(const Situation& situation, const Tree& tree) {
  std::vector<Reopened> all;
  if (tree.rolling_back) return all;
  for (const auto& node : tree.nodes) {
    const auto opened = node.exists() ? opened_again(*node.issue) : std::nullopt;
    if (!opened || !is_built_on(tree, node) || is_decided(situation, *opened)) continue;
    if (goes_on_regardless(tree, node)) continue;
    Reopened reopened{&node, *opened, {}};
    for (const auto at : after(tree, node)) {
      const auto& next = tree.nodes[at];
      if (next.exists() && next.state() != State::cancelled) reopened.reach.push_back(at);
    }
    all.push_back(std::move(reopened));
  }
  return all;
}

void tell_reach(PlanBuilder& builder) {
  const auto all = reopened_tasks(builder.situation, builder.tree);
  for (const auto& reopened : all) {
    const auto until = reopened.opened.event->at + builder.rules.mapping.on_reopened_after;
    auto said = reach_of(builder, reopened);
    if (until > builder.situation.now) {
      builder.remark(std::move(said));
      builder.look_again(until);
    } else {
      builder.tell_once(token_of("reopened:", *reopened.node, reopened.opened), std::move(said));
    }
  }
  for (const auto& node : builder.tree.nodes) {
    const bool is_told =
        std::any_of(all.begin(), all.end(), [&](const auto& reopened) { return reopened.node == &node; });
    if (!is_told) tell_failed_again(builder, node);
  }
}

// Put on hold by Estafeta because of a reopened predecessor, which is done again.
void resume(PlanBuilder& builder, const Node& node) {
  if (node.state() != State::on_hold || builder.rules.mapping.on_reopened != ReopenRule::hold_all) return;
  const auto held = last_into(*node.issue, State::on_hold);
  if (!held || !held->event->own) return;
  const bool is_decided = std::any_of(node.needs.begin(), node.needs.end(), [&](std::size_t link) {
    return goes_on_regardless(builder.tree, builder.tree.nodes[builder.tree.links[link].needed]);
  });
  auto& change = builder.change_of(node, about("why.resume", node));
  change.state = State::in_progress;
  change.note.push_back(about(is_decided ? "gate.goes_on" : "gate.resumed", node));
}

}  // namespace estafeta::change
