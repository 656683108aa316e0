// The port by which issues are made and changed.
//
// Every write is read back inside the call: what a tracker drops silently comes back as a Status with a
// phrase that tells a person what to do. Texts arrive worded and in the tracker's markup. Errors and thread
// rule as tracker/tracker.h says.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/model/issue.h"
#include "connector/tracker/upload.h"

namespace estafeta::tracker {

// Whom a write is for, of those whom the tracker would tell of it by its own notifications. A tracker that
// cannot be asked tells everyone (IssueWriter::heeds_audiences).
enum class Audience {
  nobody,
  assignee,  // who holds the issue, or held it until now, and who watches it
  everyone,
};

struct NewIssue {
  std::string project;
  model::Kind kind = model::Kind::task;
  std::string subject;
  std::string description;
  std::optional<model::State> state;  // none: the tracker's default
  std::optional<base::PrincipalId> assignee;
  std::optional<base::IssueId> parent;
  std::optional<base::Date> start_date;  // none: empty, never the tracker's default
  std::optional<base::Date> due_date;
  std::optional<base::Seconds> estimate;
  std::map<model::Field, std::string> fields;
  std::map<std::string, std::string> other_fields;  // by the tracker's names of them
  std::vector<base::PrincipalId> watchers;          // people and groups, told of it from the beginning
  Audience mails = Audience::everyone;
};

// One narrow write: what is absent is not sent. With a status the note is emptied again should the status
// have been refused, so that no note tells of what did not happen.
struct IssueUpdate {
  std::optional<model::State> state;
  std::optional<base::PrincipalId> assignee;  // empty id: nobody
  std::optional<std::string> subject;
  std::optional<std::string> description;
  std::optional<std::optional<base::Date>> start_date;  // an empty inner date clears it
  std::optional<std::optional<base::Date>> due_date;
  std::map<model::Field, std::string> fields;
  std::string note;
  std::vector<Upload> uploads;
  // Up to which entry of the history the decision knows the issue (tracker/concurrent_edit.h). If somebody
  // has since written over what is to be written: aborted. None: whatever stands there is written over.
  std::optional<base::JournalId> seen;
  std::string restoring_note;  // goes with what is put back should somebody have come in between all the same
  Audience mails = Audience::everyone;

  bool empty() const {
    return !state && !assignee && !subject && !description && !start_date && !due_date && fields.empty() &&
           note.empty() && uploads.empty();
  }
};

// Fields of one issue that nobody but Estafeta writes.
struct FieldWrite {
  base::IssueId id;
  std::map<model::Field, std::string> fields;
};

class IssueWriter {
 public:
  virtual ~IssueWriter() = default;

  virtual base::Result<model::Issue> create(const NewIssue& issue) = 0;
  virtual base::Status update(base::IssueId id, const IssueUpdate& change) = 0;
  // The fields of many. Where the tracker heeds audiences, by few requests, without entries in the histories
  // and without moving `updated`; else each as an update of its own. A status for each, in their order.
  virtual std::vector<base::Status> write_fields(const std::vector<FieldWrite>& writes) = 0;
  // A note only staff sees, in a request of its own; when it turns out public it is emptied at once and
  // failed_precondition with Cause::note_public says so: stop that project.
  virtual base::Status private_note(base::IssueId id, const std::string& text) = 0;
  // From now on that person or group is told of what is written to the issue, as far as they may see it; no
  // longer. Neither leaves a trace in the history, moves `updated` or tells anybody. Both succeed when it is
  // so afterwards. This is how a note reaches a group that does not hold the issue with one mail each and
  // without a word more: assigning it would be a journal and a mail of its own, a mention reaches people but
  // no groups, and a group that watched all the time would be told of everything.
  virtual base::Status watch(base::IssueId id, const base::PrincipalId& who) = 0;
  virtual base::Status unwatch(base::IssueId id, const base::PrincipalId& who) = 0;
  // Succeeds when that relation is there afterwards, whoever made it.
  virtual base::Result<model::Relation> relate(base::IssueId blocker, base::IssueId blocked) = 0;
  virtual base::Status unrelate(base::RelationId id) = 0;
  // Whether a write tells only those it is for; relations then nobody.
  virtual bool heeds_audiences() = 0;
};

}  // namespace estafeta::tracker
