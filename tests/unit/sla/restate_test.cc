#include "connector/sla/statistics/restate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "tests/unit/sla/provider.h"

namespace estafeta::sla {
namespace {

using ::testing::IsEmpty;

const base::Instant kSigned = at("2026-11-03T09:00:00Z");

Record solved(std::int64_t id, const std::string& resolved) {
  model::Incident life = incident({event(at("2026-10-05T06:05:00Z"), Actor::staff, {.comment = "public"}),
                                   event(at(resolved), Actor::staff, {.status = "resolved"})});
  life.id = {id};
  life.created = at("2026-10-05T06:00:00Z");
  life.priority = "urgent";
  return record_of(std::move(life));
}

SignOff sign_october(const Provider& provider, const std::vector<Record>& records) {
  SignOff made{"aurora", "2026-10", "A. Ivanova, service manager", kSigned, provider.zone.name(), {}};
  for (const Record& record : records) sign(made, provider.zone, record, provider.judge(record, kSigned));
  return made;
}

Restated restate(const Provider& provider, const SignOff& sign_off, const std::vector<Record>& records) {
  Restater restater(sign_off, provider.zone, provider.now,
                    [&](const Record& record, base::Instant then) { return provider.judge(record, then); });
  for (const Record& record : records) restater.add(record, provider.judge(record));
  return restater.restated();
}

std::string told(const std::optional<Counted>& counted) {
  return counted ? std::string(to_string(counted->standing)) : "-";
}

std::vector<std::string> told(const Restated& restated) {
  std::vector<std::string> lines;
  for (const Restatement& one : restated.restatements) {
    lines.push_back(to_string(one.issue) + " " + one.clock + ": " + told(one.was) + " -> " + told(one.is) +
                    ", " + std::string(to_string(one.why)));
  }
  return lines;
}

const std::vector<Record> kRecords{solved(1, "2026-10-05T08:00:00Z"), solved(2, "2026-10-05T20:00:00Z")};

TEST(SignOff, HoldsEveryDecidedClockOfTheMonthAndClient) {
  auto records = kRecords;
  records.push_back(solved(3, "2026-11-02T08:00:00Z"));
  records.back().incident.events.erase(records.back().incident.events.begin());  // answered in November
  records.back().incident.created = at("2026-11-02T07:00:00Z");
  records.push_back(solved(4, "2026-10-05T08:00:00Z"));
  records.back().client = records.back().client_now = "meridian";
  std::string held;
  for (const SignedClock& clock : sign_october(provider(), records).clocks) {
    held += to_string(clock.issue) + " " + clock.clock + " " + std::string(to_string(clock.standing)) + "\n";
  }
  EXPECT_EQ(held, "1 response met\n1 resolution met\n2 response met\n2 resolution breached\n");
}

TEST(SignOff, IsReadAsItWasWritten) {
  auto records = RandomIncidents(3).make(300);
  const SignOff made = sign_october(provider(), records);
  EXPECT_GT(made.clocks.size(), 50u);
  EXPECT_EQ(sign_off_from_json(to_json(made)), made);
}

TEST(SignOff, IsReadWhateverAClockCameTo) {
  SignOff made{"aurora", "2026-10", "A. Ivanova, service manager", kSigned, provider().zone.name(), {}};
  const SignedClock clock{{1}, "response", Standing::left_out, LeftOut::gone, kSigned, {}, {}, "f", "c"};
  for (int i = 0; i < kStandings; ++i) {
    made.clocks.push_back(clock);
    made.clocks.back().standing = static_cast<Standing>(i);
  }
  for (int i = 0; i < kLeftOutRules; ++i) {
    made.clocks.push_back(clock);
    made.clocks.back().rule = static_cast<LeftOut>(i);
  }
  const auto read = sign_off_from_json(to_json(made));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->clocks.size(), made.clocks.size());
  for (std::size_t i = 0; i < made.clocks.size(); ++i) {
    EXPECT_EQ(read->clocks[i].standing, made.clocks[i].standing);
    if (made.clocks[i].standing != Standing::left_out) continue;
    EXPECT_EQ(read->clocks[i].rule, made.clocks[i].rule);
  }
}

TEST(SignOff, ThatIsDamagedOrOfANewerReleaseIsNotRead) {
  const std::string good = to_json(sign_october(provider(), kRecords));
  EXPECT_FALSE(sign_off_from_json(good.substr(0, good.size() / 2)));
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"version\":1", "\"version\":2"},
                                                        {"\"met\"", "\"perfect\""},
                                                        {"\"2026-10\"", "\"last month\""}}) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    EXPECT_FALSE(sign_off_from_json(text)) << to;
  }
}

TEST(Restate, FindsNothingWhereNothingChanged) {
  const auto records = RandomIncidents(3).make(300);
  // Days later, apart from what was open then.
  const auto restated = restate(provider(), sign_october(provider(), records), records);
  for (const Restatement& one : restated.restatements)
    EXPECT_EQ(one.why, Why::went_on) << to_string(one.issue);
  EXPECT_THAT(told(restate(provider(), sign_october(provider(), kRecords), kRecords)), IsEmpty());
}

TEST(Restate, KeepsTheSignedFiguresBesideThoseOfToday) {
  auto records = kRecords;
  records[1].duplicate_of = {{{1}, "aurora"}};
  const auto restated = restate(provider(), sign_october(provider(), kRecords), records);
  EXPECT_EQ(restated.signed_figures.at("resolution"), (MetAndBreached{1, 1}));
  EXPECT_EQ(restated.figures.at("resolution"), (MetAndBreached{1, 0}));
  EXPECT_THAT(told(restated), testing::ElementsAre("2 response: met -> left_out, excluded",
                                                   "2 resolution: breached -> left_out, excluded"));
}

TEST(Restate, NamesACorrectionThatWasEnteredLater) {
  auto records = kRecords;
  model::Correction correction;
  correction.type = model::Correction::Type::excluded;
  correction.entered = at("2026-11-05T09:00:00Z");
  records[1].incident.corrections = {correction};
  EXPECT_THAT(told(restate(provider(), sign_october(provider(), kRecords), records)),
              testing::ElementsAre("2 response: met -> left_out, excluded",
                                   "2 resolution: breached -> left_out, excluded"));
}

TEST(Restate, NamesACorrectionThatWasChangedOrWithdrawn) {
  auto records = kRecords;
  model::Correction correction;
  correction.type = model::Correction::Type::restored;
  correction.entered = at("2026-10-06T09:00:00Z");
  correction.from = at("2026-10-05T09:00:00Z");
  records[1].incident.corrections = {correction};
  const SignOff signed_off = sign_october(provider(), records);
  EXPECT_THAT(told(restate(provider(), signed_off, records)), IsEmpty());
  records[1].incident.corrections[0].from = at("2026-10-05T19:00:00Z");
  const auto restatement = testing::ElementsAre("2 resolution: met -> breached, correction");
  EXPECT_THAT(told(restate(provider(), signed_off, records)), restatement) << "its time was edited";
  EXPECT_THAT(told(restate(provider(), signed_off, kRecords)), restatement) << "the note was deleted";
}

TEST(Restate, NamesAnIncidentThatWasReopened) {
  auto records = kRecords;
  records[0].incident.events.push_back(
      event(at("2026-11-05T09:00:00Z"), Actor::customer, {.status = "in_progress"}));
  EXPECT_THAT(told(restate(provider(), sign_october(provider(), kRecords), records)),
              testing::ElementsAre("1 resolution: met -> -, went_on"))
      << "breached in November, so it left this month";
}

TEST(Restate, NamesAHistoryThatIsDifferentNow) {
  auto records = kRecords;
  records[0].incident.events.back().at = at("2026-10-05T19:00:00Z");
  EXPECT_THAT(told(restate(provider(), sign_october(provider(), kRecords), records)),
              testing::ElementsAre("1 resolution: met -> breached, history"));
  EXPECT_THAT(told(restate(provider(), sign_october(provider(), kRecords), {kRecords[0]})),
              testing::ElementsAre("2 response: met -> -, history", "2 resolution: breached -> -, history"))
      << "an incident that is gone";
}

TEST(Restate, NamesAnIncidentThatIsGoneAsLeftOut) {
  auto records = kRecords;
  records[1].gone = true;
  EXPECT_THAT(told(restate(provider(), sign_october(provider(), kRecords), records)),
              testing::ElementsAre("2 response: met -> left_out, excluded",
                                   "2 resolution: breached -> left_out, excluded"));
}

TEST(Restate, NamesRulesThatAreDifferentNow) {
  Provider changed = provider();
  changed.policies.add("gold",
                       {{base::parse_date("2026-01-01").value(),
                         policy("targets: [ { calendar: 24x7, response: 15m, resolution: 1h } ]\n")}});
  EXPECT_THAT(told(restate(changed, sign_october(provider(), kRecords), kRecords)),
              testing::ElementsAre("1 resolution: met -> breached, rules",
                                   "2 resolution: breached -> breached, rules"))
      << "the second was breached by another target";
}

TEST(Restate, TellsWhatCameInAfterTheSigningFromOtherRules) {
  auto records = kRecords;
  records.push_back(solved(3, "2026-10-05T08:00:00Z"));
  const SignOff signed_off = sign_october(provider(), kRecords);
  EXPECT_THAT(told(restate(provider(), signed_off, records)),
              testing::ElementsAre("3 response: - -> met, came_in", "3 resolution: - -> met, came_in"));
  Provider fewer = provider();
  fewer.policies.add("gold", {{base::parse_date("2026-01-01").value(),
                               policy("targets: [ { calendar: 24x7, response: 15m } ]\n")}});
  EXPECT_THAT(told(restate(provider(), sign_october(fewer, kRecords), kRecords)),
              testing::Contains("1 resolution: left_out -> met, rules"))
      << "the incident was there, with one clock less";
}

TEST(Restate, NamesAClockThatIsStillMetButUsedAnotherTime) {
  Provider changed = provider();
  changed.policies.add("gold",
                       {{base::parse_date("2026-01-01").value(),
                         policy("targets:\n  - { calendar: office, response: 15m, resolution: 4h }\n")}});
  const std::vector<Record> one{kRecords[0]};
  EXPECT_THAT(told(restate(changed, sign_october(provider(), one), one)),
              testing::ElementsAre("1 response: met -> met, rules", "1 resolution: met -> met, rules"))
      << "created before the office opened";
}

TEST(Restate, TakesABreachThatIsStillOpenForNoOther) {
  auto records = kRecords;
  records[1].incident.events.pop_back();
  EXPECT_THAT(told(restate(provider(), sign_october(provider(), records), records)), IsEmpty());
}

TEST(Fingerprint, ChangesWithThePastOnly) {
  const model::Incident life = kRecords[0].incident;
  const std::string before = fingerprint(life, kSigned);
  model::Incident other = life;
  other.events.push_back(event(kSigned + base::Seconds(1), Actor::staff, {.status = "closed"}));
  EXPECT_EQ(fingerprint(other, kSigned), before);
  std::swap(other.events[0], other.events[1]);
  EXPECT_EQ(fingerprint(other, kSigned), before) << "the order of arrival";
  other.events[0].by = Actor::customer;
  EXPECT_NE(fingerprint(other, kSigned), before);
}

}  // namespace
}  // namespace estafeta::sla
