// What a pass did, told piece by piece as it happens; whoever runs the engine shows it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/status.h"
#include "connector/service/site/watched_writes.h"

namespace estafeta::service {

class Reporter {
 public:
  virtual ~Reporter() = default;
  // A write that was made, or in a dry run would be.
  virtual void wrote(const WriteReport& write) = 0;
  // Something about that issue (or, without one, about the pass) did not work; the others go on.
  virtual void trouble(std::optional<base::IssueId> issue, const base::Status& status) = 0;
  // So many issues of this pass so far; after each page of what changed.
  virtual void looked_at(int) {}
};

// What did not work, in this pass or an earlier one, and has its next try still to come.
struct Unfinished {
  base::IssueId issue;
  std::optional<base::Instant> next;  // none: when writing to its project is resumed
  bool for_person = false;            // time alone will not mend it
  std::string why;                    // worded

  friend bool operator==(const Unfinished&, const Unfinished&) = default;
};

// How a pass ended.
struct PassResult {
  int issues_looked_at = 0;
  int writes = 0;
  int mailing_writes = 0;
  int stopped = 0;   // issues that wait for a person
  int to_retry = 0;  // issues to be tried again later
  std::vector<Unfinished> unfinished;
};

}  // namespace estafeta::service
