// The role of the TAM: who needs one, what it is worth, what goes to the deputy.
#include "connector/views/tams.h"

#include <gtest/gtest.h>

#include "connector/views/card_mark.h"
#include "connector/views/deputy.h"
#include "tests/unit/views/office.h"

namespace estafeta::views {
namespace {

using model::State;

class ThePageOfTams : public ::testing::Test {
 protected:
  ThePageOfTams() {
    for (const char* id : {"network", "unix", "dba", "backup", "vmware", "monitoring"})
      rules_.departments.all[id] = {id, id, std::string(id) + " group", "office"};
    rules_.calendars = office();
    clients_.owner_calendars["client"] = "office";
    for (const char* id : {"aurora", "meridian"}) {
      clients_.all[id].id = id;
      clients_.all[id].name = id;
      facts_[id];
      desks_[id];
    }
  }
  ChangeCard& done(std::int64_t id, const std::string& when, const std::string& promised = "",
                   const std::string& client = "aurora") {
    auto& card = cards_[{id}];
    card.issue = {id};
    card.client = client;
    card.state = State::done;
    card.ended = at(when);
    card.promised = base::parse_date(promised);
    return card;
  }
  void work(ChangeCard& card, const std::vector<const char*>& departments, const std::string& when) {
    for (const char* one : departments) card.work.push_back({{61}, "A task", one, true, at(when), {}, {}});
  }
  Overview overview(const std::string& now) {
    return {{rules_.departments, clients_, rules_, {}, policies_}, cards_, people_, at(now), speaker()};
  }
  TamOverview page(const std::string& now = "2026-06-15T12:00:00Z") {
    return tams_of(overview(now), desks_, facts_);
  }
  TamClient client(const std::string& id, const std::string& now = "2026-06-15T12:00:00Z") {
    for (const auto& one : page(now).clients) {
      if (one.id == id) return one;
    }
    return {};
  }

  sla::PolicySet policies_;
  model::Clients clients_;
  change::Rules rules_;
  Cards cards_;
  People people_;
  std::map<std::string, DailyFacts> facts_;
  std::map<std::string, Desk> desks_;
};

TEST_F(ThePageOfTams, SaysThatAClientNeedsOneWhenMoreDepartmentsWorkedForItThanTheRuleNames) {
  struct Case {
    std::vector<const char*> departments;
    const char* at;
    std::set<std::string> upper_level;
    bool is_needed;
  };
  const std::vector<Case> cases{
      {{"network", "unix", "dba", "backup"}, "2026-06-01T09:00:00Z", {}, false},
      {{"network", "unix", "dba", "backup", "vmware"}, "2026-06-01T09:00:00Z", {}, true},
      {{"network", "network", "unix", "dba", "backup"}, "2026-06-01T09:00:00Z", {}, false},
      {{"network", "unix", "dba", "backup", "vmware"}, "2026-01-01T00:00:00Z", {}, true},
      {{"network", "unix", "dba", "backup", "vmware"}, "2025-12-31T23:59:59Z", {}, false},
      {{"network", "unix", "dba", "backup", "vmware"}, "2026-06-01T09:00:00Z", {"monitoring"}, false},
      {{"network", "unix", "dba", "backup", "vmware"}, "2026-06-01T09:00:00Z", {"monitoring", "dba"}, true},
  };
  for (const auto& one : cases) {
    cards_.clear();
    clients_.tam.upper_level = one.upper_level;
    work(done(50, "2026-06-02T09:00:00Z"), one.departments, one.at);
    EXPECT_EQ(client("aurora").is_needed, one.is_needed) << one.departments.size() << " " << one.at;
    EXPECT_FALSE(client("meridian").is_needed);
  }
}

TEST_F(ThePageOfTams, CountsWhoIsAtATaskNowAndNotWhoWaitsForTheirTurn) {
  auto& card = done(50, "2026-06-02T09:00:00Z");
  work(card, {"network", "unix", "dba", "backup"}, "2026-06-01T09:00:00Z");
  CardTask task;
  task.department = "vmware";
  card.tasks = {task};
  EXPECT_FALSE(client("aurora").is_needed);
  card.tasks[0].state = State::in_progress;
  EXPECT_TRUE(client("aurora").is_needed);
  card.tasks[0].owner = model::Owner::client;
  EXPECT_FALSE(client("aurora").is_needed);
}

TEST_F(ThePageOfTams, ComparesTheTimeBeforeTheTamWithTheTimeSince) {
  clients_.all["aurora"].tam_since = day("2026-03-01");
  facts_["aurora"].tam.tams = {{{"7"}, "Tina Turner"}};
  facts_["aurora"].tam.before = {80, 20};
  facts_["aurora"].tam.since = {49, 1};
  facts_["meridian"].tam.since = {10, 10};
  done(50, "2026-02-28T23:00:00Z", "2026-02-01").waited = {base::Seconds(7200), {}, base::Seconds(60)};
  done(51, "2026-03-01T01:00:00Z", "2026-03-01").mark = {{{70}, 5, "quick", at("2026-03-02T09:00:00Z")}};
  done(52, "2026-04-01T01:00:00Z");
  done(53, "2026-04-01T01:00:00Z").state = State::cancelled;
  done(54, "2026-04-01T01:00:00Z").review = {{{9}}, day("2026-04-05")};
  done(55, "2026-04-01T01:00:00Z", "2026-03-31", "meridian");
  const auto shown = page();
  const auto aurora = client("aurora");
  EXPECT_EQ(aurora.before.changes, 1);
  EXPECT_EQ(aurora.before.late, 1);
  EXPECT_EQ(aurora.before.waited, (Waited{base::Seconds(7200), {}, base::Seconds(60)}));
  EXPECT_EQ(aurora.with.changes, 2) << "neither the one that was given up, nor the review";
  EXPECT_EQ(aurora.with.kept, 1);
  EXPECT_EQ(aurora.with.late, 0);
  EXPECT_EQ(aurora.with.marks, 1);
  EXPECT_EQ(aurora.with.clocks, (DecidedClocks{49, 1}));
  EXPECT_EQ(shown.with.changes, 2);
  EXPECT_EQ(shown.without.changes, 2) << "Aurora before, and Meridian";
  EXPECT_EQ(shown.without.clocks, (DecidedClocks{90, 30}));
  ASSERT_EQ(shown.marks.size(), 1U);
  EXPECT_EQ(shown.marks[0].mark.text, "quick");
}

TEST_F(ThePageOfTams, IsAboutTheMonthUnderWayAndElevenBeforeSoThatItChangesWithTheMonth) {
  done(50, "2025-07-01T00:00:00Z");
  done(51, "2025-06-30T23:00:00Z");
  EXPECT_EQ(client("aurora", "2026-06-01T00:00:00Z").before.changes, 1);
  EXPECT_EQ(client("aurora", "2026-06-30T23:00:00Z").before.changes, 1);
  EXPECT_EQ(client("aurora", "2026-07-01T00:00:00Z").before.changes, 0);
}

TEST_F(ThePageOfTams, TellsPartsOfItsTimeApartByTheDay) {
  const sla::Period year{day("2025-07-01"), day("2026-06-30")};
  model::Client client;
  struct Case {
    const char* since;
    const char* before_until;
    const char* with_from;
  };
  for (const auto& one : std::vector<Case>{{"2026-03-01", "2026-02-28", "2026-03-01"},
                                           {"2020-01-01", "2025-06-30", "2025-07-01"},
                                           {"2027-01-01", "2026-06-30", "2026-07-01"}}) {
    client.tam_since = day(one.since);
    const auto [before, with] = tam_parts(client, year);
    EXPECT_EQ(before, (sla::Period{year.from, day(one.before_until)})) << one.since;
    EXPECT_EQ(with, (sla::Period{day(one.with_from), year.until})) << one.since;
  }
}

TEST_F(ThePageOfTams, SumsUpWhatATamCarriesForAllTheirClients) {
  for (const char* id : {"aurora", "meridian"}) {
    facts_[id].tam.tams = {{{"7"}, "Tina Turner"}};
    desks_[id].needs.resize(2);
  }
  facts_["aurora"].tam.hours = {{{"Tina Turner", base::Seconds(3600), base::Seconds(7200)}}};
  facts_["meridian"].tam.hours = {{{"Tina Turner", base::Seconds(1800), base::Seconds(0)}}};
  const auto shown = page();
  ASSERT_EQ(shown.loads.size(), 1U);
  EXPECT_EQ(shown.loads[0].duties, 4);
  EXPECT_EQ(shown.loads[0].this_month, base::Seconds(5400));
  EXPECT_EQ(shown.loads[0].last_month, base::Seconds(7200));
  EXPECT_EQ(shown.allowed_this_month, base::Seconds(22 * 9 * 3600 * 30 / 100)) << "22 working days in June";
}

TEST_F(ThePageOfTams, SaysNothingWhereNothingIsToBeSaid) {
  EXPECT_TRUE(page().empty());
  done(50, "2026-06-01T09:00:00Z");
  EXPECT_FALSE(page().empty());
}

class LeftUndone : public ThePageOfTams {
 protected:
  LeftUndone() {
    tam_.tams = {{{"7"}, "Tina Turner"}};
    tam_.deputies = {{{"8"}, "Nina Neal"}};
  }
  // Of one need since Monday 09:00; empty: not the deputy's.
  std::string handed_at(const std::string& now, TodoKind kind = TodoKind::question) {
    Desk desk;
    desk.needs = {{kind, {70}, "A question", "", at("2026-06-15T09:00:00Z"), {}, {}}};
    hand_to_deputies(overview(now), tam_, desk);
    const auto& since = desk.needs[0].deputy_since;
    EXPECT_EQ(desk.needs[0].detail.empty(), !since);
    return since ? base::format_instant(*since) : "";
  }

  TamFacts tam_;
};

TEST_F(LeftUndone, IsTheDeputysAfterTheTimeThatTheMappingNamesInTheHoursOfTams) {
  EXPECT_EQ(handed_at("2026-06-16T15:59:59Z"), "");
  EXPECT_EQ(handed_at("2026-06-16T16:00:00Z"), "2026-06-16T16:00:00Z")
      << "nine hours on Monday, seven on Tuesday";
  clients_.tam.deputy_after = base::Seconds(3600);
  EXPECT_EQ(handed_at("2026-06-16T16:00:00Z"), "2026-06-15T10:00:00Z");
  clients_.tam.deputy_after = base::Seconds(0);
  EXPECT_EQ(handed_at("2027-06-16T16:00:00Z"), "") << "never";
}

TEST_F(LeftUndone, IsTheDeputysAtOnceWhileTheTamIsAway) {
  rules_.departments.away = {{"Tina Turner", day("2026-06-16"), day("2026-06-20"), {}}};
  EXPECT_EQ(handed_at("2026-06-15T12:00:00Z"), "");
  EXPECT_EQ(handed_at("2026-06-16T00:00:00Z"), "2026-06-16T00:00:00Z");
  rules_.departments.away.push_back({"Nina Neal", day("2026-06-16"), day("2026-06-16"), {}});
  EXPECT_EQ(handed_at("2026-06-16T00:00:00Z"), "") << "the deputy is away, too";
}

TEST_F(LeftUndone, IsNobodysElseWhereTheClientHasNoTamOrNoDeputyOrTheNeedHasHearersOfItsOwn) {
  EXPECT_EQ(handed_at("2026-06-20T12:00:00Z", TodoKind::breached), "");
  tam_.deputies.clear();
  EXPECT_EQ(handed_at("2026-06-20T12:00:00Z"), "");
  tam_.deputies = {{{"8"}, "Nina Neal"}};
  tam_.tams.clear();
  EXPECT_EQ(handed_at("2026-06-20T12:00:00Z"), "");
}

TEST(AMark, IsALineOfANote) {
  struct Case {
    const char* note;
    std::optional<WrittenMark> mark;
  };
  const std::vector<Case> cases{
      {"Mark: 5", WrittenMark{5, ""}},
      {"mark : 4, Quick and clean", WrittenMark{4, "Quick and clean"}},
      {"Thank you!\r\n  Mark: 3/5 - one night too long\r\nBye", WrittenMark{3, "one night too long"}},
      {"Оценка: 5 быстро, без сбоев", WrittenMark{5, "быстро, без сбоев"}},
      {"ОЦЕНКА:2", WrittenMark{2, ""}},
      {"Mark: 2\nMark: 4", WrittenMark{4, ""}},
      {"Mark: 6", std::nullopt},
      {"Mark: 0", std::nullopt},
      {"Mark: 50", std::nullopt},
      {"Mark: good", std::nullopt},
      {"Mark 5", std::nullopt},
      {"Benchmark: 5", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& one : cases) EXPECT_EQ(mark_in(one.note), one.mark) << one.note;
}

TEST(AMark, IsTheLastOneThatTheClientWroteForAllToSee) {
  model::Issue request;
  request.id = {70};
  const auto say = [&](const char* when, model::Actor who, const char* text, bool is_private = false) {
    auto& event = request.events.emplace_back();
    event.at = at(when);
    event.by = who;
    event.comment = model::Comment{text, is_private};
  };
  EXPECT_EQ(mark_of({request}), std::nullopt);
  say("2026-06-01T09:00:00Z", model::Actor::customer, "Mark: 2 late");
  say("2026-06-02T09:00:00Z", model::Actor::customer, "Mark: 4");
  say("2026-06-03T09:00:00Z", model::Actor::staff, "Mark: 5");
  say("2026-06-04T09:00:00Z", model::Actor::customer, "Mark: 1", true);
  EXPECT_EQ(mark_of({request}), (CardMark{{70}, 4, "", at("2026-06-02T09:00:00Z")}));
}

}  // namespace
}  // namespace estafeta::views
