#include "connector/document/json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "connector/document/json_writer.h"
#include "connector/document/node.h"
#include "connector/document/schema.h"
#include "connector/document/value.h"
#include "connector/document/yaml.h"
#include "problems.h"

namespace estafeta::document {
namespace {

using Lines = std::vector<std::string>;

Node json(const std::string& text, Limits limits = {}) {
  const auto node = parse_json(text, "f.json", limits);
  EXPECT_EQ(lines(node), Lines{}) << text;
  return node.value_or(Node{});
}

TEST(Json, EveryNodeKnowsItsLineAndColumn) {
  const auto root = json("{\n  \"a\" : [ {}, \"ж\", [ -1.5 ],\n 7 ] , \"b\":{\"c\":true}}");
  const auto& list = *root.find("a");
  EXPECT_EQ(root.entries[0].first.where, (base::Location{"f.json", 2, 3}));
  EXPECT_EQ(list.where, (base::Location{"f.json", 2, 9}));
  EXPECT_EQ(list.items[0].where, (base::Location{"f.json", 2, 11}));
  EXPECT_EQ(list.items[1].where, (base::Location{"f.json", 2, 15}));
  EXPECT_EQ(list.items[2].where, (base::Location{"f.json", 2, 20}));
  EXPECT_EQ(list.items[2].items[0].where, (base::Location{"f.json", 2, 22}));
  EXPECT_EQ(list.items[3].where, (base::Location{"f.json", 3, 2}));
  EXPECT_EQ(root.find("b")->where, (base::Location{"f.json", 3, 12}));
  EXPECT_EQ(root.find("b")->find("c")->where, (base::Location{"f.json", 3, 17}));
}

TEST(Json, TextsAreUnescapedAndNumbersKeepTheirSpelling) {
  const auto root = json(R"(["a\"b\\\u0416", 1.50, 12, 1e2, null])");
  EXPECT_EQ(root.items[0].text, "a\"b\\Ж");
  EXPECT_EQ(root.items[1].text, "1.50");
  EXPECT_EQ(root.items[1].kind, Node::Kind::real);
  EXPECT_EQ(root.items[2].as_integer(), 12);
  EXPECT_EQ(root.items[3].as_real(), 100.0);
  EXPECT_TRUE(root.items[4].is_null());
}

TEST(Json, MistakesSayWhatIsMissingAndWhere) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"", "1:1 document.json_empty"},
      {"{} {}", "1:4 document.json_more_than_one"},
      {"{1: 2}", "1:2 document.json_no_name"},
      {"{\"a\" 2}", "1:6 document.json_no_colon"},
      {"{\"a\": 2 \"b\": 3}", "1:9 document.json_no_curly"},
      {"[1 2]", "1:4 document.json_no_square"},
      {"[1,]", "1:4 document.json_syntax"},
      {"{'a': 1}", "1:2 document.json_no_name"}};
  for (const auto& [text, line] : rows) EXPECT_EQ(lines(parse_json(text, "f")), Lines{line}) << text;
}

TEST(Json, KeysThatStandTwiceAreListed) {
  EXPECT_EQ(lines(parse_json("{\"a\": 1,\n \"a\": {\"b\": 1, \"b\": 2}}", "f")),
            (Lines{"2:2 document.duplicate_key", "2:16 document.duplicate_key"}));
}

TEST(Json, AMegabyteInOneLineIsReadInOneGo) {
  std::string text = "[";
  for (int i = 0; i < 100000; ++i) text += "\"ж\",";
  const auto root = json(text + "7]");
  EXPECT_EQ(root.items.back().where.column, 400002);
}

TEST(Json, DepthIsCapped) {
  EXPECT_EQ(lines(parse_json(std::string(100000, '['), "f")), Lines{"1:65 document.too_deep"});
}

TEST(Json, CanonicalSortsKeysAndTheOtherKeepsTheirOrder) {
  const auto root = json(R"({"b": {"z": 1, "a": [2, {"y": 0, "x": 0}]}, "a": "ж"})");
  EXPECT_EQ(to_json(root), R"({"b":{"z":1,"a":[2,{"y":0,"x":0}]},"a":"ж"})");
  EXPECT_EQ(to_json(root, true), R"({"a":"ж","b":{"a":[2,{"x":0,"y":0}],"z":1}})");
}

TEST(Json, NumbersOfYamlComeOutAsJson) {
  const auto root = parse_yaml("[0x1F, +5, 007, -0, .5, 5., 1e3, -99999999999999999999, 1.0]", "f");
  ASSERT_TRUE(root);
  EXPECT_EQ(to_json(*root), "[31,5,7,0,0.5,5.0,1000.0,-99999999999999999999,1.0]");
}

// Random trees: what is written and read again is the same, in both notations (JSON is YAML, too).
Node random_tree(std::mt19937& random, int depth) {
  Node node;
  node.kind = static_cast<Node::Kind>(random() % (depth > 0 ? 7 : 5));
  switch (node.kind) {
    case Node::Kind::null:
      break;
    case Node::Kind::boolean:
      node.text = random() % 2 ? "true" : "false";
      break;
    case Node::Kind::integer:
      node.text = std::to_string(static_cast<int>(random()));
      break;
    case Node::Kind::real:
      node.text = std::to_string(static_cast<int>(random() % 1000)) + ".25";
      break;
    case Node::Kind::string: {
      const std::vector<std::string> texts{"",     "true",    "12",    "Ж \"q\"\n",
                                           "a\\b", "{{ x }}", "#:- [", "\x01\x7F"};
      node.text = texts[random() % texts.size()];
      break;
    }
    case Node::Kind::list:
      for (std::size_t i = random() % 4; i > 0; --i) node.items.push_back(random_tree(random, depth - 1));
      break;
    case Node::Kind::map:
      for (std::size_t i = random() % 4; i > 0; --i) {
        node.entries.push_back({Node::Key{"k" + std::to_string(i), {}}, random_tree(random, depth - 1)});
      }
      break;
  }
  return node;
}

TEST(Json, WhatIsWrittenReadsBackTheSame) {
  std::mt19937 random(20260615);
  for (int round = 0; round < 2000; ++round) {
    const auto tree = random_tree(random, 4);
    const auto text = to_json(tree);
    EXPECT_TRUE(same_value(json(text), tree)) << text;
    const auto as_yaml = parse_yaml(text, "f");
    ASSERT_EQ(lines(as_yaml), Lines{}) << text;
    EXPECT_TRUE(same_value(*as_yaml, tree)) << text;
    EXPECT_EQ(to_json(json(to_json(tree, true)), true), to_json(tree, true));
  }
}

// Canonical text is equality: of trees without fractions, whose spelling may differ.
TEST(Json, TheSameValuesHaveTheSameCanonicalText) {
  std::mt19937 random(20260615);
  int same = 0;
  for (int round = 0; round < 3000; ++round) {
    const auto left = random_tree(random, 1);
    const auto right = random_tree(random, 1);
    EXPECT_EQ(same_value(left, right), to_json(left, true) == to_json(right, true))
        << to_json(left) << " and " << to_json(right);
    same += same_value(left, right) ? 1 : 0;
    auto turned = left;
    std::reverse(turned.entries.begin(), turned.entries.end());
    EXPECT_TRUE(same_value(left, turned));
    EXPECT_EQ(to_json(left, true), to_json(turned, true));
  }
  EXPECT_GT(same, 50);
}

TEST(JsonWriter, WritesInTheOrderOfTheCalls) {
  JsonWriter writer;
  writer.begin_object().key("n").value(3).key("s").value("a\"b").key("t").value(
      base::Instant(base::Seconds(0)));
  writer.key("l").begin_array().value(true).null().raw("1.50").end_array().end_object();
  EXPECT_EQ(writer.text(), R"({"n":3,"s":"a\"b","t":"1970-01-01T00:00:00Z","l":[true,null,1.50]})");
}

TEST(JsonWriter, IndentsWhereAsked) {
  JsonWriter writer(2);
  writer.begin_object().key("a").value(1).end_object();
  EXPECT_EQ(writer.text(), "{\n  \"a\": 1\n}");
}

}  // namespace
}  // namespace estafeta::document
