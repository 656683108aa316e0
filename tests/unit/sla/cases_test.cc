// Every case of tests/table/sla-cases, which come from an independent implementation.
#include "connector/sla/cases.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using document::Node;

Node read_cases(const std::string& name) {
  const auto text = document::read_file(std::string(ESTAFETA_SOURCE_DIR) + "/tests/table/sla-cases/" + name);
  EXPECT_TRUE(text) << name;
  if (!text) return {};
  auto cases = document::parse_json(*text, name);
  EXPECT_TRUE(cases) << name;
  return cases ? *cases : Node{};
}

// The clocks of our line, or of what is expected, as canonical JSON.
std::string clocks_of(const std::string& line) {
  const auto node = document::parse_json(line, "line");
  return node && node->find("clocks") != nullptr ? document::to_json(*node->find("clocks"), true) : line;
}

class CaseFiles : public ::testing::TestWithParam<const char*> {};

TEST_P(CaseFiles, GiveTheExpectedAnswerInEveryCase) {
  const Node cases = read_cases(GetParam());
  ASSERT_GE(cases.items.size(), 58U);
  for (const Node& item : cases.items) {
    base::Diagnostics problems;
    const auto line = evaluate_case(item, problems);
    const std::string name = item.find("name")->text;
    ASSERT_TRUE(line) << name << ": " << to_string(problems.at(0).what);
    EXPECT_EQ(clocks_of(*line), document::to_json(*item.find("expect"), true)) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Table, CaseFiles, ::testing::Values("directed.json", "random.json"));

struct Evaluated {
  std::string lines;
  std::vector<std::string> problems;
};

Evaluated evaluated(const std::string& text) {
  std::istringstream in(text);
  std::ostringstream out;
  base::Diagnostics problems;
  evaluate_cases(in, "cases.json", out, problems);
  return {out.str(), lines(problems)};
}

std::string small_case(const std::string& name, const std::string& created = "2026-06-15T07:00:00Z") {
  return R"({"name": ")" + name + R"(", "policy": {"targets": [{"calendar": "24x7", "response": "1h"}]},
 "issue": {"created": ")" +
         created + R"(", "by": "customer", "status": "new", "events": []},
 "now": "2026-06-15T07:30:00Z"})";
}

TEST(AnArrayOfCases, IsAnsweredLineByLineInItsOrder) {
  const Evaluated result =
      evaluated("[\n" + small_case("a \\\"}{[ b") + ",\n" + small_case("second") + "]\n");
  EXPECT_EQ(result.problems, std::vector<std::string>{});
  const std::string clocks =
      R"("clocks":{"response":{"state":"running","target_s":3600,"elapsed_s":1800,"used":"0.500000",)"
      R"("due":"2026-06-15T08:00:00Z","stopped_at":null,"breached_at":null},"resolution":{"state":"none"}}})";
  EXPECT_EQ(result.lines, R"({"name":"a \"}{[ b",)" + clocks + "\n" + R"({"name":"second",)" + clocks + "\n");
}

TEST(ACaseWithProblems, IsNamedByItsPlaceAndSpoilsNoOther) {
  const Evaluated result = evaluated("[ " + small_case("bad", "yesterday") +
                                     ",\n  {\"name\": \"x\", \"issue\": {}},\n" + small_case("good") + "]");
  EXPECT_EQ(result.problems,
            (std::vector<std::string>{"2:23 sla.case_value_bad", "4:3 sla.case_lacks", "4:3 sla.case_lacks",
                                      "4:26 sla.case_lacks", "4:26 sla.case_lacks", "4:26 sla.case_lacks",
                                      "4:26 sla.case_lacks"}));
  EXPECT_EQ(result.lines.substr(0, 15), R"({"name":"good",)");
}

struct BadArray {
  const char* text;
  std::vector<std::string> problems;
};

class BadArrays : public ::testing::TestWithParam<BadArray> {};

TEST_P(BadArrays, AreRefusedWhereTheyGoWrong) {
  EXPECT_EQ(evaluated(GetParam().text).problems, GetParam().problems) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Table, BadArrays,
                         ::testing::Values(BadArray{"[]", {}}, BadArray{" [ \n ] \n", {}},
                                           BadArray{"", {"1:1 sla.cases_not_an_array"}},
                                           BadArray{"{}", {"1:1 sla.cases_not_an_array"}},
                                           BadArray{"[ 1 ]", {"1:3 sla.cases_not_an_array"}},
                                           BadArray{"[] []", {"1:4 sla.cases_not_an_array"}},
                                           BadArray{"[\n{\"a\": [}", {"2:9 sla.cases_cut_short"}},
                                           BadArray{"[", {"1:2 sla.cases_not_an_array"}}));

TEST(ACaseWithoutAnEnd, IsNotReadIntoMemory) {
  EXPECT_EQ(evaluated("[{\"" + std::string(3 << 20, 'a')).problems.at(0).substr(0, 2), "1:");
}

}  // namespace
}  // namespace estafeta::sla
