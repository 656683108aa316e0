#include "connector/base/text.h"

namespace estafeta::base {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

std::size_t length_of(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

// The code point at `at`, which moves past it; a byte that begins none counts alone.
char32_t next(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = length_of(lead);
  if (length == 1 || length == 0 || at + length > text.size()) {
    ++at;
    return length == 1 ? lead : kReplacement;
  }
  char32_t code = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0) != 0x80) {
      ++at;
      return kReplacement;
    }
    code = (code << 6) | (byte & 0x3Fu);
  }
  at += length;
  return code;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::u32string decode(std::string_view text) {
  std::u32string codes;
  for (std::size_t at = 0; at < text.size();) codes.push_back(next(text, at));
  return codes;
}

void append(std::string& text, char32_t c) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0 | (c >> 6));
    tail(0);
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0 | (c >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | (c >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string clip(std::string_view text, std::size_t code_points) {
  const std::u32string codes = decode(text);
  if (codes.size() <= code_points || code_points == 0) return std::string(text);
  std::string clipped;
  for (std::size_t i = 0; i + 1 < code_points; ++i) append(clipped, codes[i]);
  return clipped + "…";
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool space = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!space) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string small_letters(std::string_view text) {
  std::string small;
  for (char32_t c : decode(text)) {
    const bool is_latin = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
    const bool is_cyrillic = c >= 0x410 && c <= 0x42F;
    if (is_latin || is_cyrillic) c += 0x20;
    if (c >= 0x400 && c <= 0x40F) c += 0x50;
    append(small, c);
  }
  return small;
}

}  // namespace estafeta::base
