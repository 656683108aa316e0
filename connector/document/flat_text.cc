#include "connector/document/flat_text.h"

namespace estafeta::document {

std::optional<FlatNode> FlatText::read(std::string_view text) {
  if (text.size() > limits_.bytes) return std::nullopt;
  text_.assign(text.begin(), text.end());
  text_.insert(text_.end(), FlatParser::kPadding, '\0');
  const std::size_t length = parser_.parse({text_.data(), text.size()});
  if (length == 0) return std::nullopt;
  if (text.find_first_not_of(" \t\r\n", length) != std::string_view::npos) return std::nullopt;
  return parser_.value();
}

}  // namespace estafeta::document
