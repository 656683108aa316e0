#include "connector/document/flat_parser.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "connector/document/source.h"

namespace estafeta::document {
namespace {

// The high bit of each of eight letters that is a quote, a backslash or a control character; exact for the
// first of them, which is all that is asked for.
std::uint64_t special(std::uint64_t letters) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHighs = 0x8080808080808080U;
  const auto zero = [](std::uint64_t word) { return (word - kOnes) & ~word; };
  const std::uint64_t control = (letters - kOnes * 0x20) & ~letters;
  return (zero(letters ^ (kOnes * '"')) | zero(letters ^ (kOnes * '\\')) | control) & kHighs;
}

// The first letter that needs a look.
const char* skip_plain(const char* at) {
  static_assert(std::endian::native == std::endian::little, "the first letter is the lowest byte");
  for (;; at += sizeof(std::uint64_t)) {
    std::uint64_t letters = 0;
    std::memcpy(&letters, at, sizeof letters);
    if (const std::uint64_t found = special(letters); found != 0) return at + std::countr_zero(found) / 8;
  }
}

const char* skip_space(const char* at) {
  while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') ++at;
  return at;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// At least one digit; null where there is none.
const char* skip_digits(const char* at) {
  if (!is_digit(*at)) return nullptr;
  while (is_digit(*at)) ++at;
  return at;
}

// One of 64 bits; keys that people use together seldom share one.
std::uint64_t bit_of(std::string_view key) {
  if (key.empty()) return 1;
  const auto letter = [key](std::size_t i) { return static_cast<unsigned char>(key[i]); };
  const std::size_t size = key.size();
  return std::uint64_t{1} << ((size * 5 + letter(0) + letter(size - 1) * 7U + letter(size / 2) * 3U) % 64);
}

// Takes the text of a single string.
struct TextHandler : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, TextHandler> {
  bool String(const char* begin, rapidjson::SizeType length, bool) {
    text.assign(begin, length);
    return true;
  }
  std::string text;
};

}  // namespace

// Tokens are made in plenty, so that most need no look at how many there are.
inline FlatToken& FlatParser::add(Node::Kind kind, const char* raw, const char* end) {
  if (used_ == tokens_.size()) tokens_.resize(std::max<std::size_t>(1024, 2 * used_));
  FlatToken& token = tokens_[used_++];
  token = FlatToken{};
  token.raw = raw;
  token.raw_length = static_cast<std::uint32_t>(end - raw);
  token.kind = kind;
  return token;
}

std::size_t FlatParser::parse(std::string_view text) {
  used_ = 0;
  depth_ = 0;
  end_ = text.data() + text.size();
  unescaped_.resize(std::max(unescaped_.size(), text.size()));  // an escape is longer than what it means
  unescaped_length_ = 0;
  const char* end = take_value(text.data());
  if (end == nullptr || end > end_) return 0;
  const auto length = static_cast<std::size_t>(end - text.data());
  return is_utf8(text.substr(0, length)) ? length : 0;
}

const char* FlatParser::take_value(const char* at) {
  switch (*at) {
    case '"':
      return take_string(at);
    case '{':
      return take_map(at);
    case '[':
      return take_list(at);
    case 't':
      return take_word(at, "true", Node::Kind::boolean);
    case 'f':
      return take_word(at, "false", Node::Kind::boolean);
    case 'n':
      return take_word(at, "null", Node::Kind::null);
    default:
      return take_number(at);
  }
}

const char* FlatParser::take_map(const char* at) {
  if (depth_ == depth_limit_) return nullptr;
  const std::size_t token = open(Node::Kind::map, at);
  std::uint64_t keys = 0;
  bool maybe_twice = false;
  at = skip_space(at + 1);
  if (*at == '}') return close(token, at + 1);
  for (;;) {
    at = take_member(at, keys, maybe_twice);
    if (at == nullptr) return nullptr;
    at = skip_space(at);
    if (*at != ',') break;
    at = skip_space(at + 1);
  }
  if (*at != '}' || (maybe_twice && has_key_twice(token))) return nullptr;
  return close(token, at + 1);
}

const char* FlatParser::take_member(const char* at, std::uint64_t& keys, bool& maybe_twice) {
  at = *at == '"' ? take_string(at) : nullptr;
  if (at == nullptr) return nullptr;
  const std::string_view key = FlatNode(&tokens_[used_ - 1]).text();
  const std::uint64_t bit = bit_of(key);
  maybe_twice = maybe_twice || (keys & bit) != 0;
  keys |= bit;
  at = skip_space(at);
  if (*at != ':') return nullptr;
  at = skip_space(at + 1);
  RecurringTexts* const recurring = depth_ == 1 && *at == '{' ? recurring_at(key) : nullptr;
  return recurring != nullptr ? take_known(at, *recurring) : take_value(at);
}

// Passes over the value if its text came before.
const char* FlatParser::take_known(const char* at, RecurringTexts& texts) {
  const std::string_view ahead(at, static_cast<std::size_t>(end_ - at));
  if (const auto* known = texts.find(ahead)) {
    const char* const end = at + known->text.size();
    add(Node::Kind::map, at, end).recurrence = known->number;
    return end;
  }
  const std::size_t token = used_;
  const char* const end = take_map(at);
  if (end != nullptr) tokens_[token].recurrence = texts.add(FlatNode(&tokens_[token]).raw());
  return end;
}

const char* FlatParser::take_list(const char* at) {
  if (depth_ == depth_limit_) return nullptr;
  const std::size_t token = open(Node::Kind::list, at);
  at = skip_space(at + 1);
  if (*at == ']') return close(token, at + 1);
  for (;;) {
    at = take_value(at);
    if (at == nullptr) return nullptr;
    at = skip_space(at);
    if (*at != ',') break;
    at = skip_space(at + 1);
  }
  return *at == ']' ? close(token, at + 1) : nullptr;
}

const char* FlatParser::take_string(const char* at) {
  const char* const end = skip_plain(at + 1);
  if (*end != '"') return *end == '\\' ? take_escaped(at, end) : nullptr;
  FlatToken& token = add(Node::Kind::string, at, end + 1);
  token.text = at + 1;
  token.text_length = static_cast<std::uint32_t>(end - at - 1);
  return end + 1;
}

// What escapes mean is RapidJSON's affair.
const char* FlatParser::take_escaped(const char* begin, const char* at) {
  while (*at == '\\') at = skip_plain(at[1] == '"' || at[1] == '\\' ? at + 2 : at + 1);
  if (*at != '"' || at >= end_) return nullptr;
  rapidjson::MemoryStream stream(begin, static_cast<std::size_t>(at + 1 - begin));
  TextHandler handler;
  rapidjson::Reader reader;
  if (reader.Parse(stream, handler).IsError()) return nullptr;
  FlatToken& token = add(Node::Kind::string, begin, at + 1);
  token.text = unescaped_.data() + unescaped_length_;
  token.text_length = static_cast<std::uint32_t>(handler.text.size());
  std::copy(handler.text.begin(), handler.text.end(), unescaped_.data() + unescaped_length_);
  unescaped_length_ += handler.text.size();
  return at + 1;
}

const char* FlatParser::take_number(const char* at) {
  const char* const begin = at;
  if (*at == '-') ++at;
  at = *at == '0' ? at + 1 : skip_digits(at);
  const char* const digits_end = at;
  if (at != nullptr && *at == '.') at = skip_digits(at + 1);
  if (at != nullptr && (*at == 'e' || *at == 'E')) {
    ++at;
    at = skip_digits(*at == '+' || *at == '-' ? at + 1 : at);
  }
  if (at == nullptr) return nullptr;
  FlatToken& token = add(at == digits_end ? Node::Kind::integer : Node::Kind::real, begin, at);
  token.text = token.raw;
  token.text_length = token.raw_length;
  return at;
}

const char* FlatParser::take_word(const char* at, std::string_view word, Node::Kind kind) {
  if (std::strncmp(at, word.data(), word.size()) != 0) return nullptr;
  FlatToken& token = add(kind, at, at + word.size());
  if (kind != Node::Kind::null) {
    token.text = token.raw;
    token.text_length = token.raw_length;
  }
  return at + word.size();
}

std::size_t FlatParser::open(Node::Kind kind, const char* at) {
  add(kind, at, at);
  ++depth_;
  return used_ - 1;
}

const char* FlatParser::close(std::size_t token, const char* end) {
  --depth_;
  tokens_[token].span = static_cast<std::uint32_t>(used_ - token);
  tokens_[token].raw_length = static_cast<std::uint32_t>(end - tokens_[token].raw);
  return end;
}

bool FlatParser::has_key_twice(std::size_t token) {
  keys_.clear();
  const FlatNode end(tokens_.data() + used_);
  for (FlatNode key = FlatNode(&tokens_[token]).first(); key != end; key = key.next().next()) {
    keys_.push_back(key.text());
  }
  std::sort(keys_.begin(), keys_.end());
  return std::adjacent_find(keys_.begin(), keys_.end()) != keys_.end();
}

// What is kept for that key; null: its values are not expected again.
RecurringTexts* FlatParser::recurring_at(std::string_view key) {
  if (tokens_.front().kind != Node::Kind::map) return nullptr;
  for (auto& [name, texts] : recurring_) {
    if (name == key) return &texts;
  }
  return nullptr;
}

}  // namespace estafeta::document
