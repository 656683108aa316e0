#include "connector/service/site/cursor.h"

#include <algorithm>

#include "connector/document/json.h"
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
  json.end_object();
  if (cursor.place) {
    json.key("place").begin_object().key("from").value(cursor.place->from);
    json.key("until").value(cursor.place->until);
    if (cursor.place->after) json.key("after").value(to_string(*cursor.place->after));
    json.end_object();
  }
  if (!cursor.feed.empty()) json.key("feed").value(cursor.feed);
  return json.end_object().text();
}

namespace {

std::optional<base::IssueId> id_from(const std::string& text) {
  const bool is_number =
      !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number) return std::nullopt;
  return base::IssueId{std::stoll(text)};
}

// A place that cannot be read: the poll begins anew, which only takes longer.
std::optional<tracker::PollCursor::Place> place_from(const document::Node& node) {
  const document::Node* from = node.find("from");
  const document::Node* until = node.find("until");
  const document::Node* after = node.find("after");
  if (from == nullptr || until == nullptr) return std::nullopt;
  const auto begins = base::parse_instant(from->text), ends = base::parse_instant(until->text);
  if (!begins || !ends) return std::nullopt;
  return tracker::PollCursor::Place{*begins, after == nullptr ? std::nullopt : id_from(after->text), *ends};
}

}  // namespace

tracker::PollCursor cursor_from(const std::string& text) {
  const auto read = document::parse_json(text, "cursor");
  const document::Node* watermark = read ? read->find("watermark") : nullptr;
  const document::Node* seen = read ? read->find("seen") : nullptr;
  tracker::PollCursor cursor;
  if (watermark == nullptr || seen == nullptr) return cursor;
  cursor.watermark = base::parse_instant(watermark->text);
  for (const auto& [key, value] : seen->entries) {
    const auto at = base::parse_instant(value.text);
    const auto id = id_from(key.text);
    if (at && id) cursor.seen[*id] = *at;
  }
  if (const document::Node* place = read->find("place")) cursor.place = place_from(*place);
  if (const document::Node* feed = read->find("feed")) cursor.feed = feed->text;
  return cursor;
}

namespace {

std::string cursor_of(const std::string& part) {
  return std::string(kPollCursor) + "/" + part;
}

// Everything before it was seen; none: nothing was.
std::optional<base::Instant> came_to(const tracker::PollCursor& cursor) {
  return cursor.place ? std::optional(cursor.place->from) : cursor.watermark;
}

// Of these parts; empty: one of them was never looked at.
base::Result<std::string> oldest(store::Store& store, const std::set<std::string>& parts) {
  std::set<std::string> texts;
  for (const auto& part : parts) {
    auto text = store.value(cursor_of(part));
    if (text && !*text) text = store.value(kPollCursor);  // from when nobody shared the work
    if (!text) return base::fail(text.error());
    texts.insert(text->value_or(""));
  }
  if (texts.size() == 1) return *texts.begin();
  std::optional<base::Instant> first;
  for (const auto& text : texts) {
    const auto here = came_to(cursor_from(text));
    if (!here) return std::string();
    first = std::min(first.value_or(*here), *here);
  }
  tracker::PollCursor cursor;
  cursor.watermark = first;
  return first ? to_text(cursor) : std::string();
}

}  // namespace

base::Result<tracker::PollCursor> read_cursor(store::Store& store, const Share& share) {
  if (share.is_all()) {
    const auto stored = store.value(kPollCursor);
    if (!stored) return base::fail(stored.error());
    return cursor_from(stored->value_or(""));
  }
  const auto text = oldest(store, share.held());
  if (!text) return base::fail(text.error());
  return cursor_from(*text);
}

base::Status keep_cursor(store::Store& store, const Share& share, const tracker::PollCursor& cursor) {
  const auto text = to_text(cursor);
  if (share.is_all()) return store.set_value(kPollCursor, text);
  for (const auto& part : share.held()) {
    if (auto kept = store.set_value(cursor_of(part), text); !kept.ok()) return kept;
  }
  if (!share.has_site()) return {};
  const auto all = oldest(store, share.all());
  if (!all) return all.error();
  return all->empty() ? base::Status() : store.set_value(kPollCursor, *all);
}

}  // namespace estafeta::service
