#include "connector/render/documents/fields.h"

#include <algorithm>

#include "connector/document/json.h"
#include "connector/render/desks/cells.h"

namespace estafeta::render {

using document::JsonWriter;
using document::Node;
using messages::Speaker;

namespace {

// Of a target longer than so many working days the page counts down in words alone.
constexpr std::size_t kOpenIntervals = 60;

// A value that may be null may be left empty.
void write_type(JsonWriter& json, const Node& type) {
  if (!type.is_list()) {
    json.key("type").value(type.text);
    return;
  }
  const auto is_null = [](const Node& one) { return one.text == "null"; };
  const auto first = std::find_if_not(type.items.begin(), type.items.end(), is_null);
  if (first != type.items.end()) json.key("type").value(first->text);
  if (std::any_of(type.items.begin(), type.items.end(), is_null)) json.key("optional").value(true);
}

void write_node(JsonWriter& json, const Node& schema) {
  if (const auto* type = schema.find("type"); type != nullptr) write_type(json, *type);
  for (const char* word : {"minimum", "maximum", "pattern", "default"}) {
    if (const auto* found = schema.find(word); found != nullptr)
      json.key(word).raw(document::to_json(*found));
  }
  if (const auto* choices = schema.find("enum"); choices != nullptr) {
    json.key("choices").list(choices->items, [&](const Node& one) { json.value(one.text); });
  }
  if (const auto* items = schema.find("items"); items != nullptr && items->is_map())
    json.key("items").object([&] { write_node(json, *items); });
}

}  // namespace

void write_schema(JsonWriter& json, const std::string& schema) {
  if (const auto node = document::parse_json(schema, "schema")) write_node(json, *node);
}

void write_sentences(JsonWriter& json, std::string_view key, const std::vector<base::Phrase>& all,
                     const Speaker& speaker) {
  json.key(key).list(all, [&](const base::Phrase& phrase) { json.value(speaker.say(phrase)); });
}

void write_date(JsonWriter& json, std::string_view key, const std::optional<base::Date>& date) {
  json.key(key).text_or_null(date ? base::format_date(*date) : "");
}

void write_state(JsonWriter& json, model::State state, model::HoldReason reason, const Speaker& speaker) {
  json.key("state").value(to_string(state)).key("state_text").value(state_cell(state, reason, speaker));
}

void write_open_hours(JsonWriter& json, const calendar::Calendar& hours, base::Instant now,
                      base::Instant due) {
  json.key("open").begin_array();
  auto at = now;
  for (std::size_t i = 0; i < kOpenIntervals && at < due; ++i) {
    const auto open = hours.interval_at_or_after(at);
    if (!open || open->start >= due) break;
    const auto end = std::min(open->end, due);
    json.begin_array().value(std::max(open->start, at)).value(end).end_array();
    at = end;
  }
  json.end_array();
}

void write_change(JsonWriter& json, const views::DeskChange& change, const Speaker& speaker) {
  json.object([&] {
    json.key("id").value(change.issue).key("title").value(change.title);
    write_state(json, change.state, model::HoldReason::none, speaker);
    json.key("holder").value(change.holder).key("done").value(change.done).key("total").value(change.total);
    write_date(json, "forecast", change.forecast);
    write_date(json, "promised", change.promised);
  });
}

void write_todo(JsonWriter& json, const views::TodoItem& item, const Speaker& speaker) {
  json.object([&] {
    json.key("kind").value(to_string(item.kind));
    json.key("kind_text").value(speaker.word("desk_need", to_string(item.kind)));
    json.key("issue").value(item.issue).key("title").value(item.title).key("detail").value(item.detail);
    json.key("since").value(item.since).key("by").value(item.by).key("change").value(item.change);
  });
}

}  // namespace estafeta::render
