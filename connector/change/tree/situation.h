// All that a decision about one change may depend on, gathered by service/ before it asks.
//
// Plain data; no thread rule.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/calendar/calendar.h"
#include "connector/calendar/zone.h"
#include "connector/model/change.h"
#include "connector/model/check.h"
#include "connector/model/hand_over.h"
#include "connector/model/issue.h"
#include "connector/model/mapping.h"

namespace estafeta::change {

struct Limits {
  int tasks = 60;    // of one change
  int writes = 200;  // of one pass over one change
  // A date in the tracker moves when the plan's day differs from it by more than so many days.
  int date_threshold_days = 1;
  base::Seconds hand_made_duration{8 * 3600};  // of a task nobody estimated
};

// The same for all changes of a site.
struct Rules {
  model::TrackerMapping mapping;
  model::Departments departments;
  std::map<std::string, std::string> owner_calendars;  // client, vendor -> calendar
  calendar::CalendarSet calendars;
  calendar::Zone zone = calendar::Zone::utc();  // of mapping.zone
  Limits limits;
};

// What must hold in the project before anything is made there.
struct ProjectFacts {
  std::string project;
  std::set<model::Kind> kinds;                      // trackers that are switched on
  std::set<model::Field> fields;                    // that stand in its issues; none: not known
  std::set<std::string> other_fields;               // further ones of its tasks, by name
  bool watchers = true;                             // Estafeta may put people on the watch
  std::map<std::string, base::PrincipalId> groups;  // groups that are members, by name
  std::set<base::PrincipalId> people;               // members who are no groups; none: not known
  std::set<base::PrincipalId> tams;                 // people who are TAM or deputy, through groups as well
  // People by their roles (keys of the mapping's roles), through groups as well.
  std::map<std::string, std::set<base::PrincipalId>> roles;
};

// A maintenance window in which another change of the client has a task.
struct WindowUse {
  base::IssueId change;
  base::Instant begin;  // of the window
};

// The last rehearsal of the change, as far as it went.
struct Rehearsal {
  struct Task {
    std::string key;  // local
    std::optional<base::Seconds> took;
    int failures = 0;
    std::optional<model::CheckResult> result;

    friend bool operator==(const Task&, const Task&) = default;
  };
  base::IssueId change;
  std::vector<Task> tasks;
};

struct Situation {
  base::Instant now;
  model::Issue change;  // with history
  // Direct ones, and tasks of this change that somebody moved below another one of them; with history and
  // relations, in any order.
  std::vector<model::Issue> children;
  // What departments made below open tasks, at any depth, with history, what stands above
  // before what stands below it: their own affair, never planned.
  std::vector<model::Issue> below;
  // Children that were copied, together with this change, from tasks of another one, where nothing but that
  // tells it: the tracker may leave their keys out of a copy.
  std::set<base::IssueId> copied;
  // Issues outside the change that block its tasks, without history; those Estafeta may see.
  std::map<base::IssueId, model::Issue> elsewhere;
  // The client's own issues that the change is related to; with history where the client is to see there how
  // the change stands.
  std::vector<model::Issue> requests;
  base::PrincipalId account;  // Estafeta's own
  // What the change asks for. Absent with no problems: a change without a template.
  std::optional<model::DesiredChange> desired;
  // What its tasks were made from, where a new plan is being agreed to and that differs.
  std::optional<model::DesiredChange> former;
  // What a running change would be made from with its parameters as they now stand, if that differs.
  std::optional<model::DesiredChange> proposed;
  std::vector<base::Phrase> proposal_problems;  // why there is none: bad parameters
  std::vector<base::Phrase> problems;           // why it is absent: no such template, bad parameters
  std::string skeleton;                         // of the parameters, in case their field is empty
  // The attachment that should tell what the tasks were made from, and is gone or cannot be read; empty: all
  // is well.
  std::string lost_origin;
  // Parameters without a value, where that is all that is wrong with them.
  std::vector<std::string> unfilled;
  ProjectFacts facts;
  std::optional<model::Client> client;
  std::vector<WindowUse> other_windows;
  std::optional<Rehearsal> rehearsal;
  // What the hand-over fields of the children say.
  std::map<base::IssueId, model::HandOver> hand_overs;
  // What they said before, the oldest first; the last one is what they say now.
  std::map<base::IssueId, std::vector<model::PastHandOver>> past_hand_overs;
  // Local keys of waiting tasks whose title, description still read as Estafeta wrote them.
  std::set<std::string> titles_untouched;
  std::set<std::string> descriptions_untouched;
  // Local keys of tasks whose title, description was last written by Estafeta, whatever values it filled in.
  std::set<std::string> titles_ours;
  std::set<std::string> descriptions_ours;
  // page_digest() of the plan the page was last written from; empty: not known.
  std::string page_digest;
};

bool is_rehearsal(const Situation& situation);

}  // namespace estafeta::change
