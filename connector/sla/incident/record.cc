#include "connector/sla/incident/record.h"

#include <algorithm>
#include <utility>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/document/node.h"

namespace estafeta::sla {

namespace {

using base::Phrase;
using document::JsonWriter;
using document::Node;
using model::Correction;
using model::SlaEvent;

// Raised with every change of what is written here: a record of another version is read from the tracker
// again.
constexpr int kVersion = 2;

std::string text_of(const model::StatusWord& status) {
  std::string text(to_string(status.state));
  if (status.reason != model::HoldReason::none) text += ":" + std::string(to_string(status.reason));
  return text;
}

void write(JsonWriter& json, const char* key, const std::string& text) {
  if (!text.empty()) json.key(key).value(text);
}

void write(JsonWriter& json, const char* key, const std::optional<base::Instant>& instant) {
  if (instant) json.key(key).value(*instant);
}

void write(JsonWriter& json, const base::PhraseValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    json.value(*number);
  } else if (const auto* instant = std::get_if<base::Instant>(&value)) {
    json.begin_object().key("instant").value(*instant).end_object();
  } else if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    json.begin_array();
    for (const std::string& item : *list) json.value(item);
    json.end_array();
  } else {
    const auto* text = std::get_if<std::string>(&value);
    json.value(text == nullptr ? std::string() : *text);
  }
}

void write(JsonWriter& json, const Phrase& problem) {
  json.begin_object().key("key").value(problem.key).key("values").begin_object();
  for (const auto& [name, value] : problem.values) write(json.key(name), value);
  json.end_object().end_object();
}

void write(JsonWriter& json, const SlaEvent& event) {
  json.begin_object().key("at").value(event.at).key("by").value(to_string(event.by));
  if (event.journal.value != 0) json.key("journal").value(event.journal.value);
  if (event.status) json.key("status").value(text_of(*event.status));
  if (event.priority) json.key("priority").value(*event.priority);
  if (event.department) json.key("department").value(*event.department);
  if (event.comment != SlaEvent::CommentKind::none) {
    json.key("comment").value(event.comment == SlaEvent::CommentKind::open ? "public" : "private");
  }
  json.end_object();
}

void write(JsonWriter& json, const Correction& correction) {
  json.begin_object().key("type").value(to_string(correction.type)).key("entered").value(correction.entered);
  json.key("journal").value(correction.journal.value);
  write(json, "author", correction.author);
  write(json, "from", correction.from);
  write(json, "until", correction.until);
  write(json, "reason", correction.reason);
  write(json, "evidence", correction.evidence);
  if (correction.edited) {
    json.key("edited").value(correction.edited->at).key("edited_by").value(correction.edited->by);
  }
  json.end_object();
}

void write(JsonWriter& json, const model::Incident& incident) {
  json.begin_object().key("id").value(incident.id.value).key("created").value(incident.created);
  json.key("by").value(to_string(incident.by)).key("status").value(text_of(incident.status));
  write(json, "priority", incident.priority);
  write(json, "department", incident.department);
  json.key("attributes").begin_object();
  for (const auto& [name, value] : incident.attributes) json.key(name).value(value);
  json.end_object().key("events").begin_array();
  for (const SlaEvent& event : incident.events) write(json, event);
  json.end_array().key("corrections").begin_array();
  for (const Correction& correction : incident.corrections) write(json, correction);
  json.end_array().end_object();
}

void write(JsonWriter& json, const RefusedCorrection& refused) {
  json.begin_object().key("journal").value(refused.journal.value).key("at").value(refused.at);
  write(json, "author", refused.author);
  json.key("problems").begin_array();
  for (const Phrase& problem : refused.problems) write(json, problem);
  json.end_array().end_object();
}

// Reads what the functions above wrote; anything else makes the whole record unreadable.
class Reader {
 public:
  Record record(const Node& node) {
    Record record;
    record.kind = word(node, "kind", model::Kind::incident);
    record.incident = incident(member(node, "incident"));
    record.verdict = word(node, "verdict", model::Verdict::no_contract);
    for (const Node& item : member(node, "problems").items) record.problems.push_back(problem(item));
    if (const auto* unmapped = node.find("unmapped")) {
      for (const Node& item : unmapped->items) record.unmapped.push_back(problem(item));
    }
    record.client = text(node, "client");
    record.client_now = text(node, "client_now");
    record.project = text(node, "project");
    record.subject = text(node, "subject");
    record.holder = text(node, "holder");
    record.open = member(node, "open").as_boolean().value_or(true);
    const auto* gone = node.find("gone");
    record.gone = gone != nullptr && gone->as_boolean().value_or(false);
    record.derived_priority = text(node, "derived_priority");
    record.cause = text(node, "cause");
    record.measure = text(node, "measure");
    record.updated = instant(node, "updated");
    for (const Node& item : member(node, "duplicate_of").items) {
      record.duplicate_of.push_back({{integer(item, "issue")}, text(item, "client")});
    }
    for (const Node& item : member(node, "refused").items) record.refused.push_back(refused(item));
    return record;
  }
  bool good() const { return good_; }

 private:
  const Node& member(const Node& node, const char* key) {
    static const Node nothing;
    const Node* found = node.find(key);
    if (found == nullptr) good_ = false;
    return found == nullptr ? nothing : *found;
  }

  static std::string text(const Node& node, const char* key) {
    const Node* found = node.find(key);
    return found == nullptr ? "" : found->text;
  }

  std::int64_t integer(const Node& node, const char* key) {
    const Node* found = node.find(key);
    return found == nullptr ? 0 : found->as_integer().value_or(0);
  }

  base::Instant instant(const Node& node, const char* key) {
    const auto read = base::parse_instant(member(node, key).text);
    good_ = good_ && read.has_value();
    return read.value_or(base::Instant{});
  }

  static std::optional<base::Instant> maybe_instant(const Node& node, const char* key) {
    return base::parse_instant(text(node, key));
  }

  // The enumerator up to `last` that is spelled so.
  template <typename Enum>
  Enum word(const Node& node, const char* key, Enum last) {
    const std::string& spelled = member(node, key).text;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
      if (to_string(static_cast<Enum>(i)) == spelled) return static_cast<Enum>(i);
    }
    good_ = false;
    return last;
  }

  model::StatusWord status(const std::string& text) {
    const auto colon = text.find(':');
    const auto state = model::state_from(text.substr(0, colon));
    const auto reason = colon == std::string::npos ? model::HoldReason::none
                                                   : model::hold_reason_from(text.substr(colon + 1));
    // A status that no mapping knows is stored as such.
    if (!state && text != to_string(model::State::unknown)) good_ = false;
    return {state.value_or(model::State::unknown), reason.value_or(model::HoldReason::none)};
  }

  SlaEvent event(const Node& node) {
    SlaEvent event;
    event.at = instant(node, "at");
    event.journal = {integer(node, "journal")};
    event.by = word(node, "by", model::Actor::system);
    if (const Node* found = node.find("status")) event.status = status(found->text);
    if (const Node* found = node.find("priority")) event.priority = found->text;
    if (const Node* found = node.find("department")) event.department = found->text;
    if (const Node* found = node.find("comment")) {
      event.comment = found->text == "public" ? SlaEvent::CommentKind::open : SlaEvent::CommentKind::closed;
    }
    return event;
  }

  Correction correction(const Node& node) {
    Correction correction;
    correction.type = word(node, "type", Correction::Type::excluded);
    correction.entered = instant(node, "entered");
    correction.journal = {integer(node, "journal")};
    correction.author = text(node, "author");
    correction.from = maybe_instant(node, "from");
    correction.until = maybe_instant(node, "until");
    correction.reason = text(node, "reason");
    correction.evidence = text(node, "evidence");
    if (const auto edited = maybe_instant(node, "edited")) {
      correction.edited = model::NoteEdit{*edited, text(node, "edited_by")};
    }
    return correction;
  }

  RefusedCorrection refused(const Node& node) {
    RefusedCorrection refused;
    refused.journal = {integer(node, "journal")};
    refused.at = instant(node, "at");
    refused.author = text(node, "author");
    for (const Node& item : member(node, "problems").items) refused.problems.push_back(problem(item));
    return refused;
  }

  model::Incident incident(const Node& node) {
    model::Incident incident;
    incident.id = {integer(node, "id")};
    incident.created = instant(node, "created");
    incident.by = word(node, "by", model::Actor::system);
    incident.status = status(text(node, "status"));
    incident.priority = text(node, "priority");
    incident.department = text(node, "department");
    for (const auto& [name, value] : member(node, "attributes").entries) {
      incident.attributes.emplace(name.text, value.text);
    }
    for (const Node& item : member(node, "events").items) incident.events.push_back(event(item));
    for (const Node& item : member(node, "corrections").items) {
      incident.corrections.push_back(correction(item));
    }
    return incident;
  }

  Phrase problem(const Node& node) {
    Phrase problem(text(node, "key"));
    for (const auto& [name, value] : member(node, "values").entries) {
      problem.values.emplace_back(name.text, phrase_value(value));
    }
    return problem;
  }

  base::PhraseValue phrase_value(const Node& node) {
    if (node.kind == Node::Kind::integer) return node.as_integer().value_or(0);
    if (node.is_map()) return instant(node, "instant");
    if (!node.is_list()) return node.text;
    std::vector<std::string> list;
    for (const Node& item : node.items) list.push_back(item.text);
    return list;
  }

  bool good_ = true;
};

bool has_ended(model::State state) {
  using model::State;
  return state == State::resolved || state == State::closed || state == State::cancelled;
}

}  // namespace

std::optional<base::Instant> unanswered_since(const Record& record) {
  std::vector<const SlaEvent*> events;
  for (const SlaEvent& event : record.incident.events) events.push_back(&event);
  std::stable_sort(events.begin(), events.end(),
                   [](const SlaEvent* one, const SlaEvent* other) { return one->at < other->at; });
  model::State state = record.incident.status.state;
  std::optional<base::Instant> since;
  for (const SlaEvent* event : events) {
    if (event->status) {
      state = event->status->state;
      since.reset();
    } else if (event->comment == SlaEvent::CommentKind::open) {
      if (event->by == model::Actor::staff) since.reset();
      if (event->by == model::Actor::customer && has_ended(state)) since = since.value_or(event->at);
    }
  }
  return since;
}

std::string to_json(const Record& record) {
  JsonWriter json;
  json.begin_object()
      .key("version")
      .value(kVersion)
      .key("kind")
      .value(to_string(record.kind))
      .key("incident");
  write(json, record.incident);
  json.key("verdict").value(to_string(record.verdict)).key("problems").begin_array();
  for (const Phrase& problem : record.problems) write(json, problem);
  json.end_array();
  if (!record.unmapped.empty()) {
    json.key("unmapped").begin_array();
    for (const Phrase& word : record.unmapped) write(json, word);
    json.end_array();
  }
  write(json, "client", record.client);
  write(json, "client_now", record.client_now);
  write(json, "project", record.project);
  write(json, "subject", record.subject);
  write(json, "holder", record.holder);
  json.key("open").value(record.open);
  if (record.gone) json.key("gone").value(true);
  write(json, "derived_priority", record.derived_priority);
  write(json, "cause", record.cause);
  write(json, "measure", record.measure);
  json.key("updated").value(record.updated).key("duplicate_of").begin_array();
  for (const Original& original : record.duplicate_of) {
    json.begin_object().key("issue").value(original.issue.value);
    write(json, "client", original.client);
    json.end_object();
  }
  json.end_array().key("refused").begin_array();
  for (const RefusedCorrection& refused : record.refused) write(json, refused);
  return json.end_array().end_object().text();
}

std::optional<Record> record_from_json(std::string_view text) {
  constexpr document::Limits kLimits{std::size_t{16} << 20, 16};
  const auto node = document::parse_json(text, "record", kLimits);
  if (!node) return std::nullopt;
  const Node* version = node->find("version");
  if (version == nullptr || version->as_integer() != kVersion) return std::nullopt;
  Reader reader;
  auto record = reader.record(*node);
  if (!reader.good()) return std::nullopt;
  return record;
}

}  // namespace estafeta::sla
