// Incidents about which something could not be told, or not to the duty, for a reason outside of them: a
// field that keeps nothing, rights, a group that is no member. Kept in the store, so that a restart tries
// again at once. A lost store loses only that. One thread.
#pragma once

#include <map>
#include <string>

#include "connector/base/ids.h"
#include "connector/base/time.h"
#include "connector/service/site/share.h"
#include "connector/sla/incident/notifications.h"
#include "connector/store/store.h"

namespace estafeta::service {

class Untold {
 public:
  Untold(store::Store& store, const Share& share) : store_(store), share_(share) {}  // both outlive it

  // All of them are due now.
  base::Status look_at_all(base::Instant now);

  base::Status waits(base::IssueId issue) { return set(issue, missed(issue)); }
  base::Status missed_by_duty(base::IssueId issue, const sla::Marks& marks) { return set(issue, marks); }
  base::Status over(base::IssueId issue);
  // What was told there to others, and not to the duty.
  sla::Marks missed(base::IssueId issue);

 private:
  base::Status load();
  base::Status set(base::IssueId issue, const sla::Marks& marks);
  base::Status keep(base::IssueId issue);
  base::Status load_part(const std::string& part);

  store::Store& store_;
  const Share& share_;
  bool loaded_ = false;
  std::map<base::IssueId, sla::Marks> all_;
  std::map<base::IssueId, std::string> part_of_;  // where the work is shared
};

}  // namespace estafeta::service
