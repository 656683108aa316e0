#include "connector/render/kit/text.h"

#include <algorithm>
#include <array>

namespace estafeta::render {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Range {
  char32_t first;
  char32_t last;
};
// Combining marks, joiners and variation selectors take no column; East Asian wide characters and pictographs
// two.
constexpr std::array<Range, 4> kNarrow{
    {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x2060, 0x2064}, {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 7> kWide{{{0x1100, 0x115F},
                                      {0x2E80, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0x1F300, 0x1FAFF}}};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const Range& r) { return c >= r.first && c <= r.last; });
}

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

std::string_view trim_right(std::string_view line) {
  while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
  return line;
}

std::vector<std::size_t> widths(const Table& table) {
  std::vector<std::size_t> columns(table.heads.size());
  const auto take = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < columns.size() && i < row.size(); ++i)
      columns[i] = std::max(columns[i], width(row[i]));
  };
  take(table.heads);
  for (const auto& row : table.rows) take(row);
  return columns;
}

std::string markup_row(const std::vector<std::string>& cells, const char* before) {
  std::string row = "|";
  for (const std::string& cell : cells) {
    const std::string text = one_line(cell);
    row += before + (text.empty() ? " " : text) + (before[0] == ' ' ? " |" : "|");
  }
  return row + "\n";
}

}  // namespace

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

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (const char32_t c : decode(text)) columns += in(kNarrow, c) ? 0 : in(kWide, c) ? 2 : 1;
  return columns;
}

std::string pad(std::string_view text, std::size_t columns) {
  const std::size_t taken = width(text);
  return std::string(text) + std::string(columns > taken ? columns - taken : 0, ' ');
}

std::string clip(std::string_view text, std::size_t code_points) {
  const std::u32string codes = decode(text);
  if (codes.size() <= code_points || code_points == 0) return std::string(text);
  std::string clipped;
  for (std::size_t i = 0; i + 1 < code_points; ++i) append(clipped, codes[i]);
  return clipped + "…";
}

std::string to_the_minute(base::Seconds time, const messages::Speaker& speaker) {
  const base::Seconds rounded = std::chrono::round<std::chrono::minutes>(time);
  const bool too_short = rounded == base::Seconds(0) && time != base::Seconds(0);
  return too_short ? speaker.say("duration.under_a_minute") : speaker.duration(rounded);
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
  return std::string(trim_right(line));
}

std::string text_table(const Table& table) {
  const auto columns = widths(table);
  std::string text;
  const auto add = [&](const std::vector<std::string>& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size() && i < columns.size(); ++i) line += pad(row[i], columns[i] + 2);
    text += std::string(trim_right(line)) + "\n";
  };
  add(table.heads);
  for (const auto& row : table.rows) add(row);
  return text;
}

std::string markup_table(const Table& table, model::Markup markup) {
  const bool textile = markup == model::Markup::textile;
  std::string text = markup_row(table.heads, textile ? "_. " : " ");
  if (!textile) {
    text += "|";
    for (std::size_t i = 0; i < table.heads.size(); ++i) text += "---|";
    text += "\n";
  }
  for (const auto& row : table.rows) text += markup_row(row, textile ? "" : " ");
  return text;
}

std::string Layout::heading(const std::string& text) const {
  if (!markup_) return text + "\n";
  return (*markup_ == model::Markup::textile ? "h3. " : "### ") + text + "\n";
}

std::string Layout::folded(const std::string& heading, const std::string& content) const {
  if (!markup_) return this->heading(heading) + "\n" + content;
  return "{{collapse(" + heading + ")\n\n" + content + "\n}}\n";
}

std::string Layout::table(const Table& table) const {
  return markup_ ? markup_table(table, *markup_) : text_table(table);
}

}  // namespace estafeta::render
