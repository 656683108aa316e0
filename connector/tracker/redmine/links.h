// `blocks` relations over REST: made, found again, removed.
//
// Redmine allows one relation for a pair of issues, whatever its type; what stands there decides. Errors as
// the ports'. Not safe for several threads.
#pragma once

#include "connector/model/issue.h"
#include "connector/tracker/redmine/rest.h"

namespace estafeta::tracker::redmine {

class Links {
 public:
  explicit Links(Rest& rest) : rest_(rest) {}

  base::Result<model::Relation> relate(base::IssueId blocker, base::IssueId blocked);
  base::Status unrelate(base::RelationId id);

 private:
  base::Result<model::Relation> existing(const std::string& path, base::IssueId blocker,
                                         base::IssueId blocked, const base::Status& refused);

  Rest& rest_;
};

}  // namespace estafeta::tracker::redmine
