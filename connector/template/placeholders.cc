#include "connector/template/placeholders.h"

#include <algorithm>
#include <optional>

namespace estafeta::tmpl {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr std::string_view kOfItem = "[item]";
constexpr std::string_view kDefault = "default:";

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string_view without_quotes(std::string_view text) {
  const bool quoted =
      text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// `system`, `item`, `network.vlan`, `network[item].vlan`
bool read_name(std::string_view text, Piece& piece) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) {
    piece.kind = text == "item" ? Piece::Kind::item : Piece::Kind::parameter;
    piece.name = text;
    return is_id(piece.name);
  }
  auto task = text.substr(0, dot);
  piece.kind = Piece::Kind::given;
  piece.of_item = task.ends_with(kOfItem);
  if (piece.of_item) task.remove_suffix(kOfItem.size());
  piece.task = task;
  piece.name = text.substr(dot + 1);
  return is_id(piece.task) && is_value_name(piece.name);
}

bool read_fallback(std::string_view text, Piece& piece) {
  text = trim(text);
  if (!text.starts_with(kDefault)) return false;
  piece.fallback = without_quotes(trim(text.substr(kDefault.size())));
  return true;
}

Piece literal(std::string_view text, const base::Location& where) {
  Piece piece;
  piece.text = text;
  piece.where = where;
  return piece;
}

std::optional<Piece> understand(std::string_view inside) {
  Piece piece;
  const auto bar = inside.find('|');
  if (!read_name(trim(inside.substr(0, bar)), piece)) return std::nullopt;
  if (bar != std::string_view::npos && !read_fallback(inside.substr(bar + 1), piece)) return std::nullopt;
  return piece;
}

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// Where the text of that line (from 1) begins; the end where there is no such line.
std::size_t line_start(std::string_view source, int line) {
  std::size_t start = 0;
  for (int i = 1; i < line && start < source.size(); ++i) {
    const auto end = source.find('\n', start);
    start = end == std::string_view::npos ? source.size() : end + 1;
  }
  return start;
}

}  // namespace

Pieces Placeholders::read(const document::Node& text) {
  Pieces pieces;
  const std::string_view all = text.text;
  std::size_t done = 0;
  while (done < all.size()) {
    const auto begin = std::min(all.find(kOpen, done), all.size());
    if (begin > done) pieces.push_back(literal(all.substr(done, begin - done), text.where));
    if (begin == all.size()) break;
    const auto end = all.find(kClose, begin);
    if (end == std::string_view::npos) {
      problems_.error("template.placeholder_open", place(text, begin));
      break;
    }
    read_one(text, begin, end, pieces);
    done = end + kClose.size();
  }
  return pieces;
}

void Placeholders::read_one(const document::Node& text, std::size_t begin, std::size_t end, Pieces& pieces) {
  const auto inside = std::string_view(text.text).substr(begin + kOpen.size(), end - begin - kOpen.size());
  auto where = place(text, begin);
  if (auto piece = understand(inside)) {
    piece->where = std::move(where);
    pieces.push_back(std::move(*piece));
  } else {
    problems_.error("template.placeholder_malformed", where, {{"text", std::string(trim(inside))}});
  }
}

// The scalar may be quoted, folded or indented: what was written is looked for from where the scalar begins.
base::Location Placeholders::place(const document::Node& text, std::size_t offset) const {
  const auto before = std::string_view(text.text).substr(0, offset);
  const auto to_find = std::string_view(text.text).substr(offset, text.text.find(kClose, offset) - offset);
  auto found = line_start(source_, text.where.line);
  for (std::size_t at = before.find(kOpen); at != std::string_view::npos; at = before.find(kOpen, at + 2)) {
    found = source_.find(kOpen, found);
    if (found != std::string_view::npos) found += kOpen.size();
  }
  found = source_.find(to_find, std::min(found, source_.size()));
  if (found == std::string_view::npos) return text.where;
  const auto start = source_.rfind('\n', found) + 1;
  const auto line = source_.substr(start, found - start);
  base::Location where = text.where;
  where.line = static_cast<int>(
                   std::count(source_.begin(), source_.begin() + static_cast<std::ptrdiff_t>(start), '\n')) +
               1;
  where.column = static_cast<int>(line.size()) -
                 static_cast<int>(std::count_if(line.begin(), line.end(), is_continuation)) + 1;
  return where;
}

}  // namespace estafeta::tmpl
