// What the plans of one client's changes know of each other: windows used by two, and rehearsals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/template/parse.h"
#include "connector/views/calibration.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSwitchOver = R"(
template: switch-over
version: 1
rehearsable: true
title: "Switch-over of {{ system }}"
parameters:
  system: { type: string, title: System }
tasks:
  switch: { department: unix, title: "Switch over {{ system }}", duration: 1h, window: maintenance }
  open: { kind: check, department: network, needs: [switch], title: "It answers", duration: 1h }
)";

std::unique_ptr<service::Site> site_with_switch_over() {
  return site_with([](service::Site& site) {
    auto parsed = tmpl::parse(kSwitchOver, "switch-over.yaml");
    ASSERT_TRUE(parsed);
    site.templates["switch-over"] = {std::move(*parsed), kSwitchOver, "switch-over.yaml"};
  });
}

class ChangesOfOneClient : public ::testing::Test {
 protected:
  base::IssueId open(const std::string& parameters, State state = State::agreed,
                     const std::string& project = "aurora") {
    const auto change = stage_.open_change("switch-over", parameters, state, project);
    stage_.settle();
    return change;
  }
  void finish_all(base::IssueId change, const std::string& result) {
    stage_.finish(stage_.task(change, "switch").id, "");
    stage_.settle();
    stage_.finish(stage_.task(change, "open").id, "Result: " + result);
    stage_.settle();
    stage_.move(stage_.tam, change, State::done);
    stage_.settle();
  }
  std::vector<std::string> told(base::IssueId id) const {
    std::vector<std::string> notes;
    for (const auto& event : stage_.issue(id).events) {
      if (event.own && event.comment && !event.comment->text.empty()) notes.push_back(event.comment->text);
    }
    return notes;
  }
  std::string plan(base::IssueId id) {
    return stage_.fake.page("staff", "Change-" + to_string(id)).value_or("");
  }

  std::unique_ptr<service::Site> site_ = site_with_switch_over();
  SiteStage stage_{*site_};
};

TEST_F(ChangesOfOneClient, AreToldOnceThatBothUseAWindow) {
  const auto first = open("system: shop");
  EXPECT_THAT(told(first), ::testing::IsEmpty());
  const auto second = open("system: crm");
  const auto said = HasSubstr("is also used by #" + to_string(first) + ".");
  EXPECT_THAT(told(second), ::testing::Contains(said));
  EXPECT_THAT(plan(second), said);
  const auto before = told(second).size();
  stage_.restart();
  stage_.settle();
  stage_.say(stage_.engineer, stage_.task(second, "switch").id);
  EXPECT_EQ(told(second).size(), before) << "it was said";
}

TEST_F(ChangesOfOneClient, ThatHaveEndedOrAreAnotherClientsUseNoWindow) {
  const auto first = open("system: shop");
  finish_all(first, "pass");
  open("system: crm", State::agreed, "meridian");
  const auto second = open("system: crm");
  EXPECT_THAT(plan(second), Not(HasSubstr("is also used by")));
}

TEST_F(ChangesOfOneClient, SayWhatTheirLastRehearsalTook) {
  const auto trial = open("system: shop\nrehearsal: yes");
  EXPECT_EQ(stage_.task(trial, "switch").subject, "Rehearsal: Switch over shop");
  EXPECT_THAT(plan(trial), HasSubstr("This is a rehearsal"));
  const auto real = open("system: shop", State::draft);
  EXPECT_THAT(plan(real), Not(HasSubstr("In its rehearsal"))) << "nothing of it is done yet";
  finish_all(trial, "not tested");
  stage_.say(stage_.tam, real);
  EXPECT_THAT(plan(real), AllOf(HasSubstr("In its rehearsal"),
                                HasSubstr(to_string(trial) + ": “Switch over shop” took 1 min")));
  EXPECT_THAT(plan(real), HasSubstr("not tested"));
  EXPECT_THAT(plan(open("system: crm", State::draft)), Not(HasSubstr("In its rehearsal")))
      << "that is another plan";
}

TEST_F(ChangesOfOneClient, SayHowOftenACheckFailedInTheRehearsal) {
  const auto trial = open("system: shop\nrehearsal: yes");
  stage_.finish(stage_.task(trial, "switch").id, "");
  stage_.settle();
  const auto check = stage_.task(trial, "open").id;
  for (const char* result : {"fail", "pass", "fail\nRemark: again", "not tested"}) {
    stage_.finish(check, std::string("Result: ") + result);
    stage_.settle();
    stage_.move(stage_.engineer, check, State::ready);
    stage_.settle();
  }
  EXPECT_THAT(plan(open("system: shop", State::draft)), HasSubstr("“It answers”: failed 2 times"));
}

TEST_F(ChangesOfOneClient, ShowTheClientNothingOfARehearsal) {
  const auto request = stage_.open_request("A new home for the shop");
  const auto trial = stage_.open_change("switch-over", "system: shop\nrehearsal: yes", State::agreed);
  tracker::fake::PersonalEdit shown;
  shown.fields[Field::shown_to_client] = "1";
  ASSERT_TRUE(stage_.fake.tie(stage_.tam, trial, request).ok());
  stage_.act(stage_.tam, trial, shown);
  stage_.settle();
  EXPECT_EQ(stage_.issue(request).status.state, State::fresh);
}

TEST_F(ChangesOfOneClient, TakeNoDurationsFromARehearsal) {
  const auto trial = open("system: shop\nrehearsal: yes");
  finish_all(trial, "pass");
  const auto decision = stage_.engine().decide(trial);
  ASSERT_TRUE(decision);
  views::Calibration found;
  views::add_run(found, site_->rules, decision->observation.situation);
  EXPECT_TRUE(found.changes.empty());
}

TEST_F(ChangesOfOneClient, HoldStillWhenACheckFailsUntilTheTamDecides) {
  const auto change = open("system: shop\nrehearsal: yes");
  stage_.finish(stage_.task(change, "switch").id, "");
  stage_.settle();
  const auto check = stage_.task(change, "open");
  EXPECT_THAT(check.field(Field::hand_over),
              HasSubstr("# Result: pass | fail | not tested\nresult:\n# Remark\nremark:"));
  stage_.finish(check.id, "Result: fail\nRemark: the certificate is of the old host");
  stage_.settle();
  EXPECT_THAT(told(change), ElementsAre(HasSubstr("is “fail”; nothing new begins until you decide")));
  const auto desk = stage_.fake.page("staff", "Desk-aurora").value_or("");
  EXPECT_THAT(desk, HasSubstr("the result is “fail”: “the certificate is of the old host”"));
}

}  // namespace
}  // namespace estafeta::testing
