// An SVG as a picture of dots, for places that show no SVG.
//
// Drawn by librsvg with the fonts of the machine; the same text, fonts and libraries give the same bytes.
// Not safe for several threads.
#pragma once

#include <string>
#include <string_view>

#include "connector/base/status.h"

namespace estafeta::render {

// The longest side and the area of a picture; larger ones are drawn smaller.
inline constexpr double kPngSide = 8000;
inline constexpr double kPngArea = 24e6;

// internal: it cannot be drawn, and why.
base::Result<std::string> png_of(std::string_view svg);

}  // namespace estafeta::render
