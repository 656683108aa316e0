#include "connector/sla/clocks/fingerprint.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

std::string of(const std::string& yaml) {
  return fingerprint(policy(yaml));
}

TEST(Fingerprint, IsTheSameForTheSamePromise) {
  EXPECT_EQ(of(kOneTarget), of(kOneTarget));
  EXPECT_EQ(of("warn_at: 0.75\n" + kOneTarget), of("warn_at: 75%\n" + kOneTarget));
  EXPECT_EQ(of("clocks: { resolution: { on: ready } }\n" + kOneTarget),
            of("clocks: { resolution: { start_in: [ ready ] } }\n" + kOneTarget));
}

TEST(Fingerprint, DiffersWithWhateverIsPromised) {
  const std::vector<std::string> promises{
      kOneTarget,
      "targets: [ { calendar: office, response: 1h, resolution: 9h } ]\n",
      "targets: [ { calendar: 24x7, response: 1h, resolution: 8h } ]\n",
      "targets: [ { when: { priority: high }, calendar: office, response: 1h, resolution: 8h } ]\n",
      "warn_at: 0.75\n" + kOneTarget,
      "warn_at: [ 0.5, 0.75 ]\n" + kOneTarget,
      "warn_at: 2h before\n" + kOneTarget,
      "warn_at: 2h after\n" + kOneTarget,
      "on_retarget: carry_fraction\n" + kOneTarget,
      "clocks: { response: { pause_in: [ on_hold ] } }\n" + kOneTarget,
      "clocks: { resolution: { pause_in: [ \"on_hold:client\" ] } }\n" + kOneTarget,
      "clocks: { resolution: { on_reopen: new_cycle } }\n" + kOneTarget,
      "clocks: { mine: { kind: next_reply } }\n" + kOneTarget,
      "clocks: { mine: { kind: next_reply, from_creation: true } }\n" + kOneTarget,
      "clocks: { mine: { kind: update } }\n" + kOneTarget,
      "clocks: { resolution: { on: ready } }\n" + kOneTarget,
      "clocks: { resolution: { on: assigned_to_group } }\n" + kOneTarget,
      "clocks: { resolution: { on: contract } }\n" + kOneTarget,
      "clocks: { mine: { stop_in: [ resolved, closed, cancelled ] } }\n" + kOneTarget,
      "targets: [ { calendar: office, response: 1h, resolution: 1bd } ]\n",
      "targets: [ { calendar: office, response: 1h, resolution: 2bd } ]\n",
      "targets: [ { calendar: office, response: 1h, resolution: 1bd_end } ]\n",
      "targets: [ { calendar: office, response: 1h, resolution: end_of_day } ]\n",
      "targets: [ { when: { created: { in: office } }, calendar: office, response: 1h, resolution: 8h } ]\n",
      "targets: [ { when: { created: { out_of: office } }, calendar: office, response: 1h, resolution: 8h } "
      "]\n",
  };
  std::set<std::string> prints;
  for (const auto& yaml : promises) EXPECT_TRUE(prints.insert(of(yaml)).second) << yaml;
}

// What a store remembers of an earlier release still holds where nothing of the new is used.
TEST(Fingerprint, OfAPolicyOfEarlierReleasesStays) {
  EXPECT_EQ(of("warn_at: 0.75\ntargets: [ { calendar: 24x7, response: 1h, resolution: 8h } ]\n"),
            "c403d3dea1522d55");
}

TEST(Fingerprint, SeesAHolidayAddedAfterwards) {
  Policy rules = policy(kOneTarget);
  const std::string before = fingerprint(rules);
  calendar::CalendarSpec office;
  for (std::size_t day = 0; day < 5; ++day) office.week[day] = {calendar::parse_shift("09:00-18:00").value()};
  office.holidays.insert(base::parse_date("2026-06-16").value());
  rules.targets[0].hours = calendar::Calendar(office);
  EXPECT_NE(fingerprint(rules), before);
}

}  // namespace
}  // namespace estafeta::sla
