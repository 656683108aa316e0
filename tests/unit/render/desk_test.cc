#include "connector/render/desks/desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "connector/document/node.h"
#include "connector/render/json.h"
#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using views::Desk;
using views::TodoKind;

Desk desk() {
  Desk made;
  made.client_id = "aurora";
  made.client = "Aurora";
  made.needs = {{TodoKind::decision,
                 {57},
                 "VLAN *routing*",
                 "nothing new begins until you decide",
                 at("2026-06-15T09:00:00Z"),
                 base::IssueId{50},
                 {}},
                {TodoKind::promise, {50}, "Landscape", "5 days late", {}, {}, at("2026-06-12T00:00:00Z")}};
  made.changes = {{{50},
                   "Landscape",
                   model::State::in_progress,
                   "Network, Unix",
                   2,
                   7,
                   base::parse_date("2026-06-17"),
                   base::parse_date("2026-06-12")}};
  return made;
}

TEST(DeskPage, SaysWhatNeedsTheTamAndThenWhatIsUnderWay) {
  EXPECT_EQ(desk_page(desk(), escaping(), textile()),
            "What needs the TAM of Aurora, most urgent first; then every change under way. Estafeta keeps "
            "this page; nobody is notified about it.\n"
            "\n"
            "h3. Needs you: 2\n"
            "\n"
            "|_. What|_. No.|_. Subject|_. Change|_. Since|_. What it is about|\n"
            "|Decision|#57|VLAN &#42;routing&#42;|#50|2026-06-15 12:00|nothing new begins until you decide|\n"
            "|Promise at risk|#50|Landscape|–|–|5 days late|\n"
            "\n"
            "h3. Changes under way: 1\n"
            "\n"
            "|_. No.|_. Subject|_. State|_. Tasks|_. Who must act|_. Forecast|_. Promised|\n"
            "|#50|Landscape|in progress|2 of 7 done|Network, Unix|2026-06-17|2026-06-12|\n");
}

TEST(DeskPage, SpeaksRussian) {
  const auto page = desk_page(desk(), escaping("ru"), markdown());
  EXPECT_THAT(page, HasSubstr("### Ждёт вас: 2\n"));
  EXPECT_THAT(page, HasSubstr("| Обещанный срок под угрозой | #50 |"));
  EXPECT_THAT(page, HasSubstr("готово 2 из 7"));
}

TEST(DeskPage, WithoutAnythingSaysSo) {
  Desk quiet;
  quiet.client = "Aurora";
  EXPECT_TRUE(quiet.empty());
  const auto page = desk_page(quiet, escaping(), textile());
  EXPECT_THAT(page, HasSubstr("\n\nNothing needs you now.\n\nh3. Changes under way: 0\n"));
  EXPECT_THAT(page, Not(HasSubstr("|")));
}

TEST(DeskText, IsATableInATerminal) {
  const auto text = desk_text(desk(), plain());
  EXPECT_THAT(text, HasSubstr("Desk of the TAM: Aurora\n\nNeeds you: 2\n\nWhat "));
  EXPECT_THAT(text,
              HasSubstr("\nDecision         #57  VLAN *routing*  #50     2026-06-15 12:00  nothing new"));
  EXPECT_THAT(text, HasSubstr("\nChanges under way: 1\n"));
}

TEST(DeskJson, HasOneObjectAClient) {
  const auto json = document::parse_json(desks_json({desk(), Desk{}}), "desk");
  ASSERT_TRUE(json);
  ASSERT_EQ(json->items.size(), 2U);
  const auto& needs = json->items[0].find("needs")->items;
  ASSERT_EQ(needs.size(), 2U);
  EXPECT_EQ(needs[0].find("what")->text, "decision");
  EXPECT_EQ(needs[0].find("change")->text, "50");
  EXPECT_EQ(needs[0].find("since")->text, "2026-06-15T09:00:00Z");
  EXPECT_TRUE(needs[1].find("change")->is_null());
  EXPECT_EQ(json->items[0].find("changes")->items[0].find("forecast")->text, "2026-06-17");
}

TEST(ANeed, HasAWordThatComesBack) {
  for (int kind = 0; kind < views::kTodoKinds; ++kind) {
    const auto need = static_cast<TodoKind>(kind);
    EXPECT_EQ(views::todo_kind_from(to_string(need)), need);
    EXPECT_NE(plain().word("desk_need", to_string(need)), to_string(need));
  }
  EXPECT_EQ(views::todo_kind_from("lunch"), std::nullopt);
}

}  // namespace
}  // namespace estafeta::render
