#include "connector/change/schedule/scheduling.h"

#include <algorithm>

#include "connector/change/schedule/chosen_start.h"
#include "connector/change/schedule/dates.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/outside.h"

namespace estafeta::change {

using model::State;

namespace {

void add_needs(const Tree& tree, const Node& node, ScheduleTask& task) {
  bool chosen = false;
  for (const auto index : node.needs) {
    const auto& link = tree.links[index];
    // One need not wait for what was released, so it does not move the dates either.
    const bool free = link.verdict == LinkVerdict::released || link.verdict == LinkVerdict::overridden;
    chosen = chosen || (link.alternative && free);
    if (link.verdict == LinkVerdict::joined || is_dropped(tree, node, link)) continue;
    if (!free) (link.alternative ? task.any_of : task.needs).push_back(link.edge);
  }
  if (chosen) task.any_of.clear();
}

// On hold or returned itself, or with the whole change; since it began, each second once.
std::vector<calendar::Interval> held(const Situation& situation, const model::Issue& issue,
                                     base::Instant began) {
  const auto until = std::min(ended_at(issue).value_or(present(situation)), present(situation));
  auto all = held_during(issue, until);
  for (const auto& hold : holds_of(situation.change, until)) {
    const auto start = std::max(hold.during.start, began);
    if (start < hold.during.end) all.push_back({start, hold.during.end});
  }
  return calendar::united(std::move(all));
}

Reality reality_of(const Rules& rules, const Situation& situation, const Node& node) {
  Reality reality;
  reality.began = began_at(*node.issue);
  reality.ended = ended_at(*node.issue);
  if (reality.began) reality.held = held(situation, *node.issue, *reality.began);
  if (const auto pin = pins_of(rules, situation, node).start) {
    reality.not_before = zone_of(rules, node).start_of_day(*pin);
  }
  for (const auto& need : node.outside) {
    const auto due = is_satisfied(need.verdict) ? std::nullopt : outside_due(rules, need);
    if (due && (!reality.not_before || *reality.not_before < *due)) reality.not_before = due;
  }
  return reality;
}

ScheduleTask schedule_task(const Rules& rules, const Situation& situation, const Tree& tree,
                           const Node& node) {
  ScheduleTask task;
  task.shown.key = node.key;
  task.shown.owner = node.owner;
  task.shown.department = node.department;
  task.shown.title = title_of(node);
  task.shown.state = node.state();
  task.calendar = calendar_of(rules, node);
  task.duration = rules.limits.hand_made_duration;
  if (node.wanted != nullptr) {
    task.duration = node.wanted->duration;
    task.milestone = !takes_time(node.wanted->kind);
    task.maintenance_window = node.wanted->maintenance_window;
    // Once it may begin, it begins as soon as it can.
    task.late = node.wanted->begins_late && node.state() == State::waiting;
  }
  add_needs(tree, node, task);
  if (node.exists()) {
    task.shown.issue = node.issue->id;
    task.reality = reality_of(rules, situation, node);
  }
  const bool is_held = node.state() == State::waiting && !node.is_undo();
  const auto start = is_held ? earliest_start(rules, situation, tree.stamp) : std::nullopt;
  if (start) task.reality.not_before = std::max(task.reality.not_before.value_or(*start), *start);
  return task;
}

}  // namespace

base::Instant present(const Situation& situation) {
  if (situation.change.status.state != State::on_hold) return situation.now;
  const auto held = last_into(situation.change, State::on_hold);
  return held ? held->event->at : situation.now;
}

ScheduleInput schedule_input(const Rules& rules, const Situation& situation, const Tree& tree) {
  ScheduleInput input;
  input.from = present(situation);
  if (situation.client) {
    input.windows = situation.client->windows;
    input.freezes = situation.client->freezes;
  }
  for (const auto& node : tree.nodes) {
    const bool may_come = node.exists() || (node.wanted != nullptr && !node.lost);
    if (may_come) input.tasks.push_back(schedule_task(rules, situation, tree, node));
  }
  return input;
}

ScheduleInput input_as_of(const Rules& rules, const Situation& situation, const Tree& tree,
                          base::Instant then) {
  auto input = schedule_input(rules, situation, tree);
  input.from = then;
  for (auto& task : input.tasks) {
    auto& reality = task.reality;
    if (reality.began && *reality.began >= then) reality.began.reset();
    if (reality.ended && *reality.ended > then) reality.ended.reset();
    std::erase_if(reality.held, [&](const auto& held) { return held.start >= then; });
    for (auto& held : reality.held) held.end = std::min(held.end, then);
    const auto* node = tree.find(task.shown.key);
    task.late = node != nullptr && node->wanted != nullptr && node->wanted->begins_late && !reality.began;
  }
  return input;
}

ScheduleInput untouched_input(const Rules& rules, const Situation& situation, const Tree& tree,
                              base::Instant from) {
  auto input = schedule_input(rules, situation, tree);
  input.from = from;
  for (auto& task : input.tasks) {
    // What was cancelled takes no time in any plan.
    if (task.shown.state == State::cancelled) task.milestone = true;
    task.reality = Reality{};
  }
  return input;
}

}  // namespace estafeta::change
