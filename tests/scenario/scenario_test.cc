// Runs every folder of cases/: acts situation.yaml and compares the plans with plan.txt.
// `scenario_test --update` writes plan.txt anew; the diff is for a person to look at.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "connector/document/node.h"
#include "connector/document/yaml.h"
#include "connector/template/expand.h"
#include "connector/template/parse.h"
#include "tests/scenario/script.h"
#include "tests/support/source_dir.h"

namespace estafeta::change {
namespace {

namespace fs = std::filesystem;

bool update_golden = false;

const fs::path kCases = fs::path(tests::source_dir()) / "tests" / "scenario" / "cases";

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kCases)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read(const fs::path& path) {
  const auto text = document::read_file(path.string());
  return text ? *text : "";
}

void explain(const base::Diagnostics& problems) {
  for (const auto& problem : problems)
    ADD_FAILURE() << to_string(problem.where) << ' ' << to_string(problem.what);
}

template <typename T>
bool is_usable(const tl::expected<T, base::Diagnostics>& result) {
  if (!result) explain(result.error());
  return result.has_value();
}

// What the change asks for, as service/ would expand it.
std::optional<model::DesiredChange> expanded(const document::Node& tmpl_node, const document::Node& values) {
  const auto tmpl = tmpl::parse(tmpl_node);
  if (!is_usable(tmpl)) return std::nullopt;
  const auto parameters = tmpl::read_parameters(*tmpl, values);
  if (!parameters) return std::nullopt;
  const auto desired = tmpl::expand(*tmpl, *parameters);
  return is_usable(desired) ? std::optional(*desired) : std::nullopt;
}

class Scenario : public ::testing::TestWithParam<std::string> {};

TEST_P(Scenario, GivesTheGoldenPlans) {
  const auto folder = kCases / GetParam();
  const auto node = document::parse_yaml(read(folder / "situation.yaml"), GetParam());
  ASSERT_TRUE(is_usable(node));
  World world;
  if (const auto* tmpl = node->find("template")) {
    world.situation.desired = expanded(*tmpl, *node->find("parameters"));
    ASSERT_TRUE(world.situation.desired);
  }
  Script script(world, [&](const std::string& parameters) {
    const auto values = document::parse_yaml(parameters, "parameters");
    return expanded(*node->find("template"), values.value_or(document::Node{}));
  });
  for (const auto& step : node->find("steps")->items) script.act(step.text);
  if (update_golden) std::ofstream(folder / "plan.txt") << script.plans();
  EXPECT_EQ(script.plans(), read(folder / "plan.txt")) << node->find("about")->text;
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cases, Scenario, ::testing::ValuesIn(case_names()), test_name);

}  // namespace

void set_update_golden(bool update) {
  update_golden = update;
}

}  // namespace estafeta::change

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  estafeta::change::set_update_golden(argc > 1 && std::string(argv[1]) == "--update");
  return RUN_ALL_TESTS();
}
