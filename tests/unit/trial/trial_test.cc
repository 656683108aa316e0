// A trial from the first request to judged incidents, on a Redmine of a few issues.
#include "connector/trial/trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/node.h"
#include "connector/service/incidents/incidents.h"
#include "connector/store/memory_store.h"
#include "connector/tracker/redmine/client.h"
#include "connector/tracker/redmine/survey.h"
#include "tests/support/redmine_markup.h"
#include "tests/support/source_dir.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/trial/stub_redmine.h"

namespace estafeta::trial {
namespace {

using base::Code;
using model::ClockState;
using model::Verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using testing::StubRedmine;
using ::testing::UnorderedElementsAre;

const messages::Catalogue& catalogue() {
  static const auto loaded = messages::load_catalogue(tests::source_dir() + "/mappings/messages");
  return loaded.catalogue;
}

bool go_on(std::size_t /*read*/, std::size_t /*all*/) {
  return true;
}

// A run of the command, with what it leaves in folder and store.
class Visit {
 public:
  Visit(StubRedmine& redmine, store::Store& store, const testing::TemporaryFolder& folder)
      : folder_(folder), once_(redmine, store), survey_(tracker::redmine::make_survey(once_, clock_)) {
    TrialSetting setting;
    setting.folder = folder.path();
    setting.site = {"https://redmine.example.com",  "/key",      "", "UTC",
                    base::Phrase("try.zone_given"), clock_.now()};
    trial_ = std::make_unique<Trial>(setting, TrialPorts{once_, *survey_, [this](const auto& mapping) {
                                                           tracker::redmine::Settings made{"", mapping, {}};
                                                           made.visiting = true;
                                                           return tracker::redmine::make_tracker(
                                                               once_, clock_, made);
                                                         }});
  }

  base::Status read(const TrialProgress& progress = go_on) {
    if (std::filesystem::exists(folder_.file("estafeta.yaml"))) load();
    return trial_->read(site_.get(), progress);
  }

  // Reads, writes what is missing, judges.
  std::vector<service::JudgedIncident> all() {
    const auto done = read();
    EXPECT_TRUE(done.ok()) << to_string(done);
    const std::string bundled = document::read_file(tests::source_dir() + "/mappings/tracker.yaml").value();
    const auto files = trial_->write(bundled, {catalogue(), {}});
    EXPECT_TRUE(files) << to_string(files.error());
    if (files) written = *files;
    load();
    auto judged = trial_->judge(*site_);
    EXPECT_TRUE(judged) << to_string(judged.error());
    return judged ? std::move(*judged) : std::vector<service::JudgedIncident>();
  }

  std::vector<std::string> differences() const {
    std::vector<std::string> keys;
    for (const auto& phrase : trial_->differences(*site_)) keys.push_back(to_string(phrase));
    return keys;
  }

  Trial& trial() { return *trial_; }

  std::vector<std::string> written;

 private:
  void load() {
    auto loaded = service::load_site(folder_.file("estafeta.yaml"), tests::redmine_markup, &catalogue());
    for (const auto& problem : loaded.problems)
      ADD_FAILURE() << to_string(problem.where) << to_string(problem.what);
    site_ = std::make_unique<service::Site>(std::move(loaded.site));
  }

  const testing::TemporaryFolder& folder_;
  base::ManualClock clock_{*base::parse_instant("2026-06-15T07:00:00Z")};
  ReadOnceClient once_;
  std::unique_ptr<tracker::Survey> survey_;
  std::unique_ptr<Trial> trial_;
  std::unique_ptr<service::Site> site_;
};

class Trials : public ::testing::Test {
 protected:
  std::unique_ptr<Visit> visit() { return std::make_unique<Visit>(redmine, *store, folder); }

  StubRedmine redmine;
  testing::TemporaryFolder folder;
  std::unique_ptr<store::Store> store = store::in_memory();
};

TEST_F(Trials, ReadTheLastMonthsGuessAndJudge) {
  redmine.add_ordinary(1);
  redmine.add_ordinary(2);
  const auto trial = visit();
  const auto incidents = trial->all();
  ASSERT_THAT(incidents, SizeIs(2));
  const auto& judgement = incidents[0].judged.judgement;
  EXPECT_EQ(judgement.verdict, Verdict::complete);
  ASSERT_THAT(judgement.clocks, SizeIs(2));
  EXPECT_EQ(judgement.clocks[0].state, ClockState::met);
  EXPECT_EQ(judgement.clocks[0].elapsed, base::Seconds(3600));
  EXPECT_EQ(incidents[0].record.client, "shop");
  EXPECT_THAT(trial->differences(), IsEmpty());
  EXPECT_EQ(trial->trial().begin(), *base::parse_instant("2026-03-01T00:00:00Z"));
}

TEST_F(Trials, MonthsBeginWhereTheZoneSays) {
  const auto moscow = *calendar::Zone::find("Europe/Moscow");
  EXPECT_EQ(month_begin(*base::parse_instant("2026-05-31T21:30:00Z"), 3, moscow),
            *base::parse_instant("2026-02-28T21:00:00Z"));
  EXPECT_EQ(month_begin(*base::parse_instant("2026-02-10T00:00:00Z"), 3, calendar::Zone::utc()),
            *base::parse_instant("2025-11-01T00:00:00Z"));
}

TEST_F(Trials, ASecondRunAsksForNoHistoryAndKeepsEveryFile) {
  redmine.add_ordinary(1);
  visit()->all();
  EXPECT_EQ(redmine.histories_asked(), 1);
  folder.replace("mappings/policies.yaml", "response: 4h", "response: 30m");
  const auto edited = folder.read("mappings/policies.yaml");
  const auto second = visit();
  const auto incidents = second->all();
  EXPECT_EQ(redmine.histories_asked(), 1);
  EXPECT_EQ(second->trial().read_anew(), 0u);
  EXPECT_THAT(second->written, IsEmpty());
  EXPECT_EQ(folder.read("mappings/policies.yaml"), edited);
  ASSERT_THAT(incidents, SizeIs(1));
  EXPECT_EQ(incidents[0].judged.judgement.clocks[0].state, ClockState::breached);
}

TEST_F(Trials, OneThatWasStoppedGoesOnWhereItWas) {
  for (int id = 1; id <= 65; ++id) redmine.add_ordinary(id);
  const auto stopped = visit()->read([](std::size_t read, std::size_t /*all*/) { return read < 40; });
  EXPECT_EQ(stopped.phrase().key, "try.stopped");
  EXPECT_EQ(redmine.histories_asked(), 40);
  EXPECT_FALSE(std::filesystem::exists(folder.file("estafeta.yaml"))) << "a guess needs all of it";
  EXPECT_THAT(visit()->all(), SizeIs(65));
  EXPECT_EQ(redmine.histories_asked(), 65);
}

TEST_F(Trials, OneThatLostItsTrackerGoesOnToo) {
  for (int id = 1; id <= 50; ++id) redmine.add_ordinary(id);
  redmine.fault = [](const http::Request& request) { return request.path == "/issues/33.json"; };
  const auto lost = visit()->read();
  EXPECT_EQ(lost.code(), Code::unavailable);
  redmine.fault = {};
  const int asked = redmine.histories_asked();
  EXPECT_THAT(visit()->all(), SizeIs(50));
  EXPECT_LE(redmine.histories_asked() - asked, 50 - 39) << "of the batch that failed only one is asked again";
}

TEST_F(Trials, WhatTheFilesSayOtherwiseIsListed) {
  redmine.add_ordinary(1);
  visit()->all();
  folder.replace("mappings/tracker.yaml", "in_progress:\n        - \"In Progress\"",
                 "resolved:\n        - \"In Progress\"\n      in_progress:");
  folder.replace("mappings/clients.yaml", "project: \"shop\"", "project: \"other\"");
  folder.replace("mappings/tracker.yaml", "      # - \"Feature\"", "      - \"Feature\"");
  const auto second = visit();
  second->all();
  EXPECT_THAT(second->differences(),
              UnorderedElementsAre("try.other_status{name=In Progress, is=resolved, guess=in_progress}",
                                   "try.counted_tracker{name=Feature}", "try.new_client{project=shop}"));
}

TEST_F(Trials, AStatusThatMeansNothingIsNamed) {
  redmine.add_issue(1, "2026-06-02T10:00:00Z", StubRedmine::head(3, "Blau", R"({"id":8,"name":"Rolf"})"),
                    StubRedmine::journal(11, "7", "Mila", "2026-06-01T10:00:00Z", "", "1", "3"));
  redmine.add_ordinary(2);
  visit()->all();
  folder.replace("mappings/tracker.yaml", "        - \"Blau\"", "        # - \"Blau\"");
  const auto second = visit();
  const auto incidents = second->all();
  ASSERT_THAT(incidents, SizeIs(2));
  EXPECT_EQ(incidents[0].judged.judgement.verdict, Verdict::unknown_status);
  EXPECT_THAT(unknown_statuses(incidents), ElementsAre("Blau"));
  EXPECT_THAT(second->differences(), ElementsAre("try.new_status{name=Blau, guess=in_progress}"));
}

TEST_F(Trials, AKeyThatMayNotSeeMembersGoesByUse) {
  redmine.refusals["/projects/shop/memberships.json"] = 403;
  redmine.add_ordinary(1);
  const auto trial = visit();
  const auto incidents = trial->all();
  ASSERT_THAT(incidents, SizeIs(1));
  EXPECT_EQ(incidents[0].judged.judgement.verdict, Verdict::complete);
  EXPECT_EQ(incidents[0].record.incident.by, model::Actor::customer);
  EXPECT_TRUE(trial->trial().proposal().members_hidden);
}

TEST_F(Trials, SomeoneDeletedIsTakenForNobody) {
  redmine.add_ordinary(1, 4, "Anonymous");
  const auto incidents = visit()->all();
  ASSERT_THAT(incidents, SizeIs(1));
  EXPECT_EQ(incidents[0].judged.judgement.verdict, Verdict::history_incomplete);
  EXPECT_THAT(doubtful_people(incidents), ElementsAre(Pair("Anonymous", 1)));
}

TEST_F(Trials, WhatTheKeysOwnerDidCountsAsTheirs) {
  redmine.answers["/users/current.json"] = R"({"user":{"id":7,"login":"mila"}})";
  redmine.add_ordinary(1);
  const auto incidents = visit()->all();
  ASSERT_THAT(incidents, SizeIs(1));
  EXPECT_EQ(incidents[0].judged.judgement.clocks[0].elapsed, base::Seconds(3600));
}

TEST_F(Trials, IssuesThatVanishMeanwhileAreLeftOut) {
  redmine.add_ordinary(1);
  redmine.add_ordinary(2);
  redmine.refusals["/issues/2.json"] = 404;
  EXPECT_THAT(visit()->all(), SizeIs(1));
}

TEST_F(Trials, AProjectThatIsHiddenMakesNoClient) {
  redmine.add_ordinary(1);
  redmine.refusals["/projects/9.json"] = 403;
  const auto incidents = visit()->all();
  ASSERT_THAT(incidents, SizeIs(1));
  EXPECT_EQ(incidents[0].judged.judgement.verdict, Verdict::no_contract);
}

TEST_F(Trials, NothingInTheseMonthsIsNotTheSameAsNothingToSee) {
  EXPECT_EQ(visit()->read().phrase().key, "try.sees_nothing");
  redmine.add_issue(1, "2025-01-01T00:00:00Z", StubRedmine::head(1, "New", R"({"id":8,"name":"Rolf"})"), "");
  const auto none = visit()->read();
  EXPECT_EQ(none.phrase().key, "try.no_issues");
  EXPECT_EQ(none.code(), Code::not_found);
}

TEST_F(Trials, AFilterThatIsIgnoredIsNotBelieved) {
  redmine.add_issue(1, "2025-01-01T00:00:00Z", StubRedmine::head(1, "New", R"({"id":8,"name":"Rolf"})"), "");
  redmine.ignored = {"updated_on"};
  EXPECT_EQ(visit()->read().phrase().key, "tracker.filter_ignored");
  redmine.issues.clear();
  for (int id = 1; id <= 120; ++id) redmine.add_ordinary(id);
  redmine.ignored = {"issue_id"};
  EXPECT_EQ(visit()->read().phrase().key, "tracker.filter_ignored");
}

}  // namespace
}  // namespace estafeta::trial
