#include "connector/change/steps/revise.h"

#include <algorithm>

#include "connector/change/steps/below.h"
#include "connector/change/steps/wind_up.h"
#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/revisions.h"

namespace estafeta::change {

using base::Phrase;
using model::DesiredTask;
using model::State;

namespace {

class Revising {
 public:
  explicit Revising(PlanBuilder& builder) : builder_(builder), former_(*builder.situation.former) {}

  void run() {
    for (const auto& task : former_.tasks) {
      const auto* node = builder_.tree.find(newest_key(builder_.tree.stamp, task.key));
      const auto* now = find_task(*builder_.situation.desired, task.key);
      if (node == nullptr || !node->exists() || node->state() == State::cancelled) continue;
      if (now == nullptr) {
        drop(*node);
      } else {
        if (differs(task, *now)) alter(*node, task, *now);
        if (task.department != now->department) hand_to_other(*node, task, *now);
      }
    }
    for (const auto& link : builder_.tree.links) let_go(link);
    for (const auto& link : builder_.tree.links) hold(link);
  }

 private:
  // A pass that told it may have been broken off, or refused, before the change was written: nobody is told
  // the same again by this go.
  void tell(const Node& node, Phrase said) {
    const auto agreed = last_into(builder_.situation.change, State::agreed);
    if (agreed && spoke_after(*node.issue, agreed->event->journal)) return;
    builder_.change_of(node, about("why.revised", node)).note.push_back(std::move(said));
  }

  void drop(const Node& node) {
    if (was_done(node.state())) return builder_.remark(about("revision.done_in_vain", node));
    // An open issue below it is somebody's work as well, and would keep it from being closed.
    if (node.has_begun() || is_kept_open(builder_.situation, node)) {
      auto said = about("revision.not_needed", node);
      builder_.remark(said);
      return tell(node, std::move(said));
    }
    for (const auto index : node.needs)
      builder_.unrelate(builder_.tree.links[index], about("why.not_needed", node));
    builder_.unrelate_outside(node, about("why.not_needed", node));
    // Its department was told that it may begin.
    if (node.state() == State::ready) tell(node, about("revision.cancelled", node));
    cancel(*node.issue, builder_.change_of(node, about("why.not_needed", node)));
  }

  // Another department does what nobody has begun, unless a person chose one.
  void hand_to_other(const Node& node, const DesiredTask& before, const DesiredTask& now) {
    const auto* from = builder_.rules.departments.find(before.department);
    const auto* to = builder_.rules.departments.find(now.department);
    if (from == nullptr || to == nullptr || node.department != from->id || from->id == to->id) return;
    if (node.state() != State::waiting && node.state() != State::ready) return;
    auto& change = builder_.change_of(node, about("why.revised", node));
    change.fields[model::Field::department] = to->title;
    const auto& assignee = node.issue->assignee;
    if (assignee && assignee->name == from->group) change.assign_group = to->id;
  }

  // A relation that Estafeta made and the new plan does not want any more.
  void let_go(const Link& link) {
    const auto& needed = builder_.tree.nodes[link.needed];
    const auto& needing = builder_.tree.nodes[link.needing];
    const std::pair edge(needed.key, needing.key);
    if (!link.by_hand || !link.relation || needing.wanted == nullptr ||
        !builder_.tree.stamp.edges.contains(edge) || has_ended(needing.state()))
      return;
    const auto* made = link_made(*needing.issue, model::LinkChange::Type::blocked_by, needed.issue->id);
    if (made != nullptr && !made->own) return;
    builder_.unrelate(link, about("why.revised", needing));
    builder_.stamp.edges.erase(edge);
  }

  // What nobody has begun waits for the task for the difference; who has is told, once.
  void hold(const Link& link) {
    const auto& needed = builder_.tree.nodes[link.needed];
    const auto& needing = builder_.tree.nodes[link.needing];
    if (!builder_.tree.is_new_revision(needed)) return;
    if (needing.has_begun()) return warn(needed, needing);
    if (needing.state() != State::ready) return;
    auto& change = builder_.change_of(needing, about("why.revised", needing));
    if (change.state == State::waiting) return;
    change.state = State::waiting;
    change.note.push_back(about("revision.waits", needing));
  }

  void warn(const Node& needed, const Node& needing) {
    auto said = about("revision.redone", *builder_.tree.find(needed.revises));
    said.values.emplace_back("title", plain(with_given_values(needed.wanted->title, builder_.tree)));
    tell(needing, std::move(said));
  }

  // Who is at work on what it makes up for knows it by what was planned before.
  void warn_again(const Node& node, const model::Text& title) {
    for (const auto index : node.needed_by) {
      const auto& needing = builder_.tree.nodes[builder_.tree.links[index].needing];
      if (!needing.has_begun()) continue;
      auto said = about("revision.redone", *builder_.tree.find(node.revises));
      said.values.emplace_back("title", plain(title));
      tell(needing, std::move(said));
    }
  }

  Phrase altered(const Node& node, const model::Text& title) const {
    auto said = about("revision.altered", node);
    if (node.is_revision()) {
      said.values.emplace_back("title", std::vector{revision_subject(builder_.tree, node, title)});
    } else {
      said.values.emplace_back("title", plain(title));
    }
    return said;
  }

  void alter(const Node& node, const DesiredTask& before, const DesiredTask& now) {
    // A done task stays as it is; an approval is asked again, by itself.
    if (was_done(node.state()) && !node.is_approval()) return;
    const auto title = with_given_values(now.title, builder_.tree);
    const auto description = with_given_values(now.description, builder_.tree);
    const auto& situation = builder_.situation;
    const bool untouched =
        situation.titles_ours.contains(node.key) && situation.descriptions_ours.contains(node.key);
    if (untouched && !node.has_begun()) {
      auto& change = builder_.change_of(node, about("why.revised", node));
      if (node.is_revision()) {
        change.subject = revision_subject(builder_.tree, node, title);
      } else if (before.title != now.title) {
        change.title = title;
      }
      if (before.description != now.description) change.description = description;
      if (node.is_revision() && before.title != now.title) warn_again(node, title);
      // Its department was told of it as it was.
      if (node.state() == State::ready && before.title != now.title) tell(node, altered(node, title));
      return;
    }
    auto said = altered(node, title);
    if (node.is_revision() && before.title != now.title) {
      warn_again(node, title);
      // What it makes up for is only to be told by its title, which is Estafeta's own.
      if (situation.titles_ours.contains(node.key) && !expects_values(title))
        builder_.change_of(node, about("why.revised", node)).subject =
            revision_subject(builder_.tree, node, title);
    }
    tell(node, std::move(said));
    if (before.description != now.description && !description.empty()) {
      tell(node, Phrase("revision.description", {{"description", plain(description)}}));
    }
  }

  PlanBuilder& builder_;
  const model::DesiredChange& former_;
};

}  // namespace

Phrase revision_subject(const Tree& tree, const Node& node, const model::Text& title) {
  const int number = revision_of(node.key);
  const auto* before =
      tree.find(number == 1 ? node.revises : node.revises + "/r" + std::to_string(number - 1));
  return Phrase("revision.subject",
                {{"title", plain(title)}, {"old", before == nullptr ? node.revises : title_of(*before)}});
}

void revise(PlanBuilder& builder) {
  if (builder.situation.former && builder.situation.desired) Revising(builder).run();
}

}  // namespace estafeta::change
