#include "connector/render/desks/dossier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "connector/document/node.h"
#include "connector/render/documents/dossier.h"
#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using views::Dossier;

Dossier dossier() {
  Dossier made;
  made.client_id = "aurora";
  made.client = "Aurora";
  made.roles = {{"TAM", {"Tina Turner"}}, {"Client", {"Carol *Norris*", "Dan Olsen"}}};
  made.departments = {{"Network", 1, 3, at("2026-06-10T09:00:00Z")}, {"Unix", 2, 0, {}}};
  made.under_way = {{{50},
                     "Landscape",
                     model::State::in_progress,
                     "Network",
                     2,
                     7,
                     base::parse_date("2026-06-17"),
                     base::parse_date("2026-06-12")}};
  made.changed = {
      {{40},
       "Segment",
       model::State::done,
       at("2026-06-10T09:00:00Z"),
       {"Network"},
       {{{41}, "VLAN", "Network", {{"VLAN id", "214"}, {"", "hosts | are up"}}, {{7, "scheme.pdf"}}}}}};
  made.month = sla::month_of(*base::parse_date("2026-06-15"));
  made.year = {*base::parse_date("2026-01-01"), *base::parse_date("2026-12-31")};
  sla::Figures month;
  month.met = 11;
  month.breached = 1;
  month.median = base::Seconds(1800);
  sla::Figures year;
  year.met = 90;
  made.clocks = {{"response", month, year}};
  made.windows = {{2, "01:00", "04:00", {}, base::parse_date("2026-06-23")}};
  made.freezes = {{at("2026-06-30T21:00:00Z"), at("2026-07-02T21:00:00Z"), "Sale"}};
  made.questions = {
      {views::TodoKind::request, {70}, "A shop", "still New", at("2026-06-12T09:00:00Z"), {}, {}}};
  return made;
}

TEST(DossierPage, SaysWhichDocumentsThereAreAndWhatThreatens) {
  auto made = dossier();
  made.documents = {{{"aurora", "plan", "Address plan", "https://wiki.example/plan_1", "Tina Turner",
                      base::parse_date("2026-05-01")},
                     views::Checked::stale,
                     {{57}, {41}}},
                    {{"aurora", "", "Scheme", "", "", {}}, views::Checked::never, {}}};
  made.risks = {{"aurora", "Disks are *full*", *base::parse_date("2026-07-15")}};
  EXPECT_THAT(
      dossier_page(made, escaping(), textile()),
      HasSubstr(
          "h3. Risks: 1\n\n|_. Day|_. Risk|\n|2026-07-15|Disks are &#42;full&#42;|\n\n"
          "h3. Documents: 2\n\n"
          "|_. Document|_. Address|_. Owner|_. Checked on|_. State|\n"
          "|Address plan|https://wiki.example/plan_1|Tina Turner|2026-05-01|changed since by: #57, #41|\n"
          "|Scheme| | |–|never checked|\n"));
  EXPECT_THAT(
      dossier_document(made, plain("ru")),
      AllOf(HasSubstr("\"state\":\"stale\",\"state_text\":\"с тех пор изменён работами\",\"tasks\":[57,41]"),
            HasSubstr("{\"text\":\"Disks are *full*\",\"on\":\"2026-07-15\"}")));
}

TEST(DossierPage, SaysWhoWorksWhatIsUnderWayAndWhatWasChanged) {
  EXPECT_EQ(dossier_page(dossier(), escaping(), textile()),
            "What is known of Aurora. Estafeta keeps this part of the page; what you write below it stays. "
            "Nobody is "
            "notified about it.\n"
            "\n"
            "h3. Waiting for an answer: 1\n"
            "\n"
            "|_. What|_. No.|_. Subject|_. Since|_. What it is about|\n"
            "|Request of the client|#70|A shop|2026-06-12 12:00|still New|\n"
            "\n"
            "h3. Changes under way: 1\n"
            "\n"
            "|_. No.|_. Subject|_. State|_. Tasks|_. Forecast|_. Promised|\n"
            "|#50|Landscape|in progress|2 of 7 done|2026-06-17|2026-06-12|\n"
            "\n"
            "h3. Who is responsible, and the client’s contacts\n"
            "\n"
            "|_. Role|_. People|\n"
            "|TAM|Tina Turner|\n"
            "|Client|Carol &#42;Norris&#42;, Dan Olsen|\n"
            "\n"
            "h3. Departments that worked for the client: 2\n"
            "\n"
            "|_. Department|_. Open tasks|_. Done in twelve months|_. Last one done|\n"
            "|Network|1|3|2026-06-10 12:00|\n"
            "|Unix|2|0|–|\n"
            "\n"
            "h3. Changed in the last twelve months: 1\n"
            "\n"
            "|_. Finished|_. No.|_. Subject|_. State|_. Done by|\n"
            "|2026-06-10 12:00|#40|Segment|done|Network|\n"
            "\n"
            "{{collapse(What was handed over: 1)\n"
            "\n"
            "|_. Change|_. No.|_. Subject|_. Done by|_. Handed over|_. Files|\n"
            "|#40|#41|VLAN|Network|VLAN id: 214; hosts &#124; are up|scheme.pdf|\n"
            "\n"
            "}}\n"
            "\n"
            "h3. SLA up to last midnight\n"
            "\n"
            "|_. Clock|_. Period|_. Met|_. Breached|_. Compliance|_. Median|\n"
            "|response|June 2026|11|1|91.6%|30 min|\n"
            "|response|2026|90|0|100.0%|–|\n"
            "\n"
            "h3. Maintenance windows\n"
            "\n"
            "|_. Each week|\n"
            "|Tue 01:00–04:00, until 2026-06-23|\n"
            "\n"
            "h3. Change freezes now or to come: 1\n"
            "\n"
            "|_. From|_. Until|_. Reason|\n"
            "|2026-07-01 00:00|2026-07-03 00:00|Sale|\n");
}

TEST(DossierPage, SpeaksRussian) {
  EXPECT_THAT(
      dossier_page(dossier(), escaping("ru"), markdown()),
      AllOf(HasSubstr("### Изменено за двенадцать месяцев: 1\n"),
            HasSubstr("| июнь 2026 | 11 | 1 | 91,6 % |"), HasSubstr("Вт 01:00–04:00, по 2026-06-23")));
}

TEST(DossierPage, LeavesOutWhatHasNothingToSay) {
  Dossier bare;
  bare.client = "Aurora";
  EXPECT_THAT(
      dossier_page(bare, escaping(), textile()),
      AllOf(HasSubstr("h3. Changes under way: 0\n"), HasSubstr("h3. Changed in the last twelve months: 0\n"),
            Not(HasSubstr("|")), Not(HasSubstr("SLA"))));
}

TEST(DossierText, IsTablesInATerminal) {
  EXPECT_THAT(dossier_text(dossier(), plain()),
              AllOf(HasSubstr("Dossier: Aurora\n\nWaiting for an answer: 1\n"),
                    HasSubstr("Carol *Norris*, Dan Olsen"), HasSubstr("What was handed over: 1\n")));
}

TEST(DossierDocument, HoldsTheSameForThePlugin) {
  const auto json = document::parse_json(dossier_document(dossier(), plain()), "dossier");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->text_at("title"), "Aurora");
  const auto& changed = json->find("changed")->items.at(0);
  EXPECT_EQ(changed.text_at("at"), "2026-06-10T09:00:00Z");
  const auto& result = changed.find("results")->items.at(0);
  EXPECT_EQ(result.find("values")->items.at(0).text_at("value"), "214");
  EXPECT_EQ(result.find("files")->items.at(0).text_at("id"), "7");
  EXPECT_EQ(json->find("clocks")->items.at(0).text_at("compliance_text"), "91.6%");
  EXPECT_EQ(json->find("windows")->items.at(0).text, "Tue 01:00–04:00, until 2026-06-23");
}

}  // namespace
}  // namespace estafeta::render
