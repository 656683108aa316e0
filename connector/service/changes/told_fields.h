// Notes that a field of the same issue remembers: said once, whether the field keeps what is written or not.
//
// News of a change stand in `Change plan`, a later end in `Change forecast`, an answer to a decision in the
// emptied `Decision`. Where the tracker has kept such a field before, field and note go in one write, which
// is one mail. Where that is not known, everything but the note is written first and read back, then the
// note; the store knows meanwhile that a note is owed. A note that went out although its field was dropped is
// known by the history: it stands there, and since then (or with it) the field was not changed. So neither
// the store nor the process need live on for that. One thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "connector/base/time.h"
#include "connector/model/issue.h"
#include "connector/service/site/partial_writer.h"
#include "connector/service/site/watched_writes.h"
#include "connector/store/store.h"

namespace estafeta::service {

class ToldFields {
 public:
  // All must outlive it. A PUT that timed out may still be running in the tracker for as long as
  // `request_limit`.
  ToldFields(WatchedWrites& writes, tracker::IssueReader& reader, PartialWriter& writer, store::Store& store,
             const base::Clock& clock, base::Sleeper& sleeper, base::Seconds request_limit)
      : writes_(writes),
        reader_(reader),
        writer_(writer),
        store_(store),
        clock_(clock),
        sleeper_(sleeper),
        request_limit_(request_limit) {}

  // Writes `update`, whose note are these paragraphs, to the issue as it was read. `change` is the one it
  // belongs to.
  base::Status write(base::IssueId change, const model::Issue& issue, tracker::IssueUpdate update,
                     const std::vector<std::string>& paragraphs);

  // Whether a process that ended, or a write without an answer, left a note of that change unsaid.
  base::Result<bool> owes(base::IssueId change);
  // Says it, where its field was written and it was not said yet.
  base::Status pay(base::IssueId change);

 private:
  struct Debt {
    base::IssueId change;
    base::IssueId issue;
    base::Instant begun;
  };

  base::Status load_debts();
  base::Status owe(const Debt& debt, const model::Issue& issue, const std::string& note);
  base::Status settle(const Debt& debt);
  base::Status pay(const Debt& debt);
  base::Status say(const Debt& debt, const std::string& note);
  base::Result<bool> is_kept(const model::Issue& issue, model::Field field);
  base::Status remember(const model::Issue& issue, const std::vector<model::Field>& fields, bool kept);

  WatchedWrites& writes_;
  tracker::IssueReader& reader_;
  PartialWriter& writer_;
  store::Store& store_;
  const base::Clock& clock_;
  base::Sleeper& sleeper_;
  base::Seconds request_limit_;
  std::map<std::string, bool> kept_;  // by the name in the store
  bool loaded_ = false;
  std::map<std::string, Debt> debts_;  // by the intent's key
};

}  // namespace estafeta::service
