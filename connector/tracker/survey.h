// The Survey port: what a tracker that nobody has described yet tells of itself, so that a mapping can be
// guessed.
//
// Only reads. Names are as the tracker spells them. Errors are those of tracker.h. Not safe for several
// threads.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/model/issue.h"
#include "connector/tracker/tracker.h"

namespace estafeta::tracker {

struct SurveyedStatus {
  std::string name;
  bool closed = false;
};

struct SurveyedRole {
  std::string name;
  std::optional<bool> handles_issues;  // may edit issues, or see private notes; none: its rights are not told
};

// What is the same for all projects.
struct SiteSurvey {
  std::vector<SurveyedStatus> statuses;  // in the tracker's order
  std::vector<std::string> trackers;
  std::vector<std::string> priorities;  // from the least urgent
  std::string usual_priority;           // the tracker's default; empty: not told
  std::vector<SurveyedRole> roles;
};

struct SurveyedProject {
  std::string identifier;
  std::string name;
  bool members_known = false;  // false: this key may not see them
  std::map<base::PrincipalId, std::set<std::string>>
      members;  // people and groups, with the names of their roles
};

// How often a status served in the histories that were read.
struct StatusUse {
  int first = 0;    // issues that were created with it
  int entered = 0;  // changes to it
  int now = 0;      // issues that stand in it

  friend bool operator==(const StatusUse&, const StatusUse&) = default;
};

// What somebody did. Work on one's own reports does not tell staff from customer and is not counted.
struct PersonUse {
  std::string name;
  int reported = 0;
  int assigned = 0;  // issues of others that were given to them
  int moved = 0;     // changes of the status of others' issues
  int commented = 0;
  std::set<std::string> projects;  // where they reported, commented or moved; the tracker's ids
};

struct Use {
  int issues = 0;
  std::map<std::string, StatusUse> statuses;
  std::map<base::PrincipalId, PersonUse> people;
  std::map<std::string, int>
      projects;  // the tracker's ids of projects -> incidents created or standing there
};

struct SurveyedRow {
  base::IssueId id;
  base::Instant updated;
};

class Survey {
 public:
  virtual ~Survey() = default;

  virtual base::Result<Account> account() = 0;
  virtual base::Result<SiteSurvey> site() = 0;
  // Whether this key sees any issue at all.
  virtual base::Result<bool> sees_issues() = 0;
  // Issues of these trackers (of none: of all) that changed since then, by id.
  virtual base::Result<std::vector<SurveyedRow>> issues(const std::vector<std::string>& trackers,
                                                        base::Instant since) = 0;
  // Reads their histories side by side and adds what they tell to `use`. Issues that vanished meanwhile are
  // left out; the first other failure ends it.
  virtual base::Status read(const std::vector<base::IssueId>& ids, Use& use) = 0;
  // By an id from Use. not_found: it is gone, or hidden from this key.
  virtual base::Result<SurveyedProject> project(const std::string& id) = 0;
};

}  // namespace estafeta::tracker
