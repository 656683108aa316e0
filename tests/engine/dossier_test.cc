// Clients' dossiers, kept by whole passes on the fake tracker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/template/parse.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::State;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Dossiers : public ::testing::Test {
 protected:
  // A change of one task, done with its value and a file, and accepted.
  base::IssueId finished_change() {
    const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
    stage_.settle();
    const auto network = stage_.task(change, "network").id;
    stage_.finish(network, "vlan: 214\nsubnet: 10.20.14.0/24");
    stage_.settle();
    for (const auto& task : stage_.tasks(change)) {
      if (task.id != network) stage_.move(stage_.tam, task.id, State::cancelling);
    }
    stage_.settle();
    stage_.move(stage_.tam, change, State::done);
    stage_.settle();
    return change;
  }
  std::string page(const std::string& client = "aurora") {
    return stage_.fake.page("staff", "Dossier-" + client).value_or("none");
  }
  void later(std::chrono::minutes time) {
    stage_.clock.sleep(time);
    stage_.settle();
  }
  int calls(const std::string& name) const {
    const auto& all = stage_.fake.counters().calls;
    return all.contains(name) ? all.at(name) : 0;
  }

  SiteStage stage_;
};

TEST_F(Dossiers, TellWhatWasChangedByWhomAndWhatWasHandedOver) {
  const auto change = finished_change();
  EXPECT_EQ(stage_.issue(change).status.state, State::done);
  EXPECT_THAT(page(), AllOf(HasSubstr("Changed in the last twelve months: 1"),
                            HasSubstr("|#" + to_string(change) + "|"), HasSubstr("214"),
                            HasSubstr("10.20.14.0/24"), HasSubstr("|done|Network|")));
  EXPECT_THAT(page(),
              AllOf(HasSubstr("Tina Turner"), HasSubstr("Carol Norris"), Not(HasSubstr("Alice Adams"))));
  EXPECT_EQ(page("meridian"), "none");
}

TEST_F(Dossiers, TellWhatWasChangedForAYear) {
  finished_change();
  later(std::chrono::days(364));
  EXPECT_THAT(page(), HasSubstr("Changed in the last twelve months: 1"));
  later(std::chrono::days(2));
  EXPECT_THAT(page(), HasSubstr("Changed in the last twelve months: 0"));
}

TEST_F(Dossiers, LeaveWhatPeopleWriteBelowAsItIs) {
  finished_change();
  ASSERT_TRUE(
      stage_.fake.write_page("staff", "Dossier-aurora", page() + "\nCall Bob before the night.\n").ok());
  const auto other = stage_.open_change("landscape", "system: vega\n", State::agreed);
  stage_.settle();
  EXPECT_THAT(page(), AllOf(HasSubstr("#" + to_string(other)), HasSubstr("\nCall Bob before the night.\n")));
}

TEST_F(Dossiers, AreWrittenForNothingNewNeitherByTimeNorByARestartNorAfterTheStoreWasLost) {
  finished_change();
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

TEST_F(Dossiers, AreCompleteAgainAfterAnUpdateThatKnowsNoCardOfWhatHasEnded) {
  const auto change = finished_change();
  ASSERT_TRUE(stage_.store->set_card(change, "").ok());
  ASSERT_TRUE(stage_.store->set_value("ended_changes", "5").ok());
  stage_.restart();
  stage_.settle();
  later(std::chrono::minutes(1));
  EXPECT_THAT(page(), HasSubstr("Changed in the last twelve months: 1"));
}

TEST_F(Dossiers, AskWhoWorksForTheClientOnceADay) {
  finished_change();
  later(std::chrono::hours(24));
  stage_.fake.reset_counters();
  stage_.restart();
  stage_.settle();
  EXPECT_EQ(calls("project"), 0);
  stage_.fake.add_member("aurora", stage_.fake.add_person("Paul Prior"), "service_manager");
  later(std::chrono::hours(24));
  EXPECT_THAT(page(), HasSubstr("Paul Prior"));
}

TEST_F(Dossiers, CountTheMonthAndTheYear) {
  stage_.open_change("landscape", "system: polaris\n", State::agreed);
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.move(stage_.engineer, incident, State::in_progress);
  stage_.move(stage_.engineer, incident, State::resolved);
  stage_.settle();
  EXPECT_THAT(page(), Not(HasSubstr("|resolution|"))) << "it was today";
  later(std::chrono::hours(24));
  EXPECT_THAT(page(), AllOf(HasSubstr("|resolution|June 2026|1|0|100.0%|"),
                            HasSubstr("|resolution|2026|1|0|100.0%|")));
  const auto before = page();
  stage_.restart(true);
  stage_.settle();
  EXPECT_EQ(page(), before);
  later(std::chrono::days(30));
  EXPECT_THAT(page(),
              AllOf(HasSubstr("|resolution|July 2026|0|0|–|"), HasSubstr("|resolution|2026|1|0|100.0%|")));
}

// A site with a document of that kind in its register, and a template whose one task changes it.
std::unique_ptr<service::Site> site_with_plan(const std::string& checked) {
  return site_with([&](auto& site) {
    const std::string text =
        "template: renumber\nversion: 1\ntitle: Renumber\n"
        "tasks:\n  net: { department: network, title: Renumber, duration: 4h, updates: [address-plan] }\n";
    site.templates["renumber"] = {*tmpl::parse(text, "renumber.yaml"), text, "renumber.yaml"};
    site.registered.documents = {{"aurora", "address-plan", "Addresses", "https://wiki.example/plan_1",
                                  "Tina Turner", base::parse_date(checked)}};
    site.registered.risks = {{"aurora", "Disks are full", *base::parse_date("2026-07-15")}};
  });
}

TEST_F(Dossiers, SayThatADocumentIsStaleOnceATaskThatChangesItIsDoneUntilSomebodyCheckedIt) {
  const auto before = site_with_plan("2026-06-01");
  stage_.use(*before);
  stage_.restart();
  stage_.settle();
  EXPECT_THAT(page(), HasSubstr("|Addresses|https://wiki.example/plan_1|Tina Turner|2026-06-01|up to date|"));
  const auto change = stage_.open_change("renumber", "", State::agreed);
  stage_.settle();
  const auto task = stage_.task(change, "net").id;
  stage_.finish(task, "");
  stage_.settle();
  const auto stale = "|2026-06-01|changed since by: #" + to_string(task) + "|";
  EXPECT_THAT(page(), HasSubstr(stale));
  stage_.restart(true);
  stage_.settle();
  EXPECT_THAT(page(), HasSubstr(stale));
  const auto after = site_with_plan("2026-06-16");
  stage_.use(*after);
  stage_.restart();
  stage_.settle();
  EXPECT_THAT(page(), HasSubstr("|2026-06-16|up to date|"));
}

TEST_F(Dossiers, RemindOfARiskTwoWeeksBeforeItsDay) {
  const auto site = site_with_plan("2026-06-01");
  stage_.use(*site);
  stage_.restart();
  stage_.settle();
  const auto desk = [&] { return stage_.fake.page("staff", "Desk-aurora").value_or("none"); };
  EXPECT_THAT(page(), HasSubstr("|2026-07-15|Disks are full|"));
  later(std::chrono::days(15));
  EXPECT_THAT(desk(), Not(HasSubstr("Disks are full")));
  later(std::chrono::days(1));
  EXPECT_THAT(desk(), HasSubstr("|Risk|–|Disks are full|"));
}

}  // namespace
}  // namespace estafeta::testing
