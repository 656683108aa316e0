// What failed and waits for its next try: after 1, 2, 4 … 60 minutes, or as soon as a person has done
// something about it.
//
// Kept in the store, so that a restart keeps it. What stands still because writing to its project is paused
// waits for that alone. One thread; errors are the store's.
#pragma once

#include <map>
#include <string>

#include "connector/base/time.h"
#include "connector/store/store.h"

namespace estafeta::service {

// How long to wait after that many failed tries in a row.
base::Seconds wait_after(int attempts);

// Whether time alone may mend it. Everything else waits for a person.
bool may_mend_itself(base::Code code);

// What ends the writing of a whole pass; nothing about the issue it met failed.
bool ends_pass(const base::Status& status);

class BackOff {
 public:
  BackOff(store::Store& store, const base::Clock& clock) : store_(store), clock_(clock) {}

  base::Status begin_pass();

  const std::map<base::IssueId, store::Waiting>& all() const { return waiting_; }
  const store::Waiting* find(base::IssueId id) const;
  // Whether its next try is still to come.
  bool waits(base::IssueId id) const;

  // It was tried and failed; `why` is worded, `seen` the newest entry of its history then.
  base::Status failed(base::IssueId id, const base::Status& status, std::string why, base::JournalId seen);
  base::Status paused(base::IssueId id, const std::string& project, std::string why, base::JournalId seen);
  base::Status told(base::IssueId id, std::string what);
  // Somebody did something about it, or writing was resumed: it is tried at once, and counts as new.
  base::Status try_now(base::IssueId id);
  base::Status over(base::IssueId id);

 private:
  base::Status keep(const store::Waiting& waiting);

  store::Store& store_;
  const base::Clock& clock_;
  std::map<base::IssueId, store::Waiting> waiting_;
};

}  // namespace estafeta::service
