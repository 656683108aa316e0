// The list of proposals as text and for spreadsheets.
#include "connector/render/desks/proposals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

base::Date on(const char* day) {
  return base::parse_date(day).value();
}

views::ProposalList june() {
  views::ProposalList list;
  list.period = *sla::parse_month("2026-06");
  list.proposals.push_back({{7},
                            "Aurora Retail",
                            "=SUM(A1), or a shield",
                            model::State::agreed,
                            {"Alice Adams", "Dora Duty"},
                            on("2026-06-01"),
                            on("2026-06-20"),
                            {},
                            {},
                            ""});
  list.proposals.push_back({{8},
                            "Aurora Retail",
                            "Another colour",
                            model::State::cancelled,
                            {"Alice Adams"},
                            on("2026-06-02"),
                            {},
                            {},
                            on("2026-06-03"),
                            "The client\nchose it."});
  list.agreed = {{"Alice Adams", 1}, {"Dora Duty", 1}};
  return list;
}

TEST(ProposalList, NamesWhoSharesTheCreditAndWhatCameOfEach) {
  const auto text = proposals_text(june(), plain());
  EXPECT_THAT(text, AllOf(HasSubstr("Proposals from 2026-06-01 to 2026-06-30: 2"),
                          HasSubstr("Alice Adams, Dora Duty"), HasSubstr("agreed by the client"),
                          HasSubstr("The client chose it."), HasSubstr("by person: 2")));
}

TEST(ProposalList, OfAQuietPeriodSaysSo) {
  views::ProposalList none;
  none.period = *sla::parse_month("2026-06");
  EXPECT_EQ(proposals_text(none, plain()), "No proposals from 2026-06-01 to 2026-06-30.\n");
}

TEST(ProposalList, ForASpreadsheetHoldsNoFormulasAndKeepsItsRows) {
  const auto csv = proposals_csv(june());
  EXPECT_THAT(csv, AllOf(HasSubstr("issue,client,title,people,state,noticed,agreed,done,declined,reason\r\n"),
                         HasSubstr("\"'=SUM(A1), or a shield\""), HasSubstr("Alice Adams; Dora Duty"),
                         HasSubstr("\"The client\nchose it.\""), Not(HasSubstr(",=SUM"))));
}

}  // namespace
}  // namespace estafeta::render
