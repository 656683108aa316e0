#include "tests/scenario/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "connector/change/steps/revise.h"
#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/revisions.h"
#include "connector/change/tree/stamp.h"
#include "connector/template/hand_over.h"

namespace estafeta::change {

using base::IssueId;
using model::Action;
using model::Field;
using model::State;

namespace {

constexpr const char* kOwn = "estafeta";

calendar::Calendar office() {
  calendar::CalendarSpec spec;
  spec.zone = *calendar::Zone::find("Europe/Moscow");
  for (std::size_t day = 0; day < 5; ++day) {
    spec.week[day] = {{std::chrono::hours(9), std::chrono::hours(18)}};
  }
  return calendar::Calendar(spec);
}

std::string day(const std::optional<base::Date>& date) {
  return date ? base::format_date(*date) : "";
}

}  // namespace

bool is_idle(const model::Plan& plan) {
  return std::all_of(plan.actions.begin(), plan.actions.end(),
                     [](const Action& action) { return action.type == Action::Type::none; });
}

World::World() {
  rules.zone = *calendar::Zone::find("Europe/Moscow");
  rules.calendars.add("office", office());
  calendar::CalendarSpec nights;
  nights.zone = rules.zone;
  nights.week[2] = {{std::chrono::hours(1), std::chrono::hours(5)}};
  rules.calendars.add("windows:aurora", calendar::Calendar(nights));
  rules.owner_calendars = {{"client", "office"}, {"vendor", "24x7"}};
  for (const std::string id : {"network", "vmware", "unix", "backup", "duty"}) {
    rules.departments.all[id] = {id, id, id + "-group", id == "duty" ? "24x7" : "office"};
    situation.facts.groups[id + "-group"] = {id + "-group"};
  }
  rules.mapping.staff_project = "staff";
  for (const auto decision : {model::Decision::override_gate, model::Decision::agree, model::Decision::again,
                              model::Decision::go_on, model::Decision::rollback}) {
    rules.mapping.decisions[decision] = to_string(decision);
  }
  rules.mapping.kinds[model::Kind::task] = {"task"};
  rules.mapping.hold_reasons[model::HoldReason::internal] = "internal";
  situation.now = *base::parse_instant("2026-06-15T06:00:00Z");
  situation.account = {kOwn};
  situation.facts.project = "aurora";
  situation.facts.kinds = {model::Kind::change, model::Kind::task};
  situation.facts.fields = {Field::task_key, Field::department, Field::hand_over};
  situation.facts.tams = {{"tam"}};
  situation.facts.roles = {{"tam", {{"tam"}}}, {"service_manager", {{"vera"}}}, {"client", {{"carol"}}}};
  rules.mapping.roles = {{"tam", "TAM"}, {"service_manager", "Service manager"}, {"client", "Client"}};
  rules.mapping.staff_roles = {"tam", "service_manager"};
  auto& change = situation.change;
  change.id = {12};
  change.kind = model::Kind::change;
  change.project = "aurora";
  change.subject = "A new landscape";
  change.status.state = change.initial_status.state = State::draft;
  change.assignee = model::Principal{{"tam"}, "tam"};
  change.author = {{"tam"}, "tam"};
  change.created = situation.now;
  change.fields[Field::change_parameters] = "system: shop";
}

model::Issue& World::issue(const std::string& name) {
  if (name == "change") return situation.change;
  for (auto& child : situation.children) {
    const bool named =
        child.field(Field::task_key) == "12/" + name || "#" + base::to_string(child.id) == name;
    if (named) return child;
  }
  for (auto& one : situation.below) {
    if ("#" + base::to_string(one.id) == name) return one;
  }
  for (auto& [id, outside] : situation.elsewhere) {
    if ("#" + base::to_string(id) == name) return outside;
  }
  ADD_FAILURE() << "no issue " << name;
  return situation.change;
}

bool World::has(const std::string& name) const {
  return std::any_of(situation.children.begin(), situation.children.end(), [&](const model::Issue& child) {
    return child.field(Field::task_key) == "12/" + name || "#" + base::to_string(child.id) == name;
  });
}

model::Event& World::happen(model::Issue& issue, const std::string& who) {
  auto& event = issue.events.emplace_back();
  event.at = issue.updated = situation.now;
  event.journal = {next_journal_++};
  event.author = {{who}, who};
  event.own = who == kOwn;
  return event;
}

void World::move(const std::string& who, const std::string& name, State state, model::HoldReason reason) {
  auto& moved = issue(name);
  auto& event = happen(moved, who);
  event.status_from = moved.status;
  moved.status = {state, reason};
  if (situation.elsewhere.contains(moved.id)) {
    moved.status_name = to_string(state);
    moved.is_closed = has_ended(state);
  }
  event.status = moved.status;
}

void World::move_and_decide(const std::string& who, const std::string& name, State state,
                            const std::string& decision, const std::string& reason) {
  move(who, name, state, model::HoldReason::none);
  auto& decided = issue(name);
  auto& event = decided.events.back();
  change_field(event, std::string(to_string(Field::decision)), decided.fields[Field::decision], decision);
  if (!reason.empty()) event.comment = model::Comment{reason};
}

void World::change_field(model::Event& event, const std::string& name, std::string& place,
                         const std::string& value) {
  if (place == value) return;
  event.fields.push_back({name, place, value});
  place = value;
}

void World::fill(const std::string& who, const std::string& name, Field field, const std::string& value,
                 const std::string& comment) {
  auto& filled = issue(name);
  auto& event = happen(filled, who);
  change_field(event, std::string(to_string(field)), filled.fields[field], value);
  if (!comment.empty()) event.comment = model::Comment{comment, false};
}

void World::comment(const std::string& who, const std::string& name, const std::string& text) {
  happen(issue(name), who).comment = model::Comment{text, false};
}

void World::put_assignee(model::Issue& issue, model::Event& event, const std::string& name) {
  event.fields.push_back({"assignee", issue.assignee ? issue.assignee->id.value : "", name});
  issue.assignee = name.empty() ? std::nullopt : std::optional(model::Principal{{name}, name});
}

void World::assign(const std::string& who, const std::string& name, const std::string& person) {
  auto& assigned = issue(name);
  put_assignee(assigned, happen(assigned, who), person);
}

void World::rename(const std::string& who, const std::string& name, const std::string& subject) {
  auto& renamed = issue(name);
  change_field(happen(renamed, who), "subject", renamed.subject, subject);
}

void World::set_date(const std::string& who, const std::string& name, bool due, base::Date date) {
  auto& dated = issue(name);
  auto& place = due ? dated.due_date : dated.start_date;
  happen(dated, who).fields.push_back({due ? "due_date" : "start_date", day(place), base::format_date(date)});
  place = date;
}

void World::promise(const std::string& who, const std::string& day, const std::string& side,
                    const std::string& reason) {
  auto& event = happen(change(), who);
  change_field(event, "promised", change().fields[Field::promised], day == "-" ? "" : day);
  if (!side.empty()) change_field(event, "promise_side", change().fields[Field::promise_side], side);
  if (!reason.empty()) event.comment = model::Comment{reason, false};
}

void World::link(const std::string& who, const std::string& from, const std::string& to, bool added) {
  auto& blocker = issue(from);
  auto& blocked = issue(to);
  happen(blocker, who).links.push_back({model::LinkChange::Type::blocks, blocked.id, added});
  happen(blocked, who).links.push_back({model::LinkChange::Type::blocked_by, blocker.id, added});
  if (!added) return lose_link(from, to);
  const model::Relation relation{{next_relation_++}, blocker.id, blocked.id};
  blocker.relations.push_back(relation);
  blocked.relations.push_back(relation);
}

void World::precede(const std::string& who, const std::string& from, const std::string& to) {
  const model::Relation relation{{next_relation_++}, issue(from).id, issue(to).id};
  issue(to).dated_by.push_back(relation);
  happen(issue(to), who);
}

void World::lose_link(const std::string& from, const std::string& to) {
  const std::pair ends(issue(from).id, issue(to).id);
  for (const auto& name : {from, to}) {
    std::erase_if(issue(name).relations,
                  [&](const auto& known) { return std::pair(known.from, known.to) == ends; });
  }
}

IssueId World::add(const std::string& who, const std::string& subject, const std::string& department,
                   State state) {
  auto& child = situation.children.emplace_back();
  child.id = {next_issue_++};
  child.kind = model::Kind::task;
  child.subject = subject;
  child.author = {{who}, who};
  child.created = child.updated = situation.now;
  child.status.state = child.initial_status.state = state;
  child.start_date = rules.zone.local_date(situation.now);
  child.fields[Field::department] = department;
  return child.id;
}

void World::move_in(const std::string& who, const std::string& subject, const std::string& department) {
  add(who, subject, department);
  auto& child = situation.children.back();
  child.created -= std::chrono::hours(48);
  happen(child, who).fields.push_back({"parent", "", base::to_string(change().id)});
}

IssueId World::add_below(const std::string& who, const std::string& parent, const std::string& subject) {
  model::Issue made;
  made.id = {next_issue_++};
  made.kind = model::Kind::task;
  made.tracker = "task";
  made.subject = subject;
  made.author = {{who}, who};
  made.created = made.updated = situation.now;
  made.status.state = made.initial_status.state = State::waiting;
  auto& above = issue(parent);
  made.parent = above.id;
  above.children.push_back(made.id);
  happen(above, who).links.push_back({model::LinkChange::Type::child, made.id, true});
  situation.below.push_back(made);
  return made.id;
}

void World::turn(const std::string& who, const std::string& name, model::Kind kind) {
  auto& turned = issue(name);
  happen(turned, who)
      .fields.push_back({"tracker", std::string(to_string(turned.kind)), std::string(to_string(kind))});
  turned.kind = kind;
  turned.tracker = to_string(kind);
}

void World::add_elsewhere(IssueId id, IssueId change, const std::string& subject) {
  auto& issue = situation.elsewhere[id];
  issue.id = id;
  issue.kind = model::Kind::task;
  issue.parent = change;
  issue.subject = subject;
  issue.status.state = issue.initial_status.state = State::waiting;
}

void World::remove(const std::string& name) {
  const auto gone = issue(name).id;
  std::erase_if(situation.children, [&](const auto& child) { return child.id == gone; });
  for (auto& child : situation.children) {
    std::erase_if(child.relations, [&](const auto& known) { return known.from == gone || known.to == gone; });
  }
}

void World::take_out(const std::string& name) {
  const auto gone = issue(name);
  elsewhere_.push_back(gone);
  std::erase_if(situation.children, [&](const auto& child) { return child.id == gone.id; });
}

void World::bring_back(const std::string& name) {
  const auto named = [&](const auto& child) { return child.field(Field::task_key) == "12/" + name; };
  const auto found = std::find_if(elsewhere_.begin(), elsewhere_.end(), named);
  if (found == elsewhere_.end()) return void(ADD_FAILURE() << name << " is not elsewhere");
  situation.children.push_back(*found);
  elsewhere_.erase(found);
}

void World::note_untouched_texts() {
  situation.titles_untouched.clear();
  situation.descriptions_untouched.clear();
  situation.titles_ours.clear();
  situation.descriptions_ours.clear();
  if (!situation.desired) return;
  const auto& plan = situation.former ? *situation.former : *situation.desired;
  const auto stamp = parse_stamp(situation.change.field(Field::change_plan));
  for (const auto& made : situation.children) {
    const auto key = local_key(situation, stamp, made);
    const auto* task = find_task(plan, revised_key(key).empty() ? key : revised_key(key));
    if (task == nullptr) continue;
    if (made.subject == plain(task->title)) situation.titles_untouched.insert(key);
    if (made.description == plain(task->description)) situation.descriptions_untouched.insert(key);
    if (is_own_value(made, "subject", situation.account)) situation.titles_ours.insert(key);
    if (is_own_value(made, "description", situation.account)) situation.descriptions_ours.insert(key);
  }
}

// As long as the change is agreed and not begun, what it is made from is the new plan.
void World::agree_to_proposal() {
  const bool agreeing = situation.change.status.state == State::agreed;
  if (agreeing && situation.proposed) {
    situation.former = std::exchange(situation.desired, std::exchange(situation.proposed, std::nullopt));
  } else if (!agreeing) {
    situation.former.reset();
  }
}

void World::read_hand_overs() {
  const auto stamp = parse_stamp(situation.change.field(Field::change_plan));
  situation.hand_overs.clear();
  situation.past_hand_overs.clear();
  for (const auto& child : situation.children) {
    const auto key = local_key(situation, stamp, child);
    const model::DesiredTask* wanted = nullptr;
    if (situation.desired)
      wanted = find_task(*situation.desired, revised_key(key).empty() ? key : revised_key(key));
    const auto gives = wanted == nullptr ? std::vector<model::Give>{} : wanted->gives;
    situation.hand_overs[child.id] = tmpl::read_hand_over(gives, child.field(Field::hand_over));
    situation.past_hand_overs[child.id] = tmpl::read_past_hand_overs(gives, child);
  }
}

model::Plan World::plan() {
  agree_to_proposal();
  note_untouched_texts();
  read_hand_overs();
  return reconcile(rules, situation);
}

void World::create(const Action& action) {
  const auto& subject = action.change.subject;
  const auto id = add(kOwn, subject ? to_string(*subject) : plain(action.task->title), "");
  auto& made = situation.children.back();
  made.id = id;
  made.description = plain(action.task->description);
  made.status.state = made.initial_status.state = action.change.state.value_or(State::waiting);
  made.fields = action.change.fields;
  made.start_date = action.change.start_date;
  made.due_date = action.change.due_date;
  const auto& group = action.change.assign_group;
  if (group) made.assignee = model::Principal{{*group + "-group"}, *group + "-group"};
  if (action.change.assignee)
    made.assignee = model::Principal{*action.change.assignee, action.change.assignee->value};
}

void World::put_values(model::Issue& issue, model::Event& event, const model::IssueChange& change) {
  if (change.title) change_field(event, "subject", issue.subject, plain(*change.title));
  if (change.subject) change_field(event, "subject", issue.subject, to_string(*change.subject));
  if (change.description) change_field(event, "description", issue.description, plain(*change.description));
  if (change.start_date) {
    event.fields.push_back({"start_date", day(issue.start_date), day(change.start_date)});
    issue.start_date = change.start_date;
  }
  if (change.due_date) {
    event.fields.push_back({"due_date", day(issue.due_date), day(change.due_date)});
    issue.due_date = change.due_date;
  }
  for (const auto& [field, value] : change.fields) {
    change_field(event, std::string(to_string(field)), issue.fields[field], value);
  }
}

void World::update(const Action& action) {
  auto change = action.change;
  if (const auto stamp = change.fields.find(Field::change_plan); stamp != change.fields.end()) {
    std::map<std::string, IssueId> made;
    for (const auto& child : situation.children) {
      const auto& key = child.field(Field::task_key);
      if (key.starts_with("12/")) made.emplace(key.substr(3), child.id);
    }
    stamp->second = complete_stamp(stamp->second, made);
  }
  auto& updated =
      issue(*action.issue == situation.change.id ? "change" : "#" + base::to_string(*action.issue));
  auto& event = happen(updated, kOwn);
  if (change.state) {
    event.status_from = updated.status;
    updated.status = {*change.state, model::HoldReason::none};
    event.status = updated.status;
  }
  if (change.assign_group) put_assignee(updated, event, *change.assign_group + "-group");
  if (change.assignee) put_assignee(updated, event, change.assignee->value);
  put_values(updated, event, change);
  std::string note;
  for (const auto& phrase : change.note) note += to_string(phrase) + "\n";
  if (!note.empty()) event.comment = model::Comment{note, false};
}

void World::apply(const model::Plan& plan) {
  for (const auto& action : plan.actions) {
    switch (action.type) {
      case Action::Type::create_task:
        create(action);
        break;
      case Action::Type::relate:
        link(kOwn, action.key, action.to_key);
        break;
      case Action::Type::unrelate:
        link(kOwn, action.key, action.to_key, false);
        break;
      case Action::Type::update:
        update(action);
        break;
      case Action::Type::attach_origin:
        change().attachments.push_back({1, action.key, "", {situation.account, ""}});
        break;
      case Action::Type::write_plan:
        situation.page_digest = page_digest(plan, rules.zone);
        break;
      default:
        break;
    }
  }
}

void World::settle() {
  for (int pass = 0; pass < 4; ++pass) {
    const auto next = plan();
    if (is_idle(next)) return;
    apply(next);
  }
  ADD_FAILURE() << "still not settled; next: " << to_string(plan().actions[0].reason);
}

}  // namespace estafeta::change
