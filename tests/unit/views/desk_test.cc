// Desks and departments' pages made of cards.
#include "connector/views/desk.h"

#include <gtest/gtest.h>

#include "connector/views/department.h"
#include "tests/unit/views/office.h"

namespace estafeta::views {
namespace {

using model::State;

change::Rules rules() {
  change::Rules made;
  auto& departments = made.departments;
  departments.all["network"] = {"network", "Network", "Network group", "office"};
  departments.all["unix"] = {"unix", "Unix", "Unix group", "office"};
  departments.away = {{"Ivan Petrov", day("2026-06-10"), day("2026-06-16")},
                      {"olga", day("2026-06-15"), day("2026-06-15")}};
  made.calendars = office();
  return made;
}

CardTask task(const std::string& key, std::int64_t issue, State state,
              std::vector<std::string> waits_for = {}) {
  CardTask made;
  made.key = key;
  made.issue = base::IssueId{issue};
  made.title = key;
  made.department = "network";
  made.state = state;
  made.holder = state == State::waiting ? "" : "Network";
  made.since = at("2026-06-12T09:00:00Z");
  made.start = day("2026-06-15");
  made.due = made.slips_after = day("2026-06-16");
  made.waits_for = std::move(waits_for);
  return made;
}

CardTask of_unix(CardTask made) {
  made.department = "unix";
  return made;
}

ChangeCard card(std::vector<CardTask> tasks) {
  ChangeCard made;
  made.issue = {50};
  made.client = "aurora";
  made.title = "Landscape";
  made.tasks = std::move(tasks);
  return made;
}

class Made : public ::testing::Test {
 protected:
  Overview overview_at(base::Instant now) const {
    return {{rules_.departments, clients_, rules_, {}, policies_}, cards_, people_, now, speaker()};
  }
  DepartmentView department(const std::string& id, base::Instant now = at("2026-06-15T12:00:00Z")) {
    const auto overview = overview_at(now);
    return department_of(overview, rules_.departments.all.at(id));
  }
  Desk desk(base::Instant now = at("2026-06-15T12:00:00Z")) {
    const auto overview = overview_at(now);
    model::Client client;
    client.id = "aurora";
    client.name = "Aurora";
    return desk_of(overview, client, {{"aurora", {"Aurora", open_, unexplained_, unjudged_}}}, {});
  }
  std::vector<TodoKind> kinds() {
    std::vector<TodoKind> found;
    for (const auto& need : desk().needs) found.push_back(need.kind);
    return found;
  }
  // How sure the one task of Unix is that waits for `first` of these.
  std::string sureness(State change, std::vector<CardTask> before) {
    before.push_back(of_unix(task("web", 63, State::waiting, {"first"})));
    cards_[{50}] = card(std::move(before));
    cards_[{50}].state = change;
    const auto coming = department("unix").coming.at(0);
    return std::string(to_string(coming.sureness)) + " " + coming.why.key;
  }

  sla::PolicySet policies_;
  model::Clients clients_;
  change::Rules rules_ = rules();
  Cards cards_;
  People people_;
  std::vector<DigestIncident> open_;  // at risk or breached
  std::vector<DigestIncident> unexplained_;
  std::vector<DigestIncident> unjudged_;
};

struct Doubt {
  const char* name;
  State change;
  std::vector<CardTask> before;
  const char* answer;
};

CardTask with(CardTask made, const std::function<void(CardTask&)>& edit) {
  edit(made);
  return made;
}

CardTask owing(CardTask made) {
  made.holder = "Boris Brown";
  made.owes = {"the value “vlan” (VLAN number)", "the value “subnet”"};
  made.silent_from = at("2026-06-15T15:00:00Z");
  return made;
}

TEST_F(Made, HowSureATaskIsDependsOnAllThatStandsBeforeIt) {
  using model::HoldReason;
  using model::Owner;
  const auto running = task("first", 61, State::in_progress);
  const std::vector<Doubt> doubts{
      {"under way", State::in_progress, {running}, "sure sureness_why.in_time"},
      {"done, and its lag passes",
       State::in_progress,
       {with(running,
             [](auto& t) {
               t.state = State::done;
               t.holder = "";
             })},
       "sure sureness_why.in_time"},
      {"ready", State::in_progress, {task("first", 61, State::ready)}, "likely sureness_why.not_begun"},
      {"far back",
       State::in_progress,
       {task("first", 61, State::waiting, {"second"}), task("second", 62, State::returned)},
       "unsure sureness_why.returned"},
      {"overdue",
       State::in_progress,
       {with(running, [](auto& t) { t.overdue = true; })},
       "unsure sureness_why.overdue"},
      {"on hold",
       State::in_progress,
       {with(running,
             [](auto& t) {
               t.state = State::on_hold;
               t.reason = HoldReason::internal;
             })},
       "unsure sureness_why.on_hold"},
      {"on hold for a vendor",
       State::in_progress,
       {with(running,
             [](auto& t) {
               t.state = State::on_hold;
               t.reason = HoldReason::vendor;
             })},
       "unsure sureness_why.vendor"},
      {"the client's",
       State::in_progress,
       {with(running, [](auto& t) { t.owner = Owner::client; })},
       "unsure sureness_why.client"},
      {"failed", State::in_progress, {task("first", 61, State::failed)}, "unsure sureness_why.decision"},
      {"owes values",
       State::in_progress,
       {owing(task("first", 61, State::done))},
       "unsure sureness_why.values"},
      {"waits for an issue outside the change",
       State::in_progress,
       {with(task("first", 61, State::waiting), [](auto& t) { t.outside = {{99}}; })},
       "unsure sureness_why.outside"},
      {"gone", State::in_progress, {}, "unsure sureness_why.gone"},
      {"change on hold", State::on_hold, {running}, "unsure sureness_why.change_on_hold"},
      {"change not agreed", State::draft, {running}, "unsure sureness_why.not_agreed"},
      {"change ends", State::cancelling, {running}, "unsure sureness_why.winding_up"},
      {"a ring made by hand",
       State::in_progress,
       {task("first", 61, State::waiting, {"second"}), task("second", 62, State::waiting, {"first"})},
       "likely sureness_why.not_begun"},
  };
  for (const auto& doubt : doubts)
    EXPECT_EQ(sureness(doubt.change, doubt.before), doubt.answer) << doubt.name;
}

TEST_F(Made, WhatWaitsOutsideItsChangeNamesWhatItWaitsFor) {
  cards_[{50}] = card({of_unix(with(task("web", 63, State::waiting), [](auto& t) { t.outside = {{99}}; }))});
  const auto coming = department("unix").coming.at(0);
  EXPECT_EQ(coming.waits_for, std::vector{base::IssueId{99}});
  EXPECT_EQ(coming.why.key, "sureness_why.outside");
}

TEST_F(Made, NothingIsSureOfAChangeThatStandsStill) {
  cards_[{50}] = card({of_unix(task("web", 63, State::waiting))});
  EXPECT_EQ(department("unix").coming.at(0).sureness, Sureness::sure);
  cards_[{50}].trouble = "The group is no member.";
  EXPECT_EQ(department("unix").coming.at(0).why.key, "sureness_why.stands_still");
}

TEST_F(Made, NeedsStandInTheOrderOfWhatIsLost) {
  auto made = card({task("a", 61, State::ready)});
  made.tasks[0].silent_from = at("2026-06-15T11:00:00Z");
  made.tasks[0].assignee = {{"7"}, "Ivan Petrov"};
  made.needs = {{TodoKind::promise, {50}, "", "", {}, {}, {}},
                {TodoKind::approval, {62}, "", "", {}, {}, at("2026-06-18T00:00:00Z")},
                {TodoKind::approval, {63}, "", "", {}, {}, at("2026-06-17T00:00:00Z")},
                {TodoKind::window, {64}, "", "", {}, {}, {}},
                {TodoKind::question, {50}, "", "", {}, {}, {}}};
  cards_[{50}] = made;
  unexplained_ = {{{9}, "Tills", "", {}, "", true, true, {}}, {{8}, "Shop", "", {}, "", false, true, {}}};
  EXPECT_EQ(kinds(),
            (std::vector{TodoKind::question, TodoKind::window, TodoKind::approval, TodoKind::approval,
                         TodoKind::promise, TodoKind::silent, TodoKind::absent}));
  EXPECT_EQ(desk().needs[2].issue, base::IssueId{63}) << "it is lost sooner";
  ASSERT_EQ(desk().causes.size(), 1U) << "the other one only lacks a measure";
  EXPECT_EQ(desk().causes[0].issue, base::IssueId{9});
}

DigestIncident incident(std::int64_t issue, model::ClockState state, const std::string& due) {
  model::ClockJudgement clock;
  clock.clock = "resolution";
  clock.state = state;
  clock.due = at(due);
  return {{issue}, "Shop", "Olga Ilina", {clock}, "", true, true, {}};
}

TEST_F(Made, WhatIsAtRiskStandsBeforeWhatIsBreachedAndBothBeforeDecisions) {
  open_ = {incident(7, model::ClockState::breached, "2026-06-15T09:00:00Z"),
           incident(8, model::ClockState::at_risk, "2026-06-15T14:00:00Z"),
           incident(9, model::ClockState::at_risk, "2026-06-15T13:00:00Z")};
  cards_[{50}] = card({});
  cards_[{50}].needs = {{TodoKind::decision, {62}, "", "", {}, {}, {}},
                        {TodoKind::question, {50}, "", "", {}, {}, {}}};
  EXPECT_EQ(kinds(), (std::vector{TodoKind::question, TodoKind::at_risk, TodoKind::at_risk,
                                  TodoKind::breached, TodoKind::decision}));
  const auto first = desk().needs[1];
  EXPECT_EQ(first.issue, base::IssueId{9}) << "it runs out sooner";
  EXPECT_EQ(first.detail, "resolution: at risk, due 2026-06-15 13:00; assigned to Olga Ilina");
}

TEST_F(Made, BreachesStandInTheOrderInWhichTheyHappened) {
  open_ = {incident(7, model::ClockState::breached, "2026-06-15T09:00:00Z"),
           incident(8, model::ClockState::breached, "2026-06-15T08:00:00Z")};
  open_[0].clocks[0].breached_at = at("2026-06-15T09:00:00Z");
  open_[1].clocks[0].breached_at = at("2026-06-15T08:00:00Z");
  const auto needs = desk().needs;
  ASSERT_EQ(needs.size(), 2U);
  EXPECT_EQ(needs[0].issue, base::IssueId{8});
  EXPECT_EQ(needs[0].since, at("2026-06-15T08:00:00Z"));
}

TEST_F(Made, AnIncidentThatCannotBeJudgedStandsOnTheDeskWithTheReason) {
  unjudged_ = {{{7}, "Shop", "", {}, "", true, true, {base::Phrase("sla.history_missing")}}};
  const auto needs = desk().needs;
  ASSERT_EQ(needs.size(), 1U);
  EXPECT_EQ(needs[0].kind, TodoKind::unjudged);
  EXPECT_EQ(needs[0].detail, speaker().say("sla.history_missing"));
}

TEST_F(Made, ATaskClosedWithoutItsValuesStandsOnItsDepartmentsPageAtOnceAndOnTheDeskAfterATime) {
  cards_[{50}] =
      card({owing(task("first", 61, State::done)), of_unix(task("web", 62, State::waiting, {"first"}))});
  const auto view = department("network");
  ASSERT_EQ(view.owing.size(), 1U);
  EXPECT_EQ(view.owing[0].issue, base::IssueId{61});
  EXPECT_EQ(view.owing[0].holder, "Boris Brown") << "who closed it knows the values";
  EXPECT_EQ(view.owing[0].values, "the value “vlan” (VLAN number); the value “subnet”");
  ASSERT_EQ(view.holds_up.size(), 1U) << "others wait for it all the same";
  EXPECT_TRUE(view.ready.empty() && view.under_way.empty());
  EXPECT_TRUE(desk().needs.empty());
  const auto later = desk(at("2026-06-15T15:00:00Z")).needs;
  ASSERT_EQ(later.size(), 1U);
  EXPECT_EQ(later[0].kind, TodoKind::values);
  EXPECT_EQ(later[0].since, at("2026-06-12T09:00:00Z"));
}

TEST_F(Made, TheTasksOfAChangeOnHoldSaySoWhereTheyMayBegin) {
  cards_[{50}] = card({task("first", 61, State::ready), task("second", 62, State::in_progress)});
  EXPECT_EQ(department("network").ready[0].remark, "");
  cards_[{50}].state = State::on_hold;
  EXPECT_EQ(department("network").ready[0].remark, "the change is on hold: please do not start or continue");
  EXPECT_EQ(department("network").under_way[0].remark, department("network").ready[0].remark);
}

TEST_F(Made, ADeskHoldsTheClientsOwnOpenChangesTheLateOnesFirst) {
  cards_[{50}] = card({});
  cards_[{51}] = card({});
  cards_[{51}].issue = {51};
  cards_[{51}].forecast = day("2026-06-18");
  cards_[{51}].promised = day("2026-06-17");
  cards_[{52}] = card({});
  cards_[{52}].client = "meridian";
  cards_[{53}] = card({});
  cards_[{53}].state = State::done;
  const auto changes = desk().changes;
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].issue, base::IssueId{51});
}

TEST_F(Made, AbsenceCountsOnItsDaysByNameOrLogin) {
  auto held = task("a", 61, State::in_progress);
  const auto why = [&](const std::string& now) {
    const auto absence = absence_of(overview_at(at(now)), held);
    return absence ? absence->key : "";
  };
  EXPECT_EQ(why("2026-06-15T12:00:00Z"), "") << "a group holds it";
  held.assignee = {{"7"}, "Ivan Petrov"};
  EXPECT_EQ(why("2026-06-09T23:00:00Z"), "");
  EXPECT_EQ(why("2026-06-10T00:00:00Z"), "desk.away");
  EXPECT_EQ(why("2026-06-16T23:59:59Z"), "desk.away");
  EXPECT_EQ(why("2026-06-17T00:00:00Z"), "");
  held.assignee.name = "Olga Ilina";
  people_[{"7"}] = {"olga", false};
  EXPECT_EQ(why("2026-06-15T12:00:00Z"), "desk.away");
  people_[{"7"}] = {"", true};
  EXPECT_EQ(why("2026-06-15T12:00:00Z"), "desk.gone");
  held.assignee.is_member = false;
  EXPECT_EQ(why("2026-06-15T12:00:00Z"), "desk.left");
  held.state = State::waiting;
  EXPECT_EQ(why("2026-06-15T12:00:00Z"), "") << "it is not his turn yet";
}

TEST_F(Made, AChangeWhoseTamHasLeftStandsOnTheDesk) {
  const auto details = [&] {
    std::vector<std::string> found;
    for (const auto& need : desk().needs) {
      EXPECT_EQ(need.kind, TodoKind::absent);
      found.push_back(need.detail);
    }
    return found;
  };
  using Details = std::vector<std::string>;
  cards_[{50}] = card({});
  cards_[{50}].tam = {{"7"}, "Ivan Petrov"};
  EXPECT_EQ(details(), Details()) << "away, and a deputy is there";
  people_[{"7"}] = {"", true};
  EXPECT_EQ(details(), Details{speaker().say(base::Phrase("desk.tam_gone", {{"person", "Ivan Petrov"}}))});
  cards_[{50}].tam.is_member = false;
  EXPECT_EQ(details(), Details{speaker().say(base::Phrase("desk.tam_left", {{"person", "Ivan Petrov"}}))});
}

TEST_F(Made, ComingIsWhatBeginsWithinTwoWeeks) {
  auto soon = of_unix(task("soon", 61, State::waiting, {"first"}));
  soon.start = day("2026-06-28");
  auto later = of_unix(task("later", 62, State::waiting, {"first"}));
  later.start = day("2026-06-29");
  cards_[{50}] = card({task("first", 60, State::in_progress), later, soon});
  const auto coming = department("unix").coming;
  ASSERT_EQ(coming.size(), 1U);
  EXPECT_EQ(coming[0].title, "soon");
  EXPECT_EQ(coming[0].waits_for, (std::vector<base::IssueId>{{60}}));
}

TEST_F(Made, HeldUpAreOnlyOthers) {
  auto client = task("accept", 64, State::waiting, {"first"});
  client.owner = model::Owner::client;
  cards_[{50}] = card({task("first", 60, State::ready), task("own", 61, State::waiting, {"first"}),
                       of_unix(task("web", 62, State::waiting, {"first"})), client,
                       task("alone", 63, State::in_progress)});
  const auto held = department("network").holds_up;
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].issue, base::IssueId{60});
  EXPECT_EQ(held[0].waiting, (std::vector<std::string>{"the client", "Unix"}));
}

// Monday the 15th; thirty days back begin on Saturday the 16th of May.
TEST_F(Made, WaitingCountsWorkingTimeOfThirtyDaysUpToMidnight) {
  cards_[{50}] = card({});
  cards_[{50}].waits = {
      {"unix", "network", at("2026-06-11T16:00:00Z"), at("2026-06-12T10:00:00Z")},  // two hours and one
      {"unix", "network", at("2026-06-12T17:00:00Z"), std::nullopt},                // one, today is not over
      {"unix", "client", at("2026-04-01T00:00:00Z"), at("2026-05-18T11:00:00Z")},   // two of them
      {"unix", "vendor", at("2026-06-15T10:00:00Z"), std::nullopt},                 // today's
      {"network", "unix", at("2026-06-11T16:00:00Z"), at("2026-06-12T10:00:00Z")}};
  const auto waited = department("unix").waited;
  ASSERT_EQ(waited.size(), 2U);
  EXPECT_EQ(waited[0].who, "Network");
  EXPECT_EQ(waited[0].time, std::chrono::hours(4));
  EXPECT_EQ(waited[0].tasks, 2);
  EXPECT_EQ(waited[1].who, "the client");
  EXPECT_EQ(waited[1].time, std::chrono::hours(2));
}

TEST_F(Made, PagesChangeByThemselvesAtMidnightOrWhenSilenceBegins) {
  auto quiet = task("a", 61, State::ready);
  quiet.silent_from = at("2026-06-15T15:00:00Z");
  cards_[{50}] = card({quiet});
  const auto next = [&](const std::string& now) { return changes_at(overview_at(at(now))); };
  EXPECT_EQ(next("2026-06-15T12:00:00Z"), at("2026-06-15T15:00:00Z"));
  EXPECT_EQ(next("2026-06-15T15:00:00Z"), at("2026-06-16T00:00:00Z"));
}

TEST(ACard, NamesEachHolderOnceAlsoOneWhoseNameIsPartOfAnothers) {
  EXPECT_EQ(holder_of_change({"Unix operations", "", "Unix", "Unix operations"}, {}),
            "Unix operations, Unix");
}

}  // namespace
}  // namespace estafeta::views
