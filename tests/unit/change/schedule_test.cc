// What the case files do not show: reality, pins, windows that do not exist. 2026-06-15 is a Monday; the
// office is open from 09:00 to 18:00 UTC from Monday to Friday.
#include "connector/change/schedule/schedule.h"

#include <gtest/gtest.h>

#include <random>

namespace estafeta::change {
namespace {

using base::Instant;
using base::Seconds;
using std::chrono::hours;

// `15 09:00` of June 2026.
Instant june(const std::string& text) {
  const auto instant = base::parse_instant("2026-06-" + text.substr(0, 2) + "T" + text.substr(3) + ":00Z");
  EXPECT_TRUE(instant) << text;
  return instant.value_or(Instant{});
}

calendar::Calendar weekly(std::initializer_list<std::size_t> days, calendar::Shift shift) {
  calendar::CalendarSpec spec;
  for (const auto day : days) spec.week[day] = {shift};
  return calendar::Calendar(spec);
}

struct Scheduling : ::testing::Test {
  Scheduling() {
    calendars.add("office", weekly({0, 1, 2, 3, 4}, {hours(9), hours(18)}));
    calendars.add("windows", weekly({1}, {hours(1), hours(4)}));
    input.windows = "windows";
    input.from = june("15 09:00");
  }

  ScheduleTask& task(const std::string& key, int length, std::vector<std::string> needs = {}) {
    auto& added = input.tasks.emplace_back();
    added.shown.key = key;
    added.calendar = "office";
    added.duration = hours(length);
    for (auto& need : needs) added.needs.emplace_back().task = std::move(need);
    return added;
  }

  model::PlannedTask planned(const std::string& key) {
    const auto result = schedule(input, calendars);
    EXPECT_TRUE(result) << to_string(result.error());
    for (const auto& found : result ? result->tasks : std::vector<model::PlannedTask>{}) {
      if (found.key == key) return found;
    }
    ADD_FAILURE() << "no " << key;
    return {};
  }

  std::string error() {
    const auto result = schedule(input, calendars);
    return result ? "" : to_string(result.error());
  }

  calendar::CalendarSet calendars;
  ScheduleInput input;
};

TEST_F(Scheduling, WhatIsDoneKeepsItsRealTimes) {
  auto& done = task("a", 8);
  done.reality.began = june("15 10:00");
  done.reality.ended = june("15 11:00");
  task("b", 1, {"a"});
  input.from = june("15 11:00");
  EXPECT_EQ(planned("a").start, june("15 10:00"));
  EXPECT_EQ(planned("a").due, june("15 11:00"));
  EXPECT_EQ(planned("b").start, june("15 11:00"));
  EXPECT_EQ(planned("b").driver, "a");
}

TEST_F(Scheduling, WhatWasNeverBegunStartsNow) {
  task("a", 2);
  input.from = june("16 12:00");
  EXPECT_EQ(planned("a").start, june("16 12:00"));
  EXPECT_EQ(planned("a").driver, "");
}

TEST_F(Scheduling, WhatRunsEndsWhenItsDurationHasBeenOpen) {
  task("a", 8).reality.began = june("15 14:00");
  input.from = june("15 16:00");
  EXPECT_EQ(planned("a").due, june("16 13:00"));
}

TEST_F(Scheduling, HoldingPushesByTheWorkingTimeItLasts) {
  auto& held = task("a", 4);
  held.reality.began = june("15 09:00");
  held.reality.held = {{june("15 11:00"), june("16 11:00")}};  // 7 h on Monday, 2 h on Tuesday
  input.from = june("16 11:00");
  EXPECT_EQ(planned("a").due, june("16 13:00"));
}

TEST_F(Scheduling, WhatIsOverdueIsExpectedAtTheCloseOfTheDay) {
  task("a", 2).reality.began = june("15 09:00");
  task("b", 1, {"a"});
  for (const auto* now : {"15 12:00", "15 13:00", "15 17:59"}) {
    input.from = june(now);
    EXPECT_EQ(planned("a").due, june("15 18:00")) << now;
    EXPECT_EQ(planned("b").due, june("16 10:00")) << now;
  }
  input.from = june("20 12:00");
  EXPECT_EQ(planned("a").due, june("22 18:00")) << "on a Saturday: Monday's close";
}

TEST_F(Scheduling, APinMeansNotBefore) {
  task("a", 2).reality.not_before = june("17 00:00");
  task("b", 1, {"a"});
  EXPECT_EQ(planned("a").start, june("17 09:00"));
  EXPECT_EQ(planned("b").due, june("17 12:00"));
  input.from = june("18 10:00");
  EXPECT_EQ(planned("a").start, june("18 10:00"));
}

TEST_F(Scheduling, WhatHasBegunLeavesNoSlackToHold) {
  task("a", 2);
  task("b", 2, {"a"}).reality.began = june("15 09:00");
  task("c", 9);
  EXPECT_EQ(planned("a").slack, hours(7)) << "b does not wait for a any more";
  EXPECT_EQ(planned("b").driver, "") << "it began before a was done";
}

TEST_F(Scheduling, NeedsThatAreNotThereHoldNothingUp) {
  task("a", 1, {"gone"});
  EXPECT_EQ(planned("a").start, june("15 09:00"));
  EXPECT_TRUE(planned("a").needs.empty());
}

TEST_F(Scheduling, SeveralNeedsOfOnePredecessorAllHold) {
  task("a", 1);
  auto& b = task("b", 1, {"a", "a"});
  b.needs[1].lag = hours(24);
  b.needs[1].lag_calendar = "24x7";
  EXPECT_EQ(planned("b").start, june("16 10:00"));
  EXPECT_EQ(planned("b").needs, std::vector<std::string>{"a"});
}

TEST_F(Scheduling, WhatNeedsOnlyTheBeginningRunsBesideIt) {
  task("a", 8);
  auto& b = task("b", 3, {"a"});
  b.needs[0].on = model::On::begun;
  b.needs[0].lag = hours(2);
  EXPECT_EQ(planned("b").start, june("15 11:00"));
  EXPECT_EQ(planned("b").driver, "a");
  EXPECT_EQ(planned("b").begun, std::vector<std::string>{"a"});
  EXPECT_EQ(planned("b").slack, hours(3));
  EXPECT_EQ(planned("a").slack, hours(0)) << "it ends last";
  task("c", 9, {"b"});
  EXPECT_EQ(planned("c").due, june("16 14:00"));
  EXPECT_EQ(planned("a").slack, hours(0)) << "an hour later it would keep b waiting";
  EXPECT_TRUE(planned("a").critical);
}

TEST_F(Scheduling, WhatHasBegunKeepsNobodyWaitingWhoNeedsNoMore) {
  task("a", 8).reality.began = june("15 09:00");
  task("b", 3, {"a"}).needs[0].on = model::On::begun;
  input.from = june("15 16:00");
  EXPECT_EQ(planned("b").start, june("15 16:00"));
  EXPECT_EQ(planned("a").slack, hours(2))
      << "until b ends, at noon of the next day less the hours of the night";
}

TEST_F(Scheduling, WhatBeginsLateEndsRightBeforeWhatFollows) {
  task("a", 1);
  task("freeze", 3, {"a"}).late = true;
  task("switch", 2, {"freeze"}).maintenance_window = true;  // on Tuesday at 01:00
  EXPECT_EQ(planned("switch").start, june("16 01:00"));
  EXPECT_EQ(planned("freeze").start, june("15 15:00"));
  EXPECT_EQ(planned("freeze").due, june("15 18:00"));
  input.from = june("15 16:00");
  EXPECT_EQ(planned("switch").start, june("23 01:00")) << "a week later, as it cannot be done in time";
  EXPECT_EQ(planned("freeze").start, june("22 15:00"));
}

TEST_F(Scheduling, WhatBeginsLateAndDecidesTheEndBeginsAtOnce) {
  task("a", 1).late = true;
  task("b", 2, {"a"});
  EXPECT_EQ(planned("a").start, june("15 09:00"));
  EXPECT_EQ(planned("b").due, june("15 12:00"));
}

TEST_F(Scheduling, NamesTheLongestWindowWhenNoneIsLongEnough) {
  task("a", 5).maintenance_window = true;
  EXPECT_EQ(error(),
            "failed_precondition: schedule.window_too_short{task=a, duration=18000s, longest=10800s}");
  input.windows.clear();
  EXPECT_EQ(error(), "failed_precondition: schedule.no_windows{task=a}");
}

TEST_F(Scheduling, AFreezeCutsWindowsToo) {
  task("a", 2).maintenance_window = true;
  input.freezes = {{june("16 02:00"), june("17 00:00"), "sale"}};
  EXPECT_EQ(planned("a").start, june("23 01:00"));
}

TEST_F(Scheduling, NamesARingByItsPath) {
  task("a", 1, {"c"});
  task("b", 1, {"a"});
  task("c", 1, {"b"});
  EXPECT_EQ(error(), "invalid_argument: schedule.cycle{path=[a, c, b, a]}");
}

TEST_F(Scheduling, NamesACalendarNobodyKnows) {
  task("a", 1).calendar = "night";
  EXPECT_EQ(error(), "invalid_argument: schedule.calendar_unknown{task=a, calendar=night}");
}

TEST_F(Scheduling, AnEmptyPlanEndsWhereItBegins) {
  const auto result = schedule(input, calendars);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->finish, input.from);
  EXPECT_TRUE(result->tasks.empty());
}

// The plan of 1,000 tasks: no successor begins before what it needs, and one second more than the slack of a
// task would move the end (tried for every hundredth).
TEST_F(Scheduling, HoldsForAThousandTasks) {
  std::mt19937 random(20260615);
  for (int at = 0; at < 1000; ++at) {
    auto& added = task("t" + std::to_string(at), 1 + static_cast<int>(random() % 16));
    if (random() % 5 == 0) added.calendar = "24x7";
    for (auto count = at == 0 ? 0 : random() % 4; count > 0; --count) {
      added.needs.emplace_back().task = "t" + std::to_string(random() % static_cast<unsigned>(at));
    }
  }
  const auto result = schedule(input, calendars);
  ASSERT_TRUE(result);
  std::map<std::string, Instant> due;
  for (const auto& found : result->tasks) {
    for (const auto& need : found.needs) EXPECT_LE(due.at(need), found.start);
    due[found.key] = found.due;
  }
  for (std::size_t at = 0; at < 1000; at += 100) {
    const auto slack = planned("t" + std::to_string(at)).slack;
    const auto finish_with = [&](Seconds more) {
      input.tasks[at].duration += more;
      const auto moved = schedule(input, calendars)->finish;
      input.tasks[at].duration -= more;
      return moved;
    };
    EXPECT_EQ(finish_with(slack), result->finish) << at;
    EXPECT_GT(finish_with(slack + Seconds(1)), result->finish) << at;
  }
}

}  // namespace
}  // namespace estafeta::change
