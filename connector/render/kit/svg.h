// The few shapes our pictures are made of.
//
// Lengths in points with at most one decimal. Pure; safe to call from several threads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connector/render/kit/html.h"

namespace estafeta::render {

std::string svg_number(double length);

struct SvgText {
  double x = 0;
  double y = 0;
  std::string_view look;  // class of the style sheet
  std::string_view anchor = "start";
};
std::string svg_text(const SvgText& where, std::string_view text);
std::string svg_line(double x1, double y1, double x2, double y2, std::string_view look);
std::string svg_box(double x, double y, double width, double height, std::string_view look);

// Broken between words into lines of at most that many columns; the last line that is allowed ends in "…" if
// there was more.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns, std::size_t lines);

}  // namespace estafeta::render
