// Which open changes need no reading in full: since they were last found in order, nothing about them has
// moved.
//
// Links made by hand move no issue's time of change, so that open changes are looked at again at an interval.
// Histories are read one by one, but a list shows times and links of a hundred issues at once: only where it
// differs from what the last full reading found is a change read in full. What time alone moves has its
// instant (Plan::again_at), dates move by the day, so each is read in full once a day all the same. Kept in
// memory: a new process, which may have other mappings, reads everything once. Not safe for several threads.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "connector/change/tree/situation.h"

namespace estafeta::service {

class Unchanged {
 public:
  // It was read in full, and there was nothing to do about it, or nothing that could be done now.
  void remember(const change::Situation& situation, base::Date today);
  void forget(base::IssueId change);
  bool knows(base::IssueId change) const { return kept_.contains(change); }
  bool empty() const { return kept_.empty(); }
  // Changes with a task that the issue, which is not part of them, blocks.
  std::vector<base::IssueId> blocked_by(base::IssueId issue) const;

  // Whether a list shows the change and its open tasks as they were remembered today.
  bool is_as_before(const model::Issue& change, const std::vector<const model::Issue*>& tasks,
                    base::Date today) const;

 private:
  std::map<base::IssueId, std::string> kept_;
  std::map<base::IssueId, std::set<base::IssueId>> outside_;  // by change, what blocks its tasks from outside
};

}  // namespace estafeta::service
