// The form in which people enter corrections.
#include "connector/sla/clocks/correction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/sla/incident/from_issue.h"
#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using model::Correction;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const CorrectionRules& moscow() {
  static const CorrectionRules rules{{}, calendar::Zone::find("Europe/Moscow").value()};
  return rules;
}

model::Event note(const std::string& text, const std::vector<std::string>& roles = {"tam"}) {
  model::Event event;
  event.at = at("2026-06-15T12:00:00Z");
  event.journal = {31};
  event.author = {{"5"}, "Alice Lowe"};
  event.roles = roles;
  event.comment = model::Comment{text, true};
  return event;
}

ReadCorrection read(const std::string& text, const CorrectionRules& rules = moscow()) {
  const auto found = read_correction(note(text), monday("10:00"), rules);
  EXPECT_TRUE(found) << text;
  return found.value_or(ReadCorrection{});
}

Correction good(const std::string& text, const CorrectionRules& rules = moscow()) {
  const ReadCorrection found = read(text, rules);
  for (const auto& problem : found.problems) ADD_FAILURE() << to_string(problem);
  return found.correction.value_or(Correction{});
}

std::vector<std::string> problems(const std::string& text, const CorrectionRules& rules = moscow()) {
  std::vector<std::string> keys;
  const ReadCorrection found = read(text, rules);
  for (const auto& problem : found.problems) {
    keys.push_back(problem.key.substr(std::string("sla.correction.").size()));
  }
  EXPECT_EQ(found.correction.has_value(), keys.empty());
  return keys;
}

TEST(ACorrection, SaysWhatHappenedWhenWhyAndWithWhatEvidence) {
  const Correction correction = good(
      "SLA correction: answered\r\nAt: 2026-06-15 13:10\r\nReason: answered by telephone\r\n"
      "Evidence: call record 4711\r\n");
  EXPECT_EQ(correction.type, Correction::Type::answered);
  EXPECT_EQ(correction.from, monday("10:10"));  // Moscow is three hours ahead
  EXPECT_EQ(correction.until, std::nullopt);
  EXPECT_EQ(correction.reason, "answered by telephone");
  EXPECT_EQ(correction.evidence, "call record 4711");
  EXPECT_EQ(correction.author, "Alice Lowe");
  EXPECT_EQ(correction.entered, monday("12:00"));
  EXPECT_EQ(correction.journal, base::JournalId{31});
}

TEST(ACorrection, IsTakenInEitherLanguageWhateverTheLetters) {
  const Correction correction = good(
      "\n  поправка sla: ИСКЛЮЧИТЬ\nс: 2026-06-15 13:10:30\nДо: 2026-06-15 14:10\n"
      "ОСНОВАНИЕ: ошибка клиента,\nон сам отключил канал\n");
  EXPECT_EQ(correction.type, Correction::Type::excluded);
  EXPECT_EQ(correction.from, at("2026-06-15T10:10:30Z"));
  EXPECT_EQ(correction.until, monday("11:10"));
  EXPECT_EQ(correction.reason, "ошибка клиента, он сам отключил канал");
  EXPECT_EQ(correction.evidence, "");
  EXPECT_EQ(good("Поправка SLA ответ дан\nКогда: 2026-06-15 9:50\nReason: x").from,
            at("2026-06-15T06:50:00Z"));
  EXPECT_EQ(good("SLA CORRECTION : Restored\nAt: 2026-06-15 13:30\nОснование: ё").type,
            Correction::Type::restored);
}

TEST(ACorrection, IsTakenHoweverPeopleAdornIt) {
  const std::string rest = "\nAt: 2026-06-15 13:10\nReason: answered by telephone\n";
  for (const std::string title : {"Good evening,\n\nSLA correction: answered", "*SLA correction: answered*",
                                  "**SLA correction:** answered", "SLA correction - answered",
                                  "SLA correction — answered", "- SLA correction: answered"}) {
    EXPECT_EQ(good(title + rest).type, Correction::Type::answered) << title;
  }
  const auto adorned = good("*SLA correction: answered*\n*At:* 2026-06-15 13:10\n- *Reason*: by telephone\n");
  EXPECT_EQ(adorned.from, monday("10:10"));
  EXPECT_EQ(adorned.reason, "by telephone");
}

TEST(AnExclusionWithoutTimes, IsOfTheWholeIncident) {
  const Correction correction = good("SLA correction: excluded\nReason: the client's own mistake");
  EXPECT_EQ(correction.type, Correction::Type::excluded);
  EXPECT_EQ(correction.from, std::nullopt);
}

TEST(ATime, MayCarryItsOffset) {
  for (const char* text : {"2026-06-15 13:10 +03:00", "2026-06-15 10:10 UTC", "2026-06-15 10:10:00 Z",
                           "2026-06-15 04:40 -05:30"}) {
    EXPECT_EQ(good("SLA correction: restored\nAt: " + std::string(text) + "\nReason: r").from,
              monday("10:10"))
        << text;
  }
}

TEST(ATime, MayBeWrittenAsATrackerShowsIt) {
  for (const char* text : {"15.06.2026 13:10", "15.6.2026 13:10:00", "06/15/2026 01:10 pm",
                           "15/06/2026 13:10", "06/15/2026 1:10PM", "2026-06-15T13:10",
                           "2026-06-15T13:10:00+03:00", "2026-06-15T10:10Z", "2026-06-15 01:10 pm",
                           "15-06-2026 13:10", "06/15/2026, 01:10\xE2\x80\xAFPM", "15.06.2026 10:10 UTC"}) {
    EXPECT_EQ(good("SLA correction: restored\nAt: " + std::string(text) + "\nReason: r").from,
              monday("10:10"))
        << text;
  }
  EXPECT_EQ(good("SLA correction: restored\nAt: 06/15/2026 12:10 am\nReason: r").from,
            at("2026-06-14T21:10:00Z"));
}

TEST(ATime, WhoseDayAndMonthCanBeSwappedIsNotGuessed) {
  EXPECT_THAT(problems("SLA correction: restored\nAt: 06/07/2026 13:10\nReason: r"),
              ElementsAre("time_two_days"));
  // With points the day comes first everywhere.
  EXPECT_THAT(problems("SLA correction: restored\nAt: 06.07.2026 13:10\nReason: r"),
              ElementsAre("in_future"));
}

TEST(ATime, ThatAClockChangeSkippedOrShowedTwiceIsNotGuessed) {
  const CorrectionRules berlin{{}, calendar::Zone::find("Europe/Berlin").value()};
  const auto keys = [&](const char* created, const char* text) {
    model::Event event = note("SLA correction: answered\nAt: " + std::string(text) + "\nReason: r");
    event.at = at(created) + std::chrono::hours(20);
    const auto found = read_correction(event, at(created), berlin).value();
    return found.problems.empty() ? base::format_instant(*found.correction->from) : found.problems[0].key;
  };
  EXPECT_EQ(keys("2026-03-29T00:00:00Z", "2026-03-29 02:30"), "sla.correction.time_skipped");
  EXPECT_EQ(keys("2026-10-25T00:00:00Z", "2026-10-25 02:30"), "sla.correction.time_twice");
  EXPECT_EQ(keys("2026-10-25T00:00:00Z", "2026-10-25 02:30 +02:00"), "2026-10-25T00:30:00Z");
  EXPECT_EQ(keys("2026-10-25T00:00:00Z", "2026-10-25 02:30 +01:00"), "2026-10-25T01:30:00Z");
  EXPECT_EQ(keys("2026-10-25T00:00:00Z", "2026-10-25 03:00"), "2026-10-25T02:00:00Z");
}

TEST(AnOrdinaryNote, IsNone) {
  for (const char* text : {"", "We have answered.", "> SLA correction: answered", "SLA corrections are slow",
                           "See the SLA correction: answered", "SLA correction was discussed with the client",
                           "SLA correctionanswered"}) {
    EXPECT_FALSE(is_correction(text, {})) << text;
    EXPECT_FALSE(read_correction(note(text), monday("10:00"), moscow())) << text;
  }
  model::Event own = note("SLA correction: answered");
  own.own = true;
  EXPECT_FALSE(read_correction(own, monday("10:00"), moscow()));
}

struct Refusal {
  const char* name;
  const char* text;
  std::vector<std::string> keys;
};

class Refusals : public ::testing::TestWithParam<Refusal> {};

TEST_P(Refusals, NameEveryReason) {
  EXPECT_EQ(problems(GetParam().text), GetParam().keys);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Refusals,
    ::testing::Values(
        Refusal{"NoWord", "SLA correction", {"type_missing", "no_time", "no_reason"}},
        Refusal{"UnknownWord", "SLA correction: phoned\nReason: r", {"type_unknown", "no_time"}},
        Refusal{"UnknownWordAndABadTime",
                "Поправка SLA: ответ дали\nКогда: вчера вечером",
                {"type_unknown", "time_bad", "no_reason"}},
        Refusal{"UnknownWordOfAnInterval",
                "SLA correction: left out\nFrom: 2026-06-15 13:10\nReason: r",
                {"type_unknown", "half_interval"}},
        Refusal{"MistypedWordAndALineThatDoesNotGoWithIt",
                "SLA correction: exclude\nAt: 2026-06-15 13:10\nReason: r",
                {"type_unknown", "line_unfit"}},
        Refusal{"MistypedWordThatNeedsNoTime", "SLA correction: exclude\nReason: r", {"type_unknown"}},
        Refusal{"NoTimeNoReason", "SLA correction: answered", {"no_time", "no_reason"}},
        Refusal{"EmptyReason", "SLA correction: excluded\nReason:", {"no_reason"}},
        Refusal{"BadTime", "SLA correction: answered\nAt: tonight\nReason: r", {"time_bad"}},
        Refusal{"BadDay", "SLA correction: answered\nAt: 2026-06-31 10:00\nReason: r", {"time_bad"}},
        Refusal{"BadHour", "SLA correction: answered\nAt: 15.06.2026 20:27 pm\nReason: r", {"time_bad"}},
        Refusal{"TwoDigitYear", "SLA correction: answered\nAt: 15.06.26 13:10\nReason: r", {"time_bad"}},
        Refusal{"NoClock", "SLA correction: answered\nAt: 15.06.2026\nReason: r", {"time_bad"}},
        Refusal{"BadOffset", "SLA correction: answered\nAt: 2026-06-15 10:00 MSK\nReason: r", {"time_bad"}},
        Refusal{"Future", "SLA correction: answered\nAt: 2026-06-15 15:01\nReason: r", {"in_future"}},
        Refusal{"LastYear", "SLA correction: answered\nAt: 2025-06-15 13:10\nReason: r", {"long_before"}},
        Refusal{"Twice",
                "SLA correction: answered\nAt: 2026-06-15 13:10\nAt: 2026-06-15 13:20\nReason: r",
                {"line_twice"}},
        Refusal{"UnknownLine",
                "SLA correction: answered\nwhen: now\nAt: 2026-06-15 13:10\nReason: r",
                {"line_unknown"}},
        Refusal{"FromOfAnAnswer",
                "SLA correction: answered\nFrom: 2026-06-15 13:10\nReason: r",
                {"line_unfit", "no_time"}},
        Refusal{"HalfAnInterval",
                "SLA correction: excluded\nFrom: 2026-06-15 13:10\nReason: r",
                {"half_interval"}},
        Refusal{"Backward",
                "SLA correction: excluded\nFrom: 2026-06-15 13:10\nUntil: 2026-06-15 13:10\nReason: r",
                {"ends_before_begin"}},
        Refusal{"MuchAtOnce",
                "SLA correction: restored\nFrom: x\nAt: y",
                {"time_bad", "line_unfit", "no_reason"}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(WhoseCorrectionsCount, IsSaidByTheirRoles) {
  const std::string text = "SLA correction: excluded\nReason: r";
  const auto refused = [&](const std::vector<std::string>& roles) {
    return read_correction(note(text, roles), monday("10:00"), moscow())->problems;
  };
  EXPECT_THAT(refused({"engineer", "tam_deputy"}), IsEmpty());
  ASSERT_EQ(refused({"engineer"}).size(), 1U);
  EXPECT_EQ(refused({"engineer"})[0].key, "sla.correction.role_may_not");
  EXPECT_EQ(refused({}).size(), 1U);
}

TEST(Evidence, IsAskedForWhereItIsMissing) {
  Correction correction = good("SLA correction: excluded\nReason: r");
  EXPECT_EQ(entry_of(correction)[0].key, "sla.correction.entered_without_evidence");
  correction.evidence = "mail 17";
  EXPECT_EQ(entry_of(correction)[0].key, "sla.correction.entered");
}

TEST(Entry, SaysWhoEditedTheNoteSince) {
  auto event = note("SLA correction: excluded\nReason: r\nEvidence: mail 17");
  event.comment->edited = model::NoteEdit{at("2026-06-16T09:00:00Z"), "Bob Hill"};
  const auto found = read_correction(event, monday("10:00"), moscow());
  ASSERT_TRUE(found && found->correction);
  const auto entry = entry_of(*found->correction);
  ASSERT_EQ(entry.size(), 1U);
  EXPECT_THAT(to_string(entry[0]),
              testing::AllOf(testing::HasSubstr("sla.correction.edited"), testing::HasSubstr("Bob Hill"),
                             testing::HasSubstr("mail 17")));
}

model::Issue issue_with(std::vector<model::Event> events) {
  model::Issue issue;
  issue.kind = model::Kind::incident;
  issue.created = monday("10:00");
  issue.created_by = Actor::customer;
  issue.has_history = true;
  issue.initial_status = issue.status = status_word("new");
  issue.events = std::move(events);
  return issue;
}

TEST(ARecord, HoldsCorrectionsAndWhyOthersWereRefused) {
  const model::Event bad = note("SLA correction: answered\nReason: r");
  const Record record =
      from_issue(issue_with({note("SLA correction: excluded\nReason: r"), bad}), {}, moscow());
  ASSERT_EQ(record.incident.corrections.size(), 1U);
  EXPECT_EQ(record.incident.corrections[0].reason, "r");
  ASSERT_EQ(record.refused.size(), 1U);
  EXPECT_EQ(record.refused[0].journal, base::JournalId{31});
  EXPECT_EQ(record.refused[0].author, "Alice Lowe");
  EXPECT_EQ(record.refused[0].problems[0].key, "sla.correction.no_time");
  EXPECT_THAT(record.incident.events, IsEmpty());
}

TEST(APublicNoteInTheForm, IsNoAnswerOfStaffButStillTheCustomersComment) {
  model::Event open = note("SLA correction: restored\nAt: 2026-06-15 13:10\nReason: r");
  open.comment->is_private = false;
  model::Event customers = open;
  customers.by = Actor::customer;
  customers.roles = {"client"};
  const Record record = from_issue(issue_with({open, customers}), {}, moscow());
  EXPECT_EQ(record.incident.corrections.size(), 1U);
  EXPECT_EQ(record.refused.size(), 1U);
  ASSERT_EQ(record.incident.events.size(), 1U);
  EXPECT_EQ(record.incident.events[0].by, Actor::customer);
}

}  // namespace
}  // namespace estafeta::sla
