// What holds for any text: each problem that a reader finds in it stands in it, and can be said to people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "connector/base/diagnostic.h"

namespace estafeta::fuzz {

// Ends the process where it does not hold, as a sanitizer does.
void require(bool holds, std::string_view what);

// Each has a sentence in both languages, and a value for each place in it; no words are broken within a
// letter.
void require_said(const base::Phrase& phrase);
// The same, and each stands in `file`, on a line and in a column that the text has; unless it stands in
// another file.
void require_said(const base::Diagnostics& problems, std::string_view text, std::string_view file);

inline std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace estafeta::fuzz
