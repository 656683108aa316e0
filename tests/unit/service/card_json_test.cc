#include "connector/service/desks/card_json.h"

#include <gtest/gtest.h>

#include "connector/document/json.h"

namespace estafeta::service {
namespace {

using views::CardTask;
using views::ChangeCard;

base::Instant at(const std::string& text) {
  return base::parse_instant(text).value();
}

ChangeCard card() {
  ChangeCard made;
  made.issue = {50};
  made.client = "aurora";
  made.title = "Landscape “polaris”";
  made.state = model::State::on_hold;
  made.holder = "Network";
  made.done = 1;
  made.total = 7;
  made.forecast = base::parse_date("2026-06-17");
  made.promised = base::parse_date("2026-06-12");
  made.needs = {{views::TodoKind::window,
                 {57},
                 "VLAN",
                 "finish it",
                 at("2026-06-15T09:00:00Z"),
                 base::IssueId{50},
                 at("2026-06-16T09:00:00Z")},
                {views::TodoKind::promise, {50}, "Landscape", "late", {}, {}, {}}};
  CardTask task;
  task.key = "network/north";
  task.issue = base::IssueId{57};
  task.title = "VLAN";
  task.owner = model::Owner::vendor;
  task.department = "network";
  task.state = model::State::on_hold;
  task.reason = model::HoldReason::vendor;
  task.holder = "the vendor";
  task.assignee = {{"12"}, "Ivan", false};
  task.since = at("2026-06-15T09:00:00Z");
  task.spoken = at("2026-06-15T10:00:00Z");
  task.silent_from = at("2026-06-17T10:00:00Z");
  task.owes = {"the value “vlan”"};
  task.start = *base::parse_date("2026-06-15");
  task.due = *base::parse_date("2026-06-16");
  task.slips_after = *base::parse_date("2026-06-18");
  task.overdue = true;
  task.waits_for = {"a", "b"};
  task.outside = {{99}};
  CardTask bare;
  bare.key = "vms";
  bare.start = bare.due = bare.slips_after = *base::parse_date("2026-06-19");
  made.tasks = {task, bare};
  made.requests = {{{7}, "A new shop, please", false}};
  made.related = {{7}, {9}};
  made.waits = {{"vmware", "network", at("2026-06-15T09:00:00Z"), at("2026-06-16T09:00:00Z")},
                {"vmware", "client", at("2026-06-15T09:00:00Z"), std::nullopt}};
  made.tam = {{"5"}, "Tina", false};
  made.ended = at("2026-06-16T09:00:00Z");
  made.released = {base::parse_date("2026-06-17")};
  made.work = {{{57},
                "VLAN",
                "network",
                true,
                at("2026-06-16T08:00:00Z"),
                {{"VLAN id", "214"}, {"", "hosts are up"}},
                {{7, "scheme “north”.pdf"}},
                {"address-plan", "scheme"}},
               {{58}, "Accept", "client", false, at("2026-06-16T09:00:00Z"), {}, {}}};
  made.is_rehearsal = true;
  made.rehearsable = "switch-over {}";
  made.runs = {{"vlan", base::Seconds(3600), 2, model::CheckResult::not_tested}, {"vms", {}, 0, {}}};
  made.windows = {at("2026-06-17T20:00:00Z"), at("2026-06-24T20:00:00Z")};
  return made;
}

TEST(ACard, ComesBackFromTheStoreAsItWas) {
  const CardInLanguages both{{"en", card()}, {"ru", ChangeCard{}}};
  EXPECT_EQ(card_from_json(to_json(both), {"en", "ru"}), both);
  EXPECT_EQ(card_from_json(to_json(both), {"en"}), CardInLanguages({{"en", card()}}));
}

TEST(ACard, WithoutALanguageThatIsSpokenNowIsLeftOut) {
  EXPECT_EQ(card_from_json(to_json({{"en", card()}}), {"en", "ru"}), std::nullopt);
}

TEST(ACard, OfAnotherReleaseIsLeftOut) {
  auto text = to_json({{"en", card()}});
  const std::string form = "\"version\":" + std::to_string(kCardForm);
  text.replace(text.find(form), form.size(), "\"version\":0");
  EXPECT_EQ(card_from_json(text, {"en"}), std::nullopt);
  EXPECT_EQ(card_from_json("{", {"en"}), std::nullopt);
  EXPECT_EQ(card_from_json("", {"en"}), std::nullopt);
}

TEST(ACard, FindsItsTasks) {
  const auto made = card();
  ASSERT_NE(made.find("vms"), nullptr);
  EXPECT_EQ(made.find("vms")->key, "vms");
  EXPECT_EQ(made.find("linux"), nullptr);
}

}  // namespace
}  // namespace estafeta::service
