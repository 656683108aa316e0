// What the documents have in common. Inside render/ only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/phrase.h"
#include "connector/base/time.h"
#include "connector/calendar/calendar.h"
#include "connector/document/json_writer.h"
#include "connector/messages/catalogue.h"
#include "connector/model/words.h"
#include "connector/views/desk.h"
#include "connector/views/todo.h"

namespace estafeta::render {

// The values of a document are plain text, so its speaker's words must be plain too.
void write_sentences(document::JsonWriter& json, std::string_view key, const std::vector<base::Phrase>& all,
                     const messages::Speaker& speaker);
void write_date(document::JsonWriter& json, std::string_view key, const std::optional<base::Date>& date);
// `state` for programs, `state_text` for people, with the reason of a hold.
void write_state(document::JsonWriter& json, model::State state, model::HoldReason reason,
                 const messages::Speaker& speaker);
// Of a JSON Schema, what a form can ask for: `type`, `minimum`, `maximum`, `pattern`, `choices`, `default`,
// and of a list the same of its `items`. All else the connector checks.
void write_schema(document::JsonWriter& json, const std::string& schema);
// `open`: the working time from now until that instant, as pairs of instants; of very long ones the
// beginning.
void write_open_hours(document::JsonWriter& json, const calendar::Calendar& hours, base::Instant now,
                      base::Instant due);
void write_change(document::JsonWriter& json, const views::DeskChange& change,
                  const messages::Speaker& speaker);
void write_todo(document::JsonWriter& json, const views::TodoItem& item, const messages::Speaker& speaker);

}  // namespace estafeta::render
