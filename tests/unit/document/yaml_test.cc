#include "connector/document/yaml.h"

#include <gtest/gtest.h>

#include <random>

#include "connector/document/node.h"
#include "connector/document/yaml_look.h"
#include "problems.h"

namespace estafeta::document {
namespace {

using Lines = std::vector<std::string>;

Node yaml(const std::string& text) {
  const auto node = parse_yaml(text, "f.yaml");
  EXPECT_EQ(lines(node), Lines{}) << text;
  return node.value_or(Node{});
}

TEST(Yaml, EveryNodeKnowsItsLineAndColumn) {
  const auto root = yaml("a: 1\nlist:\n  - x\n  - { b: 'two' }\n");
  EXPECT_EQ(root.find("a")->where, (base::Location{"f.yaml", 1, 4}));
  EXPECT_EQ(root.entries[1].first.where, (base::Location{"f.yaml", 2, 1}));
  const auto& list = *root.find("list");
  EXPECT_EQ(list.items[0].where, (base::Location{"f.yaml", 3, 5}));
  EXPECT_EQ(list.items[1].find("b")->where, (base::Location{"f.yaml", 4, 10}));
}

TEST(Yaml, ColumnsCountCodePointsNotBytes) {
  const auto root = yaml("{ имя: Аврора, b: 1 }");
  EXPECT_EQ(root.find("b")->where.column, 19);
  EXPECT_EQ(root.find("имя")->text, "Аврора");
}

TEST(Yaml, AByteOrderMarkAndWindowsLineEndsChangeNothing) {
  const auto root = yaml(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: x\r\n");
  EXPECT_EQ(root.find("a")->where.column, 4);
  EXPECT_EQ(root.find("b")->text, "x");
  EXPECT_EQ(root.find("b")->where.line, 2);
}

TEST(Yaml, ScalarsFollowTheCoreSchema) {
  using Kind = Node::Kind;
  const std::vector<std::pair<std::string, Kind>> rows{
      {"true", Kind::boolean},    {"FALSE", Kind::boolean},
      {"yes", Kind::string},      {"off", Kind::string},
      {"~", Kind::null},          {"null", Kind::null},
      {"\"null\"", Kind::string}, {"12", Kind::integer},
      {"-7", Kind::integer},      {"+5", Kind::integer},
      {"0x1F", Kind::integer},    {"0o17", Kind::integer},
      {"1_000", Kind::string},    {"1.5", Kind::real},
      {".5", Kind::real},         {"5.", Kind::real},
      {"1e3", Kind::real},        {"e3", Kind::string},
      {".", Kind::string},        {"1.2.3", Kind::string},
      {"'12'", Kind::string},     {"09:00-18:00", Kind::string},
      {"8h", Kind::string},       {"2026-06-12", Kind::string},
      {".inf", Kind::string},     {"-", Kind::list},
      {"0x", Kind::string},       {"+", Kind::string}};
  for (const auto& [text, kind] : rows) EXPECT_EQ(yaml(text).kind, kind) << text;
}

TEST(Yaml, NumbersAreReadInTheirBase) {
  EXPECT_EQ(yaml("0x1F").as_integer(), 31);
  EXPECT_EQ(yaml("0o17").as_integer(), 15);
  EXPECT_EQ(yaml("-007").as_integer(), -7);
  EXPECT_EQ(yaml("+5").as_integer(), 5);
  EXPECT_EQ(yaml("99999999999999999999").as_integer(), std::nullopt);
  EXPECT_EQ(yaml("99999999999999999999").as_real(), 1e20);
  EXPECT_EQ(yaml("5.").as_real(), 5.0);
  EXPECT_EQ(yaml("True").as_boolean(), true);
  EXPECT_EQ(yaml("'true'").as_boolean(), std::nullopt);
}

TEST(Yaml, AnAbsentValueStandsAtItsKey) {
  const auto root = yaml("a:\n\n\nb: 1\n");
  EXPECT_TRUE(root.find("a")->is_null());
  EXPECT_EQ(root.find("a")->where.line, 1);
}

TEST(Yaml, AnEmptyTextIsNullAtTheBeginning) {
  EXPECT_TRUE(yaml("").is_null());
  EXPECT_EQ(yaml("# nothing\n").where.line, 1);
}

TEST(Yaml, WhatIsRefusedIsListedAllAtOnce) {
  const auto result = parse_yaml("a: &x 1\nb: *x\nc: !!str 2\na: 3\nd: {k: 1, k: 2}\n", "f.yaml");
  EXPECT_EQ(lines(result), (Lines{"1:4 document.anchor", "2:4 document.alias", "3:4 document.tag",
                                  "4:1 document.duplicate_key", "5:11 document.duplicate_key"}));
}

TEST(Yaml, ATextReadToItsEndIsGivenWithItsProblems) {
  base::Diagnostics problems;
  const auto root = parse_yaml("a: 1\na: 2\nb: 3\n", "f.yaml", problems);
  EXPECT_EQ(lines(problems), Lines{"2:1 document.duplicate_key"});
  ASSERT_TRUE(root);
  EXPECT_EQ(root->find("a")->text, "1");
  EXPECT_EQ(root->find("b")->text, "3");
}

TEST(Yaml, MistakesOfSyntaxSayWhatKindTheyAre) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"a: [1, 2", "document.yaml_bracket"},   {"a: \"x", "document.yaml_quote"},
      {"a: b: c", "document.yaml_colon"},      {"- a\nb: 1\n", "document.yaml_indentation"},
      {"a: {{ x }}", "document.key_not_text"}, {"a: *.log", "document.alias"},
      {"a: \"\\q\"", "document.yaml_escape"},  {"a: 1\n---\nb: 2\n", "document.several"}};
  for (const auto& [text, key] : rows) {
    const auto result = parse_yaml(text, "f.yaml");
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().back().what.key, key) << text;
    EXPECT_GT(result.error().back().where.line, 0) << text;
  }
}

TEST(Yaml, AQuotationMarkThatTakesInTheLinesBelowIsRefusedWhereItOpens) {
  const std::vector<std::pair<std::string, Lines>> rows{
      {"a: \"x", {"1:4 document.yaml_quote"}},
      {"a: 1\ntitle: \"Half open\ndescription: lost\n", {"2:8 document.yaml_quote"}},
      {"title: \"Half open\ndescription: \"lost\"\n", {"1:8 document.yaml_quote"}},
      {"title: 'Half open\ndescription: 'lost'\n", {"1:8 document.yaml_quote"}},
      {"a:\n  b: \"one\n  two\"\n", {"2:6 document.yaml_quote"}},
      {"t:\n  a: { title: \"One, duration: 2h }\n  b: { title: \"Two\" }\n", {"2:15 document.yaml_quote"}},
      {"- \"one\n- two\"\nc: d\"\n", {"1:3 document.yaml_quote"}},
      {"a: \"one\n  two\"\nb: 1\n", {}},
      {"a: 'it''s'\nb: \"\\\"\"\n", {}},
      {"a: it's\nb: 5\" wide\n", {}},
      {"a: |\n  \"open\n  b: text\nc: 1\n", {}},
      {"a: 1 # \"open\nb: 2\n", {}},
      {"{ \"a\": \"b\",\n \"c\": [ \"d\" ] }\n", {}}};
  for (const auto& [text, problems] : rows) {
    const auto result = parse_yaml(text, "f.yaml");
    EXPECT_EQ(lines(result), problems) << text;
  }
}

TEST(Yaml, ASpaceThatIsNoneIsNamedWithItsPlace) {
  const std::vector<std::pair<std::string, Lines>> rows{
      {"a:\n\u00A0 \u00A0 b: 1\n", {"2:1 document.odd_space"}},
      {"a:\n  \u00A0b: 1\n", {"2:3 document.odd_space"}},
      {"a:\u00A01\n", {"1:3 document.odd_space"}},
      {"a: \u00A01\nb\u202F: 2\n", {"1:4 document.odd_space", "2:2 document.odd_space"}},
      {"a: [1,\u00A02]\n", {"1:7 document.odd_space"}},
      {"a: network\u200B\n", {"1:11 document.odd_space"}},
      {"- a\n-\u00A0b\n", {"2:2 document.odd_space"}},
      {"a: 10\u00A0GB of disk\n", {}},
      {"a: \"\u00A0\"\nb: |\n  \u00A0x\n", {}},
      {"# a\u00A0b\na: 1\n", {}}};
  for (const auto& [text, problems] : rows) EXPECT_EQ(lines(parse_yaml(text, "f.yaml")), problems) << text;
  const auto named = parse_yaml("a:\u00A01\n", "f.yaml");
  EXPECT_EQ(to_string(named.error()[0].what), "document.odd_space{character=no_break_space}");
}

TEST(Yaml, ATabInFrontOfALineIsNamedWhereItStands) {
  EXPECT_EQ(lines(parse_yaml("a:\n\tb: 1\n", "f.yaml")), Lines{"2:1 document.yaml_tab"});
  EXPECT_EQ(lines(parse_yaml("a:\n  b: 1\n  \tc: { d: 1 }\n", "f.yaml")), Lines{"3:3 document.yaml_tab"});
  EXPECT_EQ(lines(parse_yaml("a:\t1\nc: x\ty\n", "f.yaml")), Lines{});
}

TEST(Yaml, WhatACommentMayHaveCutOffIsWarnedOf) {
  const auto warned = [](const std::string& text) {
    return lines(comments_in_texts(text, "f", {"title", "en"}));
  };
  EXPECT_EQ(warned("title: Rack #12 in row 3\n"), Lines{"1:13 document.comment_in_text"});
  EXPECT_EQ(warned("a:\n  note: Ask for key #4\n"), Lines{"2:21 document.comment_in_text"});
  EXPECT_EQ(warned("title: Rack # 12\n"), Lines{"1:13 document.comment_in_text"});
  EXPECT_EQ(warned("title: { en: One # two\n  , ru: b }\n"), Lines{"1:18 document.comment_in_text"});
  EXPECT_EQ(warned("- a: One #2\n"), Lines{"1:10 document.comment_in_text"});
  EXPECT_EQ(warned("a: 2h # two hours\n# title: x #1\nb: [ 1 ] #1\ntitle: \"Rack #12\" # x\nc: a#b\n"),
            Lines{});
  EXPECT_EQ(warned("title: |\n  Rack #12\n"), Lines{});
}

TEST(Yaml, TooLongTooDeepAndUnreadableTextsAreRefused) {
  EXPECT_EQ(lines(parse_yaml("abc", "f", {.bytes = 2})), Lines{"0:0 document.too_large"});
  EXPECT_EQ(lines(parse_yaml("[[[]]]", "f", {.depth = 2})), Lines{"1:3 document.too_deep"});
  EXPECT_EQ(lines(parse_yaml("[[[]]]", "f", {.depth = 3})), Lines{});
  EXPECT_EQ(lines(parse_yaml("a: \xC3(", "f")), Lines{"1:4 document.not_utf8"});
  EXPECT_EQ(lines(parse_yaml("a: \xED\xA0\x80", "f")), Lines{"1:4 document.not_utf8"});
  EXPECT_EQ(lines(parse_yaml(std::string("a:\n \0", 5), "f")), Lines{"2:2 document.control_character"});
}

TEST(Yaml, AHundredThousandBracketsEndInOneProblem) {
  EXPECT_EQ(lines(parse_yaml("a: " + std::string(100000, '[') + std::string(100000, ']'), "f")),
            Lines{"1:67 document.too_deep"});
}

// Whatever is done to a text, the answer is a tree or problems with a place, never anything else.
TEST(Yaml, DamagedTextsNeverGetThrough) {
  const std::string whole = "template: x\nlist: [a, {b: \"c\"}]\nmap:\n  - k: 'v'\n  - 3\ntext: |\n  lines\n";
  std::mt19937 random(20260615);
  const std::string alphabet = "[]{}:,-\"'#&*!|>%@`\n \tax0";
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string text = whole;
    for (int edit = 0; edit < 3; ++edit) text[random() % text.size()] = alphabet[random() % alphabet.size()];
    const auto result = parse_yaml(text, "f");
    if (result) continue;
    ++refused;
    for (const auto& problem : result.error()) EXPECT_GT(problem.where.line, 0) << text;
  }
  EXPECT_GT(refused, 200);
}

}  // namespace
}  // namespace estafeta::document
