#include "connector/render/plan/plan_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/render/kit/svg.h"
#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

model::PlannedTask task(const std::string& key, const std::string& title, std::vector<std::string> needs,
                        int day) {
  model::PlannedTask made;
  made.key = key;
  made.department = "network";
  made.title = title;
  made.needs = std::move(needs);
  made.driver = made.needs.empty() ? "" : made.needs.front();
  made.start = at("2026-06-15T06:00:00Z") + std::chrono::days(day);
  made.due = made.start + std::chrono::hours(8);
  return made;
}

PlanView view() {
  static model::Departments departments;
  departments.all["network"] = {"network", "Network", "Network group", "office"};
  PlanView made;
  made.title = "New landscape for <shop>";
  made.departments = &departments;
  made.schedule.tasks = {task("vlan", "VLAN & routing", {}, 0), task("vms", "Virtual machines", {"vlan"}, 1),
                         task("backup", "Backup", {"vlan", "gone"}, 1), task("ready", "Ready", {"vms"}, 2)};
  auto& tasks = made.schedule.tasks;
  tasks[3].due = tasks[3].start;
  for (const std::size_t i : {0, 1, 3}) tasks[i].critical = true;
  made.schedule.finish = tasks[3].due;
  return made;
}

std::size_t count(const std::string& text, const std::string& piece) {
  std::size_t times = 0;
  for (auto from = text.find(piece); from != std::string::npos; from = text.find(piece, from + 1)) ++times;
  return times;
}

TEST(APicture, ShowsEveryTaskInTheGraphAndInTime) {
  const std::string svg = plan_svg(view(), plain("en"));
  EXPECT_EQ(count(svg, "VLAN &amp; routing"), 2U);
  EXPECT_EQ(count(svg, "Virtual machines"), 2U);
  EXPECT_THAT(svg, HasSubstr("New landscape for &lt;shop&gt;"));
  EXPECT_THAT(svg, Not(HasSubstr("<shop>")));
  EXPECT_EQ(count(svg, "marker-end="), 3U);  // three arrows; what is needed and not there has none
  EXPECT_EQ(count(svg, "class=\"arrow critical\""), 4U);  // two of them, above and below
  EXPECT_EQ(count(svg, "l-7 -7z"), 1U);                   // the milestone
}

TEST(APicture, SaysWhoAnswersAnApproval) {
  auto shown = view();
  shown.schedule.tasks[1].department.clear();
  shown.approvers["vms"] = "Service manager";
  EXPECT_EQ(count(plan_svg(shown, plain("en")), "Service manager"), 2U);
}

TEST(APicture, SpeaksRussian) {
  const std::string svg = plan_svg(view(), plain("ru"));
  EXPECT_THAT(svg, HasSubstr("ждёт очереди"));
  EXPECT_THAT(svg, HasSubstr("критический путь"));
}

TEST(APicture, MarksNowOnlyWithinItsDays) {
  PlanView now = view();
  now.now = at("2026-06-16T06:00:00Z");
  EXPECT_THAT(plan_svg(now, plain("en")), HasSubstr("class=\"now\""));
  now.now = at("2026-07-16T06:00:00Z");
  EXPECT_THAT(plan_svg(now, plain("en")), Not(HasSubstr("class=\"now\"")));
}

TEST(APicture, OfNothingOrOfARingIsDrawnAllTheSame) {
  PlanView empty = view();
  empty.schedule.tasks.clear();
  EXPECT_THAT(plan_svg(empty, plain("en")), HasSubstr("</svg>"));
  PlanView ring = view();
  ring.schedule.tasks[0].needs = {"vms"};
  EXPECT_THAT(plan_svg(ring, plain("en")), HasSubstr("</svg>"));
}

TEST(AText, IsBrokenBetweenWordsAndCutAtTheEnd) {
  EXPECT_THAT(wrapped("one two three", 20, 2), ElementsAre("one two three"));
  EXPECT_THAT(wrapped("one two three", 8, 2), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("one two three four five", 8, 2), ElementsAre("one two", "three f…"));
  EXPECT_THAT(wrapped("Verwaltungsgericht", 8, 2), ElementsAre("Verwalt…"));
  EXPECT_THAT(wrapped("", 8, 2), ElementsAre());
}

TEST(ANumber, HasOneDecimalAtMost) {
  EXPECT_EQ(svg_number(12), "12");
  EXPECT_EQ(svg_number(12.34), "12.3");
  EXPECT_EQ(svg_number(-0.01), "0");
}

}  // namespace
}  // namespace estafeta::render
