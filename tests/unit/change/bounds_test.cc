#include "connector/change/schedule/bounds.h"

#include <gtest/gtest.h>

namespace estafeta::change {
namespace {

struct Bounds : ::testing::Test {
  Bounds() {
    rules.zone = *calendar::Zone::find("Europe/Berlin");
    desired.tasks.resize(2);
    desired.tasks[0].key = "a";
    desired.tasks[1].key = "b";
  }

  // The phrases for a task `a` of that bound which ends then.
  std::vector<std::string> said(const std::string& bound, const std::string& end,
                                model::State state = model::State::waiting) {
    desired.tasks[0].latest = bound;
    schedule.tasks.assign(1, {});
    schedule.tasks[0].key = "a";
    schedule.tasks[0].title = "A";
    schedule.tasks[0].state = state;
    schedule.tasks[0].due = schedule.finish = *base::parse_instant(end);
    std::vector<std::string> texts;
    for (const auto& missed : missed_bounds(rules, desired, schedule))
      texts.push_back(to_string(missed.said));
    return texts;
  }

  using Texts = std::vector<std::string>;
  Rules rules;
  model::DesiredChange desired;
  model::Schedule schedule;
};

// Berlin is an hour ahead of UTC in winter, two in summer.
TEST_F(Bounds, ADayLastsUntilTheNextOneBegins) {
  EXPECT_EQ(said("2026-12-01", "2026-12-01T23:00:00Z"), Texts{});
  EXPECT_EQ(said("2026-12-01", "2026-12-01T23:00:01Z"),
            Texts{"dates.latest_missed{wanted=2026-12-01, expected=2026-12-02, task=A}"});
  EXPECT_EQ(said("2026-06-30", "2026-06-30T22:00:00Z"), Texts{});
  EXPECT_EQ(said("2026-06-30", "2026-06-30T22:30:00Z").size(), 1U);
}

TEST_F(Bounds, AnInstantIsOneOfTheSitesZone) {
  EXPECT_EQ(said("2026-12-01 18:00", "2026-12-01T17:00:00Z"), Texts{});
  EXPECT_EQ(said("2026-12-01 18:00", "2026-12-01T18:00:00Z"),
            Texts{"dates.latest_missed_that_day{wanted=2026-12-01 18:00, task=A}"});
  EXPECT_EQ(said("2026-12-01 18:00", "2026-12-03T08:00:00Z"),
            Texts{"dates.latest_missed{wanted=2026-12-01 18:00, expected=2026-12-03, task=A}"});
}

// The clock goes back at 03:00 on 25 October: 04:00 is 03:00 UTC already.
TEST_F(Bounds, AnInstantHasTheOffsetOfItsOwnHour) {
  EXPECT_EQ(said("2026-10-25 04:00", "2026-10-25T03:00:00Z"), Texts{});
  EXPECT_EQ(said("2026-10-25 04:00", "2026-10-25T03:00:01Z").size(), 1U);
  EXPECT_EQ(said("2026-10-25 01:30", "2026-10-24T23:30:00Z"), Texts{});
  EXPECT_EQ(said("2026-10-25 01:30", "2026-10-24T23:31:00Z").size(), 1U);
}

TEST_F(Bounds, WhatHasEndedIsNotSaidAnyMore) {
  EXPECT_EQ(said("2026-12-01", "2026-12-05T08:00:00Z", model::State::done), Texts{});
  desired.latest = "2026-12-01";
  EXPECT_EQ(said("", "2026-12-05T08:00:00Z", model::State::done), Texts{});
}

TEST_F(Bounds, TheWholeHasABoundOfItsOwn) {
  desired.latest = "2026-12-01";
  EXPECT_EQ(said("", "2026-12-04T08:00:00Z"),
            Texts{"dates.change_latest_missed{wanted=2026-12-01, expected=2026-12-04}"});
  EXPECT_EQ(said("2026-12-02", "2026-12-04T08:00:00Z").size(), 2U);
}

// `a` lasts from Monday 09:00 to 17:00 UTC, `b` begins on Tuesday at 09:00.
struct Lags : Bounds {
  Lags() {
    schedule.tasks.resize(2);
    auto& a = schedule.tasks[0];
    auto& b = schedule.tasks[1];
    a.key = "a";
    a.title = "A";
    a.start = *base::parse_instant("2026-06-15T09:00:00Z");
    a.due = *base::parse_instant("2026-06-15T17:00:00Z");
    b.key = "b";
    b.title = "B";
    b.start = *base::parse_instant("2026-06-16T09:00:00Z");
    edge().task = "a";
  }
  model::Edge& edge() {
    auto& needs = desired.tasks[1].needs;
    return needs.empty() ? needs.emplace_back() : needs.front();
  }
  std::vector<std::string> said_of(base::Seconds most) {
    edge().max_lag = most;
    std::vector<std::string> texts;
    for (const auto& missed : missed_bounds(rules, desired, schedule))
      texts.push_back(to_string(missed.said));
    return texts;
  }
};

TEST_F(Lags, MoreThanMayLieBetweenIsSaid) {
  EXPECT_EQ(said_of(std::chrono::hours(16)), Texts{});
  EXPECT_EQ(said_of(std::chrono::hours(15)),
            Texts{"dates.max_lag_missed{task=B, needed=A, most=54000s, expected=2026-06-16}"});
  edge().on = model::On::begun;
  EXPECT_EQ(said_of(std::chrono::hours(24)), Texts{});
  EXPECT_EQ(said_of(std::chrono::hours(23)),
            Texts{"dates.max_lag_missed_begun{task=B, needed=A, most=82800s, expected=2026-06-16}"});
}

TEST_F(Lags, AreCountedInTheHoursOfWhoWaits) {
  calendar::CalendarSpec spec;
  for (std::size_t day = 0; day < 5; ++day)
    spec.week[day] = {{std::chrono::hours(9), std::chrono::hours(18)}};
  rules.calendars.add("office", calendar::Calendar(spec));
  rules.departments.all["unix"].calendar = "office";
  schedule.tasks[1].department = "unix";
  EXPECT_EQ(said_of(std::chrono::hours(1)), Texts{}) << "from 17:00 to 18:00";
  EXPECT_EQ(said_of(std::chrono::minutes(59)).size(), 1U);
  edge().max_lag_calendar = "24x7";
  EXPECT_EQ(said_of(std::chrono::hours(1)).size(), 1U);
}

TEST_F(Lags, OfWhatHasBegunAreSaidNoMore) {
  schedule.tasks[1].state = model::State::in_progress;
  EXPECT_EQ(said_of(std::chrono::hours(1)), Texts{});
}

// A plan that moves within a day says the same: the page is not written for it.
TEST_F(Bounds, TheSentenceMovesWithTheDayOnly) {
  const auto morning = said("2026-12-01", "2026-12-04T08:00:00Z");
  EXPECT_EQ(said("2026-12-01", "2026-12-04T16:00:00Z"), morning);
  EXPECT_NE(said("2026-12-01", "2026-12-05T08:00:00Z"), morning);
}

TEST_F(Bounds, WithoutOneNothingIsSaid) {
  EXPECT_EQ(said("", "2036-12-04T08:00:00Z"), Texts{});
}

}  // namespace
}  // namespace estafeta::change
