#include "connector/render/kit/html.h"

namespace estafeta::render {
namespace {

constexpr const char* kPrintable =
    "body{font:11pt/1.5 system-ui,sans-serif;max-width:44em;margin:2em auto;padding:0 1em;color:#1a1a1a}"
    "h1{font-size:1.5em;line-height:1.25}h2{font-size:1.15em;margin:1.4em 0 .3em;break-after:avoid}"
    "p{margin:.4em 0}ul{margin:.3em 0;padding-left:1.3em}li{margin:.2em 0;break-inside:avoid}"
    "p,li,td{overflow-wrap:anywhere}"
    "table{border-collapse:collapse;width:100%;font-size:.92em}tr{break-inside:avoid}"
    "th,td{text-align:left;vertical-align:top;padding:.25em .8em .25em 0;border-bottom:1px solid #e0e4e8}"
    "@page{margin:2cm}@media print{body{margin:0;max-width:none;padding:0}}";

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

std::string printable_page(const std::string& title, const std::string& language, const std::string& body) {
  return "<!DOCTYPE html>\n<html lang=\"" + html_escape(language) +
         "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
         "content=\"width=device-width, initial-scale=1\">\n" +
         element("title", {}, html_escape(title)) + "\n" + element("style", {}, kPrintable) +
         "\n</head>\n<body>\n" + body + "</body>\n</html>\n";
}

}  // namespace estafeta::render
