#include "connector/document/flat.h"

#include <charconv>

namespace estafeta::document {

std::optional<FlatNode> FlatNode::find(std::string_view key) const {
  if (!is_map()) return std::nullopt;
  for (FlatNode at = first(); at != end(); at = at.next().next()) {
    if (at.text() == key) return at.next();
  }
  return std::nullopt;
}

std::optional<std::int64_t> FlatNode::as_integer() const {
  if (kind() != Node::Kind::integer) return std::nullopt;
  std::int64_t value = 0;
  const char* end = text().data() + text().size();
  const auto read = std::from_chars(text().data(), end, value);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return value;
}

std::optional<bool> FlatNode::as_boolean() const {
  if (kind() != Node::Kind::boolean) return std::nullopt;
  return text() == "true";
}

}  // namespace estafeta::document
