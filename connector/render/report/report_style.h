// The style sheet of the pages that stand alone. Inside render/ only.
#pragma once

#include <string_view>

namespace estafeta::render {

extern const std::string_view kPageStyle;

}  // namespace estafeta::render
