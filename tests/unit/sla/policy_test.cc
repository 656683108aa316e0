#include "connector/sla/clocks/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/yaml.h"
#include "connector/sla/clocks/policy_parse.h"
#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> problems_of(const std::string& yaml) {
  const auto node = document::parse_yaml(yaml, "policies.yaml");
  EXPECT_TRUE(node) << yaml;
  base::Diagnostics problems;
  const bool read = node && parse_policy(*node, test_calendars(), problems).has_value();
  EXPECT_EQ(read, problems.empty());
  return lines(problems);
}

TEST(Policies, HaveTheDefaultsOfTheTwoClocks) {
  const Policy read = policy(kOneTarget);
  ASSERT_EQ(read.clocks.size(), 2U);
  const ClockRule& response = read.clocks[0];
  EXPECT_TRUE(response.stop_on_staff_comment && response.stop_on_left_new);
  EXPECT_EQ(response.stop_in.size(), 3U);
  EXPECT_THAT(response.pause_in, IsEmpty());
  const ClockRule& resolution = read.clocks[1];
  EXPECT_FALSE(resolution.stop_on_staff_comment || resolution.stop_on_left_new || resolution.new_cycle);
  EXPECT_THAT(resolution.pause_in, ElementsAre(StatusMatch{model::State::on_hold, std::nullopt}));
  EXPECT_FALSE(read.carry_fraction);
  EXPECT_THAT(read.warn_at, IsEmpty());
}

TEST(Warnings, SayWhomTheyTellAndWithoutThatTheHolderAndTheDuty) {
  const Policy read = policy(
      "warn_at: [ { at: 100%, tell: [ holder, head ] }, { at: 2h before, tell: tam }, 0.5 ]\n"
      "targets: [ { calendar: office, response: 4h } ]\n");
  ASSERT_THAT(read.warn_at, SizeIs(3));
  EXPECT_THAT(read.warn_at[0].tell, ElementsAre(Hearer::holder, Hearer::duty));
  EXPECT_THAT(read.warn_at[1].tell, ElementsAre(Hearer::holder, Hearer::head));
  EXPECT_THAT(read.warn_at[2].tell, ElementsAre(Hearer::tam));
  EXPECT_EQ(policy("warn_at: { at: 0.5 }\ntargets: [ { calendar: office, response: 4h } ]\n").warn_at,
            (std::vector<Warning>{read.warn_at[0]}))
      << "one is a list of one";
}

TEST(Policies, AreReadWithEverySetting) {
  const Policy read = policy(
      "on_retarget: carry_fraction\n"
      "warn_at: [ 1h30m after, 90%, 2h before, 0.5, \"0.75\" ]\n"
      "clocks:\n"
      "  response: { stop_on: staff_comment, staff_created: skip }\n"
      "  resolution: { pause_in: [ \"on_hold:client\" ], resume_on: [ customer_comment ], on_reopen: "
      "new_cycle }\n"
      "  pickup: { start_in: [ ready ], stop_in: [ in_progress ], pause_in: [ returned ] }\n"
      "targets:\n"
      "  - { when: { priority: [ urgent, high ], client: aurora }, calendar: 24x7, response: 15m, pickup: "
      "1h30m }\n"
      "  - { calendar: office, response: 1h, resolution: 8h }\n");
  EXPECT_TRUE(read.carry_fraction);
  EXPECT_THAT(read.warn_at,
              ElementsAre(Warning{Warning::Kind::share, {1, 2}}, Warning{Warning::Kind::share, {3, 4}},
                          Warning{Warning::Kind::share, {9, 10}},
                          Warning{Warning::Kind::before, {}, std::chrono::hours(2)},
                          Warning{Warning::Kind::after, {}, std::chrono::minutes(90)}));
  EXPECT_TRUE(read.clocks[0].stop_on_staff_comment && !read.clocks[0].stop_on_left_new);
  EXPECT_TRUE(read.clocks[0].skip_staff_created);
  EXPECT_THAT(read.clocks[1].pause_in,
              ElementsAre(StatusMatch{model::State::on_hold, model::HoldReason::client}));
  EXPECT_TRUE(read.clocks[1].resume_on_customer_comment && read.clocks[1].new_cycle);
  EXPECT_EQ(read.clocks[2].name, "pickup");
  EXPECT_THAT(read.clocks[2].start_in, ElementsAre(StatusMatch{model::State::ready, std::nullopt}));
  EXPECT_THAT(read.targets[0].amounts,
              ElementsAre(Amount{Amount::Kind::time, std::chrono::minutes(15), 0}, Amount{},
                          Amount{Amount::Kind::time, std::chrono::minutes(90), 0}));
  EXPECT_EQ(read.clocks[0].parts, 3600);
}

TEST(Targets, AreTheFirstThatMatchesEveryCondition) {
  const Policy read = policy(
      "targets:\n"
      "  - { when: { priority: [ urgent, high ], client: aurora }, calendar: 24x7, response: 1m }\n"
      "  - { when: { client: aurora }, calendar: 24x7, response: 2m }\n"
      "  - { when: { category: network }, calendar: 24x7, response: 3m }\n");
  model::Incident life;
  EXPECT_EQ(read.target_for(life, "high"), nullptr);
  life.attributes = {{"client", "aurora"}, {"category", "network"}};
  EXPECT_EQ(read.target_for(life, "high"), &read.targets[0]);
  EXPECT_EQ(read.target_for(life, "low"), &read.targets[1]);
  life.attributes["client"] = "meridian";
  EXPECT_EQ(read.target_for(life, "high"), &read.targets[2]);
}

TEST(Targets, AreChosenByTheHourOfCreation) {
  const Policy read = policy(
      "targets:\n"
      "  - { when: { created: { out_of: office }, priority: urgent }, calendar: 24x7, response: 1m }\n"
      "  - { when: { created: { in: office } }, calendar: office, response: 2m }\n");
  model::Incident life;
  life.created = monday("18:00");
  EXPECT_EQ(read.target_for(life, "urgent"), &read.targets[0]);
  EXPECT_EQ(read.target_for(life, "normal"), nullptr);
  life.created = monday("17:59");
  EXPECT_EQ(read.target_for(life, "urgent"), &read.targets[1]);
}

TEST(StatusesInLists, MatchByReasonOnlyIfTheListNamesOne) {
  const StatusMatch any{model::State::on_hold, std::nullopt};
  const StatusMatch client{model::State::on_hold, model::HoldReason::client};
  for (const char* status : {"on_hold", "on_hold:client", "on_hold:vendor"}) {
    EXPECT_TRUE(any.matches(status_word(status))) << status;
    EXPECT_EQ(client.matches(status_word(status)), std::string(status) == "on_hold:client") << status;
  }
  EXPECT_FALSE(any.matches(status_word("resolved")));
}

struct BadPolicy {
  const char* yaml;
  std::vector<std::string> problems;
};

class BadPolicies : public ::testing::TestWithParam<BadPolicy> {};

TEST_P(BadPolicies, AreRefusedWithEveryProblemAndItsPlace) {
  EXPECT_EQ(problems_of(GetParam().yaml), GetParam().problems) << GetParam().yaml;
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadPolicies,
    ::testing::Values(
        BadPolicy{"[]", {"1:1 sla.policy_not_a_map"}},
        BadPolicy{"{ warn_at: 1 }", {"1:1 sla.targets_missing"}},
        BadPolicy{"targets: []", {"1:10 sla.targets_missing"}},
        BadPolicy{"targets: [ office ]", {"1:12 sla.target_not_a_map"}},
        BadPolicy{"targets:\n- { calendar: ofice, response: 1d, resolution: 0m, fixing: 1h }\n",
                  {"2:15 sla.calendar_unknown_near", "2:32 sla.duration_bad", "2:48 sla.duration_bad",
                   "2:52 sla.target_key_unknown"}},
        BadPolicy{"targets:\n- { when: { prority: high }, response: 1h }\n",
                  {"2:13 sla.attribute_unknown_near", "2:3 sla.calendar_missing"}},
        BadPolicy{"targets:\n- { when: { priority: [] }, calendar: office }\n", {"2:23 sla.when_empty"}},
        BadPolicy{"targets:\n- { when: high, calendar: office }\n", {"2:11 sla.when_not_a_map"}},
        BadPolicy{"warn_at: [ 0, 1.5, 101%, soon, 0.1234567 ]\ntargets: [ { calendar: office } ]\n",
                  {"1:12 sla.warn_at_bad", "1:15 sla.warn_at_bad", "1:20 sla.warn_at_bad",
                   "1:26 sla.warn_at_bad", "1:32 sla.warn_at_bad"}},
        BadPolicy{
            "warn_at: [ 2h, 1d before, 2h  before, 1h later, 0h after ]\ntargets: [ { calendar: office } ]\n",
            {"1:12 sla.warn_at_bad", "1:16 sla.warn_at_bad", "1:27 sla.warn_at_bad", "1:39 sla.warn_at_bad",
             "1:49 sla.warn_at_bad"}},
        BadPolicy{"warn_at: [ { at: soon, tell: boss }, { tell: [] }, { at: 1, whom: duty } ]\n"
                  "targets: [ { calendar: office } ]\n",
                  {"1:18 sla.warn_at_bad", "1:30 sla.word_unknown", "1:30 sla.tell_empty",
                   "1:38 sla.warn_at_bad", "1:46 sla.tell_empty", "1:61 sla.warn_at_key_unknown"}},
        BadPolicy{"on_retarget: forget\nwarnat: 1\ntargets: [ { calendar: office } ]\n",
                  {"1:14 sla.word_unknown", "2:1 sla.policy_key_unknown"}},
        BadPolicy{
            "clocks:\n  response: { stop_in: [ solved, \"resolved:client\", \"on_hold:me\", unknown ] }\n"
            "targets: [ { calendar: office } ]\n",
            {"2:26 sla.status_unknown_near", "2:34 sla.status_unknown", "2:53 sla.status_unknown_near",
             "2:67 sla.status_unknown"}},
        BadPolicy{"clocks:\n  pickup: { start_in: ready }\n  When: {}\n  response: { stops: [] }\n"
                  "targets: [ { calendar: office } ]\n",
                  {"2:3 sla.clock_never_stops", "3:3 sla.clock_name_bad", "4:15 sla.clock_key_unknown"}},
        BadPolicy{"clocks:\n"
                  "  question: { kind: next_reply, stop_on: staff_comment }\n"
                  "  word: { from_creation: true, kind: update, start_in: [ new ] }\n"
                  "  resolution: { kind: update }\n"
                  "  other: { kind: reply }\n"
                  "targets: [ { calendar: office } ]\n",
                  {"2:33 sla.clock_key_unsuited", "3:11 sla.clock_key_unsuited",
                   "3:46 sla.clock_key_unsuited", "4:23 sla.kind_of_default_clock", "5:18 sla.word_unknown"}},
        BadPolicy{"clocks:\n"
                  "  pickup: { on: ready, start_in: [ ready ], stop_in: [ resolved ] }\n"
                  "  work: { on: creation, stop_in: [ resolved ] }\n"
                  "  word: { kind: update, on: contract }\n"
                  "targets: [ { calendar: office } ]\n",
                  {"2:17 sla.clock_starts_twice", "3:15 sla.word_unknown", "4:25 sla.clock_key_unsuited"}},
        BadPolicy{"targets:\n- { response: 1bd, calendar: 24x7, resolution: end_of_day }\n"
                  "- { calendar: office, response: 0bd, resolution: -1bd_end }\n",
                  {"2:15 sla.days_without_dates", "2:48 sla.days_without_dates", "3:33 sla.duration_bad",
                   "3:50 sla.duration_bad"}},
        BadPolicy{"targets: [ { calendar: office, response: 2bd } ]\non_retarget: carry_fraction\n",
                  {"1:42 sla.days_carried"}},
        BadPolicy{"targets:\n- { calendar: office, when: { created: office } }\n"
                  "- { calendar: office, when: { created: { in: ofice, outof: office } } }\n",
                  {"2:40 sla.created_not_a_map", "3:46 sla.calendar_unknown_near",
                   "3:53 sla.created_word_unknown"}},
        BadPolicy{"clocks: [ response ]\ntargets: [ { calendar: office } ]\n", {"1:9 sla.clocks_not_a_map"}},
        BadPolicy{"clocks: { response: 1h, resolution: { stop_in: { a: b } } }\ntargets: [ { calendar: "
                  "office } ]\n",
                  {"1:21 sla.clock_not_a_map", "1:48 sla.statuses_not_a_list"}},
        BadPolicy{"on_retarget: carry_fraction\ntargets:\n- { calendar: 24x7, response: 999999937s }\n"
                  "- { calendar: 24x7, response: 999999929s }\n- { calendar: 24x7, response: 999999893s }\n",
                  {"1:1 sla.targets_too_uneven"}}));

TEST(PolicyFiles, TellTheProblemsOfEveryVersion) {
  const auto node = document::parse_yaml(
      "gold:\n"
      "- { valid_from: 2026-01-01, targets: [ { calendar: office, response: 1h } ] }\n"
      "- { valid_from: 2026-01-01, targets: [ { calendar: office, response: 2h } ] }\n"
      "silver:\n"
      "- { targets: [ { calendar: office, response: 1h } ] }\n"
      "bronze: []\n"
      "copper:\n"
      "- { valid_from: soon, targets: [ { calendar: office, response: 1h } ] }\n",
      "policies.yaml");
  base::Diagnostics problems;
  const PolicySet set = parse_policies(*node, test_calendars(), problems);
  EXPECT_THAT(lines(problems), ElementsAre("3:3 sla.version_twice", "5:3 sla.valid_from_bad",
                                           "6:9 sla.versions_missing", "8:17 sla.valid_from_bad"));
  EXPECT_FALSE(set.contains("gold"));
}

TEST(TheContractInForce, IsTheOneOfTheDayOfCreationInTheZone) {
  PolicySet policies;
  std::vector<PolicyVersion> versions;
  for (const char* date : {"2026-03-01", "2026-01-01"}) {
    versions.push_back({base::parse_date(date).value(), policy(kOneTarget)});
  }
  policies.add("gold", versions);
  model::Client client;
  client.contracts = {
      {"gold", base::parse_date("2025-06-01").value(), base::parse_date("2026-03-31").value()}};
  const calendar::Zone moscow = calendar::Zone::find("Europe/Moscow").value();
  const auto version_at = [&](const char* created) -> std::string {
    const auto found = in_force(&client, policies, at(created), moscow);
    return found ? base::format_date(found->version->valid_from) : "none";
  };
  EXPECT_EQ(version_at("2025-12-31T12:00:00Z"), "none");  // a contract, but no version of its policy yet
  EXPECT_EQ(version_at("2025-12-31T21:00:00Z"), "2026-01-01");  // already January in Moscow
  EXPECT_EQ(version_at("2026-02-28T20:59:59Z"), "2026-01-01");
  EXPECT_EQ(version_at("2026-02-28T21:00:00Z"), "2026-03-01");
  EXPECT_EQ(version_at("2026-03-31T20:59:59Z"), "2026-03-01");  // the last day counts
  EXPECT_EQ(version_at("2026-03-31T21:00:00Z"), "none");
  EXPECT_FALSE(in_force(nullptr, policies, at("2026-02-01T00:00:00Z"), moscow));
}

}  // namespace
}  // namespace estafeta::sla
