// JSON, read into positioned nodes and written from them. Pure; safe to call from several threads.
#pragma once

#include <string>
#include <string_view>

#include "connector/document/node.h"

namespace estafeta::document {

// Either the tree or every problem found (JSON stops at the first error of syntax; duplicate keys are all
// listed).
tl::expected<Node, base::Diagnostics> parse_json(std::string_view text, const std::string& file,
                                                 Limits limits = {});
// A tree as JSON, keys in the order of the tree, or sorted by code point ("canonical": what hashes are made
// of).
std::string to_json(const Node& node, bool canonical = false);

}  // namespace estafeta::document
