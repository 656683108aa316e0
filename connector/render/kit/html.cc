#include "connector/render/kit/html.h"

namespace estafeta::render {
namespace {

std::string opened(std::string_view name, const Attributes& attributes) {
  std::string text = "<" + std::string(name);
  for (const auto& [key, value] : attributes) {
    text += " " + std::string(key) + "=\"" + html_escape(value) + "\"";
  }
  return text;
}

}  // namespace

std::string html_escape(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') safe += c;
    }
  }
  return safe;
}

std::string element(std::string_view name, const Attributes& attributes, std::string_view inner) {
  return opened(name, attributes) + ">" + std::string(inner) + "</" + std::string(name) + ">";
}

std::string empty_element(std::string_view name, const Attributes& attributes) {
  return opened(name, attributes) + "/>";
}

}  // namespace estafeta::render
