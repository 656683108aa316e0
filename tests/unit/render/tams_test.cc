#include "connector/render/desks/tams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

base::Date day(const std::string& text) {
  return base::parse_date(text).value();
}

views::TamOverview overview() {
  views::TamOverview view;
  view.upper_level = {"Databases", "Unix"};
  view.period = {day("2025-07-01"), day("2026-06-30")};
  view.this_month = {day("2026-06-01"), day("2026-06-30")};
  view.last_month = {day("2026-05-01"), day("2026-05-31")};
  view.allowed_this_month = base::Seconds(59 * 3600 + 24 * 60);
  view.allowed_last_month = base::Seconds(52 * 3600);
  view.loads = {{"Tina *Turner*", {"Aurora"}, 3, base::Seconds(12 * 3600), base::Seconds(53 * 3600)}};
  views::TamClient aurora{"aurora", "Aurora", {"Tina *Turner*"}, {}, day("2026-03-01"), {"Network"}, false,
                          {},       {}};
  aurora.before.changes = 2;
  aurora.before.late = 2;
  aurora.before.clocks = {80, 20};
  aurora.before.waited.client = base::Seconds(2 * 86400);
  aurora.with.changes = 3;
  aurora.with.kept = 2;
  aurora.with.late = 1;
  aurora.with.clocks = {999, 1};
  aurora.with.marks = 2;
  aurora.with.mark_sum = 9;
  views::TamClient meridian{"meridian", "Meridian", {}, {}, {}, {"DBA", "Network"}, true, {}, {}};
  view.clients = {aurora, meridian};
  view.with = aurora.with;
  view.without = aurora.before;
  view.marks = {{"Aurora", {50}, "Landscape", {{70}, 5, "quick | clean", at("2026-06-02T09:00:00Z")}}};
  return view;
}

TEST(ThePageOfTams, SaysWhatEachCarriesAndHowClientsFare) {
  EXPECT_EQ(
      tams_page(overview(), escaping(), textile()),
      "TAMs and their clients, 2025-07-01 to 2026-06-30. Estafeta keeps this page; nobody is notified about "
      "it.\n"
      "\n"
      "h3. What each TAM carries: 1\n\n"
      "|_. TAM|_. Clients|_. Waiting on their desks|_. Recorded, June 2026|_. Recorded, May "
      "2026|\n"
      "|Tina &#42;Turner&#42;|Aurora|3|12 h of 59 h 24 min|53 h of 52 h: too much|\n\n"
      "The role may take 30% of a TAM’s working time. Recorded is what they logged for the client’s project "
      "this "
      "month and last month.\n\n"
      "h3. Clients that need a TAM and have none: 1\n\n"
      "|_. Client|_. TAM|_. Departments|_. Which|\n"
      "|Meridian|–|2|DBA, Network|\n\n"
      "A client needs a TAM when more than 4 departments worked for it in 6 months, this one included, one "
      "of these "
      "among them: Databases and Unix.\n\n"
      "h3. Clients with a TAM that they no longer need: 1\n\n"
      "|_. Client|_. TAM|_. Departments|_. Which|\n"
      "|Aurora|Tina &#42;Turner&#42;|1|Network|\n\n"
      "h3. With a TAM and without\n\n"
      "|_. Clients|_. Changes done|_. By the promised day|_. SLA kept|_. Waited for the client|_. Waited for "
      "a "
      "vendor|_. Waited for us|_. Mark|\n"
      "|Time with a TAM|3|2 of 3, 66.6%|999 of 1000, 99.9%|0.0 days|0.0 days|0.0 days|4.5 (2)|\n"
      "|Time without a TAM|2|0 of 2, 0.0%|80 of 100, 80.0%|1.0 days|0.0 days|0.0 days|–|\n\n"
      "A client that got its TAM within this time counts on both sides: before that day and since. SLA up to "
      "last "
      "midnight. A change waits while one of its tasks is on hold for that side or is that side’s own; the "
      "figures "
      "are calendar days per finished change.\n\n"
      "h3. Client by client\n\n"
      "|_. Client|_. Time|_. Changes done|_. By the promised day|_. SLA kept|_. Waited for the client|_. "
      "Waited for a "
      "vendor|_. Waited for us|_. Mark|\n"
      "|Aurora|before 2026-03-01|2|0 of 2, 0.0%|80 of 100, 80.0%|1.0 days|0.0 days|0.0 days|–|\n"
      "|Aurora|since 2026-03-01|3|2 of 3, 66.6%|999 of 1000, 99.9%|0.0 days|0.0 days|0.0 days|4.5 (2)|\n\n"
      "h3. Marks of the clients: 1\n\n"
      "|_. Given|_. Client|_. Change|_. Subject|_. Mark|_. Comment|\n"
      "|2026-06-02 12:00|Aurora|#50|Landscape|5|quick &#124; clean|\n");
}

TEST(ThePageOfTams, SaysSoWhereNoTimeIsRecordedAndNobodyHasSaidSinceWhen) {
  auto view = overview();
  view.loads[0].this_month.reset();
  view.loads[0].last_month.reset();
  view.clients[0].since.reset();
  EXPECT_THAT(tams_text(view, plain()), AllOf(HasSubstr("No spent time can be seen"),
                                              HasSubstr("(tam_since)"), HasSubstr("with a TAM")));
  EXPECT_EQ(tams_text({}, plain()),
            "No client has a TAM or needs one, and nothing was finished in the last twelve months.\n");
}

TEST(ThePageOfTams, IsADocumentOfTheSameTablesForTheRolesThatMayReadIt) {
  EXPECT_THAT(tams_document(overview(), {"Director"}, plain("ru")),
              AllOf(HasSubstr("\"readers\":[\"Director\"]"), HasSubstr("\"title\":\"Нагрузка ТАМ: 1\""),
                    HasSubstr("[\"Tina *Turner*\",\"Aurora\",\"3\","), HasSubstr("\"4,5 (2)\"")));
}

TEST(ThePageOfTams, GivesProgramsFiguresAndNoWords) {
  EXPECT_THAT(
      tams_json(overview()),
      AllOf(HasSubstr("\"allowed_this_month\":213840"),
            HasSubstr("{\"person\":\"Tina *Turner*\",\"clients\":[\"Aurora\"],\"duties\":3,"
                      "\"recorded_this_month\":43200,\"recorded_last_month\":190800}"),
            HasSubstr("\"waited_client\":172800"), HasSubstr("\"mark\":5,\"text\":\"quick | clean\"")));
}

}  // namespace
}  // namespace estafeta::render
