#include "connector/sla/statistics/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "tests/unit/sla/provider.h"

namespace estafeta::sla {
namespace {

using base::Seconds;

// Urgent incidents of aurora around the clock: four hours to resolve.
Record urgent(std::int64_t id, const std::string& created, const std::string& resolved) {
  model::Incident life = incident({event(at(created), Actor::staff, {.comment = "public"}),
                                   event(at(resolved), Actor::staff, {.status = "resolved"})});
  life.id = {id};
  life.created = at(created);
  life.priority = "urgent";
  return record_of(std::move(life));
}

const Group& total(const Report& report, const std::string& clock) {
  const auto found = std::find_if(report.totals.begin(), report.totals.end(),
                                  [&](const Group& group) { return report.clocks[group.clock] == clock; });
  static const Group kNone;
  return found == report.totals.end() ? kNone : *found;
}

std::vector<std::int64_t> issues(const Report& report, const Group& group, Standing standing) {
  std::vector<std::int64_t> all;
  for (const std::size_t row : group.rows) {
    if (report.rows[row].standing == standing) all.push_back(report.rows[row].issue.value);
  }
  return all;
}

TEST(Statistics, CountAClockInTheMonthOfItsStopInTheZone) {
  // 31 October, 23:59 and 1 November, 0:00 in Moscow.
  const std::vector<Record> records{urgent(1, "2026-10-31T20:00:00Z", "2026-10-31T20:59:59Z"),
                                    urgent(2, "2026-10-31T20:00:00Z", "2026-10-31T21:00:00Z")};
  const Report october = provider().report(records, "2026-10");
  EXPECT_EQ(issues(october, total(october, "resolution"), Standing::met), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(total(october, "response").figures.met, 2);
  const Report november = provider().report(records, "2026-11");
  EXPECT_EQ(issues(november, total(november, "resolution"), Standing::met), (std::vector<std::int64_t>{2}));
  EXPECT_EQ(total(november, "resolution").before.met, 1);
}

TEST(Statistics, ListOpenClocksApartUnlessTheyBeganAfterThePeriod) {
  Record open = urgent(1, "2026-10-01T06:00:00Z", "2026-10-01T06:00:00Z");
  open.incident.events = {event(at("2026-10-01T06:00:00Z"), Actor::staff, {.status = "on_hold:client"})};
  Record later = open;
  later.incident.id = {2};
  later.incident.created = later.incident.events[0].at = at("2026-11-02T06:00:00Z");
  const Report report = provider().report({open, later}, "2026-10");
  EXPECT_EQ(issues(report, total(report, "resolution"), Standing::paused), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(total(report, "resolution").figures.count, 1);
  EXPECT_FALSE(total(report, "resolution").figures.compliance());
}

// Four questions to two incidents, one of them in the month before; the longest took twice its target.
TEST(Statistics, CountEachCycleOnceInTheMonthInWhichItWasDecided) {
  Provider made = provider();
  made.policies.add("gold", {{base::parse_date("2026-01-01").value(),
                              policy("clocks: { next_reply: { kind: next_reply } }\n"
                                     "targets: [ { calendar: 24x7, next_reply: 1h } ]\n")}});
  const auto asked = [](const std::string& when) {
    return event(at(when), Actor::customer, {.comment = "public"});
  };
  const auto answered = [](const std::string& when) {
    return event(at(when), Actor::staff, {.comment = "public"});
  };
  Record first = urgent(1, "2026-09-30T08:00:00Z", "2026-10-09T08:00:00Z");
  first.incident.events = {asked("2026-09-30T09:00:00Z"), answered("2026-09-30T09:30:00Z"),
                           asked("2026-10-01T09:00:00Z"), answered("2026-10-01T11:00:00Z"),
                           asked("2026-10-02T09:00:00Z"), answered("2026-10-02T09:30:00Z")};
  Record second = urgent(2, "2026-10-05T08:00:00Z", "2026-10-09T08:00:00Z");
  second.incident.events = {asked("2026-10-05T09:00:00Z"), answered("2026-10-05T09:10:00Z")};
  const Report report = made.report({first, second}, "2026-10");
  const Figures& figures = total(report, "next_reply").figures;
  EXPECT_EQ(figures.met, 2);
  EXPECT_EQ(figures.breached, 1);
  EXPECT_EQ(total(report, "next_reply").before.met, 1);
  ASSERT_EQ(report.cycles.size(), 1u);
  EXPECT_EQ(report.cycles[0].cycles, 3);
  EXPECT_EQ(report.cycles[0].incidents, 2);
  const Row& worst = report.rows[report.cycles[0].worst.value()];
  EXPECT_EQ(worst.issue.value, 1);
  EXPECT_EQ(worst.cycle, 2);
  EXPECT_EQ(worst.elapsed, std::chrono::hours(2));
}

TEST(Statistics, RoundComplianceDown) {
  Figures figures;
  EXPECT_FALSE(figures.compliance());
  figures.met = 9999;
  figures.breached = 1;
  EXPECT_EQ(figures.compliance(), 999);
  figures.breached = 0;
  EXPECT_EQ(figures.compliance(), 1000);
}

struct RankCase {
  int count;
  int median;
  int ninetieth;
};

TEST(Statistics, GiveMedianAndNinetiethByNearestRank) {
  for (const RankCase& ranks :
       {RankCase{1, 1, 1}, {2, 1, 2}, {3, 2, 3}, {9, 5, 9}, {10, 5, 9}, {11, 6, 10}}) {
    std::vector<Record> records;
    for (int i = ranks.count; i > 0; --i) {
      records.push_back(urgent(i, "2026-10-01T06:00:00Z",
                               base::format_instant(at("2026-10-01T06:00:00Z") + std::chrono::minutes(i))));
    }
    const Figures figures = total(provider().report(records, "2026-10"), "resolution").figures;
    EXPECT_EQ(figures.median, std::chrono::minutes(ranks.median)) << ranks.count;
    EXPECT_EQ(figures.ninetieth, std::chrono::minutes(ranks.ninetieth)) << ranks.count;
  }
}

TEST(Statistics, SpreadTheUsedShareSoThatWhatWasMetIsNeverAboveTheTarget) {
  // An hour, exactly the four that are promised, a second more, nine hours.
  const Report report = provider().report({urgent(1, "2026-10-01T06:00:00Z", "2026-10-01T07:00:00Z"),
                                           urgent(2, "2026-10-01T06:00:00Z", "2026-10-01T10:00:00Z"),
                                           urgent(3, "2026-10-01T06:00:00Z", "2026-10-01T10:00:01Z"),
                                           urgent(4, "2026-10-01T06:00:00Z", "2026-10-01T15:00:00Z")},
                                          "2026-10");
  EXPECT_EQ(total(report, "resolution").figures.distribution, (Distribution{1, 0, 0, 0, 1, 1, 0, 1}));
}

TEST(Statistics, SayWhoHeldABreachAndForWhomItWaited) {
  Record record = urgent(1, "2026-10-01T06:00:00Z", "2026-10-01T20:00:00Z");
  record.incident.department = "network";
  auto& events = record.incident.events;
  events.push_back(event(at("2026-10-01T07:00:00Z"), Actor::staff, {.status = "on_hold:vendor"}));
  events.push_back(event(at("2026-10-01T10:00:00Z"), Actor::staff, {.status = "in_progress"}));
  events.back().department = "unix";
  events.push_back(event(at("2026-10-01T12:00:00Z"), Actor::staff, {.status = "on_hold:client"}));
  events.push_back(event(at("2026-10-01T19:00:00Z"), Actor::staff, {.status = "returned"}));
  const Report report = provider().report({record}, "2026-10");
  ASSERT_EQ(report.shares.size(), 2u);
  const Holding& network = report.shares[0];
  EXPECT_EQ(network.department, "network");
  EXPECT_EQ(network.counted[static_cast<std::size_t>(Wait::nobody)], std::chrono::hours(1));
  EXPECT_EQ(network.counted[static_cast<std::size_t>(Wait::vendor)], std::chrono::hours(3));
  const Holding& unix = report.shares[1];
  EXPECT_EQ(unix.counted[static_cast<std::size_t>(Wait::nobody)], std::chrono::hours(2));
  EXPECT_EQ(unix.counted[static_cast<std::size_t>(Wait::departments)], std::chrono::hours(1));
  EXPECT_EQ(unix.paused[static_cast<std::size_t>(Wait::client)], std::chrono::hours(7));
  EXPECT_EQ(network.counted_in_all() + unix.counted_in_all(), report.rows[report.breaches[0].row].elapsed);
}

TEST(Statistics, NameWhatRepeatsAndCountAnIncidentOnceInCausesAndMeasures) {
  std::vector<Record> records;
  for (std::int64_t id = 1; id <= 3; ++id) {
    Record& record = records.emplace_back(urgent(id, "2026-10-01T06:00:00Z", "2026-10-01T20:00:00Z"));
    record.incident.events.front().at = at("2026-10-01T08:00:00Z");  // the answer is late, too
    record.incident.attributes["category"] = id < 3 ? "Network" : "Servers";
    record.cause = id == 2 ? "" : "No runbook";
  }
  const Report report = provider().report(records, "2026-10");
  EXPECT_EQ(report.breaches.size(), 6u);
  ASSERT_EQ(report.repeats.size(), 1u);
  EXPECT_EQ(report.names[report.repeats[0].category], "Network");
  EXPECT_EQ(report.repeats[0].issues, (std::vector<base::IssueId>{{1}, {2}}));
  ASSERT_EQ(report.causes.size(), 2u);
  EXPECT_EQ(report.causes[0].text, "No runbook");
  EXPECT_EQ(report.causes[0].issues, (std::vector<base::IssueId>{{1}, {3}}));
  EXPECT_EQ(report.causes[1].text, "");
}

TEST(Statistics, CompareAMonthWithTheOneBeforeIt) {
  const std::vector<Record> records{urgent(1, "2026-08-03T06:00:00Z", "2026-08-03T07:00:00Z"),
                                    urgent(2, "2026-09-03T06:00:00Z", "2026-09-03T20:00:00Z"),
                                    urgent(3, "2026-10-05T06:00:00Z", "2026-10-05T07:00:00Z")};
  Question question;
  question.period = {parse_month("2026-09")->from, parse_month("2026-10")->until};
  question.by = {Dimension::month};
  const Report report = provider().report(records, question);
  std::string told;
  for (const Group& group : report.groups) {
    if (report.clocks[group.clock] != "resolution") continue;
    told += report.names[group.keys[0]] + " " + std::to_string(group.figures.met) + "/" +
            std::to_string(group.figures.breached) + " before " + std::to_string(group.before.met) + "/" +
            std::to_string(group.before.breached) + "\n";
  }
  EXPECT_EQ(told, "2026-09 0/1 before 1/0\n2026-10 1/0 before 0/1\n");
}

TEST(Statistics, ListTheMostUrgentFirstAndPrioritiesNobodyRankedLast) {
  std::vector<Record> records;
  for (const char* priority : {"low", "urgent", "Aging", "high"}) {
    const auto id = static_cast<std::int64_t>(records.size()) + 1;
    records.push_back(urgent(id, "2026-10-05T06:00:00Z", "2026-10-05T07:00:00Z"));
    records.back().incident.priority = priority;
  }
  Question question;
  question.period = parse_month("2026-10").value();
  question.by = {Dimension::priority};
  question.urgency = {"low", "normal", "high", "urgent"};
  const Report report = provider().report(records, question);
  std::vector<std::string> order;
  for (const Group& group : report.groups) {
    if (group.clock == 0) order.push_back(report.names[group.keys[0]]);
  }
  EXPECT_EQ(order, (std::vector<std::string>{"urgent", "high", "low", "Aging"}));
}

TEST(Statistics, ShowAGroupThatHadBreachesOnlyInThePeriodBefore) {
  const Report report = provider().report({urgent(1, "2026-09-03T06:00:00Z", "2026-09-03T20:00:00Z")},
                                          "2026-10", {Dimension::client});
  ASSERT_EQ(report.groups.size(), 2u);
  EXPECT_EQ(report.groups[1].before.breached, 1);
  EXPECT_EQ(report.groups[1].figures.count, 0);
}

TEST(Statistics, LookOnlyAtTheClientAskedFor) {
  auto other = urgent(2, "2026-10-01T06:00:00Z", "2026-10-01T07:00:00Z");
  other.client = other.client_now = "meridian";
  Question question;
  question.period = parse_month("2026-10").value();
  question.client = "aurora";
  const Report report =
      provider().report({urgent(1, "2026-10-01T06:00:00Z", "2026-10-01T07:00:00Z"), other}, question);
  EXPECT_EQ(issues(report, total(report, "resolution"), Standing::met), (std::vector<std::int64_t>{1}));
}

Figures sum(const std::vector<Group>& groups, std::uint32_t clock) {
  Figures all;
  for (const Group& group : groups) {
    if (group.clock != clock) continue;
    all.count += group.figures.count;
    all.met += group.figures.met;
    all.breached += group.figures.breached;
    all.running += group.figures.running;
    all.at_risk += group.figures.at_risk;
    all.paused += group.figures.paused;
    for (std::size_t i = 0; i < all.left_out.size(); ++i) all.left_out[i] += group.figures.left_out[i];
    for (std::size_t i = 0; i < all.distribution.size(); ++i) {
      all.distribution[i] += group.figures.distribution[i];
    }
  }
  return all;
}

void expect_same_counts(const Figures& a, const Figures& b) {
  EXPECT_EQ(a.count, b.count);
  EXPECT_EQ(a.met, b.met);
  EXPECT_EQ(a.breached, b.breached);
  EXPECT_EQ(a.running, b.running);
  EXPECT_EQ(a.at_risk, b.at_risk);
  EXPECT_EQ(a.paused, b.paused);
  EXPECT_EQ(a.left_out, b.left_out);
  EXPECT_EQ(a.distribution, b.distribution);
}

// Every grouping of up to two dimensions.
std::vector<std::vector<Dimension>> groupings() {
  std::vector<std::vector<Dimension>> all{{}};
  for (int a = 0; a < kDimensions; ++a) {
    all.push_back({static_cast<Dimension>(a)});
    for (int b = 0; b < kDimensions; ++b) {
      if (a != b) all.push_back({static_cast<Dimension>(a), static_cast<Dimension>(b)});
    }
  }
  return all;
}

TEST(StatisticsLaws, GroupsAddUpToTheTotalAndEveryFigureToItsList) {
  const Provider made = provider();
  for (const std::uint64_t seed : {1u, 2u}) {
    const auto records = RandomIncidents(seed).make(150);
    for (const auto& by : groupings()) {
      const Report report = made.report(records, "2026-10", by);
      for (const Group& whole : report.totals) {
        const Figures& f = whole.figures;
        expect_same_counts(f, sum(report.groups, whole.clock));
        EXPECT_EQ(f.count, f.met + f.breached + f.running + f.at_risk + f.paused + f.left_out_in_all());
        EXPECT_EQ(f.met + f.breached, std::accumulate(f.distribution.begin(), f.distribution.end(), 0));
        EXPECT_GT(f.met, 0);
        EXPECT_GT(f.breached, 0);
        EXPECT_GT(f.left_out_in_all(), 0);
      }
      std::multiset<std::size_t> listed;
      for (const Group& group : report.groups) listed.insert(group.rows.begin(), group.rows.end());
      EXPECT_EQ(listed.size(), report.rows.size());
      EXPECT_EQ(std::set<std::size_t>(listed.begin(), listed.end()).size(), report.rows.size());
    }
  }
}

TEST(StatisticsLaws, MonthsAddUpToTheYear) {
  const Provider made = provider();
  const auto records = RandomIncidents(5).make(300, "2026-01-03T06:00:00Z");
  Question year;
  year.period = {base::parse_date("2026-01-01").value(), base::parse_date("2026-12-31").value()};
  const Report whole = made.report(records, year);
  int met = 0;
  int breached = 0;
  for (int month = 1; month <= 12; ++month) {
    const std::string name = std::string("2026-") + (month < 10 ? "0" : "") + std::to_string(month);
    const Figures figures = total(made.report(records, name), "resolution").figures;
    met += figures.met;
    breached += figures.breached;
  }
  EXPECT_EQ(met, total(whole, "resolution").figures.met);
  EXPECT_EQ(breached, total(whole, "resolution").figures.breached);
  int charted = 0;
  for (const MonthFigures& month : whole.months) {
    if (whole.clocks[month.clock] == "resolution") charted += month.met + month.breached;
  }
  EXPECT_EQ(charted, met + breached);
}

TEST(StatisticsLaws, TheOrderOfArrivalChangesNothing) {
  const Provider made = provider();
  auto records = RandomIncidents(11).make(200);
  const auto told = [&] {
    const Report report = made.report(records, "2026-10", {Dimension::client, Dimension::department});
    std::string text;
    for (const Group& group : report.groups) {
      for (const std::uint32_t key : group.keys) text += report.names[key] + " ";
      text += report.clocks[group.clock];
      for (const std::size_t row : group.rows) text += " " + to_string(report.rows[row].issue);
      text += "\n";
    }
    for (const Breach& breach : report.breaches) text += to_string(report.rows[breach.row].issue) + " ";
    for (const Holding& share : report.shares) text += share.department + " ";
    for (const Repeat& repeat : report.repeats) text += report.names[repeat.category] + " ";
    for (const Tally& cause : report.causes) text += cause.text + " ";
    return text;
  };
  const std::string first = told();
  std::shuffle(records.begin(), records.end(), std::mt19937_64(3));
  EXPECT_EQ(told(), first);
}

TEST(StatisticsLaws, WhatDepartmentsHeldIsWhatBreachesUsed) {
  const Report report = provider().report(RandomIncidents(13).make(500), "2026-10");
  Seconds held{0};
  for (const Holding& share : report.shares) held += share.counted_in_all();
  Seconds used{0};
  for (const Breach& breach : report.breaches) used += report.rows[breach.row].elapsed.value();
  EXPECT_GT(used, Seconds(0));
  EXPECT_EQ(held, used);
}

}  // namespace
}  // namespace estafeta::sla
