// What a template plans beside what its changes took, on the fake tracker.
#include "connector/views/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/render/plan/calibration.h"
#include "connector/service/changes/end_range.h"
#include "connector/service/changes/preview.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using base::Seconds;
using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Seconds kHour{3600};

class Calibrating : public ::testing::Test {
 protected:
  // A change whose first task takes so long, of the working time of its department.
  void run(Seconds time, Seconds held = Seconds(0)) {
    const auto change = stage_.open_change("landscape", "system: polaris\nbackup: false\n", State::agreed);
    stage_.settle();
    const auto task = stage_.task(change, "network").id;
    stage_.move(stage_.engineer, task, State::in_progress);
    stage_.clock.sleep(time / 2);
    if (held > Seconds(0)) {
      tracker::fake::PersonalEdit hold;
      hold.state = State::on_hold;
      hold.fields[Field::hold_reason] = "client";
      stage_.act(stage_.engineer, task, hold);
      stage_.clock.sleep(held);
      stage_.move(stage_.engineer, task, State::in_progress);
    }
    stage_.clock.sleep(time - time / 2);
    stage_.finish(task, "vlan: 214\nsubnet: 10.20.14.0/24\n");
    auto decision = stage_.engine().decide(change);
    ASSERT_TRUE(decision) << to_string(decision.error());
    views::add_run(found_, bundled_site().rules, decision->observation.situation);
  }

  SiteStage stage_;
  views::Calibration found_{{}, {{"network", kHour * 4, false}, {"vms", kHour * 8, false}}, {}};
};

TEST_F(Calibrating, TakesTheWorkingTimeOfEachTaskWithoutItsHoldsTheShortestFirst) {
  run(kHour * 2);
  run(kHour, kHour * 3);
  EXPECT_EQ(found_.changes.size(), 2u);
  ASSERT_EQ(found_.tasks[0].took.size(), 2u);
  EXPECT_NEAR(static_cast<double>(found_.tasks[0].took[0].count()), 3600, 300)
      << "an act takes a minute here";
  EXPECT_NEAR(static_cast<double>(found_.tasks[0].took[1].count()), 7200, 300);
  EXPECT_TRUE(found_.tasks[1].took.empty()) << "nobody has done it";
}

TEST(EndRange, TakesTheTimesOfTasksWithThreeRunsAndThePlannedOnesOfTheOthers) {
  const auto& site = bundled_site();
  const auto desired = service::expand_template(site, "landscape", "system: vega\nbackup: false\n", "en");
  ASSERT_TRUE(desired);
  const auto begin = *base::parse_instant("2026-06-15T06:00:00Z");
  views::Calibration found{
      {}, {{"network", kHour * 4, false, {kHour * 4, kHour * 4}}, {"vms", kHour * 8, false}}, {}};
  const auto before = service::end_range(site, *desired, found, "aurora", begin);
  ASSERT_TRUE(before) << to_string(before.error());
  EXPECT_EQ(before->half, before->planned) << "two runs tell nothing";
  EXPECT_EQ(before->most, before->planned);
  const auto& office = *site.rules.calendars.find("office");
  const auto planned = desired->tasks.front().duration;
  ASSERT_EQ(desired->tasks.front().id, "network");
  found.tasks[0].took = {planned, planned + kHour * 9, planned + kHour * 18};
  const auto range = service::end_range(site, *desired, found, "aurora", begin);
  ASSERT_TRUE(range);
  EXPECT_EQ(range->planned, before->planned);
  EXPECT_EQ(office.elapsed(range->planned, range->half), kHour * 9);
  EXPECT_EQ(office.elapsed(range->planned, range->most), kHour * 18);
}

TEST(Percentile, IsAValueThatWasSeenAndThatSoManyDoNotExceed) {
  std::vector<Seconds> ten;
  for (int i = 1; i <= 10; ++i) ten.emplace_back(i);
  EXPECT_EQ(views::percentile(ten, 50), Seconds(5));
  EXPECT_EQ(views::percentile(ten, 90), Seconds(9));
  EXPECT_EQ(views::percentile({Seconds(7)}, 50), Seconds(7));
  EXPECT_EQ(views::percentile({Seconds(1), Seconds(9)}, 90), Seconds(9));
}

TEST(CalibrationText, SaysWhichPlanIsTooShortFromThreeRunsOn) {
  const views::Calibration found{{base::IssueId{7}, base::IssueId{5}},
                                 {{"network", kHour * 4, false, {kHour, kHour * 6 - Seconds(100), kHour * 9}},
                                  {"vms", kHour * 8, false, {kHour * 20, kHour * 30}},
                                  {"web", kHour * 4, false, {kHour * 4, kHour * 4, kHour * 4}}},
                                 {Seconds(86400 * 9), Seconds(86400 * 14)}};
  const auto text = render::calibration_text("landscape", found, bundled_site().plain());
  EXPECT_THAT(text,
              AllOf(HasSubstr("landscape: 2 changes of the last year that ended well: #7 and #5."),
                    HasSubstr("planned too short: duration: 6h\n"), Not(HasSubstr("duration: 20h")),
                    Not(HasSubstr("duration: 4h")), HasSubstr("half took 9 days or less, nine of ten 14")));
  EXPECT_THAT(render::calibration_text("landscape", {}, bundled_site().plain("ru")),
              HasSubstr("сравнить не с чем"));
}

}  // namespace
}  // namespace estafeta::testing
