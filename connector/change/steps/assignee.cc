#include "connector/change/steps/assignee.h"

#include <algorithm>

#include "connector/change/steps/make_tasks.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using model::State;

namespace {

// The TAM must answer; the assignment alone is the quietest thing that says so.
void pass_to_tam(PlanBuilder& builder, const Node& node) {
  const auto& tam = builder.situation.change.assignee;
  if (node.owner != model::Owner::department) return;
  if (!tam) {
    builder.remark(about("gate.returned_to_nobody", node));
    return;
  }
  if (node.issue->assignee && node.issue->assignee->id == tam->id) return;
  const auto returned = last_into(*node.issue, State::returned);
  const auto* assigned = last_change_of(*node.issue, "assignee");
  // Who returned it, or somebody since, chose whom to ask.
  if (returned && assigned >= returned->event && !assigned->own) return;
  builder.change_of(node, about("why.returned", node)).assignee = tam->id;
}

bool held_by_author(const model::Issue& issue, const model::Event& returned) {
  for (const auto& event : issue.events) {
    if (&event < &returned) continue;
    for (const auto& change : event.fields) {
      if (change.name == "assignee") return change.from == returned.author.id.value;
    }
  }
  return false;
}

// The answer of somebody who was not asked counts, but who was asked is to know. Of a group nobody can tell
// who belongs to it.
void say_who_answered(PlanBuilder& builder, const Node& node, const model::Event& returned,
                      const model::Event& answered) {
  const auto& asked = node.issue->assignee;
  const bool is_asked = asked && asked->id == answered.author.id;
  const bool is_own_question = returned.author.id == answered.author.id;
  const auto& groups = builder.situation.facts.groups;
  const bool is_group = asked && groups.contains(asked->name);
  if (!asked || is_asked || is_own_question || is_group || is_tam(builder.situation, answered)) return;
  if (answered.own || spoke_since(*node.issue, &answered)) return;
  auto said = about("told.answered_by", node);
  said.values.emplace_back("person", answered.author.name);
  said.values.emplace_back("asked", asked->name);
  builder.change_of(node, about("why.answered", node)).note.push_back(std::move(said));
}

// Answered: it goes back to where it was when the question was asked: to who asked, if they held it, or
// else into the department's queue. Whom somebody chose with the answer or since keeps it.
void pass_back(PlanBuilder& builder, const Node& node) {
  const auto answered = last_into(*node.issue, State::ready);
  const auto returned = last_into(*node.issue, State::returned);
  const bool is_answered = answered && returned && answered->from == State::returned;
  if (!is_answered || node.owner != model::Owner::department) return;
  const auto* assigned = last_change_of(*node.issue, "assignee");
  if (assigned >= answered->event) return;
  say_who_answered(builder, node, *returned->event, *answered->event);
  if (assigned == nullptr || assigned < returned->event) return;
  const auto& asking = returned->event->author.id;
  const auto& facts = builder.situation.facts;
  const bool is_here = facts.people.empty() || facts.people.contains(asking);
  if (node.issue->assignee && node.issue->assignee->id == asking) return;
  if (is_here && held_by_author(*node.issue, *returned->event)) {
    builder.change_of(node, about("why.answered", node)).assignee = asking;
  } else if (!node.department.empty()) {
    builder.change_of(node, about("why.answered", node)).assign_group = node.department;
  }
}

// Estafeta made it ready, but the tracker did not take the queue along with that, and nobody chose one
// since.
void give_to_queue(PlanBuilder& builder, const Node& node) {
  const auto began = last_into(*node.issue, State::ready);
  if (node.issue->assignee || !began || !began->event->own) return;
  if (last_change_of(*node.issue, "assignee") >= began->event) return;
  model::IssueChange wanted;
  assign(builder, node, wanted);
  if (!wanted.assign_group && !wanted.assignee) return;
  auto& change = builder.change_of(node, about("why.to_queue", node));
  change.assign_group = wanted.assign_group;
  change.assignee = wanted.assignee;
}

// Somebody gave it to another department, and it still stands in the queue that Estafeta put it into.
void follow_department(PlanBuilder& builder, const Node& node) {
  const auto& all = builder.rules.departments.all;
  const auto& assignee = node.issue->assignee;
  const bool is_ours = is_own_value(*node.issue, "assignee", builder.situation.account);
  const auto now = all.find(node.department);
  if (!assignee || !is_ours || now == all.end() || now->second.group == assignee->name) return;
  const bool is_queue = std::any_of(all.begin(), all.end(), [&](const auto& department) {
    return department.second.group == assignee->name;
  });
  if (is_queue) builder.change_of(node, about("why.other_department", node)).assign_group = node.department;
}

// Made ready by a person, nobody's hand put it into the department's queue. Who was once assigned and is no
// more, somebody took off it.
void hand_out(PlanBuilder& builder, const Node& node) {
  const auto* department = builder.rules.departments.find(node.department);
  const bool is_due = node.owner == model::Owner::department && !node.issue->assignee &&
                      last_change_of(*node.issue, "assignee") == nullptr;
  if (!is_due || department == nullptr || !builder.situation.facts.groups.contains(department->group)) return;
  builder.change_of(node, about("why.hand_out", node)).assign_group = node.department;
}

}  // namespace

void keep_assignee(PlanBuilder& builder, const Node& node, bool may_begin) {
  if (node.state() == State::returned) pass_to_tam(builder, node);
  if (node.state() != State::ready) return;
  pass_back(builder, node);
  give_to_queue(builder, node);
  follow_department(builder, node);
  if (may_begin) hand_out(builder, node);
}

}  // namespace estafeta::change
