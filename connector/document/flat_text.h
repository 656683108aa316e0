// A whole JSON text laid flat: for texts of our own that are read by the hundred thousand.
//
// Tells good text from bad and not what is wrong with it; parse_json says that. The room it takes is used
// again for the next text. Not safe for several threads.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "connector/document/flat.h"
#include "connector/document/flat_parser.h"

namespace estafeta::document {

class FlatText {
 public:
  explicit FlatText(Limits limits = {}) : limits_(limits), parser_(limits.depth) {}

  // One value and nothing behind it but space; valid until the next call. nullopt: the text is not that, or
  // beyond the limits.
  std::optional<FlatNode> read(std::string_view text);

 private:
  const Limits limits_;
  FlatParser parser_;
  std::vector<char> text_;
};

}  // namespace estafeta::document
