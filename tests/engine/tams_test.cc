// The page of the TAM's role and what goes to the deputy, by whole passes on the fake tracker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/fault_points.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A change of a request of the client, done, promised for a day.
base::IssueId finished_change(SiteStage& stage, base::IssueId request, const std::string& promised) {
  const auto change = stage.open_change("landscape", "system: polaris\n", State::agreed);
  EXPECT_TRUE(stage.fake.tie(stage.tam, change, request).ok());
  stage.settle();
  tracker::fake::PersonalEdit promise;
  promise.fields[Field::promised] = promised;
  stage.act(stage.tam, change, promise);
  const auto network = stage.task(change, "network").id;
  stage.finish(network, "vlan: 214\nsubnet: 10.20.14.0/24");
  stage.settle();
  for (const auto& task : stage.tasks(change)) {
    if (task.id != network) stage.move(stage.tam, task.id, State::cancelling);
  }
  stage.settle();
  stage.move(stage.tam, change, State::done);
  stage.settle();
  return change;
}

void write_note(SiteStage& stage, const base::PrincipalId& who, base::IssueId issue,
                const std::string& text) {
  tracker::fake::PersonalEdit edit;
  edit.note = text;
  stage.act(who, issue, edit);
}

class TheTamsPage : public ::testing::Test {
 protected:
  TheTamsPage() { request_ = stage_.open_request("A landscape"); }
  std::string page(const std::string& project = "staff") {
    return stage_.fake.page(project, "TAM").value_or("none");
  }
  void later(std::chrono::minutes time) {
    stage_.clock.sleep(time);
    stage_.settle();
  }

  SiteStage stage_;
  base::IssueId request_;
};

TEST_F(TheTamsPage, TellsWhatATamCarriesAndHowTheirClientsFare) {
  stage_.fake.record_time("aurora", {stage_.tam, *base::parse_date("2026-06-10"), base::Seconds(5 * 3600)});
  stage_.fake.record_time("aurora", {stage_.tam, *base::parse_date("2026-05-31"), base::Seconds(70 * 3600)});
  stage_.fake.record_time("aurora", {stage_.engineer, *base::parse_date("2026-06-10"), base::Seconds(3600)});
  finished_change(stage_, request_, "2026-06-30");
  later(std::chrono::hours(24));
  EXPECT_THAT(page(),
              AllOf(HasSubstr("|Tina Turner|Aurora Retail, Meridian Bank|"), HasSubstr("|5 h of "),
                    HasSubstr("|70 h of "), HasSubstr(": too much|"),
                    HasSubstr("|Aurora Retail|with a TAM|1|1 of 1, 100.0%|"), HasSubstr("tam_since")));
}

TEST_F(TheTamsPage, IsThereInEachLanguageForThePluginWithTheRolesThatMayReadIt) {
  stage_.fake.keep_documents(true);
  stage_.restart();
  finished_change(stage_, request_, "2026-06-30");
  later(std::chrono::minutes(1));
  const auto& documents = stage_.fake.documents();
  ASSERT_TRUE(documents.contains("tam/all"));
  const auto& texts = documents.at("tam/all").texts;
  EXPECT_THAT(texts.at("en"),
              AllOf(HasSubstr("\"readers\":[\"Service manager\"]"), HasSubstr("1 of 1, 100.0%")));
  EXPECT_THAT(texts.at("ru"), HasSubstr("1 из 1, 100,0 %"));
}

TEST_F(TheTamsPage, StandsInTheProjectThatTheMappingNames) {
  stage_.fake.add_project("board", {}, true);
  stage_.fake.add_member("board", stage_.fake.service(), "service");
  const auto site = site_with([](auto& one) { one.mappings.clients.tam.project = "board"; });
  stage_.use(*site);
  stage_.restart();
  finished_change(stage_, request_, "2026-06-30");
  EXPECT_EQ(page("staff"), "none");
  EXPECT_THAT(page("board"), HasSubstr("Tina Turner"));
}

TEST_F(TheTamsPage, HoldsUpNoOtherPageWhereItsProjectIsMissing) {
  const auto site = site_with([](auto& one) { one.mappings.clients.tam.project = "nowhere"; });
  stage_.use(*site);
  stage_.restart();
  stage_.open_change("landscape", "system: polaris\n", State::agreed);
  for (int i = 0; i < 4; ++i) stage_.pass();
  EXPECT_THAT(stage_.fake.page("staff", "Desk-aurora").value_or("none"), HasSubstr("landscape"));
  EXPECT_TRUE(stage_.fake.page("staff", "Department-network"));
}

TEST_F(TheTamsPage, ShowsTheMarkThatTheClientGaveOnItsRequest) {
  const auto change = finished_change(stage_, request_, "2026-06-30");
  EXPECT_THAT(page(), Not(HasSubstr("Marks of the clients")));
  write_note(stage_, stage_.client, request_, "Mark: 4 quick, but at night");
  later(std::chrono::hours(24));
  EXPECT_THAT(page(), AllOf(HasSubstr("|#" + to_string(change) + "|"), HasSubstr("|4|quick, but at night|"),
                            HasSubstr("|4.0 (1)|")));
  EXPECT_THAT(stage_.fake.page("staff", "Dossier-aurora").value_or(""),
              HasSubstr("|4: quick, but at night|"));
  write_note(stage_, stage_.client, request_, "Mark: 5");
  stage_.restart(true);
  later(std::chrono::hours(24));
  EXPECT_THAT(page(), HasSubstr("|5.0 (1)|")) << "the last one counts";
}

TEST_F(TheTamsPage, IsWrittenOnceADayHoweverManyNeedsComeAndGoAndWhateverIsLost) {
  finished_change(stage_, request_, "2026-06-30");
  later(std::chrono::hours(24));
  const auto before = page();
  for (int n = 0; n < 5; ++n) {
    const auto asked = stage_.open_request("Is our backup encrypted?");
    later(std::chrono::minutes(10));
    EXPECT_THAT(stage_.fake.page("staff", "Desk-aurora").value_or("none"), HasSubstr("#" + to_string(asked)));
    if (n % 2 == 1) stage_.restart(n == 3);
  }
  EXPECT_EQ(page(), before);
  later(std::chrono::hours(24));
  EXPECT_NE(page(), before);
}

TEST_F(TheTamsPage, IsBegunOnceEveryChangeWasSeen) {
  stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  stage_.open_change("landscape", "system: vega\n", State::agreed);
  stage_.fake.remove_page("staff", "TAM");
  stage_.restart(true);
  stage_.pass();
  EXPECT_TRUE(stage_.fake.page("staff", "Desk-aurora"));
  EXPECT_EQ(page(), "none") << "one of the changes got its tasks in this pass";
  stage_.settle();
  const auto first = page();
  EXPECT_NE(first, "none");
  stage_.restart(true);
  stage_.settle();
  EXPECT_EQ(page(), first);
}

TEST_F(TheTamsPage, IsWrittenForNothingNewNeitherByTimeNorByARestartNorAfterTheStoreWasLost) {
  finished_change(stage_, request_, "2026-06-30");
  write_note(stage_, stage_.client, request_, "Mark: 5");
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.move(stage_.engineer, incident, State::in_progress);
  stage_.move(stage_.engineer, incident, State::resolved);
  stage_.move(stage_.tam, request_, State::closed);
  stage_.settle();
  later(std::chrono::hours(24));
  stage_.fake.reset_counters();
  for (int day = 0; day < 9; ++day) later(std::chrono::hours(24));
  stage_.restart();
  stage_.settle();
  EXPECT_EQ(stage_.fake.counters().writes, 0);
  stage_.restart(true);
  stage_.settle();
  EXPECT_EQ(stage_.fake.counters().writes, 0);
}

TEST_F(TheTamsPage, IsTheSameWhereverTheProcessDies) {
  SiteStage calm;
  const auto live = [](SiteStage& stage) {
    const auto request = stage.open_request("A landscape");
    finished_change(stage, request, "2026-06-30");
    write_note(stage, stage.client, request, "Mark: 5");
    stage.clock.sleep(std::chrono::hours(24));
  };
  live(calm);
  const int points = points_until_settled(calm);
  const auto expected = calm.fake.page("staff", "TAM").value_or("none");
  EXPECT_THAT(expected, HasSubstr("|5.0 (1)|"));
  for (int n = 1; n <= points; ++n) {
    SiteStage stage;
    live(stage);
    settle_killed_at(stage, n, n % 2 == 0);
    stage.settle();
    EXPECT_EQ(stage.fake.page("staff", "TAM").value_or("none"), expected) << n;
  }
}

// A client's request that nobody takes up, and a deputy.
class AQuestion : public ::testing::Test {
 protected:
  AQuestion() { set_up(stage_); }
  void set_up(SiteStage& stage) {
    const auto nina = stage.fake.add_person("Nina Neal");
    for (const char* project : {"aurora", "staff"}) stage.fake.add_member(project, nina, "tam_deputy");
    stage.restart(true);
    request_ = stage.open_request("Is our backup encrypted?");
    stage.settle();
  }
  static std::vector<std::string> told(const SiteStage& stage, base::IssueId request) {
    return stage.private_notes(request);
  }
  std::string desk() { return stage_.fake.page("staff", "Desk-aurora").value_or("none"); }

  SiteStage stage_;
  base::IssueId request_;
};

TEST_F(AQuestion, ThatNobodyTakesIsTheDeputysAfterAWhileAndIsSaidOnceWhateverIsLost) {
  EXPECT_THAT(desk(), AllOf(HasSubstr("Is our backup encrypted?"), Not(HasSubstr("Nina Neal"))));
  EXPECT_THAT(told(stage_, request_), IsEmpty());
  stage_.clock.sleep(std::chrono::hours(48));
  stage_.settle();
  EXPECT_THAT(desk(), HasSubstr("; since 2026-06-1"));
  EXPECT_THAT(desk(), HasSubstr(" also for the deputy, Nina Neal|"));
  EXPECT_THAT(told(stage_, request_), ElementsAre(AllOf(HasSubstr("@nina, "), HasSubstr("Tina Turner"))));
  for (const bool forget : {false, true, true}) {
    stage_.restart(forget);
    stage_.clock.sleep(std::chrono::hours(30));
    stage_.settle();
    EXPECT_EQ(told(stage_, request_).size(), 1U);
  }
}

TEST_F(AQuestion, ThatTheTamAnswersInTimeIsNeverTheDeputys) {
  write_note(stage_, stage_.tam, request_, "It is.");
  stage_.move(stage_.tam, request_, State::closed);
  stage_.clock.sleep(std::chrono::days(7));
  stage_.settle();
  EXPECT_THAT(told(stage_, request_), IsEmpty());
}

TEST_F(AQuestion, IsSaidOnceWhereverTheProcessDies) {
  stage_.clock.sleep(std::chrono::hours(48));
  const int points = points_until_settled(stage_);
  for (int n = 1; n <= points; ++n) {
    SiteStage stage;
    set_up(stage);
    stage.clock.sleep(std::chrono::hours(48));
    settle_killed_at(stage, n, n % 2 == 0);
    stage.settle();
    EXPECT_EQ(told(stage, request_).size(), 1U) << n;
  }
}

TEST_F(AQuestion, IsSaidAgainByNoteWhenWritingIsAllowedAgain) {
  stage_.fake.allow_private_notes(false);
  stage_.clock.sleep(std::chrono::hours(48));
  stage_.settle();
  EXPECT_THAT(told(stage_, request_), IsEmpty()) << "nothing that a client could read";
  EXPECT_THAT(desk(), HasSubstr(" also for the deputy, Nina Neal|"));
  for (const auto& event : stage_.issue(request_).events) {
    if (event.comment) EXPECT_THAT(event.comment->text, Not(HasSubstr("@nina")));
  }
}

}  // namespace
}  // namespace estafeta::testing
