// The record in the field `change_plan`: the plan's page, what this change was made from and what was made.
// It is how Estafeta knows its work again when its store is lost. How the field shows it is the tracker's
// matter.
//
//   page: staff:Change-12
//   review: 7
//   change: 12
//   landscape v3 5f2c…
//   tasks: network=14 vms=15
//   edges: network>vms
//   told: finished lost:network
//
// It belongs to the issue it names: people copy issues with all their fields, and a copy is a new change.
//
// Pure; foreign text in the field is read as far as it has this form.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "connector/base/ids.h"
#include "connector/model/change.h"
#include "connector/model/issue.h"

namespace estafeta::change {

struct Stamp {
  std::string page;                     // of the plan; empty: there is none
  std::set<base::IssueId> review;       // it is the review of these incidents; empty: of none
  bool made = false;                    // tasks were made from it
  std::optional<base::IssueId> change;  // whose it is; absent in older stamps
  std::string template_name;            // empty: a change without a template
  int version = 0;
  std::string hash;
  std::map<std::string, base::IssueId> tasks;  // local key -> issue; 0: to be filled in once it is made
  std::set<std::pair<std::string, std::string>> edges;  // needed, needing
  std::set<std::string> told;                           // what was said or decided, once for all

  friend bool operator==(const Stamp&, const Stamp&) = default;
};

// A word among those told: the change goes over to what the attachment keeps whose name ends so.
inline constexpr std::string_view kGoingOver = "go_over:";
// To that plan, of the same template; and its attachment's name, or nothing: the change goes over to none.
void go_over(Stamp& stamp, const model::DesiredChange& desired);
std::optional<std::string> goes_over_to(const Stamp& stamp);

Stamp parse_stamp(std::string_view text);
// Of that change; an empty one where the field holds another change's, because the issue is a copy.
Stamp stamp_of(const model::Issue& change);
bool holds_foreign_stamp(const model::Issue& change);
// Line ends are \n; equal stamps give equal text.
std::string format_stamp(const Stamp& stamp);

// A formatted stamp with the issues of tasks that were made meanwhile. What applies a plan calls this with
// every task it created, since their ids are not known when the plan is made.
std::string complete_stamp(std::string_view text, const std::map<std::string, base::IssueId>& made);

// The task's key that a task for the difference makes up for: `vms/r2` -> `vms`; empty: no such key.
std::string revised_key(const std::string& key);
// Of `vms/r2` the 2; 0: it is no revision's key.
int revision_of(std::string_view key);

// `Change-12`.
std::string plan_page(base::IssueId change);
// Name of the attachment that keeps what the change was made from: `estafeta-landscape-v3-5f2c09ab12cd.json`.
std::string origin_name(const model::DesiredChange& desired);

}  // namespace estafeta::change
