#include "connector/template/hash.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "connector/document/json_writer.h"

namespace estafeta::tmpl {
namespace {

using document::JsonWriter;

std::string_view to_word(model::Segment::Kind kind) {
  switch (kind) {
    case model::Segment::Kind::literal:
      return "literal";
    case model::Segment::Kind::value:
      return "value";
    case model::Segment::Kind::given:
      return "given";
  }
  return "";
}

void write_list(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key).begin_array();
  for (const auto& text : texts) json.value(text);
  json.end_array();
}

// Keys everywhere sorted by hand: that is what makes it canonical.
void write_text(JsonWriter& json, std::string_view key, const model::Text& text) {
  json.key(key).begin_array();
  for (const auto& segment : text) {
    json.begin_object().key("default").value(segment.has_default);
    write_list(json, "items", segment.items);
    json.key("kind").value(to_word(segment.kind)).key("name").value(segment.name);
    write_list(json, "tasks", segment.tasks);
    json.key("text").value(segment.text).end_object();
  }
  json.end_array();
}

void write_gives(JsonWriter& json, const model::DesiredTask& task) {
  json.key("gives").begin_array();
  for (const auto& give : task.gives) {
    json.begin_object().key("name").value(give.name).key("schema").raw(give.schema);
    json.key("title").value(give.title).end_object();
  }
  json.end_array();
}

void write_needs(JsonWriter& json, const model::DesiredTask& task) {
  json.key("needs").begin_array();
  for (const auto& edge : task.needs) {
    json.begin_object().key("lag_calendar").value(edge.lag_calendar).key("lag_s").value(edge.lag.count());
    if (edge.max_lag.count() > 0) {
      json.key("max_lag_calendar").value(edge.max_lag_calendar);
      json.key("max_lag_s").value(edge.max_lag.count());
    }
    json.key("on").value(to_string(edge.on)).key("task").value(edge.task).end_object();
  }
  json.end_array();
}

void write_fields(JsonWriter& json, const model::DesiredTask& task) {
  json.key("fields").begin_object();
  for (const auto& field : task.fields) json.key(field.name).value(field.value);
  json.end_object();
}

// What older templates cannot say is written only where it is said: their hashes stay. `milestone` is said of
// every task.
void write_kind(JsonWriter& json, const model::DesiredTask& task) {
  switch (task.kind) {
    case model::TaskKind::approval:
      json.key("approver").value(task.approver);
      return;
    case model::TaskKind::check:
      json.key("check").value(true);
      return;
    case model::TaskKind::task:
    case model::TaskKind::milestone:
    case model::TaskKind::rollback:
      return;
  }
}

void write_task(JsonWriter& json, const model::DesiredTask& task) {
  json.begin_object();
  write_kind(json, task);
  if (task.begins_late) json.key("begin").value("late");
  json.key("department").value(task.department);
  write_text(json, "description", task.description);
  json.key("duration_s").value(task.duration.count());
  if (task.estimate.count() > 0) json.key("estimate_s").value(task.estimate.count());
  if (!task.fields.empty()) write_fields(json, task);
  write_gives(json, task);
  if (task.join == model::Join::any) json.key("join").value("any");
  json.key("key").value(task.key);
  if (!task.latest.empty()) json.key("latest").value(task.latest);
  json.key("maintenance_window").value(task.maintenance_window);
  json.key("milestone").value(task.kind == model::TaskKind::milestone);
  write_needs(json, task);
  json.key("owner").value(to_string(task.owner));
  write_text(json, "title", task.title);
  if (!task.updates.empty()) write_list(json, "updates", task.updates);
  if (!task.watchers.empty()) write_list(json, "watchers", task.watchers);
  json.end_object();
}

std::string sha256_hex(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available");
  }
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::string hex;
  for (unsigned i = 0; i < length; ++i) {
    hex += kHexDigits[digest[i] >> 4U];
    hex += kHexDigits[digest[i] & 0x0FU];
  }
  return hex;
}

}  // namespace

std::string hash_of(const model::DesiredChange& change) {
  JsonWriter json;
  json.begin_object();
  if (!change.latest.empty()) json.key("latest").value(change.latest);
  json.key("parameters").raw(change.parameters);
  if (!change.rollbacks.empty()) {
    json.key("rollbacks").begin_array();
    for (const auto& task : change.rollbacks) write_task(json, task);
    json.end_array();
  }
  json.key("tasks").begin_array();
  for (const auto& task : change.tasks) write_task(json, task);
  json.end_array()
      .key("template")
      .value(change.template_name)
      .key("version")
      .value(change.version)
      .end_object();
  return sha256_hex(json.text());
}

}  // namespace estafeta::tmpl
