#include "connector/change/steps/below.h"

#include <algorithm>

#include "connector/change/steps/wind_up.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::Issue;
using model::State;

namespace {

bool is_open(const Issue& issue) {
  return !issue.is_closed && !has_ended(issue.status.state);
}

const Issue* find(const Situation& situation, base::IssueId id) {
  for (const auto* all : {&situation.children, &situation.below}) {
    const auto found =
        std::find_if(all->begin(), all->end(), [&](const Issue& issue) { return issue.id == id; });
    if (found != all->end()) return &*found;
  }
  return nullptr;
}

// Only where the TAM set it to waiting.
bool is_meant_to_wait(const Situation& situation, const Issue& issue) {
  const auto waits = last_into(issue, State::waiting);
  return waits && is_tam(situation, *waits->event);
}

// Its author, if still a member; else the assignee of the issue above.
std::optional<base::PrincipalId> whose(const Situation& situation, const Issue& issue) {
  const auto& people = situation.facts.people;
  const bool is_member = people.empty() || people.contains(issue.author.id);
  if (is_member && issue.author.id != situation.account) return issue.author.id;
  const auto* above = issue.parent ? find(situation, *issue.parent) : nullptr;
  return above != nullptr && above->assignee ? std::optional(above->assignee->id) : std::nullopt;
}

Phrase named(const Issue& issue) {
  return Phrase("told.stranger",
                {{"task", issue.subject}, {"issue", issue.id.value}, {"tracker", issue.tracker}});
}

// Whether it was a task of this change until somebody chose another tracker for it. Not if it had that
// tracker already when it was moved here.
bool was_a_task(const Rules& rules, const Issue& issue) {
  const auto* turned = last_change_of(issue, "tracker");
  const auto* moved = last_change_of(issue, "parent");
  if (turned == nullptr || (moved != nullptr && moved->journal > turned->journal)) return false;
  const auto kinds = rules.mapping.kinds.find(model::Kind::task);
  if (kinds == rules.mapping.kinds.end()) return false;
  const auto is_tasks = [&](const model::FieldChange& change) {
    const auto& names = kinds->second;
    return change.name == "tracker" && std::find(names.begin(), names.end(), change.from) != names.end();
  };
  return std::any_of(turned->fields.begin(), turned->fields.end(), is_tasks);
}

// Somebody asked Estafeta to end it.
bool is_ending(const Issue& issue) {
  return issue.kind == model::Kind::task && issue.status.state == State::cancelling;
}

// Those of the open issues that are below this one, at any depth.
std::vector<const Issue*> only_below(const Situation& situation, std::vector<const Issue*> open,
                                     base::IssueId id) {
  std::erase_if(open, [&](const Issue* issue) {
    while (issue != nullptr && issue->parent && issue->parent != id) issue = find(situation, *issue->parent);
    return issue == nullptr || issue->parent != id;
  });
  return open;
}

std::vector<const Issue*> keeping_open(const Situation& situation, base::IssueId id) {
  return only_below(situation, open_strangers(situation), id);
}

bool is_known_to_have_ended(const Situation& situation, base::IssueId id) {
  const auto* issue = find(situation, id);
  return issue != nullptr && !is_open(*issue);
}

void end_below(PlanBuilder& builder, const Issue& issue) {
  if (!keeping_open(builder.situation, issue.id).empty()) return;
  const Phrase why("why.cancel", {{"task", issue.subject}});
  for (const auto& relation : issue.relations) {
    if (relation.to == issue.id && !is_known_to_have_ended(builder.situation, relation.from))
      builder.unrelate(issue, relation, why);
  }
  cancel(issue, builder.change_of(issue, why));
}

void tell_kept_open(PlanBuilder& builder, const Issue& ending) {
  const auto open = keeping_open(builder.situation, ending.id);
  if (open.empty()) return;
  std::vector<Phrase> issues;
  std::string token = "kept_open:" + to_string(ending.id) + ":";
  for (const auto* issue : open) {
    issues.push_back(named(*issue));
    token += to_string(issue->id) + ",";
  }
  builder.tell_once(
      token, {Phrase("told.kept_open",
                     {{"task", ending.subject}, {"issue", ending.id.value}, {"issues", std::move(issues)}}),
              model::Ask::kept_open});
}

}  // namespace

void let_go_below(PlanBuilder& builder) {
  const auto& situation = builder.situation;
  for (const auto& issue : situation.below) {
    if (issue.kind != model::Kind::task) continue;
    if (is_ending(issue)) {
      end_below(builder, issue);
    } else if (issue.status.state == State::waiting && !is_meant_to_wait(situation, issue)) {
      auto& change = builder.change_of(issue, Phrase("why.let_go_below", {{"task", issue.subject}}));
      change.state = State::ready;
      if (!issue.assignee) change.assignee = whose(situation, issue);
    }
  }
}

std::vector<const Issue*> open_strangers(const Situation& situation) {
  std::vector<const Issue*> open;
  for (const auto& child : situation.children) {
    if (child.kind != model::Kind::task && is_open(child)) open.push_back(&child);
  }
  for (const auto& issue : situation.below) {
    if (is_open(issue) && !is_ending(issue)) open.push_back(&issue);
  }
  std::sort(open.begin(), open.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
  return open;
}

bool is_kept_open(const Situation& situation, const Node& node) {
  return !keeping_open(situation, node.issue->id).empty();
}

void tell_kept_open(PlanBuilder& builder) {
  for (const auto* all : {&builder.situation.children, &builder.situation.below}) {
    for (const auto& issue : *all) {
      if (is_ending(issue)) tell_kept_open(builder, issue);
    }
  }
}

bool tell_strangers(PlanBuilder& builder) {
  const auto open = open_strangers(builder.situation);
  if (open.empty()) return false;
  std::vector<Phrase> issues;
  std::string token = "strangers:";
  for (const auto* issue : open) {
    issues.push_back(named(*issue));
    token += to_string(issue->id) + ",";
  }
  builder.tell_once(token,
                    {Phrase("told.strangers", {{"issues", std::move(issues)}}), model::Ask::strangers});
  return true;
}

const Issue* turned_into(const PlanBuilder& builder, const Node& node) {
  const auto known = builder.tree.stamp.tasks.find(node.key);
  if (!node.lost || known == builder.tree.stamp.tasks.end()) return nullptr;
  const auto& children = builder.situation.children;
  const auto child = std::find_if(children.begin(), children.end(),
                                  [&](const Issue& issue) { return issue.id == known->second; });
  return child == children.end() || child->kind == model::Kind::task ? nullptr : &*child;
}

void tell_nested(PlanBuilder& builder) {
  const auto change = builder.situation.change.id;
  for (const auto& child : builder.situation.children) {
    if (child.kind != model::Kind::task || !child.parent || *child.parent == change || !is_open(child))
      continue;
    builder.tell_once("nested:#" + to_string(child.id) + ":" + to_string(*child.parent),
                      Phrase("told.nested", {{"task", child.subject},
                                             {"issue", child.id.value},
                                             {"above", child.parent->value},
                                             {"change", change.value}}));
  }
}

void tell_turned(PlanBuilder& builder) {
  for (const auto& child : builder.situation.children) {
    const bool is_templates = std::any_of(builder.tree.stamp.tasks.begin(), builder.tree.stamp.tasks.end(),
                                          [&](const auto& task) { return task.second == child.id; });
    if (child.kind == model::Kind::task || is_templates || !was_a_task(builder.rules, child) ||
        !is_open(child))
      continue;
    builder.tell_once(
        "turned:#" + to_string(child.id),
        {Phrase("told.turned",
                {{"task", child.subject}, {"issue", child.id.value}, {"tracker", child.tracker}}),
         model::Ask::after_turning});
  }
}

}  // namespace estafeta::change
