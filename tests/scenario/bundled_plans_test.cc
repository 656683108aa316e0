// What `estafeta plan` says of each bundled template, in both languages, compared with
// plans/<template>.<language>.txt. `bundled_plans_test --update` writes them anew; the diff is for a person
// to look at.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "connector/service/changes/preview.h"
#include "tests/support/redmine_markup.h"
#include "tests/support/source_dir.h"

namespace estafeta::service {
namespace {

namespace fs = std::filesystem;

bool update_golden = false;

const fs::path kPlans = fs::path(tests::source_dir()) / "tests" / "scenario" / "plans";
const base::Instant kMonday = *base::parse_instant("2026-06-15T06:00:00Z");

std::string read(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// The bundled mappings and templates, on a tracker that speaks that language.
Site load(const std::string& language) {
  const auto folder = fs::temp_directory_path() / ("estafeta-plans-" + std::to_string(getpid()));
  fs::create_directories(folder);
  fs::copy(fs::path(tests::source_dir()) / "mappings", folder / "mappings", fs::copy_options::recursive);
  std::string mapping = read(folder / "mappings" / "tracker.yaml");
  const std::string english = "language: en";
  mapping.replace(mapping.find(english), english.size(), "language: " + language);
  std::ofstream(folder / "mappings" / "tracker.yaml") << mapping;
  std::ofstream(folder / "estafeta.yaml")
      << "tracker: { kind: redmine, url: \"https://tracker.example\", key_file: key, ids_file: ids.json }\n"
      << "store: { path: store.db }\nmappings: mappings\n"
      << "templates: " << tests::source_dir() << "/templates\nlive_from: 2026-01-01T00:00:00Z\n";
  auto loaded = load_site((folder / "estafeta.yaml").string(), tests::redmine_markup);
  fs::remove_all(folder);
  for (const auto& problem : loaded.problems)
    ADD_FAILURE() << to_string(problem.where) << ' ' << to_string(problem.what);
  return std::move(loaded.site);
}

const Site& site_in(const std::string& language) {
  static const std::map<std::string, Site> sites = [] {
    std::map<std::string, Site> all;
    for (const char* each : {"en", "ru"}) all.emplace(each, load(each));
    return all;
  }();
  return sites.at(language);
}

std::string problem_of(const base::Status& status) {
  return to_string(status.phrase());
}

struct PlanOf {
  std::string file;  // of the golden text
  std::string name;
  std::string parameters = "system: shop";
};

class BundledPlan : public ::testing::TestWithParam<std::tuple<PlanOf, std::string>> {};

TEST_P(BundledPlan, ReadsAsTheGoldenText) {
  const auto& [plan, language] = GetParam();
  const auto& site = site_in(language);
  const auto desired = expand_template(site, plan.name, plan.parameters, site.language());
  ASSERT_TRUE(desired);
  const auto view = preview(site, *desired, "aurora", kMonday);
  ASSERT_TRUE(view) << problem_of(view.error());
  const auto text = render::plan_text(*view, site.plain());
  const auto file = kPlans / (plan.file + "." + language + ".txt");
  if (update_golden) std::ofstream(file) << text;
  EXPECT_EQ(text, read(file));
}

constexpr const char* kAccess = "purpose: Payments\nsource: 203.0.113.0/24\ntarget: 10.20.14.5, tcp 443\n";

std::string test_name(const ::testing::TestParamInfo<std::tuple<PlanOf, std::string>>& info) {
  std::string name = std::get<0>(info.param).file + "_" + std::get<1>(info.param);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(
    Bundled, BundledPlan,
    ::testing::Combine(
        ::testing::Values(
            PlanOf{"landscape", "landscape"}, PlanOf{"managed-platform", "managed-platform"},
            PlanOf{"ddos-protection", "ddos-protection"}, PlanOf{"database-migration", "database-migration"},
            PlanOf{"client-onboarding", "client-onboarding",
                   "client: Aurora\nsolution: https://docs.example/aurora\n"},
            PlanOf{"tam-handover", "tam-handover",
                   "client: Aurora\nsuccessor: Olga Orlova\nnotes: https://docs.example/o\n"},
            PlanOf{"data-centre-move", "data-centre-move", "project: Aurora shop\ntarget: north\n"},
            PlanOf{"cluster-upgrade", "cluster-upgrade", "cluster: alpha\nrelease: 8.0\n"},
            PlanOf{"backup-rollout", "backup-rollout", "client: Aurora\n"},
            PlanOf{"network-access", "network-access", kAccess},
            PlanOf{"network-access-emergency", "network-access",
                   std::string(kAccess) + "order: emergency\n"}),
        ::testing::Values("en", "ru")),
    test_name);

// Why there is no preview of that template for that project.
std::string refusal(const std::string& name, const std::string& project) {
  const auto& site = site_in("en");
  const auto desired = expand_template(site, name, "system: shop", site.language());
  const auto view = desired ? preview(site, *desired, project, kMonday) : base::Result<render::PlanView>();
  return view ? "none" : problem_of(view.error());
}

TEST(Preview, AsksForWhomItIsWhereWindowsMatterAndNobodySaidWhose) {
  EXPECT_EQ(refusal("ddos-protection", ""), "cli.windows_of_whom{task=diversion, known=[aurora, meridian]}");
}

TEST(Preview, RefusesAProjectThatIsNoClientsInsteadOfForgettingItsWindows) {
  EXPECT_EQ(refusal("landscape", "aurroa"),
            "cli.unknown_project_near{text=aurroa, known=[aurora, meridian], near=aurora}");
}

}  // namespace

void set_update_golden(bool update) {
  update_golden = update;
}

}  // namespace estafeta::service

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  estafeta::service::set_update_golden(argc > 1 && std::string(argv[1]) == "--update");
  return RUN_ALL_TESTS();
}
