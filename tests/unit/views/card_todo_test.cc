// What of one change needs its TAM.
#include "connector/views/card_todo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "connector/render/kit/note.h"
#include "tests/support/source_dir.h"

namespace estafeta::views {
namespace {

using base::Phrase;
using model::Ask;
using model::State;
using ::testing::HasSubstr;
using ::testing::Not;

base::Instant at(const std::string& text) {
  return base::parse_instant(text).value();
}

const messages::Catalogue& sentences() {
  static const auto loaded = messages::load_catalogue(tests::source_dir() + "/mappings/messages");
  return loaded.catalogue;
}

messages::Speaker speaker(const std::string& language = "en") {
  model::TrackerMapping mapping;
  mapping.language = language;
  return {sentences(), render::plain_style(mapping)};
}

model::Issue issue(std::int64_t id, State state, const std::string& entered = "2026-06-15T09:00:00Z") {
  model::Issue made;
  made.id = {id};
  made.subject = "VLAN";
  made.status.state = state;
  made.initial_status.state = State::draft;
  model::Event event;
  event.at = at(entered);
  event.author.name = "Alice Adams";
  event.status = made.status;
  made.events = {event};
  return made;
}

class Needs : public ::testing::Test {
 protected:
  Needs() {
    situation_.change = issue(50, State::in_progress);
    card_.issue = {50};
    card_.title = "Landscape";
  }
  std::vector<TodoItem> needs(const std::string& language = "en") {
    return todo_items(situation_, plan_, tree_, card_, speaker(language));
  }
  CardTask& add_task(State state) {
    CardTask task;
    task.key = "network";
    task.issue = base::IssueId{57};
    task.title = "VLAN";
    task.state = state;
    task.holder = "Tina (TAM)";
    task.since = at("2026-06-15T09:00:00Z");
    task.slips_after = *base::parse_date("2026-06-18");
    card_.tasks = {task};
    situation_.children = {issue(57, state)};
    return card_.tasks[0];
  }

  change::Situation situation_;
  model::Plan plan_;
  change::Tree tree_;
  ChangeCard card_;
};

TEST_F(Needs, AreNoneWhereAllGoesItsWay) {
  add_task(State::in_progress);
  plan_.remarks = {Phrase("gate.no_department", {{"task", "VLAN"}, {"issue", std::int64_t{57}}})};
  EXPECT_TRUE(needs().empty());
}

TEST_F(Needs, AQuestionOfEstafetaIsTheChangesOwn) {
  card_.state = State::needs_input;
  situation_.change = issue(50, State::needs_input);
  const auto found = needs();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, TodoKind::question);
  EXPECT_EQ(found[0].issue, base::IssueId{50});
  EXPECT_EQ(found[0].since, at("2026-06-15T09:00:00Z"));
  EXPECT_EQ(found[0].change, std::nullopt);
}

TEST_F(Needs, ADraftThatIsNotFilledInYetIsOnTheDesk) {
  card_.state = State::draft;
  situation_.change = issue(50, State::draft);
  EXPECT_TRUE(needs().empty()) << "without a template";
  situation_.problems = {Phrase("template.parameter_missing", {{"parameter", "system"}})};
  const auto found = needs();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, TodoKind::draft);
  EXPECT_NE(found[0].detail.find("Change parameters"), std::string::npos);
}

// Who decides what comes next must know why it did not work.
TEST_F(Needs, AFailureIsThereWithTheWordsOfWhoGaveItUp) {
  add_task(State::failed);
  plan_.remarks = {
      {Phrase("told.failed", {{"task", "VLAN"}, {"issue", std::int64_t{57}}}), Ask::after_failure}};
  EXPECT_THAT(needs()[0].detail, Not(HasSubstr("Alice")));
  situation_.children[0].events[0].comment = model::Comment{"The cluster\nis full.", true};
  const auto found = needs();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].detail, HasSubstr("Alice Adams could not do it: “The cluster is full.”"));
}

// Every remark by which the TAM is told of a decision has its sentence, with all its values, in both
// languages.
TEST_F(Needs, EveryDecisionStandsOnTheDeskInBothLanguages) {
  add_task(State::failed);
  const std::vector<std::pair<std::string, base::PhraseValue>> values{
      {"task", "VLAN"},
      {"issue", std::int64_t{57}},
      {"person", "Alice"},
      {"waiting", std::vector<std::string>{"Linux"}},
      {"n", std::int64_t{2}},
      {"template", "landscape"},
      {"value", "again"},
      {"tracker", "Change"},
      {"wanted", "2026-06-16"},
      {"expected", "2026-06-18"},
      {"issues", std::vector<std::string>{"Servers"}},
      {"by", at("2026-06-16T15:00:00Z")},
      {"window", at("2026-06-16T22:00:00Z")},
      {"next", at("2026-06-23T22:00:00Z")},
      {"holders", std::vector{Phrase("holder.tam")}}};
  const std::vector<std::tuple<const char*, Ask, TodoKind>> remarks{
      {"told.bad_parameters", Ask::right_parameters, TodoKind::question},
      {"told.failed", Ask::after_failure, TodoKind::decision},
      {"told.refused", Ask::after_refusal, TodoKind::decision},
      {"told.cancelled", Ask::after_cancelling, TodoKind::decision},
      {"told.lost", Ask::after_loss, TodoKind::decision},
      {"told.lost_undo", Ask::after_loss_of_rollback, TodoKind::decision},
      {"told.new_plan", Ask::new_plan, TodoKind::decision},
      {"told.finished", Ask::finish, TodoKind::decision},
      {"told.bad_template", Ask::right_template, TodoKind::question},
      {"told.turned", Ask::after_turning, TodoKind::decision},
      {"told.turned_needed", Ask::after_turning_needed, TodoKind::decision},
      {"told.strangers", Ask::strangers, TodoKind::decision},
      {"told.offer_roll_back", Ask::roll_back, TodoKind::decision},
      {"dates.latest_missed", Ask::latest_missed, TodoKind::promise},
      {"dates.latest_missed_that_day", Ask::latest_missed_that_day, TodoKind::promise},
      {"dates.change_latest_missed", Ask::change_latest_missed, TodoKind::promise},
      {"dates.change_latest_missed_that_day", Ask::change_latest_missed_that_day, TodoKind::promise},
      {"told.last_call", Ask::last_call, TodoKind::window},
      {"told.last_call_of_all", Ask::last_call_of_all, TodoKind::window},
      {"decision.no_reason", Ask::reason, TodoKind::decision},
      {"told.kept_open", Ask::kept_open, TodoKind::decision},
      {"told.template_named", Ask::first_template, TodoKind::decision},
      {"told.template_named_badly", Ask::right_first_template, TodoKind::question},
      {"told.ended", Ask::finish_incomplete, TodoKind::decision}};
  for (const auto& [key, ask, kind] : remarks) {
    plan_.remarks = {{Phrase(key, values), ask}};
    for (const char* language : {"en", "ru"}) {
      const auto found = needs(language);
      ASSERT_EQ(found.size(), 1U) << key;
      EXPECT_EQ(found[0].kind, kind) << key;
      EXPECT_EQ(found[0].issue, base::IssueId{57}) << key;
      EXPECT_EQ(found[0].change, base::IssueId{50}) << key;
      EXPECT_EQ(found[0].since, at("2026-06-15T09:00:00Z")) << key;
      EXPECT_THAT(found[0].detail, Not(HasSubstr("{"))) << key;
      EXPECT_THAT(found[0].detail, Not(HasSubstr("desk."))) << key;
    }
  }
}

TEST_F(Needs, ARemarkThatAsksNothingIsNoneWhateverItSays) {
  plan_.remarks = {Phrase("told.finished", {{"n", std::int64_t{3}}})};
  EXPECT_TRUE(needs().empty());
}

TEST_F(Needs, ADecisionOnTheWholeChangeIsTheChangesOwn) {
  plan_.remarks = {{Phrase("told.finished", {{"n", std::int64_t{3}}}), Ask::finish}};
  const auto found = needs();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].issue, base::IssueId{50});
  EXPECT_EQ(found[0].title, "Landscape");
  EXPECT_EQ(found[0].change, std::nullopt);
}

TEST_F(Needs, AReturnedTaskNamesWhoAsksAndWhoIsAsked) {
  auto& task = add_task(State::returned);
  auto found = needs();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].detail, "Alice Adams needs data from Tina (TAM); the question was not written down");
  EXPECT_EQ(found[0].by, at("2026-06-18T00:00:00Z")) << "what slips sooner is lost sooner";
  task.assignee.name = "Boris Brown";
  situation_.children[0].events[0].comment = model::Comment{"Which VLAN\nis free?", false};
  EXPECT_EQ(needs()[0].detail, "Alice Adams asks Boris Brown: “Which VLAN is free?”");
  situation_.children[0].events.clear();
  EXPECT_EQ(needs()[0].detail, "data needed from Boris Brown");
}

TEST_F(Needs, TheQuestionMayFollowTheStatusAndIsNeverEstafetasOwnNote) {
  add_task(State::returned);
  auto& events = situation_.children[0].events;
  model::Event own = events[0];
  own.at += std::chrono::minutes(1);
  own.own = true;
  own.comment = model::Comment{"Passed on.", false};
  auto asked = own;
  asked.at += std::chrono::minutes(1);
  asked.own = false;
  asked.comment = model::Comment{"Which VLAN?", false};
  events.push_back(own);
  events.push_back(asked);
  EXPECT_EQ(needs()[0].detail, "Alice Adams asks Tina (TAM): “Which VLAN?”");
}

TEST_F(Needs, ADraftWhosePreviewIsReadyWaitsForTheGo) {
  card_.state = State::draft;
  situation_.change = issue(50, State::draft);
  situation_.change.created = at("2026-06-15T09:00:00Z");
  EXPECT_TRUE(needs().empty()) << "there is nothing to agree to yet";
  plan_.schedule.tasks.resize(1);
  const auto found = needs();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, TodoKind::draft);
  EXPECT_EQ(found[0].since, at("2026-06-15T09:00:00Z"));
}

TEST_F(Needs, AnApprovalWaitsForItsRoleUntilItIsAnswered) {
  add_task(State::ready);
  model::PlannedTask planned;
  planned.key = "network";
  planned.state = State::ready;
  planned.holder = Phrase("holder.approver", {{"role", "Service manager"}});
  plan_.schedule.tasks = {planned};
  model::DesiredTask wanted;
  wanted.kind = model::TaskKind::approval;
  change::Node node;
  node.key = "network";
  node.issue = &situation_.children[0];
  node.wanted = &wanted;
  tree_.nodes = {node};
  tree_.index["network"] = 0;
  const auto found = needs();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, TodoKind::approval);
  EXPECT_EQ(found[0].detail, "Service manager must say yes or no");
  card_.tasks[0].state = situation_.children[0].status.state = State::done;
  EXPECT_TRUE(needs().empty());
}

TEST_F(Needs, APromiseIsInDangerWhenTheForecastIsLater) {
  card_.promised = base::parse_date("2026-06-12");
  card_.forecast = base::parse_date("2026-06-12");
  EXPECT_TRUE(needs().empty());
  card_.forecast = base::parse_date("2026-06-13");
  ASSERT_EQ(needs().size(), 1U);
  EXPECT_EQ(needs()[0].detail, "promised for 2026-06-12, forecast 2026-06-13: 1 day late");
  EXPECT_THAT(needs("ru")[0].detail, HasSubstr("на 1 день позже"));
  plan_.remarks = {{Phrase("promise.late", {{"promised", "2026-06-12"},
                                            {"forecast", "2026-06-13"},
                                            {"n", std::int64_t{1}},
                                            {"shares", std::vector{Phrase("holder.vendor")}}}),
                    Ask::late_promise}};
  EXPECT_THAT(needs()[0].detail, HasSubstr("1 day late; why: the vendor")) << "whose day it is";
}

}  // namespace
}  // namespace estafeta::views
