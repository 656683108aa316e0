// Random schedules, joins included, against a reference that is slow and plain to see: it goes through the
// hours one by one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "connector/change/schedule/schedule.h"

namespace estafeta::change {
namespace {

using std::chrono::hours;

// Monday, 15 June 2026, 09:00 UTC, from where hours are counted.
const base::Instant kStart = *base::parse_instant("2026-06-15T09:00:00Z");

base::Instant at(int hour) {
  return kStart + hours(hour);
}

bool is_open(const std::string& calendar, int hour) {
  const int of_week = (hour + 9) % (7 * 24);
  return calendar == "24x7" || (of_week / 24 < 5 && of_week % 24 >= 9 && of_week % 24 < 18);
}

int next_open(const std::string& calendar, int hour) {
  while (!is_open(calendar, hour)) ++hour;
  return hour;
}

// The hour by which so many hours have been open; at once if none are asked for.
int worked(const std::string& calendar, int from, int length) {
  while (length > 0) length -= is_open(calendar, from++) ? 1 : 0;
  return from;
}

int length_of(base::Seconds seconds) {
  return static_cast<int>(seconds.count() / 3600);
}

struct Times {
  int start = 0;
  int end = 0;
};

Times beginning_at(const ScheduleTask& task, int bound) {
  if (task.milestone) return {bound, bound};
  const int start = next_open(task.calendar, bound);
  return {start, worked(task.calendar, start, length_of(task.duration))};
}

// As late as it can be.
Times ending_by(const ScheduleTask& task, int end) {
  int start = end;
  while (beginning_at(task, start).end > end) --start;
  return {beginning_at(task, start).start, end};
}

// `moved`: a task that ends at another time than it should.
std::map<std::string, Times> reference(const ScheduleInput& input, const std::string& moved = "",
                                       int to = 0) {
  std::map<std::string, Times> all;
  for (const auto& task : input.tasks) {
    const auto after = [&](const model::Edge& edge) {
      const auto& needed = all.at(edge.task);
      const int end = edge.on == model::On::begun ? needed.start : needed.end;
      return edge.lag_calendar.empty() ? worked(task.calendar, end, length_of(edge.lag))
                                       : end + length_of(edge.lag);
    };
    int bound = 0;
    for (const auto& edge : task.needs) bound = std::max(bound, after(edge));
    int first = task.any_of.empty() ? 0 : 1 << 20;
    for (const auto& edge : task.any_of) first = std::min(first, after(edge));
    bound = std::max(bound, first);
    all[task.shown.key] = task.shown.key == moved ? ending_by(task, to) : beginning_at(task, bound);
  }
  return all;
}

int finish_of(const std::map<std::string, Times>& all) {
  int finish = 0;
  for (const auto& [key, times] : all) finish = std::max(finish, times.end);
  return finish;
}

class RandomInput {
 public:
  explicit RandomInput(unsigned seed) : random_(seed) {
    input.from = kStart;
    const auto count = 2 + below(8);
    for (std::size_t number = 0; number < count; ++number) add(number);
  }

  ScheduleInput input;
  bool has_joins = false;

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  void add(std::size_t number) {
    auto& task = input.tasks.emplace_back();
    task.shown.key = "t" + std::to_string(number);
    task.calendar = below(3) == 0 ? "24x7" : "office";
    task.duration = hours(1 + below(20));
    task.milestone = below(8) == 0;
    add_edges(number, task.needs);
    if (below(3) == 0) add_edges(number, task.any_of);
    has_joins = has_joins || task.any_of.size() > 1;
  }

  void add_edges(std::size_t number, std::vector<model::Edge>& edges) {
    for (auto more = number == 0 ? 0 : below(3); more > 0; --more) {
      auto& edge = edges.emplace_back();
      edge.task = "t" + std::to_string(below(number));
      if (below(4) == 0) edge.lag = hours(1 + below(5));
      if (below(3) == 0) edge.lag_calendar = "24x7";
      if (below(4) == 0) edge.on = model::On::begun;
    }
  }

  std::mt19937 random_;
};

calendar::CalendarSet calendars() {
  calendar::CalendarSpec spec;
  for (std::size_t day = 0; day < 5; ++day) spec.week[day] = {{hours(9), hours(18)}};
  calendar::CalendarSet set;
  set.add("office", calendar::Calendar(spec));
  return set;
}

// With its slack used up the finish stays; an hour later it moves, but where a join leaves a choice.
void check_slack(const RandomInput& random, const ScheduleTask& task, const model::PlannedTask& planned,
                 int end, int finish) {
  if (planned.slack.count() % 3600 != 0) return;
  const std::string hours_of = task.milestone ? "24x7" : task.calendar;
  const int latest = worked(hours_of, end, length_of(planned.slack));
  EXPECT_EQ(finish_of(reference(random.input, planned.key, latest)), finish) << planned.key;
  if (random.has_joins) return;
  const int later = worked(hours_of, latest, 1);
  EXPECT_GT(finish_of(reference(random.input, planned.key, later)), finish) << planned.key;
}

void check_driver(const std::map<std::string, model::PlannedTask>& planned, const ScheduleTask& task) {
  const auto& shown = planned.at(task.shown.key);
  if (shown.driver.empty()) return;
  const auto is_driver = [&](const model::Edge& edge) { return edge.task == shown.driver; };
  EXPECT_TRUE(std::any_of(task.needs.begin(), task.needs.end(), is_driver) ||
              std::any_of(task.any_of.begin(), task.any_of.end(), is_driver));
  EXPECT_TRUE(!shown.critical || planned.at(shown.driver).critical) << shown.key;
}

// Whether everything begins as late as its needs ask, with these times.
bool keeps_order(const ScheduleInput& input, const std::map<std::string, Times>& all) {
  return std::all_of(input.tasks.begin(), input.tasks.end(), [&](const auto& task) {
    const auto is_there = [&](const model::Edge& edge) {
      const auto& needed = all.at(edge.task);
      const int since = edge.on == model::On::begun ? needed.start : needed.end;
      const int there = edge.lag_calendar.empty() ? worked(task.calendar, since, length_of(edge.lag))
                                                  : since + length_of(edge.lag);
      return there <= all.at(task.shown.key).start;
    };
    return std::all_of(task.needs.begin(), task.needs.end(), is_there) &&
           (task.any_of.empty() || std::any_of(task.any_of.begin(), task.any_of.end(), is_there));
  });
}

// What begins late moves nothing else, and an hour later it would.
void check_late(unsigned seed) {
  RandomInput random(seed);
  const auto early = schedule(random.input, calendars());
  std::mt19937 chance(seed);
  std::set<std::string> late;
  for (auto& task : random.input.tasks) {
    task.late = chance() % 3 == 0;
    if (task.late) late.insert(task.shown.key);
  }
  const auto result = schedule(random.input, calendars());
  ASSERT_TRUE(early && result);
  EXPECT_EQ(result->finish, early->finish);
  std::map<std::string, Times> all;
  bool whole_hours = true;
  for (std::size_t at = 0; at < result->tasks.size(); ++at) {
    const auto& task = result->tasks[at];
    if (!late.contains(task.key)) EXPECT_EQ(task.start, early->tasks[at].start) << task.key;
    EXPECT_GE(task.start, early->tasks[at].start) << task.key;
    const auto since = [&](base::Instant instant) { return (instant - kStart).count(); };
    whole_hours = whole_hours && since(task.start) % 3600 == 0 && since(task.due) % 3600 == 0;
    all[task.key] = {static_cast<int>(since(task.start) / 3600), static_cast<int>(since(task.due) / 3600)};
  }
  if (!whole_hours) return;
  EXPECT_TRUE(keeps_order(random.input, all));
  if (random.has_joins) return;
  for (const auto& task : random.input.tasks) {
    if (!task.late) continue;
    auto moved = all;
    moved[task.shown.key] = beginning_at(task, all[task.shown.key].start + 1);
    if (moved[task.shown.key].end == all[task.shown.key].end) continue;
    EXPECT_TRUE(!keeps_order(random.input, moved) || at(moved[task.shown.key].end) > result->finish)
        << task.shown.key;
  }
}

void check(unsigned seed) {
  const RandomInput random(seed);
  const auto result = schedule(random.input, calendars());
  ASSERT_TRUE(result) << to_string(result.error());
  const auto expected = reference(random.input);
  EXPECT_EQ(result->finish, at(finish_of(expected)));
  std::map<std::string, model::PlannedTask> planned;
  for (const auto& task : result->tasks) planned[task.key] = task;
  for (const auto& task : random.input.tasks) {
    const auto& found = planned.at(task.shown.key);
    const auto& times = expected.at(found.key);
    EXPECT_EQ(found.start, at(times.start)) << found.key;
    EXPECT_EQ(found.due, at(times.end)) << found.key;
    check_slack(random, task, found, times.end, finish_of(expected));
    check_driver(planned, task);
  }
}

TEST(ScheduleLaws, RandomSchedulesAreThoseOfTheSlowReference) {
  const char* is_long = std::getenv("ESTAFETA_LONG");
  const unsigned rounds = is_long != nullptr && std::string(is_long) == "1" ? 10000 : 1000;
  for (unsigned seed = 0; seed < rounds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    check(seed);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(ScheduleLaws, WhatBeginsLateMovesNothingElseAndCouldNotBeginLater) {
  const char* is_long = std::getenv("ESTAFETA_LONG");
  const unsigned rounds = is_long != nullptr && std::string(is_long) == "1" ? 10000 : 1000;
  for (unsigned seed = 0; seed < rounds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    check_late(seed);
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace estafeta::change
