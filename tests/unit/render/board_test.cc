#include "connector/render/desks/board.h"

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
using views::Board;
using views::BoardChange;
using views::BoardIncident;
using views::BoardTask;

Board board() {
  Board made;
  made.now = at("2026-06-15T09:00:00Z");
  BoardChange change;
  change.issue = base::IssueId{12};
  change.client = "Aurora";
  change.title = "Landscape *shop*";
  change.holder = "TAM";
  change.done = 1;
  change.total = 3;
  change.forecast = at("2026-06-17T10:00:00Z");
  change.promised = base::parse_date("2026-06-16");
  change.late = true;
  change.why = {Phrase("hold_reason.vendor")};
  BoardTask held{
      base::IssueId{14},          "VLAN", model::State::on_hold, model::HoldReason::vendor, "Network group",
      at("2026-06-15T12:00:00Z"), false};
  change.tasks = {held};
  made.changes = {change};
  BoardIncident incident;
  incident.issue = base::IssueId{7};
  incident.client = "Aurora";
  incident.title = "Tills are down";
  incident.priority = "urgent";
  incident.holder = "Unix group";
  model::ClockJudgement met;
  met.clock = "response";
  met.state = model::ClockState::met;
  model::ClockJudgement running;
  running.clock = "resolution";
  running.state = model::ClockState::at_risk;
  running.due = at("2026-06-15T10:00:00Z");
  incident.judgement.clocks = {met, running};
  made.incidents = {incident};
  return made;
}

TEST(BoardText, ShowsChangesTasksAndIncidents) {
  EXPECT_EQ(board_text(board(), plain()),
            "Board at 2026-06-15 12:00\n"
            "\n"
            "1 change under way.\n"
            "\n"
            "No.  Client  Subject           State        Tasks        Who must act  Forecast          "
            "Promised    Late\n"
            "#12  Aurora  Landscape *shop*  in progress  1 of 3 done  TAM           2026-06-17 13:00  "
            "2026-06-16  LATE\n"
            "\n"
            "- #12: a vendor\n"
            "\n"
            "1 task somebody must act on now:\n"
            "\n"
            "Change  No.  Subject  State              Who must act   Due               Late\n"
            "#12     #14  VLAN     on hold: a vendor  Network group  2026-06-15 15:00\n"
            "\n"
            "1 open incident.\n"
            "\n"
            "No.  Client  Subject         Priority  Who must act  SLA\n"
            "#7   Aurora  Tills are down  urgent    Unix group    response: met and resolution: at risk, due "
            "2026-06-15 13:00\n");
}

TEST(BoardText, OfNothingIsShort) {
  Board empty;
  empty.now = at("2026-06-15T09:00:00Z");
  EXPECT_EQ(board_text(empty, plain("ru")),
            "Доска на 2026-06-15 12:00\n\nИзменений в работе: 0.\n\nОткрытых инцидентов: 0.\n");
}

TEST(BoardText, SaysWhyAnIncidentIsNotJudged) {
  Board doubtful = board();
  doubtful.incidents[0].judgement.verdict = model::Verdict::no_contract;
  EXPECT_THAT(board_text(doubtful, plain()), HasSubstr("no contract"));
  EXPECT_THAT(board_text(doubtful, plain()), Not(HasSubstr("at risk")));
}

TEST(BoardJson, CarriesTheSame) {
  const auto parsed = document::parse_json(board_json(board(), plain()), "board");
  ASSERT_TRUE(parsed.has_value());
  const document::Node& change = parsed->find("changes")->items.at(0);
  EXPECT_EQ(change.find("issue")->text, "12");
  EXPECT_EQ(change.find("promised")->text, "2026-06-16");
  EXPECT_EQ(change.find("why")->items.at(0).text, "a vendor");
  EXPECT_EQ(change.find("tasks")->items.at(0).find("reason")->text, "vendor");
  const document::Node& incident = parsed->find("incidents")->items.at(0);
  EXPECT_EQ(incident.find("verdict")->text, "complete");
  EXPECT_EQ(incident.find("clocks")->items.at(1).find("due")->text, "2026-06-15T10:00:00Z");
  EXPECT_TRUE(incident.find("clocks")->items.at(0).find("due")->is_null());
}

}  // namespace
}  // namespace estafeta::render
