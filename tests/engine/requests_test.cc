// The client's own request beside the change that was made of it: what the client sees there, and what the
// TAM's desk says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

base::Date on(const char* day) {
  return base::parse_date(day).value();
}

class ClientsRequest : public ::testing::Test {
 protected:
  base::IssueId add_request(const std::string& project = "aurora") {
    tracker::NewIssue issue;
    issue.project = project;
    issue.kind = model::Kind::request;
    issue.subject = "A new shop, please";
    const auto made = stage_.fake.open_issue(stage_.client, issue);
    EXPECT_TRUE(made);
    return made.value_or(base::IssueId{});
  }
  // Agreed, its first task ready, made of that request.
  base::IssueId change_of(base::IssueId request) {
    const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
    EXPECT_TRUE(stage_.fake.tie(stage_.tam, change, request).ok());
    stage_.settle();
    return change;
  }
  void fill(base::IssueId change, Field field, const std::string& value) {
    fill_as(stage_.tam, change, field, value);
  }
  void fill_as(const base::PrincipalId& who, base::IssueId change, Field field, const std::string& value) {
    tracker::fake::PersonalEdit edit;
    edit.fields[field] = value;
    edit.note = "As agreed by telephone.";
    stage_.act(who, change, edit);
    stage_.settle();
  }
  void promise(base::IssueId change, const std::string& day) { fill(change, Field::promised, day); }
  void show(base::IssueId change) { fill(change, Field::shown_to_client, "1"); }
  void end(base::IssueId change, State state) {
    for (const auto& task : stage_.tasks(change)) stage_.move(stage_.tam, task.id, State::cancelling);
    stage_.settle();
    stage_.move(stage_.tam, change, state);
    stage_.settle();
  }
  void date_by_hand(base::IssueId request, const char* day) {
    tracker::fake::PersonalEdit edit;
    edit.due_date = on(day);
    stage_.act(stage_.tam, request, edit);
    stage_.settle();
  }
  std::size_t entries(base::IssueId request) { return stage_.issue(request).events.size(); }
  int mails_to_client() {
    return stage_.fake.counters().mails.count("Carol Norris") == 0
               ? 0
               : stage_.fake.counters().mails.at("Carol Norris");
  }
  std::string desk() { return stage_.fake.page("staff", "Desk-aurora").value_or("none"); }
  static std::string row(base::IssueId issue) { return "|#" + to_string(issue) + "|"; }

  SiteStage stage_;
};

TEST_F(ClientsRequest, IsNotWrittenToWhileTheTamHasNotReleasedAnything) {
  const auto request = add_request();
  const auto change = change_of(request);
  promise(change, "2026-07-01");
  EXPECT_EQ(entries(request), 0U);
  EXPECT_EQ(stage_.issue(request).status.state, State::fresh);
}

TEST_F(ClientsRequest, ShowsInOneEntryThatItIsUnderWayAndThePromisedDayOnceTheTamReleasesThem) {
  const auto request = add_request();
  const auto change = change_of(request);
  promise(change, "2026-07-01");
  const auto mails = mails_to_client();
  show(change);
  EXPECT_EQ(stage_.issue(request).status.state, State::in_progress);
  EXPECT_EQ(stage_.issue(request).due_date, on("2026-07-01"));
  EXPECT_EQ(entries(request), 1U);
  EXPECT_FALSE(stage_.issue(request).events.front().comment) << "and not a word of what is internal";
  EXPECT_LE(mails_to_client(), mails + 1);
  stage_.restart(true);
  stage_.settle();
  EXPECT_EQ(entries(request), 1U) << "a lost store writes nothing again";
}

TEST_F(ClientsRequest, FollowsThePromiseThatIsMovedAndNothingElse) {
  const auto request = add_request();
  const auto change = change_of(request);
  show(change);
  EXPECT_FALSE(stage_.issue(request).due_date) << "nothing was promised";
  promise(change, "2026-07-01");
  EXPECT_EQ(stage_.issue(request).due_date, on("2026-07-01"));
  stage_.move(stage_.engineer, stage_.task(change, "network").id, State::in_progress);
  stage_.clock.sleep(std::chrono::hours(24 * 5));
  stage_.settle();
  EXPECT_EQ(entries(request), 2U) << "the forecast is not the client's";
  promise(change, "2026-07-08");
  EXPECT_EQ(stage_.issue(request).due_date, on("2026-07-08"));
}

TEST_F(ClientsRequest, KeepsWhatSomebodySetThereUntilTheTamPromisesAnotherDay) {
  const auto request = add_request();
  const auto change = change_of(request);
  promise(change, "2026-07-01");
  show(change);
  date_by_hand(request, "2026-07-03");
  stage_.move(stage_.tam, request, State::fresh);
  stage_.clock.sleep(std::chrono::hours(24));
  stage_.settle();
  EXPECT_EQ(stage_.issue(request).due_date, on("2026-07-03"));
  EXPECT_EQ(stage_.issue(request).status.state, State::fresh);
  promise(change, "2026-07-08");
  EXPECT_EQ(stage_.issue(request).due_date, on("2026-07-08"));
}

TEST_F(ClientsRequest, ShowsNothingThatSomebodyElseThanTheTamReleasesOrPromises) {
  const auto request = add_request();
  const auto change = change_of(request);
  promise(change, "2026-07-01");
  fill_as(stage_.engineer, change, Field::shown_to_client, "1");
  EXPECT_EQ(entries(request), 0U);
  fill(change, Field::shown_to_client, "0");
  show(change);
  EXPECT_EQ(entries(request), 1U);
  fill_as(stage_.engineer, change, Field::promised, "2026-07-08");
  EXPECT_EQ(stage_.issue(request).due_date, on("2026-07-01"));
}

TEST_F(ClientsRequest, OfAnotherClientIsNeverWrittenTo) {
  const auto request = add_request("meridian");
  const auto change = change_of(request);
  promise(change, "2026-07-01");
  show(change);
  EXPECT_EQ(entries(request), 0U);
}

TEST_F(ClientsRequest, ShowsTheDayAloneWhereTheWorkflowDoesNotLetEstafetaSetTheStatus) {
  stage_.fake.set_workflow([](const std::string& role, model::Kind kind, State from, State to) {
    const bool is_ours = role == "service" && kind == model::Kind::request;
    return !is_ours && tracker::fake::default_workflow(role, kind, from, to);
  });
  const auto request = add_request();
  const auto change = change_of(request);
  promise(change, "2026-07-01");
  show(change);
  EXPECT_EQ(stage_.issue(request).status.state, State::fresh);
  EXPECT_EQ(stage_.issue(request).due_date, on("2026-07-01"));
  EXPECT_TRUE(stage_.troubles.empty());
}

TEST_F(ClientsRequest, OfWhichAChangeWasMadeIsNoLongerOneThatNobodyTook) {
  const auto request = add_request();
  stage_.settle();
  EXPECT_THAT(desk(), HasSubstr(row(request)));
  change_of(request);
  EXPECT_THAT(desk(), Not(HasSubstr(row(request))));
  stage_.restart(true);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr(row(request))));
}

TEST_F(ClientsRequest, StandsOnTheDeskAgainWhenItsChangeHasEndedUntilItIsClosed) {
  const auto request = add_request();
  const auto change = change_of(request);
  end(change, State::done);
  ASSERT_EQ(stage_.issue(change).status.state, State::done);
  EXPECT_THAT(desk(),
              AllOf(HasSubstr(row(request)), HasSubstr("is done: answer the client and close the request")));
  stage_.move(stage_.tam, request, State::closed);
  stage_.settle();
  EXPECT_THAT(desk(), Not(HasSubstr(row(request))));
}

TEST_F(ClientsRequest, WhoseChangeWasCancelledIsTheTamsToAnswer) {
  const auto request = add_request();
  const auto change = change_of(request);
  stage_.move(stage_.tam, change, State::cancelling);
  stage_.settle();
  ASSERT_EQ(stage_.issue(change).status.state, State::cancelled);
  EXPECT_THAT(desk(), AllOf(HasSubstr(row(request)), HasSubstr("was not carried out: answer the client")));
}

}  // namespace
}  // namespace estafeta::testing
