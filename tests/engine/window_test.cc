// A maintenance window to the minute, on the change's page and in its document.
#include "connector/render/plan/window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/service/changes/plan_view.h"
#include "connector/template/parse.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::State;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kNight = R"(
template: night
version: 1
title: "Night of {{ system }}"
parameters:
  system: { type: string, title: System }
tasks:
  stop: { department: unix, title: "Stop {{ system }}", duration: 30m, window: maintenance }
  start: { department: unix, needs: [stop], title: "Start {{ system }}", duration: 1h, window: maintenance }
)";

std::unique_ptr<service::Site> site_with_night() {
  return site_with([](service::Site& site) {
    auto parsed = tmpl::parse(kNight, "night.yaml");
    ASSERT_TRUE(parsed);
    site.templates["night"] = {std::move(*parsed), kNight, "night.yaml"};
  });
}

class ANight : public ::testing::Test {
 protected:
  ANight() { open("system: shop"); }
  void open(const std::string& parameters) {
    change_ = stage_.open_change("night", parameters, State::agreed, "aurora");
    stage_.settle();
    opens_ = view().schedule.tasks.front().start;
  }
  void go_to(base::Instant instant) {
    stage_.clock.sleep(instant - stage_.clock.now());
    stage_.settle();
  }
  render::PlanView view() {
    const auto decision = stage_.engine().decide(change_);
    return decision ? service::plan_view(*site_, decision->plan, decision->observation.situation)
                    : render::PlanView();
  }
  std::string told() {
    const auto shown = view();
    return shown.window ? render::window_text(shown, stage_.clock.now(), site_->plain("en")) : "";
  }
  std::string page() { return stage_.fake.page("staff", "Change-" + to_string(change_)).value_or(""); }

  std::unique_ptr<service::Site> site_ = site_with_night();
  SiteStage stage_{*site_};
  base::IssueId change_;
  base::Instant opens_;
};

TEST_F(ANight, IsShownFromADayBeforeItsWindowOpens) {
  go_to(opens_ + std::chrono::hours(12));
  open("system: mail");
  EXPECT_THAT(page(), Not(HasSubstr("Maintenance window,")));
  go_to(opens_ - std::chrono::hours(23));
  EXPECT_THAT(page(), HasSubstr("Maintenance window,"));
  EXPECT_THAT(told(), AllOf(HasSubstr("It opens in 22 h "), HasSubstr("Next: #")));
  for (const auto& event : stage_.issue(change_).events) {
    const bool speaks = event.own && event.comment;
    EXPECT_FALSE(speaks && event.comment->text.find("Last call for “Start") != std::string::npos)
        << "what it waits for is done in the window itself";
  }
}

TEST_F(ANight, TellsWhoIsOnWhoIsNextAndHowLate) {
  go_to(opens_ + std::chrono::minutes(5));
  stage_.move(stage_.engineer, stage_.task(change_, "stop").id, State::in_progress);
  stage_.settle();
  EXPECT_THAT(told(), AllOf(HasSubstr("On it now: "), ContainsRegex("[56] min late")));
  stage_.clock.sleep(std::chrono::minutes(45));
  EXPECT_THAT(told(), AllOf(ContainsRegex("2[01] min late"), HasSubstr("at the earliest")));
}

TEST_F(ANight, SaysWhatNoLongerFits) {
  go_to(opens_);
  stage_.move(stage_.engineer, stage_.task(change_, "stop").id, State::in_progress);
  stage_.settle();
  const auto closes = view().window->closes;
  stage_.clock.sleep(closes - std::chrono::minutes(50) - stage_.clock.now());
  EXPECT_THAT(told(), AllOf(HasSubstr("no longer fits into this window"), HasSubstr("roll back")));
  EXPECT_TRUE(render::any_misses(*view().window));
}

TEST_F(ANight, CostsNoVersionOfThePageWhileNobodyDoesAnything) {
  go_to(opens_);
  stage_.move(stage_.engineer, stage_.task(change_, "stop").id, State::in_progress);
  stage_.settle();
  const auto before = page();
  for (int minutes = 0; minutes < 90; minutes += 10) {
    stage_.clock.sleep(std::chrono::minutes(10));
    stage_.settle();
  }
  EXPECT_EQ(page(), before);
  stage_.finish(stage_.task(change_, "stop").id, "");
  stage_.settle();
  EXPECT_THAT(page(), ContainsRegex("1 h [0-9]+ min late"));
}

}  // namespace
}  // namespace estafeta::testing
