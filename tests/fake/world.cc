#include "tests/fake/world.h"

#include <algorithm>

#include "connector/tracker/readback.h"

namespace estafeta::tracker::fake {

using base::Code;
using base::IssueId;
using base::Phrase;
using base::PrincipalId;
using base::Status;
using model::Issue;
using model::State;

namespace {

Status refused(const char* sentence) {
  return {Code::invalid_argument,
          Phrase("tracker.refused",
                 {{"path", std::string("/issues.json")}, {"sentences", std::vector<std::string>{sentence}}}),
          base::Cause::refused};
}

Status forbidden() {
  return {Code::permission_denied, Phrase("http.forbidden", {{"path", std::string("/issues.json")}}),
          base::Cause::forbidden};
}

Status no_issue(IssueId id) {
  return {Code::not_found, Phrase("tracker.no_issue", {{"issue", id.value}})};
}

State default_state(model::Kind kind) {
  if (kind == model::Kind::task) return State::waiting;
  return kind == model::Kind::change ? State::draft : State::fresh;
}

std::string day(const std::optional<base::Date>& date) {
  return date ? base::format_date(*date) : "";
}

std::string who_is(const std::optional<model::Principal>& who) {
  return who ? who->id.value : "";
}

bool is_estafetas(const std::string& field) {
  return model::field_from(field).has_value();
}

// Estafeta's fields and private notes are for staff only.
bool visible_to_customers(const model::Event& event) {
  const bool plain_field = std::any_of(event.fields.begin(), event.fields.end(),
                                       [](const auto& change) { return !is_estafetas(change.name); });
  return event.status || event.priority || plain_field || !event.links.empty() ||
         (event.comment && !event.comment->is_private);
}

}  // namespace

PrincipalId World::add_principal(Person person) {
  const PrincipalId id{std::to_string(next_principal_++)};
  people[id] = std::move(person);
  return id;
}

model::Principal World::principal(const PrincipalId& id) const {
  const auto found = people.find(id);
  return {id, found == people.end() ? "" : found->second.name};
}

std::set<std::string> World::roles(const std::string& project, const PrincipalId& who) const {
  std::set<std::string> out;
  const auto found = projects.find(project);
  if (found == projects.end()) return out;
  for (const auto& [member, role] : found->second.members) {
    const auto& group = people.at(member).people;
    if (member == who || std::find(group.begin(), group.end(), who) != group.end()) out.insert(role);
  }
  return out;
}

model::Actor World::actor(const std::string& project, const PrincipalId& who) const {
  if (who == service) return model::Actor::system;
  const auto mine = roles(project, who);
  const bool staff = std::any_of(mine.begin(), mine.end(),
                                 [&](const auto& role) { return mapping_.staff_roles.contains(role); });
  return staff ? model::Actor::staff : model::Actor::customer;
}

bool World::closable(const Issue& issue) const {
  for (const auto& [id, relation] : relations_) {
    if (relation.to == issue.id && !is_closed(issues_.at(relation.from))) return false;
  }
  return std::none_of(issues_.begin(), issues_.end(), [&](const auto& entry) {
    return entry.second.parent == issue.id && !is_closed(entry.second);
  });
}

bool World::reopenable(const Issue& issue) const {
  return !issue.parent || !is_closed(issues_.at(*issue.parent));
}

bool World::allowed(const Issue& issue, const std::set<std::string>& roles, State to) const {
  if (status_name(mapping_, issue.kind, to) == nullptr) return false;
  const bool closes = mapping_.closed.contains(to);
  if (closes && !is_closed(issue) && !closable(issue)) return false;
  if (!closes && is_closed(issue) && !reopenable(issue)) return false;
  return to == issue.status.state || std::any_of(roles.begin(), roles.end(), [&](const auto& role) {
           return workflow(role, issue.kind, issue.status.state, to);
         });
}

Status World::check_parent(const NewIssue& asked) const {
  if (!asked.parent) return {};
  const auto parent = issues_.find(*asked.parent);
  if (parent == issues_.end() || parent->second.project != asked.project)
    return refused("Parent task is invalid");
  if (is_closed(parent->second)) return refused("An open issue cannot be attached to a closed parent task");
  return {};
}

Status World::check_values(const std::string& project, const std::optional<PrincipalId>& assignee,
                           const std::optional<base::Date>& start,
                           const std::optional<base::Date>& due) const {
  const bool nobody = !assignee || assignee->value.empty();
  if (!nobody && (roles(project, *assignee).empty() || not_assignable.contains(*assignee))) {
    return refused("Assignee is invalid");
  }
  if (start && due && *due < *start) return refused("Due date must be greater than start date");
  return {};
}

Status World::check_fields(const std::map<model::Field, std::string>& fields,
                           const std::map<std::string, std::string>& others) const {
  for (const auto& [field, value] : fields) {
    if (!value.empty() && refused_values.contains(std::string(to_string(field))))
      return refused("A value is not included in the list");
  }
  for (const auto& [name, value] : others) {
    if (!value.empty() && refused_values.contains(name))
      return refused("A value is not included in the list");
  }
  return {};
}

// What administrators and people set up later, and Redmine then asks of every write.
Status World::check_rules(const Issue& issue, const PersonalEdit& edit) const {
  const auto soonest = soonest_start.find(issue.id);
  const auto start = edit.start_date.value_or(issue.start_date);
  const bool too_soon = soonest != soonest_start.end() && start && *start < soonest->second;
  if (too_soon && start != issue.start_date) return refused("Start date must be later than the task before");
  // Redmine looks at required custom fields when any of them changes.
  for (const auto field : edit.fields.empty() ? std::set<model::Field>() : required) {
    const auto sent = edit.fields.find(field);
    if ((sent == edit.fields.end() ? issue.field(field) : sent->second).empty())
      return refused("A field cannot be blank");
  }
  if (auto status = check_fields(edit.fields, {}); !status.ok()) return status;
  for (const auto& upload : edit.uploads) {
    for (const auto& extension : denied_extensions) {
      if (upload.name.ends_with(extension)) return refused("Attachment extension is not allowed");
    }
  }
  return {};
}

State World::first_state(const PrincipalId& who, const NewIssue& asked, model::Kind kind) const {
  const State fallback = default_state(kind);
  if (!asked.state || *asked.state == fallback || kind != asked.kind) return fallback;
  const auto mine = roles(asked.project, who);
  const bool may = std::any_of(mine.begin(), mine.end(), [&](const auto& role) {
    return workflow(role, kind, State::unknown, *asked.state);
  });
  return may ? *asked.state : fallback;
}

base::Result<Issue> World::create(const PrincipalId& who, const NewIssue& asked) {
  const auto project = projects.find(asked.project);
  if (project == projects.end() || roles(asked.project, who).empty()) return base::fail(forbidden());
  if (auto status = check_parent(asked); !status.ok()) return base::fail(std::move(status));
  auto status = check_values(asked.project, asked.assignee, asked.start_date, asked.due_date);
  if (status.ok()) status = check_fields(asked.fields, asked.other_fields);
  if (!status.ok()) return base::fail(std::move(status));
  Issue issue;
  issue.id = {next_issue_++};
  if (telling && !telling->issue) telling->issue = issue.id;
  issue.project = asked.project;
  issue.kind = project->second.kinds.contains(asked.kind) ? asked.kind : *project->second.kinds.begin();
  issue.status.state = first_state(who, asked, issue.kind);
  issue.initial_status = issue.status;
  issue.subject = asked.subject;
  issue.description = with_lf(asked.description);
  issue.initial_project = issue.project;
  issue.priority = issue.initial_priority = "normal";
  issue.author = principal(who);
  issue.created_by = actor(asked.project, who);
  if (asked.assignee && !asked.assignee->value.empty()) issue.assignee = principal(*asked.assignee);
  issue.parent = asked.parent;
  issue.start_date = asked.start_date;
  issue.due_date = asked.due_date;
  issue.estimate = asked.estimate;
  for (const auto& name : other_fields) {
    const auto value = asked.other_fields.find(name);
    issue.other_fields[name] = value == asked.other_fields.end() ? "" : with_lf(value->second);
  }
  if (who != service || may_watch) issue.watchers = asked.watchers;
  issue.created = issue.updated = now();
  for (const auto& [field, names] : mapping_.fields) issue.fields[field] = "";
  if (issue.kind == asked.kind) {  // another tracker would not have the fields
    for (const auto& [field, value] : asked.fields) {
      if (who != service || !read_only.contains(field)) issue.fields[field] = with_lf(value);
    }
  }
  issues_[issue.id] = issue;
  model::Event made;
  made.author = issue.author;
  made.fields.push_back({"subject", "", issue.subject});
  mail(issue, made, std::nullopt);
  if (issue.parent) journal_link(who, *issue.parent, {model::LinkChange::Type::child, issue.id, true});
  if (issue.parent) issues_.at(*issue.parent).updated = now();
  return read(issue.id);
}

model::Event World::new_event(const std::string& project, const PrincipalId& who) {
  model::Event event;
  event.at = now();
  event.journal = {next_journal_++};
  event.author = principal(who);
  event.by = actor(project, who);
  const auto mine = roles(project, who);
  event.roles = {mine.begin(), mine.end()};
  event.own = who == service;
  return event;
}

void World::record(Issue& issue, model::Event event, const std::optional<model::Principal>& also) {
  const bool empty = !event.status && !event.comment && event.fields.empty() && event.links.empty();
  if (empty) return;
  mail(issue, event, also);
  histories_[issue.id].push_back(std::move(event));
}

void World::mail(const Issue& issue, const model::Event& event, const std::optional<model::Principal>& also) {
  if (telling && (telling->issue != issue.id || telling->audience == Audience::nobody)) return;
  std::vector<PrincipalId> told = issue.watchers;
  if (!telling || telling->audience == Audience::everyone) told.push_back(issue.author.id);
  for (const auto& party : {issue.assignee, also}) {
    if (party) told.push_back(party->id);
  }
  std::set<PrincipalId> to;
  for (const PrincipalId& id : told) {
    const auto& person = people.at(id);
    if (person.is_group) {
      to.insert(person.people.begin(), person.people.end());
    } else {
      to.insert(id);
    }
  }
  to.erase(event.author.id);
  to.erase(service);
  for (const auto& id : to) {
    const bool customer = actor(issue.project, id) == model::Actor::customer;
    if (!customer || visible_to_customers(event)) ++counters.mails[people.at(id).name];
  }
}

void World::write_silently(IssueId id, const std::map<model::Field, std::string>& fields) {
  for (const auto& [field, value] : fields) {
    if (!read_only.contains(field)) issues_.at(id).fields[field] = value;
  }
}

void World::journal_link(const PrincipalId& who, IssueId on, model::LinkChange link) {
  const auto found = issues_.find(on);
  if (found == issues_.end()) return;
  auto event = new_event(found->second.project, who);
  event.links.push_back(link);
  record(found->second, std::move(event), std::nullopt);
}

void World::set_status(Issue& issue, State state, model::Event& event) const {
  event.status_from = issue.status;
  issue.status = {state, model::HoldReason::none};
  event.status = issue.status;
  const std::string* name = status_name(mapping_, issue.kind, state);
  event.status_name = name == nullptr ? "" : *name;
}

std::vector<std::string> World::above(const std::string& project) const {
  std::vector<std::string> found;
  for (auto at = projects.find(project); at != projects.end() && !at->second.parent.empty();
       at = projects.find(at->second.parent)) {
    found.push_back(at->second.parent);
  }
  return found;
}

void World::move(const PrincipalId& who, Issue& issue, const std::string& project,
                 model::Event& event) const {
  const auto target = projects.find(project);
  const bool possible = target != projects.end() && target->second.kinds.contains(issue.kind);
  if (!possible || roles(project, who).empty() || project == issue.project) return;
  event.fields.push_back({"project", issue.project, project});
  issue.project = project;
}

void World::edit_words(const PrincipalId& who, Issue& issue, const PersonalEdit& edit, model::Event& event) {
  if (edit.kind && *edit.kind != issue.kind && projects.at(issue.project).kinds.contains(*edit.kind)) {
    event.fields.push_back(
        {"tracker", mapping_.kinds.at(issue.kind).front(), mapping_.kinds.at(*edit.kind).front()});
    issue.kind = *edit.kind;
    const bool known = status_name(mapping_, issue.kind, issue.status.state) != nullptr;
    if (!known) set_status(issue, default_state(issue.kind), event);
  }
  if (edit.state && *edit.state != issue.status.state &&
      allowed(issue, roles(issue.project, who), *edit.state)) {
    set_status(issue, *edit.state, event);
  }
}

void World::edit_values(Issue& issue, const PersonalEdit& edit, model::Event& event) const {
  const auto note = [&](const char* name, const std::string& from, const std::string& to) {
    if (from != to) event.fields.push_back({name, from, to});
  };
  if (edit.assignee) {
    std::optional<model::Principal> next;
    if (!edit.assignee->value.empty()) next = principal(*edit.assignee);
    note("assignee", who_is(issue.assignee), who_is(next));
    issue.assignee = next;
  }
  if (edit.priority && *edit.priority != issue.priority) {
    note("priority", issue.priority, *edit.priority);
    event.priority = issue.priority = *edit.priority;
  }
  if (edit.parent) {
    note("parent", issue.parent ? base::to_string(*issue.parent) : "", base::to_string(*edit.parent));
    issue.parent = edit.parent;
  }
  if (edit.subject) note("subject", issue.subject, *edit.subject), issue.subject = *edit.subject;
  if (edit.description) {
    const std::string text = with_lf(*edit.description);
    note("description", issue.description, text);
    issue.description = text;
  }
  // Redmine takes the dates of an issue from those of its children and drops what else is sent.
  const bool is_parent = issue.kind == model::Kind::task &&
                         std::any_of(issues_.begin(), issues_.end(),
                                     [&](const auto& entry) { return entry.second.parent == issue.id; });
  if (is_parent) return;
  if (edit.start_date)
    note("start_date", day(issue.start_date), day(*edit.start_date)), issue.start_date = *edit.start_date;
  if (edit.due_date)
    note("due_date", day(issue.due_date), day(*edit.due_date)), issue.due_date = *edit.due_date;
}

void World::edit_fields(const PrincipalId& who, Issue& issue, const PersonalEdit& edit,
                        model::Event& event) const {
  for (const auto& [field, sent] : edit.fields) {
    const std::string value = with_lf(sent);
    if (who == service && read_only.contains(field)) continue;
    std::string& now_there = issue.fields[field];
    if (now_there == value) continue;
    event.fields.push_back({std::string(model::to_string(field)), now_there, value});
    now_there = value;
    if (field != model::Field::hold_reason || issue.status.state != State::on_hold) continue;
    // A hold's reason counts when it is set with the hold or during it.
    if (!event.status) event.status_from = issue.status;
    issue.status.reason = hold_reason_of(mapping_, value);
    event.status = issue.status;
    event.status_name = *status_name(mapping_, issue.kind, State::on_hold);
  }
}

model::Attachment World::keep(const PrincipalId& who, const Upload& file) {
  const std::int64_t id = next_file_++;
  files[id] = file.content;
  return {id, file.name, "/attachments/download/" + std::to_string(id), principal(who)};
}

Status World::remove_attachment(const PrincipalId& who, IssueId id, std::int64_t attachment) {
  const auto found = issues_.find(id);
  if (found == issues_.end()) return no_issue(id);
  auto& attachments = found->second.attachments;
  const auto file = std::find_if(attachments.begin(), attachments.end(),
                                 [&](const auto& one) { return one.id == attachment; });
  if (file == attachments.end()) return {};
  auto event = new_event(found->second.project, who);
  event.fields.push_back({"attachment", file->name, ""});
  attachments.erase(file);
  files.erase(attachment);
  record(found->second, std::move(event), std::nullopt);
  return {};
}

void World::add_note(const PrincipalId& who, const PersonalEdit& edit, Issue& issue, model::Event& event) {
  // Without the right to it, Redmine saves a private note as a public one.
  const bool may = who == service ? private_notes : actor(issue.project, who) == model::Actor::staff;
  if (!edit.note.empty()) event.comment = {with_lf(edit.note), edit.note_is_private && may};
  for (const Upload& upload : edit.uploads) {
    issue.attachments.push_back(keep(who, upload));
    event.fields.push_back({"attachment", "", upload.name});
  }
}

Status World::edit(const PrincipalId& who, IssueId id, const PersonalEdit& edit) {
  const auto found = issues_.find(id);
  if (found == issues_.end()) return no_issue(id);
  Issue& issue = found->second;
  if (roles(issue.project, who).empty()) return forbidden();
  if (closed.contains(issue.project)) return forbidden();
  if (auto status = check_rules(issue, edit); !status.ok()) return status;
  auto status = check_values(issue.project, edit.assignee, edit.start_date.value_or(issue.start_date),
                             edit.due_date.value_or(issue.due_date));
  if (!status.ok()) return status;
  const auto assignee_before = issue.assignee;
  auto event = new_event(issue.project, who);
  if (edit.project) move(who, issue, *edit.project, event);
  edit_words(who, issue, edit, event);
  edit_values(issue, edit, event);
  edit_fields(who, issue, edit, event);
  add_note(who, edit, issue, event);
  issue.updated = now();  // even when nothing came of it
  record(issue, std::move(event), assignee_before);
  return {};
}

bool World::reaches(IssueId from, IssueId to) const {
  if (from == to) return true;
  return std::any_of(relations_.begin(), relations_.end(), [&](const auto& entry) {
    return entry.second.from == from && reaches(entry.second.to, to);
  });
}

base::Result<model::Relation> World::link(const PrincipalId& who, IssueId from, IssueId to) {
  const auto source = issues_.find(from);
  const auto target = issues_.find(to);
  if (source == issues_.end()) return base::fail(no_issue(from));
  if (target == issues_.end()) return base::fail(refused("Related issue cannot be blank"));
  const auto mine = roles(source->second.project, who);
  const bool may = mine.contains("service") || mine.contains("tam") || mine.contains("tam_deputy");
  if (!may) return base::fail(forbidden());
  for (const auto& [id, relation] : relations_) {
    if (relation.from == from && relation.to == to) return relation;
    if (relation.from != to || relation.to != from) continue;
    return base::fail(
        Code::failed_precondition,
        Phrase("tracker.pair_taken", {{"from", to.value}, {"to", from.value}, {"type", "blocks"}}));
  }
  const bool family = source->second.parent == to || target->second.parent == from;
  if (family) return base::fail(refused("An issue cannot be linked to one of its subtasks"));
  if (reaches(to, from)) return base::fail(refused("This relation would create a circular dependency"));
  const model::Relation made{{next_relation_++}, from, to};
  relations_[made.id] = made;
  journal_link(who, from, {model::LinkChange::Type::blocks, to, true});
  journal_link(who, to, {model::LinkChange::Type::blocked_by, from, true});
  return made;
}

Status World::unlink(const PrincipalId& who, base::RelationId id) {
  const auto found = relations_.find(id);
  if (found == relations_.end()) return {};
  const auto relation = found->second;
  relations_.erase(found);
  journal_link(who, relation.from, {model::LinkChange::Type::blocks, relation.to, false});
  journal_link(who, relation.to, {model::LinkChange::Type::blocked_by, relation.from, false});
  return {};
}

Status World::mark_duplicate(const PrincipalId& who, IssueId duplicate, IssueId original) {
  const auto found = issues_.find(duplicate);
  if (found == issues_.end()) return no_issue(duplicate);
  if (!issues_.contains(original)) return refused("Related issue cannot be blank");
  if (roles(found->second.project, who).empty()) return forbidden();
  auto& originals = found->second.duplicate_of;
  if (std::find(originals.begin(), originals.end(), original) == originals.end())
    originals.push_back(original);
  std::sort(originals.begin(), originals.end());
  return {};
}

Status World::tie(const PrincipalId& who, IssueId one, IssueId other) {
  for (const auto& [id, tied] : {std::pair(one, other), std::pair(other, one)}) {
    const auto found = issues_.find(id);
    if (found == issues_.end()) return no_issue(id);
    if (roles(found->second.project, who).empty()) return forbidden();
    auto& related = found->second.related;
    if (std::find(related.begin(), related.end(), tied) == related.end()) related.push_back(tied);
    std::sort(related.begin(), related.end());
  }
  return {};
}

void World::remove(IssueId id) {
  const auto found = issues_.find(id);
  if (found == issues_.end()) return;
  std::vector<IssueId> children;
  for (const auto& [child, issue] : issues_) {
    if (issue.parent == id) children.push_back(child);
  }
  for (const IssueId child : children) remove(child);  // as Redmine does
  std::erase_if(relations_,
                [&](const auto& entry) { return entry.second.from == id || entry.second.to == id; });
  const auto parent = found->second.parent;
  issues_.erase(id);
  histories_.erase(id);
  for (auto& [other, issue] : issues_) {
    std::erase(issue.duplicate_of, id);
    std::erase(issue.related, id);
  }
  if (!parent || !issues_.contains(*parent)) return;
  journal_link(service, *parent, {model::LinkChange::Type::child, id, false});
  issues_.at(*parent).updated = now();
}

void World::set_watching(IssueId id, const PrincipalId& who, bool watching) {
  const auto found = issues_.find(id);
  if (found == issues_.end()) return;
  auto& watchers = found->second.watchers;
  std::erase(watchers, who);
  if (watching) watchers.push_back(who);
}

void World::empty_note(IssueId id, base::JournalId journal) {
  for (auto& event : histories_[id]) {
    if (event.journal == journal) event.comment.reset();
  }
}

void World::rewrite_note(IssueId id, base::JournalId journal, const std::string& text) {
  for (auto& event : histories_[id]) {
    if (event.journal == journal && event.comment) event.comment->text = text;
  }
}

// Neither its values nor its history are told.
void World::hide(model::Field field, Issue& issue) {
  issue.fields.erase(field);
  for (auto& event : issue.events) {
    std::erase_if(event.fields, [&](const auto& change) { return change.name == to_string(field); });
    if (field == model::Field::hold_reason && event.status) event.status->reason = model::HoldReason::none;
  }
  if (field == model::Field::hold_reason) issue.status.reason = model::HoldReason::none;
}

// As memberships tell: of who left the project long ago nobody knows what it was, unless it wrote here.
void World::meet_holders(Issue& issue) const {
  std::set<PrincipalId> met;
  if (issue.assignee) met.insert(issue.assignee->id);
  std::set<PrincipalId> authors{issue.author.id};
  for (const model::Event& event : issue.events) {
    authors.insert(event.author.id);
    for (const auto& change : event.fields) {
      if (change.name == "assignee") met.insert({PrincipalId{change.from}, PrincipalId{change.to}});
    }
  }
  for (const auto& id : met) {
    const auto found = people.find(id);
    const bool is_member = !roles(issue.project, id).empty() || !roles(issue.initial_project, id).empty();
    if (found == people.end() || (!is_member && !authors.contains(id))) continue;
    issue.holders[id] = {found->second.name, found->second.is_group};
  }
}

void World::derive(Issue& issue, bool with_history) const {
  const auto kind = mapping_.kinds.find(issue.kind);
  issue.tracker = kind == mapping_.kinds.end() ? "" : kind->second.front();
  const std::string* name = status_name(mapping_, issue.kind, issue.status.state);
  issue.status_name = name == nullptr ? "" : *name;
  issue.is_closed = is_closed(issue);
  for (const auto& [id, relation] : relations_) {
    if (relation.from == issue.id || relation.to == issue.id) issue.relations.push_back(relation);
  }
  issue.above = above(issue.project);
  if (with_history) {
    const auto history = histories_.find(issue.id);
    if (history != histories_.end()) issue.events = history->second;
  }
  for (const auto field : hidden) hide(field, issue);
  issue.has_history = with_history;
  if (!with_history) {
    issue.attachments.clear();
    issue.watchers.clear();
    issue.initial_status = {};
    issue.initial_priority.clear();
    issue.initial_project.clear();
    if (issue.created_by != model::Actor::system) issue.created_by = model::Actor::staff;
    return;
  }
  issue.initial_above = above(issue.initial_project);
  meet_holders(issue);
  for (const auto& [id, other] : issues_) {
    if (other.parent == issue.id) issue.children.push_back(id);
  }
  const auto states = mapping_.states.find(issue.kind);
  if (states == mapping_.states.end()) return;
  const auto mine = roles(issue.project, service);
  for (const auto& [state, names] : states->second) {
    if (allowed(issue, mine, state)) issue.allowed_statuses.push_back(names.front());
  }
}

base::Result<Issue> World::read(IssueId id) const {
  const auto found = issues_.find(id);
  if (found == issues_.end()) return base::fail(no_issue(id));
  Issue issue = found->second;
  derive(issue, true);
  return issue;
}

std::vector<Issue> World::list(const std::function<bool(const Issue&)>& wanted) const {
  std::vector<Issue> out;
  for (const auto& [id, issue] : issues_) {
    if (wanted && !wanted(issue)) continue;
    out.push_back(issue);
    derive(out.back(), false);
  }
  return out;
}

std::vector<IssueId> World::ids(const std::function<bool(const Issue&)>& wanted) const {
  std::vector<IssueId> out;
  for (const auto& [id, issue] : issues_) {
    if (!wanted || wanted(issue)) out.push_back(id);
  }
  return out;
}

}  // namespace estafeta::tracker::fake
