#include "connector/render/incident/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "connector/document/node.h"
#include "connector/render/incident/explanation.h"
#include "connector/render/incident/ledger_html.h"
#include "connector/render/json.h"
#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using ::testing::HasSubstr;
using ::testing::Not;

LedgerView view() {
  LedgerView made;
  made.issue = base::IssueId{7};
  made.title = "Tills are <down>";
  made.url = "https://tracker.example/issues/7";
  made.client = "Aurora";
  made.policy = "gold";
  made.valid_from = base::parse_date("2026-01-01");
  made.created = at("2026-06-15T09:00:00Z");
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
  ledger.calendar = "24x7";
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
                     {at("2026-06-15T09:10:00Z"), {31}, true, Phrase("actor.staff")}};
  made.ledgers = {ledger};
  return made;
}

std::string verdict(model::ClockJudgement clock, bool carried = false) {
  sla::Ledger ledger;
  ledger.carried = carried;
  return plain().say(verdict_of(clock, &ledger));
}

TEST(TheVerdict, IsOneSentence) {
  model::ClockJudgement clock = view().judgement.clocks[0];
  EXPECT_EQ(
      verdict(clock),
      "Response: met with 5 min to spare. When it stopped at 2026-06-15 12:10, 10 min of the promised 15 min "
      "had been used.");
  EXPECT_EQ(verdict(clock, true),
            "Response: met. When it stopped at 2026-06-15 12:10, 66 % of the promised time had been used.");
  clock.elapsed = clock.target;
  EXPECT_THAT(verdict(clock), HasSubstr("Response: met. When"));
  clock.state = model::ClockState::breached;
  clock.elapsed = base::Seconds(1620);
  clock.breached_at = at("2026-06-15T09:15:00Z");
  EXPECT_EQ(verdict(clock),
            "Response: breached by 12 min. The time was up at 2026-06-15 12:15; when it stopped at "
            "2026-06-15 12:10, "
            "27 min of the promised 15 min had been used.");
  clock.stopped_at.reset();
  EXPECT_THAT(verdict(clock), HasSubstr("breached by 12 min so far, and still open"));
  EXPECT_THAT(verdict(clock, true), HasSubstr("breached, and still open"));
  clock.state = model::ClockState::paused;
  EXPECT_THAT(verdict(clock), HasSubstr("Response: paused. By now"));
  clock.state = model::ClockState::at_risk;
  clock.due = at("2026-06-15T11:00:00Z");
  EXPECT_THAT(verdict(clock),
              HasSubstr("at risk. By now 27 min of the promised 15 min had been used; it is due"));
  clock = {};
  clock.clock = "resolution";
  EXPECT_EQ(verdict(clock), "Resolution: nothing is promised here.");
}

TEST(LedgerText, SaysWhereEachSecondWent) {
  EXPECT_EQ(
      ledger_text(view(), plain()),
      "#7 Tills are <down>\n"
      "Aurora; created 2026-06-15 12:00, as of 2026-06-15 13:00.\n"
      "Judged by the policy “gold”, version of 2026-01-01.\n"
      "\n"
      "Response: met with 5 min to spare. When it stopped at 2026-06-15 12:10, 10 min of the promised 15 min "
      "had been used.\n"
      "Promised: 15 min on the “24x7” calendar.\n"
      "\n"
      "From              Until             Time    Clock    Status               Department\n"
      "2026-06-15 12:00  2026-06-15 12:10  10 min  running  new\n"
      "2026-06-15 12:10  2026-06-15 13:00  50 min  stopped  on hold: the client  Unix\n"
      "Together: running 10 min and stopped 50 min.\n"
      "Before or between departments: running 10 min.\n"
      "Unix: stopped 50 min.\n"
      "What moved the clock (+), and what did not (-):\n"
      "  2026-06-15 12:05  - automatic\n"
      "  2026-06-15 12:10  + staff\n");
}

TEST(LedgerText, SaysWhyAnIncidentIsNotJudged) {
  LedgerView doubtful = view();
  doubtful.policy.clear();
  doubtful.judgement = {};
  doubtful.judgement.verdict = model::Verdict::no_contract;
  doubtful.problems = {Phrase("actor.system")};
  const std::string text = ledger_text(doubtful, plain());
  EXPECT_THAT(text, HasSubstr("No policy is in force"));
  EXPECT_THAT(text, HasSubstr("is not counted in compliance: no contract.\nautomatic\n"));
}

TEST(LedgerText, SaysByWhoseContractOrPromiseItIsJudged) {
  LedgerView judged = view();
  judged.contract = model::Contract{"gold", *base::parse_date("2026-01-01"), *base::parse_date("2026-12-31")};
  EXPECT_THAT(ledger_text(judged, plain()),
              HasSubstr("version of 2026-01-01: the contract with Aurora from 2026-01-01 until 2026-12-31."));
  judged.contract.reset();
  judged.department = "Unix";
  EXPECT_THAT(ledger_text(judged, plain()), HasSubstr("what the department Unix promised the others."));
}

TEST(LedgerText, SaysWhyAnIncidentIsLeftOut) {
  LedgerView left_out = view();
  left_out.excluded = sla::Exclusion{sla::Exclusion::Rule::duplicate,
                                     Phrase("sla.excluded.duplicate", {{"issue", std::int64_t{5}}})};
  EXPECT_THAT(ledger_text(left_out, plain()),
              HasSubstr("This incident is left out of the statistics as a duplicate of #5"));
}

TEST(LedgerText, AsksForCauseAndMeasureOfABreach) {
  LedgerView breached = view();
  EXPECT_THAT(ledger_text(breached, plain()), Not(HasSubstr("cause")));
  breached.judgement.clocks[0].state = model::ClockState::breached;
  breached.judgement.clocks[0].breached_at = breached.now;
  breached.cause = "a cable";
  const std::string text = ledger_text(breached, plain());
  EXPECT_THAT(text, HasSubstr("Cause: a cable."));
  EXPECT_THAT(text, HasSubstr("The measure against it has not been recorded yet."));
}

TEST(LedgerHtml, TellsTheSameOnOnePageThatNeedsNothingElse) {
  const std::string page = ledger_html(view(), plain("ru"));
  EXPECT_THAT(page, HasSubstr("<html lang=\"ru\">"));
  EXPECT_THAT(page, HasSubstr("Tills are &lt;down&gt;"));
  EXPECT_THAT(page, HasSubstr(plain("ru").say(verdict_of(view().judgement.clocks[0], nullptr))));
  EXPECT_THAT(page, HasSubstr("<rect x=\"1666\" width=\"8333\""));
  EXPECT_THAT(page, HasSubstr("https://tracker.example/issues/7#change-31"));
  EXPECT_THAT(page, HasSubstr("@media print"));
  for (const char* outside : {"<script", "src=", "<link", "@import", "url("}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
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
