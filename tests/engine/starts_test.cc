// Clocks that start when a group gets the issue or when a contract comes into force, on the fake tracker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/render/incident/ledger.h"
#include "connector/service/incidents/archive.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/site/records.h"
#include "connector/sla/incident/judge.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

base::Instant instant(const std::string& text) {
  return base::parse_instant(text).value();
}

// What a department promises from the moment on at which its group gets the task.
class TheClockOfAGroup : public ::testing::Test {
 protected:
  TheClockOfAGroup()
      : site_(site_with([](service::Site& site) {
          replace_policy(site, "between",
                         "clocks: { pickup: { on: assigned_to_group, stop_in: [ in_progress, done ] } }\n"
                         "targets: [ { calendar: 24x7, pickup: 4h } ]\n");
          site.mappings.departments.all.at("network").ola = "between";
        })),
        stage_(*site_) {
    stage_.clock.set(instant("2026-06-15T07:00:00Z"));
  }

  // As the tracker has it, and as the store would keep it.
  service::JudgedIncident judged(base::IssueId id) {
    auto record = service::read_record(*site_, stage_.fake, stage_.issue(id));
    EXPECT_TRUE(record);
    auto kept = sla::record_from_json(sla::to_json(*record));
    EXPECT_EQ(kept, *record);
    return service::judge(*site_, std::move(*kept), stage_.clock.now());
  }
  const model::ClockJudgement& pickup(const service::JudgedIncident& task) {
    return task.judged.judgement.clocks.back();
  }
  void assign(base::IssueId id, const base::PrincipalId& whom) {
    tracker::fake::PersonalEdit edit;
    edit.assignee = whom;
    stage_.act(stage_.tam, id, edit);
  }

  std::unique_ptr<service::Site> site_;
  SiteStage stage_;
};

TEST_F(TheClockOfAGroup, StartsWhenATaskIsAssignedToTheGroupOfItsDepartment) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  const auto network = stage_.task(change, "network");
  ASSERT_TRUE(network.assignee);
  ASSERT_TRUE(stage_.issue(network.id).holders.at(network.assignee->id).is_group);
  stage_.clock.set(network.created + std::chrono::hours(1));
  const auto found = judged(network.id);
  EXPECT_EQ(pickup(found).elapsed, std::chrono::hours(1));
  EXPECT_THAT(render::ledger_text(
                  render::ledger_view(found.record, found.judged, site_->rules.zone, stage_.clock.now()),
                  site_->plain("en")),
              HasSubstr("assigned to the group Network"));
}

TEST_F(TheClockOfAGroup, GoesOnWhoeverGetsTheTaskAndIsOnTheDeskOnceItIsOver) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  const auto task = stage_.task(change, "network");
  assign(task.id, stage_.engineer);
  stage_.clock.set(task.created + std::chrono::hours(4) + std::chrono::seconds(1));
  EXPECT_EQ(pickup(judged(task.id)).state, model::ClockState::breached);
  stage_.settle();
  EXPECT_THAT(stage_.fake.page("staff", "Desk-aurora").value_or("none"), HasSubstr("Promised time over"));
  stage_.settle();
  EXPECT_THAT(stage_.written, IsEmpty());
}

// Older than its contract, which begins on 20 June.
class TheClockOfALaterContract : public ::testing::Test {
 protected:
  static std::unique_ptr<service::Site> site_from(const char* day) {
    return site_with([day](service::Site& site) {
      replace_policy(site, "gold",
                     "clocks: { resolution: { on: contract } }\n"
                     "targets: [ { calendar: 24x7, response: 1h, resolution: 4h } ]\n");
      auto& contract = site.mappings.clients.all.at("aurora").contracts.at(0);
      contract.from = base::parse_date(day).value();
    });
  }
  std::string field(Field name) { return stage_.issue(incident_).field(name); }
  void open() {
    incident_ = stage_.open_incident("aurora");
    stage_.settle();
    stage_.clock.sleep(std::chrono::minutes(10));
    stage_.settle();
  }

  const std::unique_ptr<service::Site> site_ = site_from("2026-06-20");
  SiteStage stage_{*site_};
  base::IssueId incident_;
};

TEST_F(TheClockOfALaterContract, StartsOnItsFirstDayThoughNobodyTouchesTheIncident) {
  open();
  const auto before = field(Field::sla_resolution_due);
  EXPECT_EQ(before, "");
  const auto midnight = site_->rules.zone.start_of_day(base::parse_date("2026-06-20").value());
  stage_.clock.set(midnight - std::chrono::seconds(1));
  stage_.settle();
  EXPECT_EQ(field(Field::sla_resolution_due), "");
  stage_.clock.set(midnight);
  stage_.settle();
  EXPECT_EQ(field(Field::sla_resolution_due), "2026-06-20 04:00");
  EXPECT_EQ(field(Field::sla_response_due), "");
  stage_.settle();
  EXPECT_THAT(stage_.written, IsEmpty());
  stage_.clock.set(midnight + std::chrono::hours(4) + std::chrono::seconds(1));
  stage_.settle();
  const auto told = stage_.private_notes(incident_).size();
  EXPECT_GE(told, 1U);
  stage_.restart(true);  // with an empty store
  stage_.settle();
  EXPECT_EQ(stage_.private_notes(incident_).size(), told);
  EXPECT_EQ(field(Field::sla_resolution_due), "2026-06-20 04:00");
}

TEST_F(TheClockOfALaterContract, FollowsAContractThatIsMovedBeforeItBegins) {
  open();
  const auto moved = site_from("2026-06-18");
  stage_.use(*moved);
  stage_.restart();
  stage_.settle();
  stage_.clock.set(site_->rules.zone.start_of_day(base::parse_date("2026-06-18").value()));
  stage_.settle();
  EXPECT_EQ(field(Field::sla_resolution_due), "2026-06-18 04:00");
}

}  // namespace
}  // namespace estafeta::testing
