#include "connector/document/flat.h"

namespace estafeta::document {

std::optional<FlatNode> FlatNode::find(std::string_view key) const {
  if (!is_map()) return std::nullopt;
  for (FlatNode at = first(); at != end(); at = at.next().next()) {
    if (at.text() == key) return at.next();
  }
  return std::nullopt;
}

}  // namespace estafeta::document
