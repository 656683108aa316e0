#include "connector/render/incident/review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "connector/document/node.h"
#include "connector/render/documents/review.h"
#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using views::Review;

Review outage() {
  Review made;
  made.incidents = {
      {{15}, "Shop | front <down>", "Aurora", at("2026-06-15T09:00:00Z"), at("2026-06-15T10:00:00Z")}};
  made.steps = {{{15}, at("2026-06-15T09:00:00Z"), "Carol Norris", {Phrase("review.opened")}},
                {{15},
                 at("2026-06-15T09:20:00Z"),
                 "Dora Duty",
                 {Phrase("review.status", {{"status", "In Progress"}}),
                  Phrase("review.note", {{"text", "The second switch <b>hangs</b>"}})}}};
  made.changes = {{{12}, "New firewall", at("2026-06-14T20:00:00Z")}};
  made.before = std::chrono::hours(24);
  made.questions = {"What was the cause?"};
  return made;
}

Review mass_outage() {
  auto made = outage();
  made.incidents.push_back({{16}, "No power", "Meridian", at("2026-06-15T09:01:00Z"), {}});
  made.changes.clear();
  return made;
}

TEST(ReviewText, SaysWhoDidWhatWhenWhatWasChangedBeforeAndWhatToAsk) {
  const auto text = review_text(outage(), {}, plain("en"));
  EXPECT_THAT(text,
              AllOf(HasSubstr("#15 “Shop | front <down>” at Aurora: from"),
                    HasSubstr("Dora Duty     Status: In Progress; Note: “The second switch <b>hangs</b>”"),
                    HasSubstr("Changes that ended within 24 h before it began"), HasSubstr("#12"),
                    HasSubstr("- What was the cause?")));
  EXPECT_THAT(text, Not(HasSubstr("two marks"))) << "nobody writes there";
}

TEST(ReviewText, ListsTheClientsOfAMassOutageAndWhichIncidentEachStepIsOf) {
  const auto text = review_text(mass_outage(), {}, plain("en"));
  EXPECT_THAT(text, AllOf(HasSubstr("Mass outage: 2 incidents."), HasSubstr("Meridian  #16"),
                          HasSubstr("#15  Carol Norris")));
  EXPECT_EQ(review_title(mass_outage(), plain("en")),
            "Review of the mass outage at 2 clients: Shop | front <down>");
}

TEST(ReviewText, SaysThatItGoesOn) {
  auto made = outage();
  made.incidents.front().ended.reset();
  EXPECT_THAT(review_text(made, {}, plain("en")), HasSubstr(", not over yet."));
  EXPECT_THAT(review_text(made, {}, plain("ru")), HasSubstr("ещё не закончилось."));
}

TEST(ReviewHtml, IsAPageOfItsOwnWhoseTextsAreNoMarkup) {
  const auto html = review_html(outage(), {}, plain("ru"));
  EXPECT_THAT(html, AllOf(HasSubstr("<html lang=\"ru\">"),
                          HasSubstr("<title>Разбор: Shop | front &lt;down&gt;</title>"),
                          HasSubstr("<td>Dora Duty</td>"), HasSubstr("&lt;b&gt;hangs&lt;/b&gt;"),
                          HasSubstr("<li>What was the cause?</li>")));
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
}

TEST(ReviewDocument, HasTheSameForPrograms) {
  const auto read = document::parse_json(review_document(mass_outage(), {}, plain("en")), "review");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->find("incidents")->items.size(), 2U);
  EXPECT_EQ(read->find("timeline")->items.size(), 2U);
  EXPECT_EQ(read->find("incidents")->items[1].find("ended"), nullptr);
  EXPECT_EQ(read->find("timeline")->items[1].find("what")->items[0].text, "Status: In Progress");
}

}  // namespace
}  // namespace estafeta::render
