#include "connector/render/kit/diagnostics.h"

#include <map>

#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Diagnostic;
using base::Severity;
using messages::Speaker;

constexpr std::size_t kLineColumns = 160;

struct Paint {
  const char* begin;
  const char* end;
};

Paint paint(Severity severity, bool color) {
  if (!color) return {"", ""};
  return {severity == Severity::error ? "\033[1;31m" : "\033[1;33m", "\033[0m"};
}

std::string label(Severity severity, const Speaker& speaker, bool color) {
  const Paint brush = paint(severity, color);
  const char* key = severity == Severity::error ? "diagnostics.error" : "diagnostics.warning";
  return brush.begin + speaker.say(key) + ":" + brush.end + " ";
}

std::optional<std::string> line_of(const std::string& text, int number) {
  std::size_t begin = 0;
  for (int line = 1; line < number; ++line) {
    begin = text.find('\n', begin);
    if (begin == std::string::npos) return std::nullopt;
    ++begin;
  }
  std::string line = text.substr(begin, text.find('\n', begin) - begin);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

// The line itself and a caret under the column; tabs take one column, as the caret's line counts them so.
// What a terminal would obey stands as a dot.
std::string excerpt(const std::string& line, int column) {
  std::string shown, before;
  int at = 0;
  for (char32_t c : decode(line)) {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    append(shown, c == '\t' ? U' ' : control ? U'.' : c);
    if (++at < column) before = shown;
  }
  if (column < 1 || width(before) >= kLineColumns) return "";
  return "    " + clip(shown, kLineColumns) + "\n    " + std::string(width(before), ' ') + "^\n";
}

// Files are asked for once each.
class Sources {
 public:
  explicit Sources(const SourceOf& source) : source_(source) {}

  std::string excerpt_at(const base::Location& where) {
    if (!source_ || where.line < 1) return "";
    auto [place, inserted] = texts_.try_emplace(where.file);
    if (inserted) place->second = source_(where.file);
    const auto line = place->second ? line_of(*place->second, where.line) : std::nullopt;
    return line ? excerpt(*line, where.column) : "";
  }

 private:
  const SourceOf& source_;
  std::map<std::string, std::optional<std::string>> texts_;
};

}  // namespace

std::string diagnostics_text(const base::Diagnostics& diagnostics, const Speaker& speaker,
                             const SourceOf& source, bool color) {
  Sources sources(source);
  std::string text;
  for (const Diagnostic& problem : diagnostics) {
    const std::string where = to_string(problem.where);
    text += where.empty() ? "" : where + ": ";
    text += label(problem.severity, speaker, color) + speaker.say(problem.what) + "\n";
    text += sources.excerpt_at(problem.where);
  }
  return text;
}

std::string status_text(const base::Status& status, const Speaker& speaker, bool color) {
  return label(Severity::error, speaker, color) + speaker.say(status.phrase()) + "\n";
}

}  // namespace estafeta::render
