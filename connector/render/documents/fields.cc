#include "connector/render/documents/fields.h"

#include "connector/render/desks/cells.h"

namespace estafeta::render {

using document::JsonWriter;
using messages::Speaker;

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

void write_todo(JsonWriter& json, const views::TodoItem& item, const Speaker& speaker) {
  json.object([&] {
    json.key("kind").value(to_string(item.kind));
    json.key("kind_text").value(speaker.word("desk_need", to_string(item.kind)));
    json.key("issue").value(item.issue).key("title").value(item.title).key("detail").value(item.detail);
    json.key("since").value(item.since).key("by").value(item.by).key("change").value(item.change);
  });
}

}  // namespace estafeta::render
