#include "connector/render/kit/chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace estafeta::render {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Chart chart() {
  Chart made;
  made.id = "c";
  made.title = "Met & breached";
  made.description = "By month";
  made.series = {"response", "resolution"};
  made.top = 1000;
  made.groups = {{"2026-09", {{500, "50"}, {1000, "100"}}, ""}, {"2026-10", {{}, {0, "0"}}, ""}};
  return made;
}

// Heights, or widths, of the bars; those of the legend and of patterns are no bars.
std::vector<int> sizes(const std::string& svg, const std::string& which) {
  static const std::regex rect("<rect x=\"[0-9]+\" y=\"[0-9]+\" width=\"([0-9]+)\" height=\"([0-9]+)\"");
  std::vector<int> found;
  for (std::sregex_iterator at(svg.begin(), svg.end(), rect), end; at != end; ++at) {
    if ((*at)[1] == "14" && (*at)[2] == "11") continue;
    found.push_back(std::stoi((*at)[which == "width" ? 1 : 2]));
  }
  return found;
}

TEST(ColumnChart, DrawsColumnsInProportionAndNoneWhereThereIsNoValue) {
  EXPECT_EQ(sizes(column_chart(chart()), "height"), (std::vector<int>{75, 150, 0}));
}

TEST(ColumnChart, HasTitleAndDescriptionForThoseWhoCannotSeeIt) {
  const std::string svg = column_chart(chart());
  EXPECT_THAT(svg, HasSubstr("role=\"img\" aria-labelledby=\"c-t c-d\""));
  EXPECT_THAT(svg, HasSubstr("<title id=\"c-t\">Met &amp; breached</title><desc id=\"c-d\">By month</desc>"));
}

TEST(ColumnChart, DrawsTheGoalOnlyIfThereIsOne) {
  EXPECT_THAT(column_chart(chart()), Not(HasSubstr("6 4")));
  Chart with_goal = chart();
  with_goal.goal = 950;
  with_goal.goal_text = "goal 95.0%";
  EXPECT_THAT(column_chart(with_goal), HasSubstr("goal 95.0%"));
  EXPECT_THAT(column_chart(with_goal), HasSubstr("stroke-dasharray=\"6 4\""));
}

TEST(BarChart, PutsValuesOneAfterAnotherSoThatTheLongestBarFillsTheRoom) {
  Chart made = chart();
  made.groups = {{"unix", {{3000, ""}, {1000, ""}}, "note"}, {"dba", {{0, ""}, {2000, ""}}, "note"}};
  const auto widths = sizes(bar_chart(made), "width");
  ASSERT_EQ(widths.size(), 3u);
  EXPECT_NEAR(widths[0], 3 * widths[1], 3);
  EXPECT_NEAR(widths[2], 2 * widths[1], 3);
}

TEST(Charts, TellSeriesApartByPatternToo) {
  Chart made = chart();
  made.series = {"a", "b", "c", "d"};
  made.groups = {{"x", {{1, ""}, {1, ""}, {1, ""}, {1, ""}}, ""}};
  const std::string svg = bar_chart(made);
  EXPECT_THAT(svg, HasSubstr("fill=\"url(#c-p2)\""));
  EXPECT_THAT(svg, HasSubstr("fill=\"url(#c-p3)\""));
  EXPECT_THAT(svg, HasSubstr("<pattern id=\"c-p3\""));
}

}  // namespace
}  // namespace estafeta::render
