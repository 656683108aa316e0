#include "connector/render/incident/forecast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "connector/document/node.h"
#include "connector/render/report/comparison.h"
#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using ::testing::HasSubstr;

ForecastView view() {
  ForecastView made;
  made.now = at("2026-06-15T07:00:00Z");
  made.horizon = std::chrono::hours(24);
  made.overdue = 2;
  made.lines = {
      {{7},
       "Tills are\ndown",
       "Aurora Retail",
       "Alice Adams",
       "https://t/7",
       {"response", sla::Outlook::breaches, at("2026-06-15T07:40:00Z"), base::Seconds(2400), "Unix", "high"}},
      {{8},
       "Slow",
       "Meridian Bank",
       "",
       "https://t/8",
       {"resolution", sla::Outlook::paused, at("2026-06-16T06:00:00Z"), base::Seconds(3600), "", "low"}}};
  return made;
}

TEST(ForecastText, SaysWhatIsNextAndWhoHoldsIt) {
  EXPECT_EQ(
      forecast_text(view(), plain()),
      "What will breach within 24 h, as of 2026-06-15 10:00\n"
      "\n"
      "Will breach if nothing happens: 1\n"
      "Due               Left    Working time left  Clock     #   Client         Title           Holder      "
      "       Link\n"
      "2026-06-15 10:40  40 min  40 min             response  #7  Aurora Retail  Tills are down  Unix: Alice "
      "Adams  https://t/7\n"
      "\n"
      "Paused, and would breach in that time if resumed now: 1\n"
      "Due               Left  Working time left  Clock       #   Client         Title  Holder      Link\n"
      "2026-06-16 09:00  23 h  1 h                resolution  #8  Meridian Bank  Slow   nobody yet  "
      "https://t/8\n"
      "\n"
      "Breached already and still open: 2. They are in the report and on the board.\n");
}

TEST(ForecastText, SaysThatNothingIsComing) {
  EXPECT_THAT(forecast_text({at("2026-06-15T07:00:00Z"), std::chrono::hours(1), {}, 0}, plain("ru")),
              HasSubstr("Будет просрочено, если ничего не делать: 0\n"));
}

TEST(ForecastJson, CarriesTheSame) {
  const auto json = document::parse_json(forecast_json(view()), "forecast");
  ASSERT_TRUE(json);
  const auto& clocks = json->find("clocks")->items;
  ASSERT_EQ(clocks.size(), 2u);
  EXPECT_EQ(clocks[0].find("left_working_s")->text, "2400");
  EXPECT_EQ(clocks[0].find("holder")->text, "Alice Adams");
  EXPECT_EQ(clocks[1].find("outlook")->text, "paused");
  EXPECT_EQ(json->find("overdue")->text, "2");
}

ComparisonView compared() {
  ComparisonView made;
  made.policies = "new.yaml";
  made.clients = {{"aurora", "Aurora Retail"}};
  made.comparison.period = sla::parse_month("2026-06").value();
  made.comparison.incidents = 3;
  sla::Compared& clock = made.comparison.clocks[{"aurora", "response"}];
  clock.stands.met = 2;
  clock.would_be.met = clock.would_be.breached = 1;
  clock.other_due = 1;
  made.comparison.flips = {{{7}, "aurora", "response", sla::Standing::met, sla::Standing::breached}};
  return made;
}

TEST(ComparisonText, ShowsBothSidesAndWhatFlips) {
  EXPECT_EQ(comparison_text(compared(), plain()),
            "If the policies of new.yaml applied: 3 incidents from 2026-06-01 to 2026-06-30. Nothing was "
            "written.\n"
            "\n"
            "Client         Clock     Stands  Met     Would be  Met     Only the due time differs\n"
            "Aurora Retail  response  100.0%  2 of 2  50.0%     1 of 2  1\n"
            "\n"
            "Clocks with another result: 1\n"
            "- #7 Aurora Retail, response: met → breached\n");
  ComparisonView same = compared();
  same.comparison.flips.clear();
  EXPECT_THAT(comparison_text(same, plain("ru")),
              HasSubstr("Ни у одного срока результат не изменился бы.\n"));
}

TEST(ComparisonJson, CarriesTheSame) {
  const auto json = document::parse_json(comparison_json(compared()), "comparison");
  ASSERT_TRUE(json);
  const auto& clock = json->find("clocks")->items.at(0);
  EXPECT_EQ(clock.find("stands")->find("compliance")->text, "100.0");
  EXPECT_EQ(clock.find("would_be")->find("breached")->text, "1");
  EXPECT_EQ(json->find("flips")->items.at(0).find("would_be")->text, "breached");
}

}  // namespace
}  // namespace estafeta::render
