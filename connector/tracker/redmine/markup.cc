#include "connector/tracker/redmine/markup.h"

#include <cstdlib>
#include <string_view>

#include "connector/base/text.h"
#include "connector/tracker/redmine/escape.h"

namespace estafeta::tracker::redmine {

namespace {

using Cells = std::vector<std::string>;

constexpr std::string_view kFold = "{{collapse(";
constexpr std::string_view kInclude = "{{include(";
constexpr std::string_view kEnd = "}}";
constexpr std::string_view kRecordFold = "{{collapse(Estafeta)";

// What both formatters have in common.
class RedmineMarkup : public model::Markup {
 public:
  std::string escape(std::string_view text, bool within_line) const override {
    return escape_markup(text, within_line);
  }
  std::string item(const std::string& text) const override { return "* " + base::one_line(text) + "\n"; }
  std::string folded(const std::string& heading, const std::string& content) const override {
    return std::string(kFold) + heading + ")\n\n" + content + "\n" + std::string(kEnd) + "\n";
  }
  std::string file(const std::string& name) const override { return "attachment:" + name; }
  std::string include(const std::string& project, const std::string& page) const override {
    return std::string(kInclude) + project + ":" + page + ")" + std::string(kEnd);
  }
  std::string page(const std::string& name, const std::string& text) const override {
    return "[[" + name + "|" + base::one_line(text) + "]]";
  }

 protected:
  // An empty cell holds a space, or its borders would be taken for text.
  static std::string row(const Cells& cells, const char* before, const char* after) {
    std::string text = "|";
    for (const std::string& cell : cells) {
      const std::string line = base::one_line(cell);
      text += before + (line.empty() ? " " : line) + after;
    }
    return text + "\n";
  }
};

class Textile final : public RedmineMarkup {
 public:
  std::string heading(const std::string& text) const override { return "h3. " + text + "\n"; }
  std::string quote(const std::string& text) const override { return "bq. " + base::one_line(text) + "\n"; }
  std::string table(const Cells& heads, const std::vector<Cells>& rows) const override {
    std::string text = row(heads, "_. ", "|");
    for (const auto& cells : rows) text += row(cells, "", "|");
    return text;
  }
  std::string hidden(const std::string& mark) const override { return "<!-- " + mark + " -->\n"; }
  std::string picture(const std::string& file) const override { return "!" + file + "!"; }
};

class Markdown final : public RedmineMarkup {
 public:
  std::string heading(const std::string& text) const override { return "### " + text + "\n"; }
  std::string quote(const std::string& text) const override { return "> " + base::one_line(text) + "\n"; }
  std::string table(const Cells& heads, const std::vector<Cells>& rows) const override {
    std::string text = row(heads, " ", " |") + "|";
    for (std::size_t i = 0; i < heads.size(); ++i) text += "---|";
    text += "\n";
    for (const auto& cells : rows) text += row(cells, " ", " |");
    return text;
  }
  // A link that nobody uses.
  std::string hidden(const std::string& mark) const override { return "[" + mark + "]: #\n"; }
  std::string picture(const std::string& file) const override { return "![](" + file + ")"; }
};

std::string_view without_line_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  return line;
}

// Takes the first line off the text.
std::string_view next_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

const model::Markup& markup_of(model::MarkupKind kind) {
  static const Textile textile;
  static const Markdown markdown;
  switch (kind) {
    case model::MarkupKind::textile:
      return textile;
    case model::MarkupKind::markdown:
      return markdown;
  }
  std::abort();
}

std::string show_record(const std::string& record) {
  std::string_view rest = record;
  std::string shown;
  if (rest.starts_with(model::kRecordPage)) {
    const auto page = next_line(rest).substr(model::kRecordPage.size());
    shown = std::string(kInclude) + std::string(page) + ")" + std::string(kEnd) + "\n";
  }
  if (rest.empty()) return shown;
  return shown + std::string(kRecordFold) + "\n" + std::string(rest) + std::string(kEnd) + "\n";
}

std::string read_record(const std::string& shown) {
  std::string record;
  bool folded = false;
  for (std::string_view rest = shown; !rest.empty();) {
    const auto whole = next_line(rest);
    const auto line = without_line_end(whole);
    if (!folded && line.starts_with(kInclude) && line.ends_with(")}}")) {
      record += model::kRecordPage;
      record += line.substr(kInclude.size(), line.size() - kInclude.size() - 3);
      record += "\n";
    } else if (!folded && line == kRecordFold) {
      folded = true;
    } else if (folded && line == kEnd) {
      folded = false;
    } else {
      // What stands outside is nobody's line of the record, whatever it says.
      record += (folded ? "" : " ") + std::string(whole) + "\n";
    }
  }
  return record;
}

}  // namespace estafeta::tracker::redmine
