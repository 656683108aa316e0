#include "tests/fake/fake.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <type_traits>

#include "connector/tracker/concurrent_edit.h"
#include "connector/tracker/cursor.h"
#include "connector/tracker/readback.h"
#include "tests/fake/world.h"

namespace estafeta::tracker::fake {

using base::Code;
using base::IssueId;
using base::Phrase;
using base::PrincipalId;
using base::Result;
using base::Status;
using model::Field;
using model::Issue;
using model::Kind;
using model::State;

namespace {

constexpr const char* kAddress = "https://tracker.example";

Status no_answer(bool taken) {
  return {Code::unavailable,
          Phrase(taken ? "http.write_unanswered" : "http.unreachable",
                 {{"url", std::string(kAddress)}, {"why", std::string("fault")}}),
          taken ? base::Cause::none : base::Cause::not_sent};
}

Status filter_ignored(const model::TrackerMapping& mapping) {
  const auto names = mapping.fields.find(model::Field::task_key);
  const std::string name = names == mapping.fields.end() ? "task_key" : names->second.front();
  return {Code::failed_precondition, Phrase("tracker.filter_ignored", {{"field", name}})};
}

Status not_understood(IssueId id) {
  return {Code::unavailable,
          Phrase("tracker.not_understood", {{"path", "/issues/" + base::to_string(id) + ".json"}}),
          base::Cause::not_understood};
}

bool may_begin_as(const std::string& role, State to) {
  const bool steers = role == "service" || role == "tam" || role == "tam_deputy";
  return steers && (to == State::waiting || to == State::ready || to == State::draft || to == State::agreed);
}

}  // namespace

int Counters::mails_in_all() const {
  return std::accumulate(mails.begin(), mails.end(), 0,
                         [](int sum, const auto& entry) { return sum + entry.second; });
}

bool default_workflow(const std::string& role, Kind kind, State from, State to) {
  if (from == State::unknown) return may_begin_as(role, to);
  if (role == "client") return kind == Kind::request || kind == Kind::incident;
  if (role != "engineer") return true;
  return from != State::waiting && to != State::waiting && kind != Kind::change;
}

FakeTracker::FakeTracker(model::TrackerMapping mapping, base::ManualClock& clock)
    : world_(std::make_unique<World>(std::move(mapping), clock)) {
  world_->service = world_->add_principal({.name = "Estafeta", .people = {}});
}

FakeTracker::~FakeTracker() = default;

PrincipalId FakeTracker::add_person(const std::string& name) {
  return world_->add_principal({.name = name, .people = {}});
}

PrincipalId FakeTracker::add_group(const std::string& name, const std::vector<PrincipalId>& people) {
  return world_->add_principal({.name = name, .is_group = true, .people = people});
}

void FakeTracker::add_project(const std::string& identifier, const std::set<Kind>& kinds, bool wiki) {
  world_->projects[identifier] = {.kinds = kinds, .wiki = wiki, .parent = {}, .members = {}};
}

void FakeTracker::make_part_of(const std::string& project, const std::string& parent) {
  world_->projects.at(project).parent = parent;
}

void FakeTracker::add_member(const std::string& project, const PrincipalId& who, const std::string& role) {
  world_->projects.at(project).members.emplace_back(who, role);
}

void FakeTracker::remove_member(const std::string& project, const PrincipalId& who) {
  std::erase_if(world_->projects.at(project).members,
                [&](const auto& member) { return member.first == who; });
}

void FakeTracker::lock(const PrincipalId& who) {
  world_->people.at(who).locked = true;
}

PrincipalId FakeTracker::service() const {
  return world_->service;
}
void FakeTracker::set_workflow(Workflow workflow) {
  world_->workflow = std::move(workflow);
}
void FakeTracker::allow_private_notes(bool allowed) {
  world_->private_notes = allowed;
}
void FakeTracker::allow_watchers(bool allowed) {
  world_->may_watch = allowed;
}
namespace {

template <typename T>
void set_in(std::set<T>& all, const T& one, bool in) {
  if (in) {
    all.insert(one);
  } else {
    all.erase(one);
  }
}

}  // namespace

void FakeTracker::add_priority(const std::string& name) {
  world_->more_priorities.insert(name);
}

void FakeTracker::make_read_only(model::Field field, bool read_only) {
  set_in(world_->read_only, field, read_only);
}
void FakeTracker::make_required(model::Field field, bool required) {
  set_in(world_->required, field, required);
}
void FakeTracker::let_start_from(IssueId id, std::optional<base::Date> soonest) {
  if (soonest) {
    world_->soonest_start.insert_or_assign(id, *soonest);
  } else {
    world_->soonest_start.erase(id);
  }
}
void FakeTracker::make_assignable(const PrincipalId& who, bool assignable) {
  set_in(world_->not_assignable, who, !assignable);
}
void FakeTracker::refuse_value(const std::string& field, bool refused) {
  set_in(world_->refused_values, field, refused);
}
void FakeTracker::add_category(const std::string& name) {
  world_->categories.insert(name);
}
void FakeTracker::deny_extension(const std::string& extension, bool denied) {
  set_in(world_->denied_extensions, extension, denied);
}
void FakeTracker::close_project(const std::string& project, bool closed) {
  set_in(world_->closed, project, closed);
}
void FakeTracker::add_field(const std::string& name) {
  world_->other_fields.insert(name);
}
void FakeTracker::take_right(Right right) {
  world_->lacking.insert(right);
}
void FakeTracker::hide_field(Field field) {
  world_->hidden.insert(field);
}
void FakeTracker::show_field(Field field) {
  world_->hidden.erase(field);
}
void FakeTracker::ignore_filters(bool ignored) {
  world_->filters = !ignored;
}
void FakeTracker::heed_audiences(bool heeded) {
  heeds_ = heeded;
}

void FakeTracker::keep_documents(bool kept) {
  keeps_documents_ = kept;
}

const std::map<std::string, Document>& FakeTracker::documents() const {
  return world_->documents;
}

base::Instant FakeTracker::documents_seen() const {
  return world_->documents_seen;
}

void FakeTracker::lose_documents() {
  world_->documents.clear();
}

void FakeTracker::set_clock_ahead(std::optional<base::Seconds> ahead) {
  clock_ahead_ = ahead;
}

void FakeTracker::set_page_size(std::size_t rows) {
  page_size_ = rows;
}
void FakeTracker::set_hook(Hook hook) {
  hook_ = std::make_shared<Hook>(std::move(hook));
}

Result<IssueId> FakeTracker::open_issue(const PrincipalId& who, const NewIssue& issue) {
  const auto made = world_->create(who, issue);
  if (!made) return base::fail(made.error());
  return made->id;
}

Status FakeTracker::act(const PrincipalId& who, IssueId id, const PersonalEdit& edit) {
  return world_->edit(who, id, edit);
}

Result<model::Relation> FakeTracker::link(const PrincipalId& who, IssueId blocker, IssueId blocked) {
  return world_->link(who, blocker, blocked);
}

Status FakeTracker::unlink(const PrincipalId& who, base::RelationId id) {
  return world_->unlink(who, id);
}

void FakeTracker::mark_copied(IssueId copy, IssueId original) {
  world_->mark_copied(copy, original);
}
Status FakeTracker::mark_duplicate(const PrincipalId& who, IssueId duplicate, IssueId original) {
  return world_->mark_duplicate(who, duplicate, original);
}

Status FakeTracker::tie(const PrincipalId& who, IssueId one, IssueId other) {
  return world_->tie(who, one, other);
}

void FakeTracker::remove_issue(IssueId id) {
  world_->remove(id);
}

void FakeTracker::edit_note(IssueId id, base::JournalId journal, const std::string& text) {
  world_->rewrite_note(id, journal, text);
}

void FakeTracker::edit_page(const std::string& project, const std::string& title, const std::string& text,
                            const PrincipalId& who) {
  world_->pages[{project, title}] = text;
  world_->page_authors[{project, title}] = who;
  world_->page_times[{project, title}] = world_->now();
}

void FakeTracker::remove_page(const std::string& project, const std::string& title) {
  world_->pages.erase({project, title});
}

void FakeTracker::make_private(IssueId id) {
  world_->make_private(id);
}

void FakeTracker::open_wiki(const std::string& project, bool open) {
  world_->projects.at(project).wiki = open;
}

std::map<std::string, std::string> FakeTracker::pages_of(const std::string& project) const {
  std::map<std::string, std::string> found;
  for (const auto& [page, text] : world_->pages) {
    if (page.first == project) found[page.second] = text;
  }
  return found;
}

void FakeTracker::add_page_file(const PrincipalId& who, const std::string& project, const std::string& title,
                                const Upload& file) {
  world_->page_files[{project, title}].push_back(world_->keep(who, file));
}

Status FakeTracker::remove_attachment(const PrincipalId& who, IssueId id, std::int64_t attachment) {
  return world_->remove_attachment(who, id, attachment);
}

void FakeTracker::spoil_file(std::int64_t attachment, const std::string& content) {
  world_->files.at(attachment) = content;
}

void FakeTracker::make_unreadable(IssueId id, bool unreadable) {
  if (unreadable) {
    world_->unreadable.insert(id);
  } else {
    world_->unreadable.erase(id);
  }
}

std::vector<Issue> FakeTracker::all() const {
  std::vector<Issue> out;
  for (const IssueId id : world_->ids()) out.push_back(*world_->read(id));
  return out;
}

std::vector<IssueId> FakeTracker::find(const std::function<bool(const Issue&)>& wanted) const {
  return world_->ids(wanted);
}

Issue FakeTracker::look_at(IssueId id) const {
  return world_->read(id).value_or(Issue{});
}

const Counters& FakeTracker::counters() const {
  return world_->counters;
}
void FakeTracker::reset_counters() {
  world_->counters = {};
}

Status FakeTracker::fault(std::string_view when, const char* call) {
  const auto hook = hook_;  // held: it may replace itself while it runs
  if (!hook || !*hook) return {};
  const std::string point = std::string(when) + ":" + call;
  switch ((*hook)(point)) {
    case Fault::none:
      return {};
    case Fault::unavailable:
      return no_answer(when == "after");
    case Fault::denied:
      return {Code::permission_denied, Phrase("http.forbidden", {{"path", point}}), base::Cause::forbidden};
    case Fault::conflict:
      return {Code::aborted, Phrase("tracker.written_meanwhile", {{"path", point}})};
    case Fault::kill:
      throw Killed{point};
  }
  return {};
}

template <typename Body>
auto FakeTracker::port(const char* call, Body body) {
  using Answer = decltype(body());
  const auto failed = [](Status status) -> Answer {
    if constexpr (std::is_same_v<Answer, Status>) {
      return status;
    } else {
      return base::fail(std::move(status));
    }
  };
  ++world_->counters.calls[call];
  if (auto status = fault("before", call); !status.ok()) return failed(std::move(status));
  Answer answer = body();
  if (auto status = fault("after", call); !status.ok()) return failed(std::move(status));
  return answer;
}

template <typename Body>
auto FakeTracker::telling(Audience audience, std::optional<base::IssueId> issue, Body body) {
  if (heeds_) world_->telling = {audience, issue};
  auto answer = body();
  world_->telling.reset();
  return answer;
}

Result<Account> FakeTracker::account() {
  return port("account", [&]() -> Result<Account> {
    if (entered_) told_version_ = entered_->version;
    return Account{world_->service, world_->mapping().account, false, clock_ahead_};
  });
}

Result<Capabilities> FakeTracker::self_test() {
  return port("self_test", [&]() -> Result<Capabilities> {
    if (!world_->filters && !world_->ids().empty()) {
      const auto ignored = filter_ignored(world_->mapping()).phrase();
      return base::fail(Code::failed_precondition,
                        Phrase("tracker.not_ready", {{"problems", std::vector<Phrase>{ignored}}}));
    }
    const auto staff = world_->projects.find(world_->mapping().staff_project);
    const bool wiki = staff != world_->projects.end() && staff->second.wiki;
    Capabilities can{true, true, wiki, world_->private_notes, "fake", world_->more_priorities};
    for (const auto& [word, names] : world_->mapping().priorities)
      can.priorities.insert(names.begin(), names.end());
    return can;
  });
}

void FakeTracker::record_time(const std::string& project, const SpentTime& time) {
  spent_[project].push_back(time);
}

Result<std::optional<std::vector<SpentTime>>> FakeTracker::spent_time(const std::string& project,
                                                                      const std::vector<PrincipalId>& people,
                                                                      base::Date from, base::Date until) {
  return port("spent_time", [&]() -> Result<std::optional<std::vector<SpentTime>>> {
    const auto found = spent_.find(project);
    if (found == spent_.end()) return std::nullopt;
    std::vector<SpentTime> spent;
    for (const auto& [place, all] : spent_) {
      const auto part = world_->projects.find(place);
      const bool is_part = part != world_->projects.end() && part->second.parent == project;
      if (place != project && !is_part) continue;
      for (const auto& one : all) {
        const bool is_asked = std::find(people.begin(), people.end(), one.person) != people.end();
        if (is_asked && from <= one.day && one.day <= until) spent.push_back(one);
      }
    }
    return spent;
  });
}

Result<std::string> FakeTracker::login(const PrincipalId& person) {
  return port("login", [&]() -> Result<std::string> {
    if (person == world_->service) return world_->mapping().account;
    const auto found = world_->people.find(person);
    const bool known = found != world_->people.end() && !found->second.is_group && !found->second.locked;
    if (!known)
      return base::fail(Code::not_found, Phrase("http.not_found", {{"path", "/users/" + person.value}}));
    std::string name = found->second.name.substr(0, found->second.name.find(' '));
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c | 0x20; });
    return name;
  });
}

Result<ProjectFacts> FakeTracker::project(const std::string& identifier) {
  return port("project", [&]() -> Result<ProjectFacts> {
    const auto found = world_->projects.find(identifier);
    if (found == world_->projects.end()) {
      return base::fail(Code::not_found, Phrase("tracker.no_project", {{"project", identifier}}));
    }
    ProjectFacts facts;
    facts.identifier = facts.name = identifier;
    facts.kinds = found->second.kinds;
    facts.wiki = found->second.wiki;
    facts.categories = world_->categories;
    facts.private_notes = world_->private_notes;
    facts.watchers = world_->may_watch;
    facts.open = !world_->closed.contains(identifier);
    facts.lacking = world_->lacking;
    for (const auto& [field, names] : world_->mapping().fields) {
      if (!world_->hidden.contains(field)) facts.fields.insert(field);
    }
    for (const Kind kind : found->second.kinds) {
      const auto is_there = [&](const Issue& one) { return one.project == identifier && one.kind == kind; };
      if (!world_->ids(is_there).empty()) facts.shown[kind] = facts.fields;
    }
    facts.other_fields = world_->other_fields;
    for (const auto& [id, person] : world_->people) {
      const auto roles = world_->roles(identifier, id);
      if (roles.empty()) continue;
      const auto& members = found->second.members;
      const bool direct = std::any_of(members.begin(), members.end(),
                                      [&, who = id](const auto& member) { return member.first == who; });
      facts.members.push_back({{id, person.name}, person.is_group, !direct, roles});
    }
    return facts;
  });
}

Result<Rehearsal> FakeTracker::rehearse(const std::string& project, Kind kind) {
  return port("rehearse", [&]() -> Result<Rehearsal> {
    Rehearsal rehearsal{.tried = kind == Kind::task, .refused = {}};
    for (const auto& issue : world_->list()) {
      rehearsal.tried |= issue.project == project && issue.kind == kind && !issue.is_closed;
    }
    if (!rehearsal.tried) return rehearsal;
    for (const auto field : world_->required)
      rehearsal.refused.push_back(world_->mapping().fields.at(field).front() + " cannot be blank");
    return rehearsal;
  });
}

Result<std::vector<PrincipalId>> FakeTracker::refused_assignees(const std::string& project,
                                                                const std::vector<PrincipalId>& who) {
  return port("refused_assignees", [&]() -> Result<std::vector<PrincipalId>> {
    std::vector<PrincipalId> refused;
    std::copy_if(who.begin(), who.end(), std::back_inserter(refused), [&](const PrincipalId& one) {
      return world_->not_assignable.contains(one) || world_->roles(project, one).empty();
    });
    return refused;
  });
}

Result<std::vector<std::string>> FakeTracker::refused_extensions() {
  return port("refused_extensions", [&]() -> Result<std::vector<std::string>> {
    return std::vector<std::string>(world_->denied_extensions.begin(), world_->denied_extensions.end());
  });
}

Result<std::vector<Issue>> FakeTracker::changed(PollCursor& cursor) {
  return port("changed", [&]() -> Result<std::vector<Issue>> {
    const auto place = cursor.place;
    const auto from = place ? std::nullopt : poll_from(cursor);
    auto rows = world_->list([&](const Issue& issue) {
      if (!place) return !from || issue.updated >= *from;
      return std::tie(issue.updated, issue.id) > std::tie(place->from, *place->after) &&
             issue.updated <= place->until;
    });
    std::sort(rows.begin(), rows.end(), [](const Issue& a, const Issue& b) {
      return std::tie(a.updated, a.id) < std::tie(b.updated, b.id);
    });
    cursor.place.reset();
    if (rows.size() > page_size_) {
      rows.resize(page_size_);
      cursor.place = {rows.back().updated, rows.back().id, place ? place->until : world_->now()};
    }
    return unseen(cursor, std::move(rows), world_->now());
  });
}

Result<Issue> FakeTracker::issue(IssueId id) {
  return port("issue", [&]() -> Result<Issue> {
    if (world_->unreadable.contains(id)) return base::fail(not_understood(id));
    return world_->read(id);
  });
}

std::vector<Result<Issue>> FakeTracker::issues(const std::vector<IssueId>& ids) {
  std::vector<Result<Issue>> out;
  for (const IssueId id : ids) out.push_back(issue(id));
  return out;
}

Result<std::vector<Issue>> FakeTracker::peek(const std::vector<IssueId>& ids) {
  return port("peek", [&]() -> Result<std::vector<Issue>> {
    return world_->list(
        [&](const Issue& issue) { return std::find(ids.begin(), ids.end(), issue.id) != ids.end(); });
  });
}

std::size_t FakeTracker::histories_at_once() {
  constexpr std::size_t kOneByOne = 50;
  return kOneByOne;
}

Result<std::vector<Issue>> FakeTracker::open_issues(Kind kind) {
  return port("open_issues", [&]() -> Result<std::vector<Issue>> {
    return world_->list([&](const Issue& issue) { return issue.kind == kind && !world_->is_closed(issue); });
  });
}

Result<std::vector<Issue>> FakeTracker::issues_since(Kind kind, base::Instant since) {
  return port("issues_since", [&]() -> Result<std::vector<Issue>> {
    return world_->list([&](const Issue& issue) { return issue.kind == kind && issue.updated >= since; });
  });
}

Result<std::vector<Issue>> FakeTracker::find_by_key(const std::string& key, bool prefix) {
  return port("find_by_key", [&]() -> Result<std::vector<Issue>> {
    if (!is_key(key)) return base::fail(Code::invalid_argument, Phrase("tracker.bad_key", {{"key", key}}));
    auto rows = world_->list();
    const auto removed = std::erase_if(rows, [&](const Issue& issue) {
      const std::string& value = issue.field(model::Field::task_key);
      return prefix ? !value.starts_with(key) : value != key;
    });
    if (!world_->filters && removed > 0) return base::fail(filter_ignored(world_->mapping()));
    return rows;
  });
}

Result<Issue> FakeTracker::create(const NewIssue& asked) {
  return port("create", [&]() -> Result<Issue> {
    const auto project = world_->projects.find(asked.project);
    if (project == world_->projects.end()) {
      return base::fail(Code::not_found, Phrase("tracker.no_project", {{"project", asked.project}}));
    }
    if (!project->second.kinds.contains(asked.kind)) {
      return base::fail(
          Code::failed_precondition,
          Phrase("tracker.kind_not_in_project",
                 {{"kind", std::string(model::to_string(asked.kind))}, {"project", asked.project}}));
    }
    auto made = telling(asked.mails, std::nullopt, [&] { return world_->create(world_->service, asked); });
    if (!made) return made;
    ++world_->counters.writes;
    if (auto status = check_created(asked, *made); !status.ok()) return base::fail(std::move(status));
    return made;
  });
}

Status FakeTracker::update(IssueId id, const IssueUpdate& asked) {
  return port("update", [&]() -> Status {
    const auto before = world_->read(id);
    if (!before) return before.error();
    if (was_overtaken(asked, *before))
      return {Code::aborted, Phrase("tracker.written_meanwhile", {{"path", base::to_string(id)}})};
    PersonalEdit edit;
    static_cast<IssueUpdate&>(edit) = asked;
    if (edit.state == before->status.state) edit.state.reset();
    if (edit.state) {
      const std::string* name = status_name(world_->mapping(), before->kind, *edit.state);
      const auto& allowed = before->allowed_statuses;
      const bool may = name != nullptr && std::find(allowed.begin(), allowed.end(), *name) != allowed.end();
      if (!may) {
        const std::string wanted = name == nullptr ? std::string(model::to_string(*edit.state)) : *name;
        return {Code::failed_precondition, Phrase("tracker.status_refused", {{"issue", id.value},
                                                                             {"status", wanted},
                                                                             {"is", before->status_name},
                                                                             {"allowed", allowed}})};
      }
    }
    if (edit.empty()) return {};
    ++world_->counters.writes;
    auto status = telling(asked.mails, id, [&] { return world_->edit(world_->service, id, edit); });
    if (!status.ok()) return status;
    return check_updated(edit, *world_->read(id));
  });
}

std::vector<Status> FakeTracker::write_fields(const std::vector<FieldWrite>& writes) {
  std::vector<Status> out;
  for (const auto& write : writes) {
    IssueUpdate change;
    change.fields = write.fields;
    out.push_back(heeds_ ? write_silently(write.id, change) : update(write.id, change));
  }
  return out;
}

Status FakeTracker::write_silently(IssueId id, const IssueUpdate& change) {
  return port("write_fields", [&]() -> Status {
    if (const auto issue = world_->read(id); !issue) return issue.error();
    ++world_->counters.writes;
    world_->write_silently(id, change.fields);
    return check_updated(change, *world_->read(id));
  });
}

Status FakeTracker::private_note(IssueId id, const std::string& text) {
  return port("private_note", [&]() -> Status {
    if (const auto issue = world_->read(id); !issue) return issue.error();
    if (!world_->private_notes) {
      return {Code::failed_precondition, Phrase("tracker.note_public_expected", {{"issue", id.value}}),
              base::Cause::note_public};
    }
    PersonalEdit edit;
    edit.note = text;
    edit.note_is_private = true;
    ++world_->counters.writes;
    return world_->edit(world_->service, id, edit);
  });
}

Status FakeTracker::watch(IssueId id, const PrincipalId& who) {
  return port("watch", [&]() -> Status {
    if (const auto issue = world_->read(id); !issue) return issue.error();
    ++world_->counters.writes;
    world_->set_watching(id, who, true);
    return {};
  });
}

Status FakeTracker::unwatch(IssueId id, const PrincipalId& who) {
  return port("unwatch", [&]() -> Status {
    ++world_->counters.writes;
    world_->set_watching(id, who, false);
    return {};
  });
}

Result<model::Relation> FakeTracker::relate(IssueId blocker, IssueId blocked) {
  return port("relate", [&] {
    ++world_->counters.writes;
    return telling(Audience::nobody, std::nullopt,
                   [&] { return world_->link(world_->service, blocker, blocked); });
  });
}

Status FakeTracker::unrelate(base::RelationId id) {
  return port("unrelate", [&] {
    ++world_->counters.writes;
    return telling(Audience::nobody, std::nullopt, [&] { return world_->unlink(world_->service, id); });
  });
}

bool FakeTracker::heeds_audiences() {
  return heeds_;
}

Result<std::string> FakeTracker::page(const std::string& project, const std::string& title) {
  return port("page", [&]() -> Result<std::string> {
    const auto found = world_->pages.find({project, title});
    if (found != world_->pages.end()) return found->second;
    return base::fail(Code::not_found, Phrase("tracker.no_page", {{"project", project}, {"title", title}}));
  });
}

Result<PageVersion> FakeTracker::page_version(const std::string& project, const std::string& title) {
  return port("page_version", [&]() -> Result<PageVersion> {
    const auto found = world_->pages.find({project, title});
    if (found == world_->pages.end()) {
      return base::fail(Code::not_found, Phrase("tracker.no_page", {{"project", project}, {"title", title}}));
    }
    const auto& author = world_->page_authors[{project, title}];
    const auto person = world_->people.find(author);
    return PageVersion{found->second,
                       {author, person == world_->people.end() ? "" : person->second.name},
                       world_->page_times[{project, title}]};
  });
}

Status FakeTracker::replace_page(const std::string& project, const std::string& title,
                                 const std::string& before, const std::string& text) {
  const auto found = world_->pages.find({project, title});
  const std::string there = found == world_->pages.end() ? "" : found->second;
  if (normalised(there) == normalised(before)) return write_page(project, title, text);
  return {Code::aborted, Phrase("tracker.page_changed", {{"project", project}, {"title", title}})};
}

Status FakeTracker::write_page(const std::string& project, const std::string& title,
                               const std::string& text) {
  return port("write_page", [&]() -> Status {
    const auto found = world_->projects.find(project);
    if (found == world_->projects.end() || !found->second.wiki) {
      return {Code::not_found, Phrase("tracker.no_page", {{"project", project}, {"title", title}})};
    }
    std::string& page = world_->pages[{project, title}];
    if (normalised(page) == normalised(text)) return {};
    ++world_->counters.writes;
    page = text;
    world_->page_authors[{project, title}] = world_->service;
    world_->page_times[{project, title}] = world_->now();
    return {};
  });
}

Result<std::vector<model::Attachment>> FakeTracker::page_files(const std::string& project,
                                                               const std::string& title) {
  return port("page_files", [&]() -> Result<std::vector<model::Attachment>> {
    if (world_->pages.contains({project, title})) return world_->page_files[{project, title}];
    return base::fail(Code::not_found, Phrase("tracker.no_page", {{"project", project}, {"title", title}}));
  });
}

Status FakeTracker::attach_to_page(const std::string& project, const std::string& title, const Upload& file) {
  return port("attach_to_page", [&]() -> Status {
    if (!world_->pages.contains({project, title})) {
      return {Code::not_found, Phrase("tracker.no_page", {{"project", project}, {"title", title}})};
    }
    ++world_->counters.writes;
    world_->page_files[{project, title}].push_back(world_->keep(world_->service, file));
    return {};
  });
}

Status FakeTracker::remove_from_page(const model::Attachment& file) {
  return port("remove_from_page", [&]() -> Status {
    for (auto& [page, files] : world_->page_files) {
      const auto removed = std::erase_if(files, [&](const auto& one) { return one.id == file.id; });
      if (removed != 0) ++world_->counters.writes;
    }
    return {};
  });
}

Result<std::map<std::string, std::string>> FakeTracker::digests() {
  return port("digests", [&]() -> Result<std::map<std::string, std::string>> {
    std::map<std::string, std::string> found;
    for (const auto& [name, document] : world_->documents) found[name] = document.digest;
    return found;
  });
}

Status FakeTracker::publish(const std::vector<Document>& documents, const std::vector<std::string>& dropped,
                            base::Instant seen) {
  return port("publish", [&]() -> Status {
    for (const auto& document : documents) world_->documents[document.name] = document;
    for (const auto& name : dropped) world_->documents.erase(name);
    world_->documents_seen = seen;
    return {};
  });
}

void FakeTracker::enter(const std::string& version, const std::string& text) {
  entered_ = {version, text};
}

void FakeTracker::lose_entered() {
  entered_.reset();
}

Result<EnteredText> FakeTracker::entered() {
  return port("entered", [&]() -> Result<EnteredText> {
    if (entered_) return *entered_;
    return base::fail(Code::not_found, Phrase("tracker.no_settings"));
  });
}

Result<std::string> FakeTracker::download(const model::Attachment& attachment) {
  return port("download", [&]() -> Result<std::string> {
    const auto found = world_->files.find(attachment.id);
    if (found != world_->files.end()) return found->second;
    return base::fail(Code::not_found, Phrase("http.not_found", {{"path", attachment.url}}));
  });
}

std::string FakeTracker::url(IssueId id) const {
  return std::string(kAddress) + "/issues/" + base::to_string(id);
}

}  // namespace estafeta::tracker::fake
