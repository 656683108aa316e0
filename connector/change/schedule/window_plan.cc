#include "connector/change/schedule/window_plan.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "connector/change/schedule/schedule.h"
#include "connector/change/schedule/scheduling.h"
#include "connector/change/schedule/windows.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Instant;
using base::Seconds;
using calendar::Interval;
using model::PlannedTask;
using model::WindowPlan;
using model::WindowTask;

namespace {

// While something is late, its followers' times move with every minute; people read them in steps of these.
constexpr std::chrono::minutes kStep{5};

// The one that is open, then those to come, the nearest first, then those that are over, the last first.
std::vector<Interval> windows_in_question(const Rules& rules, const Situation& situation, const Tree& tree,
                                          const model::Schedule& schedule) {
  const auto windows = windows_of(rules, situation);
  if (!windows) return {};
  std::map<Instant, Interval> found;
  const auto add_around = [&](Instant instant) {
    const auto window = windows->interval_at_or_after(instant);
    if (window && window->start <= instant) found.emplace(window->start, *window);
  };
  const auto now = situation.now;
  add_around(now);
  for (const auto& planned : schedule.tasks) {
    const auto* node = tree.find(planned.key);
    const bool is_meant = node != nullptr && node->wanted != nullptr && node->wanted->maintenance_window;
    const auto began = is_meant && node->exists() ? began_at(*node->issue) : std::nullopt;
    if (began) add_around(*began);
  }
  for (const auto begin : windows_to_come(rules, situation, tree, schedule)) {
    if (begin <= now + kWindowShownAhead) add_around(begin);
  }
  std::vector<Interval> open, to_come, over;
  for (const auto& [begin, window] : found)
    (begin > now ? to_come : window.end > now ? open : over).push_back(window);
  open.insert(open.end(), to_come.begin(), to_come.end());
  open.insert(open.end(), over.rbegin(), over.rend());
  return open;
}

bool lies_within(Instant from, Instant until, const Interval& window) {
  return from >= window.start && from < window.end && until <= window.end;
}

class WindowSheet {
 public:
  WindowSheet(const Rules& rules, const Situation& situation, const Tree& tree,
              const model::Schedule& schedule)
      : rules_(rules), situation_(situation), tree_(tree), schedule_(schedule) {}

  std::optional<WindowPlan> of(const Interval& window) const {
    const auto before = before_it(window);
    const auto now = as_it_looks(window);
    if (!before || !now) return std::nullopt;
    WindowPlan plan{window.start, window.end, window.start <= present(situation_), {}};
    bool any_meant = false;
    for (const auto& planned : before->tasks) {
      const auto* node = tree_.find(planned.key);
      const auto* expected = named(*now, planned.key);
      if (node == nullptr || expected == nullptr || !belongs(*node, planned, window)) continue;
      plan.tasks.push_back(row(*node, planned, *expected, window));
      any_meant = any_meant || is_meant(*node);
    }
    std::stable_sort(plan.tasks.begin(), plan.tasks.end(), [](const auto& a, const auto& b) {
      return std::tie(a.planned_start, a.planned_due) < std::tie(b.planned_start, b.planned_due);
    });
    return any_meant ? std::optional(std::move(plan)) : std::nullopt;
  }

 private:
  static bool is_meant(const Node& node) { return node.wanted != nullptr && node.wanted->maintenance_window; }

  static const PlannedTask* named(const model::Schedule& schedule, const std::string& key) {
    const auto found = std::find_if(schedule.tasks.begin(), schedule.tasks.end(),
                                    [&](const PlannedTask& task) { return task.key == key; });
    return found == schedule.tasks.end() ? nullptr : &*found;
  }

  std::optional<model::Schedule> before_it(const Interval& window) const {
    if (window.start > present(situation_)) return schedule_;
    auto found = schedule(input_as_of(rules_, situation_, tree_, window.start), rules_.calendars);
    return found ? std::optional(std::move(*found)) : std::nullopt;
  }

  std::optional<model::Schedule> as_it_looks(const Interval& window) const {
    const auto now = present(situation_);
    if (now < window.start || now >= window.end) return schedule_;
    auto input = schedule_input(rules_, situation_, tree_);
    input.overdue_ends_now = true;
    auto found = schedule(input, rules_.calendars);
    return found ? std::optional(std::move(*found)) : std::nullopt;
  }

  static std::optional<Instant> within(std::optional<Instant> instant, const Interval& window) {
    return instant && *instant >= window.start && *instant <= window.end ? instant : std::nullopt;
  }

  bool belongs(const Node& node, const PlannedTask& planned, const Interval& window) const {
    const bool is_dropped = node.exists() && node.state() == model::State::cancelled;
    const bool was_over = node.exists() && ended_at(*node.issue).value_or(Instant::max()) <= window.start;
    if (is_dropped || was_over || node.lost) return false;
    const bool was_done_there =
        node.exists() && (within(began_at(*node.issue), window) || within(ended_at(*node.issue), window));
    return lies_within(planned.start, planned.due, window) || (is_meant(node) && was_done_there);
  }

  static WindowTask row(const Node& node, const PlannedTask& planned, const PlannedTask& expected,
                        const Interval& window) {
    WindowTask task{planned.key,    planned.start, planned.due,    {}, {},
                    expected.start, expected.due,  is_meant(node), {}};
    if (node.exists()) {
      task.began = began_at(*node.issue);
      task.ended = ended_at(*node.issue);
    }
    if (task.is_bound && !task.began && !task.ended) task.latest_start = window.end - node.wanted->duration;
    return task;
  }

  const Rules& rules_;
  const Situation& situation_;
  const Tree& tree_;
  const model::Schedule& schedule_;
};

}  // namespace

std::optional<WindowPlan> window_plan(const Rules& rules, const Situation& situation, const Tree& tree,
                                      const model::Schedule& schedule) {
  const WindowSheet sheet(rules, situation, tree, schedule);
  for (const auto& window : windows_in_question(rules, situation, tree, schedule)) {
    if (auto plan = sheet.of(window)) return plan;
  }
  return std::nullopt;
}

std::optional<Instant> window_again(const WindowPlan& window, Instant now) {
  std::optional<Instant> next;
  const auto look_at = [&](Instant instant) { next = next ? std::min(*next, instant) : instant; };
  if (now >= window.closes) return next;
  if (now < window.opens) look_at(window.opens);
  for (const auto& task : window.tasks) {
    if (task.ended || now < window.opens) continue;
    const auto awaited = task.began ? task.due : task.planned_start;
    look_at(awaited > now ? awaited + Seconds(1) : now + kStep);
  }
  return next;
}

}  // namespace estafeta::change
