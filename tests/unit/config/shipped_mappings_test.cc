// The mapping files that are shipped, held against the JSON Schemas beside them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/config/mappings.h"
#include "connector/document/json.h"
#include "connector/document/node.h"
#include "connector/document/schema.h"
#include "connector/document/schema_check.h"
#include "connector/document/yaml.h"
#include "connector/sla/clocks/policy.h"
#include "connector/sla/clocks/policy_parse.h"
#include "tests/support/source_dir.h"
#include "tests/unit/config/folder.h"

namespace estafeta::config {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kMappings = tests::source_dir() + "/mappings/";

document::Node parsed(const std::string& path, bool json) {
  const std::string text = document::read_file(path).value();
  return json ? document::parse_json(text, path).value() : document::parse_yaml(text, path).value();
}

class ShippedMapping : public ::testing::TestWithParam<const char*> {};

TEST_P(ShippedMapping, FitsItsSchema) {
  const auto schema = parsed(kMappings + GetParam() + ".schema.json", true);
  EXPECT_THAT(listed(document::check_schema(schema)), IsEmpty());
  EXPECT_THAT(listed(document::validate(parsed(kMappings + GetParam() + ".yaml", false), schema, "file")),
              IsEmpty());
}

TEST_P(ShippedMapping, HasASchemaThatRefusesUnknownKeys) {
  const auto schema = parsed(kMappings + GetParam() + ".schema.json", true);
  const auto odd = document::parse_yaml("nonsense: 1\n", "odd.yaml").value();
  EXPECT_THAT(listed(document::validate(odd, schema, "file")), Contains(HasSubstr("odd.yaml:1:1")));
}

// An editor finds the schema by this line.
TEST_P(ShippedMapping, PointsToItsSchema) {
  EXPECT_THAT(document::read_file(kMappings + GetParam() + ".yaml").value(),
              HasSubstr("# yaml-language-server: $schema=" + std::string(GetParam()) + ".schema.json\n"));
}

INSTANTIATE_TEST_SUITE_P(All, ShippedMapping,
                         ::testing::Values("tracker", "departments", "clients", "calendars", "policies"),
                         [](const auto& row) { return std::string(row.param); });

// The state's own count for a week of five days: 247 days, four of them an hour shorter.
TEST(ShippedCalendar, HasTheWorkingTimeOfTheRussianProductionCalendarOf2026) {
  const auto calendars = load_mappings(kMappings).mappings.calendars;
  const calendar::Calendar& office = *calendars.find("office");
  const auto begin_of = [&](int year) {
    return office.zone().start_of_day(std::chrono::year{year} / std::chrono::January / 1);
  };
  EXPECT_EQ(office.elapsed(begin_of(2026), begin_of(2027)), std::chrono::hours(247 * 9 - 4));
}

// Every key a mapping file has is explained in the manual.
TEST(MappingsManual, ExplainsEveryKeyOfTheTracker) {
  const std::string manual = document::read_file(kMappings + "README.md").value();
  std::vector<std::string> unexplained;
  const document::Node file = parsed(kMappings + "tracker.yaml", false);
  for (const auto& [key, value] : file.find("tracker")->entries) {
    if (manual.find("`" + key.text + "`") == std::string::npos) unexplained.push_back(key.text);
  }
  EXPECT_THAT(unexplained, IsEmpty());
}

// The keys that the sentence about an unknown one lists.
std::vector<std::string> keys_known(const std::string& policy, const char* message) {
  base::Diagnostics problems;
  sla::parse_policy(document::parse_yaml(policy, "policies.yaml").value(), {}, problems);
  for (const auto& problem : problems) {
    if (problem.what.key != message) continue;
    for (const auto& [name, value] : problem.what.values) {
      if (name == "known") return std::get<std::vector<std::string>>(value);
    }
  }
  return {};
}

// A key that the parser learns must be one that editors and readers know.
TEST(PolicyKeys, StandInTheSchemaAndInTheManual) {
  const std::string manual = document::read_file(kMappings + "README.md").value();
  const auto schema = parsed(kMappings + "policies.schema.json", true);
  const auto expect_known = [&](const std::vector<std::string>& keys, const char* definition) {
    EXPECT_FALSE(keys.empty()) << definition;
    const document::Node& properties = *schema.find("$defs")->find(definition)->find("properties");
    EXPECT_EQ(properties.entries.size(), keys.size()) << definition;
    for (const std::string& key : keys) {
      EXPECT_NE(properties.find(key), nullptr) << key << " is missing from " << definition;
      EXPECT_NE(manual.find("`" + key + "`"), std::string::npos) << key << " is missing from README.md";
    }
  };
  expect_known(keys_known("nonsense: 1", "sla.policy_key_unknown"), "policy");
  expect_known(keys_known("clocks: { response: { nonsense: 1 } }", "sla.clock_key_unknown"), "clock");
}

// Nor may a reason of a hold be one that nobody can map.
TEST(HoldReasons, StandInTheSchemaAndInTheManual) {
  const std::string manual = document::read_file(kMappings + "README.md").value();
  const auto row = manual.find("| `hold_reasons` |");
  ASSERT_NE(row, std::string::npos);
  const auto schema = parsed(kMappings + "tracker.schema.json", true);
  const document::Node& tracker = *schema.find("properties")->find("tracker")->find("properties");
  for (const char* key : {"hold_reasons", "hold_statuses"}) {
    EXPECT_EQ(tracker.find(key)->find("properties")->entries.size(), model::kHoldReasons.size()) << key;
    for (const auto reason : model::kHoldReasons) {
      const std::string word(to_string(reason));
      EXPECT_NE(tracker.find(key)->find("properties")->find(word), nullptr) << word;
      EXPECT_THAT(manual.substr(row, manual.find('\n', row) - row), HasSubstr("`" + word + "`"));
    }
  }
}

}  // namespace
}  // namespace estafeta::config
