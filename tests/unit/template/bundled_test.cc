#include <algorithm>
#include <filesystem>
#include <set>

#include "connector/document/json.h"
#include "connector/document/schema.h"
#include "connector/document/schema_check.h"
#include "connector/document/yaml.h"
#include "support.h"
#include "tests/support/source_dir.h"

namespace estafeta::tmpl {
namespace {

const std::string kFolder = tests::source_dir() + "/templates/";

std::string text_of(const std::string& name) {
  const auto text = document::read_file(kFolder + name);
  EXPECT_TRUE(text) << name;
  return text.value_or("");
}

std::set<std::string> departments() {
  const auto text = document::read_file(tests::source_dir() + "/mappings/departments.yaml");
  const auto root = document::parse_yaml(text.value_or(""), "departments.yaml").value_or(document::Node{});
  std::set<std::string> all;
  for (const auto* part : {"departments", "competences"}) {
    for (const auto& entry : root.find(part)->entries) all.insert(entry.first.text);
  }
  return all;
}

Lines bundled() {
  Lines names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().filename());
  }
  return names;
}

std::set<std::string> departments_of(const model::DesiredChange& change) {
  std::set<std::string> all;
  for (const auto& task : change.tasks) all.insert(task.department);
  return all;
}

std::size_t edges_of(const model::DesiredChange& change) {
  std::size_t count = 0;
  for (const auto& task : change.tasks) count += task.needs.size();
  return count;
}

TEST(Bundled, EveryTemplateIsWithoutFaultAndNamedLikeItsFile) {
  ASSERT_GE(bundled().size(), 2U);
  for (const auto& file : bundled()) {
    EXPECT_EQ(lines(lint(text_of(file), file, departments())), Lines{}) << file;
    EXPECT_EQ(parsed(text_of(file)).name + ".yaml", file);
  }
}

// `template list` prints the same.
TEST(Bundled, EveryTemplateStandsInTheManualWithItsNumberOfTasks) {
  const std::string manual = text_of("README.md");
  for (const auto& file : bundled()) {
    const auto tmpl = parsed(text_of(file));
    const auto row = manual.find("| `" + tmpl.name + "` |");
    ASSERT_NE(row, std::string::npos) << file;
    const auto line = manual.substr(row, manual.find('\n', row) - row);
    EXPECT_TRUE(line.ends_with("| " + std::to_string(tmpl.tasks.size()) + " |")) << line;
  }
}

TEST(Bundled, EveryTemplateFitsTheSchemaThatEditorsUse) {
  const auto schema = document::parse_json(text_of("template.schema.json"), "template.schema.json");
  ASSERT_EQ(lines(schema), Lines{});
  EXPECT_EQ(lines(document::check_schema(*schema)), Lines{});
  for (const auto& file : bundled()) {
    const auto root = document::parse_yaml(text_of(file), file);
    EXPECT_EQ(lines(document::validate(*root, *schema, "")), Lines{}) << file;
  }
}

// A kind that the reader takes must be one that editors and authors know, and the other way round.
TEST(TaskKinds, StandInTheSchemaAndInTheManualWhereAnAuthorMayWriteThem) {
  const auto schema = document::parse_json(text_of("template.schema.json"), "template.schema.json").value();
  const auto& kinds =
      schema.find("$defs")->find("task")->find("properties")->find("kind")->find("enum")->items;
  const auto manual = text_of("README.md");
  const auto row = manual.find("| `kind` |");
  ASSERT_NE(row, std::string::npos);
  const auto line = manual.substr(row, manual.find('\n', row) - row);
  for (int i = 0; to_string(static_cast<model::TaskKind>(i)) != "?"; ++i) {
    const std::string word(to_string(static_cast<model::TaskKind>(i)));
    const auto problems = lines(lint("template: x\nversion: 1\ntitle: X\ntasks:\n  a: { kind: " + word +
                                         ", department: network, title: A, duration: 1h }\n",
                                     "x.yaml", departments()));
    const bool is_taken = std::none_of(problems.begin(), problems.end(), [](const std::string& problem) {
      return problem.find("template.kind") != std::string::npos;
    });
    const bool is_in_schema = std::any_of(kinds.begin(), kinds.end(),
                                          [&](const document::Node& kind) { return kind.text == word; });
    EXPECT_EQ(is_in_schema, is_taken) << word;
    EXPECT_EQ(line.find("`" + word + "`") != std::string::npos, is_taken) << word << " in README.md";
  }
}

TEST(Bundled, EveryTextStandsInBothLanguages) {
  for (const auto& file : bundled()) {
    const auto tmpl = parsed(text_of(file));
    for (const auto* language : {"en", "ru"}) {
      EXPECT_TRUE(tmpl.title.contains(language)) << file;
      for (const auto& parameter : tmpl.parameters)
        EXPECT_TRUE(parameter.title.contains(language)) << parameter.id;
      for (const auto& task : tmpl.tasks) {
        EXPECT_TRUE(task.title.contains(language)) << task.id;
        EXPECT_TRUE(task.description.contains(language)) << task.id;
        for (const auto& give : task.gives) EXPECT_TRUE(give.title.contains(language)) << give.name;
      }
    }
  }
}

TEST(Bundled, LandscapeHasThreeToSixTasks) {
  const auto tmpl = parsed(text_of("landscape.yaml"));
  EXPECT_EQ(keys(expanded(tmpl, "system: shop")),
            (Lines{"network", "vms", "linux", "web", "backup", "accept"}));
  const auto least =
      expanded(tmpl, "{system: shop, network: existing, os: windows, web: false, backup: false}");
  EXPECT_EQ(keys(least), (Lines{"vms", "windows", "accept"}));
  EXPECT_EQ(needs(task(least, "accept")), (Lines{"vms", "windows"}));
}

TEST(Bundled, ManagedPlatformHasEightDepartmentsAndNineHandOvers) {
  const auto change = expanded(parsed(text_of("managed-platform.yaml")), "system: shop");
  EXPECT_EQ(change.tasks.size(), 8U);
  EXPECT_EQ(departments_of(change).size(), 8U);
  EXPECT_EQ(edges_of(change), 9U);
}

TEST(Bundled, EveryExampleOfTheManualIsATemplateWithoutFault) {
  const auto manual = text_of("README.md");
  const std::string fence = "```yaml\n";
  int examples = 0;
  for (auto at = manual.find(fence); at != std::string::npos; at = manual.find(fence, at + 1)) {
    const auto begin = at + fence.size();
    const auto example = manual.substr(begin, manual.find("```", begin) - begin);
    if (!example.starts_with("template:")) continue;
    ++examples;
    EXPECT_EQ(lines(lint(example, "README.md", departments())), Lines{}) << example;
  }
  EXPECT_GE(examples, 4);
}

}  // namespace
}  // namespace estafeta::tmpl
