// What people write into fields, and what becomes of it: the same for parameters and for hand-overs.
#include "connector/template/form.h"

#include <filesystem>

#include "connector/document/json.h"
#include "connector/document/schema.h"
#include "connector/document/yaml.h"
#include "connector/template/hand_over.h"
#include "connector/template/skeleton.h"
#include "support.h"
#include "tests/support/source_dir.h"

namespace estafeta::tmpl {
namespace {

using document::Node;
using Values = std::map<std::string, std::string>;

std::vector<std::string> titles_of(const Node& schema) {
  const Node* title = schema.find("title");
  if (title == nullptr) return {};
  if (!title->is_map()) return {title->text};
  std::vector<std::string> titles;
  for (const auto& entry : title->entries) titles.push_back(entry.second.text);
  return titles;
}

struct Case {
  std::string text;
  std::vector<std::pair<std::string, Node>> fields;
  Values values;
  Lines problems;
};

Case case_of(const Node& node, const Node& fields) {
  Case row;
  row.text = node.find("text")->text;
  if (const Node* values = node.find("values")) {
    for (const auto& [key, value] : values->entries) row.values.emplace(key.text, value.text);
  }
  if (const Node* problems = node.find("problems")) {
    for (const auto& problem : problems->items) row.problems.push_back(problem.text);
  }
  const Node* about = node.find("about");
  for (const auto& [key, schema] : fields.entries) {
    const auto is_it = [&text = key.text](const Node& name) { return name.text == text; };
    const bool wanted = about == nullptr ? row.values.contains(key.text)
                                         : std::any_of(about->items.begin(), about->items.end(), is_it);
    if (wanted) row.fields.emplace_back(key.text, schema);
  }
  return row;
}

void expect_as_hand_over(const Case& row) {
  std::vector<model::Give> gives;
  for (const auto& [name, schema] : row.fields) {
    auto asked = schema;
    std::erase_if(asked.entries, [](const auto& entry) { return entry.first.text == "title"; });
    gives.push_back({name, document::to_json(asked), "", titles_of(schema)});
  }
  const auto read = read_hand_over(gives, row.text);
  Values values;
  for (const auto& value : read.values) values.emplace(value.name, value.text);
  if (row.problems.empty()) {
    EXPECT_EQ(values, row.values) << row.text;
  } else {
    EXPECT_FALSE(read.problems.empty()) << row.text;
    EXPECT_LT(values.size(), row.fields.size() + 1) << row.text;
  }
}

void expect_as_parameters(const Case& row) {
  Template tmpl;
  tmpl.name = "t";
  for (const auto& [name, schema] : row.fields) {
    PlainWords titles;
    for (const auto& title : titles_of(schema)) titles.emplace(std::to_string(titles.size()), title);
    tmpl.parameters.push_back({name, titles, {}, schema, {}});
  }
  const auto read = read_parameters(tmpl, row.text, "");
  EXPECT_EQ(lines(read), row.problems) << row.text;
  if (!read || !row.problems.empty()) return;
  for (const auto& [name, text] : row.values) {
    const Node* value = read->values.find(name);
    ASSERT_NE(value, nullptr) << row.text;
    if (value->kind == Node::Kind::string) {
      EXPECT_EQ(value->text, text) << row.text;
    }
  }
}

TEST(Form, ReadsWhatPeopleWriteAsInTheTablesForParametersAndHandOversAlike) {
  std::size_t count = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(tests::source_dir() + "/tests/table/form-cases")) {
    const auto text = document::read_file(file.path());
    ASSERT_TRUE(text);
    const auto root = document::parse_yaml(*text, file.path());
    ASSERT_EQ(lines(root), Lines{});
    for (const auto& node : root->find("cases")->items) {
      const auto row = case_of(node, *root->find("fields"));
      SCOPED_TRACE(file.path().filename().string() + ":" + std::to_string(node.where.line));
      expect_as_hand_over(row);
      expect_as_parameters(row);
      ++count;
    }
  }
  EXPECT_GT(count, 150U);
}

const std::vector<model::Give> kNetwork{{"vlan",
                                         R"({"type":"integer","minimum":1,"maximum":4094})",
                                         "VLAN number",
                                         {"VLAN number", "Номер VLAN"}},
                                        {"subnet", R"({"type":"string"})", "", {}}};

Lines problems_of(const std::string& text) {
  Lines all;
  for (const auto& problem : read_hand_over(kNetwork, text).problems) {
    const auto* line = problem.find("line");
    all.push_back(problem.key + (line == nullptr ? "" : ":" + std::to_string(std::get<std::int64_t>(*line))));
  }
  return all;
}

TEST(HandOver, SaysWhatIsMissingAndWhatCannotBeUsedByItsLine) {
  EXPECT_EQ(problems_of(""), (Lines{"hand_over.missing", "hand_over.untitled"}));
  EXPECT_EQ(problems_of("subnet: 10.0.0.0/24\nvlan: 5000"), Lines{"hand_over.unfit:2"});
  EXPECT_EQ(problems_of("subnet: \"10\nVLAN = 300 GB"), (Lines{"hand_over.unfit:1", "hand_over.unfit:2"}));
  EXPECT_EQ(problems_of("vln: 214\nsubnet: x"), Lines{"hand_over.misspelt:1"});
  EXPECT_EQ(problems_of("vlan: 1\nsubnet: x\nVLAN: 2"), Lines{"hand_over.unfit:3"});
}

TEST(HandOver, AFormNobodyHasFilledInIsNotFilledInYetAndNothingElse) {
  Template tmpl = parsed(
      "template: t\nversion: 1\ntitle: T\ntasks:\n  net:\n    department: network\n    title: N\n    "
      "duration: 1h\n"
      "    gives:\n      vlan: { type: integer, minimum: 1, maximum: 4094, title: { en: VLAN number, ru: "
      "Номер VLAN } }\n"
      "      subnet: { type: string }\n");
  EXPECT_EQ(hand_over_form(tmpl.tasks[0], "en"), "# VLAN number: 1–4094\nvlan:\nsubnet:\n");
  EXPECT_EQ(hand_over_form(tmpl.tasks[0], "ru"), "# Номер VLAN: 1–4094\nvlan:\nsubnet:\n");
  const auto read = read_hand_over(kNetwork, hand_over_form(tmpl.tasks[0], "en"));
  EXPECT_TRUE(read.values.empty());
  EXPECT_TRUE(read.remarks.empty());
  EXPECT_EQ(read.problems.size(), 2U);
  EXPECT_TRUE(read_hand_over(kNetwork, "vlan: 214\nsubnet: 10.0.0.0/24").problems.empty()) << "lines may go";
}

TEST(HandOver, WhatWasNotAskedForIsHandedOverAsItWasWritten) {
  const auto read = read_hand_over(
      kNetwork, "Vlan: 214\nsubnet: x\nGateway: 10.0.0.1\n\nplease see the file\n# mine\n#12 too");
  using Value = model::HandOver::Value;
  EXPECT_EQ(read.values,
            (std::vector<Value>{{"vlan", "214", true}, {"subnet", "x"}, {"Gateway", "10.0.0.1"}}));
  EXPECT_EQ(read.remarks, (Lines{"please see the file", "#12 too"}));
  EXPECT_TRUE(read.problems.empty());
}

TEST(HandOver, OfATaskThatGivesNothingHasNoProblems) {
  const auto read = read_hand_over({}, "a: \"x\nb\nhttp://x/y\nat 10:30 done\na: 2");
  EXPECT_TRUE(read.problems.empty());
  EXPECT_EQ(read.remarks, (Lines{"b", "http://x/y", "at 10:30 done"}));
}

}  // namespace
}  // namespace estafeta::tmpl
