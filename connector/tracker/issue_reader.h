// The port by which issues are found and read.
//
// Errors and thread rule as tracker/tracker.h says.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/model/issue.h"

namespace estafeta::tracker {

// Where polling stands: everything up to `watermark` was seen; the pairs seen near it are kept to leave out
// what the overlap shows again. Opaque to everybody else, but for at_end().
struct PollCursor {
  std::optional<base::Instant> watermark;
  std::map<base::IssueId, base::Instant> seen;
  // Of a poll that was not read to its end: where its next page begins. What changes after `until`, the
  // tracker's time when it began, is left to the next poll, so that it ends whatever people do meanwhile.
  struct Place {
    base::Instant from;
    std::optional<base::IssueId> after;  // the rest of that second, by id
    base::Instant until;

    friend bool operator==(const Place&, const Place&) = default;
  };
  std::optional<Place> place;
  // Where the tracker's own feed of changes stands; empty: none was read. Beside it the watermark is kept up,
  // for the day on which there is no feed any more.
  std::string feed;

  // Of the last page, and not kept:
  bool more = false;  // of the feed
  // It has just what changed, also where that moves no time of change.
  bool exact = false;
  std::set<base::IssueId> gone;  // deleted, or invisible

  // No further page: the next call begins a new poll.
  bool at_end() const { return !place && !more; }

  friend bool operator==(const PollCursor&, const PollCursor&) = default;
};

class IssueReader {
 public:
  virtual ~IssueReader() = default;

  // A page of the issues changed since the cursor, each once, without history but with relations, oldest
  // change first. Moves the cursor past the page; there are more unless it is at_end(). A cursor that was
  // kept goes on where it stands. An empty answer is never taken for deletions.
  virtual base::Result<std::vector<model::Issue>> changed(PollCursor& cursor) = 0;
  // With history, children and allowed statuses.
  virtual base::Result<model::Issue> issue(base::IssueId id) = 0;
  // The same for many, read side by side; one that failed does not spoil the others. In the order asked.
  virtual std::vector<base::Result<model::Issue>> issues(const std::vector<base::IssueId>& ids) = 0;
  // How many to ask issues() for where there are a great many: few enough that little is lost when reading is
  // broken off, enough to keep the tracker busy.
  virtual std::size_t histories_at_once() = 0;
  // Without history, with relations; ids that are gone or invisible are simply not in the answer.
  virtual base::Result<std::vector<model::Issue>> peek(const std::vector<base::IssueId>& ids) = 0;
  // Open issues of that kind (all projects), without history, with relations.
  virtual base::Result<std::vector<model::Issue>> open_issues(model::Kind kind) = 0;
  // Issues of that kind changed since then, open or not, without history, with relations, by id.
  virtual base::Result<std::vector<model::Issue>> issues_since(model::Kind kind, base::Instant since) = 0;
  // All issues whose task key is, or begins with, that text; by id.
  virtual base::Result<std::vector<model::Issue>> find_by_key(const std::string& key,
                                                              bool prefix = false) = 0;

  // A file of an issue or of a page.
  virtual base::Result<std::string> download(const model::Attachment& attachment) = 0;

  // The address people open, for messages.
  virtual std::string url(base::IssueId id) const = 0;
};

}  // namespace estafeta::tracker
