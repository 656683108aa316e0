// What people are told of SLA clocks, and how often, on the fake tracker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Office hours of Moscow; the stage begins on Monday at 10:00 there. One hour to answer, warned at 45
// minutes.
class Telling : public ::testing::Test {
 protected:
  void later(std::chrono::minutes time) {
    stage_.clock.sleep(time);
    stage_.pass();
  }
  std::string field(base::IssueId id, Field name) { return stage_.issue(id).field(name); }
  int mails_to(const std::string& name) {
    const auto& mails = stage_.fake.counters().mails;
    return mails.contains(name) ? mails.at(name) : 0;
  }

  SiteStage stage_;
};

TEST_F(Telling, IsDoneOnceAtTheThresholdAndOnceAtTheBreachThoughNobodyTouchesTheIncident) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  stage_.fake.reset_counters();
  const auto begin = stage_.issue(incident).created;
  while (stage_.clock.now() < begin + std::chrono::hours(2)) {
    later(std::chrono::minutes(1));
    const auto age = stage_.clock.now() - std::chrono::seconds(1) - begin;  // when the pass was made
    const std::size_t thresholds = age < std::chrono::minutes(45) ? 0 : age <= std::chrono::hours(1) ? 1 : 2;
    ASSERT_THAT(stage_.private_notes(incident), SizeIs(thresholds)) << age.count() << " s";
  }
  EXPECT_EQ(field(incident, Field::sla_told), "response 75%, response breach");
  // The duty is told by its watching, the holder by what Redmine sends whoever holds it: of the fields too.
  EXPECT_EQ(mails_to("Dora Duty"), 2);
  EXPECT_EQ(mails_to("Alice Adams"), 4);
  EXPECT_EQ(mails_to("Carol Norris"), 0);
  EXPECT_EQ(mails_to("Tina Turner"), 0);
  EXPECT_THAT(stage_.issue(incident).watchers, IsEmpty());
}

// A server without a Date header. That the duty watches tells no time; the note then does.
TEST_F(Telling, EndsWithTheFirstWriteThatShowsThatTheClocksDiffer) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  const auto other = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  stage_.fake.set_clock_ahead(std::nullopt);
  stage_.fake.set_hook([](std::string_view point) {
    return point == "before:private_note" ? tracker::fake::Fault::unavailable : tracker::fake::Fault::none;
  });
  stage_.clock.sleep(std::chrono::minutes(61));
  stage_.pass();
  ASSERT_THAT(stage_.private_notes(incident), IsEmpty());
  stage_.fake.set_hook([&](std::string_view point) {
    if (point == "after:private_note") stage_.fake.set_clock_ahead(std::chrono::hours(24));
    return tracker::fake::Fault::none;
  });
  stage_.clock.sleep(std::chrono::minutes(11));
  stage_.fake.reset_counters();
  stage_.pass();
  EXPECT_EQ(stage_.private_notes(incident).size() + stage_.private_notes(other).size(), 1u);
  EXPECT_EQ(stage_.fake.counters().writes, 3) << "on the watch, the note, off the watch";
  ASSERT_THAT(stage_.troubles, Not(IsEmpty()));
  EXPECT_EQ(stage_.troubles.front().cause(), base::Cause::clock_differs);
}

// As where a pass was made by a machine a day ahead: what it put off would come a day late.
TEST_F(Telling, IsInTimeOnceAClockThatWasADayAheadIsRight) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  const auto other = stage_.open_incident("aurora", stage_.duty);
  stage_.settle();
  stage_.fake.set_clock_ahead(std::nullopt);
  const auto right = stage_.clock.now();
  stage_.fake.set_hook([&](std::string_view point) {
    if (point == "after:update") stage_.fake.set_clock_ahead(std::chrono::hours(24));
    return tracker::fake::Fault::none;
  });
  stage_.clock.set(right + std::chrono::hours(24));
  stage_.pass();
  stage_.fake.set_hook(nullptr);
  stage_.fake.set_clock_ahead(base::Seconds(0));
  stage_.clock.set(right);
  for (int minutes = 0; minutes < 62; ++minutes) later(std::chrono::minutes(1));
  for (const auto id : {incident, other}) {
    EXPECT_EQ(field(id, Field::sla_response), "breached") << id.value;
    ASSERT_FALSE(stage_.private_notes(id).empty());
    EXPECT_THAT(stage_.private_notes(id).back(), HasSubstr("SLA breached, response"));
  }
}

TEST_F(Telling, SaysHowItStandsWhoHoldsItAndWhatToDo) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  later(std::chrono::minutes(45));
  later(std::chrono::minutes(16));
  const auto notes = stage_.private_notes(incident);
  ASSERT_THAT(notes, SizeIs(2));
  EXPECT_EQ(
      notes[0],
      "SLA, response: 75% of the promised time is used up, 15 min left; it runs out at "
      "2026-06-15 11:00 (Europe/Moscow). The incident is assigned to Alice Adams. Answer the client with a "
      "public note, or start work on the incident.");
  EXPECT_THAT(
      notes[1],
      AllOf(HasSubstr("SLA breached, response: the promised time ran out at 2026-06-15 11:00"),
            HasSubstr("“Cause” (why it happened) and “Measure”"), HasSubstr("“SLA correction: answered”")));
}

TEST_F(Telling, AsksForACorrectionOnlyWhoMayMakeOne) {
  const auto of_engineer = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  later(std::chrono::minutes(61));
  ASSERT_THAT(stage_.private_notes(of_engineer), SizeIs(1));
  EXPECT_THAT(stage_.private_notes(of_engineer)[0],
              AllOf(HasSubstr("ask for a correction. It can be made by: Tina Turner, with a private note"),
                    Not(HasSubstr("phone, add a private note"))));
  const auto site = site_with([](service::Site& s) { s.mappings.departments.duty.clear(); });
  stage_.use(*site);
  stage_.restart();
  const auto of_tam = stage_.open_incident("aurora", stage_.tam);  // and nobody else reads the note
  stage_.settle();
  later(std::chrono::minutes(61));
  ASSERT_THAT(stage_.private_notes(of_tam), SizeIs(1));
  EXPECT_THAT(stage_.private_notes(of_tam)[0],
              AllOf(HasSubstr("by phone, add a private note of three lines: “SLA correction: answered”"),
                    Not(HasSubstr("ask for a correction"))));
}

TEST_F(Telling, NamesTheRolesWhereNobodyOfThemIsInTheProject) {
  const auto site =
      site_with([](service::Site& s) { s.mappings.tracker.correction.roles = {"service_manager"}; });
  stage_.use(*site);
  stage_.restart();
  const auto incident = stage_.open_incident("aurora", stage_.tam);
  stage_.settle();
  later(std::chrono::minutes(61));
  ASSERT_THAT(stage_.private_notes(incident), SizeIs(1));
  EXPECT_THAT(stage_.private_notes(incident)[0], HasSubstr("It can be made by: Service manager, with"));
}

TEST_F(Telling, OfABreachThatTurnedOutToBeNoneIsDoneAgainWhenItComes) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  const auto tight = site_with([](service::Site& s) {
    replace_policy(s, "gold", "targets: [ { calendar: 24x7, response: 10m, resolution: 16h } ]\n");
  });
  stage_.use(*tight);
  stage_.restart();
  later(std::chrono::minutes(11));
  EXPECT_THAT(field(incident, Field::sla_told), HasSubstr("response breach"));
  stage_.use(bundled_site());
  stage_.restart();
  later(std::chrono::minutes(1));
  EXPECT_THAT(field(incident, Field::sla_told), Not(HasSubstr("response breach")));
  EXPECT_EQ(field(incident, Field::sla_response), "running");
  const auto notes = stage_.private_notes(incident).size();
  later(std::chrono::minutes(50));
  EXPECT_THAT(field(incident, Field::sla_told), HasSubstr("response breach"));
  ASSERT_THAT(stage_.private_notes(incident), SizeIs(notes + 1));
  EXPECT_THAT(stage_.private_notes(incident).back(), HasSubstr("SLA breached, response"));
  stage_.restart(true);
  later(std::chrono::minutes(5));
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(notes + 1));
}

TEST_F(Telling, NeverCountsSeconds) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  const auto begin = stage_.issue(incident).created;
  stage_.clock.set(begin + std::chrono::minutes(59) + std::chrono::seconds(40));
  stage_.pass();
  ASSERT_THAT(stage_.private_notes(incident), SizeIs(1));
  EXPECT_THAT(stage_.private_notes(incident)[0], HasSubstr("less than a minute left"));
}

TEST_F(Telling, SpeaksOfWorkingTimeOnlyWhereThereIsOther) {
  const auto site = site_with([](service::Site& s) {
    replace_policy(s, "gold", "targets: [ { calendar: 24x7, response: 1h, resolution: 16h } ]\n");
  });
  const auto by_office_hours = stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(76));
  ASSERT_THAT(stage_.private_notes(by_office_hours), SizeIs(1));
  EXPECT_THAT(stage_.private_notes(by_office_hours)[0], HasSubstr("That was 16 min of working time ago."));
  stage_.use(*site);
  stage_.restart();
  const auto by_the_clock = stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(76));
  ASSERT_THAT(stage_.private_notes(by_the_clock), SizeIs(1));
  EXPECT_THAT(stage_.private_notes(by_the_clock)[0], HasSubstr("That was 16 min ago."));
}

// The contract stops the clock for the client alone.
class Holding : public Telling {
 protected:
  Holding() {
    site_ = site_with([](service::Site& s) {
      replace_policy(s, "gold",
                     "warn_at: 0.75\ntargets: [ { calendar: office, resolution: 1h } ]\n"
                     "clocks: { resolution: { pause_in: [ \"on_hold:client\" ] } }\n");
    });
    stage_.use(*site_);
    stage_.restart();
    incident_ = stage_.open_incident("aurora", stage_.engineer);
    stage_.settle();
  }
  void hold(const std::string& reason) {
    tracker::fake::PersonalEdit edit;
    edit.state = State::on_hold;
    if (!reason.empty()) edit.fields[Field::hold_reason] = reason;
    stage_.act(stage_.engineer, incident_, edit);
    stage_.settle();
  }
  std::string note_at_threshold() {
    later(std::chrono::minutes(48));
    const auto notes = stage_.private_notes(incident_);
    EXPECT_THAT(notes, SizeIs(1));
    return notes.empty() ? "" : notes[0];
  }

  std::unique_ptr<service::Site> site_;
  base::IssueId incident_;
};

TEST_F(Holding, WithoutAReasonIsSaidInTheFieldInTheOneWriteThatAPauseCostsToo) {
  stage_.fake.reset_counters();
  hold("");
  EXPECT_EQ(field(incident_, Field::sla_resolution), "running (on hold without a reason)");
  EXPECT_EQ(stage_.fake.counters().calls.at("update"), 1);
  EXPECT_THAT(stage_.private_notes(incident_), IsEmpty());
  tracker::fake::PersonalEdit edit;
  edit.fields[Field::hold_reason] = "client";
  stage_.act(stage_.engineer, incident_, edit);
  stage_.settle();
  EXPECT_EQ(field(incident_, Field::sla_resolution), "paused");
}

TEST_F(Holding, WithoutAReasonIsSaidWithTheNextNote) {
  hold("");
  const auto note = note_at_threshold();
  EXPECT_THAT(note, AllOf(HasSubstr("It is on hold, but without a reason, so the clock runs on."),
                          HasSubstr("The clock pauses only on hold with “Hold reason”: client."),
                          Not(HasSubstr("put it on hold"))));
  EXPECT_EQ(field(incident_, Field::sla_resolution), "at risk (on hold without a reason)");
}

TEST_F(Holding, ForAnotherReasonIsNotAskedForAgain) {
  hold("vendor");
  EXPECT_EQ(field(incident_, Field::sla_resolution), "running (a hold for this reason does not pause it)");
  EXPECT_THAT(note_at_threshold(),
              AllOf(HasSubstr("It is on hold (the reason: a vendor), but the clock runs on."),
                    HasSubstr("The clock pauses only on hold with “Hold reason”: client."),
                    Not(HasSubstr("put it on hold"))));
}

TEST_F(Holding, IsProposedForTheReasonsThatPause) {
  EXPECT_THAT(note_at_threshold(),
              AllOf(HasSubstr("Resolve it. The clock pauses only on hold with “Hold reason”: client."),
                    Not(HasSubstr("somebody outside"))));
}

TEST_F(Telling, IsNotRepeatedAfterARestartWithAnEmptyStore) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(50));
  later(std::chrono::minutes(20));
  stage_.restart(true);
  EXPECT_EQ(stage_.pass().writes, 0) << stage_.written.front();
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(2));
}

TEST_F(Telling, IsNotRepeatedWhenAnAdministratorEmptiesTheField) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(50));
  tracker::fake::PersonalEdit edit;
  edit.fields[Field::sla_told] = "";
  stage_.act(stage_.tam, incident, edit);
  stage_.settle();
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
}

TEST_F(Telling, IsNotRepeatedWhenThePolicyMovesTheThresholdBack) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(50));
  ASSERT_THAT(stage_.private_notes(incident), SizeIs(1));
  const auto earlier = site_with([](service::Site& site) {
    replace_policy(site, "gold",
                   "warn_at: 0.5\ntargets: [ { calendar: office, response: 1h, resolution: 16h } ]\n");
  });
  const auto longer = site_with([](service::Site& site) {
    replace_policy(site, "gold",
                   "warn_at: 0.75\ntargets: [ { calendar: office, response: 2h, resolution: 16h } ]\n");
  });
  for (const auto* site : {earlier.get(), longer.get()}) {
    stage_.use(*site);
    stage_.restart();
    stage_.settle();
    EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
  }
  EXPECT_EQ(field(incident, Field::sla_response), "running");
  later(std::chrono::minutes(45));  // at risk again, by the longer target
  EXPECT_EQ(field(incident, Field::sla_response), "at risk");
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
  later(std::chrono::minutes(30));
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(2));
}

TEST_F(Telling, SaysOnlyTheHighestOfSeveralThatPassedWhileTheServiceWasDown) {
  const auto two = site_with([](service::Site& site) {
    replace_policy(
        site, "gold",
        "warn_at: [ 0.5, 0.75 ]\ntargets: [ { calendar: office, response: 1h, resolution: 16h } ]\n");
  });
  stage_.use(*two);
  stage_.restart();
  const auto watched = stage_.open_incident(), missed = stage_.open_incident();
  stage_.settle();
  tracker::fake::PersonalEdit answer;
  answer.note = "Looking into it.";
  later(std::chrono::minutes(31));
  EXPECT_THAT(stage_.private_notes(watched), SizeIs(1));
  stage_.act(stage_.engineer, missed, answer);
  const auto late = stage_.open_incident();
  later(std::chrono::minutes(50));
  EXPECT_EQ(field(watched, Field::sla_told), "response 50%, response 75%, response breach");
  EXPECT_THAT(stage_.private_notes(watched), SizeIs(2));
  EXPECT_THAT(stage_.private_notes(missed), SizeIs(1));
  EXPECT_EQ(field(late, Field::sla_told), "response 50%, response 75%");
  EXPECT_THAT(stage_.private_notes(late), SizeIs(1));
}

TEST_F(Telling, OfAnIncidentLongOverdueAtFirstSightIsOneNoteAClockIfItIsStillOpen) {
  const auto open = stage_.open_incident(), closed = stage_.open_incident();
  stage_.clock.sleep(std::chrono::hours(24 * 7));
  stage_.move(stage_.tam, closed, State::closed);
  stage_.settle();
  EXPECT_EQ(field(open, Field::sla_response), "breached");
  EXPECT_EQ(field(closed, Field::sla_response), "breached");
  const auto notes = stage_.private_notes(open);
  ASSERT_THAT(notes, SizeIs(1));  // both clocks in one
  EXPECT_THAT(notes[0], AllOf(HasSubstr("SLA breached, response"), HasSubstr("SLA breached, resolution")));
  EXPECT_THAT(stage_.private_notes(closed), IsEmpty());
}

TEST_F(Telling, ReachesTheDutyOfAnIncidentThatNobodyHolds) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  stage_.fake.reset_counters();
  later(std::chrono::minutes(46));
  ASSERT_THAT(stage_.private_notes(incident), SizeIs(1));
  EXPECT_THAT(stage_.private_notes(incident)[0], HasSubstr("The incident is not assigned to anybody yet."));
  EXPECT_EQ(stage_.fake.counters().mails, (std::map<std::string, int>{{"Dora Duty", 1}}));
}

TEST_F(Telling, PutsNobodyOnTheWatchWhoIsToldAnyway) {
  const auto held = stage_.open_incident("aurora", stage_.duty_group), watched = stage_.open_incident();
  ASSERT_TRUE(stage_.fake.watch(watched, stage_.duty_group).ok());  // as a person would
  stage_.settle();
  stage_.fake.reset_counters();
  later(std::chrono::minutes(46));
  EXPECT_EQ(stage_.fake.counters().calls.count("watch"), 0U);
  EXPECT_THAT(stage_.issue(watched).watchers, SizeIs(1));
  EXPECT_THAT(stage_.private_notes(held), SizeIs(1));
}

TEST_F(Telling, WithoutADutyReachesTheHolderAlone) {
  const auto site = site_with([](service::Site& s) { s.mappings.departments.duty.clear(); });
  stage_.use(*site);
  stage_.restart();
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  stage_.fake.reset_counters();
  later(std::chrono::minutes(46));
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
  EXPECT_EQ(mails_to("Dora Duty"), 0);
}

TEST_F(Telling, ReachesTheHolderWhereNobodyMayBePutOnTheWatch) {
  stage_.fake.allow_watchers(false);
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  later(std::chrono::minutes(46));
  ASSERT_THAT(stage_.troubles, SizeIs(1));
  EXPECT_EQ(stage_.troubles[0].phrase().key, "telling.no_watchers");
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
  EXPECT_EQ(mails_to("Dora Duty"), 0);
}

TEST_F(Telling, ReachesTheDutyLaterThatWasNoMemberForAWhile) {
  const auto held = stage_.open_incident("aurora", stage_.engineer);
  const auto nobodys = stage_.open_incident();
  stage_.settle();
  stage_.fake.remove_member("aurora", stage_.duty_group);
  later(std::chrono::minutes(61));
  ASSERT_THAT(stage_.troubles, SizeIs(1));
  EXPECT_EQ(stage_.troubles[0].phrase().key, "telling.duty_no_member");
  EXPECT_EQ(mails_to("Dora Duty"), 0);
  stage_.restart();
  later(std::chrono::minutes(1));
  stage_.fake.add_member("aurora", stage_.duty_group, "engineer");
  stage_.fake.reset_counters();
  for (int minutes = 0; minutes < 12; ++minutes) later(std::chrono::minutes(1));
  EXPECT_EQ(mails_to("Dora Duty"), 2);
  for (const auto id : {held, nobodys}) {
    ASSERT_THAT(stage_.private_notes(id), SizeIs(2));
    EXPECT_THAT(stage_.private_notes(id)[1], HasSubstr("SLA breached, response"));
  }
  stage_.fake.reset_counters();
  for (int minutes = 0; minutes < 30; ++minutes) later(std::chrono::minutes(1));
  EXPECT_EQ(mails_to("Dora Duty"), 0);
  // The second time it is said again.
  stage_.fake.remove_member("aurora", stage_.duty_group);
  stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(61));
  ASSERT_THAT(stage_.troubles, SizeIs(1));
  EXPECT_EQ(stage_.troubles[0].phrase().key, "telling.duty_no_member");
}

TEST_F(Telling, OfABreachLeavesOutTheWarningThatTheDutyMissed) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  stage_.fake.remove_member("aurora", stage_.duty_group);
  later(std::chrono::minutes(46));
  ASSERT_THAT(stage_.private_notes(incident), SizeIs(1));
  stage_.fake.add_member("aurora", stage_.duty_group, "engineer");
  stage_.clock.sleep(std::chrono::minutes(15));
  stage_.settle();
  ASSERT_THAT(stage_.private_notes(incident), SizeIs(2));
  EXPECT_THAT(stage_.private_notes(incident)[1], HasSubstr("SLA breached, response"));
}

TEST_F(Telling, LeavesOutWhatTheDutyMissedAndIsOver) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  stage_.fake.remove_member("aurora", stage_.duty_group);
  later(std::chrono::minutes(61));
  stage_.move(stage_.engineer, incident, State::closed);
  stage_.settle();
  stage_.fake.add_member("aurora", stage_.duty_group, "engineer");
  const auto notes = stage_.private_notes(incident).size();
  for (int minutes = 0; minutes < 12; ++minutes) later(std::chrono::minutes(1));
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(notes));
}

TEST_F(Telling, WaitsUntilNotesMayBePrivate) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  stage_.fake.allow_private_notes(false);
  later(std::chrono::minutes(46));
  ASSERT_THAT(stage_.troubles, SizeIs(1));
  EXPECT_EQ(stage_.troubles[0].phrase().key, "telling.no_private_notes");
  EXPECT_EQ(field(incident, Field::sla_response), "at risk");
  EXPECT_EQ(field(incident, Field::sla_told), "");
  later(std::chrono::minutes(16));
  EXPECT_EQ(field(incident, Field::sla_response), "breached");
  EXPECT_THAT(stage_.troubles, IsEmpty());  // said once
  for (const auto& event : stage_.issue(incident).events) EXPECT_FALSE(event.comment);
  stage_.fake.allow_private_notes(true);
  tracker::fake::PersonalEdit edit;
  edit.subject = "Shop front unreachable again";
  stage_.act(stage_.engineer, incident, edit);
  stage_.settle();
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
}

TEST_F(Telling, IsLeftOffWhereTheFieldKeepsNothing) {
  stage_.fake.make_read_only(Field::sla_told);
  const auto incident = stage_.open_incident(), other = stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(46));
  ASSERT_THAT(stage_.troubles, SizeIs(1));
  EXPECT_EQ(stage_.troubles[0].phrase().key, "telling.field_dropped");
  later(std::chrono::minutes(16));
  EXPECT_THAT(stage_.troubles, IsEmpty());
  for (const auto id : {incident, other}) {
    EXPECT_EQ(field(id, Field::sla_response), "breached");
    EXPECT_THAT(stage_.private_notes(id), IsEmpty());
  }
}

TEST_F(Telling, IsOneLineOfADryRun) {
  stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(46));
  stage_.dry_pass();
  // And the pages that show it.
  EXPECT_THAT(stage_.written,
              ::testing::ElementsAre(HasSubstr("SLA told"), HasSubstr("private note added"),
                                     HasSubstr("SLA-aurora"), HasSubstr("Desk-aurora"),
                                     HasSubstr("the page TAM"), HasSubstr("the page Estafeta")));
}

TEST_F(Telling, GoesOnWithoutARestartWhenTheFieldKeepsWhatIsWrittenAgain) {
  stage_.fake.make_read_only(Field::sla_told);
  const auto first = stage_.open_incident(), other = stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(61));
  for (int i = 0; i < 3; ++i) later(std::chrono::minutes(9));
  stage_.fake.make_read_only(Field::sla_told, false);
  for (int minutes = 0; minutes < 12; ++minutes) later(std::chrono::minutes(1));
  for (const auto id : {first, other}) {
    ASSERT_THAT(stage_.private_notes(id), SizeIs(1));
    EXPECT_THAT(stage_.private_notes(id)[0], HasSubstr("SLA breached, response"));
  }
}

TEST_F(Telling, GoesOnWithinAMinuteOrTwoWhereTheFieldKeptNothingForAMoment) {
  const auto first = stage_.open_incident(), other = stage_.open_incident();
  stage_.settle();
  stage_.fake.make_read_only(Field::sla_told);
  later(std::chrono::minutes(61));
  later(std::chrono::minutes(1));
  stage_.fake.make_read_only(Field::sla_told, false);
  for (int minutes = 0; minutes < 4; ++minutes) later(std::chrono::minutes(1));
  for (const auto id : {first, other}) EXPECT_THAT(stage_.private_notes(id), SizeIs(1));
}

TEST_F(Telling, GoesOnAtOnceAfterARestartThatFoundTheFieldInOrder) {
  stage_.fake.make_read_only(Field::sla_told);
  const auto first = stage_.open_incident(), other = stage_.open_incident();
  stage_.settle();
  later(std::chrono::minutes(61));
  for (int minutes = 0; minutes < 30; ++minutes) later(std::chrono::minutes(1));
  stage_.fake.make_read_only(Field::sla_told, false);
  stage_.restart();
  stage_.settle();
  for (const auto id : {first, other}) EXPECT_THAT(stage_.private_notes(id), SizeIs(1));
}

TEST_F(Telling, HoldsTheLimitsOfAPassAndLeavesNobodyOut) {
  const auto site = site_with([](service::Site& s) { s.settings.limits = {60, 30, 20}; });
  stage_.use(*site);
  stage_.restart();
  std::vector<base::IssueId> incidents;
  for (int i = 0; i < 40; ++i) incidents.push_back(stage_.open_incident());
  for (int pass = 0; pass < 20; ++pass) later(std::chrono::minutes(1));
  stage_.clock.sleep(std::chrono::minutes(26));
  for (int pass = 0; pass < 20; ++pass) {
    stage_.fake.reset_counters();
    later(std::chrono::minutes(2));
    EXPECT_LE(stage_.fake.counters().writes, 30);
    EXPECT_LE(stage_.troubles.size(), 1U);
  }
  for (const auto id : incidents)
    EXPECT_THAT(stage_.private_notes(id), SizeIs(::testing::Le(2))) << to_string(id);
  for (int pass = 0; pass < 20; ++pass) later(std::chrono::minutes(2));
  for (const auto id : incidents) {
    EXPECT_THAT(stage_.private_notes(id).back(), HasSubstr("SLA breached")) << to_string(id);
  }
}

// The first day at a provider who had incidents before.
TEST(FirstDay, CostsNotOneWriteForFiveThousandOldIncidentsAndTheNextPassReadsNone) {
  const auto site = site_with(
      [](service::Site& s) { s.settings.live_from = *base::parse_instant("2026-06-15T00:00:00Z"); });
  SiteStage stage(*site);
  stage.clock.set(*base::parse_instant("2026-05-04T07:00:00Z"));
  for (int i = 0; i < 5000; ++i) {
    const auto incident = stage.open_incident(i % 2 == 0 ? "aurora" : "meridian");
    if (i >= 400) {
      tracker::fake::PersonalEdit edit;
      edit.state = State::closed;
      ASSERT_TRUE(stage.fake.act(stage.tam, incident, edit).ok());
    }
  }
  stage.clock.set(*base::parse_instant("2026-06-15T07:00:00Z"));
  const auto fresh = stage.open_incident();
  stage.clock.sleep(std::chrono::minutes(10));
  stage.fake.reset_counters();
  EXPECT_EQ(stage.pass().writes, 1);  // the fresh one's fields
  EXPECT_EQ(stage.issue(fresh).field(Field::sla_response), "running");
  int kept = 0;
  ASSERT_TRUE(stage.store->each_incident([&](const auto&) { ++kept; }).ok());
  EXPECT_EQ(kept, 5001);
  stage.clock.sleep(std::chrono::minutes(5));
  stage.pass();
  stage.fake.reset_counters();
  EXPECT_EQ(stage.pass().writes, 0);
  EXPECT_EQ(stage.fake.counters().calls, (std::map<std::string, int>{{"account", 1}, {"changed", 1}}));
  EXPECT_EQ(stage.fake.counters().mails_in_all(), 0);
}

// The client asks three times, and each time the answer comes too late.
TEST_F(Telling, OfAQuestionIsDoneOnceForEachQuestion) {
  const auto site = site_with([](service::Site& s) {
    replace_policy(s, "gold",
                   "warn_at: 0.75\nclocks: { next_reply: { kind: next_reply } }\n"
                   "targets: [ { calendar: 24x7, next_reply: 1h } ]\n");
  });
  stage_.use(*site);
  stage_.restart();
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  for (std::size_t question = 1; question <= 3; ++question) {
    const std::string clock = "next_reply#" + std::to_string(question);
    stage_.say(stage_.client, incident);
    stage_.say(stage_.client, incident);
    later(std::chrono::minutes(46));
    EXPECT_EQ(field(incident, Field::sla_told), clock + " 75%");
    EXPECT_THAT(stage_.private_notes(incident).back(), HasSubstr("SLA, next reply: "));
    later(std::chrono::minutes(15));
    EXPECT_EQ(field(incident, Field::sla_told), clock + " 75%, " + clock + " breach");
    EXPECT_THAT(stage_.private_notes(incident).back(),
                AllOf(HasSubstr("SLA breached, next reply"), HasSubstr("Answer the client")));
    later(std::chrono::minutes(15));
    stage_.say(stage_.engineer, incident);
    EXPECT_THAT(stage_.private_notes(incident), SizeIs(2 * question));
  }
}

TEST_F(Telling, ByWorkingTimeIsDoneOnceBeforeTheTargetAndOnceMoreAfterIt) {
  const auto site = site_with([](service::Site& s) {
    replace_policy(s, "gold",
                   "warn_at: [ 2h before, 1h after ]\ntargets: [ { calendar: 24x7, response: 4h } ]\n");
  });
  stage_.use(*site);
  stage_.restart();
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  later(std::chrono::minutes(119));
  EXPECT_THAT(stage_.private_notes(incident), IsEmpty());
  later(std::chrono::minutes(2));
  EXPECT_EQ(field(incident, Field::sla_told), "response 2h before");
  EXPECT_THAT(stage_.private_notes(incident).back(), HasSubstr("1 h 59 min left"));
  later(std::chrono::hours(2));
  EXPECT_EQ(field(incident, Field::sla_told), "response 2h before, response breach");
  later(std::chrono::minutes(60));
  EXPECT_EQ(field(incident, Field::sla_told), "response 2h before, response 1h after, response breach");
  later(std::chrono::minutes(60));
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(3));
}

// Each step up is told to one more, and nobody twice of the same.
TEST_F(Telling, GoesToWhomThePolicyNamesForEachWarning) {
  const auto site = site_with([](service::Site& s) {
    replace_policy(s, "gold",
                   "warn_at: [ { at: 0.5, tell: holder }, { at: 1h before, tell: [ holder, tam ] },\n"
                   "           { at: 100%, tell: [ holder, duty, head ] } ]\n"
                   "targets: [ { calendar: 24x7, response: 4h } ]\n");
    s.mappings.departments.all["network"].head = "Hanna Head";
  });
  stage_.use(*site);
  stage_.restart();
  stage_.fake.add_member("aurora", stage_.fake.add_person("Hanna Head"), "engineer");
  const auto facts = stage_.fake.project("aurora");
  const auto network = std::find_if(facts->members.begin(), facts->members.end(), [](const auto& member) {
    return member.principal.name == "Network group";
  });
  ASSERT_NE(network, facts->members.end());
  const auto incident = stage_.open_incident("aurora", network->principal.id);
  stage_.settle();
  const auto told = [&](std::chrono::minutes time) {
    stage_.fake.reset_counters();
    later(time);
    std::string names;
    for (const char* name : {"Tina Turner", "Dora Duty", "Hanna Head"}) {
      if (mails_to(name) > 0) names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return names;
  };
  EXPECT_EQ(told(std::chrono::minutes(121)), "");
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(1));
  EXPECT_EQ(told(std::chrono::minutes(60)), "Tina Turner");
  EXPECT_EQ(told(std::chrono::minutes(60)), "Dora Duty, Hanna Head");
  EXPECT_EQ(told(std::chrono::minutes(60)), "");
  EXPECT_THAT(stage_.private_notes(incident), SizeIs(3));
  EXPECT_THAT(stage_.issue(incident).watchers, IsEmpty());
}

TEST_F(Telling, GoesToTheDeputyWhileTheTamIsAwayAndToTheDutyWhereNobodyCanBeNamed) {
  const auto site = site_with([](service::Site& s) {
    replace_policy(s, "gold",
                   "warn_at: [ { at: 0.5, tell: tam }, { at: 1h before, tell: head } ]\n"
                   "targets: [ { calendar: 24x7, response: 4h } ]\n");
    s.mappings.departments.away = {
        {"Tina Turner", base::parse_date("2026-06-01").value(), base::parse_date("2026-06-30").value()}};
  });
  stage_.use(*site);
  stage_.restart();
  stage_.fake.add_member("aurora", stage_.fake.add_person("Dan Deputy"), "tam_deputy");
  stage_.open_incident("aurora", stage_.engineer);
  stage_.settle();
  stage_.fake.reset_counters();
  later(std::chrono::minutes(121));
  EXPECT_EQ(mails_to("Tina Turner"), 0);
  EXPECT_EQ(mails_to("Dan Deputy"), 1);
  EXPECT_EQ(mails_to("Dora Duty"), 0);
  later(std::chrono::minutes(60));
  EXPECT_EQ(mails_to("Dora Duty"), 1) << "no department of it has a head";
}

}  // namespace
}  // namespace estafeta::testing
