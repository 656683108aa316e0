#include "connector/template/placeholders.h"

#include <algorithm>
#include <optional>

#include "connector/base/text.h"

namespace estafeta::tmpl {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr std::string_view kDefault = "default:";

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
  piece.kind = Piece::Kind::given;
  piece.task = without_item(text.substr(0, dot), piece.of_item);
  piece.name = text.substr(dot + 1);
  return is_id(piece.task) && is_value_name(piece.name);
}

bool read_fallback(std::string_view text, Piece& piece) {
  text = base::trimmed(text);
  if (!text.starts_with(kDefault)) return false;
  piece.fallback = without_quotes(base::trimmed(text.substr(kDefault.size())));
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
  if (!read_name(base::trimmed(inside.substr(0, bar)), piece)) return std::nullopt;
  if (bar != std::string_view::npos && !read_fallback(inside.substr(bar + 1), piece)) return std::nullopt;
  return piece;
}

}  // namespace

std::string_view without_item(std::string_view name, bool& of_item) {
  constexpr std::string_view kOfItem = "[item]";
  of_item = name.ends_with(kOfItem);
  return of_item ? name.substr(0, name.size() - kOfItem.size()) : name;
}

Pieces Placeholders::read(const document::Node& text) {
  Pieces pieces;
  const std::string_view all = text.text;
  cursor_ = source_.offset_of(text.where);
  std::size_t done = 0;
  while (done < all.size()) {
    const auto begin = std::min(all.find(kOpen, done), all.size());
    if (begin > done) pieces.push_back(literal(all.substr(done, begin - done), text.where));
    if (begin == all.size()) break;
    const auto end = all.find(kClose, begin);
    if (end == std::string_view::npos) {
      problems_.error("template.placeholder_open", place(text, kOpen));
      break;
    }
    done = end + kClose.size();
    read_one(text, all.substr(begin, done - begin), pieces);
  }
  return pieces;
}

void Placeholders::read_one(const document::Node& text, std::string_view written, Pieces& pieces) {
  const auto inside = written.substr(kOpen.size(), written.size() - kOpen.size() - kClose.size());
  auto where = place(text, written);
  if (auto piece = understand(inside)) {
    piece->where = std::move(where);
    pieces.push_back(std::move(*piece));
  } else {
    problems_.error("template.placeholder_malformed", where, {{"text", std::string(base::trimmed(inside))}});
  }
}

// A scalar may be quoted, folded or indented, so what was written is looked for from where the scalar begins.
// Where it is not found as it reads (it has escapes), the scalar's own place must do, for what follows in it,
// too.
base::Location Placeholders::place(const document::Node& text, std::string_view written) {
  const auto found = source_.text().find(written, std::min(cursor_, source_.text().size()));
  if (found == std::string_view::npos) {
    cursor_ = source_.text().size();
    return text.where;
  }
  cursor_ = found + written.size();
  auto where = source_.at_offset(found);
  where.file = text.where.file;
  return where;
}

}  // namespace estafeta::tmpl
