#include "connector/document/pattern.h"

#include <optional>
#include <regex>
#include <string>

#include "connector/document/source.h"

namespace estafeta::document {
namespace {

constexpr std::size_t kPatternLengthLimit = 500;

// One wchar_t a code point, so that classes such as [а-я] mean what they say.
std::wstring widen(std::string_view text) {
  std::wstring wide;
  for (std::size_t i = 0; i < text.size();) {
    const auto length = sequence_length(text, i);
    if (length == 0) return wide;
    const auto first = static_cast<unsigned char>(text[i]);
    std::uint32_t code = length == 1 ? first : first & (0x7FU >> length);
    for (std::size_t k = 1; k < length; ++k)
      code = (code << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    wide.push_back(static_cast<wchar_t>(code));
    i += length;
  }
  return wide;
}

// libstdc++'s polynomial mode gives up back-references for a bound on time; its default backtracks.
std::optional<std::wregex> compile(std::string_view pattern) {
  if (pattern.size() > kPatternLengthLimit) return std::nullopt;
  try {
    return std::wregex(widen(pattern), std::regex_constants::ECMAScript | std::regex_constants::__polynomial);
  } catch (const std::regex_error&) {
    return std::nullopt;
  }
}

}  // namespace

bool is_pattern(std::string_view pattern) {
  return compile(pattern).has_value();
}

bool matches(std::string_view text, std::string_view pattern) {
  const auto regex = compile(pattern);
  return regex && std::regex_search(widen(text), *regex);
}

}  // namespace estafeta::document
