// What the checker of histories finds, and what it lets pass.
#include "tests/support/history_check.h"

#include <gtest/gtest.h>

namespace estafeta::testing {
namespace {

using model::Event;
using model::Field;
using model::Issue;
using model::Kind;
using model::LinkChange;
using model::State;

constexpr std::int64_t kChange = 1, kFirst = 2, kSecond = 3;

Issue made(std::int64_t id, Kind kind, State state = State::waiting) {
  Issue issue;
  issue.id = {id};
  issue.kind = kind;
  issue.initial_status.state = state;
  if (kind == Kind::task) issue.parent = base::IssueId{kChange};
  return issue;
}

class HistoryCheck : public ::testing::Test {
 protected:
  HistoryCheck() {
    all_ = {made(kChange, Kind::change, State::in_progress), made(kFirst, Kind::task, State::ready),
            made(kSecond, Kind::task)};
    first().fields[Field::task_key] = "1/network";
    second().fields[Field::task_key] = "1/vms";
    by_estafeta(second()).links = {{LinkChange::Type::blocked_by, {kFirst}, true}};
  }
  Issue& change() { return all_[0]; }
  Issue& first() { return all_[1]; }
  Issue& second() { return all_[2]; }

  Event& by_estafeta(Issue& issue) {
    auto& event = by_person(issue);
    event.own = true;
    return event;
  }
  Event& by_person(Issue& issue) {
    auto& event = issue.events.emplace_back();
    event.at = base::Instant(base::Seconds(++seconds_));
    return event;
  }
  void becomes(Event& event, State state) { event.status = {state, model::HoldReason::none}; }
  void says(Event& event, const std::string& text, bool is_private = false) {
    event.comment = model::Comment{text, is_private};
  }

  std::vector<Promise> broken() {
    std::vector<Promise> found;
    for (const auto& one : broken_promises(all_)) found.push_back(one.promise);
    return found;
  }

  std::vector<Issue> all_;

 private:
  int seconds_ = 0;
};

using Promises = std::vector<Promise>;

TEST_F(HistoryCheck, FindsNothingWhereNothingIsWrong) {
  becomes(by_person(first()), State::in_progress);
  becomes(by_person(first()), State::done);
  becomes(by_estafeta(second()), State::ready);
  EXPECT_EQ(broken(), Promises{});
}

TEST_F(HistoryCheck, FindsAKeyThatIsThereTwice) {
  second().fields[Field::task_key] = "1/network";
  EXPECT_EQ(broken(), Promises{Promise::key_once});
}

TEST_F(HistoryCheck, FindsWhatBecameReadyBeforeItsTime) {
  becomes(by_person(first()), State::in_progress);
  becomes(by_estafeta(second()), State::ready);
  becomes(by_person(first()), State::done);
  EXPECT_EQ(broken(), Promises{Promise::order});
}

TEST_F(HistoryCheck, FindsItWhereEstafetaTookTheLinkAway) {
  by_estafeta(second()).links = {{LinkChange::Type::blocked_by, {kFirst}, false}};
  becomes(by_estafeta(second()), State::ready);
  EXPECT_EQ(broken(), Promises{Promise::order});
}

TEST_F(HistoryCheck, LetsPassWhatAPersonLetGoOrDecided) {
  by_person(first()).fields = {{std::string(to_string(Field::others_may_go_on)), "", "1"}};
  becomes(by_estafeta(second()), State::ready);
  EXPECT_EQ(broken(), Promises{});
}

TEST_F(HistoryCheck, FindsADateOfAPersonThatWasWrittenOver) {
  by_person(first()).fields = {{"due_date", "", "2026-06-20"}};
  by_estafeta(first()).fields = {{"due_date", "2026-06-20", "2026-06-22"}};
  EXPECT_EQ(broken(), Promises{Promise::persons_date});
}

TEST_F(HistoryCheck, LetsEstafetaWriteADateThatAPersonCleared) {
  by_person(first()).fields = {{"due_date", "2026-06-20", ""}};
  by_estafeta(first()).fields = {{"due_date", "", "2026-06-22"}};
  EXPECT_EQ(broken(), Promises{});
}

TEST_F(HistoryCheck, FindsWhoWasReplacedAtWork) {
  auto& taken = by_person(first());
  becomes(taken, State::in_progress);
  taken.fields = {{"assignee", "Network group", "Alice"}};
  by_estafeta(first()).fields = {{"assignee", "Alice", "Network group"}};
  EXPECT_EQ(broken(), Promises{Promise::persons_work});
}

TEST_F(HistoryCheck, FindsANoteThatWasWrittenTwiceThoughNobodyDidAnything) {
  says(by_estafeta(change()), "All tasks are finished.");
  says(by_estafeta(change()), "All tasks are finished.");
  EXPECT_EQ(broken(), Promises{Promise::note_once});
  becomes(by_person(first()), State::in_progress);
  says(by_estafeta(change()), "All tasks are finished.");
  EXPECT_EQ(broken(), Promises{Promise::note_once}) << "the third one answers what a person did to a task";
}

TEST_F(HistoryCheck, FindsAThresholdThatWasToldTwice) {
  all_.push_back(made(9, Kind::incident, State::fresh));
  auto& incident = all_.back();
  by_estafeta(incident).fields = {{std::string(to_string(Field::sla_told)), "", "response 75%"}};
  says(by_estafeta(incident), "SLA at risk, response: 30 min left.", true);
  EXPECT_EQ(broken(), Promises{});
  says(by_estafeta(incident), "SLA at risk, response: 20 min left.", true);
  EXPECT_EQ(broken(), Promises{Promise::threshold_once});
}

}  // namespace
}  // namespace estafeta::testing
