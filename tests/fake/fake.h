// A tracker in memory that behaves as Redmine does, refusals without a word included; for tests and
// simulation.
//
// Estafeta speaks to it through the ports as its service account; people act on it through act() with
// the rights of their roles. Time is the clock's. Faults are put in by a hook that is asked before and after
// every call ("before:create", "after:create", …). Not safe for several threads.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/time.h"
#include "connector/model/mapping.h"
#include "connector/tracker/tracker.h"

namespace estafeta::tracker::fake {

enum class Fault {
  none,
  unavailable,  // no answer: before the call nothing happened, after it everything did
  denied,       // 403
  conflict,     // somebody else's write came between
  kill,         // throws Killed: the process died here
};

// Thrown by a hook's `kill`; a test catches it outside the code that is to survive it.
struct Killed {
  std::string point;
};

// Asked with "before:<call>" and "after:<call>"; calls are named as the port's functions.
using Hook = std::function<Fault(std::string_view point)>;

struct Counters {
  std::map<std::string, int> calls;  // by the port's function
  int writes = 0;                    // of Estafeta: creates, updates, notes, relations, pages that changed
  std::map<std::string, int> mails;  // by person's name, as Redmine's default notifications would send

  int mails_in_all() const;
};

// What a person does with an issue, besides what IssueUpdate has.
struct PersonalEdit : IssueUpdate {
  std::optional<model::Kind> kind;
  std::optional<std::string> project;
  std::optional<base::IssueId> parent;
  std::optional<std::string> priority;  // a word of the mapping, or a name it does not know
  bool note_is_private = false;
};

// Whether that role may set that status; what is false is refused without a word.
using Workflow =
    std::function<bool(const std::string& role, model::Kind kind, model::State from, model::State to)>;

// Engineers take nothing out of waiting, clients touch only their requests, all else is allowed.
bool default_workflow(const std::string& role, model::Kind kind, model::State from, model::State to);

class World;

class FakeTracker : public Backend,
                    public Directory,
                    public IssueReader,
                    public IssueWriter,
                    public Pages,
                    public Documents,
                    public Entered {
 public:
  FakeTracker(model::TrackerMapping mapping, base::ManualClock& clock);
  ~FakeTracker() override;

  // Setting the stage. People and groups get ids in the order they are made.
  base::PrincipalId add_person(const std::string& name);
  base::PrincipalId add_group(const std::string& name, const std::vector<base::PrincipalId>& people);
  void add_project(const std::string& identifier, const std::set<model::Kind>& kinds, bool wiki = false);
  void make_part_of(const std::string& project, const std::string& parent);
  // `role` is a key of TrackerMapping::roles.
  void add_member(const std::string& project, const base::PrincipalId& who, const std::string& role);
  void remove_member(const std::string& project, const base::PrincipalId& who);
  void lock(const base::PrincipalId& who);
  base::PrincipalId service() const;  // Estafeta's own account; make it a member as people are
  void set_workflow(Workflow workflow);
  void allow_private_notes(bool allowed);  // for the service account
  void allow_watchers(bool allowed);       // likewise
  // Writes of Estafeta to it are dropped without a word, or are taken again.
  void add_priority(const std::string& name);  // beside those of the mapping
  void make_read_only(model::Field field, bool read_only = true);
  // A write of any field that leaves this one empty is refused.
  void make_required(model::Field field, bool required = true);
  // As by a `precedes` relation to it: an earlier start date is refused. None: no more.
  void let_start_from(base::IssueId id, std::optional<base::Date> soonest);
  void make_assignable(const base::PrincipalId& who, bool assignable);
  // A write with a value for that field is refused, as of a list that has lost the value; by Estafeta's word
  // for the field, or its name.
  void refuse_value(const std::string& field, bool refused = true);
  void add_category(const std::string& name);  // to every project
  void deny_extension(const std::string& extension, bool denied = true);
  void close_project(const std::string& project, bool closed = true);
  void add_field(const std::string& name);  // of all issues; others are dropped without a word
  void take_right(Right right);             // from the service account's role
  // From the service account, or it is not there any more; and the other way round.
  void hide_field(model::Field field);
  void show_field(model::Field field);
  void ignore_filters(bool ignored);     // as where fields are not "used as a filter"
  void set_page_size(std::size_t rows);  // of a poll
  // Of this machine's clock, as the tracker sees it; none: it does not tell.
  void set_clock_ahead(std::optional<base::Seconds> ahead);
  void heed_audiences(bool heeded);  // as with Estafeta's plugin
  void keep_documents(bool kept);    // likewise
  const std::map<std::string, Document>& documents() const;
  base::Instant documents_seen() const;
  void lose_documents();
  // What people entered in the tracker's pages, told with the next answer to account(); JSON.
  void enter(const std::string& version, const std::string& text);
  void lose_entered();  // its pages are gone
  void set_hook(Hook hook);
  // Until somebody does, no time is recorded in that project.
  void record_time(const std::string& project, const SpentTime& time);

  // People acting; what they may not is refused as Redmine refuses it, mostly without a word.
  base::Result<base::IssueId> open_issue(const base::PrincipalId& who, const NewIssue& issue);
  base::Status act(const base::PrincipalId& who, base::IssueId id, const PersonalEdit& edit);
  base::Result<model::Relation> link(const base::PrincipalId& who, base::IssueId blocker,
                                     base::IssueId blocked);
  base::Status unlink(const base::PrincipalId& who, base::RelationId id);
  base::Status mark_duplicate(const base::PrincipalId& who, base::IssueId duplicate, base::IssueId original);
  base::Status tie(const base::PrincipalId& who, base::IssueId one, base::IssueId other);  // `relates`
  void mark_copied(base::IssueId copy, base::IssueId original);
  void remove_issue(base::IssueId id);
  // As Redmine does it: neither the issue's time of change nor its history tells.
  void edit_note(base::IssueId id, base::JournalId journal, const std::string& text);
  // By somebody, if that is asked.
  void edit_page(const std::string& project, const std::string& title, const std::string& text,
                 const base::PrincipalId& who = {});
  void make_private(base::IssueId id);
  void open_wiki(const std::string& project, bool open = true);
  // Titles and texts of a project's pages.
  void remove_page(const std::string& project, const std::string& title);
  std::map<std::string, std::string> pages_of(const std::string& project) const;
  void add_page_file(const base::PrincipalId& who, const std::string& project, const std::string& title,
                     const Upload& file);
  base::Status remove_attachment(const base::PrincipalId& who, base::IssueId id, std::int64_t attachment);
  // As a disk or a backup does it: the file keeps its name and its author.
  void spoil_file(std::int64_t attachment, const std::string& content);
  // That one cannot be read with its history, or can again; lists still show it.
  void make_unreadable(base::IssueId id, bool unreadable = true);

  // Looking on without a call being counted.
  std::vector<model::Issue> all() const;
  // `wanted` is asked of issues without their histories.
  std::vector<base::IssueId> find(const std::function<bool(const model::Issue&)>& wanted) const;
  model::Issue look_at(base::IssueId id) const;  // an empty one: it is not there
  const Counters& counters() const;
  void reset_counters();
  // For whoever shows it in another way (redmine_wire.h).
  World& world() { return *world_; }

  Tracker ports() override { return {*this, *this, *this, *this, *this, *this}; }
  operator Tracker() { return ports(); }  // NOLINT(google-explicit-constructor): it is its own ports

  base::Result<Account> account() override;
  base::Result<Capabilities> self_test() override;
  base::Result<ProjectFacts> project(const std::string& identifier) override;
  base::Result<Rehearsal> rehearse(const std::string& project, model::Kind kind) override;
  base::Result<std::vector<base::PrincipalId>> refused_assignees(
      const std::string& project, const std::vector<base::PrincipalId>& who) override;
  base::Result<std::vector<std::string>> refused_extensions() override;
  // The first name in small letters; of Estafeta's own account as the mapping says.
  base::Result<std::string> login(const base::PrincipalId& person) override;
  base::Result<std::optional<std::vector<SpentTime>>> spent_time(const std::string& project,
                                                                 const std::vector<base::PrincipalId>& people,
                                                                 base::Date from, base::Date until) override;
  base::Result<std::vector<model::Issue>> changed(PollCursor& cursor) override;
  base::Result<model::Issue> issue(base::IssueId id) override;
  std::vector<base::Result<model::Issue>> issues(const std::vector<base::IssueId>& ids) override;
  std::size_t histories_at_once() override;
  base::Result<std::vector<model::Issue>> peek(const std::vector<base::IssueId>& ids) override;
  base::Result<std::vector<model::Issue>> open_issues(model::Kind kind) override;
  base::Result<std::vector<model::Issue>> issues_since(model::Kind kind, base::Instant since) override;
  base::Result<std::vector<model::Issue>> find_by_key(const std::string& key, bool prefix = false) override;
  base::Result<model::Issue> create(const NewIssue& issue) override;
  base::Status update(base::IssueId id, const IssueUpdate& change) override;
  std::vector<base::Status> write_fields(const std::vector<FieldWrite>& writes) override;
  base::Status private_note(base::IssueId id, const std::string& text) override;
  base::Status watch(base::IssueId id, const base::PrincipalId& who) override;
  base::Status unwatch(base::IssueId id, const base::PrincipalId& who) override;
  base::Result<model::Relation> relate(base::IssueId blocker, base::IssueId blocked) override;
  base::Status unrelate(base::RelationId id) override;
  bool heeds_audiences() override;
  base::Result<std::string> page(const std::string& project, const std::string& title) override;
  base::Result<PageVersion> page_version(const std::string& project, const std::string& title) override;
  base::Status write_page(const std::string& project, const std::string& title,
                          const std::string& text) override;
  base::Status replace_page(const std::string& project, const std::string& title, const std::string& before,
                            const std::string& text) override;
  base::Result<std::vector<model::Attachment>> page_files(const std::string& project,
                                                          const std::string& title) override;
  base::Status attach_to_page(const std::string& project, const std::string& title,
                              const Upload& file) override;
  base::Status remove_from_page(const model::Attachment& file) override;
  bool keeps_documents() override { return keeps_documents_; }
  base::Result<std::map<std::string, std::string>> digests() override;
  base::Status publish(const std::vector<Document>& documents, const std::vector<std::string>& dropped,
                       base::Instant seen) override;
  std::string told_version() override { return told_version_; }
  base::Result<EnteredText> entered() override;
  base::Result<std::string> download(const model::Attachment& attachment) override;
  std::string url(base::IssueId id) const override;

 private:
  base::Status write_silently(base::IssueId id, const IssueUpdate& change);
  base::Status fault(std::string_view when, const char* call);
  // Runs `body` as the port's function `call`, counted, with the hook asked before and after.
  template <typename Body>
  auto port(const char* call, Body body);
  // Runs `body` so that those are told whom the write is for, where that is heeded.
  template <typename Body>
  auto telling(Audience audience, std::optional<base::IssueId> issue, Body body);

  std::unique_ptr<World> world_;
  std::map<std::string, std::vector<SpentTime>> spent_;  // by project
  std::size_t page_size_ = 100;
  std::optional<base::Seconds> clock_ahead_{base::Seconds(0)};
  bool heeds_ = false;
  bool keeps_documents_ = false;
  std::optional<EnteredText> entered_;
  std::string told_version_;
  std::shared_ptr<Hook> hook_;  // shared, never copied: hooks count
};

}  // namespace estafeta::tracker::fake
