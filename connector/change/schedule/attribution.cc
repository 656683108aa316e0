#include "connector/change/schedule/attribution.h"

#include <algorithm>

#include "connector/change/schedule/chosen_start.h"
#include "connector/change/schedule/dates.h"
#include "connector/change/schedule/scheduling.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Instant;
using base::Seconds;
using calendar::Interval;
using model::HoldReason;
using model::PlannedTask;
using model::Side;
using model::State;
using Cause = model::DelayShare::Cause;

namespace {

// When the plan was to begin: with the go, or on the day chosen for it.
Instant began(const Rules& rules, const Situation& situation, const Tree& tree) {
  const auto all = passages(situation.change);
  const auto first = std::find_if(all.begin(), all.end(), [](const Passage& passage) {
    return passage.to == State::agreed || passage.to == State::in_progress;
  });
  const auto go = first == all.end() ? situation.change.created : first->event->at;
  return std::max(go, earliest_start(rules, situation, tree.stamp).value_or(go));
}

// Until a task is seen to be ready, and until somebody takes it up, is nobody's delay.
constexpr Seconds kNoise = std::chrono::minutes(15);

// Whose work the task is.
Blame worker(const Node& node, Cause cause) {
  if (node.owner == model::Owner::vendor) return {Side::vendor, "", cause};
  const bool asks_client = node.is_approval() && node.wanted->approver == "client";
  if (node.owner == model::Owner::client || asks_client) return {Side::client, "", cause};
  return {Side::us, node.department, cause};
}

Blame holder(const Blame& own, HoldReason reason) {
  switch (reason) {
    case HoldReason::client:
      return {Side::client, "", Cause::held};
    case HoldReason::vendor:
      return {Side::vendor, "", Cause::held};
    case HoldReason::window:
      return {Side::us, "", Cause::window};
    case HoldReason::none:
    case HoldReason::internal:
      break;
  }
  return {own.side, own.department, Cause::held};
}

class Walk {
 public:
  Walk(const Rules& rules, const Situation& situation, const Tree& tree, const model::Schedule& schedule)
      : rules_(rules),
        situation_(situation),
        tree_(tree),
        schedule_(schedule),
        plan_(untouched_input(rules, situation, tree, began(rules, situation, tree))),
        change_holds_(holds_of(situation.change, present(situation))) {}

  // Weights by who answers for them.
  std::map<Blame, std::int64_t> run() {
    const auto* task = last();
    // No longer than there are tasks, whatever the drivers say.
    for (auto steps = schedule_.tasks.size(); task != nullptr && steps > 0; --steps) {
      const auto* before = one_before(*task);
      weigh(*task, before);
      task = before;
    }
    std::erase_if(weights_, [](const auto& weight) { return weight.second <= 0; });
    return std::move(weights_);
  }

  // When all would have ended, had everything gone as planned.
  std::optional<Instant> untouched_finish() const {
    const auto schedule = change::schedule(plan_, rules_.calendars);
    return schedule ? std::optional(schedule->finish) : std::nullopt;
  }

 private:
  const PlannedTask* last() const {
    const PlannedTask* last = nullptr;
    for (const auto& task : schedule_.tasks) {
      if (task.critical && (last == nullptr || task.due > last->due)) last = &task;
    }
    return last;
  }

  const PlannedTask* planned(const std::string& key) const {
    for (const auto& task : schedule_.tasks) {
      if (!key.empty() && task.key == key) return &task;
    }
    return nullptr;
  }

  // What fixed its start; where that was a person's date or decision, the last it needed that was over by
  // then.
  const PlannedTask* one_before(const PlannedTask& task) const {
    if (const auto* driver = planned(task.driver)) return driver;
    const PlannedTask* last = nullptr;
    for (const auto& key : task.needs) {
      const auto* need = planned(key);
      if (need == nullptr || need->due > task.start) continue;
      if (last == nullptr || need->due > last->due) last = need;
    }
    return last;
  }

  void weigh(const PlannedTask& task, const PlannedTask* before) {
    const auto& node = *tree_.find(task.key);
    const auto possible = possible_start(task, node, before);
    if (!possible || node.state() == State::cancelled) return;
    const auto& hours = hours_of(task.key);
    // What begins as late as it can was kept back by nobody.
    if (!input_of(task.key)->late) weigh_start(node, hours, {*possible, task.start});
    const auto planned_time = input_of(task.key)->milestone ? Seconds(0) : input_of(task.key)->duration;
    weigh_work(node, hours, {task.start, task.due}, planned_time);
  }

  // When it could have begun: what it needed was there, and its department at work.
  std::optional<Instant> possible_start(const PlannedTask& task, const Node& node,
                                        const PlannedTask* driver) {
    auto from = driver == nullptr ? plan_.from : std::max(plan_.from, there(task, *driver));
    if (node.exists() && node.issue->created > from) {
      // Somebody added it later: until then nobody could know.
      add({Side::us, "", Cause::added}, hours_of(task.key), {from, node.issue->created});
      from = node.issue->created;
    }
    const auto possible = start_alone(task, from, driver);
    if (!possible || !node.exists()) return possible;
    // Let go only later: for want of values, of an answer, of a decision.
    const auto let_go = last_out_of(*node.issue, State::waiting);
    if (!let_go || let_go->event->at <= *possible || let_go->event->at > task.start) return possible;
    const auto by = driver == nullptr ? Blame{} : worker(*tree_.find(driver->key), Cause::late);
    if (driver != nullptr) add(by, hours_of(task.key), {*possible, let_go->event->at});
    return let_go->event->at;
  }

  // When the driver was as far as the task asks.
  static Instant there(const PlannedTask& task, const PlannedTask& driver) {
    const bool on_begun = std::find(task.begun.begin(), task.begun.end(), driver.key) != task.begun.end();
    return on_begun ? driver.start : driver.due;
  }

  // With nothing but its driver before it, as if nobody had touched it.
  std::optional<Instant> start_alone(const PlannedTask& task, Instant from, const PlannedTask* driver) const {
    auto alone = plan_;
    alone.from = from;
    alone.tasks = {*input_of(task.key)};
    alone.tasks.front().needs = edges_to(driver, task);
    alone.tasks.front().any_of.clear();
    if (!alone.tasks.front().needs.empty()) alone.tasks.push_back(stand_in(*driver));
    const auto schedule = change::schedule(alone, rules_.calendars);
    if (!schedule) return std::nullopt;
    for (const auto& one : schedule->tasks) {
      if (one.key == task.key) return one.start;
    }
    return std::nullopt;
  }

  // The edge by which its driver holds it, for the sake of the lag.
  std::vector<model::Edge> edges_to(const PlannedTask* driver, const PlannedTask& task) const {
    std::vector<model::Edge> edges;
    if (driver == nullptr) return edges;
    const auto* input = input_of(task.key);
    for (const auto* needs : {&input->needs, &input->any_of}) {
      for (const auto& edge : *needs) {
        if (edge.task == driver->key) edges.push_back(edge);
      }
    }
    return edges;
  }

  static ScheduleTask stand_in(const PlannedTask& driver) {
    ScheduleTask task;
    task.shown.key = driver.key;
    task.calendar = "24x7";
    task.milestone = true;
    task.reality.began = driver.start;
    task.reality.ended = driver.due;
    return task;
  }

  const ScheduleTask* input_of(const std::string& key) const {
    const auto found = std::find_if(plan_.tasks.begin(), plan_.tasks.end(),
                                    [&](const auto& task) { return task.shown.key == key; });
    return &*found;
  }

  const calendar::Calendar& hours_of(const std::string& key) const {
    const auto* input = input_of(key);
    const auto* hours = rules_.calendars.find(input->maintenance_window ? plan_.windows : input->calendar);
    return hours == nullptr ? calendar::Calendar::always() : *hours;
  }

  void weigh_start(const Node& node, const calendar::Calendar& hours, Interval late) {
    const auto own = late_start(node);
    for (const auto& hold : change_holds_) add_hold(holder(own, hold.as.reason), hours, hold, late);
    add(own, hours, late);
  }

  // Whoever keeps it waiting, it is not its own department, unless that chose the day; a day that the TAM
  // chose is nobody's work.
  Blame late_start(const Node& node) const {
    const bool is_chosen = pins_of(rules_, situation_, node).start.has_value();
    if (!is_chosen) return node.state() == State::waiting ? Blame{} : worker(node, Cause::late);
    const auto* chosen = last_change_of(*node.issue, "start_date");
    const bool by_tam = chosen != nullptr && is_tam(situation_, *chosen);
    return by_tam ? Blame{Side::us, "", Cause::date} : worker(node, Cause::late);
  }

  void weigh_work(const Node& node, const calendar::Calendar& hours, Interval work, Seconds planned_time) {
    const auto extra = hours.elapsed(work.start, work.end) - planned_time;
    if (extra <= Seconds(0) || !node.exists()) return;
    Seconds held{0};
    const auto own = worker(node, was_reopened(*node.issue) ? Cause::reopened : Cause::longer);
    std::vector<Interval> seen;
    const auto hold_back = [&](const Hold& hold) {
      for (const auto& piece : calendar::without({hold.during}, calendar::united(seen))) {
        held += add_hold(blame_of(node, own, hold), hours, {piece, hold.as}, work);
      }
      seen.push_back(hold.during);
    };
    for (const auto& hold : holds_of(*node.issue, present(situation_))) hold_back(hold);
    for (const auto& hold : change_holds_) hold_back(hold);
    if (extra > held) weights_[own] += weight(hours, extra - held);
  }

  Blame blame_of(const Node& node, const Blame& own, const Hold& hold) const {
    if (hold.as.state != State::returned) return holder(own, hold.as.reason);
    return asks_client(*node.issue, hold.during) ? Blame{Side::client, "", Cause::question}
                                                 : Blame{Side::us, "", Cause::question};
  }

  // Whether somebody of the client's was the one to answer.
  bool asks_client(const model::Issue& issue, Interval during) const {
    const auto clients = situation_.facts.roles.find("client");
    if (clients == situation_.facts.roles.end()) return false;
    const auto is_theirs = [&](const std::string& id) { return clients->second.contains({id}); };
    for (const auto& event : issue.events) {
      if (event.at < during.start || event.at >= during.end) continue;
      for (const auto& field : event.fields) {
        if (field.name == "assignee" && is_theirs(field.to)) return true;
      }
    }
    return false;
  }

  static bool was_reopened(const model::Issue& issue) {
    const auto all = passages(issue);
    return std::any_of(all.begin(), all.end(), [](const Passage& passage) {
      return was_done(passage.from) && !has_ended(passage.to);
    });
  }

  std::vector<Interval> change_hold_intervals() const {
    std::vector<Interval> all;
    for (const auto& hold : change_holds_) all.push_back(hold.during);
    return calendar::united(std::move(all));
  }

  Seconds add_hold(const Blame& blame, const calendar::Calendar& hours, const Hold& hold, Interval within) {
    const Interval both{std::max(hold.during.start, within.start), std::min(hold.during.end, within.end)};
    const auto time = hours.elapsed(both.start, both.end);
    weights_[blame] += weight(hours, time);
    return time;
  }

  // What of it does not lie in a hold of the whole change.
  void add(const Blame& blame, const calendar::Calendar& hours, Interval during) {
    if (during.start >= during.end) return;
    Seconds time{0};
    for (const auto& piece : calendar::without({during}, change_hold_intervals())) {
      time += hours.elapsed(piece.start, piece.end);
    }
    if (time >= kNoise) weights_[blame] += weight(hours, time);
  }

  // Working time as time by the clock, so that an hour of an office counts more than one of a round-the-clock
  // shift: what people wait for it is in days of either.
  std::int64_t weight(const calendar::Calendar& hours, Seconds time) const {
    constexpr Seconds kSpan = std::chrono::days(28);
    const auto open = hours.elapsed(plan_.from, plan_.from + kSpan);
    if (open <= Seconds(0)) return time.count();
    return time.count() * kSpan.count() / open.count();
  }

  const Rules& rules_;
  const Situation& situation_;
  const Tree& tree_;
  const model::Schedule& schedule_;
  ScheduleInput plan_;
  std::vector<Hold> change_holds_;
  std::map<Blame, std::int64_t> weights_;
};

}  // namespace

Attribution attribution_of(const Rules& rules, const Situation& situation, const Tree& tree,
                           const model::Schedule& schedule) {
  Walk walk(rules, situation, tree, schedule);
  return {walk.run(), walk.untouched_finish()};
}

}  // namespace estafeta::change
