// A sentence not yet worded: the key of a message and the values it is filled with.
//
// Rooms that decide or detect something make phrases; only messages/ turns them into words, in the language
// of whoever reads them. A phrase is plain data: compare, copy and store it freely. No thread rule.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace estafeta::base {

// Whole seconds UTC. Zones exist only in calendars and in what people read.
using Instant = std::chrono::sys_seconds;
using Seconds = std::chrono::seconds;

struct Phrase;

// What may fill a place in a sentence. Text is foreign unless it came from a mapping: render escapes it.
// A vector of phrases is worded one by one and joined as a list ("a, b and c").
using PhraseValue =
    std::variant<std::string, std::int64_t, Instant, Seconds, std::vector<std::string>, std::vector<Phrase>>;

struct Phrase {
  std::string key;  // e.g. "gate.too_early"; every key stands in mappings/messages/{en,ru}.yaml
  std::vector<std::pair<std::string, PhraseValue>> values;

  Phrase() = default;
  explicit Phrase(std::string k) : key(std::move(k)) {}
  Phrase(std::string k, std::vector<std::pair<std::string, PhraseValue>> v)
      : key(std::move(k)), values(std::move(v)) {}

  // The value of that name, or null.
  const PhraseValue* find(std::string_view name) const;

  friend bool operator==(const Phrase&, const Phrase&) = default;
};

// For logs and test failures, never for people: `gate.too_early{task=12/web, open=[12/linux]}`.
std::string to_string(const Phrase& phrase);

}  // namespace estafeta::base
