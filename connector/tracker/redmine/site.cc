#include "connector/tracker/redmine/site.h"

#include <algorithm>

#include "connector/http/client.h"
#include "connector/tracker/readback.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/ids_fit.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

using base::Cause;
using base::Code;
using base::Phrase;
using document::Node;

namespace {

// Redmine answers a wrong key on lists with what everybody may see; only this call tells.
base::Status why_no_account(const base::Status& status) {
  switch (status.cause()) {
    case Cause::key_refused:
      return {Code::permission_denied, Phrase("tracker.key_refused"), Cause::key_refused};
    case Cause::forbidden:
      return {Code::permission_denied, Phrase("tracker.rest_is_off"), Cause::forbidden};
    default:
      break;
  }
  if (status.code() == Code::not_found || status.cause() == Cause::not_understood) {
    return {Code::failed_precondition, Phrase("tracker.no_redmine"), Cause::not_a_tracker};
  }
  return status;
}

// Statuses, trackers and priorities are rarely added and hardly ever renamed.
constexpr base::Seconds kNamesHold{600};

// Redmine keeps beside a role's permissions which issues it sees; here it is one of them.
constexpr const char* kSeesAll = "sees all issues";

constexpr std::int64_t kActive = 1;  // a project's status; 5 is closed

// How Redmine's roles call a right.
const char* permission_of(Right right) {
  switch (right) {
    case Right::view_issues:
      return "view_issues";
    case Right::view_all_issues:
      return kSeesAll;
    case Right::add_issues:
      return "add_issues";
    case Right::edit_issues:
      return "edit_issues";
    case Right::add_notes:
      return "add_issue_notes";
    case Right::edit_own_notes:
      return "edit_own_issue_notes";
    case Right::private_notes:
      return "set_notes_private";
    case Right::view_private_notes:
      return "view_private_notes";
    case Right::subtasks:
      return "manage_subtasks";
    case Right::relations:
      return "manage_issue_relations";
    case Right::view_watchers:
      return "view_issue_watchers";
    case Right::add_watchers:
      return "add_issue_watchers";
    case Right::delete_watchers:
      return "delete_issue_watchers";
    case Right::view_wiki:
      return "view_wiki_pages";
    case Right::edit_wiki:
      return "edit_wiki_pages";
    case Right::delete_wiki_files:
      return "delete_wiki_pages_attachments";
  }
  return "";
}

bool is_inherited(const Node& role) {
  const Node* flag = role.find("inherited");
  return flag != nullptr && flag->as_boolean().value_or(false);
}

}  // namespace

base::Result<Account> SiteDirectory::account() {
  const auto node = rest_.get("/users/current.json");
  if (!node) return base::fail(why_no_account(node.error()));
  const Node* user = node->find("user");
  if (user == nullptr || text_at(*user, {"login"}).empty()) {
    return base::fail(Code::failed_precondition, Phrase("tracker.no_redmine"), Cause::not_a_tracker);
  }
  account_ = text_at(*user, {"id"});
  Account account{
      {account_}, text_at(*user, {"login"}), text_at(*user, {"admin"}) == "true", rest_.clock_ahead()};
  if (!mapping_.account.empty() && account.login != mapping_.account) {
    return base::fail(
        Code::failed_precondition,
        Phrase("tracker.other_account", {{"login", account.login}, {"expected", mapping_.account}}),
        Cause::not_a_tracker);
  }
  return account;
}

void SiteDirectory::new_cycle() {
  projects_.clear();
  own_roles_.clear();
  own_roles_loaded_ = false;
  permissions_.clear();
  hidden_projects_.clear();
  if (loaded_ && rest_.server_time() - loaded_at_ >= kNamesHold) forget_names();
}

void SiteDirectory::forget_names() {
  loaded_ = false;
  never_known_.clear();
  logins_.clear();
}

base::Status SiteDirectory::load_list(const char* path, const char* key,
                                      std::map<std::int64_t, std::string>& into) {
  const auto items = rest_.list(path, key);
  if (!items) return items.error();
  into.clear();
  for (const Node& item : *items) {
    if (const auto id = integer_at(item, {"id"})) into[*id] = text_at(item, {"name"});
  }
  return {};
}

base::Status SiteDirectory::load_statuses() {
  const auto items = rest_.list("/issue_statuses.json", "issue_statuses");
  if (!items) return items.error();
  names_.statuses.clear();
  for (const Node& item : *items) {
    const auto id = integer_at(item, {"id"});
    if (id) names_.statuses[*id] = {text_at(item, {"name"}), text_at(item, {"is_closed"}) == "true"};
  }
  return {};
}

base::Status SiteDirectory::load_projects() {
  const auto items = rest_.list("/projects.json", "projects", {{"include", "issue_custom_fields"}});
  if (!items) return items.error();
  // Those that are not listed, such as closed ones, are asked for when they are met.
  names_.projects.clear();
  names_.parents.clear();
  for (const Node& item : *items) learn(item);
  return {};
}

void SiteDirectory::learn(const Node& project) {
  const auto id = integer_at(project, {"id"});
  if (!id) return;
  names_.projects[*id] = text_at(project, {"identifier"});
  if (const auto parent = integer_at(project, {"parent", "id"})) names_.parents[*id] = *parent;
  for (const Node& field : items_at(project, "issue_custom_fields")) {
    if (const auto of = integer_at(field, {"id"})) names_.custom_fields[*of] = text_at(field, {"name"});
  }
}

base::Status SiteDirectory::load_names() {
  if (loaded_) return {};
  if (account_.empty()) {
    if (const auto who = account(); !who) return who.error();
  }
  if (auto status = load_statuses(); !status.ok()) return status;
  if (auto status = load_list("/trackers.json", "trackers", names_.trackers); !status.ok()) return status;
  auto status = load_list("/enumerations/issue_priorities.json", "issue_priorities", names_.priorities);
  if (!status.ok()) return status;
  if (status = load_projects(); !status.ok()) return status;
  if (ids_ != nullptr) status = ids_fit(*ids_, mapping_, names_);
  if (!status.ok()) return status;
  loaded_ = true;
  loaded_at_ = rest_.server_time();
  return {};
}

std::set<std::string> SiteDirectory::unknown_names(const Node& issue) const {
  std::set<std::string> unknown;
  const auto check = [&](const char* what, const std::string& id, const std::string* name,
                         const std::string* known) {
    if (known != nullptr && (name == nullptr || *name == *known)) return;
    unknown.insert(std::string(what) + " " + id + (name == nullptr ? "" : " " + *name));
  };
  const auto known_name = [&](const std::string& what, const std::string& text) -> const std::string* {
    const auto id = integer_of(text).value_or(0);
    if (what == "status") {
      const auto found = names_.statuses.find(id);
      return found == names_.statuses.end() ? nullptr : &found->second.name;
    }
    const auto& names = what == "tracker" ? names_.trackers : names_.priorities;
    const auto found = names.find(id);
    return found == names.end() ? nullptr : &found->second;
  };
  for (const char* what : {"status", "tracker", "priority"}) {
    const std::string id = text_at(issue, {what, "id"}), name = text_at(issue, {what, "name"});
    if (!id.empty()) check(what, id, name.empty() ? nullptr : &name, known_name(what, id));
  }
  for (const Node& journal : items_at(issue, "journals")) {
    for (const Node& detail : items_at(journal, "details")) {
      if (text_at(detail, {"property"}) != "attr") continue;
      for (const char* what : {"status", "tracker", "priority"}) {
        if (text_at(detail, {"name"}) != std::string(what) + "_id") continue;
        for (const char* end : {"old_value", "new_value"}) {
          const std::string id = text_at(detail, {end});
          if (!id.empty()) check(what, id, nullptr, known_name(what, id));
        }
      }
    }
  }
  return unknown;
}

base::Status SiteDirectory::meet_names(const Node& issue) {
  const auto all_met = [&](const std::set<std::string>& unknown) {
    return std::includes(never_known_.begin(), never_known_.end(), unknown.begin(), unknown.end());
  };
  if (all_met(unknown_names(issue))) return {};
  loaded_ = false;
  if (auto status = load_names(); !status.ok()) return status;
  never_known_.merge(unknown_names(issue));
  return {};
}

base::Status SiteDirectory::load_project(std::int64_t id) {
  if (names_.projects.contains(id)) return {};
  const std::string path = "/projects/" + std::to_string(id) + ".json";
  if (hidden_projects_.contains(id)) return hidden(path);
  const auto node = rest_.get(path);
  if (!node && is_hidden(node.error())) hidden_projects_.insert(id);
  if (!node) return node.error();
  const Node* project = node->find("project");
  if (project == nullptr) return not_understood(path);
  // What it is part of comes first: a project that is known is known with all above it.
  if (const auto parent = integer_at(*project, {"parent", "id"})) {
    if (auto status = load_project(*parent); !status.ok() && !is_hidden(status)) return status;
  }
  learn(*project);
  return {};
}

base::Result<ProjectFacts> SiteDirectory::project(const std::string& identifier) {
  if (const auto known = projects_.find(identifier); known != projects_.end()) return known->second;
  const auto node = rest_.get("/projects/" + http::escape(identifier) + ".json",
                              {{"include", "trackers,enabled_modules,issue_custom_fields,issue_categories"}});
  if (!node) {
    if (!is_hidden(node.error())) return base::fail(node.error());
    return base::fail(Code::not_found, Phrase("tracker.no_project", {{"project", identifier}}),
                      node.error().cause());
  }
  const Node* project = node->find("project");
  if (project == nullptr) return base::fail(not_understood("/projects"));
  ProjectFacts facts;
  facts.identifier = text_at(*project, {"identifier"});
  facts.name = text_at(*project, {"name"});
  facts.open = integer_at(*project, {"status"}).value_or(kActive) == kActive;
  for (const Node& tracker : items_at(*project, "trackers")) {
    facts.kinds.insert(kind_of(mapping_, text_at(tracker, {"name"})));
  }
  facts.kinds.erase(model::Kind::other);
  const auto& modules = items_at(*project, "enabled_modules");
  facts.wiki = std::any_of(modules.begin(), modules.end(),
                           [](const Node& module) { return text_at(module, {"name"}) == "wiki"; });
  for (const Node& category : items_at(*project, "issue_categories")) {
    facts.categories.insert(text_at(category, {"name"}));
  }
  for (const Node& field : items_at(*project, "issue_custom_fields")) {
    for (const auto& [word, names] : mapping_.fields) {
      if (std::find(names.begin(), names.end(), text_at(field, {"name"})) != names.end())
        facts.fields.insert(word);
    }
  }
  if (auto status = load_members(identifier, facts); !status.ok()) return base::fail(std::move(status));
  return projects_[identifier] = std::move(facts);
}

std::set<std::string> SiteDirectory::role_keys(const Node& membership) const {
  std::set<std::string> keys;
  for (const Node& role : items_at(membership, "roles")) {
    for (const auto& [key, name] : mapping_.roles) {
      if (name == text_at(role, {"name"})) keys.insert(key);
    }
  }
  return keys;
}

base::Status SiteDirectory::load_members(const std::string& identifier, ProjectFacts& facts) {
  const auto items = rest_.list("/projects/" + http::escape(identifier) + "/memberships.json", "memberships");
  if (!items && visiting_ && items.error().cause() == Cause::forbidden) return {};
  if (!items) return items.error();
  for (const Node& item : *items) {
    ProjectFacts::Member member;
    member.is_group = item.find("group") != nullptr;
    const auto who = decode_principal(item.find(member.is_group ? "group" : "user"));
    if (!who) continue;
    member.principal = *who;
    member.roles = role_keys(item);
    const auto& roles = items_at(item, "roles");
    member.by_group = !member.is_group && std::all_of(roles.begin(), roles.end(), is_inherited);
    facts.members.push_back(std::move(member));
  }
  return {};
}

base::Result<std::string> SiteDirectory::login(const base::PrincipalId& who) {
  if (const auto known = logins_.find(who.value); known != logins_.end()) return known->second;
  const auto node = rest_.get("/users/" + http::escape(who.value) + ".json");
  if (!node && !is_hidden(node.error())) return base::fail(node.error());
  return logins_[who.value] = node ? text_at(*node, {"user", "login"}) : "";
}

base::Result<std::optional<AuthorFacts>> SiteDirectory::by_mapping(const model::Principal& who) {
  if (mapping_.people.empty()) return std::nullopt;
  // By the name people see, which costs no request, or by login. Who may not be seen any more has no login.
  if (const auto named = mapping_.people.find(who.name); named != mapping_.people.end())
    return AuthorFacts{named->second, {}};
  const auto login = this->login(who.id);
  if (!login) return base::fail(login.error());
  const auto known = mapping_.people.find(*login);
  if (known != mapping_.people.end()) return AuthorFacts{known->second, {}};
  return std::nullopt;
}

base::Result<std::optional<AuthorFacts>> SiteDirectory::author_facts(const std::vector<std::string>& projects,
                                                                     const model::Principal& who) {
  for (const std::string& identifier : projects) {
    const auto facts = project(identifier);
    if (!facts && facts.error().code() == Code::not_found) continue;
    if (!facts) return base::fail(facts.error());
    for (const auto& member : facts->members) {
      if (member.principal.id != who.id) continue;
      const bool staff = std::any_of(member.roles.begin(), member.roles.end(),
                                     [&](const auto& role) { return mapping_.staff_roles.contains(role); });
      return AuthorFacts{staff ? model::Actor::staff : model::Actor::customer,
                         {member.roles.begin(), member.roles.end()}};
    }
  }
  return by_mapping(who);
}

base::Status SiteDirectory::load_own_roles() {
  if (own_roles_loaded_) return {};
  const auto node = rest_.get("/users/current.json", {{"include", "memberships"}});
  if (!node) return node.error();
  const Node* user = node->find("user");
  if (user == nullptr) return not_understood("/users/current.json");
  for (const Node& membership : items_at(*user, "memberships")) {
    const auto project = integer_at(membership, {"project", "id"});
    if (!project) continue;
    if (auto status = load_project(*project); !status.ok()) return status;
    for (const Node& role : items_at(membership, "roles")) {
      if (const auto id = integer_at(role, {"id"})) own_roles_[names_.projects[*project]].insert(*id);
    }
  }
  own_roles_loaded_ = true;
  return {};
}

base::Result<std::set<std::string>> SiteDirectory::permissions(std::int64_t role) {
  if (const auto known = permissions_.find(role); known != permissions_.end()) return known->second;
  const auto node = rest_.get("/roles/" + std::to_string(role) + ".json");
  if (!node) return base::fail(node.error());
  const Node* found = node->find("role");
  if (found == nullptr) return base::fail(not_understood("/roles"));
  auto& names = permissions_[role];
  for (const Node& permission : items_at(*found, "permissions")) names.insert(permission.text);
  if (text_at(*found, {"issues_visibility"}) == "all") names.insert(kSeesAll);
  return names;
}

base::Result<std::set<Right>> SiteDirectory::lacking_rights(const std::string& project) {
  std::set<Right> lacking;
  const auto look = [&](const auto& rights) -> base::Status {
    for (const Right right : rights) {
      const auto held = may(project, permission_of(right));
      if (!held) return held.error();
      if (!*held) lacking.insert(right);
    }
    return {};
  };
  if (auto status = look(kRightsInProjects); !status.ok()) return base::fail(std::move(status));
  if (auto status = look(kRightsForPages); !status.ok()) return base::fail(std::move(status));
  return lacking;
}

base::Result<bool> SiteDirectory::may(const std::string& project, const std::string& permission) {
  if (auto status = load_own_roles(); !status.ok()) return base::fail(std::move(status));
  for (const auto role : own_roles_[project]) {
    const auto names = permissions(role);
    if (!names) return base::fail(names.error());
    if (names->contains(permission)) return true;
  }
  return false;
}

}  // namespace estafeta::tracker::redmine
