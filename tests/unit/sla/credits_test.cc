// What clients get back, by tables, and downtime against a reference that goes through the minutes one by
// one.
#include "connector/sla/statistics/credits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sla/provider.h"

namespace estafeta::sla {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kTerms =
    "credits:\n"
    "  compliance: { resolution: [ { below: 95, credit: 15 }, { below: 99, credit: 5 } ] }\n"
    "  each_breach: { response: 0.5 }\n"
    "  availability:\n"
    "    calendar: 24x7\n"
    "    outages: { priority: urgent }\n"
    "    bands: [ { below: 99.95, credit: 5 }, { below: 99, credit: 20 } ]\n"
    "  most: 25\n";

Provider with_credits(const std::string& terms = kTerms) {
  Provider made = provider();
  made.policies.add("gold", {{base::parse_date("2026-01-01").value(), policy(kGold + terms)}});
  return made;
}

calendar::CalendarSet with_windows() {
  auto set = test_calendars();
  calendar::CalendarSpec windows;
  windows.week[2] = {calendar::parse_shift("01:00-04:00").value()};  // Wednesdays, UTC
  set.add("windows", calendar::Calendar(windows));
  return set;
}

std::vector<ClientCredits> credits(const Provider& made, const std::vector<Record>& records,
                                   const std::string& month = "2026-10") {
  const auto calendars = with_windows();
  Credits all(parse_month(month).value(), made.zone, made.clients, made.policies, calendars, "", made.now);
  for (const auto& record : records) all.add(record, made.judge(record));
  return all.lines();
}

CreditLine line(const Provider& made, const std::vector<Record>& records, CreditLine::Kind kind) {
  for (const auto& client : credits(made, records)) {
    for (const auto& one : client.lines) {
      if (one.kind == kind) return one;
    }
  }
  ADD_FAILURE() << "no such line";
  return {};
}

// Urgent, answered in time, down from 06:00 UTC of that day of October.
Record outage(std::int64_t id, int day, const std::string& restored) {
  const auto date = "2026-10-" + std::string(day < 10 ? "0" : "") + std::to_string(day);
  auto life = incident({event(at(date + "T06:05:00Z"), Actor::staff, {.comment = "public"}),
                        event(at(date + "T" + restored + ":00Z"), Actor::staff, {.status = "resolved"})});
  life.id = {id};
  life.created = at(date + "T06:00:00Z");
  life.priority = "urgent";
  return record_of(std::move(life));
}

TEST(Credits, OfAMonthWithoutIncidentsSayThatTheServiceWasThere) {
  const auto all = credits(with_credits(), {});
  ASSERT_EQ(all.size(), 1U) << "only aurora's policy has terms";
  EXPECT_EQ(all[0].client, "aurora");
  EXPECT_EQ(all[0].policy, "gold");
  EXPECT_EQ(all[0].credit, 0);
  ASSERT_EQ(all[0].lines.size(), 3U);
  EXPECT_EQ(all[0].lines[0].reached, std::nullopt) << "nothing was decided";
  EXPECT_EQ(all[0].lines[2].reached, kFull);
  EXPECT_EQ(all[0].lines[2].promised, std::chrono::hours(31 * 24));
}

TEST(Credits, TakeTheLowestBandThatWasMissed) {
  std::vector<Record> records;
  for (int id = 1; id <= 19; ++id) records.push_back(outage(id, id, "06:30"));
  const auto compliance = [&] { return line(with_credits(), records, CreditLine::Kind::compliance); };
  EXPECT_EQ(compliance().credit, 0);
  EXPECT_EQ(compliance().reached, kFull);
  records.push_back(outage(20, 20, "12:00"));
  EXPECT_EQ(compliance().reached, 95'000);
  EXPECT_EQ(compliance().below, 99'000) << "95 % are not less than 95 %";
  EXPECT_EQ(compliance().credit, 5'000);
  EXPECT_THAT(compliance().issues, ElementsAre(base::IssueId{20}));
  records.push_back(outage(21, 21, "12:00"));
  EXPECT_EQ(compliance().reached, 90'476) << "19 of 21, rounded down";
  EXPECT_EQ(compliance().credit, 15'000);
}

TEST(Credits, ForEachBreachAddUp) {
  auto late = outage(1, 5, "07:00");
  late.incident.events.front().at = at("2026-10-05T06:20:00Z");
  auto later = outage(2, 6, "07:00");
  later.incident.events.front().at = at("2026-10-06T06:20:00Z");
  const auto each = line(with_credits(), {late, later, outage(3, 7, "07:00")}, CreditLine::Kind::each_breach);
  EXPECT_EQ(each.breached, 2);
  EXPECT_EQ(each.credit, 1'000);
  EXPECT_THAT(each.issues, ElementsAre(base::IssueId{1}, base::IssueId{2}));
}

TEST(Credits, GoNoFurtherThanTheTermsAllow) {
  std::vector<Record> records;
  for (int id = 1; id <= 5; ++id) records.push_back(outage(id, id, "18:00"));
  const auto all = credits(with_credits(), records);
  EXPECT_EQ(all[0].credit, 25'000) << "15 and 20";
  EXPECT_TRUE(all[0].is_capped);
}

TEST(Credits, CountDowntimeOnce) {
  auto normal = outage(3, 5, "23:00");
  normal.incident.priority = "normal";
  const auto down = line(with_credits(), {outage(1, 5, "07:00"), outage(2, 5, "08:00"), normal},
                         CreditLine::Kind::availability);
  EXPECT_EQ(down.down, std::chrono::hours(2));
  EXPECT_THAT(down.issues, ElementsAre(base::IssueId{1}, base::IssueId{2}));
  EXPECT_EQ(down.reached, 99'731);
  EXPECT_EQ(down.below, 99'950);
}

TEST(Credits, OfDowntimeLeaveOutMaintenanceWindows) {
  auto made = with_credits();
  made.clients.all["aurora"].windows = "windows";
  auto record = outage(1, 6, "06:30");
  record.incident.events.back().at = at("2026-10-07T02:00:00Z");  // a Wednesday
  const auto down = line(made, {record}, CreditLine::Kind::availability);
  EXPECT_EQ(down.down, std::chrono::hours(19)) << "until the window opened";
  EXPECT_EQ(down.promised, std::chrono::hours(31 * 24 - 4 * 3)) << "four Wednesdays";
}

TEST(Credits, OfDowntimeTakeWhatCorrectionsSay) {
  auto record = outage(1, 5, "12:00");
  auto& correction = record.incident.corrections.emplace_back();
  correction.type = model::Correction::Type::restored;
  correction.entered = at("2026-10-05T12:10:00Z");
  correction.from = at("2026-10-05T08:00:00Z");
  EXPECT_EQ(line(with_credits(), {record}, CreditLine::Kind::availability).down, std::chrono::hours(2));
  correction.type = model::Correction::Type::excluded;
  correction.until = at("2026-10-05T11:00:00Z");
  EXPECT_EQ(line(with_credits(), {record}, CreditLine::Kind::availability).down, std::chrono::hours(3));
  correction.from.reset();
  correction.until.reset();
  EXPECT_EQ(line(with_credits(), {record}, CreditLine::Kind::availability).down, base::Seconds(0))
      << "all of it is left out";
}

TEST(Credits, OfWhatIsOpenedAgainCountBothTimes) {
  auto record = outage(1, 5, "07:00");
  record.incident.events.push_back(
      event(at("2026-10-05T09:00:00Z"), Actor::customer, {.status = "in_progress"}));
  record.incident.events.push_back(event(at("2026-10-05T10:00:00Z"), Actor::staff, {.status = "resolved"}));
  EXPECT_EQ(line(with_credits(), {record}, CreditLine::Kind::availability).down, std::chrono::hours(2));
}

TEST(Credits, OfAnOutageOverTheEndOfTheMonthBelongToBoth) {
  auto record = outage(1, 31, "06:30");
  record.incident.events.back().at = at("2026-11-01T06:00:00Z");
  const auto made = with_credits();
  // Moscow's midnight is at 21:00 UTC.
  EXPECT_EQ(credits(made, {record}, "2026-10")[0].lines[2].down, std::chrono::hours(15));
  EXPECT_EQ(credits(made, {record}, "2026-11")[0].lines[2].down, std::chrono::hours(9));
}

TEST(Credits, OfAMonthThatIsNotOverCountWhatHasPassed) {
  auto made = with_credits();
  made.now = at("2026-10-05T12:00:00Z");
  auto open = outage(1, 5, "06:30");
  open.incident.events.pop_back();
  const auto down = line(made, {open}, CreditLine::Kind::availability);
  EXPECT_EQ(down.down, std::chrono::hours(6));
  EXPECT_EQ(down.promised, std::chrono::hours(4 * 24 + 15)) << "since 1 October, 00:00 in Moscow";
}

bool is_down(const model::Incident& incident, base::Instant minute) {
  auto state = incident.status.state;
  for (const auto& event : incident.events) {
    if (event.at <= minute && event.status) state = event.status->state;
  }
  const bool ended =
      state == model::State::resolved || state == model::State::closed || state == model::State::cancelled;
  return incident.created <= minute && !ended;
}

TEST(Credits, HaveTheDowntimeOfTheSlowReference) {
  auto made = with_credits();
  made.clients.all["aurora"].windows = "windows";
  const auto windows = *with_windows().find("windows");
  const auto minutes = [](base::Instant instant) {
    return std::chrono::floor<std::chrono::minutes>(instant);
  };
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    auto records = RandomIncidents(seed).make(300);
    std::vector<const Record*> outages;
    for (auto& record : records) {
      record.incident.created = minutes(record.incident.created);
      for (auto& event : record.incident.events) event.at = minutes(event.at);
      const auto judged = made.judge(record);
      const auto all = outcomes(record, judged, made.now);
      const bool counts = std::any_of(all.begin(), all.end(),
                                      [](const auto& one) { return one.standing != Standing::left_out; });
      if (counts && client_of(record, judged) == "aurora" && record.incident.priority == "urgent")
        outages.push_back(&record);
    }
    std::int64_t down = 0;
    std::int64_t promised = 0;
    for (auto minute = at("2026-09-30T21:00:00Z"); minute < at("2026-10-31T21:00:00Z");
         minute += std::chrono::minutes(1)) {
      if (windows.next_open(minute) == minute) continue;
      ++promised;
      down += std::any_of(outages.begin(), outages.end(),
                          [&](const auto* one) { return is_down(one->incident, minute); })
                  ? 1
                  : 0;
    }
    const auto found = line(made, records, CreditLine::Kind::availability);
    EXPECT_EQ(found.down, std::chrono::minutes(down)) << "seed " << seed;
    EXPECT_EQ(found.promised, std::chrono::minutes(promised)) << "seed " << seed;
    EXPECT_GT(down, 0);
  }
}

struct BadTerms {
  const char* yaml;
  const char* problem;
};

TEST(CreditTerms, ThatAreWrongAreRefusedWithTheirPlace) {
  const std::vector<BadTerms> all{
      {"credits: [ 5 ]", "2:10 sla.credits_map"},
      {"credits: {}", "2:10 sla.credits_empty"},
      {"credits: { complience: {}, each_breach: { response: 1 } }", "2:12 sla.credits_key_near"},
      {"credits: { each_breach: { respnse: 1 }, compliance: { response: { below: 9, credit: 1 } } }",
       "2:27 sla.credits_key_near"},
      {"credits: { each_breach: { response: 101 } }", "2:37 sla.credits_percent"},
      {"credits: { each_breach: { response: -1 } }", "2:37 sla.credits_percent"},
      {"credits: { each_breach: { response: 0.1234 } }", "2:37 sla.credits_percent"},
      {"credits: { each_breach: { response: \"\" } }", "2:37 sla.credits_percent"},
      {"credits: { each_breach: { response: 5. } }", "2:37 sla.credits_percent"},
      {"credits: { compliance: { response: 99 } }", "2:36 sla.credits_band"},
      {"credits: { compliance: { response: [ { below: 99 } ] } }", "2:38 sla.credits_band"},
      {"credits: { availability: { calendar: ofice, outages: { priority: urgent }, bands: [ { below: 9, "
       "credit: 1 } ] } }",
       "2:38 sla.calendar_unknown_near"},
      {"credits: { availability: { calendar: 24x7, bands: [ { below: 9, credit: 1 } ] } }",
       "2:26 sla.credits_availability"},
      {"credits: { availability: { calendar: 24x7, outages: { holder: x, priority: urgent }, bands: [ { "
       "below: 9, credit: 1 } ] } }",
       "2:55 sla.credits_key"},
  };
  for (const auto& bad : all) {
    const auto node = document::parse_yaml(kOneTarget + bad.yaml + "\n", "policies.yaml");
    ASSERT_TRUE(node) << bad.yaml;
    base::Diagnostics problems;
    EXPECT_FALSE(parse_policy(*node, test_calendars(), problems)) << bad.yaml;
    EXPECT_THAT(lines(problems), ElementsAre(bad.problem)) << bad.yaml;
  }
}

TEST(CreditTerms, ChangeNoJudgement) {
  const auto plain = provider();
  const auto made = with_credits();
  const auto record = outage(1, 5, "12:00");
  EXPECT_EQ(made.judge(record).judgement, plain.judge(record).judgement);
  EXPECT_THAT(credits(plain, {record}), IsEmpty());
}

}  // namespace
}  // namespace estafeta::sla
