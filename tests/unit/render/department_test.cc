#include "connector/render/desks/department.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "connector/document/node.h"
#include "connector/render/json.h"
#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using ::testing::HasSubstr;
using ::testing::Not;
using views::DepartmentView;
using views::Sureness;

base::Date day(const std::string& text) {
  return base::parse_date(text).value();
}

DepartmentView view() {
  DepartmentView made;
  made.id = "unix";
  made.title = "Unix";
  made.ready = {{{61},
                 "OS",
                 {50},
                 model::State::ready,
                 model::HoldReason::none,
                 "Unix",
                 at("2026-06-15T09:00:00Z"),
                 day("2026-06-16"),
                 ""}};
  made.under_way = {{{62},
                     "nginx",
                     {51},
                     model::State::on_hold,
                     model::HoldReason::vendor,
                     "the vendor",
                     at("2026-06-15T10:00:00Z"),
                     day("2026-06-17"),
                     "Ivan is away"}};
  made.coming = {{base::IssueId{63},
                  "php",
                  {50},
                  day("2026-06-18"),
                  {{61}, {64}},
                  Sureness::likely,
                  Phrase("sureness_why.not_begun", {{"n", std::int64_t{2}}})}};
  made.holds_up = {
      {{61}, "OS", {50}, {"Backup", "the client"}, at("2026-06-15T09:00:00Z"), day("2026-06-16")}};
  made.waited = {{"Network", std::chrono::hours(11), 2}};
  return made;
}

TEST(DepartmentPage, SaysWhatMayBeginWhatComesAndWhoWaits) {
  EXPECT_EQ(
      department_page(view(), escaping(), textile()),
      "What Unix may begin now, what comes, and who waits for whom. Estafeta keeps this page; nobody is "
      "notified about it.\n"
      "\n"
      "h3. May begin now: 1\n"
      "\n"
      "|_. No.|_. Subject|_. Change|_. State|_. Since|_. Who must act|_. Due|\n"
      "|#61|OS|#50|ready to start|2026-06-15 12:00|Unix|2026-06-16|\n"
      "\n"
      "h3. Under way: 1\n"
      "\n"
      "|_. No.|_. Subject|_. Change|_. State|_. Since|_. Who must act|_. Due|_. Remark|\n"
      "|#62|nginx|#51|on hold: a vendor|2026-06-15 13:00|the vendor|2026-06-17|Ivan is away|\n"
      "\n"
      "h3. Coming in the next two weeks: 1\n"
      "\n"
      "|_. Begins|_. No.|_. Subject|_. Change|_. Waits for|_. How sure|_. Why|\n"
      "|2026-06-18|#63|php|#50|#61, #64|likely|2 tasks before it have not begun|\n"
      "\n"
      "h3. Others wait for: 1\n"
      "\n"
      "|_. No.|_. Subject|_. Change|_. Who waits|_. Since|_. The change slips after|\n"
      "|#61|OS|#50|Backup, the client|2026-06-15 12:00|2026-06-16|\n"
      "\n"
      "h3. Waited for, in the last 30 days: 1\n"
      "\n"
      "|_. Waited for|_. Working time|_. Tasks|\n"
      "|Network|11 h|2|\n"
      "\n"
      "Waiting starts on the day after everything a task needs was due by its first dates (and not before it "
      "was the other task’s turn), and stops when the other task is done. It counts this department’s "
      "working "
      "time up to last midnight; a task that waited for two others counts for both.\n");
}

TEST(DepartmentPage, SpeaksRussian) {
  const auto page = department_page(view(), escaping("ru"), markdown());
  EXPECT_THAT(page, HasSubstr("### Можно начинать: 1\n"));
  EXPECT_THAT(page, HasSubstr("| вероятно | до неё ещё не начаты 2 работы |"));
  EXPECT_THAT(page, HasSubstr("приостановлено: поставщик"));
}

TEST(DepartmentPage, WithoutWorkIsShort) {
  DepartmentView quiet;
  quiet.title = "Unix";
  EXPECT_TRUE(quiet.empty());
  const auto page = department_page(quiet, escaping(), textile());
  EXPECT_THAT(page, HasSubstr("h3. Coming in the next two weeks: 0\n"));
  EXPECT_THAT(page, Not(HasSubstr("|")));
  EXPECT_THAT(page, Not(HasSubstr("Others wait for"))) << "nothing to say";
}

TEST(DepartmentText, IsATableInATerminal) {
  const auto text = department_text(view(), plain());
  EXPECT_THAT(text, HasSubstr("Unix: what may begin and what comes\n\nMay begin now: 1\n\nNo. "));
  EXPECT_THAT(text, HasSubstr("\nWaited for  Working time  Tasks\nNetwork     11 h          2\n"));
}

TEST(DepartmentJson, HasEveryPart) {
  const auto json = document::parse_json(department_json(view(), plain()), "department");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->find("department")->text, "unix");
  EXPECT_EQ(json->find("ready")->items.at(0).find("issue")->text, "61");
  EXPECT_EQ(json->find("under_way")->items.at(0).find("reason")->text, "vendor");
  EXPECT_EQ(json->find("coming")->items.at(0).find("sure")->text, "likely");
  EXPECT_EQ(json->find("coming")->items.at(0).find("waits_for")->items.size(), 2U);
  EXPECT_EQ(json->find("holds_up")->items.at(0).find("slips_after")->text, "2026-06-16");
  EXPECT_EQ(json->find("waited")->items.at(0).find("seconds")->text, "39600");
}

}  // namespace
}  // namespace estafeta::render
