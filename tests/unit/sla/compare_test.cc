#include "connector/sla/statistics/compare.h"

#include <gtest/gtest.h>

#include "tests/unit/sla/provider.h"

namespace estafeta::sla {
namespace {

Comparison compare(const Provider& stands, const Provider& other, const std::vector<Record>& records,
                   const std::string& month = "2026-10") {
  Comparer comparer(parse_month(month).value(), stands.zone, stands.now);
  for (const Record& record : records) comparer.add(record, stands.judge(record), other.judge(record));
  return comparer.comparison();
}

Provider with_gold(const std::string& yaml) {
  Provider made = provider();
  made.policies.add("gold", {{base::parse_date("2026-01-01").value(), policy(yaml)}});
  return made;
}

TEST(Comparer, FindsNothingBetweenPoliciesThatAreAlike) {
  const auto records = RandomIncidents(1).make(300);
  const Comparison same = compare(provider(), provider(), records);
  EXPECT_TRUE(same.flips.empty());
  EXPECT_GT(same.incidents, 50);
  for (const auto& [key, compared] : same.clocks) EXPECT_EQ(compared.other_due, 0);
}

TEST(Comparer, CountsWhatTheReportCounts) {
  const auto records = RandomIncidents(2).make(300);
  const Comparison same = compare(provider(), provider(), records);
  const Report report = provider().report(records, "2026-10", {Dimension::client});
  for (const Group& group : report.groups) {
    const std::string& client = report.names[group.keys[0]];
    const auto found = same.clocks.find({client, report.clocks[group.clock]});
    if (found == same.clocks.end()) continue;
    EXPECT_EQ(found->second.stands.met, group.figures.met) << client;
    EXPECT_EQ(found->second.stands.breached, group.figures.breached) << client;
  }
}

TEST(Comparer, NamesEveryClockThatFlipsAndTheSumsFollow) {
  const auto records = RandomIncidents(3).make(300);
  const Comparison lax =
      compare(provider(), with_gold("targets: [ { calendar: 24x7, response: 9000h, resolution: 9000h } ]\n"),
              records);
  const auto& compared = lax.clocks.at({"aurora", "resolution"});
  EXPECT_GT(compared.stands.breached, 0);
  EXPECT_EQ(compared.would_be.breached, 0);
  int flipped = 0;
  for (const Flip& flip : lax.flips) {
    if (flip.clock == "resolution" && flip.was == Standing::breached) ++flipped;
    EXPECT_EQ(flip.client, "aurora");
  }
  EXPECT_EQ(flipped, compared.stands.breached);
}

TEST(Comparer, CountsClocksOfWhichOnlyTheDueTimeDiffers) {
  model::Incident life = incident({event(at("2026-10-05T06:30:00Z"), Actor::staff, {.comment = "public"}),
                                   event(at("2026-10-05T07:00:00Z"), Actor::staff, {.status = "resolved"})});
  life.created = at("2026-10-05T06:00:00Z");
  const Comparison other =
      compare(provider(), with_gold("targets: [ { calendar: 24x7, response: 1h, resolution: 2h } ]\n"),
              {record_of(life)});
  EXPECT_TRUE(other.flips.empty());
  EXPECT_EQ(other.clocks.at({"aurora", "resolution"}).other_due, 1);
}

TEST(Comparer, ToldOfAClockOnlyOneOfThePoliciesHas) {
  model::Incident life = incident({event(at("2026-10-05T07:00:00Z"), Actor::staff, {.status = "resolved"})});
  life.created = at("2026-10-05T06:00:00Z");
  const Comparison more =
      compare(provider(),
              with_gold("clocks: { workaround: { stop_in: [ resolved ] } }\n"
                        "targets: [ { calendar: 24x7, response: 2h, workaround: 30m, resolution: 2h } ]\n"),
              {record_of(life)});
  ASSERT_EQ(more.flips.size(), 1u);
  EXPECT_EQ(more.flips[0].clock, "workaround");
  EXPECT_EQ(more.flips[0].was, Standing::left_out);
  EXPECT_EQ(more.flips[0].would_be, Standing::breached);
}

TEST(PolicySet, TakesOverThePoliciesOfAnotherAndKeepsItsOwn) {
  PolicySet set = provider().policies;
  PolicySet other;
  const auto day = base::parse_date("2026-06-01").value();
  other.add("gold", {{day, policy(kOneTarget)}});
  set.replace_with(other);
  EXPECT_EQ(set.find("gold", base::parse_date("2026-05-31").value()), nullptr);
  EXPECT_NE(set.find("gold", day), nullptr);
  EXPECT_NE(set.find("silver", day), nullptr);
}

}  // namespace
}  // namespace estafeta::sla
