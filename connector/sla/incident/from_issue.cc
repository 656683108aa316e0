#include "connector/sla/incident/from_issue.h"

#include <algorithm>
#include <set>
#include <utility>

#include "connector/sla/incident/unmapped.h"

namespace estafeta::sla {

namespace {

using base::Phrase;
using model::SlaEvent;
using model::State;
using model::Verdict;

// A correction that staff wrote speaks to Estafeta: it is no answer, even where the customer can read it.
SlaEvent::CommentKind comment_kind(const model::Event& event, const model::CorrectionForm& form) {
  if (!event.comment) return SlaEvent::CommentKind::none;
  if (event.by == model::Actor::staff && is_correction(event.comment->text, form)) {
    return SlaEvent::CommentKind::none;
  }
  if (event.comment->text.find_first_not_of(" \t\r\n") == std::string::npos)
    return SlaEvent::CommentKind::none;
  return event.comment->is_private ? SlaEvent::CommentKind::closed : SlaEvent::CommentKind::open;
}

const model::FieldChange* department_change(const model::Event& event) {
  const auto found = std::find_if(
      event.fields.begin(), event.fields.end(),
      [](const model::FieldChange& change) { return change.name == to_string(model::Field::department); });
  return found == event.fields.end() ? nullptr : &*found;
}

const model::FieldChange* assignee_change(const model::Event& event) {
  const auto found = std::find_if(event.fields.begin(), event.fields.end(),
                                  [](const model::FieldChange& change) { return change.name == "assignee"; });
  return found == event.fields.end() ? nullptr : &*found;
}

const model::Holder* holder_of(const model::Issue& issue, const std::string& id) {
  const auto holder = issue.holders.find(base::PrincipalId{id});
  return holder == issue.holders.end() ? nullptr : &holder->second;
}

model::Assigned assigned_to(const model::Holder* holder, const std::string& id) {
  if (id.empty()) return model::Assigned::nobody;
  if (holder == nullptr) return model::Assigned::unknown;
  return holder->is_group ? model::Assigned::group : model::Assigned::person;
}

// By id; empty: nobody.
std::string first_assignee(const model::Issue& issue) {
  for (const model::Event& event : issue.events) {
    if (const auto* change = assignee_change(event)) return change->from;
  }
  return issue.assignee ? issue.assignee->id.value : std::string();
}

SlaEvent event_of(const model::Event& event, const model::CorrectionForm& form) {
  SlaEvent made;
  made.at = event.at;
  made.journal = event.journal;
  made.by = event.own ? model::Actor::system : event.by;
  made.status = event.status;
  made.priority = event.priority;
  made.comment = comment_kind(event, form);
  if (const auto* change = department_change(event)) made.department = change->to;
  return made;
}

bool matters(const SlaEvent& event) {
  return event.status || event.priority || event.department || event.assigned ||
         event.comment != SlaEvent::CommentKind::none;
}

std::string first_department(const model::Issue& issue) {
  for (const model::Event& event : issue.events) {
    if (const auto* change = department_change(event)) return change->from;
  }
  return issue.field(model::Field::department);
}

std::map<std::string, std::string> attributes_of(const model::Issue& issue, const std::string& client) {
  std::map<std::string, std::string> attributes;
  for (const auto& [field, text] : issue.fields) attributes.emplace(to_string(field), text);
  attributes["project"] = issue.project;
  attributes["tracker"] = issue.tracker;
  attributes["category"] = issue.category;
  attributes["client"] = client;
  return attributes;
}

bool has_had_children(const model::Issue& issue) {
  if (!issue.children.empty()) return true;
  return std::any_of(issue.events.begin(), issue.events.end(), [](const model::Event& event) {
    return std::any_of(event.links.begin(), event.links.end(), [](const model::LinkChange& link) {
      return link.type == model::LinkChange::Type::child;
    });
  });
}

// Every change must begin where the former one ended, and the last one must end where the issue stands.
// Only the states are compared: a hold's reason may be cleared without a change of status.
std::vector<Phrase> gaps(const model::Issue& issue) {
  std::vector<Phrase> found;
  State state = issue.initial_status.state;
  for (const model::Event& event : issue.events) {
    if (event.status && event.status_from && event.status_from->state != state) {
      found.emplace_back(
          Phrase("sla.history_gap", {{"journal", event.journal.value},
                                     {"before", std::string(to_string(state))},
                                     {"after", std::string(to_string(event.status_from->state))}}));
    }
    if (event.status) state = event.status->state;
  }
  if (state != issue.status.state) {
    found.emplace_back(Phrase(
        "sla.history_ends_elsewhere",
        {{"last", std::string(to_string(state))}, {"now", std::string(to_string(issue.status.state))}}));
  }
  if (!has_derived_priority(issue) && last_priority(issue) != issue.priority) {
    found.emplace_back(
        Phrase("sla.history_priority_differs", {{"last", last_priority(issue)}, {"now", issue.priority}}));
  }
  return found;
}

void judge_facts(const model::Issue& issue, Record& record) {
  const auto unknown = unmapped_statuses(issue);
  if (!unknown.empty()) {
    record.verdict = Verdict::unknown_status;
    record.problems.emplace_back(Phrase("sla.unknown_status", {{"statuses", unknown}}));
    return;  // gaps could not be told
  }
  if (issue.initial_project.starts_with('#')) {
    record.problems.emplace_back(Phrase("sla.former_project_hidden", {{"project", issue.initial_project}}));
  }
  if (!issue.has_history) record.problems.emplace_back(Phrase("sla.history_missing"));
  if (!issue.doubtful_authors.empty()) {
    record.problems.emplace_back(Phrase("sla.doubtful_authors", {{"people", issue.doubtful_authors}}));
  }
  if (issue.has_history) {
    for (Phrase& gap : gaps(issue)) record.problems.push_back(std::move(gap));
  }
  if (!record.problems.empty()) record.verdict = Verdict::history_incomplete;
}

std::string client_of(const model::Clients& clients, const std::string& project,
                      const std::vector<std::string>& above) {
  const model::Client* client = clients.of_project(project, above);
  return client == nullptr ? std::string() : client->id;
}

void read_corrections(const model::Issue& issue, const CorrectionRules& rules, Record& record) {
  for (const model::Event& event : issue.events) {
    auto read = read_correction(event, issue.created, rules);
    if (!read) continue;
    if (read->correction) {
      record.incident.corrections.push_back(std::move(*read->correction));
    } else {
      record.refused.push_back({event.journal, event.at, event.author.name, std::move(read->problems)});
    }
  }
}

model::Incident incident_of(const model::Issue& issue, const std::string& client,
                            const model::CorrectionForm& form) {
  model::Incident incident;
  incident.id = issue.id;
  incident.created = issue.created;
  incident.by = issue.created_by;
  incident.status = issue.has_history ? issue.initial_status : issue.status;
  incident.priority = issue.has_history ? issue.initial_priority : issue.priority;
  incident.department = first_department(issue);
  incident.attributes = attributes_of(issue, client);
  const std::string first = first_assignee(issue);
  const auto* first_holder = holder_of(issue, first);
  incident.assigned = assigned_to(first_holder, first);
  if (incident.assigned == model::Assigned::group) incident.group = first_holder->name;
  // Whoever gets it after a group had it moves no clock, and a person never does.
  bool was_with_group = incident.assigned == model::Assigned::group;
  for (const model::Event& event : issue.events) {
    SlaEvent made = event_of(event, form);
    if (const auto* change = assignee_change(event); change != nullptr && !was_with_group) {
      const auto* holder = holder_of(issue, change->to);
      const auto to = assigned_to(holder, change->to);
      was_with_group = to == model::Assigned::group;
      if (was_with_group || to == model::Assigned::unknown) made.assigned = to;
      if (was_with_group) made.group = holder->name;
    }
    if (matters(made)) incident.events.push_back(std::move(made));
  }
  return incident;
}

}  // namespace

std::string last_priority(const model::Issue& issue) {
  std::string priority = issue.initial_priority;
  for (const model::Event& event : issue.events) priority = event.priority.value_or(priority);
  return priority;
}

bool has_derived_priority(const model::Issue& issue) {
  return issue.has_history && has_had_children(issue) && last_priority(issue) != issue.priority;
}

Record from_issue(const model::Issue& issue, const model::Clients& clients, const CorrectionRules& rules) {
  Record record;
  record.kind = issue.kind;
  record.client_now = client_of(clients, issue.project, issue.above);
  record.client = issue.initial_project.empty()
                      ? record.client_now
                      : client_of(clients, issue.initial_project, issue.initial_above);
  record.incident = incident_of(issue, record.client, rules.form);
  read_corrections(issue, rules, record);
  record.project = issue.project;
  record.subject = issue.subject;
  record.holder = issue.assignee ? issue.assignee->name : std::string();
  record.open = !issue.is_closed;
  if (has_derived_priority(issue)) record.derived_priority = issue.priority;
  record.cause = issue.field(model::Field::cause);
  record.measure = issue.field(model::Field::measure);
  record.updated = issue.updated;
  for (const base::IssueId original : issue.duplicate_of) record.duplicate_of.push_back({original, ""});
  judge_facts(issue, record);
  return record;
}

void name_originals(Record& record, const std::vector<model::Issue>& originals,
                    const model::Clients& clients) {
  for (Original& original : record.duplicate_of) {
    for (const model::Issue& issue : originals) {
      if (issue.id == original.issue) original.client = client_of(clients, issue.project, issue.above);
    }
  }
}

}  // namespace estafeta::sla
