#include "connector/render/kit/text.h"

#include <gtest/gtest.h>

#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

TEST(Text, IsDecodedAndEncodedAgain) {
  std::string again;
  for (const char32_t c : decode("aЯ€😀")) append(again, c);
  EXPECT_EQ(again, "aЯ€😀");
}

TEST(Text, BrokenSequencesBecomeReplacementCharacters) {
  EXPECT_EQ(decode("a\xFF"), U"a\uFFFD");
  EXPECT_EQ(decode("\xD0"), U"\uFFFD");
  EXPECT_EQ(decode("\xE2\x82"
                   "a"),
            U"\uFFFD\uFFFD"
            U"a");
  EXPECT_EQ(decode("\xC0\xAF").size(), 2u);
}

TEST(Text, WidthCountsColumns) {
  EXPECT_EQ(width("Сеть"), 4u);
  EXPECT_EQ(width("網路"), 4u);
  EXPECT_EQ(width("e\u0301\u2060"), 1u);
  EXPECT_EQ(pad("Сеть", 6), "Сеть  ");
  EXPECT_EQ(pad("Сеть", 2), "Сеть");
}

TEST(Text, IsClippedAtCodePoints) {
  EXPECT_EQ(clip("Сервер", 6), "Сервер");
  EXPECT_EQ(clip("Сервер", 4), "Сер…");
}

TEST(Text, FitsOnOneLine) {
  EXPECT_EQ(one_line("  a\r\n\n b\tc  "), "a b c");
}

TEST(TextTable, AlignsColumnsWithoutTrailingSpaces) {
  EXPECT_EQ(text_table({{"Key", "Отдел"}, {{"web", "Unix"}, {"network/north", ""}}}),
            "Key            Отдел\n"
            "web            Unix\n"
            "network/north\n");
}

TEST(ALengthOfTime, IsToldToTheMinute) {
  using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;
  const auto speaker = plain();
  EXPECT_EQ(to_the_minute(hours(11) + minutes(8) + seconds(34), speaker), "11 h 9 min");
  EXPECT_EQ(to_the_minute(seconds(29), speaker), "under a minute");
  EXPECT_EQ(to_the_minute(seconds(0), speaker), "0 min");
  EXPECT_EQ(to_the_minute(hours(36), speaker), "36 h");
}

TEST(Text, ThatPeopleWroteGoesOnInASentenceWithoutItsFullStop) {
  EXPECT_EQ(within_sentence("Power failure.\n"), "Power failure");
  EXPECT_EQ(within_sentence("Power failure, twice"), "Power failure, twice");
  EXPECT_EQ(within_sentence("Power failure..."), "Power failure...");
  EXPECT_EQ(within_sentence("."), "");
}

}  // namespace
}  // namespace estafeta::render
