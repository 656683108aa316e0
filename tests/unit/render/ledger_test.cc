#include "connector/render/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/node.h"
#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using ::testing::HasSubstr;

LedgerView view() {
  LedgerView made;
  made.issue = base::IssueId{7};
  made.title = "Tills are down";
  made.client = "Aurora";
  made.policy = "gold";
  made.now = at("2026-06-15T10:00:00Z");
  model::ClockJudgement clock;
  clock.clock = "response";
  clock.state = model::ClockState::met;
  clock.target = base::Seconds(900);
  clock.elapsed = base::Seconds(600);
  clock.used = "0.666667";
  clock.stopped_at = at("2026-06-15T09:10:00Z");
  made.judgement.clocks = {clock};
  sla::Ledger ledger;
  ledger.clock = "response";
  ledger.entries = {{at("2026-06-15T09:00:00Z"),
                     at("2026-06-15T09:10:00Z"),
                     sla::Spent::running,
                     {model::State::fresh, model::HoldReason::none},
                     "",
                     1},
                    {at("2026-06-15T09:10:00Z"),
                     at("2026-06-15T10:00:00Z"),
                     sla::Spent::stopped,
                     {model::State::on_hold, model::HoldReason::client},
                     "Unix",
                     1}};
  ledger.evidence = {{at("2026-06-15T09:05:00Z"), {}, false, Phrase("actor.system")},
                     {at("2026-06-15T09:10:00Z"), {}, true, Phrase("actor.staff")}};
  made.ledgers = {ledger};
  return made;
}

TEST(LedgerText, SaysWhereEachSecondWent) {
  EXPECT_EQ(ledger_text(view(), plain()),
            "#7 Tills are down; client Aurora, policy gold, as of 2026-06-15 13:00\n"
            "\n"
            "response: met (target 15 min, used 10 min and stopped 2026-06-15 12:10)\n"
            "From              Until             Time    Clock    Status               Department\n"
            "2026-06-15 12:00  2026-06-15 12:10  10 min  running  new\n"
            "2026-06-15 12:10  2026-06-15 13:00  50 min  stopped  on hold: the client  Unix\n"
            "Together: running 10 min and stopped 50 min.\n"
            "  2026-06-15 12:05  - an automaton\n"
            "  2026-06-15 12:10  + staff\n");
}

TEST(LedgerText, SaysWhyAnIncidentIsNotJudged) {
  LedgerView doubtful = view();
  doubtful.policy.clear();
  doubtful.judgement = {};
  doubtful.judgement.verdict = model::Verdict::no_contract;
  doubtful.problems = {Phrase("actor.system")};
  const std::string text = ledger_text(doubtful, plain());
  EXPECT_THAT(text, HasSubstr("no policy in force"));
  EXPECT_THAT(text, HasSubstr("does not enter compliance: no contract.\n- an automaton\n"));
}

TEST(LedgerJson, CarriesTheSame) {
  const auto parsed = document::parse_json(ledger_json(view(), plain("ru")), "ledger");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->find("clocks")->items.at(0).find("target_s")->text, "900");
  EXPECT_TRUE(parsed->find("clocks")->items.at(0).find("due")->is_null());
  const document::Node& ledger = parsed->find("ledgers")->items.at(0);
  EXPECT_EQ(ledger.find("entries")->items.at(1).find("seconds")->text, "3000");
  EXPECT_EQ(ledger.find("entries")->items.at(1).find("reason")->text, "client");
  EXPECT_EQ(ledger.find("evidence")->items.at(1).find("text")->text, "сотрудник");
}

}  // namespace
}  // namespace estafeta::render
