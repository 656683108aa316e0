// Laws that hold whatever the template, whatever people do: random changes, random acts, fixed seeds.
// ESTAFETA_LONG=1 runs ten times as many; ESTAFETA_SEED=4388 that one life alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"
#include "connector/template/hand_over.h"
#include "tests/scenario/plan_text.h"
#include "tests/scenario/world.h"

namespace estafeta::change {
namespace {

using model::Action;
using model::Field;
using model::State;

int rounds() {
  const char* is_long = std::getenv("ESTAFETA_LONG");
  return is_long != nullptr && std::string(is_long) == "1" ? 10000 : 1000;
}

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return engine_() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <typename T>
  T pick(const std::vector<T>& list) {
    return list[below(list.size())];
  }
  std::mt19937& engine() { return engine_; }

 private:
  std::mt19937 engine_;
};

std::string random_bound(Chance& chance) {
  return "2026-06-" + std::to_string(15 + chance.below(10)) + (chance.one_in(2) ? " 12:00" : "");
}

// What a task may say beyond its place in the order.
void add_extras(model::DesiredChange& desired, Chance& chance) {
  if (chance.one_in(4)) desired.latest = random_bound(chance);
  if (chance.one_in(4)) desired.review = {"Was it in time?", "Why?"};
  for (auto& task : desired.tasks) {
    if (chance.one_in(4)) task.latest = random_bound(chance);
    if (chance.one_in(6)) task.watchers = {"duty", "tam"};
    if (chance.one_in(6)) task.fields = {{"Cost centre", "K-7"}};
    if (chance.one_in(3)) task.estimate = std::chrono::hours(1 + chance.below(6));
  }
}

model::DesiredChange random_change(Chance& chance) {
  model::DesiredChange desired;
  desired.template_name = "random";
  desired.hash = std::string(64, 'a');
  const auto count = 2 + chance.below(7);
  for (std::size_t at = 0; at < count; ++at) {
    auto& task = desired.tasks.emplace_back();
    task.key = task.id = "t" + std::to_string(at);
    task.department = chance.pick<std::string>({"network", "vmware", "unix", "backup", "duty"});
    if (chance.one_in(8)) task.owner = model::Owner::client;
    task.title.emplace_back().text = task.key;
    task.duration = std::chrono::hours(1 + chance.below(12));
    if (chance.one_in(10)) task.kind = model::TaskKind::milestone;
    if (chance.one_in(8)) {
      task.kind = model::TaskKind::approval;
      task.approver = "service_manager";
    }
    if (chance.one_in(3)) task.gives.push_back({"value", "{}", "a value"});
    for (auto needs = at == 0 ? 0 : chance.below(3); needs > 0; --needs) {
      auto& edge = task.needs.emplace_back();
      edge.task = "t" + std::to_string(chance.below(at));
      if (chance.one_in(4)) edge.lag = std::chrono::hours(3);
      if (chance.one_in(8)) edge.lag_calendar = "24x7";
      edge.on = chance.pick<model::On>({model::On::done, model::On::done, model::On::any_end,
                                        model::On::done_or_cancelled, model::On::begun});
      if (chance.one_in(6)) edge.max_lag = std::chrono::hours(4);
    }
    if (chance.one_in(8)) task.begins_late = true;
    if (!task.needs.empty() && chance.one_in(4)) task.join = model::Join::any;
  }
  for (const auto& task : desired.tasks) {
    if (!chance.one_in(3)) continue;
    auto& undo = desired.rollbacks.emplace_back();
    undo.key = task.key + "/undo";
    undo.kind = model::TaskKind::rollback;
    undo.id = undo.undoes = task.key;
    undo.department = "duty";
    undo.title.emplace_back().text = undo.key;
    undo.duration = std::chrono::hours(1);
  }
  return desired;
}

// What people of that change might do next; a tracker's refusals are respected.
class People {
 public:
  People(World& world, Chance& chance) : world_(world), chance_(chance) {}

  void act() {
    if (world_.situation.children.empty()) return;
    const auto name = "#" + to_string(chance_.pick(ids()));
    switch (chance_.below(16)) {
      case 0:
        world_.wait(std::chrono::hours(chance_.below(60)));
        break;
      case 1:
        world_.fill("tam", name, Field::decision,
                    chance_.pick<std::string>({"override", "again", "go_on", "rollback"}), "because");
        break;
      case 2:
        world_.fill("ivan", name, Field::others_may_go_on, chance_.one_in(2) ? "1" : "0");
        break;
      case 3:
        change_links(name);
        break;
      case 4:
        if (chance_.one_in(3)) world_.add("olga", "by hand", chance_.pick<std::string>({"unix", "vmware"}));
        break;
      case 5:
        if (chance_.one_in(6)) world_.remove(name);
        break;
      case 6:
        world_.set_date(
            "boris", name, chance_.one_in(2),
            base::Date(std::chrono::year{2026} / 6 / static_cast<unsigned>(16 + chance_.below(12))));
        break;
      case 8:
        hold();
        break;
      case 9:
        choose(name);
        break;
      case 10:
        if (chance_.one_in(3)) take_away(name);
        break;
      case 7:
        world_.fill("ivan", name, Field::hand_over, chance_.one_in(3) ? "" : "value: 1");
        break;
      default:
        move(name);
    }
  }

 private:
  std::vector<base::IssueId> ids() const {
    std::vector<base::IssueId> all;
    for (const auto& child : world_.situation.children) all.push_back(child.id);
    return all;
  }

  // The whole change stands still, or goes on.
  void hold() {
    const auto state = world_.change().status.state;
    if (state == State::on_hold) {
      world_.move("tam", "change", State::in_progress);
    } else if (state == State::in_progress && chance_.one_in(2)) {
      world_.move("tam", "change", State::on_hold,
                  chance_.pick<model::HoldReason>({model::HoldReason::client, model::HoldReason::internal}));
    }
  }

  void choose(const std::string& name) {
    if (chance_.one_in(2)) {
      world_.rename("olga", name, "in olga's words " + std::to_string(chance_.below(100)));
    } else if (chance_.one_in(2)) {
      world_.assign("ivan", name, chance_.pick<std::string>({"boris", "olga"}));
    } else {
      world_.fill("ivan", name, Field::department, chance_.pick<std::string>({"unix", "vmware", "duty"}));
    }
  }

  // Out of the change, or in again.
  void take_away(const std::string& name) {
    const auto& key = world_.issue(name).field(Field::task_key);
    if (!away_.empty()) {
      world_.bring_back(away_);
      away_.clear();
    } else if (!key.empty()) {
      away_ = key.substr(3);
      world_.take_out(away_);
    }
  }

  bool is_blocked(const model::Issue& issue) const {
    return std::any_of(issue.relations.begin(), issue.relations.end(), [&](const auto& relation) {
      const auto from = "#" + to_string(relation.from);
      return relation.to == issue.id && world_.has(from) && !has_ended(world_.issue(from).status.state);
    });
  }

  void move(const std::string& name) {
    const auto to = chance_.pick<State>({State::ready, State::in_progress, State::in_progress, State::on_hold,
                                         State::returned, State::done, State::done, State::done,
                                         State::failed, State::cancelled, State::waiting});
    const auto& issue = world_.issue(name);
    if (issue.status.state == to || (has_ended(to) && is_blocked(issue))) return;
    if (to == State::done && chance_.one_in(2)) world_.fill("ivan", name, Field::hand_over, "value: 2");
    world_.move(chance_.pick<std::string>({"tam", "ivan", "ivan", "vera"}), name, to);
  }

  void change_links(const std::string& name) {
    const auto other = "#" + to_string(chance_.pick(ids()));
    const auto who = chance_.one_in(2) ? "tam" : "olga";
    const auto& relations = world_.issue(name).relations;
    if (!relations.empty() && chance_.one_in(2)) {
      const auto relation = relations.front();
      const bool both_here =
          world_.has("#" + to_string(relation.from)) && world_.has("#" + to_string(relation.to));
      if (!both_here) return;
      world_.link(who, "#" + to_string(relation.from), "#" + to_string(relation.to), false);
    } else if (other != name && std::none_of(relations.begin(), relations.end(), [&](const auto& relation) {
                 return "#" + to_string(relation.from) == other || "#" + to_string(relation.to) == other;
               })) {
      world_.link(who, name, other);
    }
  }

  World& world_;
  Chance& chance_;
  std::string away_;  // key of the task that was taken out
};

bool is_join(const World& world, const std::string& key) {
  const auto& tasks = world.situation.desired->tasks;
  return std::any_of(tasks.begin(), tasks.end(),
                     [&](const auto& task) { return task.key == key && task.join == model::Join::any; });
}

// The task itself, where the key is that of one which makes up for it.
std::string original(const std::string& key) {
  return key.substr(0, key.find("/r"));
}

// Whether the task needs that one only to have begun: by one of several edges if it is a join, else by each.
bool begun_will_do(const World& world, const std::string& of, const std::string& that) {
  const auto key = original(of);
  const auto needed = original(that);
  std::size_t edges = 0;
  std::size_t on_begun = 0;
  for (const auto& task : world.situation.desired->tasks) {
    for (const auto& edge : task.needs) {
      if (task.key != key || edge.task != needed) continue;
      ++edges;
      on_begun += edge.on == model::On::begun ? 1 : 0;
    }
  }
  return on_begun > 0 && (is_join(world, key) || on_begun == edges);
}

std::string key_of(const model::Issue& issue) {
  const auto& key = issue.field(Field::task_key);
  return key.empty() ? key : key.substr(3);  // without `12/`
}

// Of a join one of those it waits for must come before it, of others all of them.
void check_order(const World& world, const model::Plan& plan, const model::PlannedTask& task,
                 const std::map<std::string, const model::PlannedTask*>& of_key) {
  std::size_t too_late = 0;
  std::size_t known = 0;
  for (const auto& key : task.waits_for) {
    const auto need = of_key.find(key);
    if (need == of_key.end()) continue;
    ++known;
    const bool begun = begun_will_do(world, task.key, key);
    too_late += (begun ? need->second->start : need->second->due) > task.start ? 1 : 0;
  }
  if (is_join(world, task.key)) {
    EXPECT_TRUE(known == 0 || too_late < known) << task.key << " before all it waits for, in\n"
                                                << plan_text(plan);
  } else {
    EXPECT_EQ(too_late, 0U) << task.key << " before what it waits for, in\n" << plan_text(plan);
  }
}

void check_schedule(const World& world, const model::Plan& plan) {
  std::map<std::string, const model::PlannedTask*> of_key;
  for (const auto& task : plan.schedule.tasks) {
    if (task.state == State::waiting) check_order(world, plan, task, of_key);
    EXPECT_LE(task.start, task.due) << task.key;
    EXPECT_LE(task.due, plan.schedule.finish) << task.key;
    of_key[task.key] = &task;
  }
}

bool gives_all(const World& world, const model::Issue& issue) {
  for (const auto& task : world.situation.desired->tasks) {
    if ("12/" + task.key != issue.field(Field::task_key) || task.gives.empty()) continue;
    return tmpl::read_hand_over(task.gives, issue.field(Field::hand_over)).find("value") != nullptr;
  }
  return true;
}

// To an approval only the service manager's word counts.
bool is_answered_by_right(const World& world, const model::Issue& issue) {
  for (const auto& task : world.situation.desired->tasks) {
    if ("12/" + task.key != issue.field(Field::task_key) || task.kind != model::TaskKind::approval) continue;
    const auto done = last_into(issue, issue.status.state);
    return done && done->event->author.id.value == "vera";
  }
  return true;
}

// Judged by the tracker's relation alone: whether what blocks has ended in a way that lets others go on.
bool lets_go_on(const World& world, const model::Issue& blocker, const model::Issue& blocked) {
  const auto state = blocker.status.state;
  if (begun_will_do(world, key_of(blocked), key_of(blocker)) && (is_under_way(state) || was_done(state)))
    return true;
  if ((state == State::done || state == State::failed) && !is_answered_by_right(world, blocker)) return false;
  if (state == State::done) return gives_all(world, blocker);
  return has_ended(state) || blocker.field(Field::others_may_go_on) == "1";
}

// A relation that went was let go earlier, by right.
void check_join_is_free(World& world, const model::Issue& issue) {
  std::size_t blocking = 0;
  std::size_t free = 0;
  for (const auto& relation : issue.relations) {
    if (relation.to != issue.id || !world.has("#" + to_string(relation.from))) continue;
    ++blocking;
    free += lets_go_on(world, world.issue("#" + to_string(relation.from)), issue) ? 1 : 0;
  }
  const auto& events = issue.events;
  const bool let_go = std::any_of(events.begin(), events.end(), [](const model::Event& event) {
    return std::any_of(event.links.begin(), event.links.end(), [](const auto& link) { return !link.added; });
  });
  EXPECT_TRUE(blocking == 0 || free > 0 || let_go) << to_string(issue.id) << " is made ready before all";
}

void check_is_free(World& world, base::IssueId id) {
  const auto& issue = world.issue("#" + to_string(id));
  const auto& key = issue.field(Field::task_key);
  if (!key.empty() && is_join(world, key.substr(3))) return check_join_is_free(world, issue);
  for (const auto& relation : issue.relations) {
    if (relation.to != id || !world.has("#" + to_string(relation.from))) continue;
    EXPECT_TRUE(lets_go_on(world, world.issue("#" + to_string(relation.from)), issue))
        << to_string(id) << " is made ready before " << to_string(relation.from);
  }
}

bool is_persons(const model::Issue& issue, std::string_view field) {
  const auto* event = last_change_of(issue, field);
  return event != nullptr && !event->own;
}

// What a person chose is never undone. (Of a returned task another person is asked, and after the answer it
// goes back to its department.)
void check_choices(const World& world, const Action& action) {
  const auto& children = world.situation.children;
  const auto issue = std::find_if(children.begin(), children.end(),
                                  [&](const auto& child) { return child.id == *action.issue; });
  if (issue == children.end()) return;
  const auto& change = action.change;
  EXPECT_FALSE(change.title && is_persons(*issue, "subject")) << action.key;
  EXPECT_FALSE(change.start_date && is_persons(*issue, "start_date")) << action.key;
  EXPECT_FALSE(change.due_date && is_persons(*issue, "due_date")) << action.key;
  const bool assigns = change.assignee || change.assign_group;
  EXPECT_FALSE(assigns && is_persons(*issue, "assignee") && issue->status.state != State::returned)
      << action.key;
}

// What a plan makes ready waits for nothing (but for what a decision in this very pass says); every issue is
// written once.
void check_actions(World& world, const model::Plan& plan) {
  std::set<base::IssueId> written;
  for (const auto& action : plan.actions) {
    if (action.type != Action::Type::update) continue;
    EXPECT_TRUE(written.insert(*action.issue).second) << to_string(*action.issue);
    check_choices(world, action);
    if (action.reason.key == "why.ready") check_is_free(world, *action.issue);
  }
}

// However late a change is, its shares are what it is late by, and none of them is less than nothing.
void check_delay(const model::Plan& plan) {
  if (!plan.promise || !plan.promise->delay) return;
  const auto& delay = *plan.promise->delay;
  std::int64_t days = 0;
  base::Seconds time{0};
  for (const auto& share : delay.shares) {
    EXPECT_GE(share.days, 0);
    EXPECT_GE(share.time, base::Seconds(0));
    days += share.days;
    time += share.time;
  }
  EXPECT_GT(delay.days, 0);
  EXPECT_EQ(days, delay.days);
  EXPECT_EQ(time, delay.time);
}

void check_order_of_input(World& world, Chance& chance) {
  const auto before = world.plan();
  auto other = world;
  std::shuffle(other.situation.children.begin(), other.situation.children.end(), chance.engine());
  EXPECT_EQ(plan_text(before), plan_text(other.plan()));
}

// Bounds are said when they are missed, and nothing else: without them the plan is the same.
void check_bounds_move_nothing(World& world) {
  const auto before = world.plan();
  auto other = world;
  other.situation.desired->latest.clear();
  for (auto& task : other.situation.desired->tasks) task.latest.clear();
  EXPECT_EQ(before.schedule, other.plan().schedule);
}

void check_keys_are_single(const World& world, std::set<std::string>& ever) {
  std::map<std::string, int> count;
  for (const auto& child : world.situation.children) {
    const auto& key = child.field(Field::task_key);
    if (key.empty()) continue;
    EXPECT_EQ(++count[key], 1) << key;
    ever.insert(key + "=" + to_string(child.id));
  }
}

// A task that was deleted is not made again: every key stands for one issue for ever.
void check_nothing_was_made_twice(const std::set<std::string>& ever) {
  std::map<std::string, int> count;
  for (const auto& entry : ever) EXPECT_EQ(++count[entry.substr(0, entry.find('='))], 1) << entry;
}

// What takes a task back is made only for what was worked on, and begins after what was built on that task.
void check_rollback(World& world) {
  const bool decided = world.change().field(Field::change_plan).find("rollback:") != std::string::npos;
  std::set<std::string> undoing;
  for (const auto& child : world.situation.children) {
    const auto& key = child.field(Field::task_key);
    if (key.ends_with("/undo")) undoing.insert(key);
  }
  EXPECT_TRUE(decided || undoing.empty());
  for (const auto& child : world.situation.children) {
    if (!undoing.contains(child.field(Field::task_key) + "/undo")) continue;
    EXPECT_TRUE(has_ended(child.status.state) || was_done(child.initial_status.state) ||
                !child.events.empty());
  }
}

bool has_chosen_date(const model::Issue& issue) {
  return std::any_of(issue.events.begin(), issue.events.end(), [](const model::Event& event) {
    return !event.own && std::any_of(event.fields.begin(), event.fields.end(), [](const auto& field) {
      return field.name == "start_date" || field.name == "due_date";
    });
  });
}

// Where nobody chose a date, no list shows a task before one it waits for. Who began too early shows when.
void check_dates_are_in_order(World& world, const model::Plan& plan) {
  const auto is_ours = [](const model::Issue& issue) {
    return !has_chosen_date(issue) && !issue.field(Field::deadline).empty();
  };
  for (const auto& task : plan.schedule.tasks) {
    const bool is_to_begin = task.state == State::waiting || task.state == State::ready;
    if (!task.issue || !is_to_begin || is_join(world, task.key)) continue;
    const auto& issue = world.issue(task.key);
    for (const auto& key : task.waits_for) {
      if (begun_will_do(world, task.key, key)) continue;
      if (!world.has(key) || has_ended(world.issue(key).status.state)) continue;
      const auto& needed = world.issue(key);
      if (!is_ours(issue) || !is_ours(needed)) continue;
      EXPECT_GE(*issue.start_date, *needed.due_date) << task.key << " after " << key << plan_text(plan);
      EXPECT_GE(*issue.due_date, *needed.due_date) << task.key << " after " << key;
    }
  }
}

void settle(World& world) {
  for (int pass = 0; pass < 6; ++pass) {
    const auto plan = world.plan();
    check_schedule(world, plan);
    check_actions(world, plan);
    check_delay(plan);
    if (is_idle(plan)) {
      if (world.change().status.state == State::in_progress) check_dates_are_in_order(world, plan);
      return;
    }
    world.apply(plan);
  }
  ADD_FAILURE() << "never comes to rest:\n" << plan_text(world.plan());
}

// The TAM agrees to other parameters, by which some tasks read differently.
void agree_anew(World& world, Chance& chance) {
  if (world.change().status.state != State::in_progress) return;
  auto next = *world.situation.desired;
  next.hash = std::string(63, 'b') + std::to_string(chance.below(10));
  for (auto& task : next.tasks) {
    if (chance.one_in(3)) task.title.front().text += "'";
  }
  world.situation.proposed = std::move(next);
  world.move("tam", "change", State::agreed);
}

// Everything that comes after these, by what the plan shows.
std::set<std::string> after(const model::Plan& plan, const std::set<std::string>& keys) {
  auto reached = keys;
  for (std::size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const auto& task : plan.schedule.tasks) {
      const auto is_reached = [&](const auto& key) { return reached.contains(key); };
      if (std::any_of(task.needs.begin(), task.needs.end(), is_reached)) reached.insert(task.key);
    }
  }
  return reached;
}

// A task that is done once more stands before everything that nobody has begun and that the task stood
// before.
void check_revisions(World& world, const std::set<std::string>& keys_before) {
  const auto plan = world.plan();
  if (world.change().status.state != State::in_progress) return;
  const auto& desired = world.situation.desired->tasks;
  for (const auto& made : plan.schedule.tasks) {
    const auto base = revised_key(made.key);
    if (base.empty() || keys_before.contains(made.key)) continue;
    std::set<std::string> wanted{base};
    for (const auto& task : desired) {
      const auto is_wanted = [&](const model::Edge& edge) { return wanted.contains(edge.task); };
      if (std::any_of(task.needs.begin(), task.needs.end(), is_wanted)) wanted.insert(task.key);
    }
    const auto reached = after(plan, {made.key});
    for (const auto& task : plan.schedule.tasks) {
      const bool is_unbegun = task.state == State::waiting || task.state == State::ready;
      if (!is_unbegun || task.key == base || !wanted.contains(task.key)) continue;
      EXPECT_TRUE(reached.contains(task.key)) << task.key << " does not come after " << made.key << " in\n"
                                              << plan_text(plan);
    }
  }
}

std::set<std::string> keys_of(const model::Plan& plan) {
  std::set<std::string> keys;
  for (const auto& task : plan.schedule.tasks) keys.insert(task.key);
  return keys;
}

// Its last plan.
std::string live(unsigned seed) {
  Chance chance(seed);
  World world;
  world.situation.desired = random_change(chance);
  constexpr unsigned kOther = 1'000'000;
  Chance more(seed + kOther);
  add_extras(*world.situation.desired, more);
  world.situation.facts.other_fields = {"Cost centre"};
  world.rules.mapping.gate = chance.pick<model::GateMode>(
      {model::GateMode::observe, model::GateMode::warn, model::GateMode::revert, model::GateMode::forbid});
  world.rules.mapping.on_reopened = chance.pick<model::ReopenRule>(
      {model::ReopenRule::warn, model::ReopenRule::hold_not_started, model::ReopenRule::hold_all});
  world.promise("tam", "2026-06-" + std::to_string(15 + chance.below(14)), "", "");
  world.move("tam", "change", State::agreed);
  settle(world);
  People people(world, chance);
  std::set<std::string> ever;
  for (int act = 0; act < 15; ++act) {
    people.act();
    if (chance.one_in(8)) world.wait(std::chrono::hours(1));
    if (chance.one_in(15)) world.move("tam", "change", State::agreed);
    settle(world);
    if (more.one_in(6)) {
      const auto keys = keys_of(world.plan());
      agree_anew(world, more);
      settle(world);
      check_revisions(world, keys);
    }
    check_keys_are_single(world, ever);
  }
  check_order_of_input(world, chance);
  check_bounds_move_nothing(world);
  check_nothing_was_made_twice(ever);
  check_rollback(world);
  const auto last = plan_text(world.plan());
  if (world.change().status.state == State::failed) return last;
  world.move("tam", "change", State::cancelling);
  settle(world);
  EXPECT_EQ(world.change().status.state, State::cancelled);
  return last;
}

TEST(Laws, HoldForRandomChangesAndPeople) {
  if (const char* seed = std::getenv("ESTAFETA_SEED")) {
    live(static_cast<unsigned>(std::stoul(seed)));
    return;
  }
  for (int round = 0; round < rounds(); ++round) {
    SCOPED_TRACE("seed " + std::to_string(round));
    live(static_cast<unsigned>(round));
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Laws, TheSameSeedGivesTheSameLife) {
  for (unsigned seed = 0; seed < 20; ++seed) EXPECT_EQ(live(seed), live(seed)) << seed;
}

}  // namespace
}  // namespace estafeta::change
