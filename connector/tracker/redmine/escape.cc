#include "connector/tracker/redmine/escape.h"

#include <algorithm>
#include <array>
#include <string>

#include "connector/base/text.h"

namespace estafeta::tracker::redmine {
namespace {

using base::append;
using base::decode;

constexpr char32_t kWordJoiner = 0x2060;

// What Redmine makes a link of when a colon and a name follow.
constexpr std::array<std::u32string_view, 11> kLinkWords{U"attachment", U"document", U"version", U"forum",
                                                         U"news",       U"message",  U"project", U"commit",
                                                         U"source",     U"export",   U"user"};

// What Textile makes a block of when a dot follows; h and fn have a number.
constexpr std::array<std::u32string_view, 9> kBlocks{U"p",   U"h",         U"bq",    U"fn", U"bc",
                                                     U"pre", U"notextile", U"table", U"div"};

bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char32_t c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char32_t c) {
  return c >= 'A' && c <= 'Z';
}
bool is_alnum(char32_t c) {
  return is_digit(c) || is_lower(c) || is_upper(c);
}
// Inside a word of these neither formatter looks for markup.
bool is_word(char32_t c) {
  return is_alnum(c) || (c >= 0x400 && c <= 0x52F);
}
bool is_space(char32_t c) {
  return c == ' ' || c == '\n';
}
bool is_one_of(char32_t c, std::u32string_view set) {
  return set.find(c) != std::u32string_view::npos;
}

bool is_dropped(char32_t c) {
  const bool control = (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0);
  const bool direction =
      c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return control || direction || c == 0x2028 || c == 0x2029;
}

// Without what is never shown and without indentation, which would begin a block of code.
std::u32string cleaned(std::string_view text) {
  std::u32string codes;
  for (char32_t c : decode(text)) {
    if (c == '\t') c = ' ';
    if (is_dropped(c) || (c == ' ' && (codes.empty() || codes.back() == '\n'))) continue;
    codes.push_back(c);
  }
  return codes;
}

class Escaper {
 public:
  Escaper(std::u32string text, bool within_line) : text_(std::move(text)), within_line_(within_line) {}

  std::string run() {
    for (at_ = 0; at_ < text_.size(); ++at_) {
      note_position();
      const std::size_t url = url_length();
      if (url > 0) {
        for (std::size_t end = at_ + url; at_ < end; ++at_) append(out_, text_[at_]);
        --at_;
        first_word_ = false;
        continue;
      }
      if (joins_before()) append(out_, kWordJoiner);
      put(text_[at_], begins_markup());
      if (joins_after()) append(out_, kWordJoiner);
    }
    return std::move(out_);
  }

 private:
  // 0 at the edges of the text: what stands beyond is not known.
  char32_t peek(std::ptrdiff_t offset) const {
    const auto at = static_cast<std::ptrdiff_t>(at_) + offset;
    return at < 0 || at >= static_cast<std::ptrdiff_t>(text_.size()) ? 0
                                                                     : text_[static_cast<std::size_t>(at)];
  }

  void put(char32_t c, bool as_entity) {
    if (as_entity) {
      out_ += "&#" + std::to_string(static_cast<unsigned>(c)) + ";";
    } else {
      append(out_, c);
    }
  }

  // Blocks begin with the first word of a line; the text itself may begin one.
  void note_position() {
    if (at_ == 0 || peek(-1) == '\n') {
      word_begin_ = at_;
      first_word_ = at_ > 0 || !within_line_;
    } else if (is_space(peek(-1))) {
      first_word_ = false;
    }
  }
  bool line_begins() const { return at_ == word_begin_ && first_word_; }

  bool inside_word() const { return is_word(peek(-1)) && is_word(peek(1)); }
  bool stands_alone() const { return !line_begins() && is_space(peek(-1)) && is_space(peek(1)); }
  bool doubled() const { return peek(-1) == peek(0) || peek(1) == peek(0); }

  bool begins_markup() const {
    const char32_t c = peek(0);
    if (is_one_of(c, U"*~^\"|{}[]<>\\`")) return true;
    if (c == '#') return line_begins() || doubled() || peek(1) == 0;  // else the joiner keeps it from linking
    if (is_one_of(c, U"_-+=")) return doubled() || !(inside_word() || stands_alone());
    return is_one_of(c, U"&%?!@(./)") && (begins_inline() || begins_block());
  }

  bool begins_inline() const {
    const char32_t before = peek(-1), after = peek(1);
    switch (peek(0)) {
      case '&':
        return begins_entity();
      case '%':
        return !(is_digit(before) || stands_alone()) || is_alnum(after);
      case '?':
        return doubled();
      case '!':
        return !is_word(before);
      case '@':
        return !is_alnum(before) || !is_alnum(after) || after_link_word();
      case '(':
        return begins_abbreviation();
      default:
        return false;
    }
  }

  // `&lt;`, `&#60;`, or what may become one with what comes after the text.
  bool begins_entity() const {
    std::size_t end = at_ + 1;
    while (end < text_.size() && (is_alnum(text_[end]) || text_[end] == '#')) ++end;
    return end == text_.size() || (end > at_ + 1 && text_[end] == ';');
  }

  // VLAN(north): capitals and digits, a word of their own as far as the text tells.
  bool begins_abbreviation() const {
    std::size_t begin = at_;
    while (begin > 0 && (is_upper(text_[begin - 1]) || is_digit(text_[begin - 1]))) --begin;
    if (begin == at_ || begin == 0) return begin != at_;
    return is_upper(text_[begin]) && at_ - begin > 1 && !is_word(text_[begin - 1]);
  }

  // `h1. `, `p(class). `, `bq.:cite `, `1. `, `1) `; in a cell of a table also `. `, `/2. ` and `(class). `.
  bool begins_block() const {
    const char32_t c = peek(0), after = peek(1);
    if (line_begins()) return is_one_of(c, U".(") || (c == '/' && is_digit(after));
    if (!first_word_) return false;
    const bool ends = after == 0 || is_space(after);
    if (ends && is_one_of(c, U".)") && is_number(word_begin_, at_)) return true;
    return c == '.' && (ends || after == ':') && is_block_sign();
  }

  bool is_number(std::size_t begin, std::size_t end) const {
    return begin < end && std::all_of(text_.begin() + static_cast<std::ptrdiff_t>(begin),
                                      text_.begin() + static_cast<std::ptrdiff_t>(end), is_digit);
  }

  // The word up to here: the name of a block with its number, then nothing but alignment and attributes.
  bool is_block_sign() const {
    std::size_t letters = word_begin_;
    while (letters < at_ && is_lower(text_[letters])) ++letters;
    std::size_t digits = letters;
    while (digits < at_ && is_digit(text_[digits])) ++digits;
    const std::u32string_view name = std::u32string_view(text_).substr(word_begin_, letters - word_begin_);
    if (std::find(kBlocks.begin(), kBlocks.end(), name) == kBlocks.end()) return false;
    return digits == at_ || is_one_of(text_[digits], U"-(");
  }

  // Between `commit` and its colon; also in an address that cannot stand as it is, or half of it would be a
  // link.
  bool joins_before() const {
    if (peek(0) == '.') return peek(-1) == 'w' && peek(-2) == 'w' && peek(-3) == 'w';
    if (peek(0) != ':' || peek(1) == 0 || is_space(peek(1))) return false;
    if (peek(1) == '/' && peek(2) == '/') return true;
    return after_link_word();
  }

  bool after_link_word() const {
    std::size_t begin = at_;
    while (begin > 0 && is_lower(text_[begin - 1])) --begin;
    const std::u32string_view word = std::u32string_view(text_).substr(begin, at_ - begin);
    return std::find(kLinkWords.begin(), kLinkWords.end(), word) != kLinkWords.end();
  }

  bool joins_after() const {
    const char32_t c = peek(0), after = peek(1);
    if (c == '#') return after != 0 && !is_space(after);
    if (c == '@')
      return (!is_alnum(peek(-1)) || after_link_word()) && (is_alnum(after) || is_one_of(after, U"_-@."));
    if (c == '{' || c == '[') return after == c || after == 0;
    return c == 'r' && is_revision();
  }

  // r12, as a word.
  bool is_revision() const {
    if (!is_digit(peek(1)) || (is_alnum(peek(-1)) && !after_link_word())) return false;
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    return end == text_.size() || !is_alnum(text_[end]);
  }

  // How much of the text is a plain address that can stand as it is; 0: none begins here.
  std::size_t url_length() const {
    if (!(peek(-1) == 0 || is_space(peek(-1)) || peek(-1) == '(')) return 0;
    const std::u32string_view rest = std::u32string_view(text_).substr(at_);
    const std::size_t scheme = scheme_length(rest);
    if (scheme == 0) return 0;
    std::size_t length = scheme;
    while (length < rest.size() && (is_alnum(rest[length]) || is_one_of(rest[length], U":/.?=&%_#+-")))
      ++length;
    while (length > scheme && is_one_of(rest[length - 1], U".?:&%_#+-")) --length;
    // Whatever hangs on to an address becomes part of the link.
    const std::size_t tail = rest.find_first_not_of(U".:),;", length);
    const bool ends = tail == std::u32string_view::npos || is_space(rest[tail]);
    return ends && length > scheme && is_harmless(rest.substr(0, length)) ? length : 0;
  }

  static std::size_t scheme_length(std::u32string_view text) {
    for (const std::u32string_view scheme : {U"https://", U"http://", U"www."}) {
      if (text.starts_with(scheme)) return scheme.size();
    }
    return 0;
  }

  static bool is_harmless(std::u32string_view url) {
    for (std::size_t i = 1; i + 1 < url.size(); ++i) {
      if (url[i] == '_' && !(is_alnum(url[i - 1]) && is_alnum(url[i + 1]))) return false;
      if (url[i] == '-' && !is_alnum(url[i + 1])) return false;
      if (url[i] == '-' && url[i + 1] == 'r' && i + 2 < url.size() && is_digit(url[i + 2])) return false;
    }
    return true;
  }

  std::u32string text_;
  bool within_line_;
  std::size_t at_ = 0;
  std::size_t word_begin_ = 0;
  bool first_word_ = true;
  std::string out_;
};

}  // namespace

std::string escape_markup(std::string_view text, bool within_line) {
  return Escaper(cleaned(text), within_line).run();
}

std::string without_escapes(std::string_view text) {
  std::string shown;
  const auto codes = decode(text);
  for (std::size_t at = 0; at < codes.size(); ++at) {
    if (codes[at] == kWordJoiner) continue;
    char32_t number = 0;
    std::size_t end = at + 2;
    const bool may_be_entity = codes[at] == '&' && at + 1 < codes.size() && codes[at + 1] == '#';
    constexpr std::size_t kDigits = 7;
    while (may_be_entity && end < codes.size() && is_digit(codes[end]) && end - at - 2 < kDigits)
      number = number * 10 + (codes[end++] - '0');
    if (may_be_entity && end > at + 2 && end < codes.size() && codes[end] == ';') {
      append(shown, number);
      at = end;
    } else {
      append(shown, codes[at]);
    }
  }
  return shown;
}

}  // namespace estafeta::tracker::redmine
