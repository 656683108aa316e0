// The port to what a tracker knows besides issues: its account, projects, people, and what it would refuse.
//
// Errors and thread rule as tracker/tracker.h says.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/model/issue.h"
#include "connector/tracker/rights.h"

namespace estafeta::tracker {

struct Account {
  base::PrincipalId id;
  std::string login;
  bool admin = false;
  // How far this machine's clock is ahead of the tracker's; absent: not known yet.
  std::optional<base::Seconds> clock_ahead = {};
};

// What this tracker can do; asked once, by trying.
struct Capabilities {
  bool key_filter = false;  // issues can be found by the task key
  bool department_filter = false;
  bool wiki = false;                      // the staff project has wiki pages Estafeta may write
  bool private_notes = false;             // of the staff project's role; each note is read back all the same
  std::string version;                    // as far as the tracker tells; for people only
  std::set<std::string> priorities = {};  // names of those there are
};

struct ProjectFacts {
  std::string identifier;
  std::string name;
  std::set<model::Kind> kinds;  // trackers that are switched on there
  bool wiki = false;
  // What Estafeta's own roles there let it do.
  bool private_notes = false;  // write notes that only staff sees
  bool watchers = false;       // put groups on the watch, see them there, and take them off
  std::set<Right> lacking;     // rights that none of these roles has
  bool open = true;            // nobody writes to a closed one
  // With their roles by the keys of TrackerMapping::roles, those a group brings included. Who is here only
  // through groups is `by_group`: as a queue, the group stands for them.
  struct Member {
    model::Principal principal;
    bool is_group = false;
    bool by_group = false;
    std::set<std::string> roles;
  };
  std::vector<Member> members;
  std::set<model::Field> fields;       // custom fields that stand in the project's issues, as far as known
  std::set<std::string> other_fields;  // further ones that stand in its tasks, by name, as far as known
  std::set<std::string> categories;    // of its issues, by name; not those of sub-projects
  // The custom fields that the newest issue of each kind shows to Estafeta; kinds without an issue are not in
  // it.
  std::map<model::Kind, std::set<model::Field>> shown;
};

// What the tracker would refuse of Estafeta's writes.
struct Rehearsal {
  bool tried = false;                // otherwise it could not be asked
  std::vector<std::string> refused;  // sentences of the tracker; none: it would take them
};

// Working time that somebody recorded for a day.
struct SpentTime {
  base::PrincipalId person;
  base::Date day{};
  base::Seconds time{0};
};

class Directory {
 public:
  virtual ~Directory() = default;

  // Who the key belongs to. A wrong key, REST switched off and an unreachable host each have their own
  // phrase.
  virtual base::Result<Account> account() = 0;
  // Tries what would otherwise fail silently: an impossible key must find nothing, known fields must be
  // there. Once at start. failed_precondition names what is missing.
  virtual base::Result<Capabilities> self_test() = 0;
  // not_found with Cause::forbidden: it is there, archived or not to be seen by the account.
  virtual base::Result<ProjectFacts> project(const std::string& identifier) = 0;
  // Whether the tracker would take a new task, or what Estafeta writes to the newest open issue of another
  // kind. Nothing is written.
  virtual base::Result<Rehearsal> rehearse(const std::string& project, model::Kind kind) = 0;
  // Those of these people and groups to whom the tracker would assign no task there, by what their roles or
  // its settings say. Nothing is written; where it cannot be asked, none.
  virtual base::Result<std::vector<base::PrincipalId>> refused_assignees(
      const std::string& project, const std::vector<base::PrincipalId>& who) = 0;
  // The endings of Estafeta's files that the tracker does not take. Nothing is written.
  virtual base::Result<std::vector<std::string>> refused_extensions() = 0;
  // What that person logs in by; not_found where the account is locked, deleted or hidden.
  virtual base::Result<std::string> login(const base::PrincipalId& person) = 0;
  // What these people recorded from one day to the other for a project and its parts; nothing: no time is
  // recorded there, or the account may not see it.
  virtual base::Result<std::optional<std::vector<SpentTime>>> spent_time(
      const std::string& project, const std::vector<base::PrincipalId>& people, base::Date from,
      base::Date until) = 0;
};

}  // namespace estafeta::tracker
