// What the fake has beyond the contract: faults, counters, mails.
#include "tests/fake/fake.h"

#include <gtest/gtest.h>

#include "tests/contract/site_mapping.h"

namespace estafeta::tracker::fake {
namespace {

using base::Code;
using model::Field;
using model::Kind;
using model::State;

class FakeTest : public ::testing::Test {
 protected:
  FakeTest() {
    for (int i = 0; i < 8; ++i) engineers_.push_back(fake_.add_person("engineer " + std::to_string(i)));
    group_ = fake_.add_group("Network group", engineers_);
    tam_ = fake_.add_person("TAM");
    client_ = fake_.add_person("Client");
    fake_.add_project("aurora", {Kind::change, Kind::task, Kind::incident});
    fake_.add_member("aurora", fake_.service(), "service");
    fake_.add_member("aurora", group_, "engineer");
    fake_.add_member("aurora", tam_, "tam");
    fake_.add_member("aurora", client_, "client");
    NewIssue change;
    change.project = "aurora";
    change.kind = Kind::change;
    change_ = fake_.open_issue(tam_, change).value();
    fake_.reset_counters();
  }

  NewIssue task(const std::string& key = "1/net") const {
    NewIssue asked;
    asked.project = "aurora";
    asked.kind = Kind::task;
    asked.parent = change_;
    asked.fields = {{Field::task_key, key}};
    return asked;
  }

  // Does that at one point, once.
  void at(const std::string& point, Fault fault) {
    fake_.set_hook([this, point, fault](std::string_view here) {
      if (here != point) return Fault::none;
      fake_.set_hook(nullptr);
      return fault;
    });
  }

  base::ManualClock clock_{base::parse_instant("2026-06-15T07:00:00Z").value()};
  FakeTracker fake_{testing::site_mapping(), clock_};
  std::vector<base::PrincipalId> engineers_;
  base::PrincipalId group_, tam_, client_;
  base::IssueId change_;
};

TEST_F(FakeTest, AFaultBeforeACallMeansThatNothingHappened) {
  for (const auto& [fault, code] :
       {std::pair{Fault::unavailable, Code::unavailable}, std::pair{Fault::denied, Code::permission_denied},
        std::pair{Fault::conflict, Code::aborted}}) {
    at("before:create", fault);
    EXPECT_EQ(fake_.create(task()).error().code(), code);
    EXPECT_EQ(fake_.all().size(), 1U);
  }
}

TEST_F(FakeTest, NoAnswerAfterACallMeansThatItHappened) {
  at("after:create", Fault::unavailable);
  EXPECT_EQ(fake_.create(task()).error().code(), Code::unavailable);
  EXPECT_EQ(fake_.find_by_key("1/net").value().size(), 1U);
}

TEST_F(FakeTest, AKillEndsTheCallWhereItStands) {
  at("before:update", Fault::kill);
  EXPECT_THROW(static_cast<void>(fake_.update(change_, {})), Killed);
  at("after:create", Fault::kill);
  EXPECT_THROW(static_cast<void>(fake_.create(task())), Killed);
  EXPECT_EQ(fake_.find_by_key("1/net").value().size(), 1U);
}

TEST_F(FakeTest, WritesAreCountedAndReadsAreNot) {
  const auto a = fake_.create(task()).value().id;
  IssueUpdate ready;
  ready.state = State::ready;
  EXPECT_TRUE(fake_.update(a, ready).ok());
  EXPECT_TRUE(fake_.update(a, ready).ok());  // is so already
  EXPECT_TRUE(fake_.issue(a).has_value());
  EXPECT_EQ(fake_.counters().writes, 2);
  EXPECT_EQ(fake_.counters().calls.at("update"), 2);
  EXPECT_EQ(fake_.counters().calls.at("issue"), 1);
}

TEST_F(FakeTest, AGroupsTaskMailsEveryoneOfItAndAnUnassignedOneNobody) {
  const auto quiet = fake_.create(task()).value().id;
  EXPECT_EQ(fake_.counters().mails_in_all(), 1);  // the TAM, of the change's new child
  fake_.reset_counters();
  IssueUpdate ready;
  ready.state = State::ready;
  ready.assignee = group_;
  EXPECT_TRUE(fake_.update(quiet, ready).ok());
  EXPECT_EQ(fake_.counters().mails_in_all(), 8);
  fake_.reset_counters();
  PersonalEdit taken;
  taken.state = State::in_progress;
  EXPECT_TRUE(fake_.act(engineers_[0], quiet, taken).ok());
  EXPECT_EQ(fake_.counters().mails_in_all(), 7);  // not who did it
}

TEST_F(FakeTest, AClientIsNotMailedOfStaffsFieldsAndPrivateNotes) {
  NewIssue incident;
  incident.project = "aurora";
  incident.kind = Kind::incident;
  const auto id = fake_.open_issue(client_, incident).value();
  fake_.reset_counters();
  IssueUpdate sla;
  sla.fields[Field::sla_response] = "met";
  EXPECT_TRUE(fake_.update(id, sla).ok());
  EXPECT_TRUE(fake_.private_note(id, "breach is near").ok());
  EXPECT_EQ(fake_.counters().mails_in_all(), 0);
  IssueUpdate note;
  note.note = "for all";
  EXPECT_TRUE(fake_.update(id, note).ok());
  EXPECT_EQ(fake_.counters().mails.at("Client"), 1);
}

TEST_F(FakeTest, AReadOnlyFieldIsDroppedAndTheReadBackSaysSo) {
  fake_.make_read_only(Field::deadline);
  IssueUpdate change;
  change.fields[Field::deadline] = "2026-12-04 18:00";
  EXPECT_EQ(fake_.update(change_, change).code(), Code::failed_precondition);
  NewIssue asked = task();
  asked.fields[Field::deadline] = "2026-12-04 18:00";
  EXPECT_EQ(fake_.create(asked).error().phrase().key, "tracker.created_otherwise");
  EXPECT_EQ(fake_.all().size(), 2U);
}

TEST_F(FakeTest, IgnoredFiltersAreNoticed) {
  EXPECT_TRUE(fake_.self_test().has_value());
  fake_.ignore_filters(true);
  EXPECT_EQ(fake_.self_test().error().code(), Code::failed_precondition);
  EXPECT_EQ(fake_.find_by_key("1/net").error().phrase().key, "tracker.filter_ignored");
}

TEST_F(FakeTest, ARemovedIssueTakesItsChildrenAndRelationsWithIt) {
  const auto a = fake_.create(task("1/a")).value().id;
  const auto b = fake_.create(task("1/b")).value().id;
  EXPECT_TRUE(fake_.relate(a, b).has_value());
  fake_.remove_issue(a);
  EXPECT_TRUE(fake_.issue(b).value().relations.empty());
  EXPECT_EQ(fake_.issue(change_).value().events.back().links.front().added, false);
  fake_.remove_issue(change_);
  EXPECT_TRUE(fake_.all().empty());
}

TEST_F(FakeTest, ANewWorkflowDecidesWhoMaySetWhat) {
  const auto id = fake_.create(task()).value().id;
  PersonalEdit early;
  early.state = State::in_progress;
  EXPECT_TRUE(fake_.act(engineers_[0], id, early).ok());
  EXPECT_EQ(fake_.issue(id).value().status.state, State::waiting);
  fake_.set_workflow([](const std::string&, Kind, State, State) { return true; });
  EXPECT_TRUE(fake_.act(engineers_[0], id, early).ok());
  EXPECT_EQ(fake_.issue(id).value().status.state, State::in_progress);
}

}  // namespace
}  // namespace estafeta::tracker::fake
