#include "connector/change/schedule/schedule.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "connector/change/tree/graph.h"

namespace estafeta::change {

namespace {

using base::Instant;
using base::Phrase;
using base::Seconds;
using calendar::Calendar;
using calendar::Interval;

// How far ahead a window that is long enough is looked for.
constexpr auto kWindowSearch = std::chrono::days(800);

// Stops the passes; caught by schedule() alone, so that the arithmetic reads as arithmetic.
struct Stop {
  base::Status status;
};

[[noreturn]] void stop(base::Code code, Phrase phrase, base::Cause cause = base::Cause::none) {
  throw Stop{base::Status(code, std::move(phrase), cause)};
}

struct Need {
  std::size_t task = 0;
  Seconds lag{0};
  bool by_clock = false;
  bool on_begun = false;
};

struct Work {
  const ScheduleTask* task = nullptr;
  const Calendar* calendar = nullptr;  // of the department: lags
  const Calendar* hours = nullptr;     // in which the work is done: the same, or the client's windows
  std::vector<Need> needs;
  std::vector<Need> any_of;
  Instant start;
  Instant end;
  Instant latest_end;
  std::optional<std::size_t> driver;
  bool critical = false;

  const std::string& key() const { return task->shown.key; }
  bool fixed() const { return task->reality.began || task->reality.ended; }
};

// The calendars with the client's freezes cut out, each made when first asked for.
class OpenHours {
 public:
  OpenHours(const ScheduleInput& input, const calendar::CalendarSet& calendars) : calendars_(calendars) {
    for (const auto& freeze : input.freezes) closed_.push_back({freeze.from, freeze.until});
  }

  const Calendar& named(const std::string& name, const std::string& task) {
    if (const auto known = made_.find(name); known != made_.end()) return known->second;
    const auto* calendar = calendars_.find(name);
    if (calendar == nullptr) {
      stop(base::Code::invalid_argument,
           Phrase("schedule.calendar_unknown", {{"task", task}, {"calendar", name}}));
    }
    return made_.emplace(name, closed_.empty() ? *calendar : calendar->with_closed(closed_)).first->second;
  }

 private:
  const calendar::CalendarSet& calendars_;
  std::vector<Interval> closed_;
  std::map<std::string, Calendar> made_;
};

class Passes {
 public:
  Passes(const ScheduleInput& input, const calendar::CalendarSet& calendars)
      : input_(input), hours_(input, calendars) {}

  model::Schedule run() {
    collect();
    order();
    for (const auto index : order_) forward(work_[index]);
    finish_ = input_.from;
    if (!work_.empty()) finish_ = std::max_element(work_.begin(), work_.end(), ends_earlier)->end;
    for (auto& work : work_) work.latest_end = finish_;
    for (auto at = order_.rbegin(); at != order_.rend(); ++at) backward(work_[*at]);
    mark_critical();
    for (auto at = order_.rbegin(); at != order_.rend(); ++at) put_late(*at);
    return result();
  }

 private:
  static bool ends_earlier(const Work& a, const Work& b) { return a.end < b.end; }

  void collect() {
    std::unordered_map<std::string, std::size_t> index;
    for (const auto& task : input_.tasks) index.emplace(task.shown.key, index.size());
    work_.resize(input_.tasks.size());
    for (std::size_t at = 0; at < work_.size(); ++at) {
      auto& work = work_[at];
      work.task = &input_.tasks[at];
      work.calendar = &hours_.named(work.task->calendar, work.key());
      work.hours = work.task->maintenance_window ? &windows(work) : work.calendar;
      work.needs = links(work.task->needs, index);
      work.any_of = links(work.task->any_of, index);
    }
  }

  static std::vector<Need> links(const std::vector<model::Edge>& edges,
                                 const std::unordered_map<std::string, std::size_t>& index) {
    std::vector<Need> all;
    for (const auto& edge : edges) {
      const auto found = index.find(edge.task);
      if (found != index.end())
        all.push_back({found->second, edge.lag, !edge.lag_calendar.empty(), edge.on == model::On::begun});
    }
    return all;
  }

  const Calendar& windows(const Work& work) {
    if (input_.windows.empty()) {
      stop(base::Code::failed_precondition, Phrase("schedule.no_windows", {{"task", work.key()}}),
           base::Cause::no_windows);
    }
    return hours_.named(input_.windows, work.key());
  }

  void order() {
    Needs needs(work_.size());
    for (std::size_t at = 0; at < work_.size(); ++at) {
      for (const auto& link : work_[at].needs) needs[at].push_back(link.task);
      for (const auto& link : work_[at].any_of) needs[at].push_back(link.task);
    }
    auto found = topological_order(needs);
    if (!found) {
      std::vector<std::string> path;
      for (const auto at : found.error()) path.push_back(work_[at].key());
      path.push_back(path.front());
      stop(base::Code::invalid_argument, Phrase("schedule.cycle", {{"path", std::move(path)}}),
           base::Cause::needs_itself);
    }
    order_ = std::move(*found);
  }

  [[nodiscard]] Instant known(std::optional<Instant> instant, const Work& work) const {
    if (!instant)
      stop(base::Code::failed_precondition, Phrase("schedule.never_open", {{"task", work.key()}}));
    return *instant;
  }

  Instant after_lag(const Work& work, const Need& link) const {
    const auto& needed = work_[link.task];
    const auto there = link.on_begun ? needed.start : needed.end;
    if (link.by_clock || link.lag == Seconds(0)) return there + link.lag;
    return known(work.calendar->add(there, link.lag), work);
  }

  // The instant from which the work may start, and which predecessor fixed it.
  Instant bound(Work& work) const {
    // What has begun was not held back by the plan's start any more, only by what it needed.
    auto earliest = work.fixed() ? Instant::min() : input_.from;
    if (const auto pin = work.task->reality.not_before; pin && !work.fixed()) {
      earliest = std::max(earliest, *pin);
    }
    for (const auto& link : work.needs) hold_back(work, after_lag(work, link), link.task, earliest);
    if (const auto* first = first_of(work)) hold_back(work, after_lag(work, *first), first->task, earliest);
    return earliest;
  }

  void hold_back(Work& work, Instant instant, std::size_t by, Instant& earliest) const {
    const bool ties = instant == earliest && (!work.driver || work_[by].key() < work_[*work.driver].key());
    if (instant < earliest || (instant == earliest && !ties)) return;
    earliest = instant;
    work.driver = by;
  }

  // The alternative that is there first; of equals the smallest key.
  const Need* first_of(const Work& work) const {
    const Need* first = nullptr;
    for (const auto& link : work.any_of) {
      const auto instant = after_lag(work, link);
      const auto best = first == nullptr ? Instant::max() : after_lag(work, *first);
      const bool ties =
          first != nullptr && instant == best && work_[link.task].key() < work_[first->task].key();
      if (instant < best || ties) first = &link;
    }
    return first;
  }

  void forward(Work& work) const {
    const auto earliest = bound(work);
    if (work.fixed()) {
      forward_fixed(work);
    } else {
      place(work, earliest);
    }
  }

  // As soon as it may from that instant.
  void place(Work& work, Instant earliest) const {
    if (work.task->milestone) {
      work.start = work.end = earliest;
    } else if (work.task->maintenance_window) {
      work.start = window_start(work, earliest);
      work.end = work.start + work.task->duration;
    } else {
      work.start = known(work.hours->next_open(earliest), work);
      work.end = known(work.hours->add(work.start, work.task->duration), work);
    }
  }

  void forward_fixed(Work& work) const {
    const auto& reality = work.task->reality;
    work.start = reality.began.value_or(reality.ended.value_or(input_.from));
    if (work.driver && after_lag_of_driver(work) > work.start) work.driver.reset();
    if (reality.ended) {
      work.end = std::max(*reality.ended, work.start);
      return;
    }
    Seconds held{0};
    for (const auto& interval : reality.held) held += work.hours->elapsed(interval.start, interval.end);
    work.end = known(work.hours->add(work.start, work.task->duration + held), work);
    if (work.end >= input_.from) return;
    // An overdue task is expected at the close of the day, so that the plan does not move with every look at
    // it. In a maintenance window no day moves, and at its close what follows would have lost it: there it is
    // expected now.
    const bool is_in_window = work.task->maintenance_window && work.hours->is_open(input_.from);
    work.end = is_in_window || input_.overdue_ends_now ? input_.from
                                                       : known(work.hours->close_of_day(input_.from), work);
  }

  Instant after_lag_of_driver(const Work& work) const {
    for (const auto* links : {&work.needs, &work.any_of}) {
      for (const auto& link : *links) {
        if (link.task == *work.driver) return after_lag(work, link);
      }
    }
    return work.start;
  }

  Instant window_start(const Work& work, Instant earliest) const {
    Seconds longest{0};
    auto window = work.hours->interval_at_or_after(earliest);
    while (window && window->start < earliest + kWindowSearch) {
      const auto start = std::max(window->start, earliest);
      if (start + work.task->duration <= window->end) return start;
      longest = std::max(longest, window->length());
      window = work.hours->interval_at_or_after(window->end);
    }
    stop(base::Code::failed_precondition,
         Phrase("schedule.window_too_short",
                {{"task", work.key()}, {"duration", work.task->duration}, {"longest", longest}}));
  }

  // The latest bound() with which the work still ends by its latest end.
  Instant latest_bound(const Work& work) const {
    if (work.task->milestone) return work.latest_end;
    if (!work.task->maintenance_window) {
      return known(work.hours->subtract(work.latest_end, work.task->duration), work);
    }
    auto window = work.hours->interval_before(work.latest_end);
    while (window && std::min(window->end, work.latest_end) - work.task->duration < window->start) {
      window = work.hours->interval_before(window->start);
    }
    if (!window) return work.start;
    return std::min(window->end, work.latest_end) - work.task->duration;
  }

  // What the work leaves to those it needs; one that has begun waits for nobody any more.
  void backward(const Work& work) {
    if (work.fixed()) return;
    const auto latest = latest_bound(work);
    for (const auto& link : work.needs) leave(work, link, latest);
    for (const auto& link : work.any_of) {
      // One that comes too late is no alternative: its own end is all that binds it.
      if (after_lag(work, link) <= latest) leave(work, link, latest);
    }
  }

  void leave(const Work& work, const Need& link, Instant latest) {
    auto& need = work_[link.task];
    if (const auto end = latest_end_for(work, link, latest))
      need.latest_end = std::min(need.latest_end, *end);
  }

  // By when the needed one must end for the work to begin by that instant; none: it has begun, which is all
  // that is needed.
  std::optional<Instant> latest_end_for(const Work& work, const Need& link, Instant latest) const {
    const bool clock = link.by_clock || link.lag == Seconds(0);
    const auto there = clock ? latest - link.lag : known(work.calendar->subtract(latest, link.lag), work);
    if (!link.on_begun) return there;
    const auto& need = work_[link.task];
    return need.fixed() ? std::nullopt : std::optional(end_begun_by(need, there));
  }

  // The end of the work if it begins as late as it may.
  Instant end_begun_by(const Work& work, Instant latest) const {
    if (work.task->milestone) return latest;
    constexpr Seconds kMoment{1};
    if (!work.task->maintenance_window) {
      const auto before = known(work.hours->subtract(latest + kMoment, kMoment), work);
      return known(work.hours->add(before, work.task->duration), work);
    }
    auto window = work.hours->interval_before(latest + kMoment);
    while (window && window->end - work.task->duration < window->start)
      window = work.hours->interval_before(window->start);
    return window ? std::min(window->end, latest + work.task->duration) : work.end;
  }

  // What follows is placed already, and stays there.
  void put_late(std::size_t at) {
    auto& work = work_[at];
    if (!work.task->late || work.fixed()) return;
    auto limit = finish_;
    for (const auto& next : work_) {
      for (const auto& link : next.needs) limit_by(next, link, at, limit);
      for (const auto& link : next.any_of) {
        if (after_lag(next, link) <= next.start) limit_by(next, link, at, limit);
      }
    }
    if (limit <= work.end) return;
    Work later = work;
    later.latest_end = limit;
    const auto start = latest_bound(later);
    if (start <= work.start) return;
    place(work, start);
  }

  void limit_by(const Work& next, const Need& link, std::size_t at, Instant& limit) const {
    if (link.task != at) return;
    if (const auto end = latest_end_for(next, link, next.start)) limit = std::min(limit, *end);
  }

  // The drivers' chains back from every task that ends last.
  void mark_critical() {
    for (auto& last : work_) {
      auto* work = last.end == finish_ ? &last : nullptr;
      while (work != nullptr && !work->critical) {
        work->critical = true;
        work = work->driver ? &work_[*work->driver] : nullptr;
      }
    }
  }

  Seconds slack(const Work& work) const {
    if (work.latest_end <= work.end) return Seconds(0);
    if (work.task->milestone) return work.latest_end - work.end;
    return work.hours->elapsed(work.end, work.latest_end);
  }

  // Of what it needs, or of what of that need only have begun.
  std::vector<std::string> keys_of(const Work& work, bool begun_alone) const {
    std::set<std::string> keys;
    for (const auto* links : {&work.needs, &work.any_of}) {
      for (const auto& link : *links) {
        if (link.on_begun || !begun_alone) keys.insert(work_[link.task].key());
      }
    }
    return {keys.begin(), keys.end()};
  }

  model::Schedule result() const {
    model::Schedule schedule{finish_, {}};
    for (const auto index : order_) {
      const auto& work = work_[index];
      auto& planned = schedule.tasks.emplace_back(work.task->shown);
      planned.needs = keys_of(work, false);
      planned.begun = keys_of(work, true);
      planned.start = work.start;
      planned.due = work.end;
      planned.slack = slack(work);
      planned.driver = work.driver ? work_[*work.driver].key() : "";
      planned.critical = work.critical;
    }
    return schedule;
  }

  const ScheduleInput& input_;
  OpenHours hours_;
  std::vector<Work> work_;
  Order order_;
  Instant finish_;
};

}  // namespace

base::Result<model::Schedule> schedule(const ScheduleInput& input, const calendar::CalendarSet& calendars) {
  try {
    return Passes(input, calendars).run();
  } catch (const Stop& stopped) {
    return base::fail(stopped.status);
  }
}

}  // namespace estafeta::change
