#include "connector/tracker/redmine/client.h"
#include "tests/contract/site_mapping.h"
#include "tests/contract/stage.h"
#include "tests/fake/redmine_wire.h"

namespace estafeta::testing {

namespace {

using model::Kind;

class FakeStage : public Stage {
 public:
  explicit FakeStage(Reached reached)
      : clock_(base::parse_instant("2026-06-15T07:00:00Z").value()), fake_(site_mapping(), clock_) {
    tam_ = fake_.add_person("Alice Lowe");
    engineer_ = fake_.add_person("Alice Adams");
    client_ = fake_.add_person("Carol Norris");
    stranger_ = fake_.add_person("Grace Reeves");
    group_ = fake_.add_group("Network group", {engineer_});
    fake_.add_project("aurora", {Kind::change, Kind::task, Kind::incident, Kind::request});
    fake_.add_project(sub_project(), {Kind::change, Kind::task, Kind::incident, Kind::request});
    fake_.make_part_of(sub_project(), project());
    fake_.add_project("staff", {Kind::change}, true);
    fake_.keep_documents(true);
    fake_.enter("1", R"({"version":"1"})");
    fake_.add_member("staff", fake_.service(), "service");
    for (const std::string& one : {project(), sub_project()}) {
      fake_.add_member(one, fake_.service(), "service");
      fake_.add_member(one, tam_, "tam");
      fake_.add_member(one, group_, "engineer");
      fake_.add_member(one, client_, "client");
    }
    if (reached == Reached::by_its_ports) return;
    tracker::redmine::Settings settings{"https://tracker.example", site_mapping(), wire_.ids()};
    over_http_ = tracker::redmine::make_tracker(wire_, clock_, std::move(settings));
  }

  tracker::Tracker tracker() override { return over_http_ ? over_http_->ports() : fake_; }
  base::PrincipalId group() const override { return group_; }
  base::PrincipalId stranger() const override { return stranger_; }

  base::Result<base::IssueId> open_issue(Person who, const tracker::NewIssue& issue) override {
    return fake_.open_issue(id_of(who), issue);
  }

  void act(Person who, base::IssueId id, const tracker::fake::PersonalEdit& edit) override {
    clock_.sleep(std::chrono::seconds(1));
    static_cast<void>(fake_.act(id_of(who), id, edit));
  }

  void mark_duplicate(Person who, base::IssueId duplicate, base::IssueId original) override {
    static_cast<void>(fake_.mark_duplicate(id_of(who), duplicate, original));
  }

  void tie(Person who, base::IssueId one, base::IssueId other) override {
    static_cast<void>(fake_.tie(id_of(who), one, other));
  }

  void let_follow(Person, base::IssueId earlier, base::IssueId later) override {
    const auto due = fake_.issue(earlier)->due_date;
    fake_.let_start_from(later, std::chrono::sys_days(due.value()) + std::chrono::days(1));
  }

  base::Status private_note_without_the_right(base::IssueId id, const std::string& text) override {
    fake_.allow_private_notes(false);
    auto status = tracker().writer.private_note(id, text);
    fake_.allow_private_notes(true);
    return status;
  }

  void record_time(Person who, base::IssueId id, base::Date day, base::Seconds time) override {
    fake_.record_time(fake_.issue(id)->project, {id_of(who), day, time});
  }

  base::PrincipalId id_of(Person who) const override {
    return who == Person::tam ? tam_ : who == Person::engineer ? engineer_ : client_;
  }

 private:
  base::ManualClock clock_;
  tracker::fake::FakeTracker fake_;
  tracker::fake::RedmineWire wire_{fake_};
  std::unique_ptr<tracker::Backend> over_http_;
  base::PrincipalId tam_, engineer_, client_, stranger_, group_;
};

}  // namespace

std::unique_ptr<Stage> make_fake_stage(Reached reached) {
  return std::make_unique<FakeStage>(reached);
}

}  // namespace estafeta::testing
