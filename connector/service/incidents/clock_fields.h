// What the clocks of many incidents came to, gathered and written into their fields by one request.
//
// Only where the tracker writes many fields at once, silently (tracker::IssueWriter::write_fields): then a
// thousand clocks that changed cost one request, no entry in a history and no mail. One thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "connector/service/site/partial_writer.h"
#include "connector/service/site/watched_writes.h"

namespace estafeta::service {

class ClockFields {
 public:
  // Both must outlive it.
  ClockFields(WatchedWrites& writes, PartialWriter& writer) : writes_(writes), writer_(writer) {}

  // Takes them for the next write(). False: these are to be written by an update of their own, because the
  // tracker cannot, because `SLA told` is among them, whose history must remember it, or because something of
  // this issue was refused before, which an update finds out about.
  bool take(const model::Issue& issue, const std::map<model::Field, std::string>& fields);

  // Whether some of that issue wait for it.
  bool wait_of(base::IssueId issue) const;

  struct Failure {
    base::IssueId issue;
    base::JournalId seen;  // the newest entry of its history
    std::string project;
    base::Status status;
  };
  // Writes all that were taken. What was refused is written by an update when it is looked at again.
  std::vector<Failure> write();

 private:
  struct Taken {
    tracker::FieldWrite write;
    base::JournalId seen;
    std::string project;
  };

  WatchedWrites& writes_;
  PartialWriter& writer_;
  std::vector<Taken> taken_;
  std::set<base::IssueId> apart_;
};

}  // namespace estafeta::service
