#include "connector/sla/statistics/shares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using std::chrono::hours;
using ::testing::ElementsAre;

SlaEvent moved(const std::string& clock, const std::string& department) {
  SlaEvent made = event(monday(clock), Actor::staff, {});
  made.department = department;
  return made;
}

model::Incident travelled() {
  model::Incident life =
      incident({moved("11:00", "network"), event(monday("12:00"), Actor::staff, {"on_hold:vendor"}),
                moved("13:00", "unix"), event(monday("14:00"), Actor::staff, {"on_hold"}),
                event(monday("15:00"), Actor::staff, {"in_progress"}), moved("15:30", ""),
                moved("16:00", "network"), moved("16:30", "network")});
  return life;
}

TEST(Shares, SayWhoHeldItAndForWhomItWaited) {
  const Policy rules = policy("clocks: { resolution: { pause_in: [ on_hold ] } }\n" + kOneTarget);
  const Ledger ledger = ledgers(rules, travelled(), monday("17:00")).at(1);
  const auto all = shares(ledger);
  std::vector<std::string> holders;
  base::Seconds sum{0};
  for (const Share& share : all) {
    holders.push_back(share.department);
    sum += share.total();
  }
  EXPECT_THAT(holders, ElementsAre("", "network", "unix"));
  EXPECT_EQ(sum, hours(7));
  EXPECT_EQ(all[1].of(Wait::vendor), hours(1));
  EXPECT_EQ(all[1].of(Wait::nobody), hours(2));
  EXPECT_EQ(all[2].of(Wait::vendor), hours(1));
  EXPECT_EQ(all[2].of(Wait::unsaid), hours(1));
  EXPECT_EQ(all[2].of(Spent::paused), hours(2));
  EXPECT_EQ(all[2].of(Spent::running), std::chrono::minutes(30));
}

TEST(WaitingForTheVendor, IsSeenAlsoWhereTheClockRunsOn) {
  const Policy rules = policy("clocks: { resolution: { pause_in: [ \"on_hold:client\" ] } }\n" + kOneTarget);
  const auto all = shares(ledgers(rules, travelled(), monday("14:00")).at(1));
  EXPECT_EQ(all[1].times[static_cast<std::size_t>(Spent::running)][static_cast<std::size_t>(Wait::vendor)],
            hours(1));
}

TEST(Bounces, AreHandOversAndReturnsToWhoHadItBefore) {
  EXPECT_EQ(bounces(travelled(), monday("17:00")).hand_overs, 2);
  EXPECT_EQ(bounces(travelled(), monday("17:00")).returns, 1);
  EXPECT_EQ(bounces(travelled(), monday("12:30")).hand_overs, 0);
  model::Incident life = travelled();
  life.department = "unix";
  EXPECT_EQ(bounces(life, monday("17:00")).hand_overs, 3);
  EXPECT_EQ(bounces(life, monday("17:00")).returns, 2);
}

TEST(AHoliday, IsToldApartFromAClosedNight) {
  calendar::CalendarSpec office;
  office.zone = calendar::Zone::find("Europe/Moscow").value();
  for (std::size_t day = 0; day < 5; ++day) office.week[day] = {calendar::parse_shift("09:00-18:00").value()};
  office.holidays = {base::parse_date("2026-06-16").value(), base::parse_date("2026-06-20").value()};
  office.exceptions[base::parse_date("2026-06-17").value()] = {};
  Policy rules = policy(kOneTarget);
  rules.targets[0].hours = calendar::Calendar(office);
  const auto all = ledgers(rules, incident({}), at("2026-06-22T12:00:00Z"));
  std::vector<std::string> lines;
  for (const LedgerEntry& entry : all[1].entries) {
    lines.push_back(std::string(to_string(entry.spent)) + " " + base::format_duration(entry.length()));
  }
  // The 16th and 17th are holidays from midnight to midnight; Saturday the 20th would be closed anyway.
  EXPECT_THAT(lines, ElementsAre("running 5h", "closed 6h", "holiday 48h", "closed 9h", "running 9h",
                                 "closed 15h", "running 9h", "closed 63h", "running 6h"));
}

}  // namespace
}  // namespace estafeta::sla
