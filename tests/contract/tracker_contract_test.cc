// What every tracker behind the port must do, run on the fake and on a real Redmine alike.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "connector/tracker/concurrent_edit.h"
#include "connector/tracker/pieces.h"
#include "connector/tracker/readback.h"
#include "tests/contract/stage.h"

namespace estafeta {
namespace {

using base::Code;
using base::IssueId;
using model::Field;
using model::Issue;
using model::Kind;
using model::State;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Person;
using tracker::IssueUpdate;
using tracker::NewIssue;
using tracker::fake::PersonalEdit;

IssueUpdate to_state(State state) {
  IssueUpdate update;
  update.state = state;
  return update;
}

PersonalEdit person_to(State state) {
  PersonalEdit edit;
  edit.state = state;
  return edit;
}

base::Date date(const char* text) {
  return base::parse_date(text).value();
}

class TrackerContract : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string on = GetParam();
    if (on == "Fake") {
      stage_ = testing::make_fake_stage();
    } else if (on == "FakeOverHttp") {
      stage_ = testing::make_fake_stage(testing::Reached::over_http);
    } else {
      std::string why_not;
      stage_ = testing::make_redmine_stage(why_not);
      if (stage_ == nullptr) GTEST_SKIP() << why_not;
    }
  }

  tracker::Tracker site() { return stage_->tracker(); }

  IssueId open_change(Person who = Person::tam) { return open(who, Kind::change, "A change"); }

  IssueId open(Person who, Kind kind, const std::string& subject) {
    NewIssue issue;
    issue.project = stage_->project();
    issue.kind = kind;
    issue.subject = subject;
    const auto id = stage_->open_issue(who, issue);
    EXPECT_TRUE(id.has_value()) << base::to_string(id.error());
    return id.value_or(IssueId{});
  }

  NewIssue task(IssueId change, const std::string& id) const {
    NewIssue issue;
    issue.project = stage_->project();
    issue.kind = Kind::task;
    issue.subject = "VLAN and routing";
    issue.parent = change;
    issue.state = State::waiting;
    issue.fields = {{Field::task_key, base::to_string(change) + "/" + id}, {Field::department, "Network"}};
    return issue;
  }

  Issue make(const NewIssue& issue) {
    const auto made = site().writer.create(issue);
    EXPECT_TRUE(made.has_value()) << base::to_string(made.error());
    return made.value_or(Issue{});
  }

  Issue read(IssueId id) {
    auto issue = site().reader.issue(id);
    EXPECT_TRUE(issue.has_value()) << base::to_string(issue.error());
    return issue.value_or(Issue{});
  }

  void update(IssueId id, const IssueUpdate& change) {
    const auto status = site().writer.update(id, change);
    EXPECT_TRUE(status.ok()) << base::to_string(status);
  }

  std::unique_ptr<testing::Stage> stage_;
};

TEST_P(TrackerContract, TheAccountIsTheServiceAccount) {
  const auto account = site().directory.account();
  if (account) {
    EXPECT_LT(std::chrono::abs(account->clock_ahead.value_or(base::Seconds(0))), std::chrono::minutes(2));
  }
  ASSERT_TRUE(account.has_value()) << base::to_string(account.error());
  EXPECT_EQ(account->login, "estafeta");
  EXPECT_FALSE(account->admin);
}

TEST_P(TrackerContract, TheSelfTestFindsEverythingInPlace) {
  open_change();
  const auto can = site().directory.self_test();
  ASSERT_TRUE(can.has_value()) << base::to_string(can.error());
  EXPECT_TRUE(can->key_filter);
  EXPECT_TRUE(can->department_filter);
  EXPECT_TRUE(can->private_notes);
  EXPECT_TRUE(can->wiki);
}

TEST_P(TrackerContract, AProjectTellsItsKindsAndMembersWithTheirRoles) {
  open_change();
  const auto facts = site().directory.project(stage_->project());
  ASSERT_TRUE(facts.has_value()) << base::to_string(facts.error());
  EXPECT_THAT(facts->kinds, ElementsAre(Kind::request, Kind::change, Kind::task, Kind::incident));
  const auto group = std::find_if(facts->members.begin(), facts->members.end(),
                                  [&](const auto& member) { return member.principal.id == stage_->group(); });
  ASSERT_NE(group, facts->members.end());
  EXPECT_TRUE(group->is_group);
  EXPECT_THAT(group->roles, ElementsAre("engineer"));
  const auto named = [&](const std::string& name) {
    return *std::find_if(facts->members.begin(), facts->members.end(),
                         [&](const auto& member) { return member.principal.name == name; });
  };
  EXPECT_THAT(named("Alice Lowe").roles, ElementsAre("tam"));
  EXPECT_FALSE(named("Alice Lowe").by_group);
  EXPECT_THAT(named("Alice Adams").roles, ElementsAre("engineer"));
  EXPECT_TRUE(named("Alice Adams").by_group);
  EXPECT_THAT(facts->fields, Contains(Field::change_template));
}

TEST_P(TrackerContract, AnUnknownProjectIsNotFound) {
  const auto facts = site().directory.project("no-such-project");
  ASSERT_FALSE(facts.has_value());
  EXPECT_EQ(facts.error().code(), Code::not_found);
}

TEST_P(TrackerContract, ACreatedTaskIsAsAsked) {
  const IssueId change = open_change();
  NewIssue asked = task(change, "network");
  asked.state = State::ready;
  asked.assignee = stage_->group();
  asked.start_date = date("2026-12-01");
  asked.due_date = date("2026-12-04");
  asked.estimate = base::Seconds(5400);
  asked.watchers = {stage_->group()};
  asked.description = "h2. Сети\r\n\r\n{{include(x)}} *no* <b>markup</b> | of ours\n";
  const Issue made = make(asked);
  const Issue issue = read(made.id);
  EXPECT_EQ(issue.status.state, State::ready);
  EXPECT_EQ(issue.kind, Kind::task);
  EXPECT_EQ(issue.project, stage_->project());
  EXPECT_EQ(issue.parent, change);
  ASSERT_TRUE(issue.assignee.has_value());
  EXPECT_EQ(issue.assignee->id, stage_->group());
  EXPECT_EQ(issue.start_date, date("2026-12-01"));
  EXPECT_EQ(issue.due_date, date("2026-12-04"));
  EXPECT_EQ(issue.field(Field::task_key), base::to_string(change) + "/network");
  EXPECT_EQ(issue.field(Field::department), "Network");
  EXPECT_EQ(tracker::normalised(issue.description), tracker::normalised(asked.description));
  EXPECT_EQ(issue.estimate, base::Seconds(5400));
  EXPECT_THAT(issue.watchers, ElementsAre(stage_->group()));
  EXPECT_EQ(issue.created_by, model::Actor::system);
  EXPECT_EQ(issue.initial_status.state, State::ready);
  EXPECT_THAT(issue.doubtful_authors, IsEmpty());
  EXPECT_THAT(read(change).children, ElementsAre(made.id));
}

TEST_P(TrackerContract, ATaskCreatedWithoutDatesHasNone) {
  const Issue made = make(task(open_change(), "network"));
  EXPECT_FALSE(made.start_date.has_value());
  EXPECT_FALSE(made.due_date.has_value());
  EXPECT_FALSE(made.assignee.has_value());
}

TEST_P(TrackerContract, NothingIsCreatedWhereTheKindIsSwitchedOff) {
  NewIssue asked = task(open_change(), "network");
  asked.project = "staff";  // where reviews stand as changes with tasks, and no incidents
  asked.kind = Kind::incident;
  const auto made = site().writer.create(asked);
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code(), Code::failed_precondition);
  EXPECT_EQ(made.error().phrase().key, "tracker.kind_not_in_project");
  EXPECT_THAT(site().reader.find_by_key(asked.fields[Field::task_key]).value(), IsEmpty());
}

TEST_P(TrackerContract, NothingIsCreatedForSomebodyWhoIsNoMember) {
  NewIssue asked = task(open_change(), "network");
  asked.assignee = stage_->stranger();
  const auto made = site().writer.create(asked);
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code(), Code::invalid_argument);
  EXPECT_THAT(site().reader.find_by_key(asked.fields[Field::task_key]).value(), IsEmpty());
}

TEST_P(TrackerContract, WhoCouldNotBeAssignedATaskIsKnownWithoutMakingOne) {
  const auto before = site().reader.open_issues(Kind::task);
  const auto refused =
      site().directory.refused_assignees(stage_->project(), {stage_->group(), stage_->stranger()});
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(*refused, std::vector{stage_->stranger()});
  const auto after = site().reader.open_issues(Kind::task);
  ASSERT_TRUE(before && after);
  EXPECT_EQ(after->size(), before->size());
}

TEST_P(TrackerContract, NothingIsCreatedThatEndsBeforeItBegins) {
  NewIssue asked = task(open_change(), "network");
  asked.start_date = date("2026-12-04");
  asked.due_date = date("2026-12-01");
  const auto made = site().writer.create(asked);
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code(), Code::invalid_argument);
}

TEST_P(TrackerContract, ATaskIsFoundByItsKeyAndByThePrefixOfItsChange) {
  const IssueId change = open_change();
  const std::string prefix = base::to_string(change) + "/";
  const Issue north = make(task(change, "network/north"));
  const Issue south = make(task(change, "network/south"));
  const auto one = site().reader.find_by_key(prefix + "network/south");
  ASSERT_TRUE(one.has_value()) << base::to_string(one.error());
  ASSERT_EQ(one->size(), 1U);
  EXPECT_EQ(one->front().id, south.id);
  const auto both = site().reader.find_by_key(prefix, true);
  ASSERT_TRUE(both.has_value());
  ASSERT_EQ(both->size(), 2U);
  EXPECT_EQ(both->front().id, north.id);
  EXPECT_THAT(site().reader.find_by_key(prefix + "network").value(), IsEmpty());
}

TEST_P(TrackerContract, AClosedTaskIsStillFoundByItsKey) {
  const Issue made = make(task(open_change(), "network"));
  update(made.id, to_state(State::cancelled));
  EXPECT_EQ(site().reader.find_by_key(made.field(Field::task_key)).value().size(), 1U);
}

TEST_P(TrackerContract, ATextThatIsNoKeyIsNeverSearchedFor) {
  for (const char* text : {"", "*", "^12/", "~a", "!12/a", "12/a|12/b", "=x", "12/Ä"}) {
    const auto found = site().reader.find_by_key(text);
    ASSERT_FALSE(found.has_value()) << text;
    EXPECT_EQ(found.error().code(), Code::invalid_argument) << text;
  }
}

TEST_P(TrackerContract, AStatusMovesAndTheHistoryTellsIt) {
  const Issue made = make(task(open_change(), "network"));
  IssueUpdate ready = to_state(State::ready);
  ready.assignee = stage_->group();
  ready.note = "May begin.";
  update(made.id, ready);
  const Issue issue = read(made.id);
  EXPECT_EQ(issue.status.state, State::ready);
  EXPECT_EQ(issue.initial_status.state, State::waiting);
  ASSERT_EQ(issue.events.size(), 1U);
  const model::Event& event = issue.events.front();
  EXPECT_TRUE(event.own);
  EXPECT_EQ(event.by, model::Actor::system);
  EXPECT_EQ(event.status_from->state, State::waiting);
  EXPECT_EQ(event.status->state, State::ready);
  EXPECT_EQ(event.status_name, "Ready");
  EXPECT_EQ(event.comment->text, "May begin.");
  EXPECT_FALSE(event.comment->is_private);
  EXPECT_THAT(event.fields, Contains(model::FieldChange{"assignee", "", stage_->group().value}));
  ASSERT_TRUE(issue.holders.contains(stage_->group()));
  EXPECT_TRUE(issue.holders.at(stage_->group()).is_group);
}

TEST_P(TrackerContract, AStatusThatIsAlreadyThereIsNotWritten) {
  const Issue made = make(task(open_change(), "network"));
  update(made.id, to_state(State::waiting));
  EXPECT_THAT(read(made.id).events, IsEmpty());
}

TEST_P(TrackerContract, AStatusOfAnotherKindIsRefusedWithoutANote) {
  const Issue made = make(task(open_change(), "network"));
  IssueUpdate change = to_state(State::draft);
  change.note = "This did not happen.";
  const auto status = site().writer.update(made.id, change);
  EXPECT_EQ(status.code(), Code::failed_precondition);
  EXPECT_EQ(status.phrase().key, "tracker.status_refused");
  EXPECT_THAT(read(made.id).events, IsEmpty());
}

TEST_P(TrackerContract, AnEngineerTakesNothingOutOfWaiting) {
  const Issue made = make(task(open_change(), "network"));
  stage_->act(Person::engineer, made.id, person_to(State::in_progress));
  EXPECT_EQ(read(made.id).status.state, State::waiting);
}

TEST_P(TrackerContract, AChangeOfTrackerGoesRoundTheGateAndIsSeen) {
  const Issue made = make(task(open_change(), "network"));
  PersonalEdit away;
  away.kind = Kind::incident;
  stage_->act(Person::engineer, made.id, away);
  stage_->act(Person::engineer, made.id, person_to(State::in_progress));
  PersonalEdit back;
  back.kind = Kind::task;
  stage_->act(Person::engineer, made.id, back);
  const Issue issue = read(made.id);
  EXPECT_EQ(issue.kind, Kind::task);
  EXPECT_EQ(issue.status.state, State::in_progress);
  EXPECT_EQ(issue.initial_status.state, State::waiting);
  IssueUpdate revert = to_state(State::waiting);
  revert.note = "Put back.";
  update(made.id, revert);
  EXPECT_EQ(read(made.id).status.state, State::waiting);
}

TEST_P(TrackerContract, ADepartmentFinishesItsTask) {
  const Issue made = make(task(open_change(), "network"));
  update(made.id, to_state(State::ready));
  stage_->act(Person::engineer, made.id, person_to(State::in_progress));
  PersonalEdit done = person_to(State::done);
  done.fields[Field::hand_over] = "vlan: 101\nsubnet: 10.0.0.0/24";
  stage_->act(Person::engineer, made.id, done);
  const Issue issue = read(made.id);
  EXPECT_EQ(issue.status.state, State::done);
  EXPECT_TRUE(issue.is_closed);
  EXPECT_EQ(issue.field(Field::hand_over), "vlan: 101\nsubnet: 10.0.0.0/24");
  EXPECT_EQ(issue.events.back().by, model::Actor::staff);
  EXPECT_FALSE(issue.events.back().own);
}

TEST_P(TrackerContract, ATaskThatIsBlockedCannotBeClosedAndNoNoteSaysSo) {
  const IssueId change = open_change();
  const Issue first = make(task(change, "network"));
  const Issue second = make(task(change, "vms"));
  ASSERT_TRUE(site().writer.relate(first.id, second.id).has_value());
  IssueUpdate done = to_state(State::done);
  done.note = "Finished.";
  const auto status = site().writer.update(second.id, done);
  EXPECT_EQ(status.code(), Code::failed_precondition);
  EXPECT_EQ(status.phrase().key, "tracker.status_refused");
  const Issue issue = read(second.id);
  EXPECT_EQ(issue.status.state, State::waiting);
  EXPECT_THAT(issue.allowed_statuses, Not(Contains("Done")));
  for (const auto& event : issue.events) EXPECT_FALSE(event.comment.has_value());
  update(first.id, to_state(State::done));
  update(second.id, to_state(State::done));
}

TEST_P(TrackerContract, AChangeWithAnOpenTaskCannotBeClosed) {
  const IssueId change = open_change();
  const Issue child = make(task(change, "network"));
  EXPECT_EQ(site().writer.update(change, to_state(State::cancelled)).code(), Code::failed_precondition);
  update(child.id, to_state(State::cancelled));
  update(change, to_state(State::cancelled));
  const auto late = site().writer.create(task(change, "late"));
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code(), Code::invalid_argument);
}

TEST_P(TrackerContract, ARelationIsMadeOnce) {
  const IssueId change = open_change();
  const Issue a = make(task(change, "a"));
  const Issue b = make(task(change, "b"));
  const auto first = site().writer.relate(a.id, b.id);
  ASSERT_TRUE(first.has_value()) << base::to_string(first.error());
  EXPECT_EQ(first->from, a.id);
  EXPECT_EQ(first->to, b.id);
  const auto again = site().writer.relate(a.id, b.id);
  ASSERT_TRUE(again.has_value()) << base::to_string(again.error());
  EXPECT_EQ(*first, *again);
  EXPECT_THAT(read(a.id).relations, ElementsAre(*first));
  EXPECT_THAT(read(b.id).relations, ElementsAre(*first));
  const auto reverse = site().writer.relate(b.id, a.id);
  ASSERT_FALSE(reverse.has_value());
  EXPECT_EQ(reverse.error().code(), Code::failed_precondition);
  EXPECT_EQ(reverse.error().phrase().key, "tracker.pair_taken");
}

TEST_P(TrackerContract, RelationsMakeNoCircleAndDoNotBindAChildToItsParent) {
  const IssueId change = open_change();
  const Issue a = make(task(change, "a"));
  const Issue b = make(task(change, "b"));
  const Issue c = make(task(change, "c"));
  ASSERT_TRUE(site().writer.relate(a.id, b.id).has_value());
  ASSERT_TRUE(site().writer.relate(b.id, c.id).has_value());
  EXPECT_EQ(site().writer.relate(c.id, a.id).error().code(), Code::invalid_argument);
  EXPECT_EQ(site().writer.relate(change, a.id).error().code(), Code::invalid_argument);
}

TEST_P(TrackerContract, ARelationIsRemovedOnceAndTheHistoryTellsBoth) {
  const IssueId change = open_change();
  const Issue a = make(task(change, "a"));
  const Issue b = make(task(change, "b"));
  const auto relation = site().writer.relate(a.id, b.id).value();
  EXPECT_TRUE(site().writer.unrelate(relation.id).ok());
  EXPECT_TRUE(site().writer.unrelate(relation.id).ok());
  const Issue issue = read(b.id);
  EXPECT_THAT(issue.relations, IsEmpty());
  using Link = model::LinkChange;
  std::vector<Link> links;
  for (const auto& event : issue.events) links.insert(links.end(), event.links.begin(), event.links.end());
  EXPECT_THAT(links, ElementsAre(Link{Link::Type::blocked_by, a.id, true},
                                 Link{Link::Type::blocked_by, a.id, false}));
  const Issue parent = read(change);
  ASSERT_FALSE(parent.events.empty());
  EXPECT_THAT(parent.events.front().links, ElementsAre(Link{Link::Type::child, a.id, true}));
}

TEST_P(TrackerContract, APrivateNoteIsPrivate) {
  const IssueId incident = open(Person::client, Kind::incident, "Mail is slow");
  const auto status = site().writer.private_note(incident, "For staff only.\r\nSecond line.");
  ASSERT_TRUE(status.ok()) << base::to_string(status);
  const Issue issue = read(incident);
  ASSERT_EQ(issue.events.size(), 1U);
  EXPECT_TRUE(issue.events.front().comment->is_private);
  EXPECT_EQ(issue.events.front().comment->text, "For staff only.\nSecond line.");
}

TEST_P(TrackerContract, WithoutTheRightToPrivateNotesNoneIsWritten) {
  const IssueId incident = open(Person::client, Kind::incident, "Mail is slow");
  const auto status = stage_->private_note_without_the_right(incident, "For staff only.");
  EXPECT_EQ(status.code(), Code::failed_precondition);
  EXPECT_EQ(status.phrase().key, "tracker.note_public_expected");
  EXPECT_THAT(read(incident).events, IsEmpty());
}

TEST_P(TrackerContract, AGroupWatchesForAWhileWithoutATrace) {
  const IssueId incident = open(Person::client, Kind::incident, "Down");
  const Issue before = read(incident);
  EXPECT_THAT(before.watchers, IsEmpty());
  for (int twice = 0; twice < 2; ++twice) {
    const auto status = site().writer.watch(incident, stage_->group());
    ASSERT_TRUE(status.ok()) << base::to_string(status);
  }
  EXPECT_THAT(read(incident).watchers, ElementsAre(stage_->group()));
  for (int twice = 0; twice < 2; ++twice) EXPECT_TRUE(site().writer.unwatch(incident, stage_->group()).ok());
  const Issue after = read(incident);
  EXPECT_THAT(after.watchers, IsEmpty());
  EXPECT_THAT(after.events, IsEmpty());
  EXPECT_EQ(after.updated, before.updated);
}

TEST_P(TrackerContract, AProjectTellsWhatTellingPeopleNeedsThere) {
  const auto facts = site().directory.project(stage_->project());
  ASSERT_TRUE(facts.has_value()) << base::to_string(facts.error());
  EXPECT_TRUE(facts->private_notes);
  EXPECT_TRUE(facts->watchers);
}

TEST_P(TrackerContract, ActorsAreToldApart) {
  const IssueId incident = open(Person::client, Kind::incident, "Mail is slow");
  PersonalEdit answer;
  answer.note = "We are looking into it.";
  stage_->act(Person::engineer, incident, answer);
  PersonalEdit reply;
  reply.note = "Thank you.";
  stage_->act(Person::client, incident, reply);
  IssueUpdate own;
  own.note = "Deadline is near.";
  update(incident, own);
  const Issue issue = read(incident);
  EXPECT_EQ(issue.created_by, model::Actor::customer);
  ASSERT_EQ(issue.events.size(), 3U);
  EXPECT_EQ(issue.events[0].by, model::Actor::staff);
  EXPECT_EQ(issue.events[1].by, model::Actor::customer);
  EXPECT_EQ(issue.events[2].by, model::Actor::system);
  EXPECT_THAT(issue.doubtful_authors, IsEmpty());
}

TEST_P(TrackerContract, AuthorsAreShownWithTheirRolesThoseOfTheirGroupsIncluded) {
  const IssueId incident = open(Person::client, Kind::incident, "Mail is slow");
  PersonalEdit note;
  note.note = "Seen.";
  for (const Person who : {Person::tam, Person::engineer, Person::client}) stage_->act(who, incident, note);
  const Issue issue = read(incident);
  ASSERT_EQ(issue.events.size(), 3U);
  EXPECT_THAT(issue.events[0].roles, ElementsAre("tam"));
  EXPECT_THAT(issue.events[1].roles, ElementsAre("engineer"));
  EXPECT_THAT(issue.events[2].roles, ElementsAre("client"));
}

TEST_P(TrackerContract, ADuplicateNamesItsOriginalAndNotTheOtherWayRound) {
  const IssueId original = open(Person::client, Kind::incident, "Mail is slow");
  const IssueId duplicate = open(Person::client, Kind::incident, "Mail is still slow");
  stage_->mark_duplicate(Person::tam, duplicate, original);
  EXPECT_THAT(read(duplicate).duplicate_of, ElementsAre(original));
  EXPECT_THAT(read(original).duplicate_of, IsEmpty());
  const auto glance = site().reader.peek({duplicate});
  ASSERT_TRUE(glance.has_value()) << base::to_string(glance.error());
  EXPECT_THAT(glance->front().duplicate_of, ElementsAre(original));
}

TEST_P(TrackerContract, IssuesThatAreRelatedNameOneAnother) {
  const IssueId request = open(Person::client, Kind::request, "A new shop, please");
  const IssueId change = open(Person::tam, Kind::change, "A new shop");
  stage_->tie(Person::tam, change, request);
  EXPECT_THAT(read(change).related, ElementsAre(request));
  EXPECT_THAT(read(request).related, ElementsAre(change));
  const auto glance = site().reader.peek({change});
  ASSERT_TRUE(glance.has_value()) << base::to_string(glance.error());
  EXPECT_THAT(glance->front().related, ElementsAre(request));
}

TEST_P(TrackerContract, AMovedIssueRemembersWhereItWasCreated) {
  const IssueId incident = open(Person::client, Kind::incident, "Mail is slow");
  PersonalEdit move;
  move.project = stage_->sub_project();
  stage_->act(Person::tam, incident, move);
  const Issue issue = read(incident);
  EXPECT_EQ(issue.project, stage_->sub_project());
  EXPECT_THAT(issue.above, ElementsAre(stage_->project()));
  EXPECT_EQ(issue.initial_project, stage_->project());
  EXPECT_THAT(issue.initial_above, IsEmpty());
  ASSERT_EQ(issue.events.size(), 1U);
  EXPECT_THAT(issue.events.front().fields,
              Contains(model::FieldChange{"project", stage_->project(), stage_->sub_project()}));
}

TEST_P(TrackerContract, AHoldHasTheReasonThatWasSetWithItOrDuringIt) {
  const IssueId incident = open(Person::client, Kind::incident, "Mail is slow");
  PersonalEdit hold = person_to(State::on_hold);
  hold.fields[Field::hold_reason] = "client";
  stage_->act(Person::engineer, incident, person_to(State::in_progress));
  stage_->act(Person::engineer, incident, hold);
  PersonalEdit other;
  other.fields[Field::hold_reason] = "vendor";
  stage_->act(Person::engineer, incident, other);
  stage_->act(Person::engineer, incident, person_to(State::in_progress));
  stage_->act(Person::engineer, incident, person_to(State::on_hold));  // the field still says vendor
  const Issue issue = read(incident);
  std::vector<model::StatusWord> words;
  for (const auto& event : issue.events) words.push_back(event.status.value_or(model::StatusWord{}));
  using model::HoldReason;
  EXPECT_THAT(words, ElementsAre(model::StatusWord{State::in_progress, HoldReason::none},
                                 model::StatusWord{State::on_hold, HoldReason::client},
                                 model::StatusWord{State::on_hold, HoldReason::vendor},
                                 model::StatusWord{State::in_progress, HoldReason::none},
                                 model::StatusWord{State::on_hold, HoldReason::none}));
  EXPECT_EQ(issue.status, (model::StatusWord{State::on_hold, HoldReason::none}));
}

TEST_P(TrackerContract, WhatChangedIsShownWithItsRelations) {
  tracker::PollCursor cursor;
  do {
    ASSERT_TRUE(site().reader.changed(cursor).has_value());
  } while (!cursor.at_end());
  const IssueId change = open_change();
  const Issue a = make(task(change, "a"));
  const Issue b = make(task(change, "b"));
  const auto relation = site().writer.relate(a.id, b.id).value();
  const auto rows = site().reader.changed(cursor);
  ASSERT_TRUE(rows.has_value()) << base::to_string(rows.error());
  std::vector<IssueId> ids;
  for (const Issue& issue : *rows) ids.push_back(issue.id);
  for (const IssueId id : {change, a.id, b.id}) EXPECT_EQ(std::count(ids.begin(), ids.end(), id), 1);
  EXPECT_TRUE(std::is_sorted(rows->begin(), rows->end(),
                             [](const Issue& x, const Issue& y) { return x.updated < y.updated; }));
  const auto shown = std::find_if(rows->begin(), rows->end(), [&](const Issue& i) { return i.id == b.id; });
  EXPECT_THAT(shown->relations, ElementsAre(relation));
  EXPECT_FALSE(shown->has_history);
}

TEST_P(TrackerContract, IssuesAreReadInTheOrderAskedAndOneThatIsGoneSpoilsNothing) {
  const IssueId a = open_change();
  const IssueId b = open_change();
  const auto both = site().reader.issues({b, IssueId{99'999'999}, a});
  ASSERT_EQ(both.size(), 3U);
  EXPECT_EQ(both[0].value().id, b);
  EXPECT_EQ(both[1].error().code(), Code::not_found);
  EXPECT_EQ(both[2].value().id, a);
  const auto glance = site().reader.peek({a, b, IssueId{99'999'999}});
  ASSERT_TRUE(glance.has_value());
  EXPECT_EQ(glance->size(), 2U);
}

TEST_P(TrackerContract, WritingToAnIssueThatIsGoneIsNotFound) {
  IssueUpdate note;
  note.note = "Anybody there?";
  EXPECT_EQ(site().writer.update(IssueId{99'999'999}, note).code(), Code::not_found);
  EXPECT_EQ(site().writer.update(IssueId{99'999'999}, to_state(State::done)).code(), Code::not_found);
  EXPECT_EQ(site().writer.private_note(IssueId{99'999'999}, "x").code(), Code::not_found);
}

TEST_P(TrackerContract, OpenIssuesAreOfThatKindAndOpen) {
  const IssueId open_one = open_change();
  const IssueId closed_one = open_change();
  make(task(open_one, "a"));
  update(closed_one, to_state(State::cancelled));
  const auto rows = site().reader.open_issues(Kind::change);
  ASSERT_TRUE(rows.has_value()) << base::to_string(rows.error());
  std::vector<IssueId> ids;
  for (const Issue& issue : *rows) {
    ids.push_back(issue.id);
    EXPECT_EQ(issue.kind, Kind::change);
    EXPECT_FALSE(issue.is_closed);
  }
  EXPECT_THAT(ids, Contains(open_one));
  EXPECT_THAT(ids, Not(Contains(closed_one)));
}

TEST_P(TrackerContract, IssuesSinceAreOfThatKindAndChangedThenOrLater) {
  const IssueId early = open_change();
  const IssueId closed_one = open_change();
  update(closed_one, to_state(State::cancelled));
  make(task(early, "a"));
  const auto since = read(closed_one).updated;
  const auto rows = site().reader.issues_since(Kind::change, since);
  ASSERT_TRUE(rows.has_value()) << base::to_string(rows.error());
  std::vector<IssueId> ids;
  for (const Issue& issue : *rows) {
    ids.push_back(issue.id);
    EXPECT_EQ(issue.kind, Kind::change);
    EXPECT_GE(issue.updated, since);
  }
  EXPECT_THAT(ids, Contains(closed_one));
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  const auto none = site().reader.issues_since(Kind::change, since + std::chrono::hours(24));
  ASSERT_TRUE(none.has_value()) << base::to_string(none.error());
  EXPECT_TRUE(none->empty());
}

TEST_P(TrackerContract, WhatIsSetCanBeClearedAgain) {
  NewIssue asked = task(open_change(), "network");
  asked.assignee = stage_->group();
  asked.start_date = date("2026-12-01");
  asked.due_date = date("2026-12-04");
  const Issue made = make(asked);
  IssueUpdate clear;
  clear.assignee = base::PrincipalId{};
  clear.start_date = std::optional<base::Date>();
  clear.due_date = std::optional<base::Date>();
  clear.fields[Field::department] = "";
  update(made.id, clear);
  const Issue issue = read(made.id);
  EXPECT_FALSE(issue.assignee.has_value());
  EXPECT_FALSE(issue.start_date.has_value());
  EXPECT_FALSE(issue.due_date.has_value());
  EXPECT_EQ(issue.field(Field::department), "");
  ASSERT_TRUE(issue.holders.contains(stage_->group()));  // it held the issue once
  EXPECT_TRUE(issue.holders.at(stage_->group()).is_group);
}

TEST_P(TrackerContract, OnlyWhatWasAskedForIsWritten) {
  NewIssue asked = task(open_change(), "network");
  asked.description = "As it was.";
  const Issue made = make(asked);
  IssueUpdate change;
  change.subject = "Another title";
  change.fields[Field::deadline] = "2026-12-04 18:00";
  update(made.id, change);
  const Issue issue = read(made.id);
  EXPECT_EQ(issue.subject, "Another title");
  EXPECT_EQ(issue.description, "As it was.");
  EXPECT_EQ(issue.field(Field::deadline), "2026-12-04 18:00");
  EXPECT_EQ(issue.field(Field::department), "Network");
  ASSERT_EQ(issue.events.size(), 1U);
  EXPECT_THAT(issue.events.front().fields, Contains(model::FieldChange{"deadline", "", "2026-12-04 18:00"}));
}

TEST_P(TrackerContract, AStartDateEarlierThanARelationAllowsSpoilsTheWholeWriteAndSaysNoPart) {
  const auto change = open_change();
  auto first = task(change, "network"), second = task(change, "vms");
  first.start_date = date("2031-03-03");
  first.due_date = date("2031-03-07");
  second.start_date = date("2031-03-12");
  second.due_date = date("2031-03-13");
  const auto earlier = make(first).id, later = make(second).id;
  stage_->let_follow(Person::tam, earlier, later);
  const auto start = read(later).start_date;  // Redmine moves it to the first day that is possible
  auto both = to_state(State::ready);
  both.start_date = date("2031-03-04");
  both.due_date = date("2031-03-05");
  both.note = "It may begin.";
  const auto refused = site().writer.update(later, both);
  EXPECT_EQ(refused.code(), Code::invalid_argument) << base::to_string(refused);
  EXPECT_EQ(refused.cause(), base::Cause::refused);
  EXPECT_THAT(tracker::sentences_of(refused), Not(IsEmpty()));
  EXPECT_EQ(read(later).status.state, State::waiting);
  update(later, tracker::without(both, {{tracker::Part::dates}}));
  const auto after = read(later);
  EXPECT_EQ(after.status.state, State::ready);
  EXPECT_EQ(after.start_date, start);
  EXPECT_EQ(after.events.back().comment->text, "It may begin.");
}

TEST_P(TrackerContract, WhatSomebodyWroteMeanwhileIsNotWrittenOver) {
  const Issue made = make(task(open_change(), "network"));
  PersonalEdit theirs;
  theirs.subject = "Their title";
  theirs.due_date = date("2027-03-02");
  stage_->act(Person::tam, made.id, theirs);
  IssueUpdate change = to_state(State::ready);
  change.due_date = date("2026-12-04");
  change.seen = base::JournalId{0};
  EXPECT_EQ(site().writer.update(made.id, change).code(), base::Code::aborted);
  const Issue now = read(made.id);
  EXPECT_EQ(now.subject, "Their title");
  EXPECT_EQ(now.due_date, date("2027-03-02"));
  EXPECT_EQ(now.status.state, State::waiting);
  change.seen = tracker::newest_entry(now);
  update(made.id, change);
  EXPECT_EQ(read(made.id).due_date, date("2026-12-04"));
}

TEST_P(TrackerContract, AFileComesBackAsItWasSent) {
  const IssueId change = open_change();
  IssueUpdate update_with_file;
  update_with_file.uploads = {{"landscape.yaml", std::string("a: 1\r\n\0b", 8), "application/yaml"}};
  update(change, update_with_file);
  const Issue issue = read(change);
  ASSERT_EQ(issue.attachments.size(), 1U);
  EXPECT_EQ(issue.attachments.front().name, "landscape.yaml");
  const auto content = site().reader.download(issue.attachments.front());
  ASSERT_TRUE(content.has_value()) << base::to_string(content.error());
  EXPECT_EQ(*content, std::string("a: 1\r\n\0b", 8));
}

TEST_P(TrackerContract, APageIsWrittenReadAndNotWrittenTwice) {
  const std::string title = "Change-" + base::to_string(open_change());
  EXPECT_EQ(site().pages.page("staff", title).error().code(), Code::not_found);
  ASSERT_TRUE(site().pages.write_page("staff", title, "h1. План\n\n|_. a |\n").ok());
  EXPECT_EQ(tracker::normalised(site().pages.page("staff", title).value()), "h1. План\n\n|_. a |");
  ASSERT_TRUE(site().pages.write_page("staff", title, "h1. План\r\n\r\n|_. a |").ok());
  ASSERT_TRUE(site().pages.write_page("staff", title, "h1. Другой").ok());
  EXPECT_EQ(site().pages.page("staff", title).value(), "h1. Другой");
}

TEST_P(TrackerContract, APageTellsWhoWroteItLastAndWhen) {
  const auto change = open_change();
  const std::string title = "Digest-" + base::to_string(change);
  EXPECT_EQ(site().pages.page_version("staff", title).error().code(), Code::not_found);
  ASSERT_TRUE(site().pages.write_page("staff", title, "Первый").ok());
  const auto version = site().pages.page_version("staff", title);
  ASSERT_TRUE(version.has_value()) << base::to_string(version.error());
  EXPECT_EQ(version->text, "Первый");
  EXPECT_EQ(version->author.id, site().directory.account().value().id);
  ASSERT_TRUE(version->written);
  EXPECT_LT(std::chrono::abs(*version->written - read(change).created), std::chrono::minutes(2));
}

TEST_P(TrackerContract, APageThatSaysSomethingElseThanWasReadIsNotReplaced) {
  const std::string title = "Dossier-" + base::to_string(open_change());
  ASSERT_TRUE(site().pages.replace_page("staff", title, "", "Первый").ok());
  EXPECT_EQ(site().pages.replace_page("staff", title, "", "Второй").code(), Code::aborted);
  ASSERT_TRUE(site().pages.write_page("staff", title, "Первый, с припиской").ok());
  EXPECT_EQ(site().pages.replace_page("staff", title, "Первый", "Второй").code(), Code::aborted);
  EXPECT_EQ(site().pages.page("staff", title).value(), "Первый, с припиской");
  ASSERT_TRUE(site().pages.replace_page("staff", title, "Первый, с припиской", "Второй").ok());
  EXPECT_EQ(site().pages.page("staff", title).value(), "Второй");
}

TEST_P(TrackerContract, AFileOfAPageComesBackAsItWasSentBesideAnOlderOneOfItsName) {
  const std::string title = "SLA-" + base::to_string(open_change());
  const tracker::Upload first{"month.json", std::string("{}\r\n\0", 5), "application/json"};
  EXPECT_EQ(site().pages.page_files("staff", title).error().code(), Code::not_found);
  EXPECT_EQ(site().pages.attach_to_page("staff", title, first).code(), Code::not_found);
  ASSERT_TRUE(site().pages.write_page("staff", title, "h1. Октябрь").ok());
  EXPECT_TRUE(site().pages.page_files("staff", title).value().empty());
  ASSERT_TRUE(site().pages.attach_to_page("staff", title, first).ok());
  ASSERT_TRUE(site().pages.attach_to_page("staff", title, {"month.json", "{ }", "application/json"}).ok());
  const auto files = site().pages.page_files("staff", title);
  ASSERT_TRUE(files.has_value()) << base::to_string(files.error());
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ(files->front().name, "month.json");
  EXPECT_EQ(site().reader.download(files->front()).value(), first.content);
  EXPECT_EQ(site().reader.download(files->back()).value(), "{ }");
  EXPECT_EQ(tracker::normalised(site().pages.page("staff", title).value()), "h1. Октябрь")
      << "the text stays";
}

TEST_P(TrackerContract, AFileOfAPageCanBeTakenAwayAndTheOthersStay) {
  const std::string title = "Change-" + base::to_string(open_change());
  ASSERT_TRUE(site().pages.write_page("staff", title, "h1. План").ok());
  ASSERT_TRUE(site().pages.attach_to_page("staff", title, {"plan-1.png", "old", "image/png"}).ok());
  ASSERT_TRUE(site().pages.attach_to_page("staff", title, {"plan-2.png", "new", "image/png"}).ok());
  const auto old = site().pages.page_files("staff", title).value().front();
  EXPECT_TRUE(site().pages.remove_from_page(old).ok());
  EXPECT_TRUE(site().pages.remove_from_page(old).ok()) << "it is away already";
  const auto left = site().pages.page_files("staff", title).value();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().name, "plan-2.png");
  EXPECT_EQ(tracker::normalised(site().pages.page("staff", title).value()), "h1. План") << "the text stays";
}

TEST_P(TrackerContract, DocumentsAreKeptReplacedAndDroppedWhereTheTrackerKeepsAny) {
  auto& documents = site().documents;
  const auto now = base::parse_instant("2026-06-15T07:00:00Z").value();
  if (!documents.keeps_documents()) {
    EXPECT_FALSE(documents.publish({}, {}, now).ok());
    return;
  }
  const std::string change = "change/" + base::to_string(open_change());
  const auto document = [&](const char* digest, const char* title) {
    const auto text = std::string(R"({"title":")") + title + R"("})";
    return tracker::Document{change, "aurora", digest, now, {{"en", text}, {"ru", text}}};
  };
  ASSERT_TRUE(documents.publish({document("d1", "План <b>\\n")}, {}, now).ok());
  EXPECT_EQ(documents.digests().value().at(change), "d1");
  ASSERT_TRUE(documents.publish({document("d2", "Другой")}, {"change/987654321"}, now).ok());
  EXPECT_EQ(documents.digests().value().at(change), "d2");
  ASSERT_TRUE(documents.publish({}, {change}, now).ok());
  EXPECT_FALSE(documents.digests().value().contains(change));
}

TEST_P(TrackerContract, WhatPeopleEnteredHasAVersionThatIsToldWithTheAccountWhereTheTrackerKeepsAny) {
  auto& entered = site().entered;
  const auto read = entered.entered();
  ASSERT_TRUE(site().directory.account().has_value());
  if (!read) {
    EXPECT_EQ(read.error().code(), Code::not_found);
    EXPECT_EQ(entered.told_version(), "");
    return;
  }
  EXPECT_THAT(read->text, ::testing::StartsWith("{"));
  EXPECT_NE(read->version, "");
  EXPECT_EQ(entered.told_version(), read->version);
}

TEST_P(TrackerContract, TimeIsThatOfThePeopleAndDaysAskedForInAProjectAndItsParts) {
  const auto tam = stage_->id_of(Person::tam);
  const auto spent = [&](const std::string& project, const std::vector<base::PrincipalId>& people) {
    const auto all = site().directory.spent_time(project, people, date("2026-05-01"), date("2026-06-30"));
    EXPECT_TRUE(all.has_value()) << base::to_string(all.error());
    return all.value_or(std::nullopt);
  };
  const auto seconds_of = [&](const std::vector<base::PrincipalId>& people) {
    base::Seconds sum(0);
    const auto all = spent(stage_->project(), people).value();
    for (const auto& one : all) {
      EXPECT_EQ(one.person, people.front());
      sum += one.time;
    }
    return sum;
  };
  const auto change = open_change();
  NewIssue below;
  below.project = stage_->sub_project();
  below.kind = Kind::change;
  below.subject = "A change of a part";
  const auto part = stage_->open_issue(Person::tam, below).value();
  stage_->record_time(Person::tam, change, date("2026-05-01"), std::chrono::minutes(90));
  stage_->record_time(Person::tam, change, date("2026-06-30"), std::chrono::minutes(15));
  stage_->record_time(Person::tam, part, date("2026-06-10"), std::chrono::hours(2));
  stage_->record_time(Person::tam, change, date("2026-04-30"), std::chrono::hours(7));
  stage_->record_time(Person::tam, change, date("2026-07-01"), std::chrono::hours(7));
  stage_->record_time(Person::engineer, change, date("2026-06-10"), std::chrono::hours(1));
  EXPECT_EQ(seconds_of({tam}), std::chrono::minutes(90 + 15 + 120));
  EXPECT_EQ(seconds_of({stage_->id_of(Person::engineer)}), std::chrono::hours(1));
  EXPECT_EQ(spent(stage_->project(), {stage_->stranger()}).value().size(), 0U);
  EXPECT_FALSE(spent("staff", {tam})) << "nobody records any there";
}

TEST_P(TrackerContract, ALoginIsThatOfTheAccountAndNobodyHasNone) {
  const auto account = site().directory.account();
  ASSERT_TRUE(account.has_value());
  EXPECT_EQ(site().directory.login(account->id).value(), account->login);
  EXPECT_EQ(site().directory.login({"987654321"}).error().code(), Code::not_found);
}

TEST_P(TrackerContract, TheAddressPeopleOpenNamesTheIssue) {
  EXPECT_TRUE(site().reader.url(IssueId{42}).ends_with("/issues/42"));
}

INSTANTIATE_TEST_SUITE_P(Tracker, TrackerContract, ::testing::Values("Fake", "FakeOverHttp", "Redmine"),
                         [](const auto& suite) { return std::string(suite.param); });

}  // namespace
}  // namespace estafeta
