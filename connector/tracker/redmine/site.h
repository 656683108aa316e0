// What does not change with every issue: statuses, trackers, projects, members, roles, and who Estafeta is.
//
// Asked once and kept; new_cycle() forgets what people change from day to day (members, roles, projects'
// settings) and, at an interval, the lists. Those are also read again when an issue shows what they lack. No
// failure is kept, and only a proper refusal (403, 404) means that something is gone or hidden: that the
// tracker did not answer tells nothing. Not safe for several threads.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/rest.h"

namespace estafeta::tracker::redmine {

class SiteDirectory {
 public:
  // `visiting`: see Settings.
  SiteDirectory(Rest& rest, const model::TrackerMapping& mapping, bool visiting = false)
      : rest_(rest), mapping_(mapping), visiting_(visiting) {}

  base::Result<Account> account();
  void new_cycle();
  // Reads statuses, trackers, priorities and projects if that was not done yet.
  base::Status load_names();
  void forget_names();
  // Reads the lists again where this issue, or its history, shows a status, tracker or priority that they
  // lack or call otherwise: somebody added or renamed it since.
  base::Status meet_names(const document::Node& issue);
  // From now on load_names() refuses where these are not the ids of what the mapping names; they must outlive
  // the site.
  void compare_with(const Ids& ids) { ids_ = &ids; }
  const Names& names() const { return names_; }
  const std::string& account_id() const { return account_; }

  // Makes the identifier of that project known, and those of the projects it is part of. is_hidden(): gone,
  // or hidden from the service account.
  base::Status load_project(std::int64_t id);
  base::Result<ProjectFacts> project(const std::string& identifier);
  // What somebody is in the first of these projects (identifiers) that has them as a member, or else by the
  // mapping; nothing if nobody can tell any more. Projects that are gone or hidden are passed over.
  base::Result<std::optional<AuthorFacts>> author_facts(const std::vector<std::string>& projects,
                                                        const model::Principal& who);
  // Whether Estafeta's roles in that project carry that permission (Redmine's name of it).
  base::Result<bool> may(const std::string& project, const std::string& permission);
  // Of all rights there are.
  base::Result<std::set<Right>> lacking_rights(const std::string& project);

 private:
  base::Status load_list(const char* path, const char* key, std::map<std::int64_t, std::string>& into);
  base::Status load_statuses();
  base::Status load_projects();
  void learn(const document::Node& project);
  base::Status load_members(const std::string& identifier, ProjectFacts& facts);
  base::Status load_own_roles();
  base::Result<std::set<std::string>> permissions(std::int64_t role);
  base::Result<std::optional<AuthorFacts>> by_mapping(const model::Principal& who);
  // Empty: hidden, or without one.
  base::Result<std::string> login(const base::PrincipalId& who);
  std::set<std::string> unknown_names(const document::Node& issue) const;
  std::set<std::string> role_keys(const document::Node& membership) const;

  Rest& rest_;
  const model::TrackerMapping& mapping_;
  bool visiting_;
  Names names_;
  bool loaded_ = false;
  const Ids* ids_ = nullptr;
  base::Instant loaded_at_;            // by the tracker's time
  std::set<std::string> never_known_;  // names that fresh lists lack: deleted since
  std::string account_;
  std::map<std::string, ProjectFacts> projects_;
  std::map<std::string, std::set<std::int64_t>> own_roles_;  // by project's identifier
  bool own_roles_loaded_ = false;
  std::map<std::int64_t, std::set<std::string>> permissions_;
  std::map<std::string, std::string> logins_;  // of former members, by id
  std::set<std::int64_t> hidden_projects_;
};

}  // namespace estafeta::tracker::redmine
