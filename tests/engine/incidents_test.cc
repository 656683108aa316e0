// Whole passes over incidents, on the fake tracker.
#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;

class Incidents : public ::testing::Test {
 protected:
  base::IssueId open_incident() { return stage_.open_incident(); }
  std::string field(base::IssueId id, Field name) { return stage_.issue(id).field(name); }

  SiteStage stage_;
};

TEST_F(Incidents, GetTheirClocksWritten) {
  const auto incident = open_incident();
  stage_.pass();
  EXPECT_EQ(field(incident, Field::sla_response), "running");
  EXPECT_EQ(field(incident, Field::sla_resolution), "running");
  // Office hours of Moscow: created 10:00, one hour to answer.
  EXPECT_EQ(field(incident, Field::sla_response_due), "2026-06-15 11:00");
  EXPECT_EQ(field(incident, Field::deadline), "2026-06-15 11:00");
}

TEST_F(Incidents, AreWrittenOnlyAtTransitions) {
  const auto incident = open_incident();
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(30));
  EXPECT_EQ(stage_.pass().writes, 0);
  // At three quarters of the hour nobody touches it, and it is at risk all the same.
  stage_.clock.sleep(std::chrono::minutes(16));
  // The fields, a note for which the duty watches a moment, and the TAM's two pages.
  EXPECT_EQ(stage_.pass().writes, 6);
  EXPECT_EQ(field(incident, Field::sla_response), "at risk");
  stage_.clock.sleep(std::chrono::minutes(20));
  stage_.settle();
  EXPECT_EQ(field(incident, Field::sla_response), "breached");
}

TEST_F(Incidents, AreJudgedByTheAnswerThatTheTamWroteDown) {
  const auto incident = open_incident();
  stage_.clock.sleep(std::chrono::minutes(90));
  stage_.settle();
  EXPECT_EQ(field(incident, Field::sla_response), "breached");
  tracker::fake::PersonalEdit note;
  note.note = "SLA correction: answered\nAt: 2026-06-15 10:20\nReason: by telephone";
  note.note_is_private = true;
  ASSERT_TRUE(stage_.fake.act(stage_.tam, incident, note).ok());
  stage_.settle();
  EXPECT_EQ(field(incident, Field::sla_response), "met");
}

TEST_F(Incidents, OlderThanLiveFromAreJudgedAndNeverWritten) {
  stage_.clock.set(*base::parse_instant("2025-12-31T07:00:00Z"));
  const auto incident = open_incident();
  stage_.clock.set(*base::parse_instant("2026-06-15T07:00:00Z"));
  EXPECT_EQ(stage_.pass().writes, 0);
  EXPECT_EQ(field(incident, Field::sla_response), "");
  EXPECT_TRUE(*stage_.store->incident(incident));
}

TEST_F(Incidents, CostNoWriteAfterTheStoreIsLost) {
  open_incident();
  stage_.settle();
  stage_.restart(true);
  EXPECT_EQ(stage_.pass().writes, 0);
}

}  // namespace
}  // namespace estafeta::testing
