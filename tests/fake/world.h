// The fake tracker's memory and rules: what Redmine would do with a write, by whom it may come.
//
// Only the files of this folder use it. Everything here is told without Estafeta's read-back: refusals are as
// silent as Redmine's.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/fake/fake.h"

namespace estafeta::tracker::fake {

struct Person {
  std::string name;
  bool is_group = false;
  std::vector<base::PrincipalId> people;  // of a group
  bool locked = false;
};

struct Project {
  std::set<model::Kind> kinds;
  bool wiki = false;
  std::string parent;                                              // empty: part of none
  std::vector<std::pair<base::PrincipalId, std::string>> members;  // and role
};

class World {
 public:
  World(model::TrackerMapping mapping, base::ManualClock& clock)
      : mapping_(std::move(mapping)), clock_(clock) {}

  base::PrincipalId add_principal(Person person);
  base::Result<model::Issue> create(const base::PrincipalId& who, const NewIssue& asked);
  base::Status edit(const base::PrincipalId& who, base::IssueId id, const PersonalEdit& edit);
  base::Result<model::Relation> link(const base::PrincipalId& who, base::IssueId from, base::IssueId to);
  base::Status unlink(const base::PrincipalId& who, base::RelationId id);
  void mark_copied(base::IssueId copy, base::IssueId original) { issues_.at(copy).copied_from = original; }
  base::Status mark_duplicate(const base::PrincipalId& who, base::IssueId duplicate, base::IssueId original);
  base::Status tie(const base::PrincipalId& who, base::IssueId one, base::IssueId other);
  void make_private(base::IssueId id) { issues_.at(id).is_private = true; }
  void remove(base::IssueId id);
  model::Attachment keep(const base::PrincipalId& who, const Upload& file);
  base::Status remove_attachment(const base::PrincipalId& who, base::IssueId id, std::int64_t attachment);
  void empty_note(base::IssueId id, base::JournalId journal);
  void rewrite_note(base::IssueId id, base::JournalId journal, const std::string& text);
  void set_watching(base::IssueId id, const base::PrincipalId& who, bool watching);

  // As a reader with all rights sees it: with history, relations, children, what the service account may set.
  base::Result<model::Issue> read(base::IssueId id) const;
  // Without history. Those that `wanted` names; it is asked of what is kept, so of nothing that is derived.
  std::vector<model::Issue> list(const std::function<bool(const model::Issue&)>& wanted = {}) const;
  std::vector<base::IssueId> ids(const std::function<bool(const model::Issue&)>& wanted = {}) const;
  std::set<std::string> roles(const std::string& project, const base::PrincipalId& who) const;
  bool is_closed(const model::Issue& issue) const { return mapping_.closed.contains(issue.status.state); }
  const model::TrackerMapping& mapping() const { return mapping_; }
  base::Instant now() const { return clock_.now(); }

  base::PrincipalId service;
  std::map<base::PrincipalId, Person> people;
  std::map<std::string, Project> projects;
  std::map<std::pair<std::string, std::string>, std::string> pages;
  std::map<std::pair<std::string, std::string>, base::PrincipalId> page_authors;  // of the last version
  std::map<std::pair<std::string, std::string>, base::Instant> page_times;        // likewise
  std::map<std::pair<std::string, std::string>, std::vector<model::Attachment>> page_files;
  std::map<std::string, Document> documents;
  base::Instant documents_seen;
  std::map<std::int64_t, std::string> files;
  Workflow workflow = default_workflow;
  std::set<model::Field> read_only;
  std::set<std::string> more_priorities;  // beside those of the mapping
  std::set<base::IssueId> unreadable;
  std::set<std::string> other_fields;  // custom fields by name
  std::set<model::Field> required;
  std::map<base::IssueId, base::Date> soonest_start;
  std::set<base::PrincipalId> not_assignable;
  std::set<std::string> refused_values;  // words of fields, or names
  std::set<std::string> denied_extensions;
  std::set<std::string> categories;
  std::set<std::string> closed;  // projects
  std::set<Right> lacking;
  std::set<model::Field> hidden;
  bool private_notes = true;
  bool may_watch = true;
  bool filters = true;
  Counters counters;
  // Whom a write is for that heeds it; none: those whom Redmine tells. `issue`: none until it is made; what
  // is written to others along with it is for nobody.
  struct Telling {
    Audience audience = Audience::everyone;
    std::optional<base::IssueId> issue;
  };
  std::optional<Telling> telling;
  // Without an entry, and `updated` stays.
  void write_silently(base::IssueId id, const std::map<model::Field, std::string>& fields);

 private:
  void meet_holders(model::Issue& issue) const;
  void derive(model::Issue& issue, bool with_history) const;
  static void hide(model::Field field, model::Issue& issue);
  // By who has these roles.
  bool allowed(const model::Issue& issue, const std::set<std::string>& roles, model::State to) const;
  bool closable(const model::Issue& issue) const;
  bool reopenable(const model::Issue& issue) const;
  bool reaches(base::IssueId from, base::IssueId to) const;
  base::Status check_rules(const model::Issue& issue, const PersonalEdit& edit) const;
  base::Status check_fields(const std::map<model::Field, std::string>& fields,
                            const std::map<std::string, std::string>& others) const;
  base::Status check_parent(const NewIssue& asked) const;
  base::Status check_values(const std::string& project, const std::optional<base::PrincipalId>& assignee,
                            const std::optional<base::Date>& start,
                            const std::optional<base::Date>& due) const;
  model::State first_state(const base::PrincipalId& who, const NewIssue& asked, model::Kind kind) const;
  void set_status(model::Issue& issue, model::State state, model::Event& event) const;
  void move(const base::PrincipalId& who, model::Issue& issue, const std::string& project,
            model::Event& event) const;
  std::vector<std::string> above(const std::string& project) const;
  void edit_words(const base::PrincipalId& who, model::Issue& issue, const PersonalEdit& edit,
                  model::Event& event);
  void edit_values(model::Issue& issue, const PersonalEdit& edit, model::Event& event) const;
  void edit_fields(const base::PrincipalId& who, model::Issue& issue, const PersonalEdit& edit,
                   model::Event& event) const;
  void add_note(const base::PrincipalId& who, const PersonalEdit& edit, model::Issue& issue,
                model::Event& event);
  model::Event new_event(const std::string& project, const base::PrincipalId& who);
  void record(model::Issue& issue, model::Event event, const std::optional<model::Principal>& also);
  void mail(const model::Issue& issue, const model::Event& event,
            const std::optional<model::Principal>& also);
  void journal_link(const base::PrincipalId& who, base::IssueId on, model::LinkChange link);
  model::Principal principal(const base::PrincipalId& id) const;
  model::Actor actor(const std::string& project, const base::PrincipalId& who) const;

  model::TrackerMapping mapping_;
  base::ManualClock& clock_;
  std::map<base::IssueId, model::Issue> issues_;                  // without histories
  std::map<base::IssueId, std::vector<model::Event>> histories_;  // lists are long and need none of them
  std::map<base::RelationId, model::Relation> relations_;
  std::int64_t next_principal_ = 1;
  std::int64_t next_issue_ = 1;
  std::int64_t next_relation_ = 1;
  std::int64_t next_journal_ = 1;
  std::int64_t next_file_ = 1;
};

}  // namespace estafeta::tracker::fake
