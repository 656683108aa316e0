#include "connector/sla/statistics/outcome.h"

#include <gtest/gtest.h>

#include "tests/unit/sla/provider.h"

namespace estafeta::sla {
namespace {

// `clock: standing (rule) day cycle`, one line a clock.
std::string told(const Provider& provider, const Record& record, const std::string& now) {
  std::string text;
  for (const Outcome& outcome : outcomes(record, provider.judge(record, at(now)), at(now))) {
    text += outcome.clock + ": " + std::string(to_string(outcome.standing));
    if (outcome.standing == Standing::left_out) text += " " + std::string(to_string(outcome.rule));
    text += " " + base::format_instant(outcome.counted_at).substr(5, 11);
    text += " " + std::to_string(outcome.cycle) + "\n";
  }
  return text;
}

// Created on Monday, 15 June, at 10:00.
Record answered_and_resolved(const std::string& client, const std::string& resolved) {
  return record_of(incident({event(monday("10:30"), Actor::staff, {.comment = "public"}),
                             event(at(resolved), Actor::staff, {.status = "resolved"})}),
                   client);
}

TEST(Outcome, BelongsToTheInstantOfItsStop) {
  EXPECT_EQ(told(provider(), answered_and_resolved("aurora", "2026-06-16T10:00:00Z"), "2026-07-01T00:00:00Z"),
            "response: met 06-15T10:30 1\nresolution: met 06-16T10:00 1\n");
}

TEST(Outcome, OfABreachBelongsToTheInstantOfTheBreachThoughItStoppedLater) {
  // 16 h of office time from Monday 10:00 are over on Tuesday at 17:00.
  EXPECT_EQ(told(provider(), answered_and_resolved("aurora", "2026-06-19T10:00:00Z"), "2026-07-01T00:00:00Z"),
            "response: met 06-15T10:30 1\nresolution: breached 06-16T17:00 1\n");
  EXPECT_EQ(told(provider(), record_of(incident({})), "2026-06-18T00:00:00Z"),
            "response: breached 06-15T11:00 1\nresolution: breached 06-16T17:00 1\n")
      << "also while it is open";
}

TEST(Outcome, OfWhatIsOpenBelongsToNow) {
  EXPECT_EQ(told(provider(), record_of(incident({})), "2026-06-15T10:50:00Z"),
            "response: at_risk 06-15T10:50 1\nresolution: running 06-15T10:50 1\n");
  const auto held = record_of(incident({event(monday("10:10"), Actor::staff, {.status = "on_hold:client"})}));
  EXPECT_EQ(told(provider(), held, "2026-06-20T00:00:00Z"),
            "response: met 06-15T10:10 1\nresolution: paused 06-20T00:00 1\n");
}

TEST(Outcome, IsABreachIfAnyCycleWasOne) {
  // Meridian promises 24 h, and reopening begins anew. The first cycle ends on Thursday: breached.
  Record record = answered_and_resolved("meridian", "2026-06-18T10:00:00Z");
  auto& events = record.incident.events;
  events.push_back(event(at("2026-06-18T11:00:00Z"), Actor::customer, {.status = "in_progress"}));
  const std::string breached = "response: met 06-15T10:30 1\nresolution: breached 06-17T16:00 1\n";
  EXPECT_EQ(told(provider(), record, "2026-06-18T11:30:00Z"), breached) << "the second is under way";
  events.push_back(event(at("2026-06-18T12:00:00Z"), Actor::staff, {.status = "resolved"}));
  EXPECT_EQ(told(provider(), record, "2026-07-01T00:00:00Z"), breached) << "the second was met";
  std::swap(events.front(), events.back());
  EXPECT_EQ(told(provider(), record, "2026-07-01T00:00:00Z"), breached)
      << "the order of arrival does not matter";
}

TEST(Outcome, OfAnEarlierCycleKnowsCorrectionsThatWereEnteredAfterItsEnd) {
  Record record = answered_and_resolved("meridian", "2026-06-18T10:00:00Z");
  auto& events = record.incident.events;
  events.push_back(event(at("2026-06-18T11:00:00Z"), Actor::customer, {.status = "in_progress"}));
  events.push_back(event(at("2026-06-18T12:00:00Z"), Actor::staff, {.status = "resolved"}));
  model::Correction restored;
  restored.type = model::Correction::Type::restored;
  restored.from = at("2026-06-17T12:00:00Z");
  restored.entered = at("2026-06-20T12:00:00Z");
  record.incident.corrections = {restored};
  EXPECT_EQ(told(provider(), record, "2026-06-19T00:00:00Z"),
            "response: met 06-15T10:30 1\nresolution: breached 06-17T16:00 1\n")
      << "not entered yet";
  EXPECT_EQ(told(provider(), record, "2026-07-01T00:00:00Z"),
            "response: met 06-15T10:30 1\nresolution: met 06-18T12:00 1\n");
}

TEST(Outcome, IsThatOfTheLastCycleIfTheFormerWereMet) {
  Record record = answered_and_resolved("meridian", "2026-06-15T12:00:00Z");
  auto& events = record.incident.events;
  events.push_back(event(monday("12:00"), Actor::customer, {.status = "in_progress"}));
  EXPECT_EQ(told(provider(), record, "2026-06-15T12:00:00Z"),
            "response: met 06-15T10:30 1\nresolution: running 06-15T12:00 1\n");
  EXPECT_EQ(told(provider(), record, "2026-06-30T00:00:00Z"),
            "response: met 06-15T10:30 1\nresolution: breached 06-17T18:00 2\n");
}

TEST(Outcome, OfACycleThatEndsInTheSecondInWhichTheNextBeginsCounts) {
  Record record = answered_and_resolved("meridian", "2026-06-18T10:00:00Z");
  auto& events = record.incident.events;
  events.push_back(event(at("2026-06-18T10:00:00Z"), Actor::customer, {.status = "in_progress"}));
  events.push_back(event(at("2026-06-18T10:00:00Z"), Actor::staff, {.status = "resolved"}));
  events.push_back(event(at("2026-06-18T10:00:00Z"), Actor::customer, {.status = "in_progress"}));
  EXPECT_EQ(told(provider(), record, "2026-06-18T10:00:00Z"),
            "response: met 06-15T10:30 1\nresolution: breached 06-17T16:00 1\n");
}

// The first question was answered in time, the second too late, the third is open.
TEST(Outcome, OfAClockInCyclesIsOneForEachCycle) {
  Provider made = provider();
  made.policies.add("gold", {{base::parse_date("2026-01-01").value(),
                              policy("clocks: { next_reply: { kind: next_reply } }\n"
                                     "targets: [ { calendar: office, next_reply: 1h } ]\n")}});
  const Record record = record_of(incident({event(monday("10:10"), Actor::customer, {.comment = "public"}),
                                            event(monday("10:40"), Actor::staff, {.comment = "public"}),
                                            event(monday("11:00"), Actor::customer, {.comment = "public"}),
                                            event(monday("13:00"), Actor::staff, {.comment = "public"}),
                                            event(monday("14:00"), Actor::customer, {.comment = "public"})}));
  const std::string others =
      "response: left_out no_target 06-15T10:00 1\nresolution: left_out no_target "
      "06-15T10:00 1\n";
  EXPECT_EQ(told(made, record, "2026-06-15T14:30:00Z"),
            others +
                "next_reply: met 06-15T10:40 1\nnext_reply: breached 06-15T12:00 2\n"
                "next_reply: running 06-15T14:30 3\n");
  EXPECT_EQ(told(made, record, "2026-06-15T10:05:00Z"), others) << "nothing has been asked yet";
}

struct LeftOutCase {
  const char* name;
  void (*change)(Record& record);
  const char* expected;
};

class LeftOutBy : public testing::TestWithParam<LeftOutCase> {};

TEST_P(LeftOutBy, IsNamed) {
  Record record = answered_and_resolved("aurora", "2026-06-16T10:00:00Z");
  GetParam().change(record);
  EXPECT_EQ(told(provider(), record, "2026-07-01T00:00:00Z"), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, LeftOutBy,
    testing::Values(
        LeftOutCase{"staff_created", [](Record& record) { record.incident.by = Actor::staff; },
                    "response: left_out staff_created 06-15T10:00 1\nresolution: met 06-16T10:00 1\n"},
        LeftOutCase{
            "duplicate_of_the_same_client",
            [](Record& record) {
              record.duplicate_of = {{{9}, "aurora"}};
            },
            "response: left_out duplicate 06-15T10:00 1\nresolution: left_out duplicate 06-15T10:00 1\n"},
        LeftOutCase{"but_not_of_another_client",
                    [](Record& record) {
                      record.duplicate_of = {{{9}, "meridian"}, {{10}, ""}};
                    },
                    "response: met 06-15T10:30 1\nresolution: met 06-16T10:00 1\n"},
        LeftOutCase{
            "no_contract", [](Record& record) { record.client = record.client_now = ""; },
            "response: left_out no_contract 06-15T10:00 1\nresolution: left_out no_contract 06-15T10:00 1\n"},
        LeftOutCase{"history", [](Record& record) { record.verdict = model::Verdict::history_incomplete; },
                    "response: left_out history_incomplete 06-15T10:00 1\n"
                    "resolution: left_out history_incomplete 06-15T10:00 1\n"},
        LeftOutCase{"status", [](Record& record) { record.verdict = model::Verdict::unknown_status; },
                    "response: left_out unknown_status 06-15T10:00 1\n"
                    "resolution: left_out unknown_status 06-15T10:00 1\n"},
        LeftOutCase{
            "correction",
            [](Record& record) {
              record.incident.corrections.emplace_back().type = model::Correction::Type::excluded;
            },
            "response: left_out correction 06-15T10:00 1\nresolution: left_out correction 06-15T10:00 1\n"}),
    [](const auto& rule) { return std::string(rule.param.name); });

TEST(Outcome, KnowsWhoHeldTheIncidentAndItsPriorityAtAnInstant) {
  model::Incident life =
      incident({event(monday("12:00"), Actor::staff, {.priority = "high"}),
                event(monday("11:00"), Actor::staff, {}), event(monday("13:00"), Actor::staff, {})});
  life.department = "network";
  life.events[1].department = "unix";
  life.events[2].department = "network";
  EXPECT_EQ(department_at(life, monday("10:59")), "network");
  EXPECT_EQ(department_at(life, monday("11:00")), "unix");
  EXPECT_EQ(priority_at(life, monday("11:59")), "normal");
  EXPECT_EQ(priority_at(life, monday("12:00")), "high");
}

}  // namespace
}  // namespace estafeta::sla
