#include "connector/service/site/live_check.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "connector/service/site/account.h"
#include "connector/service/site/claim.h"
#include "connector/sla/incident/from_issue.h"
#include "connector/sla/incident/unmapped.h"

namespace estafeta::service {

namespace {

using base::Phrase;
using model::Field;
using model::Kind;
using tracker::ProjectFacts;
using tracker::Right;

constexpr std::array kServed{Kind::change, Kind::task, Kind::incident};

// Which issues have that field, as provisioning makes it.
bool is_of(Field field, Kind kind) {
  switch (field) {
    case Field::change_template:
    case Field::change_parameters:
    case Field::change_plan:
    case Field::change_forecast:
    case Field::promised:
    case Field::promise_side:
    case Field::shown_to_client:
      return kind == Kind::change;
    case Field::decision:
      return kind == Kind::change || kind == Kind::task;
    case Field::cause:
    case Field::measure:
      return kind == Kind::change || kind == Kind::incident;
    case Field::task_key:
    case Field::hand_over:
    case Field::others_may_go_on:
      return kind == Kind::task;
    case Field::department:
    case Field::deadline:
      return kind == Kind::task || kind == Kind::incident;
    case Field::client:
      return kind == Kind::proposal;
    case Field::hold_reason:
      return true;
    case Field::sla_told:
    case Field::sla_response:
    case Field::sla_response_due:
    case Field::sla_resolution:
    case Field::sla_resolution_due:
      return kind == Kind::incident;
  }
  return false;
}

class LiveCheck {
 public:
  LiveCheck(const Site& site, tracker::Tracker tracker) : site_(site), tracker_(tracker) {}

  base::Result<std::vector<Finding>> run() {
    const auto account = tracker_.directory.account();
    if (!account) return base::fail(account.error());
    check_account(*account);
    const auto able = tracker_.directory.self_test();
    if (able) {
      good(Phrase("check.filters"));
      expect(able->private_notes, Phrase("check.private_notes"), Phrase("check.no_private_notes"));
      check_names_of_priorities(able->priorities);
    } else if (able.error().code() == base::Code::unavailable) {
      return base::fail(able.error());
    } else if (able.error().cause() == base::Cause::not_a_tracker) {
      bad(able.error().phrase());
      return std::move(findings_);  // whatever else is asked of this tracker would only follow from it
    } else {
      bad(able.error().phrase());
    }
    if (auto read = check_staff_project(); !read.ok()) return base::fail(std::move(read));
    if (auto read = check_tam_project(); !read.ok()) return base::fail(std::move(read));
    for (const auto& [id, client] : site_.mappings.clients.all) {
      if (auto read = check_client(client, account->id); !read.ok()) return base::fail(std::move(read));
    }
    report_by_projects();
    if (const auto keeper = Claim::keeper(site_, tracker_.pages); keeper && *keeper) {
      good(Phrase("check.kept_by", {{"place", (*keeper)->place}}));
    }
    if (auto read = check_files(); !read.ok()) return base::fail(std::move(read));
    check_policy_projects();
    check_policy_categories();
    if (auto read = check_open_issues(); read.code() == base::Code::unavailable)
      return base::fail(std::move(read));
    findings_.push_back(
        {CheckVerdict::not_checked,
         Phrase("check.not_checked", {{"role", site_.mappings.tracker.roles.at("service")}})});
    return std::move(findings_);
  }

 private:
  void good(Phrase what) { findings_.push_back({CheckVerdict::holds, std::move(what)}); }
  void bad(Phrase what) { findings_.push_back({CheckVerdict::fails, std::move(what)}); }
  void expect(bool holds, Phrase what_holds, Phrase what_not) {
    if (holds) {
      good(std::move(what_holds));
    } else {
      bad(std::move(what_not));
    }
  }

  void check_account(const tracker::Account& account) {
    const auto login = check_login(account, site_);
    expect(login.ok(), Phrase("check.account", {{"login", account.login}}), login.phrase());
    if (const auto clock = check_clock(account); !clock.ok()) bad(clock.phrase());
    if (!account.clock_ahead) findings_.push_back({CheckVerdict::not_checked, Phrase("check.clock_unknown")});
    if (account.admin) bad(Phrase("check.account_admin", {{"login", account.login}}));
  }

  base::Status check_staff_project() {
    const auto& identifier = site_.mappings.tracker.staff_project;
    const auto facts = tracker_.directory.project(identifier);
    if (!facts && facts.error().code() == base::Code::unavailable) return facts.error();
    if (!facts) {
      bad(Phrase("check.no_staff_project", {{"project", identifier}}));
      return {};
    }
    if (!facts->open) {
      bad(Phrase("check.project_closed", {{"project", identifier}}));
      return {};
    }
    expect(facts->wiki, Phrase("check.staff_wiki", {{"project", identifier}}),
           Phrase("check.no_staff_wiki", {{"project", identifier}}));
    check_lacking(*facts, tracker::kRightsForPages);
    const auto outsider = std::find_if(facts->members.begin(), facts->members.end(),
                                       [&](const ProjectFacts::Member& member) { return !is_staff(member); });
    if (outsider == facts->members.end()) {
      good(Phrase("check.staff_only", {{"project", identifier}}));
    } else {
      bad(Phrase("check.client_reads_plans", {{"project", identifier}, {"name", outsider->principal.name}}));
    }
    return {};
  }

  // Where the page of TAMs stands in a project of its own, its readers may be there beside staff.
  base::Status check_tam_project() {
    const auto& rules = site_.mappings.clients.tam;
    if (rules.project.empty() || rules.project == site_.mappings.tracker.staff_project) return {};
    const auto facts = tracker_.directory.project(rules.project);
    if (!facts && facts.error().code() == base::Code::unavailable) return facts.error();
    if (!facts || !facts->open || !facts->wiki) {
      bad(Phrase("check.no_tam_project", {{"project", rules.project}}));
      return {};
    }
    check_lacking(*facts, tracker::kRightsForPages);
    const auto outsider =
        std::find_if(facts->members.begin(), facts->members.end(), [&](const ProjectFacts::Member& member) {
          const bool is_reader = std::any_of(member.roles.begin(), member.roles.end(),
                                             [&](const auto& role) { return rules.readers.contains(role); });
          return !is_reader && !is_staff(member);
        });
    if (outsider == facts->members.end()) {
      good(Phrase("check.staff_only", {{"project", rules.project}}));
    } else {
      bad(Phrase("check.client_reads_tams",
                 {{"project", rules.project}, {"name", outsider->principal.name}}));
    }
    return {};
  }

  bool is_staff(const ProjectFacts::Member& member) const {
    const auto& staff = site_.mappings.tracker.staff_roles;
    return std::any_of(member.roles.begin(), member.roles.end(),
                       [&](const std::string& role) { return staff.count(role) != 0; });
  }

  base::Status check_client(const model::Client& client, const base::PrincipalId& account) {
    const auto facts = tracker_.directory.project(client.project);
    if (!facts && facts.error().code() == base::Code::unavailable) return facts.error();
    if (!facts) {
      const bool hidden = facts.error().cause() == base::Cause::forbidden;
      bad(Phrase(hidden ? "check.project_hidden" : "check.no_project",
                 {{"client", client.name}, {"project", client.project}}));
      return {};
    }
    if (!facts->open) {
      bad(Phrase("check.project_closed", {{"project", client.project}}));
      return {};
    }
    const auto before = findings_.size();
    check_kinds(*facts);
    check_members(*facts, account);
    if (auto asked = check_assignees(*facts); !asked.ok()) return asked;
    check_rights(*facts);
    const bool fields = check_fields(*facts);
    const auto writes = check_writes(*facts);
    if (!writes) return writes.error();
    if (findings_.size() == before && fields && *writes) {
      good(Phrase("check.client", {{"client", client.name}, {"project", client.project}}));
    }
    return {};
  }

  // A project that a policy's `when` names and the tracker does not have would match no incident.
  void check_policy_projects() {
    std::map<std::string, std::string> named;  // project -> the policy that names it
    for (const auto& [id, client] : site_.mappings.clients.all) {
      for (const auto& contract : client.contracts) {
        for (const auto& version : site_.mappings.policies.versions(contract.policy)) {
          for (const auto& target : version.policy.targets) {
            const auto projects = target.when.find("project");
            if (projects == target.when.end()) continue;
            for (const std::string& project : projects->second) named.emplace(project, contract.policy);
          }
        }
      }
    }
    for (const auto& [project, policy] : named) {
      if (const auto facts = tracker_.directory.project(project); facts && facts->identifier == project)
        continue;
      bad(Phrase("check.policy_project", {{"policy", policy}, {"project", project}}));
    }
  }

  // The same for categories. They are a project's own, and Estafeta does not look at sub-projects here, so
  // this may be a false alarm.
  void check_policy_categories() {
    std::map<std::pair<std::string, std::string>, std::set<std::string>>
        unknown;  // policy, category -> projects
    std::set<std::pair<std::string, std::string>> known;
    for (const auto& [id, client] : site_.mappings.clients.all) {
      const auto facts = tracker_.directory.project(client.project);
      if (!facts) continue;  // that is said
      for (const auto& contract : client.contracts) {
        for (const auto& category : categories_of(contract.policy)) {
          const std::pair named(contract.policy, category);
          if (facts->categories.contains(category)) known.insert(named);
          unknown[named].insert(client.project);
        }
      }
    }
    for (const auto& [named, projects] : unknown) {
      if (known.contains(named)) continue;
      findings_.push_back(
          {CheckVerdict::not_checked,
           Phrase("check.policy_category",
                  {{"policy", named.first},
                   {"category", named.second},
                   {"projects", std::vector<std::string>(projects.begin(), projects.end())}})});
    }
  }

  std::set<std::string> categories_of(const std::string& policy) const {
    std::set<std::string> named;
    for (const auto& version : site_.mappings.policies.versions(policy)) {
      for (const auto& target : version.policy.targets) {
        const auto categories = target.when.find("category");
        if (categories != target.when.end())
          named.insert(categories->second.begin(), categories->second.end());
      }
    }
    return named;
  }

  void check_kinds(const ProjectFacts& facts) {
    for (const auto kind : {model::Kind::change, model::Kind::task, model::Kind::incident}) {
      if (facts.kinds.count(kind) != 0) continue;
      bad(Phrase("check.kind_off", {{"tracker", site_.mappings.tracker.kinds.at(kind).front()},
                                    {"project", facts.identifier}}));
    }
  }

  void check_rights(const ProjectFacts& facts) {
    // What telling people of SLA clocks needs has sentences of its own.
    if (!facts.private_notes) bad(Phrase("telling.no_private_notes", {{"project", facts.identifier}}));
    const bool tells_duty = !site_.mappings.departments.duty.empty();
    if (tells_duty && !facts.watchers) bad(Phrase("telling.no_watchers", {{"project", facts.identifier}}));
    check_lacking(facts, tracker::kRightsInProjects);
  }

  static bool is_of_telling(Right right) {
    return right == Right::private_notes || right == Right::view_watchers || right == Right::add_watchers ||
           right == Right::delete_watchers;
  }

  template <typename Rights>
  void check_lacking(const ProjectFacts& facts, const Rights& needed) {
    std::vector<std::string> lacking;
    for (const Right right : needed) {
      if (facts.lacking.contains(right) && !is_of_telling(right)) lacking.emplace_back(to_string(right));
    }
    if (lacking.empty()) return;
    bad(Phrase("check.rights", {{"project", facts.identifier},
                                {"role", site_.mappings.tracker.roles.at("service")},
                                {"rights", std::move(lacking)}}));
  }

  const std::string& tracker_of(Kind kind) const { return site_.mappings.tracker.kinds.at(kind).front(); }

  // What an issue does not show Estafeta, Redmine takes no value for, without a word.
  bool check_fields(const ProjectFacts& facts) {
    bool all = true;
    for (const Kind kind : kServed) {
      if (!facts.kinds.contains(kind)) continue;
      const auto shown = facts.shown.find(kind);
      if (shown == facts.shown.end()) {
        untried_[tracker_of(kind)].insert(facts.identifier);
        continue;
      }
      std::vector<std::string> missing;
      for (const auto& [field, names] : site_.mappings.tracker.fields) {
        if (is_of(field, kind) && !shown->second.contains(field)) missing.push_back(names.front());
      }
      if (missing.empty()) continue;
      all = false;
      missing_[{tracker_of(kind), std::move(missing)}].insert(facts.identifier);
    }
    return all;
  }

  // What Redmine would refuse as a whole, because of something Estafeta does not fill in.
  base::Result<bool> check_writes(const ProjectFacts& facts) {
    bool all = true;
    if (facts.lacking.contains(Right::add_issues) || facts.lacking.contains(Right::edit_issues)) return all;
    for (const Kind kind : kServed) {
      if (!facts.kinds.contains(kind)) continue;
      const auto rehearsal = tracker_.directory.rehearse(facts.identifier, kind);
      if (!rehearsal) return base::fail(rehearsal.error());
      if (!rehearsal->tried) untried_[tracker_of(kind)].insert(facts.identifier);
      if (rehearsal->refused.empty()) continue;
      all = false;
      refused_[{tracker_of(kind), rehearsal->refused}].insert(facts.identifier);
    }
    return all;
  }

  // One cause is said once, however many projects it concerns.
  void report_by_projects() {
    const auto phrase = [&](const char* key, const auto& what, const char* name, const auto& projects) {
      return Phrase(key, {{"tracker", what.first},
                          {name, what.second},
                          {"role", site_.mappings.tracker.roles.at("service")},
                          {"projects", std::vector<std::string>(projects.begin(), projects.end())}});
    };
    for (const auto& [what, projects] : missing_)
      bad(phrase("check.fields_not_shown", what, "fields", projects));
    for (const auto& [what, projects] : refused_)
      bad(phrase("check.would_refuse", what, "sentences", projects));
    for (const auto& [tracker, projects] : untried_) {
      Phrase what(
          "check.untried",
          {{"tracker", tracker}, {"projects", std::vector<std::string>(projects.begin(), projects.end())}});
      findings_.push_back({CheckVerdict::not_checked, std::move(what)});
    }
  }

  base::Status check_files() {
    const auto refused = tracker_.directory.refused_extensions();
    if (!refused) return refused.error();
    if (!refused->empty()) bad(Phrase("check.extensions", {{"endings", *refused}}));
    return {};
  }

  void check_members(const ProjectFacts& facts, const base::PrincipalId& account) {
    const auto member_with = [&](auto fits) {
      return std::any_of(facts.members.begin(), facts.members.end(), fits);
    };
    if (!member_with(
            [&](const auto& m) { return m.principal.id == account && m.roles.count("service") != 0; })) {
      bad(Phrase("check.account_no_member",
                 {{"project", facts.identifier}, {"role", site_.mappings.tracker.roles.at("service")}}));
    }
    if (!member_with(
            [](const auto& m) { return m.roles.count("tam") != 0 || m.roles.count("tam_deputy") != 0; })) {
      bad(Phrase("check.no_tam",
                 {{"project", facts.identifier}, {"role", site_.mappings.tracker.roles.at("tam")}}));
    }
    for (const auto& entry : site_.mappings.departments.all) {
      const auto& group = entry.second.group;
      if (member_with([&](const auto& m) { return m.is_group && m.principal.name == group; })) continue;
      bad(Phrase("check.group_no_member", {{"project", facts.identifier}, {"group", group}}));
    }
  }

  // Roles may be such that nobody is assigned an issue by them, and Redmine may assign none to groups at all.
  base::Status check_assignees(const ProjectFacts& facts) {
    if (!facts.kinds.contains(Kind::task) || facts.lacking.contains(Right::add_issues)) return {};
    std::map<base::PrincipalId, std::string> groups;
    for (const auto& [id, department] : site_.mappings.departments.all) {
      for (const auto& member : facts.members) {
        if (member.is_group && member.principal.name == department.group)
          groups.emplace(member.principal.id, department.group);
      }
    }
    std::vector<base::PrincipalId> asked;
    for (const auto& [id, name] : groups) asked.push_back(id);
    const auto refused = tracker_.directory.refused_assignees(facts.identifier, asked);
    if (!refused) return refused.error().code() == base::Code::unavailable ? refused.error() : base::Status();
    std::vector<std::string> names;
    for (const auto& id : *refused) names.push_back(groups.at(id));
    if (names.empty()) return {};
    bad(Phrase("check.not_assignable", {{"project", facts.identifier}, {"groups", std::move(names)}}));
    return {};
  }

  void check_names_of_priorities(const std::set<std::string>& names) {
    std::set<std::string> known;
    for (const auto& [word, spelled] : site_.mappings.tracker.priorities) {
      known.insert(spelled.begin(), spelled.end());
    }
    for (const auto& name : names) {
      if (!known.contains(name)) bad(sla::unmapped_priority(name));
    }
  }

  // Which values a list field may have only an administrator is told; the open issues show those in use.
  void check_hold_reasons(const std::set<std::string>& values) {
    for (const auto& value : values) {
      if (sla::is_unmapped_hold_reason(value, site_.mappings.tracker))
        bad(sla::unmapped_hold_reason(value, site_.mappings.tracker));
    }
  }

  // Redmine does not tell whether it derives the priority of parents; an incident with sub-issues shows it.
  base::Status check_open_issues() {
    std::set<base::IssueId> incidents, all_parents, parents;
    std::set<std::string> hold_reasons;
    std::map<std::string, std::set<std::string>> statuses;  // by what the tracker calls the kind
    for (const auto kind : {model::Kind::incident, model::Kind::task, model::Kind::change}) {
      const auto open = tracker_.reader.open_issues(kind);
      if (!open) return open.error();
      for (const auto& issue : *open) {
        if (kind == model::Kind::incident) incidents.insert(issue.id);
        if (issue.parent) all_parents.insert(*issue.parent);
        hold_reasons.insert(issue.field(Field::hold_reason));
        if (issue.status.state == model::State::unknown) statuses[issue.tracker].insert(issue.status_name);
      }
    }
    check_hold_reasons(hold_reasons);
    for (const auto& [kind, names] : statuses) {
      bad(Phrase("check.unknown_statuses",
                 {{"tracker", kind}, {"statuses", std::vector<std::string>(names.begin(), names.end())}}));
    }
    std::set_intersection(incidents.begin(), incidents.end(), all_parents.begin(), all_parents.end(),
                          std::inserter(parents, parents.end()));
    for (const auto& issue : tracker_.reader.issues({parents.begin(), parents.end()})) {
      if (!issue || !sla::has_derived_priority(*issue)) continue;
      bad(Phrase(
          "check.derived_priority",
          {{"issue", issue->id.value}, {"now", issue->priority}, {"own", sla::last_priority(*issue)}}));
      return {};  // one tells it of all
    }
    return {};
  }

  const Site& site_;
  tracker::Tracker tracker_;
  std::vector<Finding> findings_;
  // Type of issue and what is wrong with it -> the projects.
  std::map<std::pair<std::string, std::vector<std::string>>, std::set<std::string>> missing_, refused_;
  std::map<std::string, std::set<std::string>> untried_;
};

}  // namespace

base::Result<std::vector<Finding>> check_live(const Site& site, tracker::Tracker tracker) {
  return LiveCheck(site, tracker).run();
}

}  // namespace estafeta::service
