// YAML, read into positioned nodes. Pure; safe to call from several threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connector/document/node.h"

namespace estafeta::document {

// Either the tree or every problem found (YAML stops at the first error of syntax; duplicate keys, aliases
// and tags are all listed).
tl::expected<Node, base::Diagnostics> parse_yaml(std::string_view text, const std::string& file,
                                                 Limits limits = {});
// For readers that go on to list the problems of what the text says: adds its problems to `problems`, and
// gives the tree if the text could be read to its end all the same. Of keys that stand twice, find() gives
// the first.
std::optional<Node> parse_yaml(std::string_view text, const std::string& file, base::Diagnostics& problems,
                               Limits limits = {});

}  // namespace estafeta::document
