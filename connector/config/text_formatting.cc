#include "connector/config/text_formatting.h"

#include "connector/document/json.h"
#include "connector/document/node.h"

namespace estafeta::config {

TextFormatting read_text_formatting(const std::string& ids_file) {
  using Kind = TextFormatting::Kind;
  if (ids_file.empty()) return {};
  const auto text = document::read_file(ids_file);
  const auto ids = text ? document::parse_json(*text, ids_file) : tl::unexpected(base::Diagnostics{});
  const document::Node* fields = ids ? ids->find("fields") : nullptr;
  if (fields == nullptr || fields->entries.empty()) return {};  // as `try` writes it
  const document::Node* node = ids->find("text_formatting");
  if (node == nullptr || !node->is_scalar()) return {Kind::unsaid};
  if (node->text.empty()) return {Kind::none};
  if (node->text == "textile") return {Kind::textile, node->text};
  // Redmine 5 has both, and Estafeta writes what either reads.
  if (node->text == "markdown" || node->text == "common_mark") return {Kind::markdown, node->text};
  return {Kind::foreign, node->text};
}

bool shows(const TextFormatting& formatting, model::MarkupKind markup) {
  switch (formatting.kind) {
    case TextFormatting::Kind::textile:
      return markup == model::MarkupKind::textile;
    case TextFormatting::Kind::markdown:
      return markup == model::MarkupKind::markdown;
    case TextFormatting::Kind::none:
      return false;
    case TextFormatting::Kind::unprovisioned:
    case TextFormatting::Kind::unsaid:
    case TextFormatting::Kind::foreign:
      break;
  }
  return true;
}

}  // namespace estafeta::config
