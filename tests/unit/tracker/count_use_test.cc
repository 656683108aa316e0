// What a history tells of the use of statuses and of who works on whose reports.
#include "connector/tracker/redmine/count_use.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "connector/tracker/redmine/survey.h"

namespace estafeta::tracker::redmine {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const std::map<std::string, std::string> kStatuses{{"1", "New"}, {"2", "In Progress"}, {"5", "Closed"}};
const std::string kMila = R"({"id":7,"name":"Mila"})";
const std::string kRolf = R"({"id":8,"name":"Rolf"})";

std::string detail(const char* name, const char* from, const char* to) {
  return R"({"property":"attr","name":")" + std::string(name) + R"(","old_value":")" + from +
         R"(","new_value":")" + to + "\"}";
}

std::string journal(int id, const std::string& user, const std::string& notes, const std::string& details) {
  return R"({"id":)" + std::to_string(id) + R"(,"user":)" + user + R"(,"notes":")" + notes +
         R"(","details":[)" + details + "]}";
}

// In project 9 and status 5, reported by Rolf.
Use used(const std::string& journals, const std::string& more = "") {
  Use use;
  const auto issue = document::parse_json(R"({"id":1,"project":{"id":9},"status":{"id":5},"author":)" +
                                              kRolf + more + R"(,"journals":[)" + journals + "]}",
                                          "test");
  count_use(issue.value(), kStatuses, use);
  return use;
}

TEST(CountUse, StatusesAreCountedFromTheFirstToTheLastInTheOrderOfJournals) {
  const auto use = used(journal(12, kMila, "", detail("status_id", "2", "5")) + "," +
                        journal(11, kMila, "", detail("status_id", "1", "2")));
  EXPECT_EQ(use.issues, 1);
  EXPECT_THAT(use.statuses,
              UnorderedElementsAre(Pair("New", StatusUse{1, 0, 0}), Pair("In Progress", StatusUse{0, 1, 0}),
                                   Pair("Closed", StatusUse{0, 1, 1})));
}

TEST(CountUse, WithoutAChangeTheStatusWasThereFromTheStart) {
  EXPECT_THAT(used("").statuses, ElementsAre(Pair("Closed", StatusUse{1, 0, 1})));
}

TEST(CountUse, AStatusThatIsGoneKeepsItsNumber) {
  EXPECT_TRUE(used(journal(11, kMila, "", detail("status_id", "77", "5"))).statuses.contains("#77"));
}

TEST(CountUse, WorkCountsOnTheReportsOfOthersOnly) {
  const auto use = used(journal(11, kMila, "On it.", detail("status_id", "1", "2")) + "," +
                            journal(12, kRolf, "Thanks.", detail("status_id", "2", "5")) + "," +
                            journal(13, kMila, "", detail("assigned_to_id", "", "8")),
                        R"(,"assigned_to":)" + kRolf);
  const auto& mila = use.people.at({"7"});
  const auto& rolf = use.people.at({"8"});
  EXPECT_EQ(mila.moved, 1);
  EXPECT_EQ(mila.commented, 1);
  EXPECT_EQ(mila.reported, 0);
  EXPECT_EQ(rolf.reported, 1);
  EXPECT_EQ(rolf.moved, 0);
  EXPECT_EQ(rolf.assigned, 0) << "asked back about the own report";
  EXPECT_THAT(mila.projects, ElementsAre("9"));
}

TEST(CountUse, WhoeverHadItOnceWasAssigned) {
  const auto use = used(journal(11, kMila, "", detail("assigned_to_id", "7", "20")),
                        R"(,"assigned_to":{"id":20,"name":"Night shift"})");
  EXPECT_EQ(use.people.at({"7"}).assigned, 1);
  EXPECT_EQ(use.people.at({"20"}).assigned, 1);
  EXPECT_EQ(use.people.at({"20"}).name, "Night shift");
  EXPECT_TRUE(use.people.at({"20"}).projects.empty()) << "wrote nothing";
}

TEST(CountUse, AMovedIssueCountsWhereItWasCreatedToo) {
  EXPECT_THAT(used(journal(11, kMila, "", detail("project_id", "3", "9"))).projects,
              ElementsAre(Pair("3", 1), Pair("9", 1)));
}

}  // namespace
}  // namespace estafeta::tracker::redmine
