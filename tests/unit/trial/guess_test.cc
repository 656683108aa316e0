#include "connector/trial/guess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace estafeta::trial {
namespace {

using model::Actor;
using model::HoldReason;
using model::State;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tracker::SiteSurvey;
using tracker::SurveyedProject;
using tracker::Use;

SiteSurvey site() {
  SiteSurvey site;
  site.statuses = {{"New", false},      {"In Progress", false}, {"Resolved", false},
                   {"Feedback", false}, {"Closed", true},       {"Rejected", true}};
  site.trackers = {"Bug", "Feature", "Support"};
  site.priorities = {"Low", "Normal", "High"};
  site.usual_priority = "Normal";
  site.roles = {{"Manager", true}, {"Level 2", true}, {"Reporter", false}, {"Auditor", false}};
  return site;
}

State state_of(const Proposal& proposal, const std::string& name) {
  for (const auto& one : proposal.statuses) {
    if (one.name == name) return one.meaning.state;
  }
  return State::unknown;
}

std::string why_of(const Proposal& proposal, const std::string& name) {
  for (const auto& one : proposal.statuses) {
    if (one.name == name) return one.why.key;
  }
  return "";
}

std::optional<Actor> actor_of(const Proposal& proposal, const std::string& name) {
  for (const auto& one : proposal.people) {
    if (one.name == name) return one.actor;
  }
  return std::nullopt;
}

TEST(Guess, EveryStatusGetsAStateWithItsReasonAndUse) {
  Use use;
  use.statuses["Feedback"] = {0, 312, 4};
  const auto proposal = guess(site(), use, {});
  EXPECT_EQ(proposal.statuses.size(), 6u);
  const auto& feedback = proposal.statuses[3];
  EXPECT_EQ(feedback.meaning, (model::StatusWord{State::on_hold, HoldReason::client}));
  EXPECT_EQ(feedback.why, base::Phrase("try.why_name", {{"times", std::int64_t{312}}}));
}

TEST(Guess, TheTrackersOwnFlagCountsMoreThanAName) {
  auto unusual = site();
  unusual.statuses = {{"New", false},      {"In Progress", true}, {"Closed", false},
                      {"Rejected", false}, {"Done", true},        {"Feedback", true}};
  const auto proposal = guess(unusual, {}, {});
  EXPECT_EQ(state_of(proposal, "In Progress"), State::closed);
  EXPECT_EQ(state_of(proposal, "Closed"), State::resolved);
  EXPECT_EQ(state_of(proposal, "Rejected"), State::in_progress);
  EXPECT_EQ(state_of(proposal, "Done"), State::resolved);
  EXPECT_EQ(state_of(proposal, "Feedback"), State::closed);
  EXPECT_EQ(why_of(proposal, "Closed"), "try.why_still_open");
}

TEST(Guess, WhereNoNameIsKnownFlagsAndUseDecide) {
  auto german = site();
  german.statuses = {{"Offen", false}, {"In Arbeit", false}, {"Erledigt", true}};
  Use use;
  use.statuses["In Arbeit"] = {2, 40, 3};
  use.statuses["Offen"] = {50, 1, 7};
  const auto proposal = guess(german, use, {});
  EXPECT_EQ(state_of(proposal, "Offen"), State::fresh);
  EXPECT_EQ(state_of(proposal, "In Arbeit"), State::in_progress);
  EXPECT_EQ(state_of(proposal, "Erledigt"), State::closed);
  EXPECT_EQ(why_of(proposal, "Offen"), "try.why_first");
}

TEST(Guess, WhatIssuesBeginWithIsNewEvenIfItsNameSaysOtherwise) {
  auto unusual = site();
  unusual.statuses = {{"Assigned", false}, {"Testing", false}, {"Closed", true}};
  Use use;
  use.statuses["Assigned"] = {90, 3, 0};
  EXPECT_EQ(state_of(guess(unusual, use, {}), "Assigned"), State::fresh);
  EXPECT_EQ(state_of(guess(unusual, use, {}), "Testing"), State::in_progress);
  EXPECT_EQ(state_of(guess(unusual, {}, {}), "Assigned"), State::fresh) << "unused: the first that is open";
}

TEST(Guess, NoStatusAtAllIsNoReasonToFail) {
  EXPECT_THAT(guess({}, {}, {}).statuses, IsEmpty());
}

struct TrackerRow {
  std::vector<std::string> names;
  std::vector<std::string> incidents;
};

TEST(Guess, TrackersCountAsIncidentsByNameOrAllOfThem) {
  const std::vector<TrackerRow> rows{
      {{"Bug", "Feature", "Support"}, {"Bug", "Support"}},
      {{"Ошибка", "Улучшение", "Поддержка"}, {"Ошибка", "Поддержка"}},
      {{"Incident", "Bug", "Request"}, {"Incident"}},
      {{"Aufgabe", "Story"}, {"Aufgabe", "Story"}},
      {{}, {}},
  };
  for (const auto& row : rows) {
    SiteSurvey some;
    some.trackers = row.names;
    EXPECT_EQ(incident_trackers(guess_trackers(some)), row.incidents);
  }
}

TEST(Guess, PrioritiesWithoutKnownNamesGoByTheirPlace) {
  SiteSurvey some;
  some.priorities = {"P5", "P4", "P3", "P2", "P1", "P0"};
  some.usual_priority = "P4";
  std::vector<std::string> words;
  for (const auto& one : guess(some, {}, {}).priorities) words.push_back(one.word);
  EXPECT_THAT(words, ElementsAre("low", "normal", "high", "urgent", "immediate", "immediate"));
  some.usual_priority = "";
  EXPECT_EQ(guess(some, {}, {}).priorities[2].word, "normal") << "the middle one";
}

TEST(Guess, RolesAreStaffByNameOrRights) {
  const auto roles = guess(site(), {}, {}).roles;
  ASSERT_EQ(roles.size(), 4u);
  EXPECT_TRUE(roles[0].staff);
  EXPECT_TRUE(roles[1].staff);
  EXPECT_EQ(roles[1].why.key, "try.why_role_handles");
  EXPECT_FALSE(roles[2].staff);
  EXPECT_FALSE(roles[3].staff);
  EXPECT_EQ(roles[3].why.key, "try.why_role_only_reports");
}

class GuessedPeople : public ::testing::Test {
 protected:
  GuessedPeople() {
    projects["1"] = {"alpha", "Alpha", true, {{{"7"}, {"Manager"}}, {{"8"}, {"Reporter"}}}};
    projects["2"] = {"beta", "Beta", true, {}};
  }

  tracker::PersonUse& person(const char* id, const char* name, std::set<std::string> where) {
    auto& one = use.people[{id}];
    one.name = name;
    one.projects = std::move(where);
    return one;
  }

  Proposal made() { return guess(site(), use, projects); }

  Use use;
  std::map<std::string, SurveyedProject> projects;
};

TEST_F(GuessedPeople, OfMembersTheRolesSayAllThereIs) {
  person("7", "Mila", {"1"}).moved = 3;
  person("8", "Rolf", {"1"}).reported = 3;
  EXPECT_THAT(made().people, IsEmpty());
  EXPECT_THAT(made().doubtful, IsEmpty());
}

TEST_F(GuessedPeople, WhoIsAMemberElsewhereIsWhatTheRoleThereSays) {
  person("7", "Mila", {"1", "2"}).commented = 1;
  person("8", "Rolf", {"2"}).moved = 9;
  EXPECT_EQ(actor_of(made(), "Mila"), Actor::staff);
  EXPECT_EQ(actor_of(made(), "Rolf"), Actor::customer);
}

TEST_F(GuessedPeople, OthersGoByWhatTheyDid) {
  person("20", "Worker", {"2"}).moved = 1;
  person("21", "Assignee", {"2"}).assigned = 2;
  person("22", "Buyer", {"2"}).reported = 5;
  person("23", "Passer", {"2"}).commented = 1;
  const auto proposal = made();
  EXPECT_EQ(actor_of(proposal, "Worker"), Actor::staff);
  EXPECT_EQ(actor_of(proposal, "Assignee"), Actor::staff);
  EXPECT_EQ(actor_of(proposal, "Buyer"), Actor::customer);
  EXPECT_THAT(proposal.doubtful, ElementsAre("Passer"));
}

TEST_F(GuessedPeople, WhatSomebodyDoesMoreOftenDecides) {
  auto& helpful = person("20", "Helpful buyer", {"2"});
  helpful.reported = 100;
  helpful.moved = 30;
  auto& telephone = person("21", "Telephone", {"2"});
  telephone.reported = 100;
  telephone.moved = 30;
  telephone.assigned = 8;
  EXPECT_EQ(actor_of(made(), "Helpful buyer"), Actor::customer);
  EXPECT_EQ(actor_of(made(), "Telephone"), Actor::staff);
}

TEST_F(GuessedPeople, TheAnonymousAreNeverTakenForAnybody) {
  person("4", "Anonymous", {"1"}).reported = 100;
  EXPECT_THAT(made().people, IsEmpty());
  EXPECT_THAT(made().doubtful, ElementsAre("Anonymous"));
}

TEST_F(GuessedPeople, NamesakesWhoDifferAreDoubtful) {
  person("20", "Anna Schmidt", {"2"}).moved = 1;
  person("21", "Anna Schmidt", {"2"}).reported = 1;
  EXPECT_THAT(made().people, IsEmpty());
  EXPECT_THAT(made().doubtful, ElementsAre("Anna Schmidt"));
}

TEST_F(GuessedPeople, HiddenMembersAreSaid) {
  EXPECT_FALSE(made().members_hidden);
  projects["2"].members_known = false;
  EXPECT_TRUE(made().members_hidden);
}

TEST(Guess, EveryProjectIsAClientWithAnIdOfItsOwn) {
  Use use;
  use.projects = {{"1", 5}, {"2", 2}};
  const std::map<std::string, SurveyedProject> projects{{"1", {"shop_a", "Shop", true, {}}},
                                                        {"2", {"shop-a", "Other", true, {}}},
                                                        {"3", {"1c", "1C", true, {}}},
                                                        {"4", {"_", "Odd", true, {}}}};
  const auto clients = guess(site(), use, projects).clients;
  std::vector<std::string> ids;
  for (const auto& one : clients) ids.push_back(one.id);
  EXPECT_THAT(ids, ElementsAre("client", "client-1c", "shop-a", "shop-a-2"));
  EXPECT_EQ(clients[2].incidents, 5);
  EXPECT_EQ(clients[0].incidents, 0);
}

}  // namespace
}  // namespace estafeta::trial
