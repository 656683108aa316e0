#include <algorithm>
#include <set>

#include "connector/document/json.h"
#include "support.h"
#include "tests/support/source_dir.h"

namespace estafeta::tmpl {
namespace {

document::Node cases(const std::string& file) {
  const auto text = document::read_file(tests::source_dir() + "/tests/table/schedule-cases/" + file);
  EXPECT_TRUE(text);
  const auto root = document::parse_json(text.value_or("[]"), file);
  EXPECT_EQ(lines(root), Lines{});
  return root.value_or(document::Node{});
}

// The keys each task needs, whatever the lags: what a case expects under `needs`.
std::set<std::string> needed_keys(const model::DesiredTask& task) {
  std::set<std::string> all;
  for (const auto& edge : task.needs) all.insert(edge.task);
  return all;
}

void check_case(const document::Node& one) {
  SCOPED_TRACE(one.find("name")->text);
  const auto tmpl = parse(*one.find("template"));
  ASSERT_EQ(lines(tmpl), Lines{});
  const auto parameters = read_parameters(*tmpl, *one.find("parameters"));
  ASSERT_EQ(lines(parameters), Lines{});
  const auto change = expand(*tmpl, *parameters);
  ASSERT_EQ(lines(change), Lines{});
  const auto& expected = one.find("expect")->find("tasks")->items;
  ASSERT_EQ(change->tasks.size(), expected.size());
  for (const auto& wanted : expected) {
    const auto found = task(*change, wanted.find("key")->text);
    EXPECT_EQ(found.department, wanted.find("department")->text);
    std::set<std::string> keys;
    for (const auto& need : wanted.find("needs")->items) keys.insert(need.text);
    EXPECT_EQ(needed_keys(found), keys) << found.key;
  }
}

TEST(ScheduleCases, DirectedOnesExpandToTheTasksAndNeedsExpected) {
  const auto all = cases("directed.json");
  ASSERT_EQ(all.items.size(), 17U);
  for (const auto& one : all.items) check_case(one);
}

TEST(ScheduleCases, RandomOnesExpandToTheTasksAndNeedsExpected) {
  const auto all = cases("random.json");
  ASSERT_EQ(all.items.size(), 200U);
  for (const auto& one : all.items) check_case(one);
}

TEST(ScheduleCases, TheSameTextsReadAsYamlGiveTheSameTemplates) {
  for (const auto& one : cases("directed.json").items) {
    const auto from_node = parse(*one.find("template"));
    const auto from_text = parse(document::to_json(*one.find("template")), "case");
    ASSERT_TRUE(from_node && from_text);
    const auto& values = *one.find("parameters");
    EXPECT_EQ(expand(*from_node, *read_parameters(*from_node, values))->hash,
              expand(*from_text, *read_parameters(*from_text, values))->hash);
  }
}

}  // namespace
}  // namespace estafeta::tmpl
