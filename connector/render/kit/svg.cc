#include "connector/render/kit/svg.h"

#include <array>
#include <cstdio>

#include "connector/render/kit/text.h"

namespace estafeta::render {

std::string svg_number(double length) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f", length);
  std::string text = buffer.data();
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

std::string svg_text(const SvgText& where, std::string_view text) {
  return element("text",
                 {{"x", svg_number(where.x)},
                  {"y", svg_number(where.y)},
                  {"class", std::string(where.look)},
                  {"text-anchor", std::string(where.anchor)}},
                 html_escape(text));
}

std::string svg_line(double x1, double y1, double x2, double y2, std::string_view look) {
  return empty_element("line", {{"x1", svg_number(x1)},
                                {"y1", svg_number(y1)},
                                {"x2", svg_number(x2)},
                                {"y2", svg_number(y2)},
                                {"class", std::string(look)}});
}

std::string svg_box(double x, double y, double width, double height, std::string_view look) {
  return empty_element("rect", {{"x", svg_number(x)},
                                {"y", svg_number(y)},
                                {"width", svg_number(width)},
                                {"height", svg_number(height)},
                                {"rx", "3"},
                                {"class", std::string(look)}});
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns, std::size_t lines) {
  std::vector<std::string> out;
  std::string rest = one_line(text);
  while (!rest.empty() && out.size() + 1 < lines && width(rest) > columns) {
    std::size_t cut = std::string::npos;
    for (std::size_t space = rest.find(' '); space != std::string::npos; space = rest.find(' ', space + 1)) {
      if (width(std::string_view(rest).substr(0, space)) > columns) break;
      cut = space;
    }
    if (cut == std::string::npos) break;  // one long word
    out.push_back(rest.substr(0, cut));
    rest.erase(0, cut + 1);
  }
  if (!rest.empty()) out.push_back(clip(rest, columns));
  return out;
}

}  // namespace estafeta::render
