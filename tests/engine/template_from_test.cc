// A template made of what really happened in a change, on the fake tracker.
#include "connector/service/changes/template_from.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/config/templates.h"
#include "connector/template/expand.h"
#include "connector/template/parse.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::HasSubstr;
using ::testing::Not;

class TemplateFrom : public ::testing::Test {
 protected:
  std::string learn(base::IssueId change) {
    auto decision = stage_.engine().decide(change);
    EXPECT_TRUE(decision) << to_string(decision.error());
    const auto text = service::template_from(bundled_site(), decision->observation.situation, "learned",
                                             bundled_site().plain());
    EXPECT_TRUE(text) << to_string(text.error());
    return text.value_or("");
  }

  // Reads it, with lint's warnings, and fills it in.
  model::DesiredChange expand(const std::string& text, const std::string& parameters) {
    const auto& mappings = bundled_site().mappings;
    for (const auto& problem : tmpl::lint(text, "t", config::names_for_templates(mappings.departments),
                                          config::roles_for_templates(mappings.tracker))) {
      ADD_FAILURE() << to_string(problem.where) << " " << to_string(problem.what) << "\n" << text;
    }
    const auto tmpl = tmpl::parse(text, "t");
    if (!tmpl) return {};
    const auto values = tmpl::read_parameters(*tmpl, parameters, "p");
    EXPECT_TRUE(values) << text;
    return values ? tmpl::expand(*tmpl, *values).value_or(model::DesiredChange{}) : model::DesiredChange{};
  }

  static std::map<std::string, std::set<std::string>> needs_of(const model::DesiredChange& change) {
    std::map<std::string, std::set<std::string>> all;
    for (const auto& task : change.tasks) {
      auto& needs = all[task.key];
      for (const auto& edge : task.needs) needs.insert(edge.task);
    }
    return all;
  }

  void take(base::IssueId task, base::Seconds time, const std::string& hand_over = "") {
    stage_.move(stage_.engineer, task, State::in_progress);
    stage_.clock.sleep(time);
    tracker::fake::PersonalEdit edit;
    edit.state = State::done;
    if (!hand_over.empty()) edit.fields[Field::hand_over] = hand_over;
    stage_.act(stage_.engineer, task, edit);
    stage_.settle();
  }

  base::IssueId add_by_hand(base::IssueId change, const std::string& subject, const std::string& department) {
    tracker::NewIssue issue;
    issue.project = "aurora";
    issue.kind = model::Kind::task;
    issue.subject = subject;
    issue.parent = change;
    issue.fields[Field::department] = department;
    const auto made = stage_.fake.open_issue(stage_.tam, issue);
    EXPECT_TRUE(made);
    return made.value_or(base::IssueId{});
  }

  SiteStage stage_;
};

TEST_F(TemplateFrom, AChangeGivesTheTemplateItWasMadeFromWithTheTimesItTook) {
  const auto change = stage_.open_change("landscape", "system: polaris\nvms: 4\n", State::agreed);
  const auto made_from = stage_.engine().decide(change)->observation.situation.desired;
  stage_.settle();
  take(stage_.task(change, "network").id, std::chrono::minutes(100), "vlan: 214\nsubnet: 10.20.14.0/24");
  take(stage_.task(change, "vms").id, std::chrono::minutes(20), "hosts: pol-1 pol-2");
  take(stage_.task(change, "linux").id, std::chrono::minutes(59));
  const auto text = learn(change);
  const auto learned = expand(text, "system: vega\nvms: 6\n");
  ASSERT_TRUE(made_from);
  EXPECT_EQ(needs_of(learned), needs_of(*made_from));
  std::map<std::string, base::Seconds> durations;
  for (const auto& task : learned.tasks) durations[task.key] = task.duration;
  EXPECT_EQ(durations["network"], std::chrono::hours(2));
  EXPECT_EQ(durations["vms"], std::chrono::minutes(30));
  EXPECT_EQ(durations["linux"], std::chrono::hours(1));
  EXPECT_EQ(durations["web"], std::chrono::hours(6));
  EXPECT_THAT(text, HasSubstr("title: \"VLAN and routing for {{ system }}\""));
  EXPECT_THAT(text, HasSubstr("vlan: { type: integer, title: \"VLAN number\" }"));
  EXPECT_THAT(text, HasSubstr("VLAN: {{ network.vlan }}\n      Subnet: {{ network.subnet }}"));
  EXPECT_THAT(text, HasSubstr("Install and harden the system on: {{ vms.hosts }}"));
  EXPECT_THAT(text, HasSubstr("owner: client"));
  EXPECT_THAT(text, Not(HasSubstr("polaris\"")));
}

TEST_F(TemplateFrom, AHandMadeChangeWithRussianTitlesGivesOneAsWell) {
  const auto change = stage_.open_change("", "", State::in_progress);
  const auto first = add_by_hand(change, "Сеть для «Полярис»", "Network");
  const auto second = add_by_hand(change, "Вторая сеть: {{include(x)}}", "Network");
  const auto third = add_by_hand(change, "Приёмка", "");
  ASSERT_TRUE(stage_.fake.link(stage_.tam, first, second));
  ASSERT_TRUE(stage_.fake.link(stage_.tam, second, third));
  stage_.clock.sleep(bundled_site().rules.mapping.link_grace);
  stage_.settle();
  take(first, std::chrono::hours(1));
  const auto text = learn(change);
  const auto learned = expand(text, "");
  EXPECT_EQ(needs_of(learned), (std::map<std::string, std::set<std::string>>{
                                   {"network", {}}, {"network-2", {"network"}}, {"priemka", {"network-2"}}}));
  EXPECT_EQ(learned.tasks[0].title[0].text, "Сеть для «Полярис»");
}

TEST_F(TemplateFrom, WhatWasCancelledIsLeftOutAndItsNeedsAreHandedOn) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  take(stage_.task(change, "network").id, std::chrono::hours(1), "vlan: 214\nsubnet: 10.20.14.0/24");
  take(stage_.task(change, "vms").id, std::chrono::hours(1), "hosts: pol-1");
  stage_.move(stage_.tam, stage_.task(change, "linux").id, State::cancelled);
  stage_.settle();
  const auto needs = needs_of(expand(learn(change), "system: vega\n"));
  EXPECT_FALSE(needs.contains("linux"));
  EXPECT_EQ(needs.at("web"), (std::set<std::string>{"vms"}));
}

TEST_F(TemplateFrom, AChangeWithoutTasksTeachesNothing) {
  const auto change = stage_.open_change("", "", State::draft);
  const auto decision = stage_.engine().decide(change);
  const auto text = service::template_from(bundled_site(), decision->observation.situation, "learned",
                                           bundled_site().plain());
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().phrase().key, "draft.no_tasks");
}

}  // namespace
}  // namespace estafeta::testing
