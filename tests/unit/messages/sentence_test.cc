#include "connector/messages/sentence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace estafeta::messages {
namespace {

using ::testing::ElementsAre;

Piece text(const std::string& t) {
  return {Piece::Kind::text, t, {}, {}};
}
Piece value(const std::string& t) {
  return {Piece::Kind::value, t, {}, {}};
}

TEST(Sentence, IsTakenApartIntoTextAndPlaces) {
  EXPECT_EQ(parse_sentence("{n} {n:task|tasks} of {kind@kind}").value(),
            (Sentence{value("n"),
                      text(" "),
                      {Piece::Kind::plural, "n", {"task", "tasks"}, {}},
                      text(" of "),
                      {Piece::Kind::lookup, "kind", {}, "kind"}}));
}

TEST(Sentence, DoubledBracesAreLiteral) {
  EXPECT_EQ(parse_sentence("{{name}} {{{name}}}").value(),
            (Sentence{text("{name} {"), value("name"), text("}")}));
  EXPECT_EQ(parse_sentence("").value(), Sentence{});
}

TEST(Sentence, NamesWhatIsWrongWithItsBraces) {
  struct Row {
    const char* text;
    const char* key;
  };
  for (const Row& row : {Row{"a } b", "messages.lone_brace"}, Row{"a {name", "messages.lone_brace"},
                         Row{"{}", "messages.bad_place"}, Row{"{Name}", "messages.bad_place"},
                         Row{"{a b}", "messages.bad_place"}, Row{"{state@}", "messages.bad_place"},
                         Row{"{state@a b}", "messages.bad_place"}, Row{"{:a|b}", "messages.bad_place"}}) {
    const auto parsed = parse_sentence(row.text);
    ASSERT_FALSE(parsed.has_value()) << row.text;
    EXPECT_EQ(parsed.error().key, row.key) << row.text;
  }
}

TEST(Sentence, KnowsWhichValuesItUses) {
  EXPECT_THAT(places(parse_sentence("{b} {a:x|y} {c@state} {a}").value()), ElementsAre("a", "b", "c"));
}

TEST(PluralForms, FollowEachLanguage) {
  struct Row {
    std::int64_t n;
    std::size_t english;
    std::size_t russian;
  };
  for (const Row& row :
       {Row{0, 1, 2}, Row{1, 0, 0}, Row{2, 1, 1}, Row{4, 1, 1}, Row{5, 1, 2}, Row{11, 1, 2}, Row{12, 1, 2},
        Row{14, 1, 2}, Row{21, 1, 0}, Row{22, 1, 1}, Row{25, 1, 2}, Row{101, 1, 0}, Row{111, 1, 2},
        Row{112, 1, 2}, Row{122, 1, 1}, Row{-1, 0, 0}, Row{-3, 1, 1}}) {
    EXPECT_EQ(plural_form("en", row.n), row.english) << row.n;
    EXPECT_EQ(plural_form("ru", row.n), row.russian) << row.n;
  }
  EXPECT_EQ(plural_forms("en"), 2u);
  EXPECT_EQ(plural_forms("ru"), 3u);
}

}  // namespace
}  // namespace estafeta::messages
