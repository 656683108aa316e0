#include "connector/sla/incident/record.h"

#include <algorithm>
#include <utility>

#include "connector/document/flat_text.h"
#include "connector/document/json_writer.h"

namespace estafeta::sla {

namespace {

using base::Phrase;
using document::FlatNode;
using document::JsonWriter;
using model::Correction;
using model::SlaEvent;

// Raised with every change of what is written here: a record of another version is read from the tracker
// again.
constexpr int kVersion = 3;

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
  if (event.assigned) json.key("assigned").value(to_string(*event.assigned));
  write(json, "group", event.group);
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
  if (correction.is_public) json.key("public").value(true);
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
  if (incident.assigned != model::Assigned::nobody) json.key("assigned").value(to_string(incident.assigned));
  write(json, "group", incident.group);
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
  Record record(FlatNode node) {
    Record record;
    record.kind = word(node, "kind", model::Kind::incident);
    if (const auto found = member(node, "incident")) record.incident = incident(*found);
    record.verdict = word(node, "verdict", model::Verdict::no_contract);
    each(member(node, "problems"), [&](FlatNode item) { record.problems.push_back(problem(item)); });
    each(node.find("unmapped"), [&](FlatNode item) { record.unmapped.push_back(problem(item)); });
    record.client = text(node, "client");
    record.client_now = text(node, "client_now");
    record.project = text(node, "project");
    record.subject = text(node, "subject");
    record.holder = text(node, "holder");
    const auto open = member(node, "open");
    record.open = !open || open->as_boolean().value_or(true);
    const auto gone = node.find("gone");
    record.gone = gone && gone->as_boolean().value_or(false);
    if (node.find("gone_since")) record.gone_since = instant(node, "gone_since");
    record.derived_priority = text(node, "derived_priority");
    record.cause = text(node, "cause");
    record.measure = text(node, "measure");
    record.updated = instant(node, "updated");
    each(member(node, "duplicate_of"), [&](FlatNode item) {
      record.duplicate_of.push_back({{integer(item, "issue")}, text(item, "client")});
    });
    each(member(node, "refused"), [&](FlatNode item) { record.refused.push_back(refused(item)); });
    return record;
  }
  bool good() const { return good_; }

 private:
  std::optional<FlatNode> member(FlatNode node, const char* key) {
    const auto found = node.find(key);
    if (!found) good_ = false;
    return found;
  }

  template <typename Take>
  static void each(std::optional<FlatNode> list, Take take) {
    if (!list || !list->is_list()) return;
    for (FlatNode at = list->first(); at != list->end(); at = at.next()) take(at);
  }

  template <typename Take>
  static void each_entry(std::optional<FlatNode> map, Take take) {
    if (!map || !map->is_map()) return;
    for (FlatNode key = map->first(); key != map->end(); key = key.next().next())
      take(std::string(key.text()), key.next());
  }

  static std::string_view text_of(std::optional<FlatNode> node) { return node ? node->text() : ""; }
  static std::string text(FlatNode node, const char* key) { return std::string(text_of(node.find(key))); }

  static std::int64_t integer(FlatNode node, const char* key) {
    const auto found = node.find(key);
    return found ? found->as_integer().value_or(0) : 0;
  }

  base::Instant instant(FlatNode node, const char* key) {
    const auto read = base::parse_instant(text_of(member(node, key)));
    good_ = good_ && read.has_value();
    return read.value_or(base::Instant{});
  }

  static std::optional<base::Instant> maybe_instant(FlatNode node, const char* key) {
    return base::parse_instant(text_of(node.find(key)));
  }

  // The enumerator up to `last` that is spelled so.
  template <typename Enum>
  Enum word(FlatNode node, const char* key, Enum last) {
    const std::string_view spelled = text_of(member(node, key));
    for (int i = 0; i <= static_cast<int>(last); ++i) {
      if (to_string(static_cast<Enum>(i)) == spelled) return static_cast<Enum>(i);
    }
    good_ = false;
    return last;
  }

  model::StatusWord status(std::string_view text) {
    const auto colon = text.find(':');
    const auto state = model::state_from(text.substr(0, colon));
    const auto reason = colon == std::string_view::npos ? model::HoldReason::none
                                                        : model::hold_reason_from(text.substr(colon + 1));
    // A status that no mapping knows is stored as such.
    if (!state && text != to_string(model::State::unknown)) good_ = false;
    return {state.value_or(model::State::unknown), reason.value_or(model::HoldReason::none)};
  }

  SlaEvent event(FlatNode node) {
    SlaEvent event;
    event.at = instant(node, "at");
    event.journal = {integer(node, "journal")};
    event.by = word(node, "by", model::Actor::system);
    if (const auto found = node.find("status")) event.status = status(found->text());
    if (const auto found = node.find("priority")) event.priority = std::string(found->text());
    if (const auto found = node.find("department")) event.department = std::string(found->text());
    if (node.find("assigned")) event.assigned = word(node, "assigned", model::Assigned::unknown);
    event.group = text(node, "group");
    if (const auto found = node.find("comment")) {
      event.comment = found->text() == "public" ? SlaEvent::CommentKind::open : SlaEvent::CommentKind::closed;
    }
    return event;
  }

  Correction correction(FlatNode node) {
    Correction correction;
    correction.type = word(node, "type", Correction::Type::excluded);
    correction.entered = instant(node, "entered");
    correction.journal = {integer(node, "journal")};
    correction.author = text(node, "author");
    correction.from = maybe_instant(node, "from");
    correction.until = maybe_instant(node, "until");
    correction.reason = text(node, "reason");
    correction.evidence = text(node, "evidence");
    const auto is_public = node.find("public");
    correction.is_public = is_public && is_public->as_boolean().value_or(false);
    if (const auto edited = maybe_instant(node, "edited")) {
      correction.edited = model::NoteEdit{*edited, text(node, "edited_by")};
    }
    return correction;
  }

  RefusedCorrection refused(FlatNode node) {
    RefusedCorrection refused;
    refused.journal = {integer(node, "journal")};
    refused.at = instant(node, "at");
    refused.author = text(node, "author");
    each(member(node, "problems"), [&](FlatNode item) { refused.problems.push_back(problem(item)); });
    return refused;
  }

  model::Incident incident(FlatNode node) {
    model::Incident incident;
    incident.id = {integer(node, "id")};
    incident.created = instant(node, "created");
    incident.by = word(node, "by", model::Actor::system);
    incident.status = status(text_of(node.find("status")));
    incident.priority = text(node, "priority");
    incident.department = text(node, "department");
    if (node.find("assigned")) incident.assigned = word(node, "assigned", model::Assigned::unknown);
    incident.group = text(node, "group");
    each_entry(member(node, "attributes"), [&](std::string name, FlatNode value) {
      incident.attributes.emplace(std::move(name), value.text());
    });
    each(member(node, "events"), [&](FlatNode item) { incident.events.push_back(event(item)); });
    each(member(node, "corrections"),
         [&](FlatNode item) { incident.corrections.push_back(correction(item)); });
    return incident;
  }

  Phrase problem(FlatNode node) {
    Phrase problem(text(node, "key"));
    each_entry(member(node, "values"), [&](std::string name, FlatNode value) {
      problem.values.emplace_back(std::move(name), phrase_value(value));
    });
    return problem;
  }

  base::PhraseValue phrase_value(FlatNode node) {
    if (const auto number = node.as_integer()) return *number;
    if (node.is_map()) return instant(node, "instant");
    if (!node.is_list()) return std::string(node.text());
    std::vector<std::string> list;
    each(node, [&](FlatNode item) { list.emplace_back(item.text()); });
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

int record_version() {
  return kVersion;
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
  if (record.gone_since) json.key("gone_since").value(*record.gone_since);
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
  document::FlatText flat(kLimits);
  const auto node = flat.read(text);
  if (!node) return std::nullopt;
  const auto version = node->find("version");
  if (!version || version->as_integer() != kVersion) return std::nullopt;
  Reader reader;
  auto record = reader.record(*node);
  if (!reader.good()) return std::nullopt;
  return record;
}

}  // namespace estafeta::sla
