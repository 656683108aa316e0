#include "connector/service/live_check.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "connector/sla/from_issue.h"

namespace estafeta::service {

namespace {

using base::Phrase;
using tracker::ProjectFacts;

class LiveCheck {
 public:
  LiveCheck(const Site& site, tracker::Tracker& tracker) : site_(site), tracker_(tracker) {}

  base::Result<std::vector<Finding>> run() {
    const auto account = tracker_.account();
    if (!account) return base::fail(account.error());
    check_account(*account);
    const auto able = tracker_.self_test();
    if (able) {
      good(Phrase("check.filters"));
      expect(able->private_notes, Phrase("check.private_notes"), Phrase("check.no_private_notes"));
    } else if (able.error().code() == base::Code::unavailable) {
      return base::fail(able.error());
    } else if (able.error().cause() == base::Cause::not_a_tracker) {
      bad(able.error().phrase());
      return std::move(findings_);  // whatever else is asked of this tracker would only follow from it
    } else {
      bad(able.error().phrase());
    }
    check_staff_project();
    for (const auto& [id, client] : site_.mappings.clients.all) check_client(client, account->id);
    check_policy_projects();
    if (auto read = check_priorities(); read.code() == base::Code::unavailable)
      return base::fail(std::move(read));
    return std::move(findings_);
  }

 private:
  void good(Phrase what) { findings_.push_back({true, std::move(what)}); }
  void bad(Phrase what) { findings_.push_back({false, std::move(what)}); }
  void expect(bool holds, Phrase what_holds, Phrase what_not) {
    if (holds) {
      good(std::move(what_holds));
    } else {
      bad(std::move(what_not));
    }
  }

  void check_account(const tracker::Account& account) {
    const auto& wanted = site_.mappings.tracker.account;
    expect(account.login == wanted, Phrase("check.account", {{"login", account.login}}),
           Phrase("service.other_account", {{"login", account.login}, {"wanted", wanted}}));
    if (account.admin) bad(Phrase("check.account_admin", {{"login", account.login}}));
  }

  void check_staff_project() {
    const auto& identifier = site_.mappings.tracker.staff_project;
    const auto facts = tracker_.project(identifier);
    if (!facts) return bad(Phrase("check.no_staff_project", {{"project", identifier}}));
    expect(facts->wiki, Phrase("check.staff_wiki", {{"project", identifier}}),
           Phrase("check.no_staff_wiki", {{"project", identifier}}));
    const auto outsider = std::find_if(facts->members.begin(), facts->members.end(),
                                       [&](const ProjectFacts::Member& member) { return !is_staff(member); });
    if (outsider == facts->members.end()) return good(Phrase("check.staff_only", {{"project", identifier}}));
    bad(Phrase("check.client_reads_plans", {{"project", identifier}, {"name", outsider->principal.name}}));
  }

  bool is_staff(const ProjectFacts::Member& member) const {
    const auto& staff = site_.mappings.tracker.staff_roles;
    return std::any_of(member.roles.begin(), member.roles.end(),
                       [&](const std::string& role) { return staff.count(role) != 0; });
  }

  void check_client(const model::Client& client, const base::PrincipalId& account) {
    const auto facts = tracker_.project(client.project);
    if (!facts) {
      return bad(Phrase("check.no_project", {{"client", client.name}, {"project", client.project}}));
    }
    const auto before = findings_.size();
    check_kinds(*facts);
    check_members(*facts, account);
    check_rights(*facts);
    if (findings_.size() == before) {
      good(Phrase("check.client", {{"client", client.name}, {"project", client.project}}));
    }
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
      if (const auto facts = tracker_.project(project); facts && facts->identifier == project) continue;
      bad(Phrase("check.policy_project", {{"policy", policy}, {"project", project}}));
    }
  }

  void check_kinds(const ProjectFacts& facts) {
    for (const auto kind : {model::Kind::change, model::Kind::task, model::Kind::incident}) {
      if (facts.kinds.count(kind) != 0) continue;
      bad(Phrase("check.kind_off", {{"tracker", site_.mappings.tracker.kinds.at(kind).front()},
                                    {"project", facts.identifier}}));
    }
  }

  // What telling people of SLA clocks needs.
  void check_rights(const ProjectFacts& facts) {
    if (!facts.private_notes) bad(Phrase("telling.no_private_notes", {{"project", facts.identifier}}));
    const bool tells_duty = !site_.mappings.departments.duty.empty();
    if (tells_duty && !facts.watchers) bad(Phrase("telling.no_watchers", {{"project", facts.identifier}}));
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
    for (const auto& [id, department] : site_.mappings.departments.all) {
      if (member_with([&](const auto& m) { return m.is_group && m.principal.name == department.group; }))
        continue;
      bad(Phrase("check.group_no_member", {{"project", facts.identifier}, {"group", department.group}}));
    }
  }

  // Redmine does not tell whether it derives the priority of parents; an incident with sub-issues shows it.
  base::Status check_priorities() {
    std::set<base::IssueId> incidents, all_parents, parents;
    for (const auto kind : {model::Kind::incident, model::Kind::task, model::Kind::change}) {
      const auto open = tracker_.open_issues(kind);
      if (!open) return open.error();
      for (const auto& issue : *open) {
        if (kind == model::Kind::incident) incidents.insert(issue.id);
        if (issue.parent) all_parents.insert(*issue.parent);
      }
    }
    std::set_intersection(incidents.begin(), incidents.end(), all_parents.begin(), all_parents.end(),
                          std::inserter(parents, parents.end()));
    for (const auto& issue : tracker_.issues({parents.begin(), parents.end()})) {
      if (!issue || !sla::has_derived_priority(*issue)) continue;
      bad(Phrase(
          "check.derived_priority",
          {{"issue", issue->id.value}, {"now", issue->priority}, {"own", sla::last_priority(*issue)}}));
      return {};  // one tells it of all
    }
    return {};
  }

  const Site& site_;
  tracker::Tracker& tracker_;
  std::vector<Finding> findings_;
};

}  // namespace

base::Result<std::vector<Finding>> check_live(const Site& site, tracker::Tracker& tracker) {
  return LiveCheck(site, tracker).run();
}

}  // namespace estafeta::service
