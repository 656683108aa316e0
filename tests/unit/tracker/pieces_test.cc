// What can be left out of a write, and what goes with it.
#include "connector/tracker/pieces.h"

#include <gtest/gtest.h>

namespace estafeta::tracker {
namespace {

using model::Field;

IssueUpdate whole() {
  IssueUpdate update;
  update.state = model::State::ready;
  update.assignee = base::PrincipalId{"7"};
  update.subject = "OS";
  update.description = "Install it.";
  update.start_date = base::parse_date("2026-06-16").value();
  update.fields = {{Field::deadline, "2026-06-17 18:00"}, {Field::decision, ""}};
  update.note = "It may begin.";
  update.uploads = {{"plan.json", "{}"}};
  return update;
}

TEST(Pieces, AreGivenUpFromTheDatesToTheStatus) {
  std::string order;
  for (const auto& piece : pieces_of(whole())) order += to_text(piece) + " ";
  EXPECT_EQ(order, "dates files subject description field:deadline field:decision assignee state ");
}

TEST(Pieces, ReadTheirTextsAgain) {
  for (const auto& piece : pieces_of(whole())) EXPECT_EQ(piece_from(to_text(piece)), piece);
  const Piece other{Part::other_field, "Rack: row, shelf"};
  EXPECT_EQ(piece_from(to_text(other)), other);
  EXPECT_EQ(piece_from("nonsense"), std::nullopt);
}

TEST(Pieces, ANoteStaysWithoutDatesOrAssigneeButNotWithoutTheStatus) {
  EXPECT_EQ(without(whole(), {{Part::dates}, {Part::assignee}}).note, "It may begin.");
  EXPECT_EQ(without(whole(), {of_field(Field::decision)}).note, "");
  const auto held = without(whole(), {{Part::state}});
  EXPECT_EQ(held.note, "");
  EXPECT_FALSE(held.assignee) << "nobody is given what may not begin";
}

TEST(Pieces, OneByItselfBringsNoNote) {
  const auto alone = only(whole(), {{Part::assignee}});
  EXPECT_EQ(pieces_of(alone), Pieces{{Part::assignee}});
  EXPECT_EQ(alone.note, "");
}

}  // namespace
}  // namespace estafeta::tracker
