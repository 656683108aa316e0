// The TAM's share of what is told: a page a client, which mails nobody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DigestPage : public ::testing::Test {
 protected:
  void later(std::chrono::minutes time) {
    stage_.clock.sleep(time);
    stage_.pass();
  }
  std::string page(const std::string& client = "aurora") {
    return stage_.fake.page("staff", "SLA-" + client).value_or("none");
  }
  int page_writes() {
    const auto& calls = stage_.fake.counters().calls;
    return calls.contains("write_page") ? calls.at("write_page") : 0;
  }

  SiteStage stage_;
};

TEST_F(DigestPage, IsThereOnceSomethingIsAtRiskAndOnlyForThatClient) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  EXPECT_EQ(page(), "none");
  later(std::chrono::minutes(46));
  EXPECT_THAT(page(), AllOf(HasSubstr("#" + to_string(incident)), HasSubstr("Alice Adams"),
                            HasSubstr("response: at risk, due 2026-06-15 11:00"), HasSubstr("response 75%")));
  EXPECT_EQ(page("meridian"), "none");
}

TEST_F(DigestPage, IsWrittenOnlyWhenItSaysSomethingElse) {
  stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(46));
  stage_.fake.reset_counters();
  for (int i = 0; i < 10; ++i) later(std::chrono::minutes(1));
  EXPECT_EQ(page_writes(), 0);
  stage_.restart(true);
  later(std::chrono::minutes(1));
  EXPECT_EQ(stage_.fake.counters().writes, 0);
}

TEST_F(DigestPage, ListsABreachUntilCauseAndMeasureAreFilledIn) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(70));
  stage_.move(stage_.engineer, incident, State::resolved);
  later(std::chrono::minutes(1));
  EXPECT_THAT(page(), AllOf(HasSubstr("0 open incidents"), HasSubstr("1 incident breached this month"),
                            HasSubstr("cause and measure")));
  tracker::fake::PersonalEdit edit;
  edit.fields = {{Field::cause, "nobody on duty"}};
  stage_.act(stage_.engineer, incident, edit);
  later(std::chrono::minutes(1));
  EXPECT_THAT(page(), Not(HasSubstr("cause and measure")));
  edit.fields = {{Field::measure, "a second pair of eyes"}};
  stage_.act(stage_.engineer, incident, edit);
  later(std::chrono::minutes(1));
  EXPECT_THAT(page(), AllOf(HasSubstr("0 incidents breached"), Not(HasSubstr("#" + to_string(incident)))));
}

TEST_F(DigestPage, LeavesOutWhatIsOlderThanLiveFrom) {
  stage_.clock.set(*base::parse_instant("2025-12-30T07:00:00Z"));
  stage_.open_incident();
  stage_.clock.set(*base::parse_instant("2026-06-15T07:00:00Z"));
  stage_.settle();
  EXPECT_EQ(page(), "none");
}

TEST_F(DigestPage, MailsNobody) {
  stage_.open_incident();
  stage_.settle();
  stage_.fake.reset_counters();
  later(std::chrono::minutes(46));
  EXPECT_EQ(stage_.fake.counters().mails.count("Tina Turner"), 0U);
}

}  // namespace
}  // namespace estafeta::testing
