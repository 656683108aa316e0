#include "connector/config/templates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/config/mappings.h"
#include "tests/support/source_dir.h"
#include "tests/unit/config/folder.h"

namespace estafeta::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr const char* kSmall =
    "template: small\n"
    "version: 1\n"
    "title: Small\n"
    "tasks:\n"
    "  one: { department: network, title: One, duration: 1h }\n";

model::Departments departments() {
  model::Departments made;
  made.all["network"] = {"network", "Network", "Network group", "office"};
  made.competences["storage"] = "network";
  made.moved["cables"] = "network";
  return made;
}

TEST(Templates, OfAFolderAreReadByName) {
  const Folder folder;
  folder.write("templates/small.yaml", kSmall);
  folder.write("templates/README.md", "not a template");
  const auto loaded = load_templates(folder.path() + "/templates", departments());
  EXPECT_THAT(listed(loaded.problems), IsEmpty());
  ASSERT_EQ(loaded.templates.size(), 1u);
  EXPECT_EQ(loaded.templates.at("small").text, kSmall);
  EXPECT_EQ(loaded.templates.at("small").content.version, 1);
}

TEST(Templates, ThatAreWrongAreLeftOutAndSaid) {
  const Folder folder;
  std::string wrong = kSmall;
  wrong.replace(wrong.find("network"), 7, "netwrok");
  folder.write("templates/small.yaml", wrong);
  const auto loaded = load_templates(folder.path() + "/templates", departments());
  EXPECT_THAT(listed(loaded.problems), ElementsAre(HasSubstr("small.yaml:5:")));
  EXPECT_THAT(loaded.templates, IsEmpty());
}

TEST(Templates, ThatAreWrongStandWithTheirFormerTextIfThatIsGood) {
  const Folder folder;
  std::string wrong = kSmall;
  wrong.replace(wrong.find("network"), 7, "netwrok");
  folder.write("templates/small.yaml", wrong);
  folder.write("templates/other.yaml", wrong);
  const auto former = [&](const std::string& path) -> std::optional<std::string> {
    return path.ends_with("/small.yaml") ? kSmall : wrong;
  };
  const auto loaded = load_templates(folder.path() + "/templates", departments(), {}, former);
  EXPECT_THAT(listed(loaded.problems), ElementsAre(HasSubstr("other.yaml:5:"), HasSubstr("small.yaml:5:")));
  ASSERT_EQ(loaded.templates.size(), 1u);
  EXPECT_EQ(loaded.templates.at("small").text, kSmall);
}

TEST(Templates, WithARoleThatIsNotThereAreKeptAndSaid) {
  const Folder folder;
  folder.write("templates/small.yaml",
               std::string(kSmall) +
                   "  two: { kind: approval, approver: auditor, title: Two, duration: "
                   "1h, watchers: [storage, tam] }\n");
  model::TrackerMapping mapping;
  mapping.roles = {{"tam", "TAM"}, {"client", "Client"}};
  EXPECT_THAT(roles_for_templates(mapping), UnorderedElementsAre("tam", "client"));
  const auto loaded =
      load_templates(folder.path() + "/templates", departments(), roles_for_templates(mapping));
  EXPECT_THAT(listed(loaded.problems), ElementsAre(HasSubstr("template.approver_unknown")));
  EXPECT_FALSE(base::has_errors(loaded.problems));
  EXPECT_EQ(loaded.templates.size(), 1U);
}

TEST(Templates, OfOneNameAreAProblem) {
  const Folder folder;
  folder.write("templates/a.yaml", kSmall);
  folder.write("templates/b.yaml", kSmall);
  const auto loaded = load_templates(folder.path() + "/templates", departments());
  EXPECT_THAT(listed(loaded.problems), ElementsAre(HasSubstr("b.yaml:1:")));
  EXPECT_EQ(loaded.problems.at(0).what.key, "config.template_twice");
  EXPECT_EQ(loaded.templates.size(), 1u);
}

TEST(Templates, NeedAFolder) {
  const auto loaded = load_templates("/nonexistent", departments());
  EXPECT_THAT(listed(loaded.problems), ElementsAre(HasSubstr("config.no_folder{folder=/nonexistent}")));
}

TEST(Templates, MayNameDepartmentsCompetencesAndFormerDepartments) {
  EXPECT_THAT(names_for_templates(departments()), UnorderedElementsAre("network", "storage", "cables"));
}

TEST(Templates, ThatAreShippedFitTheShippedDepartments) {
  const auto mappings = load_mappings(tests::source_dir() + "/mappings").mappings;
  const auto loaded = load_templates(tests::source_dir() + "/templates", mappings.departments);
  EXPECT_THAT(listed(loaded.problems), IsEmpty());
  EXPECT_TRUE(loaded.templates.contains("landscape"));
  EXPECT_TRUE(loaded.templates.contains("managed-platform"));
}

}  // namespace
}  // namespace estafeta::config
