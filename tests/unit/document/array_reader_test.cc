#include "connector/document/array_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>

#include "connector/document/json.h"
#include "problems.h"

namespace estafeta::document {
namespace {

using Lines = std::vector<std::string>;

struct Read {
  std::vector<std::string> objects;  // as canonical JSON
  Lines problems;
  ArrayReader::Failure failure = ArrayReader::Failure::none;
};

// A tree out of flat nodes, apart from the reader's own tree().
Node grown(FlatNode flat) {
  Node node;
  node.kind = flat.kind();
  node.text = std::string(flat.text());
  if (flat.is_list()) {
    for (FlatNode item = flat.first(); item != flat.end(); item = item.next())
      node.items.push_back(grown(item));
  }
  if (flat.is_map()) {
    for (FlatNode key = flat.first(); key != flat.end(); key = key.next().next()) {
      node.entries.push_back({{std::string(key.text()), {}}, grown(key.next())});
    }
  }
  return node;
}

Read read(const std::string& text, Limits limits = {}) {
  std::istringstream in(text);
  base::Diagnostics problems;
  ArrayReader reader(in, "f", problems, limits);
  Read result;
  while (const auto object = reader.next()) result.objects.push_back(to_json(grown(*object), true));
  result.problems = lines(problems);
  result.failure = reader.failure();
  return result;
}

TEST(AnArray, GivesItsObjectsInTheirOrder) {
  const Read result =
      read(" [ {\"a\": [1, -2.5e3, true, null, \"ж\"]}\n,{ } , {\"b\":{\"c\":\"x\\n\\u0416\"}}]\n");
  EXPECT_EQ(result.objects, (Lines{R"({"a":[1,-2500.0,true,null,"ж"]})", "{}", R"({"b":{"c":"x\nЖ"}})"}));
  EXPECT_EQ(result.problems, Lines{});
  EXPECT_EQ(result.failure, ArrayReader::Failure::none);
}

TEST(AnObjectThatCannotBeRead, IsNamedWithItsPlaceAndLeftOut) {
  const Read result =
      read("[{\"a\": 1, \"a\": 2},\n {\"ж\": tru}, {\"b\": 01},\n{\"c\": \"\xFF\"}, {\"good\": 1}]");
  EXPECT_EQ(result.objects, Lines{R"({"good":1})"});
  EXPECT_EQ(result.problems, (Lines{"1:11 document.duplicate_key", "2:11 document.json_syntax",
                                    "2:21 document.json_no_curly", "3:8 document.not_utf8"}));
}

// A brace too few, a brace too many, no comma, something else: the others are read all the same.
TEST(AnObjectThatDoesNotEnd, HidesNoOther) {
  for (const char* text :
       {"[\n{\"a\": {\"x\": 1},\n{\"good\": 1},\n{\"good\": 2}]",
        "[{\"a\": [1, 2},\n{\"good\": 1},\n{\"good\": 2}]",
        "[\n  {\"a\":\n    {\"x\": 1},\n  {\"good\": 1},\n  {\"good\": 2}\n]",
        "[\n{\"a\": \"x},\n{\"good\": 1},\n{\"good\": 2}]", "[\n{\"a\": 1}},\n{\"good\": 1},\n{\"good\": 2}]",
        "[\n5, {\"good\": 1}, \"}, {\", null,\n{\"good\": 2}, [ {} ]]", "[\n{\"good\": 1}\n{\"good\": 2}]"}) {
    const Read result = read(text);
    std::string good;
    for (const std::string& object : result.objects) {
      if (object.find("good") != std::string::npos) good += object;
    }
    EXPECT_EQ(good, R"({"good":1}{"good":2})") << text;
    EXPECT_FALSE(result.problems.empty()) << text;
    EXPECT_EQ(result.failure, ArrayReader::Failure::none) << text;
  }
}

TEST(AnObject, MayBeAsDeepAndAsLongAsTheLimitsSay) {
  const Limits limits{.bytes = 100, .depth = 3};
  EXPECT_EQ(read("[{\"a\":[[]]}]", limits).problems, Lines{});
  EXPECT_EQ(read("[{\"a\":[[[]]]}]", limits).problems, Lines{"1:9 document.too_deep"});
  const std::string longest = "{\"a\":\"" + std::string(92, 'x') + "\"}";
  EXPECT_EQ(read("[" + longest + "]", limits).objects.size(), 1U);
  const std::string longer = "{\"a\":\"" + std::string(93, 'x') + "\"}";
  EXPECT_EQ(read("[" + longer + "]", limits).failure, ArrayReader::Failure::too_long);
  EXPECT_EQ(read("[{\"a\":\"" + std::string(5000, 'x'), limits).failure, ArrayReader::Failure::too_long);
  EXPECT_EQ(read(std::string(1, '[') + "{\"a\":" + std::string(100000, '[')).failure,
            ArrayReader::Failure::cut_short);
}

// However the objects lie across what is read at a time.
TEST(ALongArray, IsReadWhateverTheLengthOfItsObjects) {
  std::mt19937 random(20260615);
  std::string text = "[";
  Lines expected;
  for (int i = 0; i < 2000; ++i) {
    const std::string object = "{\"text\":\"" + std::string(random() % 60, 'x') + std::to_string(i) + "\"}";
    text += (i > 0 ? std::string(random() % 90, ' ') + "," : "") + std::string(random() % 9, '\n') + object;
    expected.push_back(object);
  }
  EXPECT_EQ(read(text + "]", {.bytes = 100, .depth = 64}).objects, expected);
}

TEST(ATextThatComesAgain, HasItsNumberAndIsReadOnce) {
  const std::string office = R"({"zone": "UTC", "week": {"mon": ["09:00-18:00"]}})";
  const std::string duty = R"({"zone": "UTC", "week": {"mon": ["22:00-06:00"]}})";
  std::istringstream in("[{\"c\": " + office + "}, {\"c\":" + duty + "}, {\"c\": " + office +
                        ", \"d\": " + office + "},\n {\"x\": [" + office + "], \"c\": {}}]");
  base::Diagnostics problems;
  ArrayReader reader(in, "f", problems);
  reader.expect_again("c");
  std::vector<std::uint32_t> numbers;
  while (const auto object = reader.next()) {
    const FlatNode value = *object->find("c");
    numbers.push_back(value.recurrence());
    const Node tree = reader.tree(value);
    EXPECT_EQ(to_json(tree), to_json(*parse_json(value.raw(), "f")));
    EXPECT_EQ(tree.where, reader.where(value));
  }
  EXPECT_EQ(problems.size(), 0U);
  EXPECT_EQ(numbers, (std::vector<std::uint32_t>{1, 2, 1, 0}));  // what is short is not worth a number
}

TEST(APartOfAnObject, KnowsItsPlace) {
  std::istringstream in("[ {},\n  {\"ж\": 1, \"b\":\n [ 2, {\"c\": \"\\u0416\"} ]}]");
  base::Diagnostics problems;
  ArrayReader reader(in, "f", problems);
  reader.next();
  const auto object = reader.next();
  ASSERT_TRUE(object);
  const FlatNode list = *object->find("b");
  EXPECT_EQ(reader.where(*object), (base::Location{"f", 2, 3}));
  EXPECT_EQ(reader.where(*object->find("ж")), (base::Location{"f", 2, 9}));
  EXPECT_EQ(reader.where(list), (base::Location{"f", 3, 2}));
  EXPECT_EQ(reader.where(*list.first().next().find("c")), (base::Location{"f", 3, 13}));
  EXPECT_EQ(reader.tree(list).items[1].entries[0].first.where, (base::Location{"f", 3, 8}));
}

// Two parsers read one language. Seeded texts are broken at random; a text that either refuses, both refuse.
TEST(TheFlatParser, AgreesWithTheTreeParserOnEveryMutation) {
  const Lines seeds{
      R"({"at": "2026-06-15T07:00:00Z", "by": "staff", "n": [0, -1.5, 12e+3, 1E-2], "t": true, "f": false})",
      R"({"a": {"a": {"ж": "\u0416\n\"\\"}}, "b": null, "list": [[], {}, "", "q"], "b2": ""})"};
  constexpr std::string_view kBytes = "{}[]\",:\\ \n0123456789-+.eEtrufalsn\x01\x7F\xD0\x96\xFF/bu";
  std::mt19937 random(20260615);
  int good = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = seeds[random() % seeds.size()];
    for (std::size_t edits = 1 + random() % 3; edits > 0; --edits) {
      const std::size_t at = 1 + random() % (text.size() - 2);  // still an object
      if (random() % 2 == 0) {
        text[at] = kBytes[random() % kBytes.size()];
      } else if (random() % 2 == 0) {
        text.insert(at, 1, kBytes[random() % kBytes.size()]);
      } else if (text.size() > 3) {
        text.erase(at, 1);
      }
    }
    const auto tree = parse_json(text, "f");
    const Read flat = read("[" + text + "]", {.bytes = 4096, .depth = 64});
    if (tree) {
      ASSERT_EQ(flat.objects, Lines{to_json(*tree, true)}) << text;
      ++good;
    } else {
      ASSERT_TRUE(flat.objects.empty() || flat.failure != ArrayReader::Failure::none ||
                  flat.problems.size() > 0)
          << text;
    }
  }
  EXPECT_GT(good, 2000);
}

}  // namespace
}  // namespace estafeta::document
