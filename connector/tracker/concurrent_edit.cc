#include "connector/tracker/concurrent_edit.h"

#include <algorithm>
#include <set>

namespace estafeta::tracker {

namespace {

using base::JournalId;
using model::Event;
using model::Field;

constexpr const char* kStatus = "status";  // beside the names of FieldChange

// Estafeta's own fields are not people's to write; what they find there is decided anew each time.
constexpr Field kShared[] = {Field::change_parameters, Field::decision, Field::department, Field::hand_over,
                             Field::hold_reason};

// Name -> value of what an entry changed, as the tracker writes it; a status by its state's word.
std::map<std::string, std::pair<std::string, std::string>> changes_of(const Event& event) {
  std::map<std::string, std::pair<std::string, std::string>> changes;
  for (const auto& field : event.fields) changes[field.name] = {field.from, field.to};
  if (event.status && event.status_from) {
    changes[kStatus] = {std::string(to_string(event.status_from->state)),
                        std::string(to_string(event.status->state))};
  }
  return changes;
}

std::optional<std::optional<base::Date>> date_of(const std::string& text) {
  if (text.empty()) return std::optional<base::Date>();
  const auto date = base::parse_date(text);
  return date ? std::optional(date) : std::nullopt;
}

void put_back(const std::string& name, const std::string& value, IssueUpdate& change) {
  if (name == kStatus) change.state = model::state_from(value);
  if (name == "assignee") change.assignee = base::PrincipalId{value};
  if (name == "subject") change.subject = value;
  if (name == "description") change.description = value;
  if (name == "start_date") change.start_date = date_of(value);
  if (name == "due_date") change.due_date = date_of(value);
  for (const auto field : kShared) {
    if (name == to_string(field)) change.fields[field] = value;
  }
}

}  // namespace

JournalId newest_entry(const model::Issue& issue) {
  JournalId newest{0};
  for (const auto& event : issue.events) newest = std::max(newest, event.journal);
  return newest;
}

std::set<std::string> shared_parts(const IssueUpdate& change) {
  std::set<std::string> parts;
  if (change.state) parts.insert(kStatus);
  if (change.assignee) parts.insert("assignee");
  if (change.subject) parts.insert("subject");
  if (change.description) parts.insert("description");
  if (change.start_date) parts.insert("start_date");
  if (change.due_date) parts.insert("due_date");
  for (const auto field : kShared) {
    if (change.fields.contains(field)) parts.emplace(to_string(field));
  }
  return parts;
}

bool was_overtaken(const IssueUpdate& change, const model::Issue& now) {
  if (!change.seen) return false;
  const auto parts = shared_parts(change);
  return std::any_of(now.events.begin(), now.events.end(), [&](const Event& event) {
    if (event.own || event.journal <= *change.seen) return false;
    const auto theirs = changes_of(event);
    return std::any_of(theirs.begin(), theirs.end(),
                       [&](const auto& one) { return parts.contains(one.first); });
  });
}

IssueUpdate restoration(const IssueUpdate& written, const model::Issue& after) {
  IssueUpdate change;
  if (!written.seen) return change;
  const auto parts = shared_parts(written);
  std::set<std::string> theirs;
  std::map<std::string, std::string> lost;
  for (const auto& event : after.events) {
    if (event.journal <= *written.seen) continue;
    for (const auto& [name, values] : changes_of(event)) {
      if (!parts.contains(name)) continue;
      if (!event.own) {
        theirs.insert(name);
        lost.erase(name);
      } else if (theirs.contains(name)) {
        lost.emplace(name, values.first);
      }
    }
  }
  for (const auto& [name, value] : lost) put_back(name, value, change);
  return change;
}

}  // namespace estafeta::tracker
