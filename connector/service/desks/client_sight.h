// What of a site a client may see: which of its issues it sees in the tracker, and the names that are not for
// it.
//
// Memberships are asked for once; errors are the directory's and the reader's. One thread.
#pragma once

#include <map>
#include <set>
#include <string>

#include "connector/service/site/site.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

class ClientSight {
 public:
  // Both must outlive it.
  ClientSight(const Site& site, const tracker::Tracker& tracker) : site_(site), tracker_(tracker) {}

  // Memberships are asked for again.
  void forget() { facts_.clear(); }
  // A project that is gone or hidden has no facts.
  base::Result<const tracker::ProjectFacts*> facts_of(const std::string& project);
  // Titles of those requests and incidents the client sees, as they are now: who may see an issue changes
  // without a trace in its history.
  base::Result<std::map<base::IssueId, std::string>> titles(const model::Client& client,
                                                            const std::set<base::IssueId>& issues);
  // Of departments, their groups and heads, and of staff.
  base::Result<std::set<std::string>> internal_names(const model::Client& client);

 private:
  const Site& site_;
  tracker::Tracker tracker_;
  std::map<std::string, tracker::ProjectFacts> facts_;
};

}  // namespace estafeta::service
