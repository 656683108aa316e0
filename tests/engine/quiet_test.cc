// Where the tracker tells only those a write is for, as with Estafeta's plugin: nobody else is mailed, and
// the clocks of many incidents cost one write.
#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;

class Quiet : public ::testing::Test {
 protected:
  Quiet() { stage_.fake.heed_audiences(true); }

  int mails_to(const std::string& name) const {
    const auto& mails = stage_.fake.counters().mails;
    return mails.contains(name) ? mails.at(name) : 0;
  }
  int calls(const std::string& name) const {
    const auto& all = stage_.fake.counters().calls;
    return all.contains(name) ? all.at(name) : 0;
  }
  std::vector<base::IssueId> open_incidents(int count) {
    std::vector<base::IssueId> all;
    for (int i = 0; i < count; ++i) all.push_back(stage_.open_incident());
    return all;
  }
  std::string response(base::IssueId id) const { return stage_.issue(id).field(Field::sla_response); }

  SiteStage stage_;
};

TEST_F(Quiet, AChangeThatBeginsMailsOnlyTheGroupWhoseTaskIsReady) {
  const auto change = stage_.open_change("landscape", "system: quiet\n", State::agreed);
  stage_.fake.reset_counters();
  stage_.settle();
  ASSERT_EQ(stage_.task(change, "network").status.state, State::ready);
  EXPECT_EQ(stage_.fake.counters().mails_in_all(), mails_to("Alice Adams"));
  EXPECT_EQ(mails_to("Tina Turner"), 0);
}

TEST_F(Quiet, TheClocksOfManyIncidentsAreOneWriteOfAPageAndMailNobody) {
  const auto all = open_incidents(60);
  stage_.fake.reset_counters();
  const auto result = stage_.pass();
  for (const auto id : all) EXPECT_EQ(response(id), "running") << to_string(id);
  EXPECT_EQ(calls("update"), 0);
  EXPECT_EQ(result.writes, 1);
  EXPECT_EQ(stage_.fake.counters().mails_in_all(), 0);
}

TEST_F(Quiet, TheyLeaveNoEntryAndMoveNoTime) {
  const auto incident = open_incidents(1).front();
  const auto before = stage_.issue(incident);
  stage_.clock.sleep(std::chrono::minutes(1));
  stage_.pass();
  EXPECT_EQ(stage_.issue(incident).updated, before.updated);
  EXPECT_EQ(stage_.issue(incident).events, before.events);
}

TEST_F(Quiet, TheyCountAsOneWriteOfTheLimit) {
  const auto few = site_with([](auto& site) { site.settings.limits.writes_per_pass = 5; });
  stage_.use(*few);
  stage_.restart();
  const auto all = open_incidents(40);
  stage_.pass();
  for (const auto id : all) EXPECT_EQ(response(id), "running") << to_string(id);
}

TEST_F(Quiet, AClockThatCouldNotBeWrittenIsWrittenByALaterPass) {
  const auto incident = open_incidents(1).front();
  stage_.fake.set_hook([](std::string_view point) {
    return point == "before:write_fields" ? tracker::fake::Fault::unavailable : tracker::fake::Fault::none;
  });
  stage_.pass();
  EXPECT_EQ(response(incident), "");
  stage_.fake.set_hook(nullptr);
  stage_.clock.sleep(std::chrono::minutes(2));
  stage_.pass();
  EXPECT_EQ(response(incident), "running");
}

TEST_F(Quiet, AFieldThatIsDroppedIsFoundOutAboutAndTold) {
  const auto incident = open_incidents(1).front();
  stage_.fake.make_read_only(Field::sla_response);
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(2));
  stage_.settle();
  EXPECT_EQ(response(incident), "");
  EXPECT_EQ(stage_.issue(incident).field(Field::sla_resolution), "running");
  EXPECT_FALSE(stage_.private_notes(incident).empty());
}

TEST_F(Quiet, AThresholdIsStillToldByANote) {
  const auto incident = open_incidents(1).front();
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(46));
  stage_.settle();
  EXPECT_EQ(response(incident), "at risk");
  EXPECT_EQ(stage_.private_notes(incident).size(), 1U);
}

}  // namespace
}  // namespace estafeta::testing
