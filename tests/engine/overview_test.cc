// The TAM's desk and the departments' pages, kept by whole passes on the fake tracker.
#include "connector/service/desks/overview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/service/site/pauses.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Overviews : public ::testing::Test {
 protected:
  // Agreed, its first task (network) ready.
  base::IssueId begin() {
    const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
    stage_.settle();
    return change;
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
  base::IssueId add_request(const std::string& subject) { return stage_.open_request(subject); }
  base::IssueId task(base::IssueId change, const std::string& key) { return stage_.task(change, key).id; }
  std::string desk(const std::string& client = "aurora") {
    return stage_.fake.page("staff", "Desk-" + client).value_or("none");
  }
  std::string department(const std::string& id) {
    return stage_.fake.page("staff", "Department-" + id).value_or("none");
  }
  void later(std::chrono::minutes time) {
    stage_.clock.sleep(time);
    stage_.settle();
  }
  void note(const base::PrincipalId& who, base::IssueId issue, const std::string& text, bool is_private) {
    tracker::fake::PersonalEdit edit;
    edit.note = text;
    edit.note_is_private = is_private;
    stage_.act(who, issue, edit);
    later(std::chrono::minutes(1));
  }
  static std::string row(base::IssueId issue) { return "|#" + to_string(issue) + "|"; }

  SiteStage stage_;
};

TEST_F(Overviews, NameARequestOfTheClientUntilSomebodyTakesItUp) {
  const auto request = add_request("A new shop, please");
  stage_.settle();
  EXPECT_THAT(desk(),
              AllOf(HasSubstr("Request of the client|" + row(request).substr(1) + "A new shop, please|"),
                    HasSubstr("nobody has taken it up")));
  stage_.restart();
  stage_.settle();
  EXPECT_THAT(desk(), HasSubstr(row(request)));
  stage_.move(stage_.tam, request, State::in_progress);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr(row(request))));
}

TEST_F(Overviews, NameARequestThatIsUnderWayWhileTheClientsLastNoteHasNoAnswer) {
  const auto request = add_request("A new shop, please");
  const auto say = [&](const base::PrincipalId& who, const std::string& text, bool is_private = false) {
    note(who, request, text, is_private);
  };
  const auto named = AllOf(HasSubstr("Client waits for an answer|" + row(request).substr(1)),
                           HasSubstr("the client’s last note has no answer"));
  stage_.move(stage_.tam, request, State::in_progress);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr(row(request))));
  say(stage_.client, "When will it be there?");
  EXPECT_THAT(desk(), named);
  say(stage_.engineer, "Who knows", true);
  EXPECT_THAT(desk(), named) << "the client does not see it";
  stage_.restart();
  stage_.settle();
  EXPECT_THAT(desk(), named);
  later(std::chrono::hours(24));
  EXPECT_THAT(desk(), HasSubstr("By last midnight it had waited 7 working hours"));
  stage_.restart(true);
  stage_.settle();
  EXPECT_THAT(desk(), named) << "the histories tell it again";
  say(stage_.tam, "On Friday.");
  EXPECT_THAT(desk(), Not(HasSubstr(row(request))));
}

TEST_F(Overviews, ReadTheHistoryOfARequestOnlyWhenItChanged) {
  const auto request = add_request("A new shop, please");
  stage_.move(stage_.tam, request, State::in_progress);
  stage_.settle();
  stage_.fake.reset_counters();
  later(std::chrono::hours(24));
  EXPECT_FALSE(stage_.fake.counters().calls.contains("issues"));
}

TEST_F(Overviews, NameAnIncidentOnWhichTheClientWroteAfterItsEndUntilSomebodyAnswers) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  const auto say = [&](const base::PrincipalId& who, const std::string& text, bool is_private = false) {
    note(who, incident, text, is_private);
  };
  const auto named = AllOf(HasSubstr("Client waits for an answer|" + row(incident).substr(1)),
                           HasSubstr("the client wrote after it had ended"));
  stage_.move(stage_.engineer, incident, State::in_progress);
  stage_.settle();
  say(stage_.client, "Still down.");
  EXPECT_THAT(desk(), Not(named)) << "it is under way";
  stage_.move(stage_.engineer, incident, State::resolved);
  stage_.settle();
  EXPECT_THAT(desk(), Not(named));
  const auto notes = stage_.private_notes(incident).size();
  say(stage_.client, "It happens again!");
  EXPECT_THAT(desk(), named);
  say(stage_.engineer, "That client again", true);
  EXPECT_THAT(desk(), named) << "the client has not confirmed of it";
  stage_.restart(true);
  stage_.settle();
  EXPECT_THAT(desk(), named);
  say(stage_.engineer, "We look into it.");
  EXPECT_THAT(desk(), Not(named));
  say(stage_.client, "And?");
  EXPECT_THAT(desk(), named);
  stage_.move(stage_.engineer, incident, State::in_progress);
  stage_.settle();
  EXPECT_THAT(desk(), Not(named)) << "it was reopened";
  stage_.move(stage_.engineer, incident, State::resolved);
  stage_.move(stage_.tam, incident, State::closed);
  stage_.settle();
  say(stage_.client, "Once more!");
  EXPECT_THAT(desk(), named) << "closed ones are confirmed as well";
  later(std::chrono::days(14));
  EXPECT_THAT(desk(), Not(named));
  EXPECT_LE(stage_.private_notes(incident).size(), notes + 1) << "nobody is mailed but by the tracker itself";
}

TEST_F(Overviews, ForgetARequestThatWasDeletedByTheNextDay) {
  const auto request = add_request("A slip of the mouse");
  stage_.settle();
  stage_.fake.remove_issue(request);
  later(std::chrono::hours(24));
  EXPECT_THAT(desk(), Not(HasSubstr(row(request))));
}

TEST_F(Overviews, AreThereForWhomThereIsWorkAndForNobodyElse) {
  const auto change = begin();
  EXPECT_THAT(desk(), AllOf(HasSubstr("Nothing needs you now."), HasSubstr("under way: 1"),
                            HasSubstr(row(change) + "A change|in progress|0 of 6 done|Network|")));
  EXPECT_EQ(desk("meridian"), "none");
  EXPECT_THAT(department("network"),
              AllOf(HasSubstr("May begin now: 1"), HasSubstr(row(task(change, "network"))),
                    HasSubstr("Others wait for: 1"), HasSubstr("Virtualization VMware")));
  EXPECT_THAT(department("vmware"), AllOf(HasSubstr("Coming in the next two weeks: 1"),
                                          HasSubstr("|likely|1 task before it has not begun|")));
  EXPECT_EQ(department("dba"), "none");
}

TEST_F(Overviews, AreFoundFromOnePageThatBeginsWithTheFirstOfThemAndStaysAsItIs) {
  stage_.settle();
  EXPECT_FALSE(stage_.fake.page("staff", "Estafeta"));
  begin();
  const auto page = stage_.fake.page("staff", "Estafeta").value_or("none");
  EXPECT_THAT(page, AllOf(HasSubstr("[[Desk-aurora|"), HasSubstr("[[Department-network|"),
                          HasSubstr("managed-platform"), HasSubstr("|vms|")));
  stage_.written.clear();
  later(std::chrono::hours(30));
  EXPECT_THAT(stage_.written, ::testing::Each(Not(HasSubstr("page Estafeta"))));
}

TEST_F(Overviews, AreNeitherReadNorWrittenWhileNothingHappens) {
  const auto change = begin();
  stage_.move(stage_.engineer, task(change, "network"), State::in_progress);
  stage_.settle();
  stage_.fake.reset_counters();
  for (int i = 0; i < 30; ++i) later(std::chrono::minutes(1));
  const auto& counters = stage_.fake.counters();
  EXPECT_EQ(counters.writes, 0);
  EXPECT_LE(counters.calls.at("login"), 2) << "the TAM and who holds the task, whether they are still there";
  // Each of the open changes' own readings asks for the plan's page.
  EXPECT_LE(counters.calls.at("page"), 6);
}

TEST_F(Overviews, OfALostStoreAreTheSameWithoutAWrite) {
  const auto change = begin();
  stage_.move(stage_.engineer, task(change, "network"), State::in_progress);
  stage_.settle();
  const auto before = desk() + department("network") + department("vmware");
  stage_.restart(true);
  EXPECT_EQ(stage_.pass().writes, 0) << stage_.written.front();
  EXPECT_EQ(desk() + department("network") + department("vmware"), before);
}

TEST_F(Overviews, AreNotReadByANewProcessWhoseStoreKnowsWhatTheySay) {
  const auto change = begin();
  stage_.move(stage_.engineer, task(change, "network"), State::in_progress);
  stage_.settle();
  stage_.restart();
  stage_.fake.reset_counters();
  EXPECT_EQ(stage_.pass().writes, 0);
  // The change's own reading asks for the plan's page; whether writing is paused is a page too.
  EXPECT_EQ(stage_.fake.counters().calls.at("page"), 2);
}

TEST_F(Overviews, KnowAfterARestartWhatWasNotReadAgain) {
  const auto first = begin();
  const auto second = begin();
  stage_.restart();
  stage_.move(stage_.engineer, task(second, "network"), State::in_progress);
  stage_.settle();
  EXPECT_THAT(desk(), AllOf(HasSubstr(row(first)), HasSubstr(row(second))));
}

TEST_F(Overviews, AQuestionOfEstafetaStandsOnTheDesk) {
  const auto change = stage_.open_change("landscape", "system: Polaris!\n", State::draft);
  stage_.settle();
  EXPECT_THAT(desk(),
              AllOf(HasSubstr("Needs you: 1"), HasSubstr("|Draft|#" + to_string(change) + "|A change|–|")));
}

TEST_F(Overviews, AFailedTaskWaitsForADecisionUntilItIsMade) {
  const auto change = begin();
  const auto network = task(change, "network");
  stage_.move(stage_.engineer, network, State::in_progress);
  stage_.move(stage_.engineer, network, State::failed);
  stage_.settle();
  EXPECT_THAT(desk(), HasSubstr("|Decision|#" + to_string(network) + "|"));
  EXPECT_THAT(department("vmware"),
              HasSubstr("|unsure|#" + to_string(network) + " waits for a decision of the TAM|"));
  stage_.move(stage_.tam, network, State::ready);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr("|Decision|")));
}

TEST_F(Overviews, AReturnedTaskNamesWhoAsksAndWhoIsAsked) {
  const auto change = begin();
  const auto network = task(change, "network");
  stage_.move(stage_.engineer, network, State::in_progress);
  stage_.move(stage_.engineer, network, State::returned);
  stage_.settle();
  EXPECT_THAT(desk(),
              AllOf(HasSubstr("|Returned for data|#" + to_string(network) + "|"),
                    HasSubstr("Alice Adams needs data from Tina Turner; the question was not written")));
  EXPECT_THAT(department("network"), HasSubstr("|returned for data|"));
  EXPECT_THAT(department("vmware"), HasSubstr("|unsure|#" + to_string(network) + " was returned for data|"));
}

// The bundled mapping leaves a quarter of an hour for a slip of the hand: the lines stand there at once.
TEST_F(Overviews, ATaskOpenedAgainStandsOnTheDeskAndOnThePagesOfWhoBuiltOnItUntilItIsDoneAgain) {
  const auto change = begin();
  const auto network = task(change, "network");
  const auto vms = task(change, "vms");
  stage_.finish(network, "vlan: 214\nsubnet: 10.20.14.0/24");
  stage_.settle();
  stage_.finish(vms, "hosts: pol-1");
  stage_.settle();
  later(std::chrono::minutes(30));
  stage_.move(stage_.engineer, network, State::in_progress);
  stage_.settle();
  EXPECT_THAT(desk(), AllOf(HasSubstr("|Decision|#" + to_string(network) + "|"),
                            HasSubstr("reopened by Alice Adams; "), HasSubstr("depend on it: decide")));
  EXPECT_THAT(department("vmware"),
              AllOf(HasSubstr("Reopened, though your tasks depend on it: 1"), HasSubstr(row(network)),
                    HasSubstr("|Alice Adams|#" + to_string(vms) + "|")));
  EXPECT_THAT(department("network"), Not(HasSubstr("Reopened")));
  const auto told = [&] {
    int notes = 0;
    for (const auto& event : stage_.issue(change).events) {
      const bool names = event.comment && event.comment->text.find("has been reopened") != std::string::npos;
      if (event.own && names) ++notes;
    }
    return notes;
  };
  EXPECT_EQ(told(), 0) << "it may be a slip of the hand";
  later(std::chrono::minutes(15));
  later(std::chrono::minutes(60));
  EXPECT_EQ(told(), 1);
  stage_.restart(true);
  stage_.settle();
  EXPECT_EQ(told(), 1);
  EXPECT_THAT(desk(), HasSubstr("reopened by Alice Adams"));
  stage_.move(stage_.engineer, network, State::done);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr("reopened by")));
  EXPECT_THAT(department("vmware"), Not(HasSubstr("Reopened")));
}

TEST_F(Overviews, TheTamLetsOthersGoOnWithWhatWasOpenedAgain) {
  const auto change = begin();
  const auto network = task(change, "network");
  stage_.finish(network, "vlan: 214\nsubnet: 10.20.14.0/24");
  stage_.settle();
  stage_.move(stage_.engineer, network, State::in_progress);
  later(std::chrono::minutes(20));
  EXPECT_THAT(desk(), HasSubstr("|Decision|#" + to_string(network) + "|"));
  tracker::fake::PersonalEdit decide;
  decide.fields[Field::decision] = "go on without it";
  decide.note = "The VLAN stays.";
  stage_.act(stage_.tam, network, decide);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr("|Decision|")));
  EXPECT_THAT(department("vmware"), Not(HasSubstr("Reopened")));
}

TEST_F(Overviews, ATaskMadeByHandThatNobodyHasIsTheTams) {
  const auto change = begin();
  const auto party = add_by_hand(change, "Party", "");
  later(std::chrono::minutes(10));
  EXPECT_EQ(stage_.issue(party).status.state, State::ready);
  EXPECT_THAT(desk(), AllOf(HasSubstr("|Decision|#" + to_string(party) + "|Party|"),
                            HasSubstr("fill in its Department")));
}

TEST_F(Overviews, ATaskMadeByHandBeginsWhenItsTimeToBeLinkedIsOverAndNotBefore) {
  const auto change = begin();
  const auto made = add_by_hand(change, "Names", "Network");
  stage_.settle();
  EXPECT_EQ(stage_.issue(made).status.state, State::waiting);
  EXPECT_THAT(stage_.fake.page("staff", "Change-" + to_string(change)).value_or(""),
              HasSubstr("unless it is linked to what it needs before"));
  // The fake's lists say nothing new: the instant alone wakes it.
  later(std::chrono::minutes(9));
  EXPECT_EQ(stage_.issue(made).status.state, State::waiting);
  later(std::chrono::minutes(1));
  EXPECT_EQ(stage_.issue(made).status.state, State::ready);
  ASSERT_TRUE(stage_.fake.link(stage_.tam, task(change, "network"), made));
  later(std::chrono::minutes(15));
  EXPECT_EQ(stage_.issue(made).status.state, State::waiting);
}

TEST_F(Overviews, APromiseInDangerSaysByHowMuch) {
  const auto change = begin();
  tracker::fake::PersonalEdit promise;
  promise.fields[Field::promised] = "2026-06-16";
  stage_.act(stage_.tam, change, promise);
  stage_.settle();
  EXPECT_THAT(desk(), AllOf(HasSubstr("|Promise at risk|#" + to_string(change) + "|"),
                            HasSubstr("promised for 2026-06-16, forecast 2026-06-")));
}

TEST_F(Overviews, ABreachWithoutACauseStandsThereUntilThereIsOne) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(70));
  EXPECT_THAT(desk(), AllOf(HasSubstr("|SLA breached|#" + to_string(incident) + "|"),
                            HasSubstr("{{collapse(Causes to record: 1)"), HasSubstr("response: breached")));
  tracker::fake::PersonalEdit edit;
  edit.fields = {{Field::cause, "nobody on duty"}};
  stage_.act(stage_.engineer, incident, edit);
  later(std::chrono::minutes(1));
  EXPECT_THAT(desk(), Not(HasSubstr("Causes to record")));
}

TEST_F(Overviews, ATaskClosedWithoutItsValuesIsOnTheDepartmentsPageAndThenOnTheDesk) {
  const auto change = begin();
  const auto network = task(change, "network");
  stage_.move(stage_.engineer, network, State::in_progress);
  stage_.move(stage_.engineer, network, State::done);
  stage_.settle();
  EXPECT_THAT(department("network"),
              AllOf(HasSubstr("Closed, values missing: 1"), HasSubstr("|Alice Adams|")));
  EXPECT_THAT(desk(), Not(HasSubstr("Values missing")));
  stage_.clock.set(*base::parse_instant("2026-06-17T15:30:00Z"));
  stage_.settle();
  EXPECT_THAT(desk(), HasSubstr("|Values missing|#" + to_string(network) + "|"));
  tracker::fake::PersonalEdit values;
  values.fields = {{Field::hand_over, "vlan: 214\nsubnet: 10.20.14.0/24"}};
  stage_.act(stage_.engineer, network, values);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr("Values missing")));
  EXPECT_THAT(department("network"), Not(HasSubstr("values missing")));
}

// 2026-06-15 10:00 in Moscow: two working days of eight hours are over on the 17th at 08:00 of work.
TEST_F(Overviews, ATaskNobodyWritesToIsShownAsSilentAndAWordEndsThat) {
  const auto change = begin();
  const auto network = task(change, "network");
  stage_.move(stage_.engineer, network, State::in_progress);
  stage_.settle();
  stage_.clock.set(*base::parse_instant("2026-06-16T13:00:00Z"));
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr("No activity")));
  stage_.clock.set(*base::parse_instant("2026-06-16T15:30:00Z"));
  stage_.settle();
  EXPECT_THAT(desk(),
              AllOf(HasSubstr("|No activity|#" + to_string(network) + "|"), HasSubstr("it is with Network")));
  EXPECT_THAT(department("network"), HasSubstr("nobody has written or changed anything since 2026-06-15"));
  tracker::fake::PersonalEdit word;
  word.note = "still at it";
  stage_.act(stage_.engineer, network, word);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr("No activity")));
}

TEST_F(Overviews, WhoHoldsATaskAndIsAwayLockedOrNoMemberIsShown) {
  auto site = site_with([](service::Site& edited) {
    edited.mappings.departments.away = {
        {"boris", *base::parse_date("2026-06-16"), *base::parse_date("2026-06-17")}};
  });
  stage_.use(*site);
  stage_.restart();
  const auto boris = stage_.fake.add_person("Boris Brown");
  stage_.fake.add_member("aurora", boris, "engineer");
  const auto change = begin();
  tracker::fake::PersonalEdit take;
  take.state = State::in_progress;
  take.assignee = boris;
  stage_.act(stage_.engineer, task(change, "network"), take);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr("Holder is away")));
  later(std::chrono::hours(24));
  EXPECT_THAT(desk(), HasSubstr("Boris Brown is away until 2026-06-17"));
  EXPECT_THAT(department("network"), HasSubstr("Boris Brown is away until 2026-06-17"));
  stage_.fake.lock(boris);
  later(std::chrono::hours(48));
  EXPECT_THAT(desk(), HasSubstr("the account of Boris Brown is locked"));
  stage_.fake.remove_member("aurora", boris);
  later(std::chrono::minutes(20));
  EXPECT_THAT(desk(), HasSubstr("Boris Brown is no longer a member of the project"));
}

TEST_F(Overviews, ADepartmentSeesForWhomItWaitedAndHowLong) {
  const auto change = begin();
  const auto network = task(change, "network");
  stage_.move(stage_.engineer, network, State::in_progress);
  stage_.settle();
  const auto due = stage_.issue(network).due_date;
  ASSERT_TRUE(due);
  stage_.clock.set(std::chrono::sys_days(*due) + std::chrono::days(2) + std::chrono::hours(7));
  stage_.finish(network, "vlan: 214\nsubnet: 10.20.14.0/24");
  stage_.settle();
  EXPECT_THAT(department("vmware"), HasSubstr("|Network|9 h|1|"))
      << "the day after it was due, and none of the last";
}

TEST_F(Overviews, AChangeThatIsGoneLeavesTheDesk) {
  const auto change = begin();
  for (const auto& one : stage_.tasks(change)) stage_.fake.remove_issue(one.id);
  stage_.fake.remove_issue(change);
  later(std::chrono::minutes(20));
  EXPECT_THAT(desk(), HasSubstr("under way: 0"));
  EXPECT_THAT(department("network"), HasSubstr("May begin now: 0"));
}

TEST_F(Overviews, AreLeftAloneWhileEstafetaIsPaused) {
  const auto change = begin();
  auto pauses = *service::Pauses::read(bundled_site(), stage_.fake);
  pauses.pause(service::kEverywhere, "the tracker is being moved");
  ASSERT_TRUE(pauses.write(bundled_site(), stage_.fake).ok());
  const auto before = desk();
  const auto second = stage_.open_change("landscape", "system: Vega!\n", State::draft);
  EXPECT_EQ(stage_.pass().writes, 0);
  EXPECT_EQ(desk(), before);
  pauses.resume_on_order(service::kEverywhere);
  ASSERT_TRUE(pauses.write(bundled_site(), stage_.fake).ok());
  later(std::chrono::minutes(2));
  EXPECT_THAT(desk(), AllOf(HasSubstr(row(change)), HasSubstr("#" + to_string(second))));
}

TEST_F(Overviews, MailNobody) {
  const auto site =
      site_with([](service::Site& edited) { edited.settings.silent_after = std::chrono::hours(1); });
  stage_.use(*site);
  stage_.restart();
  begin();
  stage_.fake.reset_counters();
  later(std::chrono::minutes(70));
  EXPECT_THAT(desk(), HasSubstr("No activity"));
  EXPECT_GT(stage_.fake.counters().writes, 0);
  EXPECT_TRUE(stage_.fake.counters().mails.empty());
}

}  // namespace
}  // namespace estafeta::testing
