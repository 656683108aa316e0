#include "connector/config/text_formatting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/config/mappings.h"
#include "tests/unit/config/folder.h"

namespace estafeta::config {
namespace {

using model::MarkupKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = TextFormatting::Kind;

std::string ids_saying(const Folder& folder, const std::string& more) {
  folder.write("ids.json", R"({"fields": {"task_key": 12})" + more + "}");
  return folder.path() + "/ids.json";
}

LoadedMappings load(const Folder& folder, const TextFormatting& formatting) {
  return load_mappings(folder.path(), "", nullptr, formatting);
}

TEST(TextFormatting, IsWhatProvisioningNoted) {
  const Folder folder;
  const auto noted = [&](const std::string& name) {
    return read_text_formatting(ids_saying(folder, R"(, "text_formatting": ")" + name + "\""));
  };
  EXPECT_EQ(noted("textile"), (TextFormatting{Kind::textile, "textile"}));
  EXPECT_EQ(noted("common_mark"), (TextFormatting{Kind::markdown, "common_mark"}));
  EXPECT_EQ(noted("markdown"), (TextFormatting{Kind::markdown, "markdown"}));
  EXPECT_EQ(noted("").kind, Kind::none);
  EXPECT_EQ(noted("wysiwyg"), (TextFormatting{Kind::foreign, "wysiwyg"}));
  EXPECT_EQ(read_text_formatting(ids_saying(folder, "")).kind, Kind::unsaid);
}

TEST(TextFormatting, IsNotKnownBeforeProvisioning) {
  const Folder folder;
  EXPECT_EQ(read_text_formatting("").kind, Kind::unprovisioned);
  EXPECT_EQ(read_text_formatting(folder.path() + "/none.json").kind, Kind::unprovisioned);
  folder.write("ids.json", "{");
  EXPECT_EQ(read_text_formatting(folder.path() + "/ids.json").kind, Kind::unprovisioned);
}

struct Row {
  const char* name;
  const char* markup;  // the line of the mapping; empty: it says nothing
  TextFormatting formatting;
  MarkupKind written;
  const char* problem;  // empty: none
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.name;
}

class MarkupOfTheMapping : public ::testing::TestWithParam<Row> {};

TEST_P(MarkupOfTheMapping, FollowsTheTrackerOrMustFitIt) {
  const Row& row = GetParam();
  const Folder folder;
  folder.replace("tracker.yaml", "  markup: auto ", std::string(row.markup) + " ");
  const auto loaded = load(folder, row.formatting);
  EXPECT_EQ(loaded.mappings.tracker.markup, row.written);
  if (*row.problem == '\0') {
    EXPECT_THAT(listed(loaded.problems), IsEmpty());
  } else {
    EXPECT_THAT(listed(loaded.problems), ElementsAre(HasSubstr(row.problem)));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Mappings, MarkupOfTheMapping,
    ::testing::Values(
        Row{"AutoIsTextile", "  markup: auto", {Kind::textile, "textile"}, MarkupKind::textile, ""},
        Row{"AutoIsMarkdown", "  markup: auto", {Kind::markdown, "common_mark"}, MarkupKind::markdown, ""},
        Row{"NothingSaidIsAuto", "", {Kind::markdown, "common_mark"}, MarkupKind::markdown, ""},
        Row{"AutoBeforeProvisioning", "  markup: auto", {}, MarkupKind::textile, ""},
        Row{"TheSame", "  markup: markdown", {Kind::markdown, "common_mark"}, MarkupKind::markdown, ""},
        Row{"TextileOnMarkdown",
            "  markup: textile",
            {Kind::markdown, "common_mark"},
            MarkupKind::textile,
            "tracker.yaml:7:11 config.markup_differs{markup=textile, formatting=common_mark, "
            "right=markdown}"},
        Row{"MarkdownOnTextile",
            "  markup: markdown",
            {Kind::textile, "textile"},
            MarkupKind::markdown,
            "config.markup_differs{markup=markdown, formatting=textile, right=textile}"},
        Row{"WithoutFormatting",
            "  markup: textile",
            {Kind::none},
            MarkupKind::textile,
            "config.markup_none"},
        Row{"AutoWithoutFormatting",
            "  markup: auto",
            {Kind::none},
            MarkupKind::textile,
            "config.markup_none"},
        Row{"AutoOnAPluginsOwn",
            "  markup: auto",
            {Kind::foreign, "wysiwyg"},
            MarkupKind::textile,
            "config.markup_foreign{formatting=wysiwyg}"},
        Row{"SaidOnAPluginsOwn", "  markup: markdown", {Kind::foreign, "wysiwyg"}, MarkupKind::markdown, ""},
        Row{"AutoWithIdsOfBefore",
            "  markup: auto",
            {Kind::unsaid},
            MarkupKind::textile,
            "config.markup_unsaid"},
        Row{"SaidWithIdsOfBefore", "  markup: markdown", {Kind::unsaid}, MarkupKind::markdown, ""}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace estafeta::config
