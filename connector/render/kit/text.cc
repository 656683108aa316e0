#include "connector/render/kit/text.h"

#include <algorithm>
#include <array>

namespace estafeta::render {
namespace {

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

}  // namespace

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (const char32_t c : decode(text)) columns += in(kNarrow, c) ? 0 : in(kWide, c) ? 2 : 1;
  return columns;
}

std::string pad(std::string_view text, std::size_t columns) {
  const std::size_t taken = width(text);
  return std::string(text) + std::string(columns > taken ? columns - taken : 0, ' ');
}

std::string to_the_minute(base::Seconds time, const messages::Speaker& speaker) {
  const base::Seconds rounded = std::chrono::round<std::chrono::minutes>(time);
  const bool too_short = rounded == base::Seconds(0) && time != base::Seconds(0);
  return too_short ? speaker.say("duration.under_a_minute") : speaker.duration(rounded);
}

std::string within_sentence(std::string_view text) {
  std::string line = one_line(text);
  while (!line.empty() && line.back() == ' ') line.pop_back();
  const bool is_ellipsis = line.ends_with("..");
  if (!is_ellipsis && line.ends_with('.')) line.pop_back();
  return line;
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

std::string Layout::heading(const std::string& text) const {
  return markup_ == nullptr ? text + "\n" : markup_->heading(text);
}

std::string Layout::folded(const std::string& heading, const std::string& content) const {
  return markup_ == nullptr ? this->heading(heading) + "\n" + content : markup_->folded(heading, content);
}

std::string Layout::page(const std::string& name) const {
  return markup_ == nullptr ? name : markup_->page(name, name);
}

std::string Layout::table(const Table& table) const {
  return markup_ == nullptr ? text_table(table) : markup_->table(table.heads, table.rows);
}

}  // namespace estafeta::render
