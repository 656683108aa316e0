#include "connector/service/cursor.h"

#include "connector/document/json_writer.h"
#include "connector/document/node.h"

namespace estafeta::service {

std::string to_text(const tracker::PollCursor& cursor) {
  document::JsonWriter json;
  json.begin_object().key("watermark");
  if (cursor.watermark) {
    json.value(*cursor.watermark);
  } else {
    json.null();
  }
  json.key("seen").begin_object();
  for (const auto& [issue, updated] : cursor.seen) json.key(to_string(issue)).value(updated);
  return json.end_object().end_object().text();
}

tracker::PollCursor cursor_from(const std::string& text) {
  const auto read = document::parse_json(text, "cursor");
  const document::Node* watermark = read ? read->find("watermark") : nullptr;
  const document::Node* seen = read ? read->find("seen") : nullptr;
  tracker::PollCursor cursor;
  if (watermark == nullptr || seen == nullptr) return cursor;
  cursor.watermark = base::parse_instant(watermark->text);
  for (const auto& [key, value] : seen->entries) {
    const auto at = base::parse_instant(value.text);
    const bool is_number = !key.text.empty() && key.text.size() < 19 &&
                           key.text.find_first_not_of("0123456789") == std::string::npos;
    if (at && is_number) cursor.seen[{std::stoll(key.text)}] = *at;
  }
  return cursor;
}

}  // namespace estafeta::service
