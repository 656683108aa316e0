// Every case of tests/table/schedule-cases, which come from an independent implementation.
#include "connector/service/changes/plan_cases.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "connector/document/json.h"
#include "tests/support/source_dir.h"

namespace estafeta::service {
namespace {

using document::Node;

Node parsed(const std::string& text) {
  auto node = document::parse_json(text, "test", {.bytes = text.size() + 1});
  EXPECT_TRUE(node);
  return node ? *node : Node{};
}

Node read_cases(const std::string& name) {
  const auto text = document::read_file(tests::source_dir() + "/tests/table/schedule-cases/" + name);
  EXPECT_TRUE(text) << name;
  return text ? parsed(*text) : Node{};
}

std::string canonical(const Node* node) {
  return node == nullptr ? "" : document::to_json(*node, true);
}

class CaseFiles : public ::testing::TestWithParam<const char*> {};

TEST_P(CaseFiles, GiveTheExpectedAnswerInEveryCase) {
  const Node cases = read_cases(GetParam());
  ASSERT_GE(cases.items.size(), 17U);
  for (const Node& item : cases.items) {
    const auto& name = item.find("name")->text;
    base::Diagnostics problems;
    const auto line = plan_case(item, problems);
    ASSERT_TRUE(line) << name << ": " << to_string(problems.at(0).what);
    const Node answer = parsed(*line);
    const Node* expected = item.find("expect");
    EXPECT_EQ(answer.find("finish")->text, expected->find("finish")->text) << name;
    EXPECT_EQ(canonical(answer.find("tasks")), canonical(expected->find("tasks"))) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Table, CaseFiles, ::testing::Values("directed.json", "random.json"));

constexpr const char* kCase = R"({
  "name": "n", "template": {"template": "case", "version": 1, "title": "T", "parameters": {},
    "tasks": {"a": {"department": "net", "title": "A", "duration": "1h"}}},
  "parameters": {}, "departments": {"net": {"calendar": "24x7"}}, "calendars": {},
  "start": "2026-06-10T06:00:00Z"})";

TEST(PlanCases, WritesALineForEachCaseInTheirOrder) {
  std::istringstream in("[" + std::string(kCase) + "," + kCase + "]");
  std::ostringstream out;
  base::Diagnostics problems;
  plan_cases(in, "cases.json", out, problems);
  const std::string line =
      R"({"name":"n","finish":"2026-06-10T07:00:00Z","tasks":[{"key":"a","department":"net","needs":[],)"
      R"("start":"2026-06-10T06:00:00Z","due":"2026-06-10T07:00:00Z","slack_s":0,"driver":null,"critical":true}]})"
      "\n";
  EXPECT_EQ(out.str(), line + line);
  EXPECT_TRUE(problems.empty());
}

TEST(PlanCases, NamesACaseWithProblemsByItsPlaceAndGoesOn) {
  std::istringstream in("[{\"name\": \"empty\"},\n" + std::string(kCase) + "]");
  std::ostringstream out;
  base::Diagnostics problems;
  plan_cases(in, "cases.json", out, problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].what.key, "cases.key_missing");
  EXPECT_EQ(base::to_string(problems[0].where), "cases.json:1:2");
  EXPECT_NE(out.str().find("\"name\":\"n\""), std::string::npos);
}

TEST(PlanCases, RefusesWhatIsNoArray) {
  std::istringstream in("{}");
  std::ostringstream out;
  base::Diagnostics problems;
  plan_cases(in, "cases.json", out, problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].what.key, "cases.no_list");
}

}  // namespace
}  // namespace estafeta::service
