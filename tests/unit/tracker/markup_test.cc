#include "connector/tracker/redmine/markup.h"

#include <gtest/gtest.h>

namespace estafeta::tracker::redmine {
namespace {

using model::MarkupKind;

TEST(Markup, OfATableIsOfEitherFormatter) {
  const std::vector<std::vector<std::string>> rows{{"1", ""}, {"2\n3", "x"}};
  EXPECT_EQ(markup_of(MarkupKind::textile).table({"A", "B"}, rows), "|_. A|_. B|\n|1| |\n|2 3|x|\n");
  EXPECT_EQ(markup_of(MarkupKind::markdown).table({"A", "B"}, rows),
            "| A | B |\n|---|---|\n| 1 |   |\n| 2 3 | x |\n");
}

TEST(Markup, OfWhatTheEditorAloneSeesIsOfEitherFormatter) {
  EXPECT_EQ(markup_of(MarkupKind::textile).hidden("estafeta:1"), "<!-- estafeta:1 -->\n");
  EXPECT_EQ(markup_of(MarkupKind::markdown).hidden("estafeta:1"), "[estafeta:1]: #\n");
}

TEST(Markup, IsReadBackAsHeadingsItemsAndParagraphsWithoutHiddenMarks) {
  using Type = model::Block::Type;
  for (const auto kind : {MarkupKind::textile, MarkupKind::markdown}) {
    const auto& markup = markup_of(kind);
    const std::string foreign = "# *bold* {{macro}} <b> C&A #12 ";
    const auto text = markup.hidden("a mark") + "\n" + markup.heading("One " + markup.escape(foreign, true)) +
                      "\n" + markup.item(markup.escape(foreign, true)) +
                      "\nfirst line\r\nsecond line\n\nnext\n";
    const std::vector<model::Block> expected{{Type::heading, "One # *bold* {{macro}} <b> C&A #12"},
                                             {Type::item, "# *bold* {{macro}} <b> C&A #12"},
                                             {Type::paragraph, "first line\nsecond line"},
                                             {Type::paragraph, "next"}};
    EXPECT_EQ(markup.blocks(text), expected) << text;
  }
  EXPECT_EQ(markup_of(MarkupKind::textile).blocks("h7. is none\n&#; &#12 &#x41;"),
            (std::vector<model::Block>{{Type::paragraph, "h7. is none\n&#; &#12 &#x41;"}}));
  EXPECT_TRUE(markup_of(MarkupKind::markdown).blocks("").empty());
}

constexpr const char* kRecord =
    "page: staff:Change-12\n"
    "change: 12\n"
    "tasks: vms=15\n";
constexpr const char* kShown =
    "{{include(staff:Change-12)}}\n"
    "{{collapse(Estafeta)\n"
    "change: 12\n"
    "tasks: vms=15\n"
    "}}\n";

TEST(ARecord, ShowsItsPageAndIsFoldedAway) {
  EXPECT_EQ(show_record(kRecord), kShown);
  EXPECT_EQ(read_record(kShown), kRecord);
}

TEST(ARecord, OfAPageAloneFoldsNothing) {
  EXPECT_EQ(show_record("page: staff:Change-12\n"), "{{include(staff:Change-12)}}\n");
  EXPECT_EQ(read_record("{{include(staff:Change-12)}}\n"), "page: staff:Change-12\n");
}

TEST(ARecord, WithoutAPageIsFoldedAway) {
  EXPECT_EQ(show_record("change: 12\n"), "{{collapse(Estafeta)\nchange: 12\n}}\n");
  EXPECT_EQ(show_record(""), "");
  EXPECT_EQ(read_record(""), "");
}

TEST(ARecord, IsReadWithTheLineEndsOfABrowser) {
  EXPECT_EQ(read_record("{{include(staff:Change-12)}}\r\n{{collapse(Estafeta)\r\nchange: 12\n}}\r\n"),
            "page: staff:Change-12\nchange: 12\n");
}

TEST(ARecord, IsNotWhatPeopleWriteAroundIt) {
  EXPECT_EQ(read_record("see below\n{{collapse(Estafeta)\nchange: 12\n}}\ntasks: d=4"),
            " see below\nchange: 12\n tasks: d=4\n");
}

}  // namespace
}  // namespace estafeta::tracker::redmine
