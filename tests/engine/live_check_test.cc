// `check --live` finds beforehand what the tracker would refuse or silently drop.
#include "connector/service/site/live_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <variant>

#include "tests/engine/site_stage.h"
#include "tests/fake/passing.h"

namespace estafeta::testing {
namespace {

using model::Field;
using service::CheckVerdict;
using service::Finding;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using tracker::Right;

class LiveCheck : public ::testing::Test {
 protected:
  LiveCheck() {
    stage_.open_incident();
    stage_.open_change("managed-platform", "system: vega\n", model::State::draft);
    before_ = said(CheckVerdict::fails);
  }

  std::vector<std::string> said(CheckVerdict verdict) {
    std::vector<std::string> out;
    const auto findings = service::check_live(bundled_site(), stage_.fake);
    EXPECT_TRUE(findings);
    for (const Finding& finding : findings.value()) {
      if (finding.verdict == verdict) out.push_back(bundled_site().plain().say(finding.what));
    }
    return out;
  }

  // What is wrong now and was not.
  std::vector<std::string> found() {
    auto all = said(CheckVerdict::fails);
    std::erase_if(all, [&](const auto& text) {
      return std::find(before_.begin(), before_.end(), text) != before_.end();
    });
    return all;
  }

  SiteStage stage_;
  std::vector<std::string> before_;
};

TEST_F(LiveCheck, FindsNothingNewWhereNothingChanged) {
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LiveCheck, NamesWhoMayReadThePageOfTamsAndShouldNot) {
  const auto site = site_with([](auto& one) { one.mappings.clients.tam.project = "board"; });
  const auto fails = [&] {
    std::string all;
    const auto findings = service::check_live(*site, stage_.fake);
    EXPECT_TRUE(findings);
    for (const Finding& finding : findings.value()) {
      if (finding.verdict == CheckVerdict::fails) all += site->plain().say(finding.what) + "\n";
    }
    return all;
  };
  EXPECT_THAT(fails(), HasSubstr("The project “board” (`tam: project` in clients.yaml) is not there"));
  stage_.fake.add_project("board", {}, true);
  stage_.fake.add_member("board", stage_.fake.service(), "service");
  stage_.fake.add_member("board", stage_.fake.add_person("Dirk Director"), "service_manager");
  EXPECT_THAT(fails(), Not(HasSubstr("board")));
  stage_.fake.add_member("board", stage_.client, "client");
  EXPECT_THAT(fails(), HasSubstr("“Carol Norris” is a member of “board”, where the page TAM stands"));
}

// As after an administrator has made a status that the mapping does not name.
class ParkingReader : public tracker::fake::PassingReader {
 public:
  using PassingReader::PassingReader;
  base::Result<std::vector<model::Issue>> open_issues(model::Kind kind) override {
    auto open = PassingReader::open_issues(kind);
    for (auto& issue : open.value()) {
      if (kind != model::Kind::incident) continue;
      issue.status = {};
      issue.status_name = "Parked";
    }
    return open;
  }
};

TEST_F(LiveCheck, NamesStatusesThatTheMappingDoesNotKnow) {
  ParkingReader reader(stage_.fake);
  const tracker::Tracker tracker{stage_.fake, reader, stage_.fake, stage_.fake, stage_.fake, stage_.fake};
  const auto findings = service::check_live(bundled_site(), tracker);
  ASSERT_TRUE(findings);
  std::vector<std::string> texts;
  for (const auto& finding : *findings) texts.push_back(bundled_site().plain().say(finding.what));
  EXPECT_THAT(texts, ::testing::Contains(HasSubstr("statuses that tracker.yaml does not name: Parked. Add")));
}

TEST_F(LiveCheck, FindsAClosedProjectAndSaysNothingElseOfIt) {
  stage_.fake.close_project("aurora");
  stage_.fake.take_right(Right::edit_issues);
  int closed = 0, rights = 0;
  for (const auto& text : found()) {
    closed += text.find("“aurora” is closed") != std::string::npos ? 1 : 0;
    rights += text.find("“aurora” the role") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(closed, 1);
  EXPECT_EQ(rights, 0);
}

TEST_F(LiveCheck, NamesThePermissionsTheRoleLacksAsTheTrackerNamesThem) {
  stage_.fake.take_right(Right::edit_issues);
  stage_.fake.take_right(Right::subtasks);
  const auto now = found();
  ASSERT_FALSE(now.empty());
  EXPECT_THAT(now.front(), HasSubstr("“Edit issues” and “Manage subtasks”"));
  EXPECT_THAT(now.front(), HasSubstr("Roles and permissions"));
}

TEST_F(LiveCheck, NamesTheRightsForPagesInTheStaffProjectOnly) {
  stage_.fake.take_right(Right::edit_wiki);
  const auto now = found();
  ASSERT_EQ(now.size(), 1U);
  EXPECT_THAT(now.front(), HasSubstr("“Edit wiki pages”"));
}

TEST_F(LiveCheck, FindsAPriorityWithoutAWord) {
  stage_.fake.add_priority("Disaster");
  ASSERT_EQ(found().size(), 1U);
  EXPECT_THAT(found()[0], HasSubstr("The priority “Disaster” is missing from `priorities` in tracker.yaml"));
}

TEST_F(LiveCheck, FindsAHoldReasonWithoutAWord) {
  tracker::fake::PersonalEdit hold;
  hold.fields = {{Field::hold_reason, "customer"}};
  stage_.act(stage_.engineer, stage_.open_incident(), hold);
  ASSERT_EQ(found().size(), 1U);
  EXPECT_THAT(found()[0], HasSubstr("The value “customer” of “Hold reason” is missing from `hold_reasons`"));
}

TEST_F(LiveCheck, FindsGroupsToWhomNoTaskCanBeAssigned) {
  const auto facts = stage_.fake.project("aurora").value();
  for (const auto& member : facts.members) {
    const auto& group = member.principal;
    if (group.name == "Unix group" || group.name == "Network group")
      stage_.fake.make_assignable(group.id, false);
  }
  const auto now = found();
  ASSERT_FALSE(now.empty());
  EXPECT_THAT(now.front(), HasSubstr("“aurora” can be assigned to Network group and Unix group"));
}

// What a policy's `when` names must be there, or the target is nobody's.
TEST_F(LiveCheck, FindsProjectsAndCategoriesThatOnlyAPolicyNames) {
  auto site = bundled_site();
  auto versions = site.mappings.policies.versions("gold");
  versions.front().policy.targets.front().when["project"] = {"aurora", "auror"};
  versions.front().policy.targets.front().when["category"] = {"Network", "Netwrok"};
  site.mappings.policies.add("gold", versions);
  stage_.fake.add_category("Network");
  std::vector<std::string> named;
  const auto findings = service::check_live(site, stage_.fake);
  ASSERT_TRUE(findings);
  for (const Finding& finding : *findings) {
    if (finding.what.key == "check.policy_project" || finding.what.key == "check.policy_category")
      named.push_back(site.plain().say(finding.what));
  }
  ASSERT_EQ(named.size(), 2U);
  EXPECT_THAT(named[0], HasSubstr("a target for the project “auror”, which is not there"));
  EXPECT_THAT(named[1],
              HasSubstr("a target for the category “Netwrok”, which is in none of the projects aurora"));
}

TEST_F(LiveCheck, FindsAMappedFieldThatIssuesDoNotShow) {
  stage_.fake.hide_field(Field::hold_reason);
  const auto now = found();
  ASSERT_EQ(now.size(), 2U);  // changes and incidents; there is no task yet
  EXPECT_THAT(now.front(), HasSubstr("Hold reason"));
  EXPECT_THAT(now.front(), HasSubstr("aurora"));
}

TEST_F(LiveCheck, FindsARequiredFieldThatEstafetaDoesNotFillIn) {
  stage_.fake.make_required(Field::cause);
  const auto now = found();
  ASSERT_EQ(now.size(), 3U);
  EXPECT_THAT(now.front(), HasSubstr("cannot be blank"));
}

TEST_F(LiveCheck, NamesTheEndingsOfFilesTheTrackerDoesNotTakeOnce) {
  stage_.fake.deny_extension(".svg");
  stage_.fake.deny_extension(".json");
  const auto now = found();
  ASSERT_EQ(now.size(), 1U);
  EXPECT_THAT(now.front(), HasSubstr(".json and .svg"));
  EXPECT_THAT(now.front(), HasSubstr("Administration, Settings, Files"));
}

TEST_F(LiveCheck, SaysWhatCannotBeCheckedOnce) {
  int read_only = 0;
  for (const auto& text : said(CheckVerdict::not_checked))
    read_only += text.find("read-only") != std::string::npos ? 1 : 0;
  EXPECT_EQ(read_only, 1);
}

// As where the project is archived or the account is no member.
class HidingDirectory : public tracker::fake::PassingDirectory {
 public:
  HidingDirectory(tracker::Directory& inner, base::Status status)
      : PassingDirectory(inner), status_(std::move(status)) {}
  base::Result<tracker::ProjectFacts> project(const std::string& identifier) override {
    if (identifier == "aurora") return base::fail(status_);
    return PassingDirectory::project(identifier);
  }

 private:
  base::Status status_;
};

TEST_F(LiveCheck, TellsAHiddenProjectFromOneThatIsNotThere) {
  const auto wrong = [&](base::Cause cause) {
    HidingDirectory hiding(stage_.fake, {base::Code::not_found, base::Phrase("tracker.no_project"), cause});
    std::string text;
    const auto findings = service::check_live(
        bundled_site(), {hiding, stage_.fake, stage_.fake, stage_.fake, stage_.fake, stage_.fake});
    for (const Finding& finding : findings.value()) {
      if (finding.verdict == CheckVerdict::fails) text += bundled_site().plain().say(finding.what) + "\n";
    }
    return text;
  };
  EXPECT_THAT(wrong(base::Cause::forbidden), HasSubstr("archived"));
  EXPECT_THAT(wrong(base::Cause::none), HasSubstr("does not exist"));
}

TEST_F(LiveCheck, GivesUpWhereTheTrackerDoesNotAnswer) {
  HidingDirectory hiding(stage_.fake, {base::Code::unavailable, base::Phrase("http.timed_out")});
  const auto findings = service::check_live(
      bundled_site(), {hiding, stage_.fake, stage_.fake, stage_.fake, stage_.fake, stage_.fake});
  ASSERT_FALSE(findings);
  EXPECT_EQ(findings.error().code(), base::Code::unavailable);
}

}  // namespace
}  // namespace estafeta::testing
