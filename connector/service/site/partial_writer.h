// Writes what can be written of an update when the tracker refuses a part of it, or drops it without a word.
//
// The culprit is found by leaving pieces out, what is worth least first, in a bounded number of requests of
// which only the last one changes anything. What was refused is remembered in the store: the next writes go
// without it, and it is tried again by itself, without a note, with back-off or once a person has touched
// that issue. A note that went with the rest is not written again. One thread; errors as the ports':
// a status that is refused fails the whole write, because everything else hangs on it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "connector/base/time.h"
#include "connector/store/store.h"
#include "connector/tracker/issue_writer.h"
#include "connector/tracker/pieces.h"

namespace estafeta::service {

class PartialWriter {
 public:
  // All must outlive it.
  PartialWriter(tracker::IssueWriter& tracker, store::Store& store, const base::Clock& clock)
      : tracker_(tracker), store_(store), clock_(clock) {}

  base::Status begin_pass();

  // All writes about a change or an incident come between these two. What was refused and is not wanted any
  // more by any of them is forgotten at the end.
  void begin(base::IssueId of);
  base::Status end();

  // `issue` as it was read, with its history.
  base::Status update(const model::Issue& issue, const tracker::IssueUpdate& change);
  using Creation = std::function<base::Result<model::Issue>(const tracker::NewIssue&)>;
  // Makes it by `create`, if need be without what is refused of it; what was created without a piece of it
  // stands.
  base::Result<base::IssueId> create(const tracker::NewIssue& issue, const Creation& create);

  const std::map<base::IssueId, store::Refusal>& all() const { return refusals_; }
  // Those of the change or incident begun last.
  std::vector<store::Refusal> current() const;
  std::optional<base::Instant> next_try() const;
  bool refuses(base::IssueId issue, const tracker::Piece& piece) const;
  base::Status told(base::IssueId issue);
  // Where that piece was refused, it is tried with the next write.
  base::Status try_now(const tracker::Piece& piece);
  // Whether the same parts of another issue were told of.
  bool is_told_elsewhere(const store::Refusal& refusal) const;

 private:
  struct Outcome {
    base::Status status;              // of what could not be split
    tracker::Pieces refused;          // left out, or dropped by the tracker
    std::vector<std::string> answer;  // in the tracker's words
    bool noted = false;
  };

  base::Result<tracker::IssueUpdate> without_refused(const model::Issue& issue,
                                                     const tracker::IssueUpdate& change);
  Outcome write(base::IssueId id, const tracker::IssueUpdate& change);
  Outcome split(base::IssueId id, const tracker::IssueUpdate& change, const base::Status& refusal);
  std::optional<Outcome> attempt(base::IssueId id, const tracker::IssueUpdate& change,
                                 const tracker::Pieces& left_out);
  // `beside`: what was refused before and was not tried this time.
  base::Status remember(const model::Issue& issue, const Outcome& outcome, const tracker::Pieces& beside,
                        const std::string& note);
  base::Status forget(base::IssueId id);

  tracker::IssueWriter& tracker_;
  store::Store& store_;
  const base::Clock& clock_;
  std::map<base::IssueId, store::Refusal> refusals_;
  base::IssueId of_;
  std::set<base::IssueId> wanted_;  // issues whose refused pieces were wanted since begin()
};

}  // namespace estafeta::service
