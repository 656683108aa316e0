#include "connector/service/incidents/judgement_text.h"

#include <algorithm>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"

namespace estafeta::service {

namespace {

void write_instant(document::JsonWriter& json, const std::optional<base::Instant>& instant) {
  if (instant) {
    json.value(*instant);
  } else {
    json.null();
  }
}

}  // namespace

std::string text_of(const model::Judgement& judgement) {
  document::JsonWriter json;
  json.begin_object().key("verdict").value(std::string(to_string(judgement.verdict)));
  json.key("clocks").begin_object();
  for (const auto& clock : judgement.clocks) {
    json.key(clock.clock).begin_object();
    json.key("state").value(std::string(to_string(clock.state)));
    json.key("due");
    write_instant(json, clock.due);
    json.key("stopped_at");
    write_instant(json, clock.stopped_at);
    json.key("breached_at");
    write_instant(json, clock.breached_at);
    if (clock.cycles) {
      json.key("cycle").value(std::int64_t{clock.cycles->number});
      json.key("cycles").value(std::int64_t{clock.cycles->judged});
      json.key("breached_cycles").value(std::int64_t{clock.cycles->breached});
    }
    json.end_object();
  }
  return json.end_object().end_object().text();
}

std::optional<base::Instant> first_breach_in(const std::string& text) {
  const auto tree = document::parse_json(text, "");
  const auto* clocks = tree ? tree->find("clocks") : nullptr;
  std::optional<base::Instant> first;
  if (clocks == nullptr) return first;
  for (const auto& [name, clock] : clocks->entries) {
    const bool is_over = !clock.text_at("stopped_at").empty() || !clock.text_at("breached_at").empty();
    const auto due = base::parse_instant(clock.text_at("due"));
    if (due && !is_over) first = std::min(first.value_or(*due), *due);
  }
  return first;
}

}  // namespace estafeta::service
