// Incidents read into the store and kept there, on the fake tracker.
#include "connector/service/incidents/archive.h"

#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Kind;
using model::State;

class Archived : public ::testing::Test {
 protected:
  base::IssueId open_incident(const std::string& subject) {
    tracker::NewIssue issue;
    issue.project = "aurora";
    issue.kind = Kind::incident;
    issue.subject = subject;
    return stage_.fake.open_issue(stage_.client, issue).value();
  }
  base::Status refresh() { return archive().refresh(since_); }
  service::Archive archive() { return {bundled_site(), stage_.fake, *stage_.store}; }
  std::map<base::IssueId, std::string> kept() {
    std::map<base::IssueId, std::string> subjects;
    EXPECT_TRUE(archive()
                    .each([&](const sla::Record& record) { subjects[record.incident.id] = record.subject; })
                    .ok());
    return subjects;
  }
  std::map<base::IssueId, sla::Record> records() {
    std::map<base::IssueId, sla::Record> all;
    EXPECT_TRUE(
        archive().each([&](const sla::Record& record) { all.emplace(record.incident.id, record); }).ok());
    return all;
  }
  int histories() {
    const auto& calls = stage_.fake.counters().calls;
    const auto found = calls.find("issue");
    return found == calls.end() ? 0 : found->second;
  }

  SiteStage stage_;
  base::Instant since_ = *base::parse_instant("2026-06-01T00:00:00Z");
};

TEST_F(Archived, AreAllThatChangedAndOnlyIncidents) {
  const auto one = open_incident("one"), two = open_incident("two");
  stage_.open_change("landscape", "system: shop", State::draft);
  ASSERT_TRUE(refresh().ok());
  EXPECT_EQ(kept(), (std::map<base::IssueId, std::string>{{one, "one"}, {two, "two"}}));
}

TEST_F(Archived, AreReadAgainOnlyWhenTheyChanged) {
  const auto one = open_incident("one");
  open_incident("two");
  ASSERT_TRUE(refresh().ok());
  stage_.fake.reset_counters();
  ASSERT_TRUE(refresh().ok());
  EXPECT_EQ(histories(), 0);
  stage_.clock.sleep(std::chrono::minutes(5));
  tracker::fake::PersonalEdit note;
  note.note = "Looking into it.";
  stage_.act(stage_.engineer, one, note);
  ASSERT_TRUE(refresh().ok());
  EXPECT_EQ(histories(), 1);
}

TEST_F(Archived, StayOnTheDeskThatTheyStoodOn) {
  const auto late = open_incident("late");
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(90));
  stage_.settle();
  const auto desk = [&] { return stage_.fake.page("staff", "Desk-aurora").value_or(""); };
  ASSERT_NE(desk().find("#" + to_string(late)), std::string::npos);
  tracker::fake::PersonalEdit note;
  note.note = "Looking into it.";
  stage_.act(stage_.duty, late, note);
  ASSERT_TRUE(refresh().ok());
  stage_.clock.sleep(std::chrono::minutes(30));
  stage_.settle();
  EXPECT_NE(desk().find("#" + to_string(late)), std::string::npos);
}

std::map<base::IssueId, bool> gone_of(const std::map<base::IssueId, sla::Record>& records) {
  std::map<base::IssueId, bool> gone;
  for (const auto& [id, record] : records) gone[id] = record.gone;
  return gone;
}

TEST_F(Archived, NoLongerCountWhatWasDeletedOrMadeSomethingElse) {
  const auto stays = open_incident("stays"), deleted = open_incident("deleted"),
             request = open_incident("no");
  ASSERT_TRUE(refresh().ok());
  stage_.fake.remove_issue(deleted);
  tracker::fake::PersonalEdit edit;
  edit.kind = Kind::request;
  stage_.act(stage_.duty, request, edit);
  ASSERT_TRUE(refresh().ok());
  EXPECT_EQ(gone_of(records()),
            (std::map<base::IssueId, bool>{{stays, false}, {deleted, true}, {request, true}}));
  edit.kind = Kind::incident;
  stage_.clock.sleep(std::chrono::minutes(1));
  stage_.act(stage_.duty, request, edit);
  ASSERT_TRUE(refresh().ok());
  EXPECT_FALSE(records().at(request).gone) << "it is an incident again";
}

// A note that is edited or deleted leaves an issue's time of change alone.
TEST_F(Archived, AreReadEachTimeWhileTheyHaveACorrection) {
  const auto corrected = open_incident("one");
  open_incident("two");
  tracker::fake::PersonalEdit note;
  note.note = "SLA correction: excluded\nReason: the client's own mistake";
  stage_.act(stage_.tam, corrected, note);
  ASSERT_TRUE(refresh().ok());
  stage_.fake.reset_counters();
  ASSERT_TRUE(refresh().ok());
  EXPECT_EQ(histories(), 1);
}

TEST_F(Archived, OpenOnesAreReadHoweverOldTheyAre) {
  const auto old = open_incident("old");
  since_ = stage_.clock.now() + std::chrono::hours(24);
  ASSERT_TRUE(refresh().ok());
  EXPECT_EQ(kept().count(old), 1U);
}

TEST_F(Archived, ReadingGoesOnWhereItWasBrokenOff) {
  for (int i = 0; i < 120; ++i) open_incident("incident " + std::to_string(i));
  int left = 70;
  stage_.fake.set_hook([&](std::string_view point) {
    return point == "before:issue" && left-- <= 0 ? tracker::fake::Fault::unavailable
                                                  : tracker::fake::Fault::none;
  });
  EXPECT_EQ(refresh().code(), base::Code::unavailable);
  EXPECT_EQ(kept().size(), 50U);
  stage_.fake.set_hook({});
  stage_.fake.reset_counters();
  std::size_t read = 0, all = 0;
  ASSERT_TRUE(archive()
                  .refresh(since_,
                           [&](std::size_t r, std::size_t a) {
                             read = r;
                             all = a;
                           })
                  .ok());
  EXPECT_EQ(kept().size(), 120U);
  EXPECT_EQ(histories(), 70);
  EXPECT_EQ(read, 70U);
  EXPECT_EQ(all, 70U);
}

TEST_F(Archived, OnesThatAreGoneStayAsTheyWereKept) {
  const auto one = open_incident("one"), two = open_incident("two");
  ASSERT_TRUE(refresh().ok());
  stage_.fake.remove_issue(one);
  ASSERT_TRUE(refresh().ok());
  EXPECT_EQ(kept(), (std::map<base::IssueId, std::string>{{one, "one"}, {two, "two"}}));
}

}  // namespace
}  // namespace estafeta::testing
