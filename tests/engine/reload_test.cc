// The files of the site change while the service runs: what is right counts, what is wrong stops nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "connector/document/node.h"
#include "connector/service/site/account.h"
#include "connector/service/site/site_keeper.h"
#include "tests/engine/site_stage.h"
#include "tests/support/redmine_markup.h"
#include "tests/support/source_dir.h"
#include "tests/unit/config/folder.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using service::SiteNews;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Reload : public ::testing::Test {
 protected:
  Reload() {
    folder_.write(
        "estafeta.yaml",
        "tracker: { kind: redmine, url: \"https://tracker.example\", key_file: key, ids_file: ids.json }\n"
        "store: { path: store.db }\nmappings: .\ntemplates: templates\nlive_from: 2026-01-01T00:00:00Z\n"
        "pictures: false\n");
    std::filesystem::copy(tests::source_dir() + "/templates", folder_.path() + "/templates");
    EXPECT_TRUE(keeper_.begin(read({}).site).ok());
    use();
  }

  service::LoadedSite read(const config::FormerText& former) const {
    return service::load_site(folder_.path() + "/estafeta.yaml", tests::redmine_markup, nullptr, former);
  }
  service::SiteKeeper another_keeper() {
    return {folder_.path() + "/estafeta.yaml", [this](const auto& former) { return read(former); },
            *stage_.store, stage_.clock};
  }
  // As serve does it: an engine of its own for each reading.
  void use() {
    site_ = std::make_unique<service::Site>(keeper_.site());
    stage_.use(*site_);
    stage_.restart();
  }
  // A change has come to rest once two looks saw the same.
  SiteNews read_again() {
    EXPECT_EQ(keeper_.look(false).value(), SiteNews::none) << "still being written";
    const auto news = keeper_.look(false).value();
    if (news != SiteNews::none) use();
    return news;
  }
  void spoil_policies() { folder_.replace("policies.yaml", "targets:", "tragets:"); }
  void spoil_template() {
    folder_.replace("templates/managed-platform.yaml", "department: network", "department: netwrok");
  }
  std::string start_page() { return stage_.fake.page("staff", "Estafeta").value_or(""); }

  config::Folder folder_;
  SiteStage stage_;
  service::SiteKeeper keeper_ = another_keeper();
  std::unique_ptr<service::Site> site_;
};

TEST_F(Reload, FilesThatNobodyTouchedAreNotReadAgain) {
  EXPECT_EQ(keeper_.look(false).value(), SiteNews::none);
  EXPECT_EQ(keeper_.look(false).value(), SiteNews::none);
}

TEST_F(Reload, AnEditedTemplateIsWhatTheNextChangeIsMadeOf) {
  folder_.replace("templates/managed-platform.yaml", "en: \"Managed", "en: \"Better: Managed");
  EXPECT_EQ(read_again(), SiteNews::taken);
  EXPECT_THAT(config::listed(keeper_.problems()), IsEmpty());
  EXPECT_THAT(keeper_.site().templates.at("managed-platform").text, HasSubstr("Better: "));
  EXPECT_EQ(keeper_.look(false).value(), SiteNews::none);
}

TEST_F(Reload, WhoAsksNeedNotWaitUntilFilesHaveComeToRest) {
  folder_.replace("tracker.yaml", "language: en", "language: ru");
  EXPECT_EQ(keeper_.look(true).value(), SiteNews::taken);
  EXPECT_EQ(keeper_.site().language(), "ru");
}

TEST_F(Reload, AMappingWithAnErrorChangesNothingAndClocksGoOn) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  spoil_policies();
  folder_.replace("tracker.yaml", "language: en", "language: ru");
  EXPECT_EQ(read_again(), SiteNews::refused);
  EXPECT_THAT(config::listed(keeper_.site().refused), Not(IsEmpty()));
  EXPECT_EQ(keeper_.site().language(), "en");
  stage_.clock.sleep(std::chrono::minutes(46));
  stage_.settle();
  EXPECT_EQ(stage_.issue(incident).field(Field::sla_response), "at risk");
}

TEST_F(Reload, WhatWasRefusedStandsOnTheFirstPageUntilItIsRight) {
  stage_.settle();
  EXPECT_EQ(start_page(), "");
  spoil_policies();
  EXPECT_EQ(read_again(), SiteNews::refused);
  stage_.settle();
  EXPECT_THAT(start_page(), HasSubstr("* policies.yaml:"));
  EXPECT_EQ(keeper_.look(false).value(), SiteNews::none) << "said once";
  folder_.replace("policies.yaml", "tragets:", "targets:");
  EXPECT_EQ(read_again(), SiteNews::taken);
  stage_.open_change("managed-platform", "system: vega\n", State::agreed);
  stage_.settle();
  EXPECT_THAT(start_page(), Not(HasSubstr("policies.yaml")));
}

TEST_F(Reload, ATemplateWithAnErrorStaysAsItWasAndAllElseCounts) {
  const auto before = keeper_.site().templates.at("managed-platform").text;
  spoil_template();
  folder_.replace("tracker.yaml", "language: en", "language: ru");
  EXPECT_EQ(read_again(), SiteNews::taken);
  EXPECT_EQ(keeper_.site().language(), "ru");
  EXPECT_EQ(keeper_.site().templates.at("managed-platform").text, before);
  EXPECT_THAT(config::listed(keeper_.site().refused), ElementsAre(HasSubstr("managed-platform.yaml:")));
}

TEST_F(Reload, ARestartKeepsATemplateAsItWasWhenItWasRightLast) {
  const auto before = keeper_.site().templates.at("managed-platform").text;
  spoil_template();
  const auto loaded = read({});
  EXPECT_TRUE(loaded.rules_hold);
  auto next = another_keeper();
  ASSERT_TRUE(next.begin(loaded.site).ok());
  EXPECT_EQ(next.site().templates.at("managed-platform").text, before);
  EXPECT_THAT(config::listed(next.site().refused), ElementsAre(HasSubstr("managed-platform.yaml:")));
}

TEST_F(Reload, AFolderOfTemplatesThatIsGoneTakesNoTemplateAway) {
  folder_.remove("templates");
  EXPECT_EQ(read_again(), SiteNews::refused);
  EXPECT_TRUE(keeper_.site().templates.contains("managed-platform"));
}

TEST_F(Reload, AMappingThatDoesNotFitTheTrackerIsToldFromATrackerThatIsAway) {
  EXPECT_TRUE(service::check_tracker(stage_.fake, *site_).ok());
  folder_.replace("tracker.yaml", "account: ", "account: other-");
  EXPECT_EQ(read_again(), SiteNews::taken);
  EXPECT_EQ(service::check_tracker(stage_.fake, *site_).code(), base::Code::failed_precondition);
  stage_.fake.set_hook([](std::string_view) { return tracker::fake::Fault::unavailable; });
  EXPECT_TRUE(service::check_tracker(stage_.fake, *site_).ok()) << "nothing is known";
}

TEST_F(Reload, AnotherTrackerOrStoreCountsFromTheNextStartAndThatIsSaid) {
  folder_.replace("estafeta.yaml", "store.db", "other.db");
  folder_.replace("estafeta.yaml", "https://tracker.example", "https://other.example");
  EXPECT_EQ(read_again(), SiteNews::taken);
  EXPECT_THAT(keeper_.site().settings.store.path, HasSubstr("store.db"));
  EXPECT_EQ(keeper_.site().settings.tracker.url, "https://tracker.example");
  EXPECT_THAT(config::listed(keeper_.problems()),
              ElementsAre(HasSubstr("setting=tracker"), HasSubstr("setting=store")));
  EXPECT_THAT(config::listed(keeper_.site().refused), IsEmpty());
}

}  // namespace
}  // namespace estafeta::testing
