// The Tracker port: what Estafeta needs of an issue tracker, in its own words.
//
// Implementations: redmine/ (REST) and tests/fake/ (in memory, for faults). Both pass the same contract
// tests. Every write is read back inside the call: what a tracker drops silently comes back as a Status with
// a phrase that tells a person what to do. Texts arrive worded and in the tracker's markup. Not safe for
// several threads.
//
// Codes: unavailable (no proper answer: for a write, whether it happened is unknown), aborted (somebody
// changed it meanwhile: read again), permission_denied, not_found (also: not visible any more),
// failed_precondition (the tracker said yes and did not do it, or a person must act), invalid_argument (it
// says the value is wrong).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/model/issue.h"
#include "connector/tracker/rights.h"

namespace estafeta::tracker {

struct Account {
  base::PrincipalId id;
  std::string login;
  bool admin = false;
  // How far this machine's clock is ahead of the tracker's; absent: not known yet.
  std::optional<base::Seconds> clock_ahead = {};
};

// What this tracker can do; asked once, by trying.
struct Capabilities {
  bool key_filter = false;  // issues can be found by the task key
  bool department_filter = false;
  bool wiki = false;                      // the staff project has wiki pages Estafeta may write
  bool private_notes = false;             // of the staff project's role; each note is read back all the same
  std::string version;                    // as far as the tracker tells; for people only
  std::set<std::string> priorities = {};  // names of those there are
};

struct ProjectFacts {
  std::string identifier;
  std::string name;
  std::set<model::Kind> kinds;  // trackers that are switched on there
  bool wiki = false;
  // What Estafeta's own roles there let it do.
  bool private_notes = false;  // write notes that only staff sees
  bool watchers = false;       // put groups on the watch, see them there, and take them off
  std::set<Right> lacking;     // rights that none of these roles has
  bool open = true;            // nobody writes to a closed one
  // With their roles by the keys of TrackerMapping::roles, those a group brings included. Who is here only
  // through groups is `by_group`: as a queue, the group stands for them.
  struct Member {
    model::Principal principal;
    bool is_group = false;
    bool by_group = false;
    std::set<std::string> roles;
  };
  std::vector<Member> members;
  std::set<model::Field> fields;       // custom fields that stand in the project's issues, as far as known
  std::set<std::string> other_fields;  // further ones that stand in its tasks, by name, as far as known
  std::set<std::string> categories;    // of its issues, by name; not those of sub-projects
  // The custom fields that the newest issue of each kind shows to Estafeta; kinds without an issue are not in
  // it.
  std::map<model::Kind, std::set<model::Field>> shown;
};

// What the tracker would refuse of Estafeta's writes.
struct Rehearsal {
  bool tried = false;                // otherwise it could not be asked
  std::vector<std::string> refused;  // sentences of the tracker; none: it would take them
};

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

  // No further page: the next call begins a new poll.
  bool at_end() const { return !place; }

  friend bool operator==(const PollCursor&, const PollCursor&) = default;
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
};

struct Upload {
  std::string name;
  std::string content;
  std::string content_type = "application/octet-stream";
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

  bool empty() const {
    return !state && !assignee && !subject && !description && !start_date && !due_date && fields.empty() &&
           note.empty() && uploads.empty();
  }
};

class Tracker {
 public:
  virtual ~Tracker() = default;

  // Who the key belongs to. A wrong key, REST switched off and an unreachable host each have their own
  // phrase.
  virtual base::Result<Account> account() = 0;
  // Tries what would otherwise fail silently: an impossible key must find nothing, known fields must be
  // there. Once at start. failed_precondition names what is missing.
  virtual base::Result<Capabilities> self_test() = 0;
  // not_found with Cause::forbidden: it is there, archived or not to be seen by the account.
  virtual base::Result<ProjectFacts> project(const std::string& identifier) = 0;
  // Whether the tracker would take a new task, or what Estafeta writes to the newest open issue of another
  // kind. Nothing is written.
  virtual base::Result<Rehearsal> rehearse(const std::string& project, model::Kind kind) = 0;
  // Those of these people and groups to whom the tracker would assign no task there, by what their roles or
  // its settings say. Nothing is written; where it cannot be asked, none.
  virtual base::Result<std::vector<base::PrincipalId>> refused_assignees(
      const std::string& project, const std::vector<base::PrincipalId>& who) = 0;
  // The endings of Estafeta's files that the tracker does not take. Nothing is written.
  virtual base::Result<std::vector<std::string>> refused_extensions() = 0;
  // What that person logs in by; not_found where the account is locked, deleted or hidden.
  virtual base::Result<std::string> login(const base::PrincipalId& person) = 0;

  // A page of the issues changed since the cursor, each once, without history but with relations, oldest
  // change first. Moves the cursor past the page; there are more unless it is at_end(). A cursor that was
  // kept goes on where it stands. An empty answer is never taken for deletions.
  virtual base::Result<std::vector<model::Issue>> changed(PollCursor& cursor) = 0;
  // With history, children and allowed statuses.
  virtual base::Result<model::Issue> issue(base::IssueId id) = 0;
  // The same for many, read side by side; one that failed does not spoil the others. In the order asked.
  virtual std::vector<base::Result<model::Issue>> issues(const std::vector<base::IssueId>& ids) = 0;
  // Without history, with relations; ids that are gone or invisible are simply not in the answer.
  virtual base::Result<std::vector<model::Issue>> peek(const std::vector<base::IssueId>& ids) = 0;
  // Open issues of that kind (all projects), without history, with relations.
  virtual base::Result<std::vector<model::Issue>> open_issues(model::Kind kind) = 0;
  // Issues of that kind changed since then, open or not, without history, with relations, by id.
  virtual base::Result<std::vector<model::Issue>> issues_since(model::Kind kind, base::Instant since) = 0;
  // All issues whose task key is, or begins with, that text; by id.
  virtual base::Result<std::vector<model::Issue>> find_by_key(const std::string& key,
                                                              bool prefix = false) = 0;

  virtual base::Result<model::Issue> create(const NewIssue& issue) = 0;
  virtual base::Status update(base::IssueId id, const IssueUpdate& change) = 0;
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

  // not_found where there is no such page.
  virtual base::Result<std::string> page(const std::string& project, const std::string& title) = 0;
  // Writes only if the text differs (normalised); aborted if somebody else wrote in between.
  virtual base::Status write_page(const std::string& project, const std::string& title,
                                  const std::string& text) = 0;
  // The files of a page, oldest first; not_found where there is no such page.
  virtual base::Result<std::vector<model::Attachment>> page_files(const std::string& project,
                                                                  const std::string& title) = 0;
  // Adds a file to a page that is there; one of the same name stays beside it.
  virtual base::Status attach_to_page(const std::string& project, const std::string& title,
                                      const Upload& file) = 0;
  // Succeeds when the page has no such file afterwards; permission_denied where Estafeta's role may not.
  virtual base::Status remove_from_page(const model::Attachment& file) = 0;
  virtual base::Result<std::string> download(const model::Attachment& attachment) = 0;

  // The address people open, for messages.
  virtual std::string url(base::IssueId id) const = 0;
};

}  // namespace estafeta::tracker
