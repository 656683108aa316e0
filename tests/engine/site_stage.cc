#include "tests/engine/site_stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "connector/document/yaml.h"
#include "connector/service/site/watched_writes.h"
#include "connector/sla/clocks/policy_parse.h"
#include "connector/store/memory_store.h"
#include "tests/support/redmine_markup.h"
#include "tests/support/source_dir.h"

namespace estafeta::testing {

using model::Field;
using model::Kind;
using model::State;

const service::Site& bundled_site() {
  static const std::unique_ptr<service::Site> site = [] {
    const auto folder =
        std::filesystem::temp_directory_path() / ("estafeta-site-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "estafeta.yaml")
        << "tracker: { kind: redmine, url: \"https://tracker.example\", key_file: key, "
           "ids_file: ids.json }\nstore: { path: store.db }\n"
        << "mappings: " << tests::source_dir() << "/mappings\n"
        << "templates: " << tests::source_dir() << "/templates\n"
        << "live_from: 2026-01-01T00:00:00Z\n"
        << "pictures: false\n";
    auto loaded = service::load_site((folder / "estafeta.yaml").string(), tests::redmine_markup);
    for (const auto& problem : loaded.problems) {
      ADD_FAILURE() << to_string(problem.where) << " " << to_string(problem.what);
    }
    std::filesystem::remove_all(folder);
    return std::make_unique<service::Site>(std::move(loaded.site));
  }();
  return *site;
}

std::unique_ptr<service::Site> site_with(const std::function<void(service::Site&)>& edit) {
  auto site = std::make_unique<service::Site>(bundled_site());
  edit(*site);
  return site;
}

void replace_policy(service::Site& site, const std::string& name, const std::string& yaml) {
  const auto node = document::parse_yaml(yaml, "policy.yaml");
  base::Diagnostics problems;
  auto policy = node ? sla::parse_policy(*node, site.mappings.calendars, problems) : std::nullopt;
  ASSERT_TRUE(policy) << yaml << (problems.empty() ? "" : to_string(problems[0].what));
  site.mappings.policies.add(name, {{*base::parse_date("2025-01-01"), std::move(*policy)}});
}

std::string filled(const std::string& asked, bool of_use) {
  std::string text, line;
  for (const char c : asked + "\n") {
    if (c != '\n') {
      line += c;
      continue;
    }
    if (!line.empty() && line.back() == ':') {
      const bool is_number = line.find("vlan") != std::string::npos || line.find("port") != std::string::npos;
      line += !of_use ? " ?" : is_number ? " 214" : " 10.20.14.0/24";
    }
    text += line + "\n";
    line.clear();
  }
  return text;
}

SiteStage::SiteStage(const service::Site& site)
    : clock(*base::parse_instant("2026-06-15T07:00:00Z")), fake(site.mappings.tracker, clock), site_(&site) {
  tam = fake.add_person("Tina Turner");
  engineer = fake.add_person("Alice Adams");
  client = fake.add_person("Carol Norris");
  duty = fake.add_person("Dora Duty");
  for (const char* project : {"aurora", "meridian"}) {
    fake.add_project(project, {Kind::change, Kind::task, Kind::incident, Kind::request});
  }
  fake.add_project("staff", {Kind::proposal, Kind::change, Kind::task}, true);
  for (const char* project : {"aurora", "meridian", "staff"}) {
    fake.add_member(project, fake.service(), "service");
    fake.add_member(project, tam, "tam");
  }
  for (const char* project : {"aurora", "meridian"}) fake.add_member(project, client, "client");
  for (const auto& [id, department] : site.mappings.departments.all) {
    const bool is_duty = id == site.mappings.departments.duty;
    const auto group = fake.add_group(department.group, {is_duty ? duty : engineer});
    if (is_duty) duty_group = group;
    for (const char* project : {"aurora", "meridian", "staff"}) fake.add_member(project, group, "engineer");
  }
  restart(true);
}

void SiteStage::restart(bool forget) {
  engine_.reset();  // before what it was given
  if (forget) store = store::in_memory();
  engine_ = std::make_unique<service::Engine>(*site_, opens_ ? opens_() : fake.ports(), *store, *machine_,
                                              clock, *this, false);
}

service::PassResult SiteStage::run(bool dry) {
  written.clear();
  troubles.clear();
  service::Engine dry_engine(*site_, fake, *store, clock, clock, *this, true);
  const auto result = dry ? dry_engine.pass() : engine_->pass();
  EXPECT_TRUE(result) << (result ? "" : to_string(result.error()));
  clock.sleep(std::chrono::seconds(1));
  return result ? *result : service::PassResult{};
}

service::PassResult SiteStage::pass() {
  return run(false);
}
service::PassResult SiteStage::dry_pass() {
  return run(true);
}

void SiteStage::settle() {
  for (int i = 0; i < 10; ++i) {
    if (pass().writes == 0) return;
  }
  ADD_FAILURE() << "ten passes, and there is always something to write: " << written.front();
}

base::IssueId SiteStage::open_request(const std::string& subject) {
  tracker::NewIssue issue;
  issue.project = "aurora";
  issue.kind = model::Kind::request;
  issue.subject = subject;
  const auto made = fake.open_issue(client, issue);
  EXPECT_TRUE(made);
  return made.value_or(base::IssueId{});
}

base::IssueId SiteStage::open_incident(const std::string& project,
                                       const std::optional<base::PrincipalId>& assignee) {
  tracker::NewIssue issue;
  issue.project = project;
  issue.kind = Kind::incident;
  issue.subject = "Shop front unreachable";
  issue.assignee = assignee;
  const auto made = fake.open_issue(client, issue);
  EXPECT_TRUE(made) << (made ? "" : to_string(made.error()));
  return made.value_or(base::IssueId{});
}

std::vector<std::string> SiteStage::private_notes(base::IssueId id) const {
  std::vector<std::string> notes;
  for (const auto& event : issue(id).events) {
    if (event.own && event.comment && event.comment->is_private) notes.push_back(event.comment->text);
  }
  return notes;
}

base::IssueId SiteStage::open_change(const std::string& name, const std::string& parameters, State state,
                                     const std::string& project) {
  tracker::NewIssue issue;
  issue.project = project;
  issue.kind = Kind::change;
  issue.subject = "A change";
  issue.state = state;
  issue.assignee = tam;
  issue.fields = {{Field::change_template, name}, {Field::change_parameters, parameters}};
  const auto made = fake.open_issue(tam, issue);
  EXPECT_TRUE(made) << (made ? "" : to_string(made.error()));
  clock.sleep(std::chrono::seconds(1));
  return made.value_or(base::IssueId{});
}

void SiteStage::act(const base::PrincipalId& who, base::IssueId id, const tracker::fake::PersonalEdit& edit) {
  clock.sleep(std::chrono::seconds(60));
  const auto done = fake.act(who, id, edit);
  EXPECT_TRUE(done.ok()) << to_string(done);
}

void SiteStage::move(const base::PrincipalId& who, base::IssueId id, State state) {
  tracker::fake::PersonalEdit edit;
  edit.state = state;
  act(who, id, edit);
}

void SiteStage::say(const base::PrincipalId& who, base::IssueId id) {
  tracker::fake::PersonalEdit edit;
  edit.note = "…";
  act(who, id, edit);
  settle();
}

void SiteStage::finish(base::IssueId task, const std::string& hand_over) {
  move(engineer, task, State::in_progress);
  tracker::fake::PersonalEdit edit;
  edit.state = State::done;
  if (!hand_over.empty()) edit.fields[Field::hand_over] = hand_over;
  act(engineer, task, edit);
}

model::Issue SiteStage::issue(base::IssueId id) const {
  auto found = fake.look_at(id);
  if (found.id != id) ADD_FAILURE() << "no issue " << to_string(id);
  return found;
}

std::vector<model::Issue> SiteStage::tasks(base::IssueId change) const {
  std::vector<model::Issue> found;
  for (const auto id : fake.find([change](const auto& one) { return one.parent == change; }))
    found.push_back(fake.look_at(id));
  return found;
}

model::Issue SiteStage::task(base::IssueId change, const std::string& key) const {
  for (auto& one : tasks(change)) {
    if (one.field(Field::task_key) == to_string(change) + "/" + key) return one;
  }
  ADD_FAILURE() << "no task " << key;
  return {};
}

std::string SiteStage::picture(base::IssueId change) const {
  std::map<base::IssueId, std::string> keys;
  for (const auto& task : tasks(change)) keys[task.id] = task.field(Field::task_key);
  std::vector<std::string> lines;
  for (const auto& task : tasks(change)) {
    std::vector<std::string> blocks;
    for (const auto& relation : task.relations) {
      if (relation.from == task.id) blocks.push_back(keys[relation.to]);
    }
    std::sort(blocks.begin(), blocks.end());
    std::string line = keys[task.id] + " " + std::string(to_string(task.status.state)) + " " +
                       (task.assignee ? task.assignee->name : "-") + " blocks";
    for (const auto& key : blocks) line += " " + key;
    lines.push_back(line + "\n");
  }
  std::sort(lines.begin(), lines.end());
  std::string all = std::string(to_string(issue(change).status.state)) + "\n";
  for (const auto& line : lines) all += line;
  return all;
}

void SiteStage::wrote(const service::WriteReport& write) {
  written.push_back(bundled_site().plain().say(write.what));
}

void SiteStage::trouble(std::optional<base::IssueId>, const base::Status& status) {
  troubles.push_back(status);
}

}  // namespace estafeta::testing
