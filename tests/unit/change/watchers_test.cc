#include "connector/change/tree/watchers.h"

#include <gtest/gtest.h>

namespace estafeta::change {
namespace {

struct Watching : ::testing::Test {
  Watching() {
    rules.departments.all["unix"] = {"unix", "Unix", "Unix group", "office"};
    rules.departments.all["backup"] = {"backup", "Backup", "Backup group", "office"};
    rules.departments.competences["storage"] = "backup";
    rules.mapping.roles = {{"tam", "TAM"}, {"service_manager", "Service manager"}, {"client", "Client"}};
    rules.mapping.staff_roles = {"tam", "service_manager"};
    facts.project = "aurora";
    facts.groups = {{"Unix group", {"21"}}, {"Backup group", {"22"}}};
    facts.roles = {{"tam", {{"5"}, {"6"}}}, {"client", {{"9"}}}};
    task.title.emplace_back().text = "Copy";
  }

  std::vector<std::string> who(const std::vector<std::string>& watchers) {
    task.watchers = watchers;
    std::vector<std::string> ids;
    for (const auto& id : watchers_of(rules, facts, task)) ids.push_back(id.value);
    return ids;
  }
  std::vector<std::string> problems(const std::vector<std::string>& watchers) {
    task.watchers = watchers;
    std::vector<std::string> keys;
    for (const auto& phrase : watcher_problems(rules, facts, task)) keys.push_back(phrase.key);
    return keys;
  }

  using Names = std::vector<std::string>;
  Rules rules;
  ProjectFacts facts;
  model::DesiredTask task;
};

TEST_F(Watching, DepartmentsWatchAsGroupsAndRolesAsPeople) {
  EXPECT_EQ(who({"unix", "tam"}), (Names{"21", "5", "6"}));
  EXPECT_EQ(problems({"unix", "tam"}), Names{});
}

TEST_F(Watching, ACompetenceMeansTheDepartmentThatHasItAndNobodyWatchesTwice) {
  EXPECT_EQ(who({"storage", "backup", "tam", "tam"}), (Names{"22", "5", "6"}));
}

TEST_F(Watching, NeverTheClient) {
  EXPECT_EQ(who({"client"}), Names{});
  EXPECT_EQ(problems({"client"}), (Names{"change.watcher_not_staff"}));
}

TEST_F(Watching, WhoIsNotThereIsSaidBeforeAnythingIsMade) {
  facts.groups.erase("Unix group");
  EXPECT_EQ(problems({"unix"}), (Names{"change.group_not_member"}));
  EXPECT_EQ(problems({"service_manager"}), (Names{"change.watcher_nobody"}));
  EXPECT_EQ(problems({"vera"}), (Names{"change.watcher_unknown"}));
  EXPECT_EQ(who({"unix", "service_manager", "vera"}), Names{});
}

TEST_F(Watching, WithoutTheRightToItIsSaidOnceAndOnlyWhereItIsNeeded) {
  facts.watchers = false;
  EXPECT_EQ(problems({"unix", "tam"}), (Names{"change.may_not_watch"}));
  EXPECT_EQ(problems({}), Names{});
}

}  // namespace
}  // namespace estafeta::change
