// Percent-encoded texts of addresses.
#pragma once

#include <string>

namespace estafeta::testing {

std::string unescaped(const std::string& text);

}  // namespace estafeta::testing
