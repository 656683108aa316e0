// A change that runs goes over to another version of its template: shown, ordered, made so, whatever breaks.
#include "connector/service/changes/migration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/change/tree/stamp.h"
#include "connector/service/site/pauses.h"
#include "connector/template/parse.h"
#include "tests/engine/fault_points.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tracker::fake::Fault;

constexpr const char* kFirst = R"(
template: shop
version: 1
title: Shop
parameters:
  system: { type: string }
  size: { type: integer, default: 2 }
tasks:
  network: { department: network, title: "VLAN for {{ system }}", duration: 8h }
  vms: { department: vmware, needs: [network], title: "{{ size }} machines", duration: 4h }
  backup: { department: backup, needs: [vms], title: Backup, duration: 2h }
  web: { department: unix, needs: [vms], title: nginx, duration: 6h }
)";

// Another title, no backup, a watch, and web goes to another department and no longer needs the machines.
constexpr const char* kSecond = R"(
template: shop
version: 2
title: Shop
parameters:
  system: { type: string }
  size: { type: integer, default: 2, maximum: 8 }
tasks:
  network: { department: network, title: "VLAN for {{ system }}", duration: 8h }
  vms: { department: vmware, needs: [network], title: "Machines: {{ size }}", duration: 4h }
  web: { department: microsoft, needs: [network], title: nginx, duration: 6h }
  watch: { department: monitoring, needs: [web, vms], title: Watch, duration: 1h }
)";

std::unique_ptr<service::Site> site_of(const char* text) {
  return site_with([&](service::Site& site) {
    const auto content = tmpl::parse(text, "shop.yaml");
    ASSERT_TRUE(content);
    site.templates["shop"] = {*content, text, "shop.yaml"};
  });
}

class Migrations : public ::testing::Test {
 protected:
  Migrations() : first_(site_of(kFirst)), second_(site_of(kSecond)), stage_(*first_) {
    change_ = begin(stage_, "system: polaris\n");
  }

  base::IssueId begin(SiteStage& stage, const std::string& parameters) const {
    const auto change = stage.open_change("shop", parameters, State::agreed);
    stage.settle();
    stage.use(*second_);
    stage.restart();
    return change;
  }

  auto migration(SiteStage& stage, base::IssueId change, int version = 2) const {
    const auto decision = stage.engine().decide(change);
    return service::migration_of(*second_, decision->observation.situation, version);
  }

  base::Status order(SiteStage& stage, base::IssueId change) const {
    const auto wanted = migration(stage, change);
    EXPECT_TRUE(wanted) << to_string(wanted.error().why.front());
    return service::order(*second_, stage.fake, stage.issue(change), *wanted);
  }

  std::string refusal(int version = 2) {
    const auto found = migration(stage_, change_, version);
    return found ? "none" : to_string(found.error().why.front());
  }

  std::unique_ptr<service::Site> first_, second_;
  SiteStage stage_;
  base::IssueId change_;
};

// What a part of the new plan names; empty: the new plan has no such part.
std::vector<std::string> titles(const service::Migration& migration, const std::string& part) {
  std::vector<std::string> found;
  for (const auto& said : std::get<std::vector<base::Phrase>>(*migration.says.find("parts"))) {
    if (said.key != "new_plan." + part) continue;
    for (const auto& task : std::get<std::vector<base::Phrase>>(*said.find("tasks")))
      found.push_back(std::get<std::string>(*task.find("title")));
  }
  return found;
}

TEST_F(Migrations, ShowWhatTheOtherVersionWouldChangeAndWriteNothing) {
  const auto writes = stage_.fake.counters().writes;
  const auto shown = migration(stage_, change_);
  ASSERT_TRUE(shown);
  EXPECT_THAT(titles(*shown, "added"), ElementsAre("Watch"));
  EXPECT_THAT(titles(*shown, "cancelled"), ElementsAre("Backup"));
  EXPECT_THAT(titles(*shown, "altered"), ElementsAre("Machines: 2", "nginx"));
  EXPECT_THAT(titles(*shown, "again"), ElementsAre());
  EXPECT_THAT(std::get<std::vector<base::Phrase>>(*shown->says.find("parts")),
              Contains(base::Phrase("new_plan.unchanged", {{"n", std::int64_t{1}}})));
  EXPECT_EQ(stage_.fake.counters().writes, writes);
}

TEST_F(Migrations, AreMadeSoByTheNextPassOnceOrdered) {
  ASSERT_TRUE(order(stage_, change_).ok());
  EXPECT_EQ(stage_.issue(change_).status.state, State::agreed);
  stage_.settle();
  const std::string id = to_string(change_);
  EXPECT_EQ(stage_.picture(change_), "in_progress\n" + id + "/backup cancelled - blocks\n" + id +
                                         "/network ready Network group blocks " + id + "/vms " + id +
                                         "/web\n" + id + "/vms waiting - blocks " + id + "/watch\n" + id +
                                         "/watch waiting - blocks\n" + id + "/web waiting - blocks " + id +
                                         "/watch\n");
  EXPECT_EQ(stage_.task(change_, "vms").subject, "Machines: 2");
  EXPECT_EQ(stage_.task(change_, "web").field(Field::department), "Microsoft");
  const auto stamp = change::parse_stamp(stage_.issue(change_).field(Field::change_plan));
  EXPECT_EQ(stamp.version, 2);
  EXPECT_EQ(change::goes_over_to(stamp), std::nullopt);
}

TEST_F(Migrations, AreToldInOneNoteAndALostStoreCausesNoWrite) {
  ASSERT_TRUE(order(stage_, change_).ok());
  stage_.settle();
  std::vector<std::string> notes;
  for (const auto& event : stage_.issue(change_).events) {
    if (event.comment && !event.comment->text.empty()) notes.push_back(event.comment->text);
  }
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_THAT(notes[0], HasSubstr("from version 1 of its template to version 2"));
  EXPECT_THAT(notes[0], HasSubstr("“Watch” is added, “Backup” is cancelled unless somebody has begun"));
  stage_.restart(true);
  EXPECT_EQ(stage_.pass().writes, 0) << stage_.written.front();
}

TEST_F(Migrations, WhatIsDoneGetsATaskForTheDifference) {
  stage_.finish(stage_.task(change_, "network").id, "");
  stage_.settle();
  stage_.finish(stage_.task(change_, "vms").id, "");
  stage_.settle();
  const auto shown = migration(stage_, change_);
  ASSERT_TRUE(shown);
  EXPECT_THAT(titles(*shown, "again"), ElementsAre("Machines: 2"));
  ASSERT_TRUE(order(stage_, change_).ok());
  stage_.settle();
  EXPECT_EQ(stage_.task(change_, "vms").subject, "2 machines");
  EXPECT_EQ(stage_.task(change_, "vms/r1").subject, "(changed) Machines: 2, was: 2 machines");
  EXPECT_EQ(stage_.task(change_, "web").status.state, State::ready);
  EXPECT_EQ(stage_.task(change_, "web").assignee->name, "Microsoft group");
}

TEST_F(Migrations, KilledAnywhereTheChangeIsOnOneOfTheVersionsAndNothingIsThereTwice) {
  ASSERT_TRUE(order(stage_, change_).ok());
  stage_.settle();
  const auto unbroken = stage_.picture(change_);
  for (int n = 1, last = 200; n <= last; ++n) {
    SiteStage stage(*first_);
    const auto change = begin(stage, "system: polaris\n");
    int points = 0;
    stage.fake.set_hook([&](std::string_view) { return ++points == n ? Fault::kill : Fault::none; });
    try {
      (void)order(stage, change);
      stage.settle();
      last = n;
    } catch (const tracker::fake::Killed&) {
      stage.restart(n % 2 == 0);
    }
    stage.fake.set_hook(nullptr);
    stage.clock.sleep(std::chrono::minutes(5));
    stage.settle();
    const auto stamp = change::parse_stamp(stage.issue(change).field(Field::change_plan));
    if (stamp.version == 1) {
      ASSERT_EQ(stage.tasks(change).size(), 4U) << "killed at point " << n;
      ASSERT_TRUE(order(stage, change).ok());
      stage.settle();
    }
    ASSERT_EQ(stage.picture(change), unbroken) << "killed at point " << n;
  }
}

TEST_F(Migrations, ToTheVersionThatIsThereAreNothingToDo) {
  const auto same = migration(stage_, change_, 1);
  ASSERT_TRUE(same);
  EXPECT_TRUE(same->is_there());
}

TEST_F(Migrations, AreRefusedWithTheReason) {
  EXPECT_EQ(refusal(3), "migration.file_holds{template=shop, held=2, version=3}");
  EXPECT_TRUE(migration(stage_, change_, 3).error().unknown_version);
  tracker::fake::PersonalEdit edit;
  edit.fields[Field::change_template] = "landscape";
  stage_.act(stage_.tam, change_, edit);
  EXPECT_THAT(refusal(), HasSubstr("migration.other_template"));
  edit.fields[Field::change_template] = "shop";
  stage_.act(stage_.tam, change_, edit);
  stage_.move(stage_.tam, change_, State::on_hold);
  EXPECT_THAT(refusal(), HasSubstr("migration.not_running"));
  stage_.move(stage_.tam, change_, State::cancelling);
  stage_.settle();
  EXPECT_THAT(refusal(), HasSubstr("state=cancelled"));
}

TEST_F(Migrations, ToParametersThatDoNotFitNameEachOfThem) {
  tracker::fake::PersonalEdit edit;
  edit.fields[Field::change_parameters] = "system: polaris\nsize: 12\ncolour: blue\n";
  stage_.act(stage_.tam, change_, edit);
  const auto found = migration(stage_, change_);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().why.size(), 2U);
}

TEST_F(Migrations, OfAChangeWithoutATemplateAreRefused) {
  const auto change = stage_.open_change("", "", State::agreed);
  stage_.settle();
  const auto found = migration(stage_, change);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().why.front().key, "migration.no_template");
}

TEST_F(Migrations, AreNotOrderedInAPausedProject) {
  auto pauses = *service::Pauses::read(*second_, stage_.fake);
  pauses.pause("aurora", "the tracker is being moved");
  ASSERT_TRUE(pauses.write(*second_, stage_.fake).ok());
  EXPECT_EQ(order(stage_, change_).phrase().key, "service.paused");
  EXPECT_EQ(stage_.issue(change_).status.state, State::in_progress);
}

TEST_F(Migrations, ATamWhoSetsTheChangeBackBeforeThePassStaysOnTheVersion) {
  ASSERT_TRUE(order(stage_, change_).ok());
  stage_.move(stage_.tam, change_, State::in_progress);
  stage_.settle();
  const auto stamp = change::parse_stamp(stage_.issue(change_).field(Field::change_plan));
  EXPECT_EQ(stamp.version, 1);
  EXPECT_EQ(change::goes_over_to(stamp), std::nullopt);
  EXPECT_EQ(stage_.tasks(change_).size(), 4U);
}

}  // namespace
}  // namespace estafeta::testing
