#include "connector/document/schema.h"

#include <gtest/gtest.h>

#include <chrono>

#include "connector/document/schema_check.h"
#include "connector/document/yaml.h"
#include "problems.h"

namespace estafeta::document {
namespace {

using Lines = std::vector<std::string>;

Node yaml(const std::string& text) {
  return parse_yaml(text, "f.yaml").value_or(Node{});
}

struct Row {
  std::string schema;
  std::string value;
  std::string problem;  // "": holds
};

TEST(Schema, EveryWordAllowsAndRefuses) {
  const std::vector<Row> rows{
      {"{type: string}", "abc", ""},
      {"{type: string}", "12", "schema.type_quote"},
      {"{type: string}", "[a]", "schema.type"},
      {"{type: integer}", "12", ""},
      {"{type: integer}", "1.5", "schema.type"},
      {"{type: number}", "12", ""},
      {"{type: number}", "x", "schema.type"},
      {"{type: boolean}", "true", ""},
      {"{type: boolean}", "yes", "schema.type"},
      {"{type: 'null'}", "~", ""},
      {"{type: [string, 'null']}", "~", ""},
      {"{type: [string, 'null']}", "3", "schema.type_any"},
      {"{enum: [a, 1]}", "1.0", ""},
      {"{enum: [a, 1]}", "b", "schema.enum"},
      {"{const: {a: 1, b: 2}}", "{b: 2, a: 1}", ""},
      {"{const: 3}", "'3'", "schema.const"},
      {"{minimum: 2}", "2", ""},
      {"{minimum: 2}", "1", "schema.minimum"},
      {"{minimum: 2}", "a text", ""},
      {"{maximum: 2}", "2.5", "schema.maximum"},
      {"{exclusiveMinimum: 2}", "2", "schema.exclusive_minimum"},
      {"{exclusiveMaximum: 2}", "2", "schema.exclusive_maximum"},
      {"{exclusiveMaximum: 2}", "1", ""},
      {"{minLength: 3}", "жж", "schema.min_length"},
      {"{maxLength: 2}", "жж", ""},
      {"{maxLength: 2}", "жжж", "schema.max_length"},
      {"{pattern: '^[a-z]+$'}", "abc", ""},
      {"{pattern: '^[a-z]+$'}", "ab1", "schema.pattern"},
      {"{pattern: '^[a-z]+$'}", "\"ab\\n\"", "schema.pattern"},
      {"{pattern: '^[а-я]+$'}", "сеть", ""},
      {"{pattern: '^[а-я]+$'}", "net", "schema.pattern"},
      {"{pattern: b}", "abc", ""},
      {"{minItems: 1}", "[]", "schema.min_items"},
      {"{maxItems: 1}", "[1, 2]", "schema.max_items"},
      {"{uniqueItems: true}", "[1, 2, 1.0]", "schema.unique_items"},
      {"{uniqueItems: true}", "[1, '1']", ""},
      {"{items: {type: integer}}", "[1, x]", "schema.type"},
      {"{required: [a]}", "{b: 1}", "schema.required"},
      {"{required: [a]}", "{a: 1}", ""},
      {"{properties: {name: {}}, additionalProperties: false}", "{nmae: 1}", "schema.unknown_key_hint"},
      {"{properties: {name: {}}, additionalProperties: false}", "{colour: 1}", "schema.unknown_key"},
      {"{patternProperties: {'^x': {type: integer}}, additionalProperties: false}", "{x1: 2}", ""},
      {"{patternProperties: {'^x': {type: integer}}}", "{x1: a}", "schema.type"},
      {"{additionalProperties: {type: integer}}", "{x: a}", "schema.type"},
      {"{propertyNames: {pattern: '^[a-z]+$'}}", "{A: 1}", "schema.pattern"},
      {"{minProperties: 1}", "{}", "schema.min_properties"},
      {"{maxProperties: 1}", "{a: 1, b: 2}", "schema.max_properties"},
      {"{anyOf: [{type: string}, {type: object, required: [en]}]}", "text", ""},
      {"{anyOf: [{type: string}, {type: object, required: [en]}]}", "{ru: x}", "schema.required"},
      {"{anyOf: [{type: string}, {type: object}]}", "[]", "schema.any_of"},
      {"{properties: {a: {$ref: '#/$defs/t'}}, $defs: {t: {type: string}}}", "{a: []}", "schema.type"},
      {"{properties: {a: false}}", "{a: 1}", "schema.not_allowed"},
      {"true", "anything", ""}};
  for (const auto& [schema, value, problem] : rows) {
    EXPECT_EQ(lines(check_schema(yaml(schema))), Lines{}) << schema;
    const auto found = validate(yaml(value), yaml(schema), "x");
    const auto key = found.empty() ? "" : found[0].what.key;
    EXPECT_EQ(key, problem) << schema << " on " << value;
    EXPECT_EQ(found.size(), problem.empty() ? 0U : 1U) << schema << " on " << value;
  }
}

TEST(Schema, ProblemsStandAtWhatHasThemAndNameIt) {
  const auto schema =
      yaml("{items: {properties: {n: {minimum: 3}}, required: [m], additionalProperties: false}}");
  const auto problems = validate(yaml("- n: 2\n  m: 1\n- q: 1\n"), schema, "hosts");
  EXPECT_EQ(lines(problems), (Lines{"1:6 schema.minimum", "2:3 schema.unknown_key", "3:3 schema.required",
                                    "3:3 schema.unknown_key"}));
  EXPECT_EQ(to_string(problems[0].what), "schema.minimum{at=hosts[0].n, value=2, limit=3}");
}

TEST(Schema, OneMistakeIsOneProblem) {
  const auto schema = yaml(
      "{properties: {name: {type: string, enum: [a]}}, required: [name], "
      "additionalProperties: false}");
  EXPECT_EQ(lines(validate(yaml("{nmae: a}"), schema, "x")), Lines{"1:2 schema.unknown_key_hint"});
  EXPECT_EQ(lines(validate(yaml("{name: 3}"), schema, "x")), Lines{"1:8 schema.type_quote"});
}

TEST(Schema, ASchemaIsCheckedItself) {
  const auto problems = check_schema(
      yaml("type: text\nminimun: 1\nminLength: -1\npattern: '['\nrequired: a\nitems:\n  enum: []\n"
           "$ref: '#/$defs/none'\nuniqueItems: 1\nwhatever: 2\nproperties: []\nanyOf: []\nminimum: x\n"));
  EXPECT_EQ(lines(problems),
            (Lines{"1:7 schema.word_types", "2:1 schema.word_unknown_hint", "3:12 schema.word_count",
                   "4:10 schema.word_pattern", "5:11 schema.word_texts", "7:9 schema.word_list",
                   "8:7 schema.word_reference", "9:14 schema.word_yes_no", "10:1 schema.word_unknown",
                   "11:13 schema.word_schema_map", "12:8 schema.word_list", "13:10 schema.word_number"}));
}

TEST(Schema, WhatNoValueCanSatisfyIsRefusedWhereItStands) {
  const std::vector<std::pair<std::string, Lines>> rows{
      {"{type: string, enum: [1.9, 1.10]}",
       {"1:23 schema.impossible_choice", "1:28 schema.impossible_choice"}},
      {"{type: integer, enum: [1, two]}", {"1:27 schema.impossible_choice"}},
      {"{enum: [1, 20], maximum: 9}", {"1:12 schema.impossible_choice"}},
      {"{type: string, const: 5}", {"1:23 schema.impossible_choice"}},
      {"{type: string, pattern: '^[a-z]+$', enum: [a, B]}", {"1:47 schema.impossible_choice"}},
      {"{type: integer, minimum: 10, maximum: 5}", {"1:39 schema.impossible_pair"}},
      {"{exclusiveMinimum: 5, maximum: 5}", {"1:32 schema.impossible_pair"}},
      {"{minimum: 5, maximum: 5}", {}},
      {"{type: integer, minimum: 1.2, maximum: 1.8}", {"1:1 schema.impossible_integer"}},
      {"{type: string, minLength: 5, maxLength: 2}", {"1:41 schema.impossible_pair"}},
      {"{minItems: 3, maxItems: 2}", {"1:25 schema.impossible_pair"}},
      {"{minProperties: 3, maxProperties: 2}", {"1:35 schema.impossible_pair"}},
      {"{items: {minimum: 3, maximum: 2}}", {"1:31 schema.impossible_pair"}},
      {"{required: [a, b], properties: {a: {}}, additionalProperties: false}",
       {"1:16 schema.impossible_key"}},
      {"{type: string, enum: [a, b], minLength: 1, maxLength: 1}", {}},
      {"{enum: [a, 1, null]}", {}}};
  for (const auto& [schema, problems] : rows)
    EXPECT_EQ(lines(check_schema(yaml(schema))), problems) << schema;
}

TEST(Schema, ASchemaThatOnlyMeansItselfComesToAnEnd) {
  EXPECT_EQ(lines(validate(yaml("1"), yaml("{$ref: '#'}"), "x")), Lines{"1:1 schema.word_reference"});
}

TEST(Schema, NoPatternStallsOnAnyValue) {
  const auto schema = yaml("{pattern: '^(a+)+(a|aa)+$'}");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(lines(validate(yaml(std::string(199, 'a') + "b"), schema, "x")), Lines{"1:1 schema.pattern"});
  EXPECT_EQ(lines(validate(yaml(std::string(201, 'a')), schema, "x")), Lines{"1:1 schema.pattern_too_long"});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

}  // namespace
}  // namespace estafeta::document
