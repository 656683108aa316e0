// An issue of the tracker, in Estafeta's words, with its history when that was read.
//
// A tracker's codec makes these from what the tracker sends; nothing else does, apart from tests. Instants
// are whole seconds UTC, dates are the tracker's whole days. Plain data; no thread rule.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/time.h"
#include "connector/model/words.h"

namespace estafeta::model {

struct StatusWord {
  State state = State::unknown;
  HoldReason reason = HoldReason::none;

  friend bool operator==(const StatusWord&, const StatusWord&) = default;
};

struct Principal {
  base::PrincipalId id;
  std::string name;

  friend bool operator==(const Principal&, const Principal&) = default;
};

// Of two issues: `from` comes before `to`.
struct Relation {
  base::RelationId id;
  base::IssueId from;
  base::IssueId to;

  friend bool operator==(const Relation&, const Relation&) = default;
};

// One change of a plain or custom field, values as the tracker writes them.
struct FieldChange {
  std::string name;  // to_string(Field) for Estafeta's fields; else subject, description, assignee,
                     // start_date, due_date, tracker, parent, priority …
  std::string from;
  std::string to;

  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

// That a note was changed after it was written; the last time, where there were several.
struct NoteEdit {
  base::Instant at;
  std::string by;  // as people see the name

  friend bool operator==(const NoteEdit&, const NoteEdit&) = default;
};

struct Comment {
  std::string text;
  bool is_private = false;
  std::optional<NoteEdit> edited = {};  // only where the tracker tells it (Redmine 6)

  friend bool operator==(const Comment&, const Comment&) = default;
};

// A `blocks` relation or a child that appeared or vanished, seen from the issue whose history this is.
struct LinkChange {
  enum class Type { blocks, blocked_by, child } type = Type::blocks;
  base::IssueId other;
  bool added = true;

  friend bool operator==(const LinkChange&, const LinkChange&) = default;
};

// What one person did to an issue at one time (a journal in Redmine).
struct Event {
  base::Instant at;
  base::JournalId journal;
  Actor by = Actor::staff;
  Principal author;
  std::vector<std::string> roles;  // of the author in the project, as TrackerMapping::roles calls them; as
                                   // far as the tracker tells
  bool own = false;                // by Estafeta's own account
  std::optional<StatusWord> status_from;
  std::optional<StatusWord> status;  // what it became; a change of the hold's reason alone also stands here
  std::optional<std::string> status_name;  // the tracker's spelling of it
  std::optional<std::string> priority;
  std::optional<Comment> comment;
  std::vector<FieldChange> fields;
  std::vector<LinkChange> links;

  friend bool operator==(const Event&, const Event&) = default;
};

struct Attachment {
  std::int64_t id = 0;
  std::string name;
  std::string url;
  Principal author;  // who attached it; no id: the tracker does not tell

  friend bool operator==(const Attachment&, const Attachment&) = default;
};

// A person or a group who holds an issue, or held it.
struct Holder {
  std::string name;
  bool is_group = false;

  friend bool operator==(const Holder&, const Holder&) = default;
};

struct Issue {
  base::IssueId id;
  std::string project;             // the tracker's identifier of it
  std::vector<std::string> above;  // the projects that one is part of, nearest first
  Kind kind = Kind::other;
  std::string tracker;  // as the tracker spells the kind
  std::string subject;
  std::string description;
  StatusWord status;
  std::string status_name;  // as the tracker spells it
  bool is_closed = false;   // by the tracker's own flag
  bool is_private = false;  // hidden from some of those who see the others of its project
  std::string priority;     // a word of the mapping, or as the tracker spells it where it has none
  std::string category;
  Principal author;
  Actor created_by = Actor::staff;
  std::optional<Principal> assignee;
  std::optional<base::IssueId> parent;
  std::optional<base::Date> start_date;
  std::optional<base::Date> due_date;
  std::optional<base::Seconds> estimate;  // hours of work somebody reckons with
  base::Instant created;
  base::Instant updated;
  std::map<Field, std::string> fields;  // only those the tracker showed; empty text = shown and empty
  std::map<std::string, std::string> other_fields;  // custom fields Estafeta has no word for, by name
  // `blocks` only, both directions: `from` must be closed before `to` can be closed.
  std::vector<Relation> relations;
  // `precedes` relations to this one: the tracker itself keeps its start date behind the other's due date.
  std::vector<Relation> dated_by;
  std::vector<base::IssueId> duplicate_of;   // the originals this is marked a duplicate of
  std::vector<base::IssueId> related;        // by a relation that only says so, either way; ascending
  std::optional<base::IssueId> copied_from;  // as the tracker noted it, which people may turn off
  std::vector<Attachment> attachments;

  // Only when read with history:
  bool has_history = false;
  StatusWord initial_status;  // derived: what the first change of status came from
  std::string initial_priority;
  std::string initial_project;             // where it was created
  std::vector<std::string> initial_above;  // and what that one is part of
  std::vector<Event> events;               // by time, ties by journal
  std::vector<base::IssueId> children;
  // Who holds it or held it, as far as the tracker still tells what they are.
  std::map<base::PrincipalId, Holder> holders;
  std::vector<base::PrincipalId> watchers;    // people and groups
  std::vector<std::string> allowed_statuses;  // the tracker's spelling; what the service account may set now
  // Names (or ids) of people the mapping cannot tell staff from customer: the history must not be judged.
  std::vector<std::string> doubtful_authors;

  const std::string& field(Field name) const;  // "" when absent
  bool is_ticked(Field name) const;            // of a field that is yes or no

  friend bool operator==(const Issue&, const Issue&) = default;
};

}  // namespace estafeta::model
