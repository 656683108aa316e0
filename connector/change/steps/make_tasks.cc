#include "connector/change/steps/make_tasks.h"

#include <algorithm>
#include <set>

#include "connector/change/schedule/bounds.h"
#include "connector/change/schedule/dates.h"
#include "connector/change/steps/chosen_dates.h"
#include "connector/change/steps/copied.h"
#include "connector/change/steps/origin.h"
#include "connector/change/steps/preview.h"
#include "connector/change/steps/revise.h"
#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/vote.h"
#include "connector/change/tree/watchers.h"

namespace estafeta::change {

using base::Phrase;
using model::Field;
using model::State;

namespace {

std::string field_name(const Rules& rules, Field field) {
  const auto found = rules.mapping.fields.find(field);
  return found == rules.mapping.fields.end() || found->second.empty() ? std::string(to_string(field))
                                                                      : found->second.front();
}

void check_project(const PlanBuilder& builder, std::vector<Phrase>& problems) {
  const auto& facts = builder.situation.facts;
  if (!facts.kinds.contains(model::Kind::task)) {
    problems.push_back(Phrase("change.task_tracker_off", {{"project", facts.project}}));
    return;
  }
  // A tracker may not tell which fields there are; then making the first task finds out.
  if (facts.fields.empty()) return;
  for (const auto field : {Field::task_key, Field::department, Field::hand_over}) {
    if (facts.fields.contains(field)) continue;
    problems.push_back(Phrase("change.field_missing",
                              {{"field", field_name(builder.rules, field)}, {"project", facts.project}}));
  }
}

void check_department(const PlanBuilder& builder, const model::DesiredTask& task, const std::string& id,
                      std::vector<Phrase>& problems) {
  const auto* department = builder.rules.departments.find(id);
  if (department == nullptr) {
    problems.push_back(
        Phrase("change.department_unknown", {{"department", task.department}, {"task", task.key}}));
  } else if (!builder.situation.facts.groups.contains(department->group)) {
    problems.push_back(Phrase("change.group_not_member", {{"department", department->title},
                                                          {"group", department->group},
                                                          {"project", builder.situation.facts.project}}));
  }
}

void check_departments(const PlanBuilder& builder, std::vector<Phrase>& problems) {
  std::set<std::string> seen;
  const auto check = [&](const model::DesiredTask& task, const std::string& id) {
    if (task.owner != model::Owner::department) return;
    if (task.kind == model::TaskKind::approval && task.department.empty()) return;
    if (seen.insert(task.department).second) check_department(builder, task, id, problems);
  };
  for (const auto& node : builder.tree.nodes) {
    if (node.wanted != nullptr) check(*node.wanted, node.department);
  }
  if (!builder.situation.desired) return;
  for (const auto& task : builder.situation.desired->rollbacks) check(task, task.department);
}

// An approval that nobody could give would stop the change when it is too late.
void check_approvers(const PlanBuilder& builder, std::vector<Phrase>& problems) {
  const auto& facts = builder.situation.facts;
  for (const auto& node : builder.tree.nodes) {
    if (!node.is_approval()) continue;
    const auto& role = node.wanted->approver;
    if (!builder.rules.mapping.roles.contains(role)) {
      problems.push_back(Phrase("change.approver_unknown", {{"role", role}, {"task", node.key}}));
    } else if (!facts.roles.contains(role)) {
      problems.push_back(Phrase(
          "change.approver_nobody",
          {{"role", builder.rules.mapping.roles.at(role)}, {"task", node.key}, {"project", facts.project}}));
    }
  }
}

void check_extras(const PlanBuilder& builder, const model::DesiredTask& task, std::vector<Phrase>& problems) {
  const auto& facts = builder.situation.facts;
  for (const auto& field : task.fields) {
    if (facts.other_fields.contains(field.name)) continue;
    problems.push_back(
        Phrase("change.tracker_field_missing",
               {{"task", plain(task.title)}, {"field", field.name}, {"project", facts.project}}));
  }
  for (auto& problem : watcher_problems(builder.rules, facts, task)) {
    const bool known = std::find(problems.begin(), problems.end(), problem) != problems.end();
    if (!known) problems.push_back(std::move(problem));
  }
}

// On the first go whatever is missing is made; later only what the plan before did not have, since anything
// else that is missing was removed by a person.
bool is_to_make(const PlanBuilder& builder, const Node& node) {
  return !node.exists() && node.wanted != nullptr && !builder.tree.stamp.tasks.contains(node.key);
}

bool may_begin(const PlanBuilder& builder, const Node& node) {
  return std::all_of(node.needs.begin(), node.needs.end(),
                     [&](std::size_t link) { return is_satisfied(builder.tree.links[link].verdict); });
}

void make(PlanBuilder& builder, const Node& node) {
  model::IssueChange change;
  const bool ready =
      may_begin(builder, node) && !waits_for_start(builder, node) && !waits_for_its_day(builder, node);
  change.state = ready ? State::ready : State::waiting;
  if (ready) assign(builder, node, change);
  if (ready) lay_out_hand_over(node, change);
  change.fields[Field::task_key] = base::to_string(builder.situation.change.id) + "/" + node.key;
  const auto* department = builder.rules.departments.find(node.department);
  if (department != nullptr) change.fields[Field::department] = department->title;
  if (const auto* planned = builder.planned(node)) set_dates(builder.rules, node, *planned, change);
  auto reason = about(ready ? "why.create_ready" : "why.create_waiting", node);
  builder.create(node, std::move(change), std::move(reason));
}

void make_relations(PlanBuilder& builder) {
  std::set<std::pair<std::size_t, std::size_t>> seen;
  for (const auto& link : builder.tree.links) {
    const auto& needed = builder.tree.nodes[link.needed];
    const auto& needing = builder.tree.nodes[link.needing];
    if (link.by_hand || needed.lost || needing.lost) continue;
    const std::pair edge(needed.key, needing.key);
    const bool is_new = !builder.tree.stamp.edges.contains(edge);
    builder.stamp.edges.insert(edge);
    // Who was ready, and is put back because of it, waits for a task for the difference as well.
    const bool is_put_back = builder.tree.is_new_revision(needed) && needing.state() == State::ready;
    const bool holds =
        !link.relation && !link.removed_by_other && (is_put_back || !is_satisfied(link.verdict));
    if (holds && is_new && !has_ended(needed.state()) && seen.emplace(link.needed, link.needing).second) {
      builder.relate(needed, needing);
    }
  }
}

void relate_undoing(PlanBuilder& builder) {
  for (const auto& link : builder.tree.links) {
    const auto& needed = builder.tree.nodes[link.needed];
    const auto& needing = builder.tree.nodes[link.needing];
    if (!needed.is_undo() || !needing.is_undo() || needed.lost || needing.lost) continue;
    const bool is_new = builder.stamp.edges.emplace(needed.key, needing.key).second;
    if (is_new && !link.relation && !has_ended(needed.state())) builder.relate(needed, needing);
  }
}

// Each plan agreed to has its own; those told are not told again while it runs.
void tell_missed_bounds(PlanBuilder& builder) {
  std::erase_if(builder.stamp.told, [](const auto& token) { return token.starts_with(kLatest); });
  const auto& desired = builder.situation.desired;
  if (!desired) return;
  auto bounds = missed_bounds(builder.rules, *desired, builder.plan.schedule);
  if (bounds.empty()) return;
  auto& note = builder.change_itself(Phrase("why.begin")).note;
  const bool is_last_day =
      std::any_of(bounds.begin(), bounds.end(), [](const auto& bound) { return bound.is_last_day(); });
  for (auto& bound : bounds) {
    builder.stamp.told.insert(std::string(kLatest) + bound.key);
    note.push_back(std::move(bound.said));
  }
  if (is_last_day) note.push_back(Phrase("dates.latest_way_out"));
}

void stamp_origin(PlanBuilder& builder) {
  builder.stamp.made = true;
  stamp_page(builder);
  // What was proposed has been answered.
  std::erase_if(builder.stamp.told, [](const auto& token) {
    return token.starts_with("new_plan:") || token.starts_with(kGoingOver) || token.starts_with("origin:") ||
           token == "bad_parameters";
  });
  if (const auto& desired = builder.situation.desired) {
    builder.stamp.template_name = desired->template_name;
    builder.stamp.version = desired->version;
    builder.stamp.hash = desired->hash;
  }
  for (const auto& node : builder.tree.nodes) {
    if (node.wanted == nullptr || node.lost) continue;
    builder.stamp.tasks[node.key] = node.exists() ? node.issue->id : base::IssueId{0};
  }
}

}  // namespace

std::vector<Phrase> obstacles(const PlanBuilder& builder) {
  std::vector<Phrase> problems;
  check_project(builder, problems);
  check_departments(builder, problems);
  check_approvers(builder, problems);
  for (const auto& node : builder.tree.nodes) {
    if (is_to_make(builder, node)) check_extras(builder, *node.wanted, problems);
  }
  auto count = static_cast<std::int64_t>(builder.tree.nodes.size());
  // Those of the way back would be too many just when there is no time to ask.
  if (const auto& desired = builder.situation.desired) {
    count += std::count_if(desired->rollbacks.begin(), desired->rollbacks.end(),
                           [&](const auto& undo) { return builder.tree.find(undo.key) == nullptr; });
  }
  if (count > builder.rules.limits.tasks) {
    problems.push_back(
        Phrase("change.too_many_tasks", {{"n", count}, {"limit", std::int64_t{builder.rules.limits.tasks}}}));
  }
  if (!builder.scheduled.ok()) problems.push_back(builder.scheduled.phrase());
  return problems;
}

void make_undoing(PlanBuilder& builder) {
  for (const auto& planned : builder.plan.schedule.tasks) {
    const auto& node = *builder.tree.find(planned.key);
    if (!node.is_undo()) continue;
    if (is_to_make(builder, node)) {
      make(builder, node);
      builder.stamp.tasks[node.key] = base::IssueId{0};
    }
  }
  relate_undoing(builder);
}

// Whose answer it must be, if there is only one whose answer counts.
std::optional<base::PrincipalId> only_approver(const PlanBuilder& builder, const Node& node) {
  const auto people = node.is_approval() ? builder.situation.facts.roles.find(node.wanted->approver)
                                         : builder.situation.facts.roles.end();
  if (people == builder.situation.facts.roles.end()) return std::nullopt;
  auto who = people->second;
  if (const auto* agreed = agreement(builder.situation.change)) who.erase(agreed->author.id);
  return who.size() == 1 ? std::optional(*who.begin()) : std::nullopt;
}

void assign(const PlanBuilder& builder, const Node& node, model::IssueChange& change) {
  if (node.exists() && node.issue->assignee) return;
  if (node.owner == model::Owner::department && !node.department.empty()) {
    change.assign_group = node.department;
  } else if (const auto approver = only_approver(builder, node)) {
    change.assignee = approver;
  } else if (node.owner == model::Owner::department && !node.is_approval()) {
    return;
  } else if (builder.situation.change.assignee) {
    change.assignee = builder.situation.change.assignee->id;
  }
}

void settle_twins(PlanBuilder& builder) {
  for (const auto* twin : builder.tree.twins) {
    if (has_ended(twin->status.state) || twin->status.state == State::cancelling) continue;
    const Phrase said("why.twin", {{"issue", twin->id.value}, {"key", twin->field(Field::task_key)}});
    const bool touched = std::any_of(twin->events.begin(), twin->events.end(),
                                     [](const model::Event& event) { return !event.own; });
    if (twin->author.id == builder.situation.account && !touched) {
      builder.change_of(*twin, said).state = State::cancelled;
    } else {
      builder.remark(Phrase("change.copy", said.values));
    }
  }
}

model::Plan make_tasks(PlanBuilder& builder) {
  auto problems = builder.situation.problems;
  if (problems.empty()) problems = obstacles(builder);
  if (!problems.empty()) {
    ask(builder, problems);
    return builder.finish(Phrase("why.awaits_input"));
  }
  disown(builder);
  settle_twins(builder);
  tell_copies(builder);
  cancel_as_told(builder);
  for (const auto& planned : builder.plan.schedule.tasks) {
    const auto& node = *builder.tree.find(planned.key);
    if (is_to_make(builder, node)) make(builder, node);
  }
  make_relations(builder);
  revise(builder);
  builder.attach_origin();
  tell_foreign_origins(builder);
  if (const auto& lost = builder.situation.lost_origin; !lost.empty()) {
    builder.change_itself(Phrase("why.begin"))
        .note.push_back(Phrase("told.lost_origin_replaced", {{"file", lost}}));
  }
  tell_missed_bounds(builder);
  settle_chosen_dates(builder);
  stamp_origin(builder);
  builder.change_itself(Phrase("why.begin")).state = State::in_progress;
  builder.write_forecast();
  return builder.finish(Phrase("why.nothing_due"));
}

}  // namespace estafeta::change
