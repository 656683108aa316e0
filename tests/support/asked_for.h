// How much of something a run was asked for in the environment: what makes a normal test a long one.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace estafeta::testing {

inline std::uint64_t asked_for(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace estafeta::testing
