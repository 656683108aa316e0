// The post-incident review of an outage, from the end of the outage to the last corrective task.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "connector/change/tree/stamp.h"
#include "tests/engine/fault_points.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::Kind;
using model::State;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using tracker::fake::Fault;

base::IssueId open_outage(SiteStage& stage, const std::string& project = "aurora") {
  const auto incident = stage.open_incident(project);
  tracker::fake::PersonalEdit edit;
  edit.priority = "immediate";
  stage.act(stage.duty, incident, edit);
  return incident;
}

// Somebody works on it, and it is over half an hour later.
void end_outage(SiteStage& stage, base::IssueId incident) {
  stage.move(stage.duty, incident, State::in_progress);
  stage.settle();
  stage.clock.sleep(std::chrono::minutes(30));
  tracker::fake::PersonalEdit edit;
  edit.state = State::resolved;
  edit.note = "The second core switch was restarted.";
  stage.act(stage.duty, incident, edit);
}

std::vector<model::Issue> reviews_of(const SiteStage& stage, base::IssueId incident) {
  std::vector<model::Issue> found;
  for (auto& issue : stage.fake.all()) {
    if (issue.kind == Kind::change && change::stamp_of(issue).review.contains(incident))
      found.push_back(std::move(issue));
  }
  return found;
}

int changes_in(const SiteStage& stage) {
  const auto all = stage.fake.all();
  return static_cast<int>(
      std::count_if(all.begin(), all.end(), [](const auto& issue) { return issue.kind == Kind::change; }));
}

// The TAM fills in what the review found, and sets it to agreed.
void agree_to(SiteStage& stage, base::IssueId review) {
  tracker::fake::PersonalEdit edit;
  edit.fields[Field::change_parameters] = "cause: a memory leak\n";
  stage.act(stage.tam, review, edit);
  stage.settle();
  stage.move(stage.tam, review, State::agreed);
  stage.settle();
}

class Outage : public ::testing::Test {
 protected:
  base::IssueId over() {
    const auto incident = open_outage(stage_);
    end_outage(stage_, incident);
    stage_.settle();
    return incident;
  }
  model::Issue review_of(base::IssueId incident) {
    const auto found = reviews_of(stage_, incident);
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? model::Issue{} : found.front();
  }
  void next_day(int days = 1) {
    stage_.clock.sleep(std::chrono::hours(24 * days));
    stage_.settle();
  }
  void fill_in(base::IssueId review) { agree_to(stage_, review); }
  std::string desk(const std::string& client = "aurora") {
    return stage_.fake.page("staff", "Desk-" + client).value_or("none");
  }
  std::string page(base::IssueId incident) {
    return stage_.fake.page("staff", "Review-" + to_string(incident)).value_or("none");
  }

  SiteStage stage_;
};

TEST_F(Outage, ThatIsOverGetsAReviewForTheTamAtOnce) {
  const auto incident = over();
  const auto review = review_of(incident);
  EXPECT_EQ(review.project, "aurora");
  EXPECT_EQ(review.status.state, State::draft);
  EXPECT_EQ(review.subject, "Review: Shop front unreachable");
  ASSERT_TRUE(review.assignee);
  EXPECT_EQ(review.assignee->id, stage_.tam);
  EXPECT_EQ(review.field(Field::change_template), "post-incident-review");
  EXPECT_THAT(review.field(Field::change_parameters), HasSubstr("cause:"));
  EXPECT_THAT(review.description, AllOf(HasSubstr("#" + to_string(incident)),
                                        HasSubstr("{{include(staff:Review-" + to_string(incident) + ")}}")));
  EXPECT_TRUE(stage_.troubles.empty());
}

TEST_F(Outage, ThatStillLastsGetsNone) {
  const auto incident = open_outage(stage_);
  stage_.move(stage_.duty, incident, State::in_progress);
  stage_.settle();
  EXPECT_EQ(changes_in(stage_), 0);
}

TEST_F(Outage, ThatWasCancelledGetsNone) {
  const auto incident = open_outage(stage_);
  stage_.move(stage_.duty, incident, State::cancelled);
  stage_.settle();
  EXPECT_EQ(changes_in(stage_), 0);
}

TEST_F(Outage, AsAnIncidentThatIsNoneGetsNoReview) {
  const auto incident = stage_.open_incident();
  end_outage(stage_, incident);
  stage_.settle();
  EXPECT_EQ(changes_in(stage_), 0);
}

TEST_F(Outage, ThatIsADuplicateIsReviewedWithItsOriginal) {
  const auto original = open_outage(stage_);
  const auto duplicate = open_outage(stage_);
  ASSERT_TRUE(stage_.fake.mark_duplicate(stage_.duty, duplicate, original).ok());
  end_outage(stage_, duplicate);
  end_outage(stage_, original);
  stage_.settle();
  EXPECT_EQ(reviews_of(stage_, original).size(), 1U);
  EXPECT_EQ(changes_in(stage_), 1);
}

TEST_F(Outage, OfADayBeforeEstafetaWentLiveGetsNone) {
  const auto later = site_with(
      [](service::Site& site) { site.settings.live_from = *base::parse_instant("2026-07-01T00:00:00Z"); });
  stage_.use(*later);
  stage_.restart(true);
  over();
  EXPECT_EQ(changes_in(stage_), 0);
}

TEST_F(Outage, ThatEndedLongAgoGetsNoneWhenReviewsAreSwitchedOn) {
  const auto without = site_with([](service::Site& site) { site.mappings.tracker.reviews = {}; });
  stage_.use(*without);
  stage_.restart();
  over();
  stage_.clock.sleep(std::chrono::hours(24 * 8));
  stage_.use(bundled_site());
  stage_.restart(true);
  stage_.settle();
  EXPECT_EQ(changes_in(stage_), 0);
}

TEST_F(Outage, CostsOneMailToTheTamAndNoMoreUntilTheTamActs) {
  const auto incident = open_outage(stage_);
  end_outage(stage_, incident);
  stage_.fake.reset_counters();
  stage_.settle();
  EXPECT_EQ(stage_.fake.counters().mails.at("Tina Turner"), 1);
  const auto review = review_of(incident);
  stage_.fake.reset_counters();
  next_day(3);
  EXPECT_EQ(stage_.fake.counters().mails_in_all(), 0);
  EXPECT_TRUE(stage_.issue(review.id).events.empty());
}

TEST_F(Outage, WritesNothingOnAQuietDay) {
  const auto incident = over();
  const auto before = page(incident);
  stage_.fake.reset_counters();
  stage_.clock.sleep(std::chrono::hours(3));
  stage_.settle();
  EXPECT_EQ(stage_.fake.counters().writes, 0);
  stage_.restart(true);
  stage_.settle();
  EXPECT_EQ(stage_.fake.counters().writes, 0);
  EXPECT_EQ(page(incident), before);
}

TEST_F(Outage, IsToldOnItsPageByWhoDidWhatWhen) {
  const auto incident = over();
  EXPECT_THAT(page(incident),
              AllOf(HasSubstr("#" + to_string(incident) + " “Shop front unreachable” at Aurora Retail: from"),
                    HasSubstr("Carol Norris|Incident created"), HasSubstr("Dora Duty|Status: In Progress"),
                    HasSubstr("Note: “The second core switch was restarted.”"), HasSubstr("Response: met"),
                    HasSubstr("Resolution: met"), HasSubstr("What was the cause")));
}

TEST_F(Outage, IsToldWithTheAlarmsOfItsClocks) {
  const auto incident = open_outage(stage_);
  for (int i = 0; i < 48; ++i) {
    stage_.clock.sleep(std::chrono::minutes(15));
    stage_.pass();
  }
  end_outage(stage_, incident);
  stage_.settle();
  EXPECT_THAT(page(incident), AllOf(HasSubstr("SLA warning: response"), HasSubstr("SLA breached: response")));
}

TEST_F(Outage, NamesTheChangesThatEndedShortlyBeforeAtTheSameClient) {
  const auto change =
      stage_.open_change("network-access", "purpose: tests\nsource: a\ntarget: b\n", State::agreed);
  stage_.settle();
  for (const auto& task : stage_.tasks(change)) stage_.move(stage_.tam, task.id, State::cancelling);
  stage_.settle();
  stage_.move(stage_.tam, change, State::done);
  stage_.settle();
  const auto soon = over();
  EXPECT_THAT(page(soon), AllOf(HasSubstr("ended within 24 h"), HasSubstr("#" + to_string(change))));
  stage_.restart(true);
  stage_.settle();
  EXPECT_THAT(page(soon), HasSubstr("#" + to_string(change)));
  next_day(2);
  EXPECT_THAT(page(over()), Not(HasSubstr("#" + to_string(change))));
}

TEST_F(Outage, KeepsWhatPeopleWriteOnItsPage) {
  const auto incident = over();
  stage_.fake.edit_page("staff", "Review-" + to_string(incident),
                        "Held on Monday.\n\n" + page(incident) + "\nIt was the memory.\n");
  stage_.say(stage_.duty, incident);
  EXPECT_THAT(page(incident),
              AllOf(HasSubstr("Held on Monday."), HasSubstr("It was the memory."), HasSubstr("Note: “…”")));
}

TEST_F(Outage, StandsOnTheDeskUntilItsCorrectiveTasksAreDone) {
  const auto incident = over();
  const auto review = review_of(incident).id;
  const auto row = "Review|#" + to_string(review) + "|";
  EXPECT_THAT(desk(), AllOf(HasSubstr(row), HasSubstr("hold its review by 2026-06-20")));
  EXPECT_THAT(desk("meridian"), Not(HasSubstr(row)));
  next_day(6);
  EXPECT_THAT(desk(), HasSubstr("was due on 2026-06-20"));
  fill_in(review);
  EXPECT_EQ(stage_.issue(review).status.state, State::in_progress);
  EXPECT_THAT(desk(), HasSubstr("4 corrective tasks are open"));
  EXPECT_EQ(reviews_of(stage_, incident).size(), 1U);
}

TEST_F(Outage, HasAReviewThatCannotBeClosedWhileACorrectiveTaskIsOpen) {
  const auto incident = over();
  const auto review = review_of(incident).id;
  fill_in(review);
  tracker::fake::PersonalEdit done;
  done.state = State::done;
  static_cast<void>(stage_.fake.act(stage_.tam, review, done));
  EXPECT_EQ(stage_.issue(review).status.state, State::in_progress);
  for (const auto& task : stage_.tasks(review)) stage_.move(stage_.tam, task.id, State::cancelling);
  stage_.settle();
  stage_.move(stage_.tam, review, State::done);
  stage_.settle();
  EXPECT_EQ(stage_.issue(review).status.state, State::done);
  EXPECT_THAT(desk(), Not(HasSubstr("#" + to_string(review))));
}

TEST_F(Outage, ThatComesBackIsToldInTheSameReview) {
  const auto incident = over();
  stage_.move(stage_.duty, incident, State::in_progress);
  stage_.settle();
  EXPECT_THAT(page(incident), HasSubstr(", not over yet."));
  stage_.move(stage_.duty, incident, State::resolved);
  stage_.settle();
  stage_.restart(true);
  stage_.settle();
  EXPECT_EQ(changes_in(stage_), 1);
}

TEST_F(Outage, WhoseReviewWasRemovedGetsNoOther) {
  const auto incident = over();
  stage_.fake.remove_issue(review_of(incident).id);
  stage_.say(stage_.duty, incident);
  stage_.restart();
  stage_.settle();
  EXPECT_EQ(changes_in(stage_), 0);
}

TEST_F(Outage, WhoseReviewLosesItsRecordIsNotReviewedTwice) {
  stage_.fake.make_read_only(Field::change_plan);
  over();
  EXPECT_EQ(changes_in(stage_), 1);
  next_day(1);
  EXPECT_EQ(changes_in(stage_), 1);
}

TEST_F(Outage, WhoseReviewIsRefusedStandsOnTheDeskUntilItCanBeMade) {
  stage_.fake.refuse_value("change_template");
  const auto incident = over();
  EXPECT_EQ(changes_in(stage_), 0);
  EXPECT_THAT(desk(), HasSubstr("this outage has no review yet"));
  stage_.fake.refuse_value("change_template", false);
  next_day();
  EXPECT_EQ(reviews_of(stage_, incident).size(), 1U);
  EXPECT_THAT(desk(), Not(HasSubstr("this outage has no review yet")));
}

// Outages of both clients are a mass outage here.
class MassOutage : public ::testing::Test {
 protected:
  static const service::Site& site() {
    static const auto of_two =
        site_with([](service::Site& site) { site.mappings.tracker.reviews.mass_clients = 2; });
    return *of_two;
  }
  void begin() {
    aurora_ = open_outage(stage_, "aurora");
    stage_.clock.sleep(std::chrono::minutes(10));
    meridian_ = open_outage(stage_, "meridian");
    stage_.settle();
  }
  void end() {
    end_outage(stage_, aurora_);
    stage_.settle();
    end_outage(stage_, meridian_);
  }
  std::string desk(const std::string& client) {
    return stage_.fake.page("staff", "Desk-" + client).value_or("none");
  }

  SiteStage stage_{site()};
  base::IssueId aurora_, meridian_;
};

TEST_F(MassOutage, HasOneReviewInTheStaffProjectOnceAllOfItIsOver) {
  begin();
  end_outage(stage_, aurora_);
  stage_.settle();
  EXPECT_EQ(changes_in(stage_), 0);
  end_outage(stage_, meridian_);
  stage_.fake.reset_counters();
  stage_.settle();
  ASSERT_EQ(reviews_of(stage_, aurora_).size(), 1U);
  const auto review = reviews_of(stage_, aurora_).front();
  EXPECT_EQ(reviews_of(stage_, meridian_), reviews_of(stage_, aurora_));
  EXPECT_EQ(review.project, "staff");
  EXPECT_EQ(review.subject, "Review of the mass outage at 2 clients: Shop front unreachable");
  ASSERT_TRUE(review.assignee);
  EXPECT_EQ(review.assignee->id, stage_.tam);
  EXPECT_EQ(stage_.fake.counters().mails.at("Tina Turner"), 1);
  const auto page = stage_.fake.page("staff", "Review-" + to_string(aurora_)).value_or("none");
  EXPECT_THAT(page, AllOf(HasSubstr("Aurora Retail|#" + to_string(aurora_)), HasSubstr("Meridian"),
                          HasSubstr("|#" + to_string(meridian_) + "|Dora Duty|Status: In Progress"),
                          HasSubstr("#" + to_string(meridian_) + " Response: met")));
  for (const char* client : {"aurora", "meridian"})
    EXPECT_THAT(desk(client), HasSubstr("Review|#" + to_string(review.id) + "|"));
}

TEST_F(MassOutage, HasCorrectiveTasksLikeAnyReview) {
  begin();
  end();
  stage_.settle();
  const auto review = reviews_of(stage_, aurora_).front().id;
  agree_to(stage_, review);
  EXPECT_EQ(stage_.issue(review).status.state, State::in_progress);
  EXPECT_EQ(stage_.tasks(review).size(), 4U);
  EXPECT_THAT(desk("meridian"), HasSubstr("4 corrective tasks are open"));
}

TEST_F(MassOutage, IsNoneWhereTheOtherBeganMuchLater) {
  aurora_ = open_outage(stage_, "aurora");
  stage_.clock.sleep(std::chrono::minutes(45));
  meridian_ = open_outage(stage_, "meridian");
  end();
  stage_.settle();
  ASSERT_EQ(reviews_of(stage_, aurora_).size(), 1U);
  EXPECT_EQ(reviews_of(stage_, aurora_).front().project, "aurora");
  ASSERT_EQ(reviews_of(stage_, meridian_).size(), 1U);
  EXPECT_EQ(reviews_of(stage_, meridian_).front().project, "meridian");
}

TEST_F(MassOutage, OfTooFewClientsIsReviewedAtEachOnceNoOtherCanBelongToIt) {
  stage_.use(bundled_site());
  stage_.restart();
  begin();
  tracker::fake::PersonalEdit edit;
  edit.state = State::resolved;
  stage_.act(stage_.duty, aurora_, edit);
  stage_.settle();
  EXPECT_EQ(changes_in(stage_), 0);
  stage_.clock.sleep(std::chrono::minutes(31));
  stage_.settle();
  ASSERT_EQ(reviews_of(stage_, aurora_).size(), 1U);
  EXPECT_EQ(reviews_of(stage_, aurora_).front().project, "aurora");
}

TEST_F(MassOutage, DoesNotWaitForAnIncidentThatTurnsOutToBeNoOutage) {
  begin();
  end_outage(stage_, aurora_);
  stage_.settle();
  tracker::fake::PersonalEdit edit;
  edit.priority = "normal";
  stage_.act(stage_.duty, meridian_, edit);
  stage_.clock.sleep(std::chrono::hours(2));
  stage_.settle();
  ASSERT_EQ(reviews_of(stage_, aurora_).size(), 1U);
  EXPECT_EQ(reviews_of(stage_, aurora_).front().project, "aurora");
}

TEST_F(MassOutage, WhoseReviewLosesItsRecordIsNotReviewedTwice) {
  stage_.fake.make_read_only(Field::change_plan);
  begin();
  end();
  stage_.settle();
  stage_.clock.sleep(std::chrono::hours(24));
  stage_.settle();
  EXPECT_EQ(changes_in(stage_), 1);
}

TEST_F(MassOutage, WritesNothingOnAQuietDayAndNothingAnewWithoutTheStore) {
  begin();
  end();
  stage_.settle();
  stage_.fake.reset_counters();
  stage_.restart(true);
  stage_.settle();
  stage_.clock.sleep(std::chrono::hours(3));
  stage_.settle();
  EXPECT_EQ(stage_.fake.counters().writes, 0);
  EXPECT_EQ(changes_in(stage_), 1);
}

TEST_F(MassOutage, IsReviewedOnceWhereverTheProcessIsKilled) {
  const auto prepared = [](SiteStage& stage) {
    const auto one = open_outage(stage, "aurora");
    const auto other = open_outage(stage, "meridian");
    end_outage(stage, one);
    stage.settle();
    end_outage(stage, other);
    return std::pair(one, other);
  };
  SiteStage whole(site());
  prepared(whole);
  const int points = points_until_settled(whole);
  for (const bool forget : {false, true}) {
    for (int n = 1; n <= points; ++n) {
      SiteStage stage(site());
      const auto [one, other] = prepared(stage);
      settle_killed_at(stage, n, forget);
      stage.clock.sleep(std::chrono::minutes(5));
      stage.settle();
      ASSERT_EQ(changes_in(stage), 1) << "killed at point " << n;
      ASSERT_EQ(reviews_of(stage, one), reviews_of(stage, other)) << "killed at point " << n;
    }
  }
}

int points_of_a_review() {
  SiteStage stage;
  end_outage(stage, open_outage(stage));
  return points_until_settled(stage);
}

class BrokenReview : public ::testing::TestWithParam<bool> {};

TEST_P(BrokenReview, IsMadeOnceWhereverTheProcessIsKilled) {
  const int points = points_of_a_review();
  ASSERT_GT(points, 10);
  for (int n = 1; n <= points; ++n) {
    SiteStage stage;
    const auto incident = open_outage(stage);
    end_outage(stage, incident);
    settle_killed_at(stage, n, GetParam());
    stage.clock.sleep(std::chrono::minutes(5));
    stage.settle();
    ASSERT_EQ(reviews_of(stage, incident).size(), 1U) << "killed at point " << n;
    ASSERT_THAT(stage.fake.page("staff", "Review-" + to_string(incident)).value_or("none"),
                HasSubstr("Shop front unreachable"))
        << "killed at point " << n;
  }
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutTheStore, BrokenReview, ::testing::Values(false, true));

TEST(Reviews, AreMadeOnceWhateverFailsOnce) {
  const int points = points_of_a_review();
  for (const Fault fault : {Fault::unavailable, Fault::conflict, Fault::denied}) {
    for (int n = 1; n <= points; ++n) {
      SiteStage stage;
      const auto incident = open_outage(stage);
      end_outage(stage, incident);
      stage.fake.set_hook(at_point_if_possible(n, fault));
      static_cast<void>(stage.engine().pass());
      stage.fake.set_hook(nullptr);
      stage.clock.sleep(std::chrono::minutes(5));
      stage.settle();
      ASSERT_EQ(reviews_of(stage, incident).size(), 1U) << "fault " << static_cast<int>(fault) << " at " << n;
    }
  }
}

}  // namespace
}  // namespace estafeta::testing
