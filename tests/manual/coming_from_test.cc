// The table “Coming from another tool” of install/README.md: each policy below it is read as policies.yaml
// is, and an incident is due when its row says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "connector/base/time.h"
#include "connector/document/json.h"
#include "connector/document/yaml.h"
#include "tests/support/source_dir.h"
#include "tests/unit/cli/stage.h"

namespace estafeta {
namespace {

using document::Node;

const std::string& section() {
  static const std::string text = [] {
    std::stringstream all;
    all << std::ifstream(tests::source_dir() + "/install/README.md").rdbuf();
    const std::string manual = all.str(), title = "\n## Coming from another tool\n";
    const auto begin = manual.find(title);
    EXPECT_NE(begin, std::string::npos);
    return manual.substr(begin, manual.find("\n## ", begin + title.size()) - begin);
  }();
  return text;
}

Node policies() {
  const std::string fence = "```yaml\n";
  const auto begin = section().find(fence) + fence.size();
  const auto yaml = section().substr(begin, section().find("```", begin) - begin);
  const auto tree = document::parse_yaml(yaml, "policies.yaml");
  EXPECT_TRUE(tree);
  return *tree->find("policies");
}

// Tool -> clock -> when it is due, on the clocks of Moscow.
using Promised = std::map<std::string, std::map<std::string, std::string>>;

Promised promised() {
  static const std::regex row(R"(\n\| ([^|]+) \| [^|]+ \| [^|]+ \| ([^|]*\d) \|)");
  static const std::regex due(R"((\w+) (\d{4}-\d{2}-\d{2} \d{2}:\d{2}))");
  Promised all;
  for (std::sregex_iterator at(section().begin(), section().end(), row), end; at != end; ++at) {
    std::string tool;
    for (const char c : (*at)[1].str()) tool += c == ' ' ? '_' : static_cast<char>(std::tolower(c));
    const std::string times = (*at)[2];
    for (std::sregex_iterator one(times.begin(), times.end(), due); one != end; ++one)
      all[tool][(*one)[1]] = (*one)[2];
  }
  return all;
}

std::string case_of(const std::string& tool, const Node& version) {
  Node policy = version;
  std::erase_if(policy.entries, [](const auto& entry) { return entry.first.text == "valid_from"; });
  return R"([{"name": ")" + tool + R"(", "now": "2026-06-05T13:10:00Z", "policy": )" +
         document::to_json(policy) +
         R"(, "calendars": {"office": {"timezone": "Europe/Moscow", "week": {)"
         R"("mon": ["09:00-18:00"], "tue": ["09:00-18:00"], "wed": ["09:00-18:00"], "thu": ["09:00-18:00"],)"
         R"("fri": ["09:00-18:00"]}}}, "issue": {"id": 1, "created": "2026-06-05T13:00:00Z", )"
         R"("by": "customer", "status": "new", "priority": "normal", "events": []}}])";
}

std::string in_moscow(const std::string& utc) {
  const auto instant = base::parse_instant(utc);
  const auto text = instant ? base::format_instant(*instant + std::chrono::hours(3)) : "?";
  return text.substr(0, 10) + " " + text.substr(11, 5);
}

TEST(ComingFromAnotherTool, APolicyPromisesWhatTheManualSays) {
  const auto all = promised();
  const auto tree = policies();
  ASSERT_EQ(all.size(), 7U);
  ASSERT_EQ(tree.entries.size(), all.size());
  const std::string file = ::testing::TempDir() + "coming_from.json";
  for (const auto& [tool, clocks] : all) {
    SCOPED_TRACE(tool);
    const Node* versions = tree.find(tool);
    ASSERT_NE(versions, nullptr);
    std::ofstream(file) << case_of(tool, versions->items.at(0));
    const auto ran = cli::run_with({"sla", "eval", file});
    ASSERT_EQ(ran.exit, 0) << ran.out << ran.err;
    const auto judged = document::parse_json(ran.out, "judged");
    ASSERT_TRUE(judged) << ran.out;
    for (const auto& [clock, due] : clocks) {
      const Node* found = judged->find("clocks")->find(clock);
      ASSERT_NE(found, nullptr) << clock;
      EXPECT_EQ(in_moscow(found->text_at("due")), due) << clock;
    }
  }
}

// As they stand there, in a site's own file.
TEST(ComingFromAnotherTool, ThePoliciesAreGoodInAMapping) {
  const cli::SiteFolder site;
  const std::string fence = "```yaml\npolicies:\n";
  const auto begin = section().find(fence) + fence.size();
  site.write("mappings/policies.yaml", site.read("mappings/policies.yaml") +
                                           section().substr(begin, section().find("```", begin) - begin));
  const auto ran = site.run({"check"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_THAT(ran.err, ::testing::Not(::testing::HasSubstr("policies.yaml")));
}

}  // namespace
}  // namespace estafeta
