// Seven stories that `sla explain` must tell so that somebody who was not there understands them.
//
// The texts stand in stories/; ESTAFETA_UPDATE=1 writes them anew, the diff is for a person to read.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "connector/calendar/parse_calendars.h"
#include "connector/document/node.h"
#include "connector/document/yaml.h"
#include "connector/render/incident/ledger.h"
#include "connector/sla/clocks/policy_parse.h"
#include "connector/sla/incident/from_issue.h"
#include "tests/support/source_dir.h"
#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using model::Actor;

constexpr const char* kPolicies = R"yaml(
gold:
  - valid_from: 2026-01-01
    warn_at: 0.75
    clocks: { resolution: { pause_in: [ "on_hold:client", "on_hold:vendor" ] } }
    targets:
      - { when: { priority: urgent }, calendar: nights, response: 30m, resolution: 6h }
      - { calendar: office, response: 1h, resolution: 8h }
)yaml";

constexpr const char* kCalendars = R"yaml(
nights: { timezone: Europe/Berlin, week: { mon: [ "20:00-08:00" ], tue: [ "20:00-08:00" ], wed: [ "20:00-08:00" ],
          thu: [ "20:00-08:00" ], fri: [ "20:00-08:00" ], sat: [ "20:00-08:00" ], sun: [ "20:00-08:00" ] } }
office: { timezone: Europe/Berlin, week: { mon: [ "09:00-18:00" ], tue: [ "09:00-18:00" ], wed: [ "09:00-18:00" ],
          thu: [ "09:00-18:00" ], fri: [ "09:00-18:00" ] }, holidays: [ HOLIDAYS ] }
)yaml";

// An issue as the tracker tells it, journal by journal.
class Life {
 public:
  Life(const std::string& subject, const std::string& created, const std::string& priority = "normal") {
    issue_.id = {512};
    issue_.kind = model::Kind::incident;
    issue_.project = "aurora";
    issue_.subject = subject;
    issue_.created = at(created);
    issue_.created_by = Actor::customer;
    issue_.has_history = true;
    issue_.initial_status = issue_.status = {model::State::fresh, model::HoldReason::none};
    issue_.initial_priority = issue_.priority = priority;
    issue_.initial_project = issue_.project;
    issue_.fields[model::Field::department] = "";
  }

  model::Event& by(Actor who, const std::string& when) {
    model::Event& event = issue_.events.emplace_back();
    event.at = at(when);
    event.journal = {static_cast<std::int64_t>(900 + issue_.events.size())};
    event.by = who;
    event.author = {{"7"}, "Alice Lowe"};
    event.roles = {"tam"};
    return event;
  }
  void status(const std::string& when, model::State state,
              model::HoldReason reason = model::HoldReason::none) {
    model::Event& event = by(Actor::staff, when);
    event.status_from = issue_.status;
    issue_.status = {state, reason};
    event.status = issue_.status;
  }
  void comment(Actor who, const std::string& when, bool is_private = false) {
    by(who, when).comment = model::Comment{"…", is_private};
  }
  void note(const std::string& when, const std::string& text) {
    by(Actor::staff, when).comment = model::Comment{text, true};
  }
  void priority(const std::string& when, const std::string& word) {
    by(Actor::staff, when).priority = issue_.priority = word;
  }
  void department(const std::string& when, const std::string& title) {
    auto& held = issue_.fields[model::Field::department];
    by(Actor::staff, when).fields.push_back({"department", held, title});
    held = title;
  }
  void field(model::Field name, const std::string& text) { issue_.fields[name] = text; }

  const model::Issue& issue() const { return issue_; }

 private:
  model::Issue issue_;
};

struct Story {
  std::string name;
  Life (*life)();
  std::string now;
  std::string holidays = "2026-01-01";
  const char* policies = kPolicies;
};

calendar::Zone berlin() {
  return calendar::Zone::find("Europe/Berlin").value();
}

LedgerView view_of(const Story& story) {
  base::Diagnostics problems;
  std::string yaml = kCalendars;
  yaml.replace(yaml.find("HOLIDAYS"), 8, story.holidays);
  const auto calendars =
      calendar::parse_calendars(document::parse_yaml(yaml, "calendars.yaml").value(), problems);
  const auto policies =
      sla::parse_policies(document::parse_yaml(story.policies, "policies.yaml").value(), calendars, problems);
  EXPECT_TRUE(problems.empty());
  model::Clients clients;
  auto& aurora = clients.all["aurora"];
  aurora.id = aurora.project = "aurora";
  aurora.name = "Aurora Retail";
  aurora.contracts = {
      {"gold", base::parse_date("2026-01-01").value(), base::parse_date("2026-12-31").value()}};
  const sla::CorrectionRules rules{{}, berlin()};
  const sla::Record record = sla::from_issue(story.life().issue(), clients, rules);
  const auto judged = sla::judge(record, clients, policies, berlin(), at(story.now));
  return ledger_view(record, judged, berlin(), at(story.now));
}

Life clock_change_night() {
  Life life("Payments fail at the tills", "2026-10-24T23:10:00Z", "urgent");  // 01:10, summer time
  life.comment(Actor::staff, "2026-10-24T23:25:00Z");
  life.status("2026-10-24T23:25:00Z", model::State::in_progress);
  life.status("2026-10-25T05:40:00Z", model::State::resolved);  // 06:40, winter time
  return life;
}

Life reopened() {
  Life life("Mail to one supplier is refused", "2026-06-15T08:00:00Z");
  life.comment(Actor::system, "2026-06-15T08:00:30Z");
  life.comment(Actor::staff, "2026-06-15T08:20:00Z", true);
  life.status("2026-06-15T08:45:00Z", model::State::in_progress);
  life.status("2026-06-15T12:00:00Z", model::State::resolved);
  life.comment(Actor::customer, "2026-06-16T07:30:00Z");
  life.status("2026-06-16T07:35:00Z", model::State::in_progress);
  life.comment(Actor::staff, "2026-06-16T08:00:00Z");
  life.status("2026-06-16T13:05:00Z", model::State::resolved);
  life.field(model::Field::cause, "a rule was set back by the nightly run");
  return life;
}

Life raised_and_lowered() {
  Life life("The shop front is slow", "2026-06-15T14:00:00Z");
  life.status("2026-06-15T14:10:00Z", model::State::in_progress);
  life.priority("2026-06-15T17:00:00Z", "urgent");
  life.priority("2026-06-16T06:30:00Z", "normal");
  life.status("2026-06-16T11:00:00Z", model::State::resolved);
  life.priority("2026-06-16T12:00:00Z", "low");
  return life;
}

Life waited_for_the_vendor() {
  Life life("One disk shelf is offline", "2026-06-15T07:30:00Z");
  life.department("2026-06-15T07:40:00Z", "Monitoring");
  life.status("2026-06-15T07:45:00Z", model::State::in_progress);
  life.department("2026-06-15T08:30:00Z", "Backup and storage");
  life.status("2026-06-15T09:00:00Z", model::State::on_hold, model::HoldReason::vendor);
  life.status("2026-06-16T13:00:00Z", model::State::in_progress);
  life.department("2026-06-16T14:00:00Z", "Monitoring");
  life.status("2026-06-16T15:00:00Z", model::State::resolved);
  return life;
}

Life answered_by_telephone() {
  Life life("No telephone at the call centre", "2026-06-14T22:00:00Z", "urgent");
  life.comment(Actor::staff, "2026-06-14T23:05:00Z");
  life.status("2026-06-15T01:00:00Z", model::State::resolved);
  life.note("2026-06-15T08:00:00Z",
            "SLA correction: answered\nAt: 2026-06-15 00:12\nReason: the duty engineer called back\n"
            "Evidence: call record 4711");
  life.note("2026-06-15T08:05:00Z", "SLA correction: restored\nAt: 2026-06-15 30:00");
  return life;
}

constexpr const char* kTalk = R"yaml(
gold:
  - valid_from: 2026-01-01
    warn_at: 0.75
    clocks: { next_reply: { kind: next_reply, pause_in: [ "on_hold:client" ] }, update: { kind: update } }
    targets:
      - { calendar: office, response: end_of_day, resolution: 2bd, next_reply: 1h, update: 1bd }
)yaml";

Life three_questions() {
  Life life("Invoices are printed twice", "2026-06-15T08:00:00Z");
  life.comment(Actor::staff, "2026-06-15T08:30:00Z");
  life.comment(Actor::customer, "2026-06-15T09:00:00Z");
  life.comment(Actor::staff, "2026-06-15T09:40:00Z");
  life.comment(Actor::customer, "2026-06-15T10:00:00Z");
  life.comment(Actor::customer, "2026-06-15T10:20:00Z");
  life.comment(Actor::staff, "2026-06-15T11:05:00Z", true);
  life.comment(Actor::staff, "2026-06-15T12:15:00Z");
  life.comment(Actor::customer, "2026-06-16T14:30:00Z");
  return life;
}

Life holiday_added_afterwards() {
  Life life("Label printer offline", "2026-06-11T12:00:00Z");
  life.comment(Actor::staff, "2026-06-11T12:30:00Z");
  life.status("2026-06-15T08:30:00Z", model::State::resolved);
  return life;
}

class Stories : public ::testing::TestWithParam<std::tuple<Story, std::string>> {};

TEST_P(Stories, ReadRightToWhoWasNotThere) {
  const auto& [story, language] = GetParam();
  const std::string text = ledger_text(view_of(story), plain(language, "Europe/Berlin"));
  const std::filesystem::path file =
      tests::source_dir() + "/tests/unit/render/stories/" + story.name + "." + language + ".txt";
  if (std::getenv("ESTAFETA_UPDATE") != nullptr) std::ofstream(file) << text;
  std::stringstream golden;
  golden << std::ifstream(file).rdbuf();
  EXPECT_EQ(text, golden.str()) << file;
}

INSTANTIATE_TEST_SUITE_P(
    All, Stories,
    ::testing::Combine(
        ::testing::Values(
            Story{"clock_change_night", clock_change_night, "2026-10-26T09:00:00Z"},
            Story{"reopened", reopened, "2026-06-17T09:00:00Z"},
            Story{"raised_and_lowered", raised_and_lowered, "2026-06-17T09:00:00Z"},
            Story{"waited_for_the_vendor", waited_for_the_vendor, "2026-06-17T09:00:00Z"},
            Story{"answered_by_telephone", answered_by_telephone, "2026-06-16T09:00:00Z"},
            Story{"holiday_added_afterwards", holiday_added_afterwards, "2026-06-17T09:00:00Z", "2026-06-12"},
            Story{"three_questions", three_questions, "2026-06-16T15:00:00Z", "2026-01-01", kTalk}),
        ::testing::Values("en", "ru")),
    [](const auto& row) { return std::get<0>(row.param).name + "_" + std::get<1>(row.param); });

}  // namespace
}  // namespace estafeta::render
