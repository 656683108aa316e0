// A proposal's files are read back by the same reader as any site's: what was guessed is what they say.
#include "connector/trial/proposal_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/node.h"
#include "connector/service/site/site.h"
#include "connector/tracker/readback.h"
#include "tests/support/redmine_markup.h"
#include "tests/support/source_dir.h"
#include "tests/support/temporary_folder.h"

namespace estafeta::trial {
namespace {

using model::Actor;
using model::HoldReason;
using model::Kind;
using model::State;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const messages::Catalogue& catalogue() {
  static const auto loaded = messages::load_catalogue(tests::source_dir() + "/mappings/messages");
  return loaded.catalogue;
}

base::Phrase by_name() {
  return base::Phrase("try.why_name", {{"times", std::int64_t{312}}});
}

class ProposalFiles : public ::testing::Test {
 protected:
  ProposalFiles() {
    proposal.language = "en";
    proposal.statuses = {{"New", false, {State::fresh, {}}, by_name()},
                         {"Feedback", false, {State::on_hold, HoldReason::client}, by_name()},
                         {"Vendor's turn: \"Acme\"", false, {State::on_hold, HoldReason::vendor}, by_name()},
                         {"Resolved", true, {State::resolved, {}}, by_name()},
                         {"Closed", true, {State::closed, {}}, by_name()}};
    proposal.trackers = {{"Bug", true, base::Phrase("try.why_tracker_name")},
                         {"Feature", false, base::Phrase("try.why_no_incident")}};
    proposal.priorities = {{"Normal", "normal", base::Phrase("try.why_priority_name")},
                           {"Really urgent", "urgent", base::Phrase("try.why_priority_name")},
                           {"#1", "urgent", base::Phrase("try.why_priority_place")}};
    proposal.roles = {{"Manager", true, base::Phrase("try.why_role_name")},
                      {"Reporter", false, base::Phrase("try.why_role_name")},
                      {"Developer", true, base::Phrase("try.why_role_name")},
                      {"Guest: \\\"x\\\"", false, base::Phrase("try.why_role_only_reports")}};
    proposal.people = {
        {"Left, Engineer", Actor::staff, base::Phrase("try.why_worked", {{"times", std::int64_t{3}}})},
        {"{buyer}: no", Actor::customer, base::Phrase("try.why_reported", {{"times", std::int64_t{1}}})}};
    proposal.doubtful = {"Anonymous"};
    proposal.clients = {{"alpha", "alpha", "Alpha \"Foods\"\nLtd", 12}};
    setting.url = "https://redmine.example.com/path";
    setting.key_file = "/somewhere/key";
    setting.zone = "Europe/Moscow";
    setting.zone_why = base::Phrase("try.zone_given");
    setting.now = *base::parse_instant("2026-06-15T07:00:00Z");
  }

  service::LoadedSite loaded() {
    messages::Style style;
    style.language = proposal.language;
    const std::string bundled = document::read_file(tests::source_dir() + "/mappings/tracker.yaml").value();
    for (const auto& [name, text] : proposal_files(proposal, setting, bundled, {catalogue(), style})) {
      folder.write(name, text);
    }
    std::filesystem::create_directories(folder.file("templates"));
    return service::load_site(folder.file("estafeta.yaml"), tests::redmine_markup, &catalogue());
  }

  static std::vector<std::string> listed(const base::Diagnostics& problems) {
    std::vector<std::string> lines;
    for (const auto& problem : problems)
      lines.push_back(to_string(problem.where) + " " + to_string(problem.what));
    return lines;
  }

  Proposal proposal;
  ProposalSetting setting;
  testing::TemporaryFolder folder;
};

TEST_F(ProposalFiles, AreASiteWithoutProblemsInBothLanguages) {
  for (const char* language : {"en", "ru"}) {
    proposal.language = language;
    const auto site = loaded();
    EXPECT_THAT(listed(site.problems), IsEmpty()) << language;
    EXPECT_EQ(site.site.mappings.tracker.language, language);
    EXPECT_EQ(site.site.mappings.tracker.zone, "Europe/Moscow");
    EXPECT_EQ(site.site.settings.tracker.url, setting.url);
  }
}

TEST_F(ProposalFiles, NameNoPriorityAndNoPauseThatTheTrackerDoesNotHave) {
  proposal.priorities = {{"Normal", "normal", base::Phrase("try.why_priority_name")}};
  proposal.statuses = {{"New", false, {State::fresh, {}}, by_name()},
                       {"Closed", true, {State::closed, {}}, by_name()}};
  EXPECT_THAT(listed(loaded().problems), IsEmpty());
}

TEST_F(ProposalFiles, SayWhatWasGuessed) {
  const auto mapping = loaded().site.mappings.tracker;
  for (const auto& one : proposal.statuses)
    EXPECT_EQ(tracker::state_of(mapping, Kind::incident, one.name), one.meaning.state) << one.name;
  EXPECT_EQ(tracker::hold_reason_of_status(mapping, "Feedback"), HoldReason::client);
  EXPECT_EQ(tracker::hold_reason_of_status(mapping, "Vendor's turn: \"Acme\""), HoldReason::vendor);
  EXPECT_TRUE(mapping.closed.contains(State::resolved)) << "the tracker counts it as closed";
  EXPECT_EQ(tracker::kind_of(mapping, "Bug"), Kind::incident);
  EXPECT_EQ(tracker::kind_of(mapping, "Feature"), Kind::other);
  EXPECT_EQ(tracker::priority_word(mapping, "#1"), "urgent");
  EXPECT_EQ(mapping.people.at("Left, Engineer"), Actor::staff);
  EXPECT_EQ(mapping.people.at("{buyer}: no"), Actor::customer);
  EXPECT_FALSE(mapping.people.contains("Anonymous"));
  std::set<std::string> staff;
  for (const auto& [key, name] : mapping.roles) {
    if (mapping.staff_roles.contains(key)) staff.insert(name);
  }
  EXPECT_TRUE(staff.contains("Manager") && staff.contains("Developer"));
  EXPECT_FALSE(staff.contains("Reporter") || staff.contains("Guest: \\\"x\\\""));
}

TEST_F(ProposalFiles, ClientsHaveAPolicyThatHoldsThen) {
  const auto mappings = loaded().site.mappings;
  const auto& client = mappings.clients.all.at("alpha");
  EXPECT_EQ(client.name, "Alpha \"Foods\" Ltd");
  ASSERT_EQ(client.contracts.size(), 1u);
  EXPECT_NE(mappings.policies.find("standard", *base::parse_date("2026-06-15")), nullptr);
}

TEST_F(ProposalFiles, SayWhyBesideEachGuess) {
  loaded();
  const std::string text = folder.read("mappings/tracker.yaml");
  EXPECT_THAT(text, HasSubstr("- \"Feedback\"                        # by its name; used 312 times"));
  EXPECT_THAT(text, HasSubstr("# - \"Feature\""));
  EXPECT_THAT(text, HasSubstr("# \"Anonymous\":"));
  EXPECT_THAT(folder.read("mappings/clients.yaml"), HasSubstr("# 12 incidents"));
}

TEST_F(ProposalFiles, WhatIsNotGuessedIsAsInTheBundledMapping) {
  const auto mapping = loaded().site.mappings.tracker;
  EXPECT_THAT(mapping.states.at(Kind::task).at(State::waiting), ElementsAre("Waiting"));
  EXPECT_THAT(mapping.fields.at(model::Field::task_key), ElementsAre("Task key"));
  EXPECT_EQ(mapping.gate, model::GateMode::observe) << "nothing is enforced by a guess";
}

TEST_F(ProposalFiles, ATypeThatCountsAsIncidentIsNoTaskOrChange) {
  proposal.trackers = {{"Task", true, base::Phrase("try.why_all_trackers")},
                       {"Обращение", true, base::Phrase("try.why_all_trackers")},
                       {"Change", true, base::Phrase("try.why_all_trackers")}};
  const auto site = loaded();
  EXPECT_THAT(listed(site.problems), IsEmpty());
  for (const auto& one : proposal.trackers)
    EXPECT_EQ(tracker::kind_of(site.site.mappings.tracker, one.name), Kind::incident) << one.name;
}

TEST_F(ProposalFiles, AnEmptyProposalIsStillASite) {
  const std::string language = proposal.language;
  proposal = {};
  proposal.language = language;
  proposal.trackers = {{"Bug", true, base::Phrase("try.why_tracker_name")}};
  proposal.priorities = {{"Normal", "normal", base::Phrase("try.why_priority_name")}};
  EXPECT_THAT(listed(loaded().problems), IsEmpty());
}

TEST_F(ProposalFiles, AHoldWithoutAReasonPausesAsWell) {
  loaded();
  EXPECT_THAT(folder.read("mappings/policies.yaml"),
              HasSubstr("pause_in: [ \"on_hold:client\", \"on_hold:window\" ]"));
  proposal.statuses.push_back({"Pending", false, {State::on_hold, {}}, by_name()});
  loaded();
  EXPECT_THAT(folder.read("mappings/policies.yaml"), HasSubstr("pause_in: [ on_hold ]"));
}

TEST(YamlText, IsOneLineWhateverIsInIt) {
  EXPECT_EQ(yaml_text("a \"b\" \\ c\nd\te"), R"("a \"b\" \\ c d e")");
}

}  // namespace
}  // namespace estafeta::trial
