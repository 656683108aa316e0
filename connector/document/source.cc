#include "connector/document/source.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace estafeta::document {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

struct Lead {
  unsigned char from;
  unsigned char to;
  std::size_t length;
  unsigned char second_from;  // the range of the second byte keeps out overlong forms and surrogates
  unsigned char second_to;
};

constexpr std::array<Lead, 9> kLeads{{{0x00, 0x7F, 1, 0x00, 0xFF},
                                      {0xC2, 0xDF, 2, 0x80, 0xBF},
                                      {0xE0, 0xE0, 3, 0xA0, 0xBF},
                                      {0xE1, 0xEC, 3, 0x80, 0xBF},
                                      {0xED, 0xED, 3, 0x80, 0x9F},
                                      {0xEE, 0xEF, 3, 0x80, 0xBF},
                                      {0xF0, 0xF0, 4, 0x90, 0xBF},
                                      {0xF1, 0xF3, 4, 0x80, 0xBF},
                                      {0xF4, 0xF4, 4, 0x80, 0x8F}}};

struct OddSpace {
  std::string_view bytes;
  const char* name;
};

constexpr std::array<OddSpace, 19> kOddSpaces{{{"\xC2\xA0", "no_break_space"},
                                               {"\xE2\x80\xAF", "narrow_no_break_space"},
                                               {"\xE2\x80\x8B", "invisible_character"},
                                               {"\xE2\x81\xA0", "invisible_character"},
                                               {"\xEF\xBB\xBF", "invisible_character"},
                                               {"\xE1\x9A\x80", "unusual_space"},
                                               {"\xE2\x80\x80", "unusual_space"},
                                               {"\xE2\x80\x81", "unusual_space"},
                                               {"\xE2\x80\x82", "unusual_space"},
                                               {"\xE2\x80\x83", "unusual_space"},
                                               {"\xE2\x80\x84", "unusual_space"},
                                               {"\xE2\x80\x85", "unusual_space"},
                                               {"\xE2\x80\x86", "unusual_space"},
                                               {"\xE2\x80\x87", "unusual_space"},
                                               {"\xE2\x80\x88", "unusual_space"},
                                               {"\xE2\x80\x89", "unusual_space"},
                                               {"\xE2\x80\x8A", "unusual_space"},
                                               {"\xE2\x81\x9F", "unusual_space"},
                                               {"\xE3\x80\x80", "unusual_space"}}};

// With which they begin: most text in other scripts need not be compared with each.
constexpr std::string_view kOddLeads = "\xC2\xE1\xE2\xE3\xEF";
static_assert(std::all_of(kOddSpaces.begin(), kOddSpaces.end(), [](const OddSpace& space) {
  return kOddLeads.find(space.bytes.front()) != std::string_view::npos;
}));

const OddSpace* find_odd_space(std::string_view text, std::size_t offset) {
  if (offset >= text.size() || kOddLeads.find(text[offset]) == std::string_view::npos) return nullptr;
  const auto ahead = text.substr(offset);
  const auto* found = std::find_if(kOddSpaces.begin(), kOddSpaces.end(),
                                   [&](const OddSpace& space) { return ahead.starts_with(space.bytes); });
  return found == kOddSpaces.end() ? nullptr : found;
}

bool is_forbidden_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 && character != '\t' && character != '\n' && character != '\r';
}

}  // namespace

std::size_t sequence_length(std::string_view text, std::size_t offset) {
  const auto first = static_cast<unsigned char>(text[offset]);
  const auto* lead = std::find_if(kLeads.begin(), kLeads.end(),
                                  [first](const Lead& l) { return first >= l.from && first <= l.to; });
  if (lead == kLeads.end() || offset + lead->length > text.size()) return 0;
  if (lead->length == 1) return 1;
  const auto second = static_cast<unsigned char>(text[offset + 1]);
  if (second < lead->second_from || second > lead->second_to) return 0;
  for (std::size_t i = 2; i < lead->length; ++i) {
    if (!is_continuation(text[offset + i])) return 0;
  }
  return lead->length;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    std::uint64_t letters = 0;
    if (i + sizeof letters <= text.size()) std::memcpy(&letters, text.data() + i, sizeof letters);
    const bool plain = i + sizeof letters <= text.size() && (letters & 0x8080808080808080U) == 0;
    const std::size_t length = plain ? sizeof letters : sequence_length(text, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

std::size_t code_points(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_continuation));
}

std::string shorten(std::string_view text, std::size_t limit) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_continuation(text[i]) && seen++ == limit) return std::string(text.substr(0, i)) + "…";
  }
  return std::string(text);
}

std::size_t odd_space(std::string_view text, std::size_t offset) {
  const auto* found = find_odd_space(text, offset);
  return found == nullptr ? 0 : found->bytes.size();
}

const char* odd_space_name(std::string_view text, std::size_t offset) {
  const auto* found = find_odd_space(text, offset);
  return found == nullptr ? "" : found->name;
}

Source::Source(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }
}

base::Location Source::at_offset(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::size_t>(after - line_starts_.begin()) - 1;
  return at_line(line, offset - line_starts_[line]);
}

base::Location Source::at_line(std::size_t line, std::size_t column) const {
  line = std::min(line, line_starts_.size() - 1);
  const auto offset = std::min(line_starts_[line] + column, text_.size());
  if (line != last_.line || offset < last_.offset) last_ = {line, line_starts_[line], 0};
  last_.code_points += code_points(text_.substr(last_.offset, offset - last_.offset));
  last_.offset = offset;
  return {file_, static_cast<int>(line) + 1, static_cast<int>(last_.code_points) + 1};
}

std::size_t Source::offset_of(const base::Location& where) const {
  const auto line = static_cast<std::size_t>(std::max(where.line, 1)) - 1;
  if (line >= line_starts_.size()) return text_.size();
  auto offset = line_starts_[line];
  for (int column = 1; column < where.column && offset < text_.size() && text_[offset] != '\n'; ++column) {
    offset += std::max<std::size_t>(sequence_length(text_, offset), 1);
  }
  return offset;
}

std::optional<base::Diagnostic> Source::problem(std::size_t byte_limit) const {
  if (text_.size() > byte_limit) {
    return base::Diagnostic{
        base::Severity::error,
        base::Phrase("document.too_large", {{"limit", static_cast<std::int64_t>(byte_limit)}}),
        {file_, 0, 0}};
  }
  for (std::size_t i = 0; i < text_.size();) {
    const auto length = sequence_length(text_, i);
    if (length == 0)
      return base::Diagnostic{base::Severity::error, base::Phrase("document.not_utf8"), at_offset(i)};
    if (is_forbidden_control(text_[i])) {
      return base::Diagnostic{base::Severity::error, base::Phrase("document.control_character"),
                              at_offset(i)};
    }
    i += length;
  }
  return std::nullopt;
}

}  // namespace estafeta::document
