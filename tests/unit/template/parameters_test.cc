#include "connector/template/parameters.h"

#include "connector/document/json.h"
#include "connector/document/schema.h"
#include "connector/document/value.h"
#include "connector/template/skeleton.h"
#include "support.h"

namespace estafeta::tmpl {
namespace {

const char* const kTemplate = R"(
template: landscape
version: 3
title: "{{ system }} {{ vms }} {{ os }} {{ note }}"
parameters:
  system: { type: string, pattern: "^[a-z][a-z0-9-]+$", title: { en: System name, ru: Имя системы } }
  vms:    { type: integer, minimum: 1, maximum: 64, default: 2, title: Machines }
  os:     { type: string, enum: [linux, windows], default: linux }
  backup: { type: boolean, default: true }
  sites:  { type: array, items: { type: string }, default: [north, "007"] }
  note:   { type: [string, "null"], default: null }
tasks:
  net: { department: network, for_each: sites, title: N, duration: 1h, when: { backup: true } }
)";

Lines problems(const std::string& yaml) {
  return lines(read_parameters(parsed(kTemplate), yaml, "parameters"));
}

TEST(Parameters, WhatIsNotSaidTakesItsDefault) {
  const auto result = read_parameters(parsed(kTemplate), "os: windows\nsystem: shop\n", "parameters");
  ASSERT_EQ(lines(result), Lines{});
  EXPECT_EQ(document::to_json(result->values),
            R"({"system":"shop","vms":2,"os":"windows","backup":true,"sites":["north","007"],"note":null})");
}

TEST(Parameters, EveryProblemIsListedAtOnceWithItsPlace) {
  EXPECT_EQ(problems("vms: 0\nos: linx\nbackup: perhaps\nvmss: 3\ncolour: red\nsites: [North, a, a]\n"),
            (Lines{"0:0 template.parameter_missing", "1:6 schema.minimum", "2:5 schema.enum",
                   "3:9 form.not_a", "4:1 template.parameter_unknown_hint", "5:1 template.parameter_unknown",
                   "6:9 template.item_form", "6:19 template.item_twice"}));
}

TEST(Parameters, AnEmptyValueCountsAsNotSaid) {
  EXPECT_EQ(problems("system:\nvms:\n"), (Lines{"1:1 template.parameter_missing"}));
  const auto result = read_parameters(parsed(kTemplate), "system: shop\nvms:\nnote: ~\n", "parameters");
  ASSERT_EQ(lines(result), Lines{});
  EXPECT_EQ(result->values.find("vms")->text, "2");
  EXPECT_TRUE(result->values.find("note")->is_null());
}

TEST(Parameters, ThoseWithoutAValueAreNamedWhereNothingElseIsWrong) {
  const auto tmpl = parsed(kTemplate);
  EXPECT_EQ(unfilled(tmpl, ""), Lines{"system"});
  EXPECT_EQ(unfilled(tmpl, skeleton(tmpl)), Lines{"system"});
  EXPECT_EQ(unfilled(tmpl, "system: shop"), Lines{});
  EXPECT_EQ(unfilled(tmpl, "vms: 0"), Lines{});
}

TEST(Parameters, AMisspeltNameIsOneProblem) {
  EXPECT_EQ(problems("sistem: shop\n"), (Lines{"1:1 template.parameter_unknown_hint"}));
}

TEST(Parameters, SeveralUnknownNamesAreOneProblemWithTheLinesTheyStandOn) {
  std::string text = "system: shop\n";
  for (int at = 0; at < 50; ++at) text += "q" + std::to_string(at) + ": 1\n";
  const auto result = read_parameters(parsed(kTemplate), text, "parameters");
  ASSERT_FALSE(result);
  ASSERT_EQ(result.error().size(), 1U);
  const auto& said = result.error().front().what;
  EXPECT_EQ(said.key, "template.parameters_unknown_lines");
  EXPECT_EQ(std::get<std::string>(*said.find("parameters")), "q0 … q49");
  EXPECT_EQ(std::get<std::int64_t>(*said.find("first")), 2);
  EXPECT_EQ(std::get<std::int64_t>(*said.find("last")), 51);
  EXPECT_EQ(problems("system: shop\ncolour: red\nvmss: 3\nweight: 3\n"),
            (Lines{"2:1 template.parameters_unknown_lines", "3:1 template.parameter_unknown_hint"}));
}

TEST(Parameters, TextsThatAreNoListOfValuesAreRefused) {
  EXPECT_EQ(problems("please call me"), (Lines{"1:1 template.parameter_line"}));
  EXPECT_EQ(problems("please call me\nsystem: shop"), (Lines{"1:1 template.parameter_line"}));
  EXPECT_EQ(problems("system: shop\nsystem: shop2\n"), (Lines{"2:1 document.duplicate_key"}));
  EXPECT_EQ(problems("system: [shop"), (Lines{"1:9 schema.name"}));
  EXPECT_EQ(problems("system: shop\nsites: [shop"), (Lines{"2:8 document.yaml_bracket"}));
  EXPECT_EQ(problems(""), (Lines{"0:0 template.parameter_missing"}));
}

TEST(Parameters, BrowsersLineEndsChangeNothing) {
  const auto tmpl = parsed(kTemplate);
  EXPECT_EQ(expanded(tmpl, "# a comment\r\nsystem: shop\r\nvms: 3\r\n").hash,
            expanded(tmpl, "system: shop\nvms: 3\n").hash);
}

TEST(Skeleton, ShowsTitlesWhatIsAllowedAndDefaults) {
  EXPECT_EQ(skeleton(parsed(kTemplate), "ru"),
            "# Имя системы\nsystem:\n"
            "# Machines: 1–64\nvms: 2\n"
            "# linux | windows\nos: linux\n"
            "# true | false\nbackup: true\n"
            "sites: [north, \"007\"]\n"
            "note: null\n");
}

// A pattern tells people nothing.
TEST(Skeleton, SaysInWordsWhatAValueLooksLikeWhereTheTemplateDoes) {
  const auto tmpl = parsed(
      "template: x\nversion: 1\ntitle: '{{ p }}'\nparameters:\n  p:\n    type: string\n    title: Name\n"
      "    description: { en: \"small letters\\nonly\", ru: строчные буквы }\n    pattern: '^[a-z]+$'\n"
      "tasks:\n  a: { department: network, title: A, duration: 1h }\n");
  EXPECT_EQ(skeleton(tmpl), "# Name: small letters only\np:\n");
  EXPECT_EQ(skeleton(tmpl, "ru"), "# Name: строчные буквы\np:\n");
}

TEST(Skeleton, ReadsBackExceptForWhatHasNoDefault) {
  EXPECT_EQ(problems(skeleton(parsed(kTemplate))), (Lines{"2:1 template.parameter_missing"}));
}

TEST(Skeleton, AnyDefaultReadsBackAsItself) {
  for (const std::string text : {"", "yes", "true", "12", "1e3", "~", "a: b", "#x", "- x", "«ж»", "a\\nb",
                                 "{{ x }}", "[x", "'", "@x", "null", "0x1F", "x "}) {
    const auto tmpl = parsed(
        "template: x\nversion: 1\ntitle: '{{ p }}'\nparameters:\n  p:\n    type: string\n"
        "    title: \"Two\\nlines # and more\"\n    default: \"" +
        text + "\"\ntasks:\n  a: { department: network, title: A, duration: 1h }\n");
    const auto result = read_parameters(tmpl, skeleton(tmpl), "skeleton");
    ASSERT_EQ(lines(result), Lines{}) << skeleton(tmpl);
    EXPECT_TRUE(document::same_value(*result->values.find("p"), *tmpl.parameters[0].default_value())) << text;
  }
}

}  // namespace
}  // namespace estafeta::tmpl
