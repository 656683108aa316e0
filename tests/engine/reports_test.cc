// Reports, forecasts, what-ifs and signed months of a whole site, on the fake tracker.
#include "connector/service/incidents/reports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/render/report/report_html.h"
#include "connector/render/report/report_text.h"
#include "connector/service/incidents/sign_offs.h"
#include "connector/store/memory_store.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Kind;
using model::State;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

base::Instant at(const std::string& text) {
  return base::parse_instant(text).value();
}

const sla::Period kJune = sla::parse_month("2026-06").value();

class Reports : public ::testing::Test {
 protected:
  Reports() : archive_(bundled_site(), stage_.fake, *stage_.store) {}

  base::IssueId open_incident(const std::string& when, const std::string& project = "aurora") {
    stage_.clock.set(at(when));
    tracker::NewIssue issue;
    issue.project = project;
    issue.kind = Kind::incident;
    issue.subject = "Shop front unreachable";
    const auto made = stage_.fake.open_issue(stage_.client, issue);
    EXPECT_TRUE(made);
    return made.value_or(base::IssueId{});
  }
  void answer(base::IssueId id, const std::string& when) {
    stage_.clock.set(at(when));
    tracker::fake::PersonalEdit edit;
    edit.note = "We are on it.";
    stage_.act(stage_.engineer, id, edit);
  }
  void resolve(base::IssueId id, const std::string& when) {
    stage_.clock.set(at(when));
    stage_.move(stage_.engineer, id, State::in_progress);
    stage_.move(stage_.engineer, id, State::resolved);
  }
  // One met and one late incident of aurora, a good one of meridian; in July.
  void live_through_june() {
    const auto good = open_incident("2026-06-15T07:00:00Z");
    answer(good, "2026-06-15T07:10:00Z");
    const auto late = open_incident("2026-06-15T08:00:00Z");
    const auto other = open_incident("2026-06-15T08:00:00Z", "meridian");
    answer(other, "2026-06-15T08:10:00Z");
    resolve(good, "2026-06-15T09:00:00Z");
    resolve(other, "2026-06-15T09:00:00Z");
    answer(late, "2026-06-15T12:00:00Z");
    resolve(late, "2026-06-25T12:00:00Z");
    late_ = late;
    stage_.clock.set(at("2026-07-02T07:00:00Z"));
    refresh();
  }
  void refresh() { EXPECT_TRUE(archive_.refresh(at("2026-01-01T00:00:00Z")).ok()); }

  render::ReportView report(const std::string& client = "") {
    auto view = service::make_report(bundled_site(), stage_.fake, archive_,
                                     {kJune, {sla::Dimension::client}, client, {}}, stage_.clock.now());
    EXPECT_TRUE(view) << (view ? "" : to_string(view.error()));
    return view ? std::move(*view) : render::ReportView{};
  }

  base::Status sign(const std::string& by, bool again = false, const std::string& client = "aurora",
                    const sla::Period& month = kJune, bool confirm_empty = false) {
    const auto& site = bundled_site();
    const auto former = service::read_sign_offs(site, stage_.fake, client, sla::format_month(month.from));
    if (!former) return former.error();
    const auto made = service::make_sign_off(site, archive_, *former,
                                             {client, month, by, again, confirm_empty}, stage_.clock.now());
    if (!made) return made.error();
    return service::write_sign_off(site, stage_.fake, *former, *made);
  }

  // `clock: met/breached`, of a client.
  static std::string figures(const render::ReportView& view, const std::string& client) {
    std::string text;
    for (const auto& group : view.report.groups) {
      if (view.report.names[group.keys[0]] != client) continue;
      text += view.report.clocks[group.clock] + ": " + std::to_string(group.figures.met) + "/" +
              std::to_string(group.figures.breached) + "\n";
    }
    return text;
  }

  SiteStage stage_;
  service::Archive archive_;
  base::IssueId late_;
};

TEST_F(Reports, TellAMonthByClient) {
  live_through_june();
  const auto view = report();
  EXPECT_EQ(figures(view, "aurora"), "response: 1/1\nresolution: 1/1\n");
  EXPECT_EQ(figures(view, "meridian"), "response: 1/0\nresolution: 1/0\n");
  EXPECT_EQ(view.clients.at("aurora"), "Aurora Retail");
  EXPECT_EQ(view.link(late_), stage_.fake.url(late_));
  EXPECT_THAT(view.sign_offs, IsEmpty());
  EXPECT_EQ(figures(report("meridian"), "aurora"), "") << "only the client asked for";
}

TEST_F(Reports, OfAClientNobodyKnowsAreRefused) {
  const auto view = service::make_report(bundled_site(), stage_.fake, archive_, {kJune, {}, "arora", {}},
                                         stage_.clock.now());
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error().code(), base::Code::not_found);
}

TEST_F(Reports, WriteNothing) {
  live_through_june();
  const int before = stage_.fake.counters().writes;
  report();
  EXPECT_TRUE(service::make_forecast(bundled_site(), stage_.fake, archive_, std::chrono::hours(24),
                                     stage_.clock.now()));
  EXPECT_TRUE(service::compare_policies(bundled_site(), archive_, {}, kJune, stage_.clock.now()));
  EXPECT_EQ(stage_.fake.counters().writes, before);
}

TEST_F(Reports, OfASignedMonthSayWhoSignedAndThatNothingChanged) {
  live_through_june();
  ASSERT_TRUE(sign("A. Ivanova, service manager").ok());
  const auto view = report();
  ASSERT_EQ(view.sign_offs.size(), 1U);
  EXPECT_EQ(view.sign_offs[0].sign_off.by, "A. Ivanova, service manager");
  EXPECT_EQ(view.sign_offs[0].signed_figures.at("resolution"), (sla::MetAndBreached{1, 1}));
  EXPECT_THAT(view.sign_offs[0].restatements, IsEmpty());
  EXPECT_THAT(report("meridian").sign_offs, IsEmpty()) << "nobody signed for that one";
}

TEST_F(Reports, OfASignedMonthRestateWhatChangedAndKeepTheSignedFigures) {
  live_through_june();
  ASSERT_TRUE(sign("A. Ivanova").ok());
  stage_.fake.remove_issue(late_);
  stage_.store = store::in_memory();
  service::Archive fresh(bundled_site(), stage_.fake, *stage_.store);
  ASSERT_TRUE(fresh.refresh(at("2026-01-01T00:00:00Z")).ok());
  const auto view =
      service::make_report(bundled_site(), stage_.fake, fresh, {kJune, {}, "aurora", {}}, stage_.clock.now());
  ASSERT_TRUE(view);
  const auto& restated = view->sign_offs.at(0);
  EXPECT_EQ(restated.signed_figures.at("resolution"), (sla::MetAndBreached{1, 1}));
  EXPECT_EQ(restated.figures.at("resolution"), (sla::MetAndBreached{1, 0}));
  ASSERT_EQ(restated.restatements.size(), 2U);
  EXPECT_EQ(restated.restatements[0].why, sla::Why::history);
}

TEST_F(Reports, AreSignedOnAPageOfTheStaffProjectThatTellsTheFigures) {
  live_through_june();
  ASSERT_TRUE(sign("A. Ivanova *bold*").ok());
  const auto page = stage_.fake.page("staff", "SLA-aurora-2026-06").value();
  EXPECT_THAT(page, HasSubstr("Aurora Retail, 2026-06"));
  EXPECT_THAT(page, HasSubstr("* resolution: 50.0%, met 1, breached 1, left out 0"));
  EXPECT_THAT(page, ::testing::Not(HasSubstr("*bold*"))) << "what people typed is no markup";
  EXPECT_EQ(stage_.fake.page_files("staff", "SLA-aurora-2026-06").value().at(0).name,
            "sla-aurora-2026-06-1.json");
}

TEST_F(Reports, AreSignedAgainOnlyOnPurposeAndTheFormerFiguresStay) {
  live_through_june();
  ASSERT_TRUE(sign("A. Ivanova").ok());
  const auto refused = sign("B. Petrov");
  EXPECT_EQ(refused.code(), base::Code::failed_precondition);
  EXPECT_EQ(refused.phrase().key, "sign_off.signed_already");
  stage_.clock.sleep(std::chrono::hours(1));
  ASSERT_TRUE(sign("B. Petrov", true).ok());
  const auto all = service::read_sign_offs(bundled_site(), stage_.fake, "aurora", "2026-06");
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ(all->front().by, "A. Ivanova");
  EXPECT_EQ(report().sign_offs.at(0).sign_off.by, "B. Petrov");
  EXPECT_THAT(stage_.fake.page("staff", "SLA-aurora-2026-06").value(), HasSubstr("A. Ivanova"));
}

TEST_F(Reports, OfAMonthThatIsNotOverAreNotSigned) {
  live_through_june();
  const auto july = sla::parse_month("2026-07").value();
  EXPECT_EQ(sign("A. Ivanova", false, "aurora", july).phrase().key, "sign_off.not_over");
  stage_.clock.set(at("2026-07-31T20:59:59Z"));  // a second to midnight in Moscow
  EXPECT_EQ(sign("A. Ivanova", false, "aurora", july).phrase().key, "sign_off.not_over");
  stage_.clock.set(at("2026-07-31T21:00:00Z"));
  EXPECT_NE(sign("A. Ivanova", false, "aurora", july).phrase().key, "sign_off.not_over");
  EXPECT_EQ(sign("A. Ivanova", false, "arora").code(), base::Code::not_found);
}

TEST_F(Reports, OfAMonthWithoutAnyClockAreSignedOnlyWhenThatIsConfirmed) {
  live_through_june();
  const auto may = sla::parse_month("2026-05").value();
  const auto refused = sign("A. Ivanova", false, "aurora", may);
  EXPECT_EQ(refused.code(), base::Code::failed_precondition);
  EXPECT_EQ(refused.phrase().key, "sign_off.empty");
  EXPECT_EQ(stage_.fake.page("staff", "SLA-aurora-2026-05").error().code(), base::Code::not_found);
  EXPECT_TRUE(sign("A. Ivanova", false, "aurora", may, true).ok());
}

TEST_F(Reports, AskForAClientThereIsAndNameThem) {
  const auto refused = sign("A. Ivanova", false, "arora");
  EXPECT_EQ(refused.code(), base::Code::not_found);
  EXPECT_THAT(base::to_string(refused), HasSubstr("known=[aurora, "));
}

TEST_F(Reports, OfAMonthWhoseSignedFiguresAreDamagedAreRefusedRatherThanGuessed) {
  live_through_june();
  ASSERT_TRUE(sign("A. Ivanova").ok());
  ASSERT_TRUE(
      stage_.fake.attach_to_page("staff", "SLA-aurora-2026-06", {"sla-aurora-2026-06-2.json", "{", ""}).ok());
  ASSERT_TRUE(
      stage_.fake.attach_to_page("staff", "SLA-aurora-2026-06", {"minutes.txt", "of the meeting", ""}).ok());
  const auto view =
      service::make_report(bundled_site(), stage_.fake, archive_, {kJune, {}, "", {}}, stage_.clock.now());
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error().phrase().key, "sign_off.damaged");
}

TEST_F(Reports, ThatCrashedBetweenPageAndFileAreSignedByTheNextTry) {
  live_through_june();
  stage_.fake.set_hook([](std::string_view point) {
    return point == "before:attach_to_page" ? tracker::fake::Fault::unavailable : tracker::fake::Fault::none;
  });
  EXPECT_EQ(sign("A. Ivanova").code(), base::Code::unavailable);
  stage_.fake.set_hook({});
  EXPECT_THAT(report().sign_offs, IsEmpty());
  EXPECT_TRUE(sign("A. Ivanova").ok());
  EXPECT_EQ(report().sign_offs.size(), 1U);
}

TEST_F(Reports, ForecastWhatWillBreachInOrderAndWhoHoldsIt) {
  const auto later = open_incident("2026-06-15T07:30:00Z");
  const auto answered = open_incident("2026-06-15T07:00:00Z");
  answer(answered, "2026-06-15T07:05:00Z");
  const auto overdue = open_incident("2026-06-12T07:00:00Z");
  const auto first = open_incident("2026-06-15T07:20:00Z");
  stage_.clock.set(at("2026-06-15T08:10:00Z"));
  refresh();
  const auto view = service::make_forecast(bundled_site(), stage_.fake, archive_, std::chrono::hours(1),
                                           stage_.clock.now());
  ASSERT_TRUE(view);
  std::string told;
  for (const auto& line : view->lines) {
    told += (line.issue == first     ? "first"
             : line.issue == later   ? "later"
             : line.issue == overdue ? "overdue"
                                     : "?");
    told += " " + line.forecast.clock + " " + std::string(to_string(line.forecast.outlook)) + " " +
            base::format_duration(line.forecast.left) + "\n";
  }
  // Office hours of Moscow, an hour to answer; the one of Friday has 16 h to resolve, nine of them used.
  EXPECT_EQ(told, "first response breaches 10m\nlater response breaches 20m\n");
  EXPECT_EQ(view->overdue, 1) << "Friday's answer";
  EXPECT_EQ(view->lines[0].client, "Aurora Retail");
}

TEST_F(Reports, ShowWhatOtherPoliciesWouldMakeOfThem) {
  live_through_june();
  const auto other = site_with([](service::Site& site) {
    replace_policy(site, "gold", "targets: [ { calendar: 24x7, response: 5m, resolution: 900h } ]\n");
  });
  const auto comparison = service::compare_policies(bundled_site(), archive_, other->mappings.policies, kJune,
                                                    stage_.clock.now());
  ASSERT_TRUE(comparison);
  const auto& response = comparison->clocks.at({"aurora", "response"});
  EXPECT_EQ(response.stands.compliance(), 500);
  EXPECT_EQ(response.would_be.compliance(), 0);
  EXPECT_EQ(comparison->clocks.at({"aurora", "resolution"}).would_be.compliance(), 1000);
  EXPECT_EQ(comparison->clocks.at({"meridian", "response"}).other_due, 0);
  ASSERT_EQ(comparison->flips.size(), 2U);
  EXPECT_EQ(comparison->flips[1].issue, late_);
  EXPECT_EQ(comparison->flips[1].would_be, sla::Standing::met);
  EXPECT_EQ(comparison->incidents, 3);
}

constexpr const char* kBetweenDepartments = R"(
clocks:
  pickup: { start_in: [ready], stop_in: [in_progress, on_hold, returned, done, failed, cancelled] }
  work: { start_in: [ready], stop_in: [done, failed, cancelled], pause_in: [returned, "on_hold:client"] }
targets: [ { calendar: 24x7, pickup: 4h, work: 16h } ]
)";

// What departments promise one another: networks and VMware do, the others do not.
class BetweenDepartments : public ::testing::Test {
 protected:
  BetweenDepartments()
      : site_(site_with([](service::Site& site) {
          replace_policy(site, "between", kBetweenDepartments);
          for (const auto* id : {"network", "vmware"}) site.mappings.departments.all.at(id).ola = "between";
        })),
        stage_(*site_) {
    stage_.clock.set(at("2026-06-15T07:00:00Z"));
    change_ = stage_.open_change("landscape", "system: polaris\n", State::agreed);
    stage_.settle();
  }

  render::ReportView report() {
    const auto kept = store::in_memory();
    service::Archive archive(*site_, stage_.fake, *kept, Kind::task);
    const service::ReportRequest request{kJune, {sla::Dimension::department}, "", {}, Kind::task};
    EXPECT_TRUE(archive.refresh(service::needed_since(*site_, kJune, Kind::task)).ok());
    auto view = service::make_report(*site_, stage_.fake, archive, request, stage_.clock.now());
    EXPECT_TRUE(view) << (view ? "" : to_string(view.error()));
    return view ? std::move(*view) : render::ReportView{};
  }

  std::unique_ptr<service::Site> site_;
  SiteStage stage_;
  base::IssueId change_;
};

TEST_F(BetweenDepartments, WhatIsKeptAndBrokenIsReportedByWhoPromisedIt) {
  const auto network = stage_.task(change_, "network").id;
  stage_.clock.set(at("2026-06-15T13:00:00Z"));  // taken two hours too late
  stage_.finish(network, "vlan: 214\nsubnet: 10.20.14.0/24");
  stage_.settle();
  stage_.move(stage_.engineer, stage_.task(change_, "vms").id, State::in_progress);
  stage_.clock.set(at("2026-06-15T14:00:00Z"));
  const auto view = report();
  std::vector<std::string> told;
  for (const auto& group : view.report.groups) {
    const auto& figures = group.figures;
    told.push_back(view.report.names[group.keys[0]] + " " + view.report.clocks[group.clock] + " " +
                   std::to_string(figures.met) + "/" + std::to_string(figures.breached) + "/" +
                   std::to_string(figures.running));
  }
  EXPECT_THAT(told, ElementsAre("Network pickup 0/1/0", "Network work 1/0/0",
                                "Virtualization VMware pickup 1/0/0", "Virtualization VMware work 0/0/1"));
  ASSERT_THAT(view.report.breaches, SizeIs(1));
  EXPECT_EQ(view.report.rows[view.report.breaches[0].row].issue, network);
  EXPECT_THAT(render::report_text(view, site_->plain("en")),
              AllOf(HasSubstr("Times between departments: June 2026"), HasSubstr("Network"),
                    HasSubstr("between"), Not(HasSubstr("Cause"))));
  EXPECT_THAT(render::report_html(view, site_->plain("ru")),
              AllOf(HasSubstr("Сроки между отделами"), Not(HasSubstr("Причин"))));
}

TEST_F(BetweenDepartments, WhatIsBrokenStandsOnTheDeskFromThenOnUntilTheTaskIsTaken) {
  const auto network = stage_.task(change_, "network").id;
  const auto desk = [&] {
    stage_.settle();
    return stage_.fake.page("staff", "Desk-aurora").value_or("none");
  };
  const auto over = stage_.issue(network).created + std::chrono::hours(4);
  stage_.clock.set(over - std::chrono::minutes(1));
  EXPECT_THAT(desk(), Not(HasSubstr("Promised time over")));
  stage_.clock.set(over + std::chrono::seconds(1));
  EXPECT_THAT(desk(), AllOf(HasSubstr("Promised time over"), HasSubstr("Network promised taking it up by")));
  stage_.move(stage_.engineer, network, State::in_progress);
  EXPECT_THAT(desk(), Not(HasSubstr("Promised time over")));
}

TEST_F(BetweenDepartments, ThatPromiseNothingAreNotCounted) {
  for (const auto* id : {"network", "vmware"}) site_->mappings.departments.all.at(id).ola.clear();
  EXPECT_THAT(render::report_text(report(), site_->plain("en")),
              HasSubstr("No task has a clock in this period"));
}

}  // namespace
}  // namespace estafeta::testing
