#include "connector/change/steps/plan_builder.h"

#include <algorithm>

#include "connector/change/schedule/bounds.h"
#include "connector/change/schedule/scheduling.h"
#include "connector/change/schedule/window_plan.h"
#include "connector/change/schedule/windows.h"
#include "connector/change/steps/origin.h"
#include "connector/change/steps/promise.h"
#include "connector/change/steps/reconcile.h"
#include "connector/change/steps/revise.h"
#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/holder.h"
#include "connector/change/tree/outside.h"
#include "connector/change/tree/revisions.h"

namespace estafeta::change {

using base::Phrase;
using model::Action;
using model::Field;

namespace {

// From the one to the other, Mondays to Fridays.
int working_days(base::Date from, base::Date to) {
  int days = 0;
  for (auto day = std::chrono::sys_days(from); day < std::chrono::sys_days(to); day += std::chrono::days(1)) {
    const auto weekday = std::chrono::weekday(day).iso_encoding();
    if (weekday < 6) ++days;
  }
  return days;
}

// What the schedule itself does not know: who is waited for, and who must act.
void complete(const PlanBuilder& builder, const Node& node, model::PlannedTask& planned) {
  // Once the change has ended nothing of it is anybody's to do, but for a task that is open all the same.
  const auto state = builder.situation.change.status.state;
  const bool is_over = has_ended(state) && (!was_done(state) || has_ended(node.state()));
  if (!is_over) planned.holder = task_holder(builder.rules, builder.situation, builder.tree, node);
  planned.owes = owed_values(node);
  std::set<std::string> needs;
  std::set<std::string> open;
  for (const auto index : node.needs) {
    const auto& link = builder.tree.links[index];
    const auto& key = builder.tree.nodes[link.needed].key;
    needs.insert(key);
    const bool holds = !is_satisfied(link.verdict) && !is_dropped(builder.tree, node, link);
    if (holds && !has_ended(node.state())) open.insert(key);
  }
  planned.needs.assign(needs.begin(), needs.end());
  planned.waits_for.assign(open.begin(), open.end());
  for (const auto& need : node.outside) {
    const bool holds = !is_satisfied(need.verdict) && !is_lost_task(builder.tree, node, need);
    if (holds && !has_ended(node.state())) planned.outside.push_back(need.issue->id);
  }
}

}  // namespace

Phrase about(const char* key, const Node& node) {
  return Phrase(
      key, {{"task", title_of(node)}, {"issue", node.exists() ? node.issue->id.value : std::int64_t{0}}});
}

PlanBuilder::PlanBuilder(const Rules& the_rules, const Situation& the_situation)
    : rules(the_rules),
      situation(the_situation),
      tree(build_tree(the_rules, the_situation)),
      stamp(tree.stamp) {
  plan.change_state = situation.change.status.state;
  work_out_schedule();
}

void PlanBuilder::work_out_schedule() {
  auto result = schedule(schedule_input(rules, situation, tree), rules.calendars);
  scheduled = result ? base::Status() : result.error();
  plan.schedule = result ? std::move(*result) : model::Schedule{};
  if (plan.schedule.tasks.empty()) plan.schedule.finish = situation.now;
  for (auto& task : plan.schedule.tasks) complete(*this, *tree.find(task.key), task);
}

const model::PlannedTask* PlanBuilder::planned(const Node& node) const {
  const auto& tasks = plan.schedule.tasks;
  const auto found =
      std::find_if(tasks.begin(), tasks.end(), [&](const auto& task) { return task.key == node.key; });
  return found == tasks.end() ? nullptr : &*found;
}

model::IssueChange& PlanBuilder::change_of(const model::Issue& issue, Phrase reason) {
  const auto [place, is_new] = updates_.try_emplace(issue.id);
  auto& action = place->second;
  if (is_new) {
    action.type = Action::Type::update;
    action.issue = issue.id;
    action.reason = std::move(reason);
  }
  return action.change;
}

model::IssueChange& PlanBuilder::change_of(const Node& node, Phrase reason) {
  auto& change = change_of(*node.issue, std::move(reason));
  updates_.at(node.issue->id).key = node.key;
  return change;
}

const model::IssueChange* PlanBuilder::change_to(const model::Issue& issue) const {
  const auto found = updates_.find(issue.id);
  return found == updates_.end() ? nullptr : &found->second.change;
}

model::IssueChange& PlanBuilder::change_itself(Phrase reason) {
  return change_of(situation.change, std::move(reason));
}

void PlanBuilder::create(const Node& node, model::IssueChange change, Phrase reason) {
  auto& action = creations_.emplace_back();
  action.type = Action::Type::create_task;
  action.reason = std::move(reason);
  action.key = node.key;
  action.change = std::move(change);
  action.task = *node.wanted;
  const auto* reader = node.is_undo() ? &node : nullptr;
  action.task->title = with_given_values(node.wanted->title, tree, model::Join::all, reader);
  action.task->description = with_given_values(node.wanted->description, tree, model::Join::all, reader);
  if (node.revises.empty()) return;
  const auto* before = situation.former ? find_task(*situation.former, node.revises) : nullptr;
  const auto old = before == nullptr ? model::Text() : with_given_values(before->title, tree);
  action.change.subject =
      Phrase("revision.subject", {{"title", plain(action.task->title)}, {"old", plain(old)}});
}

void PlanBuilder::relate(const Node& needed, const Node& needing) {
  auto& action = links_.emplace_back();
  action.type = Action::Type::relate;
  action.reason = Phrase("why.relate", {{"task", title_of(needing)}, {"needs", title_of(needed)}});
  action.key = needed.key;
  action.to_key = needing.key;
}

void PlanBuilder::unrelate(const Link& link, Phrase reason) {
  if (!link.relation) return;
  drop_relation(*link.relation, tree.nodes[link.needed].key, tree.nodes[link.needing].key, std::move(reason));
}

void PlanBuilder::unrelate(const Node& needing, const OutsideNeed& need, Phrase reason) {
  drop_relation(need.relation, reference(need.issue->id), needing.key, std::move(reason));
}

void PlanBuilder::unrelate(const model::Issue& issue, const model::Relation& relation, Phrase reason) {
  drop_relation(relation.id, reference(relation.from), reference(issue.id), std::move(reason));
}

void PlanBuilder::unrelate_outside(const Node& needing, const Phrase& reason) {
  for (const auto& need : needing.outside) {
    if (need.verdict != LinkVerdict::ended) unrelate(needing, need, reason);
  }
}

void PlanBuilder::drop_relation(base::RelationId id, const std::string& from, const std::string& to,
                                Phrase reason) {
  const auto same = [&](const Action& action) { return action.relation == id; };
  if (std::any_of(links_.begin(), links_.end(), same)) return;
  auto& action = links_.emplace_back();
  action.type = Action::Type::unrelate;
  action.reason = std::move(reason);
  action.key = from;
  action.to_key = to;
  action.relation = id;
}

void PlanBuilder::attach_origin() {
  if (!situation.desired) return;
  const auto name = origin_name(*situation.desired);
  const bool is_kept = !own_files(situation.change, name, situation.account).empty();
  if (is_kept && situation.lost_origin != name) return;
  origin_ = Action{};
  origin_->type = Action::Type::attach_origin;
  origin_->reason = Phrase("why.attach_origin", {{"name", name}});
  origin_->key = name;
}

bool PlanBuilder::tell_once(const std::string& token, const model::Remark& news,
                            const std::vector<Phrase>& details) {
  remark(news);
  for (const auto& detail : details) remark(detail);
  if (!stamp.told.insert(token).second || tree.stamp.told.contains(token)) return false;
  // Before the tasks are made the stamp keeps no words; then it is told once in each state of the change.
  const auto entered = last_into(situation.change, situation.change.status.state);
  const bool was_told = !stamp.made && spoke_since(situation.change, entered ? entered->event : nullptr);
  if (was_told) return false;
  news_.push_back(news.said);
  news_.insert(news_.end(), details.begin(), details.end());
  return true;
}

void PlanBuilder::look_again(base::Instant instant) {
  if (instant <= situation.now) return;
  plan.again_at = plan.again_at ? std::min(*plan.again_at, instant) : instant;
}

void PlanBuilder::write_stamp() {
  if (!news_.empty()) {
    auto& note = change_itself(Phrase("why.tell_tam")).note;
    note.insert(note.end(), news_.begin(), news_.end());
  }
  if (!stamp.made) stamp.told.clear();
  if (stamp == stamp_of(situation.change)) return;  // a decision may stand in the tree already
  stamp.change = situation.change.id;
  change_itself(Phrase("why.stamp")).fields[Field::change_plan] = format_stamp(stamp);
}

void PlanBuilder::put_forecast() {
  if (plan.schedule.tasks.empty()) return;
  const auto forecast = calendar::format_local(plan.schedule.finish, rules.zone);
  const auto& shown = situation.change.field(Field::change_forecast);
  const bool is_restored = is_overwritten(situation.change, Field::change_forecast) && shown != forecast;
  if (is_restored) {
    auto& change = change_itself(Phrase("why.forecast", {{"finish", forecast}}));
    change.fields[Field::change_forecast] = forecast;
    change.note.push_back(Phrase("restored.change_forecast"));
    return;
  }
  if (shown.substr(0, kDateLength) == forecast.substr(0, kDateLength)) return;
  // Good news goes along with whatever else is written: a write of its own would cost a mail each time work
  // ends early. It is worth one where the field would be wrong by days, once a day.
  const bool is_later = forecast > shown;
  if (!is_later && !updates_.contains(situation.change.id) && !is_much_earlier(shown))
    return remark(Phrase("dates.other_forecast", {{"shown", shown}}));
  auto& change = change_itself(Phrase("why.forecast", {{"finish", forecast}}));
  change.fields[Field::change_forecast] = forecast;
  // The field says the date. When it passes the promised day, that is news, with what decides it and whose
  // time it was; once, as long as it stays so. A note for each day a change slips would be noise.
  const bool was_kept = plan.promise && shown.substr(0, kDateLength) <= base::format_date(plan.promise->day);
  const bool goes_on = situation.change.status.state == model::State::in_progress;
  if (!goes_on || shown.empty() || !was_kept || !plan.promise->delay) return;
  change.note.push_back(told_later(shown, forecast));
  change.note.push_back(late_promise(rules, *plan.promise));
}

bool PlanBuilder::is_much_earlier(const std::string& shown) const {
  constexpr int kMuch = 2;
  const auto before = base::parse_date(shown.substr(0, kDateLength));
  const auto today = rules.zone.local_date(situation.now);
  const auto* written = last_change_of(situation.change, to_string(Field::change_forecast));
  const bool is_of_today = written != nullptr && rules.zone.local_date(written->at) == today;
  return before && !is_of_today &&
         working_days(rules.zone.local_date(plan.schedule.finish), *before) >= kMuch;
}

// What the end hangs on now: what is critical and somebody's to do.
Phrase PlanBuilder::told_later(const std::string& before, const std::string& now) const {
  std::vector<Phrase> on;
  for (const auto& task : plan.schedule.tasks) {
    const auto* node = tree.find(task.key);
    const bool is_waiting = task.state == model::State::waiting;
    if (!task.critical || !node->exists() || is_waiting || has_ended(task.state)) continue;
    auto& phrase = on.emplace_back(about("told.later_on", *node));
    phrase.values.emplace_back("holder", std::vector{task.holder.value_or(Phrase("holder.nobody"))});
  }
  Phrase told(on.empty() ? "told.later" : "told.later_because", {{"before", before}, {"finish", now}});
  if (!on.empty()) told.values.emplace_back("on", std::move(on));
  return told;
}

void PlanBuilder::write_page() {
  // Without its include nobody would see the page.
  if (stamp.page.empty()) return;
  if (page_digest(plan, rules.zone) == situation.page_digest) return;
  auto& action = plan.actions.emplace_back();
  action.type = Action::Type::write_plan;
  action.reason = Phrase("why.page");
}

void PlanBuilder::keep_within_limits() {
  const auto writes = static_cast<std::int64_t>(plan.actions.size());
  if (writes <= rules.limits.writes) return;
  plan.actions.assign(1, Action{});
  plan.actions[0].type = Action::Type::stop;
  plan.actions[0].reason =
      Phrase("why.too_many_writes", {{"n", writes}, {"limit", std::int64_t{rules.limits.writes}}});
}

void PlanBuilder::show_window() {
  if (!scheduled.ok() || !stamp.made) return;
  plan.window = window_plan(rules, situation, tree, plan.schedule);
  if (plan.window) {
    if (const auto next = window_again(*plan.window, situation.now)) look_again(*next);
  }
  for (const auto opens : windows_to_come(rules, situation, tree, plan.schedule)) {
    if (opens - kWindowShownAhead > situation.now) look_again(opens - kWindowShownAhead);
  }
}

model::Plan PlanBuilder::rest(Phrase idle) {
  plan.actions.assign(1, Action{});
  plan.actions[0].reason = std::move(idle);
  return std::move(plan);
}

model::Plan PlanBuilder::rest_with_page(Phrase idle) {
  plan.actions.clear();
  if (stamp.made) write_page();
  return plan.actions.empty() ? rest(std::move(idle)) : std::move(plan);
}

// What stands below tasks first, the deepest before all, as no tracker closes what has something open below
// it. Then needs first, then what has no place in the schedule, by number; the change itself is not among
// them.
void PlanBuilder::take_updates() {
  const auto take = [&](base::IssueId id) {
    const auto update = updates_.find(id);
    if (id == situation.change.id || update == updates_.end()) return;
    plan.actions.push_back(std::move(update->second));
    updates_.erase(update);
  };
  const auto& below = situation.below;
  std::for_each(below.rbegin(), below.rend(), [&](const model::Issue& issue) { take(issue.id); });
  for (const auto& task : plan.schedule.tasks) {
    if (task.issue) take(*task.issue);
  }
  std::vector<base::IssueId> rest;
  for (const auto& [id, action] : updates_) rest.push_back(id);
  std::for_each(rest.begin(), rest.end(), take);
}

model::Plan PlanBuilder::finish(Phrase idle) {
  write_stamp();
  if (forecast_counts_) put_forecast();
  plan.actions = std::move(creations_);
  std::move(links_.begin(), links_.end(), std::back_inserter(plan.actions));
  take_updates();
  if (origin_) plan.actions.push_back(std::move(*origin_));
  // A page written now would show tasks as they were: the next pass finds them as they are.
  if (plan.actions.empty()) write_page();
  if (const auto own = updates_.find(situation.change.id); own != updates_.end()) {
    plan.actions.push_back(std::move(own->second));
  }
  keep_within_limits();
  return plan.actions.empty() ? rest(std::move(idle)) : std::move(plan);
}

}  // namespace estafeta::change
