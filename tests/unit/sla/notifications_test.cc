#include "connector/sla/incident/notifications.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kTwoThresholds = "warn_at: [ 0.5, 0.75 ]\n" + kOneTarget;

Marks passed_at(const std::string& clock, std::vector<SlaEvent> events = {}) {
  const Policy rules = policy(kTwoThresholds);
  return passed(evaluate(rules, incident(std::move(events)), monday(clock)), rules.warn_at);
}

TEST(Marks, AreWrittenForPeopleAndReadAgain) {
  const Marks marks{{"response", 500'000}, {"response", Mark::kBreach}, {"resolution", 333'300}};
  EXPECT_EQ(to_text(marks), "resolution 33.33%, response 50%, response breach");
  EXPECT_EQ(told_in(to_text(marks)).marks, marks);
  EXPECT_THAT(to_text(Marks{}), IsEmpty());
}

TEST(Marks, OfCyclesNameTheCycle) {
  const Marks marks{{"next_reply", 500'000, 2}, {"next_reply", Mark::kBreach, 12}};
  EXPECT_EQ(to_text(marks), "next_reply#2 50%, next_reply#12 breach");
  EXPECT_EQ(told_in(to_text(marks)).marks, marks);
  EXPECT_THAT(told_in("next_reply# breach, next_reply#x breach, next_reply#0 breach").marks, IsEmpty());
}

TEST(Marks, OfAnyShareSurviveTheirText) {
  std::mt19937 chance(20260615);
  for (int i = 0; i < 2000; ++i) {
    const auto share = std::uniform_int_distribution<std::int64_t>(1, 999'999)(chance) / 100 * 100;
    const Marks marks{{"work-1", share}};
    ASSERT_EQ(told_in(to_text(marks)).marks, marks) << share;
  }
}

TEST(Marks, LeaveOutWhatIsNone) {
  const Told told = told_in(
      " response 75% ,, hello, response soon, 75%, response 1e3%, response 75.00001%, correction, "
      "correction seven, correction 12x, correction  99999999999999999999, correction 12 3f2, "
      "correction 12 3f2a 3f2a, correction 12 3F2A");
  EXPECT_THAT(told.marks, ElementsAre(Mark{"response", 750'000}));
  EXPECT_THAT(told.answers, IsEmpty());
}

TEST(Answers, StandBesideTheMarksAndAreReadAgain) {
  const Told told{{{"response", Mark::kBreach}},
                  {{base::JournalId{4712}, "3f2a"}, {base::JournalId{815}, ""}}};
  EXPECT_EQ(to_text(told), "response breach, correction 815, correction 4712 3f2a");
  EXPECT_EQ(told_in(to_text(told)), told);
  EXPECT_EQ(to_text(Told{{}, {{base::JournalId{4711}, "0012"}}}), "correction 4711 0012");
}

RefusedCorrection refused_for(const std::string& problem, const std::string& text = "") {
  return {base::JournalId{4711}, monday("12:00"), "Alice Lowe", {base::Phrase(problem, {{"text", text}})}};
}

TEST(Answers, AreDueOnceForEachOtherThingThatIsWrong) {
  std::set<Answer> told;
  EXPECT_TRUE(needs_answer(refused_for("time_bad", "tonight"), told));
  told.insert(answer_to(refused_for("time_bad", "tonight")));
  EXPECT_FALSE(needs_answer(refused_for("time_bad", "tonight"), told));
  EXPECT_TRUE(needs_answer(refused_for("time_bad", "yesterday"), told));
  told.insert(answer_to(refused_for("no_reason")));
  EXPECT_FALSE(needs_answer(refused_for("time_bad", "tonight"), told));  // back to what it was
  EXPECT_TRUE(needs_answer(refused_for("in_future", "2027-01-01 10:00"), told));
  told.insert(answer_to(refused_for("in_future", "2027-01-01 10:00")));
  EXPECT_FALSE(needs_answer(refused_for("no_time"), told));  // three answers are enough
}

TEST(Answers, OfAnEarlierReleaseCountForWhateverIsWrong) {
  EXPECT_FALSE(needs_answer(refused_for("no_reason"), told_in("correction 4711").answers));
  EXPECT_TRUE(needs_answer(refused_for("no_reason"), told_in("correction 471").answers));
}

TEST(Answers, AreNotMistakenForAClockThatIsCalledSo) {
  const Told told{{{"correction", 750'000}, {"correction", Mark::kBreach}}, {{base::JournalId{75}, ""}}};
  EXPECT_EQ(to_text(told), "correction 75%, correction breach, correction 75");
  EXPECT_EQ(told_in(to_text(told)), told);
}

TEST(Answers, AreNoThresholdsTold) {
  const Marks all{{"response", 500'000}};
  EXPECT_EQ(news(all, told_in("correction 4711").marks, {}), all);
}

struct Row {
  const char* clock;
  const char* passed;
};

// Created at 10:00; one hour for the response, eight for the resolution.
TEST(Thresholds, ArePassedToTheSecond) {
  for (const Row& row : {Row{"10:29", ""}, Row{"10:30", "response 50%"}, Row{"10:44", "response 50%"},
                         Row{"10:45", "response 50%, response 75%"},
                         Row{"11:01", "response 50%, response 75%, response breach"},
                         Row{"14:00", "resolution 50%, response 50%, response 75%, response breach"}}) {
    EXPECT_EQ(to_text(passed_at(row.clock)), row.passed) << row.clock;
  }
}

TEST(Thresholds, OfAClockThatIsPausedOrMetAreNone) {
  const auto held = event(monday("17:00"), Actor::staff, {"on_hold"});
  EXPECT_EQ(to_text(passed_at("17:30", {event(monday("10:10"), Actor::staff, {"", "public"}), held})), "");
  EXPECT_EQ(to_text(passed_at("10:50", {event(monday("10:46"), Actor::staff, {"", "public"})})), "");
}

TEST(Thresholds, OfAnIncidentThatCannotBeJudgedAreNone) {
  const Policy rules = policy(kTwoThresholds);
  auto judgement = evaluate(rules, incident({}), monday("11:01"));
  judgement.verdict = model::Verdict::history_incomplete;
  EXPECT_THAT(passed(judgement, rules.warn_at), IsEmpty());
}

// A third is no whole number of millionths: at the very second it is reached it must have been passed.
TEST(Thresholds, ThatNoDecimalHitsAreReachedAllTheSame) {
  const Policy rules =
      policy("warn_at: 0.333\ntargets: [ { calendar: office, response: 1h, resolution: 7h } ]\n");
  const auto before = evaluate(rules, incident({}), monday("10:01"));
  ASSERT_TRUE(before.next_transition);
  const auto then = evaluate(rules, incident({}), *before.next_transition);
  EXPECT_EQ(to_text(passed(then, rules.warn_at)), "response 33.3%");
}

TEST(News, AreWhatLiesAboveAllThatWasTold) {
  const Marks all{{"response", 500'000}, {"response", 750'000}, {"response", Mark::kBreach}};
  const model::Judgement none;
  EXPECT_EQ(news(all, {}, none), all);
  EXPECT_EQ(to_text(news(all, {{"response", 750'000}}, none)), "response breach");
  EXPECT_EQ(to_text(news(all, {{"response", 600'000}}, none)), "response 75%, response breach");
  EXPECT_THAT(news(all, {{"response", Mark::kBreach}}, none), IsEmpty());
  EXPECT_EQ(news(all, {{"resolution", Mark::kBreach}}, none), all);
}

TEST(Thresholds, OfEachCycleAreToldOnce) {
  const Policy rules = policy(
      "warn_at: 0.5\nclocks: { next_reply: { kind: next_reply } }\n"
      "targets: [ { calendar: office, next_reply: 1h } ]\n");
  const model::Incident life = incident({event(monday("10:00"), Actor::customer, {"", "public"}),
                                         event(monday("11:30"), Actor::staff, {"", "public"}),
                                         event(monday("12:00"), Actor::customer, {"", "public"})});
  const auto told_by = [&](const char* clock) {
    return passed(evaluate(rules, life, monday(clock)), rules.warn_at);
  };
  const Marks first = told_by("11:01");
  EXPECT_EQ(to_text(first), "next_reply#1 50%, next_reply#1 breach");
  const auto judgement = evaluate(rules, life, monday("12:30"));
  EXPECT_THAT(news(told_by("11:20"), first, judgement), IsEmpty());
  EXPECT_EQ(to_text(news(told_by("12:30"), first, judgement)), "next_reply#2 50%");
  EXPECT_THAT(without_past_cycles(first, judgement), IsEmpty());
  EXPECT_EQ(taken_back(judgement, first), Marks{}) << "a breach of a cycle that is over stays one";
}

// An hour to answer, eight to resolve.
TEST(Thresholds, ByWorkingTimeArePassedToTheSecond) {
  const Policy rules = policy("warn_at: [ 0.5, 2h before, 1h after ]\n" + kOneTarget);
  const auto told_by = [&](const char* clock) {
    const auto judgement = evaluate(rules, incident({}), at("2026-06-" + std::string(clock) + ":00Z"));
    std::string text;
    for (const Mark& mark : passed(judgement, rules.warn_at)) {
      if (mark.clock == "resolution") text += (text.empty() ? "" : ", ") + to_text(Marks{mark}).substr(11);
    }
    return text;
  };
  EXPECT_EQ(told_by("15T13:59"), "");
  EXPECT_EQ(told_by("15T14:00"), "50%");
  EXPECT_EQ(told_by("15T16:00"), "2h before, 50%");
  EXPECT_EQ(told_by("15T18:00"), "2h before, 50%");  // eight hours are used up, not more
  EXPECT_EQ(told_by("16T09:59"), "2h before, 50%, breach");
  EXPECT_EQ(told_by("16T10:00"), "2h before, 1h after, 50%, breach");
  const auto response = evaluate(rules, incident({}), monday("10:00")).clocks[0];
  EXPECT_EQ(response.state, model::ClockState::at_risk) << "two hours before lie before the start";
}

TEST(Thresholds, TellWhomTheirWarningsNameAndTheBreachWhomTheWholeOfTheTargetNames) {
  const Policy rules = policy(
      "warn_at: [ { at: 0.5, tell: holder }, { at: 2h before, tell: tam }, { at: 100%, tell: [ tam, head ] } "
      "]\n" +
      kOneTarget);
  const auto hearers = [&](const char* marks) { return hearers_of(told_in(marks).marks, rules.warn_at); };
  EXPECT_THAT(hearers("resolution 50%"), ElementsAre(Hearer::holder));
  EXPECT_THAT(hearers("resolution 50%, resolution 2h before"), ElementsAre(Hearer::holder, Hearer::tam));
  EXPECT_THAT(hearers("response breach"), ElementsAre(Hearer::tam, Hearer::head));
  EXPECT_THAT(hearers("response 75%"), ElementsAre(Hearer::holder, Hearer::duty)) << "of an earlier policy";
  EXPECT_THAT(hearers_of(told_in("response breach").marks, {}), ElementsAre(Hearer::holder, Hearer::duty));
  const auto at_the_end = evaluate(rules, incident({}), monday("10:00"));
  EXPECT_EQ(to_text(passed(at_the_end, rules.warn_at)).find("100%"), std::string::npos)
      << "all of the target is the breach, a second later";
}

TEST(Thresholds, ByWorkingTimeAreWhenTheClockIsLookedAtNext) {
  const Policy rules =
      policy("warn_at: [ 2h before, 1h after ]\ntargets: [ { calendar: office, resolution: 8h } ]\n");
  std::vector<base::Instant> looks;
  base::Instant now = monday("10:00");
  for (auto next = evaluate(rules, incident({}), now).next_transition; next;
       next = evaluate(rules, incident({}), now).next_transition) {
    looks.push_back(now = *next);
  }
  EXPECT_THAT(looks, ElementsAre(monday("16:00"), at("2026-06-16T09:00:01Z"), at("2026-06-16T10:00:00Z")));
}

TEST(Marks, ByWorkingTimeAreReadAgainAndOrderedByTheTarget) {
  const Marks marks{{"work", 0, 0, -std::chrono::hours(2)}, {"work", 0, 3, std::chrono::minutes(90)}};
  EXPECT_EQ(to_text(marks), "work 2h before, work#3 1h30m after");
  EXPECT_EQ(told_in(to_text(marks)).marks, marks);
  EXPECT_THAT(told_in("work 2h ago, work before, work 1d before").marks, IsEmpty());
  const auto judgement = evaluate(policy(kOneTarget), incident({}), monday("10:00"));  // 8 h to resolve
  const Mark two_hours_before{"resolution", 0, 0, -std::chrono::hours(2)};
  EXPECT_EQ(to_text(news({two_hours_before}, {{"resolution", 500'000}}, judgement)), "resolution 2h before");
  EXPECT_THAT(news({two_hours_before}, {{"resolution", 750'000}}, judgement), IsEmpty());
  EXPECT_EQ(to_text(highest({two_hours_before, {"resolution", 600'000}}, judgement)), "resolution 2h before");
  const Mark one_hour_after{"resolution", 0, 0, std::chrono::hours(1)};
  EXPECT_EQ(to_text(news({one_hour_after}, {{"resolution", Mark::kBreach}}, judgement)),
            "resolution 1h after");
  EXPECT_EQ(taken_back(judgement, {one_hour_after, {"resolution", Mark::kBreach}, two_hours_before}),
            (Marks{one_hour_after, {"resolution", Mark::kBreach}}));
}

TEST(Highest, IsOneOfEachClock) {
  EXPECT_EQ(
      to_text(highest({{"response", 500'000}, {"response", Mark::kBreach}, {"resolution", 500'000}}, {})),
      "resolution 50%, response breach");
}

class History : public ::testing::Test {
 protected:
  void write(const std::string& from, const std::string& to, bool own = true) {
    auto& event = add(own);
    event.fields.push_back({"sla_told", from, to});
    issue_.fields[model::Field::sla_told] = to;
  }
  void note(bool is_private, bool own = true) { add(own).comment = {"…", is_private}; }
  model::Event& add(bool own) {
    auto& event = issue_.events.emplace_back();
    event.own = own;
    return event;
  }

  model::Issue issue_;
};

TEST_F(History, WithoutANoteAfterTheFieldHasSomethingUnspoken) {
  write("", "response 50%");
  EXPECT_EQ(to_text(unspoken(issue_)), "response 50%");
  note(false);        // a public one is another matter
  note(true, false);  // and so is a colleague's
  EXPECT_EQ(to_text(unspoken(issue_)), "response 50%");
  note(true);
  EXPECT_EQ(to_text(unspoken(issue_)), "");
  write("response 50%", "response 50%, response breach");
  EXPECT_EQ(to_text(unspoken(issue_)), "response breach");
}

TEST_F(History, TellsWhichAnswerIsUnspoken) {
  write("", "response 50%");
  note(true);
  write("response 50%", "response 50%, correction 4711");
  EXPECT_EQ(to_text(unspoken(issue_)), "correction 4711");
  note(true);
  EXPECT_EQ(to_text(unspoken(issue_)), "");
  write("response 50%, correction 4711", "", false);
  EXPECT_EQ(to_text(told(issue_)), "response 50%, correction 4711");
}

TEST_F(History, RemembersWhatAnEmptiedFieldSaid) {
  write("", "response 50%");
  note(true);
  write("response 50%", "", false);
  EXPECT_EQ(to_text(told(issue_)), "response 50%");
  EXPECT_EQ(to_text(unspoken(issue_)), "");
}

TEST_F(History, BelievesNobodyElse) {
  write("", "response breach", false);
  issue_.fields[model::Field::sla_told] = "";
  EXPECT_EQ(to_text(told(issue_)), "");
}

}  // namespace
}  // namespace estafeta::sla
