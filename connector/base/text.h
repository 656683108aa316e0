// Small things done to texts everywhere. Pure.
#pragma once

#include <string_view>

namespace estafeta::base {

// Without the spaces, tabs and ends of lines around it.
std::string_view trimmed(std::string_view text);

}  // namespace estafeta::base
