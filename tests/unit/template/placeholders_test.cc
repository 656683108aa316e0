#include "connector/template/placeholders.h"

#include "connector/document/yaml.h"
#include "support.h"

namespace estafeta::tmpl {
namespace {

// `a`, {parameter}, {task.value}, {task[item].value|default}, {item}
std::string show(const Pieces& pieces) {
  std::string all;
  for (const auto& piece : pieces) {
    if (piece.kind == Piece::Kind::literal) {
      all += piece.text;
      continue;
    }
    all += "<" + piece.task + (piece.of_item ? "[item]" : "") + (piece.task.empty() ? "" : ".") + piece.name;
    all += piece.fallback ? "|" + *piece.fallback + ">" : ">";
  }
  return all;
}

document::Node text_node(const std::string& text) {
  document::Node node;
  node.kind = document::Node::Kind::string;
  node.text = text;
  node.where = {"t", 4, 2};
  return node;
}

TEST(Placeholders, AreUnderstoodHoweverTheyAreSpaced) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"plain", "plain"},
      {"", ""},
      {"{{a}}", "<a>"},
      {"{{ \t a\n}}", "<a>"},
      {"x{{ a }}y{{ item }}z", "x<a>y<item>z"},
      {"{{ net.vlan }}", "<net.vlan>"},
      {"{{ net[item].vlan_id }}", "<net[item].vlan_id>"},
      {"{{ net.vlan | default: none }}", "<net.vlan|none>"},
      {"{{ net.vlan|default:none }}", "<net.vlan|none>"},
      {"{{ net.vlan | default: ' a | b ' }}", "<net.vlan| a | b >"},
      {"{{ a | default: \"не задано\" }}", "<a|не задано>"},
      {"{{ a | default: }}", "<a|>"},
      {"{ a } }} { {b}", "{ a } }} { {b}"},
      {"{{ a }}}}", "<a>}}"}};
  for (const auto& [text, pieces] : rows) {
    base::Diagnostics diagnostics;
    Problems problems(diagnostics);
    EXPECT_EQ(show(Placeholders("", problems).read(text_node(text))), pieces) << text;
    EXPECT_EQ(lines(diagnostics), Lines{}) << text;
  }
}

TEST(Placeholders, WhatMeansNothingIsSaid) {
  const std::string malformed = "4:2 template.placeholder_malformed";
  const std::vector<std::pair<std::string, Lines>> rows{{"{{ }}", {malformed}},
                                                        {"{{ A }}", {malformed}},
                                                        {"{{ a b }}", {malformed}},
                                                        {"{{ a.b.c }}", {malformed}},
                                                        {"{{ a[x].b }}", {malformed}},
                                                        {"{{ a[item] }}", {malformed}},
                                                        {"{{ .b }}", {malformed}},
                                                        {"{{ a | upper }}", {malformed}},
                                                        {"{{ {{ a }} }}", {malformed}},
                                                        {"{{ 1 }} {{ - }}", {malformed, malformed}},
                                                        {"{{ a", {"4:2 template.placeholder_open"}},
                                                        {"{{ a }} {{", {"4:2 template.placeholder_open"}}};
  for (const auto& [text, expected] : rows) {
    base::Diagnostics diagnostics;
    Problems problems(diagnostics);
    Placeholders("", problems).read(text_node(text));
    EXPECT_EQ(lines(diagnostics), expected) << text;
  }
}

TEST(Placeholders, StandWhereTheSourceHasThem) {
  const std::string source = "# {{ a }}\ntitle: >\n  Ж {{ a }} and\n  {{ a }}\nother: \"{{ a }}\"\n";
  const auto root = document::parse_yaml(source, "t");
  ASSERT_TRUE(root);
  base::Diagnostics diagnostics;
  Problems problems(diagnostics);
  Placeholders placeholders(source, problems);
  const auto title = placeholders.read(*root->find("title"));
  EXPECT_EQ(title.at(1).where, (base::Location{"t", 3, 5}));
  EXPECT_EQ(title.at(3).where, (base::Location{"t", 4, 3}));
  EXPECT_EQ(placeholders.read(*root->find("other")).at(0).where, (base::Location{"t", 5, 9}));
}

}  // namespace
}  // namespace estafeta::tmpl
