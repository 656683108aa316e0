// Every case of tests/table/sla-cases, which come from an independent implementation.
#include "connector/sla/clocks/cases.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "connector/document/json.h"
#include "tests/support/source_dir.h"
#include "tests/unit/sla/lives.h"

namespace estafeta::sla {
namespace {

using document::Node;

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

std::string case_file(const std::string& name) {
  const auto text = document::read_file(tests::source_dir() + "/tests/table/sla-cases/" + name);
  EXPECT_TRUE(text) << name;
  return text.value_or("");
}

// The clocks of our line, or of what is expected, as canonical JSON.
std::string clocks_of(const std::string& line) {
  const auto node = document::parse_json(line, "line");
  return node && node->find("clocks") != nullptr ? document::to_json(*node->find("clocks"), true) : line;
}

class CaseFiles : public ::testing::TestWithParam<const char*> {};

TEST_P(CaseFiles, GiveTheExpectedAnswerInEveryCase) {
  const std::string text = case_file(GetParam());
  const auto cases = document::parse_json(text, GetParam());
  ASSERT_TRUE(cases);
  ASSERT_GE(cases->items.size(), 58U);
  const Evaluated result = evaluated(text);
  EXPECT_EQ(result.problems, std::vector<std::string>{});
  std::istringstream answers(result.lines);
  std::string line;
  for (const Node& item : cases->items) {
    const std::string name = item.find("name")->text;
    ASSERT_TRUE(std::getline(answers, line)) << name;
    EXPECT_EQ(document::parse_json(line, "line")->find("name")->text, name);
    EXPECT_EQ(clocks_of(line), document::to_json(*item.find("expect"), true)) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Table, CaseFiles, ::testing::Values("directed.json", "random.json", "second.json"));

// Calendars and policies that stand in many cases are compiled once; what was compiled for one case must not
// judge another.
TEST(CasesOfMixedCalendars, GiveWhatEachGivesAlone) {
  const auto cases = document::parse_json(case_file("random.json"), "random.json");
  ASSERT_TRUE(cases);
  std::mt19937 random(20260615);
  std::string text = "[";
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    const Node& calendars = cases->items[random() % 4];
    Node mixed = cases->items[100 + random() % 4];
    for (auto& [key, value] : mixed.entries) {
      if (key.text == "calendars") value = *calendars.find("calendars");
      if (key.text == "policy") value = *cases->items[random() % 4].find("policy");
    }
    const std::string one = document::to_json(mixed);
    text += (i > 0 ? "," : "") + one;
    expected += evaluated("[" + one + "]").lines;
  }
  const Evaluated result = evaluated(text + "]");
  EXPECT_EQ(result.problems, std::vector<std::string>{});
  EXPECT_EQ(result.lines, expected);
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

std::string case_with(const std::string& issue, const std::string& more = "") {
  return R"([{"name": "x", "policy": {"targets": [{"calendar": "24x7", "response": "1h"}]}, "issue": )" +
         issue + R"(, "now": "2026-06-15T07:30:00Z")" + more + "}]";
}
std::string issue_with(const std::string& events) {
  return R"({"created": "2026-06-15T07:00:00Z", "by": "customer", "status": "new", "events": )" + events +
         "}";
}

TEST(ACaseWithProblems, OfAnyShapeIsNeverJudged) {
  const std::string event = R"({"at": "2026-06-15T07:10:00Z", "by": "staff", "status": "resolved")";
  const std::vector<std::pair<std::string, std::string>> rows{
      {case_with(issue_with(event + "}")), "sla.case_not_a_list"},
      {case_with(issue_with("null")), "sla.case_not_a_list"},
      {case_with(issue_with("[ 5 ]")), "sla.case_not_a_map"},
      {case_with(issue_with("[" + event + R"(, "coment": "public"}])")), "schema.unknown_key_hint"},
      {case_with(issue_with("[" + event + R"(, "priority": ["high"]}])")), "sla.case_not_a_text"},
      {case_with("[]"), "sla.case_not_a_map"},
      {case_with(R"({"created": "2026-06-15T07:00:00Z", "by": "customer", "status": ["new"], "events": []})"),
       "sla.case_not_a_text"},
      {case_with(
           R"({"created": "2026-06-15T07:00:00Z", "by": "customer", "status": "new", "events": [], "x": {}})"),
       "schema.unknown_key"},
      {case_with(issue_with("[]"), R"(, "policies": {})"), "schema.unknown_key"},
      {case_with(issue_with("[]"), R"(, "calendars": [])"), "sla.case_not_a_map"}};
  for (const auto& [text, problem] : rows) {
    const Evaluated result = evaluated(text);
    ASSERT_EQ(result.problems.size(), 1U) << text;
    EXPECT_NE(result.problems[0].find(problem), std::string::npos) << result.problems[0] << text;
    EXPECT_EQ(result.lines, "") << text;
  }
}

TEST(AnArrayOfCases, MayBeginWithAByteOrderMark) {
  const Evaluated result =
      evaluated("\xEF\xBB\xBF[" + small_case("a", "yesterday") + "," + small_case("b") + "]");
  EXPECT_EQ(result.problems, std::vector<std::string>{"2:23 sla.case_value_bad"});
  EXPECT_EQ(result.lines.substr(0, 12), R"({"name":"b",)");
}

// Whatever is wrong, each case has its turn, and the last one is cut short.
TEST(ACaseWithProblems, IsGivenInItsTurnWithItsName) {
  std::istringstream in("[" + small_case("a") + ",\n{\"name\": \"b\"},\n{\"c\": 1,},\n7,\n" +
                        small_case("d") + ",\n{\"name\": \"e\", \"issue\": {\"id\": 1},\n" + small_case("f") +
                        ",\n{\"name\": \"g\", \"issue\": {");
  std::ostringstream out;
  base::Diagnostics problems;
  evaluate_cases(in, "f", out, problems, [&out](std::string_view name, const base::Diagnostics& found) {
    out << "refused " << name << (found.empty() ? " without a reason" : "") << '\n';
  });
  EXPECT_TRUE(problems.empty());
  std::string names;
  std::istringstream answers(out.str());
  for (std::string line; std::getline(answers, line);) names += line.substr(0, 11) + ";";
  EXPECT_EQ(
      names,
      "{\"name\":\"a\";refused b;refused ;refused ;{\"name\":\"d\";refused e;{\"name\":\"f\";refused g;");
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
                                           BadArray{"[ 1 ]", {"1:3 document.no_object"}},
                                           BadArray{"[ , ]", {"1:3 document.no_object"}},
                                           BadArray{"[] []", {"1:4 sla.cases_not_an_array"}},
                                           BadArray{"[\n{\"a\": [}", {"2:9 sla.cases_cut_short"}},
                                           BadArray{"[", {"1:2 sla.cases_not_an_array"}}));

TEST(ACaseWithoutAnEnd, IsNotReadIntoMemory) {
  EXPECT_EQ(evaluated("[{\"" + std::string(3 << 20, 'a')).problems.at(0).substr(0, 2), "1:");
}

}  // namespace
}  // namespace estafeta::sla
