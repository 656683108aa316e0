// One sentence of the catalogue, taken apart: plain text and the places where values go.
//
// `{name}` is a value, `{n:task|tasks}` a word chosen by the number n (a list counts its members),
// `{state@state}` the message `state.<value of state>`, `{{` and `}}` are literal braces. Plain data; no
// thread rule.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "connector/base/phrase.h"

namespace estafeta::messages {

struct Piece {
  enum class Kind { text, value, plural, lookup } kind = Kind::text;
  std::string text;                // the text itself, or the value's name
  std::vector<std::string> forms;  // plural: one word per form of the language
  std::string prefix;              // lookup: `state` of `{state@state}`

  friend bool operator==(const Piece&, const Piece&) = default;
};
using Sentence = std::vector<Piece>;

// The phrase says what is wrong with the braces.
tl::expected<Sentence, base::Phrase> parse_sentence(std::string_view text);

// Names of all values the sentence uses.
std::set<std::string> places(const Sentence& sentence);

// How many forms a counted word has (English 2, Russian 3), and which of them belongs to n. A language that
// is not known counts as English does.
std::size_t plural_forms(std::string_view language);
std::size_t plural_form(std::string_view language, std::int64_t n);

}  // namespace estafeta::messages
