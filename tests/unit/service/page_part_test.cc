// Pages on which Estafeta and people write side by side.
#include "connector/service/desks/page_part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/redmine_markup.h"

namespace estafeta::service {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const model::Markup& markup(model::MarkupKind kind = model::MarkupKind::textile) {
  return tests::redmine_markup(config::TrackerKind::redmine, kind);
}

std::string put(const std::string& page, const std::string& part, const std::string& shown = "",
                model::MarkupKind kind = model::MarkupKind::textile) {
  return with_part(page, part, shown, "Moved", markup(kind));
}

TEST(APartOfAPage, StandsBetweenMarksThatNobodySees) {
  EXPECT_THAT(put("", "h3. One\n"),
              AllOf(StartsWith("<!-- Estafeta begins "), HasSubstr(" -->\n\nh3. One\n\n"),
                    HasSubstr("<!-- Estafeta ends -->\n")));
}

TEST(APartOfAPage, IsReplacedAndWhatPeopleWroteAroundItStaysAsItIs) {
  for (const auto kind : {model::MarkupKind::textile, model::MarkupKind::markdown}) {
    const auto first = put("", "one", "", kind);
    const auto page = "  Above, indented\n\n" + first + "\n  Below\n\n\nand more\n";
    EXPECT_EQ(put(page, "one", "", kind), page);
    EXPECT_TRUE(has_part(page, "one", markup(kind)));
    const auto second = put(page, "two", "", kind);
    EXPECT_EQ(second, "  Above, indented\n\n" + put("", "two", "", kind) + "\n  Below\n\n\nand more\n");
    EXPECT_FALSE(has_part(page, "two", markup(kind)));
  }
}

TEST(APartOfAPage, ComesBelowAPageThatWasThereBefore) {
  EXPECT_EQ(put("Scheme: link\n", "one"), "Scheme: link\n\n" + put("", "one"));
}

TEST(APartOfAPage, KeepsWhatSomebodyWroteIntoItBelow) {
  auto page = put("", "row 1\nrow 2") + "\nBelow\n";
  page.replace(page.find("row 1"), 5, "row 1\nCall Bob first");
  const auto next = put(page, "row 2\nrow 3", "row 1\nrow 2");
  EXPECT_EQ(next, put("", "row 2\nrow 3") + "\nh3. Moved\n\nCall Bob first\n\nBelow\n");
  EXPECT_EQ(put(next, "row 3", "row 2\nrow 3"), put("", "row 3") + "\nh3. Moved\n\nCall Bob first\n\nBelow\n")
      << "and it is moved once";
}

TEST(APartOfAPage, KeepsItAlsoWhereNobodyKnowsWhatStoodThereBefore) {
  auto page = put("", "row 1");
  page.replace(page.find("row 1"), 5, "row 1\nCall Bob first");
  EXPECT_THAT(put(page, "row 2"), HasSubstr("h3. Moved\n\nrow 1\nCall Bob first\n"));
}

TEST(APartOfAPage, LosesNothingWhereTheLastMarkIsGone) {
  auto page = put("", "row 1") + "\nBelow\n";
  page.erase(page.find("<!-- Estafeta ends -->"), 23);
  EXPECT_THAT(put(page, "row 2", "row 1"), AllOf(HasSubstr("h3. Moved\n\nBelow\n"), Not(HasSubstr("row 1"))));
}

TEST(APartOfAPage, OfAPageWithoutMarksLosesNothing) {
  EXPECT_THAT(put("row 1\nBelow", "row 2", "row 1"), StartsWith("row 1\nBelow\n\n<!-- Estafeta begins "));
}

}  // namespace
}  // namespace estafeta::service
