// Writes JSON piece by piece: objects, keys and values in the order they are called.
//
// The caller keeps the pieces in a meaningful order (a key before each value of an object); texts must be
// UTF-8 and are escaped here. A writer without indentation makes one line. Not safe for several threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "connector/base/ids.h"
#include "connector/base/time.h"

namespace estafeta::document {

class JsonWriter {
 public:
  // Spaces for each level; 0: everything on one line without spaces.
  explicit JsonWriter(int indent = 0);
  ~JsonWriter();
  JsonWriter(JsonWriter&&) noexcept;
  JsonWriter& operator=(JsonWriter&&) noexcept;

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(bool yes);
  JsonWriter& value(base::Instant instant);  // "2026-06-15T07:00:00Z"
  JsonWriter& value(base::Seconds time) { return value(static_cast<std::int64_t>(time.count())); }
  template <typename Tag, typename Representation>
  JsonWriter& value(const base::StrongId<Tag, Representation>& id) {
    return value(id.value);
  }
  template <typename Value>
  JsonWriter& value(const std::optional<Value>& one) {
    return one ? value(*one) : null();
  }
  JsonWriter& null();
  JsonWriter& text_or_null(std::string_view text) { return text.empty() ? null() : value(text); }

  // `body` writes the keys and values, `put` writes one of them.
  template <typename Body>
  JsonWriter& object(Body body) {
    begin_object();
    body();
    return end_object();
  }
  template <typename List, typename Put>
  JsonWriter& list(const List& all, Put put) {
    begin_array();
    for (const auto& one : all) put(one);
    return end_array();
  }
  template <typename List>
  JsonWriter& values(const List& all) {
    return list(all, [this](const auto& one) { this->value(one); });
  }

  // A number or another piece of JSON as it stands; must be valid.
  JsonWriter& raw(std::string_view json);

  // What was written so far; whole once every object and array is closed.
  std::string text() const;
  std::string_view view() const;  // valid until the next call
  // Begins anew, with the memory it has.
  void clear();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace estafeta::document
