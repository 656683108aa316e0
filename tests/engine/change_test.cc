// Whole passes over changes, on the fake tracker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "connector/service/site/pauses.h"
#include "connector/service/site/watched_writes.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kLandscape = "system: polaris\n";

// The last note of the issue's history.
std::string last_note(const model::Issue& issue) {
  std::string text;
  for (const auto& event : issue.events) {
    if (event.comment) text = event.comment->text;
  }
  return text;
}

class Changes : public ::testing::Test {
 protected:
  // The TAM's own task.
  void make_cabling_below(base::IssueId change) {
    tracker::NewIssue task;
    task.project = "aurora";
    task.kind = model::Kind::task;
    task.subject = "Cabling";
    task.parent = change;
    ASSERT_TRUE(stage_.fake.open_issue(stage_.tam, task));
  }

  SiteStage stage_;
};

TEST_F(Changes, AnAgreedOneGetsItsTasksInOrderAndTheFirstIsAssigned) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  stage_.settle();
  const std::string id = to_string(change);
  EXPECT_EQ(stage_.picture(change), "in_progress\n" +                                          //
                                        id + "/accept waiting - blocks\n" +                    //
                                        id + "/backup waiting - blocks " + id + "/accept\n" +  //
                                        id + "/linux waiting - blocks " + id + "/web\n" +      //
                                        id + "/network ready Network group blocks " + id + "/vms\n" + id +
                                        "/vms waiting - blocks " + id + "/backup " + id + "/linux " + id +
                                        "/web\n" + id + "/web waiting - blocks " + id + "/accept\n");
}

TEST_F(Changes, MayNameTheirTemplateAsPeopleTypeAndPasteIt) {
  for (const char* typed : {"Landscape", "landscape ", "\xC2\xA0landscape\t", " LANDSCAPE\n"}) {
    const auto change = stage_.open_change(typed, kLandscape, State::agreed);
    stage_.settle();
    EXPECT_EQ(stage_.issue(change).status.state, State::in_progress) << typed;
    EXPECT_EQ(stage_.tasks(change).size(), 6U) << typed;
  }
}

TEST_F(Changes, AreLeftAloneWhileTheClocksDiffer) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  for (const auto ahead : {std::chrono::hours(24), std::chrono::hours(-3)}) {
    stage_.fake.set_clock_ahead(ahead);
    const auto pass = stage_.engine().pass();
    ASSERT_FALSE(pass);
    EXPECT_EQ(pass.error().cause(), base::Cause::clock_differs);
    EXPECT_EQ(stage_.issue(change).status.state, State::agreed);
  }
  stage_.fake.set_clock_ahead(std::chrono::minutes(2));
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).status.state, State::in_progress);
}

// A server without a Date header: the first write of ours is what tells its time.
TEST_F(Changes, AreLeftAfterTheFirstWriteWhereThatShowsThatTheClocksDiffer) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  stage_.fake.set_clock_ahead(std::nullopt);
  stage_.fake.set_hook([&](std::string_view point) {
    const bool has_written = point == "after:create" || point == "after:update";
    if (has_written) stage_.fake.set_clock_ahead(std::chrono::hours(24));
    return tracker::fake::Fault::none;
  });
  ASSERT_TRUE(stage_.engine().pass());
  EXPECT_EQ(stage_.fake.counters().writes, 1);
  const auto next = stage_.engine().pass();
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().cause(), base::Cause::clock_differs);
  stage_.fake.set_hook(nullptr);
  stage_.fake.set_clock_ahead(std::chrono::seconds(0));
  stage_.clock.sleep(std::chrono::minutes(1));
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).status.state, State::in_progress);
}

TEST_F(Changes, ASecondPassWritesNothing) {
  stage_.open_change("managed-platform", "system: vega\n", State::agreed);
  stage_.settle();
  EXPECT_EQ(stage_.pass().writes, 0);
}

TEST_F(Changes, AreNotWrittenToAgainForAValueThatIsEscaped) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  stage_.settle();
  stage_.finish(stage_.task(change, "network").id, "vlan: 214\nsubnet: 10.20.14.0/24");
  stage_.settle();
  stage_.finish(stage_.task(change, "vms").id, "hosts: orion-1..orion-8 *new* [two]");
  stage_.pass();
  EXPECT_EQ(stage_.task(change, "linux").status.state, State::ready);
  stage_.pass();
  EXPECT_EQ(stage_.pass().writes, 0) << stage_.written.front();
}

TEST_F(Changes, ALostStoreCausesNoWrite) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  stage_.settle();
  stage_.finish(stage_.task(change, "network").id, "vlan: 214\nsubnet: 10.20.14.0/24");
  stage_.settle();
  stage_.restart(true);
  EXPECT_EQ(stage_.pass().writes, 0) << stage_.written.front();
}

TEST_F(Changes, ADryRunSaysBeforehandWhatThePassThenDoes) {
  stage_.open_change("landscape", kLandscape, State::agreed);
  stage_.dry_pass();
  const auto foretold = stage_.written;
  EXPECT_EQ(stage_.fake.counters().writes, 0);
  stage_.pass();
  ASSERT_EQ(foretold.size(), stage_.written.size());
  // What a dry run calls by its subject has a number once it is made.
  const std::regex name("“[^”]*”|#[0-9]+");
  for (std::size_t i = 0; i < foretold.size(); ++i) {
    EXPECT_EQ(std::regex_replace(foretold[i], name, "_"), std::regex_replace(stage_.written[i], name, "_"));
  }
}

TEST_F(Changes, WhatWasHandedOverStandsInTheNextTask) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  stage_.settle();
  stage_.finish(stage_.task(change, "network").id, "vlan: 214\nsubnet: 10.20.14.0/24");
  EXPECT_THAT(stage_.task(change, "vms").description, HasSubstr("VLAN: …"));
  stage_.settle();
  const auto vms = stage_.task(change, "vms");
  EXPECT_EQ(vms.status.state, State::ready);
  ASSERT_TRUE(vms.assignee);
  EXPECT_EQ(vms.assignee->name, "VMware group");
  EXPECT_THAT(vms.description, HasSubstr("VLAN: 214"));
}

TEST_F(Changes, AValueThatIsMissingHoldsTheNextTaskAndIsAskedForOnce) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  stage_.settle();
  const auto network = stage_.task(change, "network").id;
  stage_.finish(network, "vlan: 9999");
  stage_.settle();
  EXPECT_EQ(stage_.task(change, "vms").status.state, State::waiting);
  const auto asked = stage_.issue(network).events.size();
  stage_.settle();
  EXPECT_EQ(stage_.issue(network).events.size(), asked);
  tracker::fake::PersonalEdit edit;
  edit.fields[Field::hand_over] = "vlan: 214\nsubnet: 10.20.14.0/24";
  stage_.act(stage_.engineer, network, edit);
  stage_.settle();
  EXPECT_EQ(stage_.task(change, "vms").status.state, State::ready);
}

TEST_F(Changes, BadParametersAreAskedForOnceAndAllAtOnce) {
  const auto change =
      stage_.open_change("landscape", "system: Polaris!\nvms: 900\nbackups: yes\n", State::draft);
  stage_.settle();
  auto asked = stage_.issue(change);
  EXPECT_EQ(asked.status.state, State::draft) << "nobody has agreed to anything yet";
  for (const char* name : {"system", "vms", "backups", "3 things", "preview appears"})
    EXPECT_THAT(last_note(asked), HasSubstr(name));
  EXPECT_THAT(last_note(asked), Not(HasSubstr("again")));
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).events.size(), asked.events.size());
}

TEST_F(Changes, ADraftThatNamesOnlyItsTemplateStaysADraftWithTheNamesToFillIn) {
  const auto change = stage_.open_change("landscape", "", State::draft);
  stage_.settle();
  auto asked = stage_.issue(change);
  EXPECT_EQ(asked.status.state, State::draft);
  EXPECT_THAT(asked.field(Field::change_parameters),
              HasSubstr("# System name: lower-case letters, digits and hyphens, a letter first; for example "
                        "polaris\nsystem:\n"));
  EXPECT_THAT(last_note(asked), HasSubstr("Still without a value: system"));
  EXPECT_THAT(last_note(asked), Not(HasSubstr("again")));
  const auto events = asked.events.size();
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).events.size(), events);

  tracker::fake::PersonalEdit edit;
  edit.fields[Field::change_parameters] = "* System name = polaris\r\n* virtual machines: 2";
  stage_.act(stage_.tam, change, edit);
  stage_.settle();
  asked = stage_.issue(change);
  EXPECT_EQ(asked.status.state, State::draft);
  EXPECT_THAT(last_note(asked), HasSubstr("set the status to Agreed"));
  EXPECT_THAT(asked.field(Field::change_plan), HasSubstr("page: "));

  edit.fields[Field::change_parameters] = "system: polaris\nvms: many";
  stage_.act(stage_.tam, change, edit);
  stage_.settle();
  asked = stage_.issue(change);
  EXPECT_EQ(asked.status.state, State::draft);
  EXPECT_THAT(last_note(asked), HasSubstr("Line 2"));
  EXPECT_THAT(asked.field(Field::change_plan), Not(HasSubstr("include"))) << "no plan of other parameters";

  edit.fields[Field::change_parameters] = "system: polaris\nvms: 3";
  edit.state = State::agreed;
  stage_.act(stage_.tam, change, edit);
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).status.state, State::in_progress);
}

TEST_F(Changes, AgreedToWithNothingFilledInAsksForItOnceWithTheNamesToFillIn) {
  const auto change = stage_.open_change("landscape", "", State::agreed);
  stage_.settle();
  const auto asked = stage_.issue(change);
  EXPECT_EQ(asked.status.state, State::needs_input);
  EXPECT_THAT(asked.field(Field::change_parameters), HasSubstr("system:"));
  EXPECT_THAT(last_note(asked), HasSubstr("Please fix 1 thing, then set the status to Agreed again"));
  EXPECT_EQ(asked.events.size(), 1U);
}

TEST_F(Changes, ATaskThatBecomesReadyHasTheNamesOfItsValuesInItsField) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  stage_.settle();
  const auto network = stage_.task(change, "network");
  EXPECT_EQ(network.field(Field::hand_over), "# VLAN number: 1–4094\nvlan:\n# Subnet\nsubnet:\n");
  for (const auto& event : network.events) EXPECT_TRUE(event.fields.empty()) << "it came with the task";
  EXPECT_EQ(stage_.task(change, "vms").field(Field::hand_over), "");
  tracker::fake::PersonalEdit early;
  early.fields[Field::hand_over] = "hosts: p1, p2";
  stage_.act(stage_.engineer, stage_.task(change, "vms").id, early);

  stage_.finish(network.id, "# VLAN number: 1–4094\nvlan:\n# Subnet\nsubnet:\n");
  stage_.settle();
  EXPECT_THAT(last_note(stage_.issue(network.id)), HasSubstr("“vlan” (VLAN number)"));
  EXPECT_THAT(last_note(stage_.issue(network.id)), Not(HasSubstr("readable line")));
  EXPECT_EQ(stage_.task(change, "vms").status.state, State::waiting);

  tracker::fake::PersonalEdit edit;
  edit.fields[Field::hand_over] = "VLAN = 300 GB\nsubnet: 10.20.14.0/24";
  stage_.act(stage_.engineer, network.id, edit);
  stage_.settle();
  EXPECT_THAT(last_note(stage_.issue(network.id)), HasSubstr("“vlan” (line 1:"));

  edit.fields[Field::hand_over] = "Номер VLAN = \"214\"\r\n- Subnet: 10.20.14.0/24";
  stage_.act(stage_.engineer, network.id, edit);
  stage_.settle();
  const auto vms = stage_.task(change, "vms");
  EXPECT_EQ(vms.status.state, State::ready);
  EXPECT_THAT(vms.description, HasSubstr("VLAN: 214"));
  EXPECT_EQ(vms.field(Field::hand_over), "hosts: p1, p2") << "what people wrote stays";
}

TEST_F(Changes, AGroupThatIsNoMemberIsFoundBeforeAnythingIsMade) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  base::PrincipalId unix_group;
  const auto facts = stage_.fake.project("aurora");
  for (const auto& member : facts->members) {
    if (member.principal.name == "Unix group") unix_group = member.principal.id;
  }
  stage_.fake.remove_member("aurora", unix_group);
  stage_.settle();
  EXPECT_TRUE(stage_.tasks(change).empty());
  EXPECT_EQ(stage_.issue(change).status.state, State::needs_input);
  EXPECT_THAT(last_note(stage_.issue(change)), HasSubstr("Unix group"));
}

TEST_F(Changes, ChangedParametersAreShownAndOnceAgreedToMadeGoodByATaskForTheDifference) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  stage_.settle();
  stage_.finish(stage_.task(change, "network").id, "vlan: 214\nsubnet: 10.20.14.0/24");
  stage_.settle();
  stage_.finish(stage_.task(change, "vms").id, "hosts: pol-1 pol-2");
  stage_.settle();
  tracker::fake::PersonalEdit more;
  more.fields[Field::change_parameters] = "system: polaris\nvms: 6\nbackup: false\n";
  stage_.act(stage_.tam, change, more);
  stage_.settle();
  EXPECT_THAT(last_note(stage_.issue(change)), HasSubstr("Virtual machines for polaris: 6"));
  EXPECT_EQ(stage_.tasks(change).size(), 6U);
  stage_.move(stage_.tam, change, State::agreed);
  stage_.settle();
  EXPECT_EQ(stage_.tasks(change).size(), 7U);
  const auto made = stage_.task(change, "vms/r1");
  EXPECT_EQ(made.subject, "(changed) Virtual machines for polaris: 6, was: Virtual machines for polaris: 2");
  EXPECT_EQ(made.status.state, State::ready);
  EXPECT_EQ(stage_.task(change, "vms").subject, "Virtual machines for polaris: 2");
  EXPECT_EQ(stage_.task(change, "linux").status.state, State::waiting);
  EXPECT_EQ(stage_.task(change, "backup").status.state, State::cancelled);
  stage_.restart(true);
  EXPECT_EQ(stage_.pass().writes, 0) << stage_.written.front();
  stage_.finish(made.id, "hosts: pol-1 pol-2 pol-3 pol-4 pol-5 pol-6");
  stage_.settle();
  EXPECT_EQ(stage_.task(change, "linux").status.state, State::ready);
}

TEST_F(Changes, PastTheLimitOfMailsTheRestWaitsForAPersonAndTheNextPassGoesOn) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  std::vector<std::string> sent;
  service::WatchedWrites watched(stage_.fake, false, {.writes = 200, .mails = 1},
                                 [&](const service::WriteReport& write) { sent.push_back(write.what.key); });
  tracker::IssueUpdate note;
  note.note = "one";
  EXPECT_TRUE(watched.update(change, note).ok());
  const auto refused = watched.update(change, note);
  EXPECT_EQ(refused.code(), base::Code::failed_precondition);
  EXPECT_EQ(refused.phrase().key, "service.mail_limit");
  EXPECT_EQ(sent.size(), 1U);
  watched.begin_pass();
  EXPECT_TRUE(watched.update(change, note).ok());
}

TEST_F(Changes, ArePausedOnlyInAProjectThereIsAndForAReason) {
  auto pauses = *service::Pauses::read(bundled_site(), stage_.fake);
  EXPECT_EQ(pauses.pause_on_order(bundled_site(), stage_.fake, "aurora", " ").phrase().key,
            "pause.no_reason");
  EXPECT_EQ(pauses.pause_on_order(bundled_site(), stage_.fake, "arora", "moved").phrase().key,
            "cli.unknown_project_near");
  EXPECT_TRUE(pauses.all().empty());
}

TEST_F(Changes, APausedProjectIsNotWrittenTo) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  auto pauses = *service::Pauses::read(bundled_site(), stage_.fake);
  pauses.pause("aurora", "the tracker is being moved");
  ASSERT_TRUE(pauses.write(bundled_site(), stage_.fake).ok());
  const auto result = stage_.pass();
  EXPECT_EQ(result.writes, 0);
  ASSERT_EQ(stage_.troubles.size(), 1U);
  EXPECT_EQ(stage_.troubles.front().phrase().key, "service.paused");
  pauses.resume_on_order("aurora");
  ASSERT_TRUE(pauses.write(bundled_site(), stage_.fake).ok());
  stage_.clock.sleep(std::chrono::minutes(2));
  stage_.settle();
  EXPECT_EQ(stage_.tasks(change).size(), 6U);
}

TEST_F(Changes, WhenAllIsFinishedTheTamIsToldOnce) {
  const auto change = stage_.open_change(
      "landscape", "system: polaris\nnetwork: existing\nweb: false\nbackup: false\n", State::agreed);
  stage_.settle();
  stage_.finish(stage_.task(change, "vms").id, "hosts: a, b");
  stage_.settle();
  stage_.finish(stage_.task(change, "linux").id, "");
  stage_.settle();
  stage_.move(stage_.tam, stage_.task(change, "accept").id, State::done);
  stage_.settle();
  const auto told = stage_.issue(change);
  EXPECT_EQ(told.status.state, State::in_progress);
  EXPECT_THAT(last_note(told), HasSubstr("finished"));
  stage_.restart(true);
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).events.size(), told.events.size());
}

TEST_F(Changes, MadeByHandTakeATemplateNamedUnderWayOnlyOnceItIsAgreedTo) {
  const auto change = stage_.open_change("", "", State::draft);
  make_cabling_below(change);
  stage_.move(stage_.tam, change, State::agreed);
  stage_.settle();
  const auto page = [&] { return *stage_.fake.page("staff", "Change-" + to_string(change)); };
  const auto forecast = stage_.issue(change).field(Field::change_forecast);
  tracker::fake::PersonalEdit edit;
  edit.fields = {{Field::change_template, "landscape"}, {Field::change_parameters, kLandscape}};
  stage_.act(stage_.tam, change, edit);
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).field(Field::change_forecast), forecast);
  EXPECT_THAT(page(), Not(HasSubstr("virtual machines")));
  EXPECT_THAT(last_note(stage_.issue(change)), HasSubstr("“landscape”"));
  EXPECT_THAT(last_note(stage_.issue(change)), HasSubstr("agree to the new plan"));
  EXPECT_THAT(*stage_.fake.page("staff", "Desk-aurora"), HasSubstr("landscape"));
  const auto told = stage_.issue(change).events.size();
  stage_.clock.sleep(std::chrono::hours(1));
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).events.size(), told);
  edit.fields = {{Field::decision, "agree to the new plan"}};
  edit.note = "Now with a template.";
  stage_.act(stage_.tam, change, edit);
  stage_.settle();
  EXPECT_EQ(stage_.tasks(change).size(), 7U);
  EXPECT_EQ(stage_.issue(change).status.state, State::in_progress);
}

TEST_F(Changes, MadeByHandGetAnAnswerToATemplateNamedUnderWayThatCannotBeUsed) {
  const auto change = stage_.open_change("", "", State::agreed);
  make_cabling_below(change);
  stage_.settle();
  tracker::fake::PersonalEdit edit;
  edit.fields = {{Field::change_template, "landscap"}};
  stage_.act(stage_.tam, change, edit);
  stage_.settle();
  EXPECT_THAT(last_note(stage_.issue(change)), HasSubstr("“landscap”"));
  EXPECT_EQ(stage_.issue(change).status.state, State::in_progress);
  EXPECT_THAT(*stage_.fake.page("staff", "Desk-aurora"), HasSubstr("landscap"));
}

TEST_F(Changes, SayThatAnEmptiedTemplateChangesNothing) {
  const auto change = stage_.open_change("landscape", kLandscape, State::agreed);
  stage_.settle();
  tracker::fake::PersonalEdit edit;
  edit.fields = {{Field::change_template, ""}};
  stage_.act(stage_.tam, change, edit);
  stage_.settle();
  EXPECT_THAT(last_note(stage_.issue(change)), HasSubstr("“landscape”"));
  EXPECT_EQ(stage_.tasks(change).size(), 6U);
  const auto told = stage_.issue(change).events.size();
  stage_.clock.sleep(std::chrono::hours(1));
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).events.size(), told);
}

TEST_F(Changes, BeginNotBeforeTheDayTheirMakerChoseThoughRedmineDerivesItFromTheTasksLater) {
  const auto today = base::Date(std::chrono::floor<std::chrono::days>(stage_.clock.now()));
  const auto start = base::Date(std::chrono::sys_days(today) + std::chrono::days(14));
  tracker::NewIssue issue;
  issue.project = "aurora";
  issue.kind = model::Kind::change;
  issue.subject = "A change";
  issue.state = State::draft;
  issue.assignee = stage_.tam;
  issue.start_date = start;
  issue.fields = {{Field::change_template, "landscape"}, {Field::change_parameters, kLandscape}};
  const auto change = *stage_.fake.open_issue(stage_.tam, issue);
  stage_.settle();
  const auto page = [&] { return *stage_.fake.page("staff", "Change-" + to_string(change)); };
  EXPECT_THAT(page(), HasSubstr("Nothing of this change begins before " + base::format_date(start)));
  stage_.move(stage_.tam, change, State::agreed);
  stage_.settle();
  EXPECT_EQ(stage_.task(change, "network").status.state, State::waiting);
  EXPECT_GE(*stage_.task(change, "network").start_date, start);
  EXPECT_FALSE(stage_.task(change, "network").assignee);
  stage_.clock.sleep(std::chrono::hours(24 * 5));
  stage_.settle();
  EXPECT_EQ(stage_.task(change, "network").status.state, State::waiting);
  EXPECT_THAT(page(), HasSubstr("Nothing of this change begins before " + base::format_date(start)));
  stage_.clock.sleep(std::chrono::hours(24 * 10));
  stage_.settle();
  EXPECT_EQ(stage_.task(change, "network").status.state, State::ready);
  EXPECT_TRUE(stage_.task(change, "network").assignee);
}

std::string answer_to_resuming(const std::map<std::string, std::string>& paused, const std::string& project) {
  service::Pauses pauses;
  for (const auto& [name, why] : paused) pauses.pause(name, why);
  return bundled_site().plain().say(pauses.resume_on_order(project).second);
}

TEST_F(Changes, AProjectThatIsNotThereCanNeitherBePausedNorResumed) {
  service::Pauses pauses;
  const auto refused = [](const base::Status& status) {
    EXPECT_EQ(status.code(), base::Code::invalid_argument);
    return bundled_site().plain().say(status.phrase());
  };
  EXPECT_THAT(refused(pauses.pause_on_order(bundled_site(), stage_.fake, "aurra", "why")),
              HasSubstr("Did you mean “aurora”?"));
  EXPECT_THAT(refused(pauses.may_resume(bundled_site(), stage_.fake, "aurra")),
              HasSubstr("Did you mean “aurora”?"));
  EXPECT_TRUE(pauses.may_resume(bundled_site(), stage_.fake, "aurora").ok());
  EXPECT_TRUE(pauses.may_resume(bundled_site(), stage_.fake, service::kEverywhere).ok());
  pauses.pause("closed-long-ago", "it was being moved");
  EXPECT_TRUE(pauses.may_resume(bundled_site(), stage_.fake, "closed-long-ago").ok());
}

TEST(Resuming, SaysWhatStaysPausedAllTheSame) {
  const std::string all = service::kEverywhere;
  EXPECT_THAT(answer_to_resuming({{"aurora", "x"}}, "aurora"),
              HasSubstr("writes again in the project aurora"));
  EXPECT_THAT(answer_to_resuming({{"aurora", "x"}, {all, "stop"}}, "aurora"),
              HasSubstr("all projects are paused: stop"));
  EXPECT_THAT(answer_to_resuming({{all, "stop"}}, "aurora"), HasSubstr("not paused by itself"));
  EXPECT_THAT(answer_to_resuming({{"aurora", "x"}, {all, "stop"}}, all),
              HasSubstr("paused by themselves: aurora"));
  EXPECT_THAT(answer_to_resuming({{"aurora", "x"}}, all),
              HasSubstr("Only these projects are paused: aurora"));
  EXPECT_THAT(answer_to_resuming({}, all), HasSubstr("Nothing was paused"));
}

}  // namespace
}  // namespace estafeta::testing
