#include "connector/tracker/redmine/encode.h"

#include "connector/document/json_writer.h"
#include "connector/tracker/readback.h"
#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

namespace {

using base::Phrase;
using document::JsonWriter;

// Redmine takes "" for "nobody" and ignores null.
void write_principal(JsonWriter& json, const base::PrincipalId& who) {
  json.key("assigned_to_id");
  if (const auto id = integer_of(who.value)) {
    json.value(*id);
  } else {
    json.value("");
  }
}

void write_date(JsonWriter& json, const char* name, const std::optional<base::Date>& date) {
  json.key(name).value(date ? base::format_date(*date) : "");
}

using OtherFields = std::map<std::string, std::string>;

void write_field(JsonWriter& json, std::int64_t id, const std::string& value) {
  json.begin_object().key("id").value(id).key("value").value(value).end_object();
}

void write_fields(const Codec& codec, JsonWriter& json, const std::map<model::Field, std::string>& fields,
                  const OtherFields& others, std::vector<Phrase>& missing) {
  if (fields.empty() && others.empty()) return;
  json.key("custom_fields").begin_array();
  for (const auto& [field, value] : fields) {
    const auto id = codec.ids.fields.find(field);
    if (id == codec.ids.fields.end()) {
      missing.push_back(Phrase("tracker.no_field", {{"field", field_name(codec.mapping, field)}}));
      continue;
    }
    write_field(json, id->second, shown_value(field, value));
  }
  for (const auto& [name, value] : others) {
    const auto id = codec.ids.others.find(name);
    if (id == codec.ids.others.end()) {
      missing.push_back(Phrase("tracker.no_field", {{"field", name}}));
    } else {
      write_field(json, id->second, value);
    }
  }
  json.end_array();
}

// Two places, as Redmine keeps them; it reads texts.
std::string hours(base::Seconds time) {
  constexpr std::int64_t kHundredth = 36;
  const std::int64_t hundredths = (time.count() + kHundredth / 2) / kHundredth;
  const std::string places = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + (places.size() == 1 ? ".0" : ".") + places;
}

void write_watchers(JsonWriter& json, const std::vector<base::PrincipalId>& watchers) {
  if (watchers.empty()) return;
  json.key("watcher_user_ids").begin_array();
  for (const auto& who : watchers) json.value(who.value);
  json.end_array();
}

void write_status(const Codec& codec, JsonWriter& json, model::Kind kind, model::State state,
                  std::vector<Phrase>& missing) {
  if (const auto id = status_id(codec, kind, state)) {
    json.key("status_id").value(*id);
  } else {
    missing.push_back(Phrase("tracker.no_status", {{"state", std::string(model::to_string(state))},
                                                   {"kind", std::string(model::to_string(kind))}}));
  }
}

void write_uploads(JsonWriter& json, const std::vector<UploadToken>& uploads) {
  if (uploads.empty()) return;
  json.key("uploads").begin_array();
  for (const auto& upload : uploads) {
    json.begin_object().key("token").value(upload.token).key("filename").value(upload.name);
    json.key("content_type").value(upload.content_type).end_object();
  }
  json.end_array();
}

std::string whole(const std::string& issue) {
  JsonWriter json;
  return json.begin_object().key("issue").raw(issue).end_object().text();
}

std::string closed(JsonWriter& json) {
  json.end_object().end_object();
  return json.text();
}

}  // namespace

std::string field_name(const model::TrackerMapping& mapping, model::Field field) {
  const auto names = mapping.fields.find(field);
  const bool known = names != mapping.fields.end() && !names->second.empty();
  return known ? names->second.front() : std::string(model::to_string(field));
}

std::optional<std::int64_t> status_id(const Codec& codec, model::Kind kind, model::State state) {
  const std::string* name = status_name(codec.mapping, kind, state);
  if (name == nullptr) return std::nullopt;
  for (const auto& [id, status] : codec.names.statuses) {
    if (status.name == *name) return id;
  }
  return std::nullopt;
}

std::optional<std::int64_t> tracker_id(const Codec& codec, model::Kind kind) {
  const auto names = codec.mapping.kinds.find(kind);
  if (names == codec.mapping.kinds.end()) return std::nullopt;
  for (const auto& name : names->second) {
    for (const auto& [id, known] : codec.names.trackers) {
      if (known == name) return id;
    }
  }
  return std::nullopt;
}

std::string tracker_ids(const Codec& codec, model::Kind kind) {
  std::string ids;
  for (const auto& [id, name] : codec.names.trackers) {
    if (kind_of(codec.mapping, name) == kind) ids += (ids.empty() ? "" : "|") + std::to_string(id);
  }
  return ids;
}

std::string encode_issue(const Codec& codec, const NewIssue& issue, std::vector<Phrase>& missing) {
  JsonWriter json;
  json.begin_object();
  json.key("project_id").value(issue.project);
  if (const auto tracker = tracker_id(codec, issue.kind)) {
    json.key("tracker_id").value(*tracker);
  } else {
    missing.push_back(Phrase("tracker.no_tracker", {{"kind", std::string(model::to_string(issue.kind))}}));
  }
  json.key("subject").value(issue.subject).key("description").value(issue.description);
  if (issue.state) write_status(codec, json, issue.kind, *issue.state, missing);
  if (issue.assignee) write_principal(json, *issue.assignee);
  if (issue.parent) json.key("parent_issue_id").value(issue.parent->value);
  write_date(json, "start_date", issue.start_date);
  write_date(json, "due_date", issue.due_date);
  if (issue.estimate) json.key("estimated_hours").value(hours(*issue.estimate));
  write_fields(codec, json, issue.fields, issue.other_fields, missing);
  write_watchers(json, issue.watchers);
  return json.end_object().text();
}

std::string encode_issue(const Codec& codec, model::Kind kind, const IssueUpdate& change,
                         const std::vector<UploadToken>& uploads, std::vector<Phrase>& missing) {
  JsonWriter json;
  json.begin_object();
  if (change.state) write_status(codec, json, kind, *change.state, missing);
  if (change.assignee) write_principal(json, *change.assignee);
  if (change.subject) json.key("subject").value(*change.subject);
  if (change.description) json.key("description").value(*change.description);
  if (change.start_date) write_date(json, "start_date", *change.start_date);
  if (change.due_date) write_date(json, "due_date", *change.due_date);
  write_fields(codec, json, change.fields, {}, missing);
  if (!change.note.empty()) json.key("notes").value(change.note);
  write_uploads(json, uploads);
  return json.end_object().text();
}

std::string encode(const Codec& codec, const NewIssue& issue, std::vector<Phrase>& missing) {
  return whole(encode_issue(codec, issue, missing));
}

std::string encode(const Codec& codec, model::Kind kind, const IssueUpdate& change,
                   const std::vector<UploadToken>& uploads, std::vector<Phrase>& missing) {
  return whole(encode_issue(codec, kind, change, uploads, missing));
}

std::vector<std::string> columns_of(const Codec& codec, const std::set<std::string>& parts) {
  std::vector<std::string> columns;
  for (const auto& part : parts) {
    if (part == "status") {
      // What a status means hangs on the tracker.
      columns.insert(columns.end(), {"status_id", "tracker_id"});
    } else if (part == "assignee") {
      columns.emplace_back("assigned_to_id");
    } else if (const auto field = model::field_from(part)) {
      if (const auto id = codec.ids.fields.find(*field); id != codec.ids.fields.end())
        columns.push_back(std::to_string(id->second));
    } else {
      columns.push_back(part);
    }
  }
  return columns;
}

std::string encode_private_note(const std::string& text) {
  JsonWriter json;
  json.begin_object().key("issue").begin_object();
  json.key("notes").value(text).key("private_notes").value(true);
  return closed(json);
}

std::string encode_journal(const std::string& notes) {
  JsonWriter json;
  json.begin_object().key("journal").begin_object().key("notes").value(notes);
  return closed(json);
}

std::string encode_relation(base::IssueId blocked) {
  JsonWriter json;
  json.begin_object().key("relation").begin_object();
  json.key("issue_to_id").value(blocked.value).key("relation_type").value("blocks");
  return closed(json);
}

std::string encode_watcher(const base::PrincipalId& who) {
  JsonWriter json;
  json.begin_object().key("user_id").value(who.value);
  return json.end_object().text();
}

std::string encode_page(const std::string& text, std::optional<std::int64_t> version,
                        const std::vector<UploadToken>& uploads) {
  JsonWriter json;
  json.begin_object().key("wiki_page").begin_object().key("text").value(text);
  if (version) json.key("version").value(*version);
  write_uploads(json, uploads);
  return closed(json);
}

}  // namespace estafeta::tracker::redmine
