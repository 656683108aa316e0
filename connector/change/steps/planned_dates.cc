#include "connector/change/steps/planned_dates.h"

#include <tuple>

#include "connector/change/schedule/bounds.h"
#include "connector/change/schedule/dates.h"
#include "connector/change/steps/chosen_dates.h"
#include "connector/change/steps/roll_back.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::Field;
using model::State;

namespace {

// The plan still counts its work as begun; the dates of a task that waits again come with the next look.
bool is_put_back(const PlanBuilder& builder, const Node& node) {
  const auto* change = builder.change_to(*node.issue);
  return change != nullptr && change->state == State::waiting && is_under_way(node.state());
}

bool write_dates(PlanBuilder& builder, const Node& node, Worth worth) {
  const auto* planned = builder.planned(node);
  model::IssueChange dates;
  if (planned == nullptr || is_put_back(builder, node) ||
      !move_dates(builder.rules, builder.situation, node, *planned, worth, dates))
    return false;
  auto& change = builder.change_of(node, about("why.dates", node));
  const auto before = std::tuple(change.start_date, change.due_date, change.fields);
  if (dates.start_date) change.start_date = dates.start_date;
  if (dates.due_date) change.due_date = dates.due_date;
  change.fields.merge(dates.fields);
  return before != std::tuple(change.start_date, change.due_date, change.fields);
}

// What has ended keeps its days, and where it stands in the order may not be known yet.
bool has_dates(const PlanBuilder& builder, const Node& node, const std::set<std::string>& unlinked) {
  const bool is_open = node.exists() && !has_ended(node.state()) && node.state() != State::cancelling;
  return is_open && !is_given_up(builder.tree, node) && !unlinked.contains(node.key);
}

void move(PlanBuilder& builder, const Node& node) {
  const auto* planned = builder.planned(node);
  if (planned == nullptr) return;
  write_dates(builder, node, builder.writes_to(*node.issue) ? Worth::beside : Worth::far_off);
  if (auto missed = missed_pin(builder.rules, builder.situation, node, *planned))
    builder.remark(std::move(*missed));
  if (is_under_way(node.state())) builder.look_again(planned->due);
}

// People move a task by its dates.
void keep_deadline(PlanBuilder& builder, const Node& node) {
  const auto* planned = builder.planned(node);
  if (planned == nullptr || !is_overwritten(*node.issue, Field::deadline)) return;
  const auto deadline = deadline_of(builder.rules, builder.situation, node, *planned);
  if (node.issue->field(Field::deadline) == deadline) return;
  auto& change = builder.change_of(node, about("why.dates", node));
  change.fields[Field::deadline] = deadline;
  change.note.push_back(Phrase("restored.deadline"));
}

}  // namespace

void keep_dates(PlanBuilder& builder, const Node& node) {
  move(builder, node);
  keep_deadline(builder, node);
}

void keep_dates_in_order(PlanBuilder& builder, const std::set<std::string>& unlinked) {
  for (bool moved = true; moved;) {
    moved = false;
    for (const auto& link : builder.tree.links) {
      const auto& needed = builder.tree.nodes[link.needed];
      const auto& needing = builder.tree.nodes[link.needing];
      // Of alternatives it comes after one only.
      const bool is_after = link.edge.on != model::On::begun;
      const bool holds = !is_satisfied(link.verdict) && !link.alternative && is_after;
      if (!holds || !has_dates(builder, needed, unlinked) || !has_dates(builder, needing, unlinked)) continue;
      for (const auto* node : {&needing, &needed}) {
        if (!contradicts(needed, builder.change_to(*needed.issue), needing,
                         builder.change_to(*needing.issue)))
          break;
        moved = write_dates(builder, *node, Worth::order) || moved;
      }
    }
  }
}

void tell_other_ends(PlanBuilder& builder, const std::set<std::string>& unlinked) {
  std::vector<Phrase> tasks;
  std::vector<Phrase> followed;
  std::vector<Phrase> wanted;
  for (const auto& planned : builder.plan.schedule.tasks) {
    const auto& node = *builder.tree.find(planned.key);
    if (has_ended(node.state()) || unlinked.contains(node.key) || !node.exists()) continue;
    if (follows_sub_issues(node)) followed.push_back(about("dates.other_end_task", node));
    const auto* change = builder.change_to(*node.issue);
    if (shows_other_end(builder.rules, builder.situation, node, planned, change))
      tasks.push_back(about("dates.other_end_task", node));
    if (is_wanted_later(builder.rules, builder.situation, node, planned))
      wanted.push_back(about("dates.other_end_task", node));
  }
  if (!followed.empty()) builder.remark(Phrase("dates.follow_sub_issues", {{"tasks", std::move(followed)}}));
  if (!wanted.empty()) builder.remark(Phrase("dates.wanted_later", {{"tasks", std::move(wanted)}}));
  if (tasks.empty()) return;
  builder.remark(Phrase("dates.other_end", {{"n", std::int64_t{builder.rules.limits.date_threshold_days}},
                                            {"tasks", std::move(tasks)}}));
}

void tell_missed_bounds(PlanBuilder& builder) {
  const auto& desired = builder.situation.desired;
  if (!desired) return;
  bool is_news = false;
  for (auto& bound : missed_bounds(builder.rules, *desired, builder.plan.schedule)) {
    const auto token = std::string(kLatest) + bound.key;
    const bool is_last_day = bound.is_last_day();
    const bool told = builder.tell_once(token, {std::move(bound.said), bound.ask});
    is_news = is_news || (told && is_last_day);
  }
  if (is_news) builder.tell_along(Phrase("dates.latest_way_out"));
}

void tell_freezes(PlanBuilder& builder) {
  const auto& situation = builder.situation;
  if (!situation.client) return;
  for (const auto& freeze : situation.client->freezes) {
    if (freeze.until <= situation.now || freeze.from >= builder.plan.schedule.finish) continue;
    builder.remark(
        Phrase("dates.freeze", {{"from", freeze.from}, {"until", freeze.until}, {"why", freeze.why}}));
  }
}

}  // namespace estafeta::change
