// One JSON value from a text into flat tokens, in one pass and without copying what needs no unescaping.
//
// Inside document/ only: array_reader.cc feeds it. Says that a text is not good, not why; parse_json knows,
// and both must agree (tests/unit/document holds one against the other). Beside RapidJSON because large files
// are to be read at the speed of its bare parser, with what is done with them. Not safe for several threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connector/document/flat.h"
#include "connector/document/recurring.h"

namespace estafeta::document {

class FlatParser {
 public:
  explicit FlatParser(int depth_limit) : depth_limit_(depth_limit) {}

  // Objects under this key of the value are expected to come again.
  void expect_again(std::string key) { recurring_.emplace_back(std::move(key), RecurringTexts{}); }

  // Parses the value that `text` begins with; behind the text must stand kPadding bytes of zero. The length
  // of the value, or 0: no JSON, not UTF-8, too deep, a key that stands twice.
  std::size_t parse(std::string_view text);
  // The value; valid until the next parse() and as long as its text.
  FlatNode value() const { return FlatNode(tokens_.data()); }

  static constexpr std::size_t kPadding = 8;

 private:
  // Each takes what begins at `at` and gives what comes after it; null: it is not good.
  const char* take_value(const char* at);
  const char* take_map(const char* at);
  const char* take_member(const char* at, std::uint64_t& keys, bool& maybe_twice);
  const char* take_known(const char* at, RecurringTexts& texts);
  const char* take_list(const char* at);
  const char* take_string(const char* at);
  const char* take_escaped(const char* begin, const char* at);
  const char* take_number(const char* at);
  const char* take_word(const char* at, std::string_view word, Node::Kind kind);

  FlatToken& add(Node::Kind kind, const char* raw, const char* end);
  std::size_t open(Node::Kind kind, const char* at);
  const char* close(std::size_t token, const char* end);
  bool has_key_twice(std::size_t token);
  RecurringTexts* recurring_at(std::string_view key);

  int depth_limit_;
  int depth_ = 0;
  const char* end_ = nullptr;  // of the text
  std::vector<FlatToken> tokens_;
  std::size_t used_ = 0;  // of the tokens
  std::vector<char> unescaped_;
  std::size_t unescaped_length_ = 0;
  std::vector<std::string_view> keys_;
  std::vector<std::pair<std::string, RecurringTexts>> recurring_;
};

}  // namespace estafeta::document
