// What people hand in when something went wrong on its way: the table says what must come out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/node.h"
#include "connector/document/yaml.h"
#include "stage.h"
#include "tests/support/source_dir.h"

namespace estafeta::cli {
namespace {

using document::Node;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string& folder() {
  static const std::string kFolder = tests::source_dir() + "/tests/table/fault-cases/";
  return kFolder;
}

Ran ran_with_calendar_of(const SiteFolder& site, const std::string& file) {
  site.write("mappings/holidays.ics", *document::read_file(folder() + file));
  auto calendars = site.read("mappings/calendars.yaml");
  const std::string list = "holidays: [ ";
  calendars.insert(calendars.find(list) + list.size(), "{ file: holidays.ics }, ");
  site.write("mappings/calendars.yaml", calendars);
  site.write_access();
  return site.run({"--lang", "en", "check"});
}

Ran ran(const SiteFolder& site, const std::string& as, const std::string& file) {
  if (as == "template") return site.run({"--lang", "en", "template", "lint", folder() + file});
  if (as == "cases") return site.run({"--lang", "en", "sla", "eval", folder() + file});
  if (as == "holidays") return ran_with_calendar_of(site, file);
  site.write("mappings/policies.yaml", *document::read_file(folder() + file));
  return site.run({"--lang", "en", "check"});
}

std::vector<std::string> texts(const Node& row, const char* key) {
  std::vector<std::string> all;
  if (const Node* list = row.find(key)) {
    for (const Node& item : list->items) all.push_back(item.text);
  }
  return all;
}

TEST(Faults, ComeOutAsInTheTable) {
  const auto table = document::parse_yaml(*document::read_file(folder() + "expected.yaml"), "expected.yaml");
  ASSERT_TRUE(table);
  ASSERT_GE(table->items.size(), 10U);
  for (const Node& row : table->items) {
    const std::string file = row.find("file")->text;
    SCOPED_TRACE(file);
    const SiteFolder site;
    const Ran made = ran(site, row.find("as")->text, file);
    EXPECT_EQ(made.exit, row.find("exit")->as_integer()) << made.err;
    for (const auto& part : texts(row, "says")) EXPECT_THAT(made.out + made.err, HasSubstr(part));
    for (const auto& part : texts(row, "not")) EXPECT_THAT(made.out + made.err, Not(HasSubstr(part)));
  }
}

}  // namespace
}  // namespace estafeta::cli
