// Watchers of issues over REST: added, read back, removed. Groups are taken like people.
//
// Errors as the ports'. Not safe for several threads.
#pragma once

#include "connector/base/ids.h"
#include "connector/tracker/redmine/rest.h"

namespace estafeta::tracker::redmine {

class Watching {
 public:
  explicit Watching(Rest& rest) : rest_(rest) {}

  base::Status add(base::IssueId issue, const base::PrincipalId& who);
  base::Status remove(base::IssueId issue, const base::PrincipalId& who);

 private:
  Rest& rest_;
};

}  // namespace estafeta::tracker::redmine
