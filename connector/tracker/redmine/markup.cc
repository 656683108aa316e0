#include "connector/tracker/redmine/markup.h"

#include <algorithm>
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

// Takes the first line off the text.
std::string_view next_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// What both formatters have in common.
class RedmineMarkup : public model::Markup {
 public:
  std::string escape(std::string_view text, bool within_line) const override {
    return escape_markup(text, within_line);
  }
  std::vector<model::Block> blocks(std::string_view text) const override {
    using Type = model::Block::Type;
    std::vector<model::Block> all;
    bool goes_on = false;  // the line before is of a paragraph
    while (!text.empty()) {
      const auto line = base::trimmed(next_line(text));
      const auto heading = heading_length(line);
      const bool is_item = line.starts_with("* ") || line.starts_with("- ");
      const bool is_shown = !line.empty() && !is_hidden(line);
      if (is_shown && heading > 0) {
        all.push_back({Type::heading, without_escapes(base::trimmed(line.substr(heading)))});
      } else if (is_shown && is_item) {
        all.push_back({Type::item, without_escapes(base::trimmed(line.substr(2)))});
      } else if (is_shown && goes_on) {
        all.back().text += "\n" + without_escapes(line);
      } else if (is_shown) {
        all.push_back({Type::paragraph, without_escapes(line)});
      }
      goes_on = is_shown && heading == 0 && !is_item;
    }
    return all;
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
  // How long the sign is with which a line begins that is a heading; 0: it is none.
  virtual std::size_t heading_length(std::string_view line) const = 0;
  virtual bool is_hidden(std::string_view line) const = 0;

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

 protected:
  std::size_t heading_length(std::string_view line) const override {
    const bool is_heading =
        line.size() > 4 && line[0] == 'h' && line[1] >= '1' && line[1] <= '6' && line.substr(2, 2) == ". ";
    return is_heading ? 4 : 0;
  }
  bool is_hidden(std::string_view line) const override {
    return line.starts_with("<!--") && line.ends_with("-->");
  }
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

 protected:
  std::size_t heading_length(std::string_view line) const override {
    const auto signs = std::min(line.find_first_not_of('#'), line.size());
    return signs > 0 && signs < line.size() && line[signs] == ' ' ? signs + 1 : 0;
  }
  bool is_hidden(std::string_view line) const override {
    return line.starts_with("[") && line.ends_with("]: #");
  }
};

std::string_view without_line_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
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
