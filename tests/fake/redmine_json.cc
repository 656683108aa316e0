#include "tests/fake/redmine_json.h"

#include <cstdlib>

#include "connector/tracker/readback.h"

namespace estafeta::tracker::fake {

using document::JsonWriter;
using model::Event;
using model::Issue;
using model::LinkChange;

namespace {

constexpr std::int64_t kOtherRelations = 1'000'000;  // those that the world keeps without a number
constexpr std::int64_t kOtherFields = 1'000;

std::int64_t number(const base::PrincipalId& id) {
  return std::atoll(id.value.c_str());
}

void named(JsonWriter& json, const char* key, std::int64_t id, const std::string& name) {
  json.key(key).begin_object().key("id").value(id).key("name").value(name).end_object();
}

void who(JsonWriter& json, const char* key, const model::Principal& one) {
  named(json, key, number(one.id), one.name);
}

void detail(JsonWriter& json, const char* property, const std::string& name, const std::string& from,
            const std::string& to) {
  json.begin_object().key("property").value(property).key("name").value(name);
  json.key("old_value").text_or_null(from).key("new_value").text_or_null(to).end_object();
}

std::string text_of(std::int64_t number) {
  return number == 0 ? "" : std::to_string(number);
}

const char* name_of(LinkChange::Type type) {
  switch (type) {
    case LinkChange::Type::blocks:
      return "blocks";
    case LinkChange::Type::blocked_by:
      return "blocked";
    case LinkChange::Type::child:
      return "child_id";
  }
  return "";
}

void link(JsonWriter& json, const LinkChange& change) {
  const char* property = change.type == LinkChange::Type::child ? "attr" : "relation";
  const std::string other = base::to_string(change.other);
  detail(json, property, name_of(change.type), change.added ? "" : other, change.added ? other : "");
}

}  // namespace

void RedmineJson::issue(JsonWriter& json, const Issue& issue) const {
  json.begin_object().key("id").value(issue.id);
  named(json, "project", names_.project(issue.project), issue.project);
  named(json, "tracker", names_.tracker(issue.tracker), issue.tracker);
  json.key("status").begin_object().key("id").value(names_.status(issue.status_name));
  json.key("name").value(issue.status_name).key("is_closed").value(issue.is_closed).end_object();
  named(json, "priority", names_.priority(issue.priority), names_.priority_name(issue.priority));
  who(json, "author", issue.author);
  if (issue.assignee) who(json, "assigned_to", *issue.assignee);
  if (issue.parent) json.key("parent").begin_object().key("id").value(*issue.parent).end_object();
  json.key("subject").value(issue.subject).key("description").value(issue.description);
  const auto day = [](const auto& date) { return date ? base::format_date(*date) : std::string(); };
  json.key("start_date").text_or_null(day(issue.start_date));
  json.key("due_date").text_or_null(day(issue.due_date));
  if (issue.estimate)
    json.key("estimated_hours").value(std::to_string(static_cast<double>(issue.estimate->count()) / 3600));
  custom_fields(json, issue);
  json.key("created_on").value(issue.created).key("updated_on").value(issue.updated);
  relations(json, issue);
  if (issue.has_history) history(json, issue);
  json.end_object();
}

void RedmineJson::custom_fields(JsonWriter& json, const Issue& issue) const {
  json.key("custom_fields").begin_array();
  const auto put = [&](std::int64_t id, const std::string& name, const std::string& value) {
    json.begin_object().key("id").value(id).key("name").value(name).key("value").value(value).end_object();
  };
  for (const auto& [field, value] : issue.fields)
    put(RedmineNames::field(field), world_.mapping().fields.at(field).front(), value);
  std::int64_t other = kOtherFields;
  for (const auto& [name, value] : issue.other_fields) put(++other, name, value);
  json.end_array();
}

void RedmineJson::relation(JsonWriter& json, std::int64_t id, base::IssueId from, base::IssueId to,
                           const char* type) {
  json.begin_object().key("id").value(id).key("issue_id").value(from).key("issue_to_id").value(to);
  json.key("relation_type").value(type).end_object();
}

void RedmineJson::relations(JsonWriter& json, const Issue& issue) const {
  json.key("relations").begin_array();
  for (const auto& one : issue.relations) relation(json, one.id.value, one.from, one.to, "blocks");
  for (const auto original : issue.duplicate_of)
    relation(json, kOtherRelations + original.value, issue.id, original, "duplicates");
  for (const auto other : issue.related)
    relation(json, 2 * kOtherRelations + other.value, issue.id, other, "relates");
  if (issue.copied_from)
    relation(json, 3 * kOtherRelations + issue.id.value, *issue.copied_from, issue.id, "copied_to");
  json.end_array();
}

void RedmineJson::attachments(JsonWriter& json, const std::vector<model::Attachment>& files) const {
  json.key("attachments").begin_array();
  for (const auto& file : files) {
    json.begin_object().key("id").value(file.id).key("filename").value(file.name);
    json.key("content_url").value(file.url);
    who(json, "author", file.author);
    json.end_object();
  }
  json.end_array();
}

void RedmineJson::history(JsonWriter& json, const Issue& issue) const {
  json.key("children").list(issue.children, [&](base::IssueId id) {
    json.begin_object().key("id").value(id).end_object();
  });
  attachments(json, issue.attachments);
  json.key("watchers").list(issue.watchers, [&](const base::PrincipalId& id) {
    json.begin_object().key("id").value(number(id)).key("name").value(world_.people.at(id).name).end_object();
  });
  json.key("allowed_statuses").list(issue.allowed_statuses, [&](const std::string& name) {
    json.begin_object().key("id").value(names_.status(name)).key("name").value(name).end_object();
  });
  json.key("journals").list(issue.events, [&](const Event& event) {
    json.begin_object().key("id").value(event.journal.value);
    who(json, "user", event.author);
    json.key("notes").value(event.comment ? event.comment->text : "");
    json.key("private_notes").value(event.comment && event.comment->is_private);
    json.key("created_on").value(event.at);
    details(json, issue, event);
    json.end_object();
  });
}

void RedmineJson::details(JsonWriter& json, const Issue& issue, const Event& event) const {
  json.key("details").begin_array();
  if (event.status && event.status_from && event.status->state != event.status_from->state) {
    const auto* from = status_name(world_.mapping(), issue.kind, event.status_from->state);
    detail(json, "attr", "status_id", text_of(from == nullptr ? 0 : names_.status(*from)),
           text_of(names_.status(event.status_name.value_or(""))));
  }
  for (const auto& change : event.fields) field(json, change);
  for (const auto& change : event.links) link(json, change);
  json.end_array();
}

void RedmineJson::field(JsonWriter& json, const model::FieldChange& change) const {
  const auto by = [&](const char* name, const auto& number_of) {
    const auto id = [&](const std::string& value) {
      return value.empty() ? std::string() : text_of(number_of(value));
    };
    detail(json, "attr", name, id(change.from), id(change.to));
  };
  if (const auto known = model::field_from(change.name)) {
    detail(json, "cf", std::to_string(RedmineNames::field(*known)), change.from, change.to);
  } else if (change.name == "assignee") {
    detail(json, "attr", "assigned_to_id", change.from, change.to);
  } else if (change.name == "parent") {
    detail(json, "attr", "parent_id", change.from, change.to);
  } else if (change.name == "attachment") {
    detail(json, "attachment", "1", change.from, change.to);
  } else if (change.name == "project") {
    by("project_id", [&](const auto& name) { return names_.project(name); });
  } else if (change.name == "tracker") {
    by("tracker_id", [&](const auto& name) { return names_.tracker(name); });
  } else if (change.name == "priority") {
    by("priority_id", [&](const auto& name) { return names_.priority(name); });
  } else {
    detail(json, "attr", change.name, change.from, change.to);
  }
}

}  // namespace estafeta::tracker::fake
