// Dossiers made of cards.
#include "connector/views/dossier.h"

#include <gtest/gtest.h>

#include "connector/calendar/parse_calendars.h"
#include "connector/document/node.h"
#include "connector/document/yaml.h"
#include "connector/render/kit/note.h"
#include "tests/support/source_dir.h"

namespace estafeta::views {
namespace {

using model::State;

base::Instant moment(const std::string& text) {
  return base::parse_instant(text).value();
}

calendar::CalendarSet windows(const std::string& week) {
  base::Diagnostics problems;
  const auto node = document::parse_yaml("nights: { timezone: UTC, week: " + week + " }\n", "calendars.yaml");
  return calendar::parse_calendars(*node, problems);
}

messages::Speaker english() {
  static const auto loaded = messages::load_catalogue(tests::source_dir() + "/mappings/messages");
  return {loaded.catalogue, render::plain_style({})};
}

CardWork work(const std::string& department, const std::string& at, std::vector<CardValue> values = {}) {
  return {{61}, "A task", department, true, moment(at), std::move(values), {}};
}

class ADossier : public ::testing::Test {
 protected:
  ADossier() {
    rules_.departments.all["network"] = {"network", "Network", "Network group", "office"};
    rules_.departments.all["unix"] = {"unix", "Unix", "Unix group", "office"};
    rules_.calendars = windows("{ tue: ['01:00-04:00'], sat: ['22:00-24:00'] }");
    client_.id = "aurora";
    client_.name = "Aurora";
    client_.project = "shop";
  }
  ChangeCard& ended(std::int64_t id, const std::string& at, std::vector<CardWork> done) {
    auto& card = cards_[{id}];
    card.issue = {id};
    card.client = "aurora";
    card.title = "Landscape";
    card.state = State::done;
    card.ended = moment(at);
    card.work = std::move(done);
    return card;
  }
  Dossier dossier(const std::string& now = "2026-06-15T12:00:00Z", const Desk& desk = {},
                  const DailyFacts& facts = {}) {
    const Overview overview{{rules_.departments, clients_, rules_, {}, policies_},
                            cards_,
                            people_,
                            moment(now),
                            english(),
                            &registered_};
    return dossier_of(overview, client_, desk, facts);
  }
  std::vector<std::int64_t> changed(const std::string& now) {
    std::vector<std::int64_t> ids;
    for (const auto& one : dossier(now).changed) ids.push_back(one.issue.value);
    return ids;
  }

  sla::PolicySet policies_;
  model::Clients clients_;
  model::Client client_;
  change::Rules rules_;
  Cards cards_;
  People people_;
  model::Register registered_;
};

TEST_F(ADossier, TellsWhatWasChangedTheLatestFirstForAYear) {
  ended(50, "2026-02-01T09:00:00Z", {work("network", "2026-02-01T09:00:00Z")});
  ended(51, "2026-06-01T09:00:00Z", {work("unix", "2026-06-01T09:00:00Z")});
  ended(52, "2026-06-02T09:00:00Z", {}).client = "meridian";
  EXPECT_EQ(changed("2026-06-15T12:00:00Z"), (std::vector<std::int64_t>{51, 50}));
  EXPECT_EQ(changed("2027-02-01T08:00:00Z"), (std::vector<std::int64_t>{51, 50}));
  EXPECT_EQ(changed("2027-02-01T10:00:00Z"), (std::vector<std::int64_t>{51}));
}

TEST_F(ADossier, LeavesOutAChangeThatWasGivenUpBeforeAnythingWasDone) {
  ended(50, "2026-06-01T09:00:00Z", {}).state = State::cancelled;
  ended(51, "2026-06-02T09:00:00Z", {work("unix", "2026-06-01T09:00:00Z")}).state = State::cancelled;
  EXPECT_EQ(changed("2026-06-15T12:00:00Z"), (std::vector<std::int64_t>{51}));
}

TEST_F(ADossier, NamesWhoDidAChangeOnceAndTheTasksThatHandedSomethingOver) {
  ended(50, "2026-06-01T09:00:00Z",
        {work("network", "2026-05-01T09:00:00Z", {{"VLAN", "214"}}),
         work("network", "2026-05-02T09:00:00Z"),
         work("unix", "2026-05-03T09:00:00Z"),
         {{62}, "Accept", "client", false, moment("2026-06-01T09:00:00Z"), {}, {{7, "act.pdf"}}}});
  const auto one = dossier().changed.at(0);
  EXPECT_EQ(one.who, (std::vector<std::string>{"Network", "Unix", "the client"}));
  ASSERT_EQ(one.results.size(), 2U);
  EXPECT_EQ(one.results[0].values.at(0).text, "214");
  EXPECT_EQ(one.results[1].files.at(0).name, "act.pdf");
}

TEST_F(ADossier, CountsWhatEachDepartmentHasToDoAndHasDone) {
  ended(50, "2026-06-01T09:00:00Z",
        {work("network", "2026-05-01T09:00:00Z"), work("network", "2026-05-20T09:00:00Z")});
  auto& running = cards_[{51}];
  running.client = "aurora";
  CardTask open;
  open.department = "unix";
  CardTask awaited = open;
  awaited.state = State::done;
  CardTask clients_own;
  clients_own.owner = model::Owner::client;
  running.tasks = {open, awaited, clients_own};
  running.work = {work("unix", "2026-06-10T09:00:00Z")};
  const auto departments = dossier().departments;
  ASSERT_EQ(departments.size(), 2U);
  EXPECT_EQ(departments[0].title, "Network");
  EXPECT_EQ(departments[0].done, 2);
  EXPECT_EQ(departments[0].last, moment("2026-05-20T09:00:00Z"));
  EXPECT_EQ(departments[1].open, 1);
  EXPECT_EQ(departments[1].done, 1) << "of a change that is under way";
}

TEST_F(ADossier, SaysWindowsByTheirWeekSoThatOneThatPassesIsNoNews) {
  client_.windows = "nights";
  const auto before = dossier("2026-06-15T12:00:00Z").windows;
  EXPECT_EQ(before,
            (std::vector<DossierWindow>{{2, "01:00", "04:00", {}, {}}, {6, "22:00", "00:00", {}, {}}}));
  EXPECT_EQ(dossier("2026-06-16T05:00:00Z").windows, before);
  EXPECT_EQ(dossier("2026-06-16T02:00:00Z").windows, before) << "in the middle of one";
}

TEST_F(ADossier, SaysFromAndUntilWhenAWindowIsValid) {
  const auto nights = *rules_.calendars.find("nights");
  rules_.calendars.add(
      "later", nights.with_closed({{moment("2026-01-01T00:00:00Z"), moment("2026-06-29T00:00:00Z")}}));
  rules_.calendars.add(
      "ending", nights.with_closed({{moment("2026-06-29T00:00:00Z"), moment("2027-01-01T00:00:00Z")}}));
  client_.windows = "later";
  EXPECT_EQ(dossier().windows.at(0).first, base::parse_date("2026-06-30"));
  EXPECT_EQ(dossier().windows.at(0).last, std::nullopt);
  client_.windows = "ending";
  EXPECT_EQ(dossier().windows.at(0).last, base::parse_date("2026-06-23"));
}

TEST_F(ADossier, NamesFreezesUntilTheyAreOver) {
  client_.freezes = {{moment("2026-07-01T00:00:00Z"), moment("2026-07-02T00:00:00Z"), "Sale"},
                     {moment("2026-06-01T00:00:00Z"), moment("2026-06-15T13:00:00Z"), "Audit"},
                     {moment("2026-05-01T00:00:00Z"), moment("2026-05-02T00:00:00Z"), "Long ago"}};
  const auto freezes = dossier().freezes;
  ASSERT_EQ(freezes.size(), 2U);
  EXPECT_EQ(freezes[0].why, "Audit");
  EXPECT_EQ(freezes[1].why, "Sale");
}

TEST_F(ADossier, TakesFromTheDeskWhatTheClientWaitsFor) {
  Desk desk;
  desk.needs = {{TodoKind::decision, {57}, "VLAN", "", {}, {}, {}},
                {TodoKind::unanswered, {70}, "Orders", "", {}, {}, {}},
                {TodoKind::request, {71}, "A shop", "", {}, {}, {}}};
  const auto questions = dossier("2026-06-15T12:00:00Z", desk).questions;
  ASSERT_EQ(questions.size(), 2U);
  EXPECT_EQ(questions[0].issue, base::IssueId{70});
}

TEST_F(ADossier, ShowsWhatDocumentsCannotBeTrustedFirst) {
  registered_.documents = {{"shop", "", "Fresh", "", "", base::parse_date("2026-06-01")},
                           {"shop", "plan", "Stale", "", "", base::parse_date("2026-06-01")},
                           {"shop", "", "Old", "", "", base::parse_date("2025-12-15")},
                           {"shop", "", "Nearly old", "", "", base::parse_date("2025-12-16")},
                           {"shop", "", "Never", "", "", {}},
                           {"other", "plan", "Of another client", "", "", {}}};
  auto changes = work("network", "2026-06-02T09:00:00Z");
  changes.updates = {"plan"};
  ended(50, "2026-06-03T09:00:00Z", {changes});
  std::vector<std::string> said;
  for (const auto& one : dossier().documents)
    said.push_back(one.document.title + " " + std::string(to_string(one.standing)));
  EXPECT_EQ(said, (std::vector<std::string>{"Never never", "Old old", "Stale stale", "Fresh fresh",
                                            "Nearly old fresh"}));
  registered_.documents[1].checked = base::parse_date("2026-06-02");
  EXPECT_EQ(dossier().documents.back().document.title, "Stale") << "checked on that very day";
}

TEST_F(ADossier, TellsOfAClockOnceItHasComeToSomething) {
  DailyFacts facts;
  facts.clocks = {{"response", {}, {}}};
  EXPECT_TRUE(dossier("2026-06-15T12:00:00Z", {}, facts).clocks.empty());
  facts.clocks[0].year.met = 1;
  EXPECT_EQ(dossier("2026-06-15T12:00:00Z", {}, facts).clocks.size(), 1U);
}

TEST_F(ADossier, IsNoPageBeforeThereWasAnyWork) {
  client_.windows = "nights";
  DailyFacts facts;
  facts.roles = {{"TAM", {"Tina Turner"}}};
  EXPECT_TRUE(dossier("2026-06-15T12:00:00Z", {}, facts).empty());
  ended(50, "2026-06-01T09:00:00Z", {work("network", "2026-06-01T09:00:00Z")});
  EXPECT_FALSE(dossier("2026-06-15T12:00:00Z", {}, facts).empty());
}

}  // namespace
}  // namespace estafeta::views
