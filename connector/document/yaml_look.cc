#include "connector/document/yaml_look.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace estafeta::document {
namespace {

using base::Phrase;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

// `name:` at the beginning of a line, as ids are written: no prose begins so.
bool begins_with_key(std::string_view line) {
  if (line.starts_with("- ")) line.remove_prefix(2);
  const auto end = line.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-");
  if (end == 0 || end == std::string_view::npos || line[end] != ':') return false;
  return end + 1 == line.size() || is_blank(line[end + 1]) || line[end + 1] == '\n';
}

struct Comment {
  std::size_t at = 0;
  std::string_view key;   // the nearest one before the text
  std::string_view text;  // what the comment cuts off from
};

// Goes through the text once, token by token, as far as needed to know where texts begin and end.
class Look {
 public:
  explicit Look(const Source& source) : source_(source), text_(source.text()) {}

  void run() {
    while (at_ < text_.size()) line();
  }

  base::Diagnostics problems;
  std::vector<Comment> comments;

 private:
  std::size_t line_end(std::size_t from) const { return std::min(text_.find('\n', from), text_.size()); }
  bool has(std::size_t offset) const { return offset < text_.size(); }
  bool ends_token(std::size_t offset) const {
    return !has(offset) || is_blank(text_[offset]) || text_[offset] == '\n';
  }
  void report(const char* key, std::size_t offset) {
    problems.push_back({base::Severity::error, Phrase(key), source_.at_offset(offset)});
  }
  void report_space(std::size_t offset) {
    problems.push_back(
        {base::Severity::error,
         Phrase("document.odd_space", {{"character", std::string(odd_space_name(text_, offset))}}),
         source_.at_offset(offset)});
  }
  // Says it, and goes past all that follow at once.
  void pass_odd_spaces() {
    if (odd_space(text_, at_) == 0) return;
    report_space(at_);
    while (has(at_)) {
      const auto length = odd_space(text_, at_);
      if (length == 0 && !is_blank(text_[at_])) break;
      at_ += std::max<std::size_t>(length, 1);
    }
  }

  void line() {
    const auto begin = at_;
    while (has(at_) && text_[at_] == ' ') ++at_;
    indent_ = at_ - begin;
    key_ = depth_ > 0 ? key_ : std::string_view();
    is_entry_ = false;
    tokens(line_end(begin));
  }

  void tokens(std::size_t end) {
    plain_ = {};
    while (at_ < end) {
      const char c = text_[at_];
      if (is_blank(c)) {
        ++at_;
      } else if (odd_space(text_, at_) > 0) {
        pass_odd_spaces();
      } else if (c == '#' && (at_ == 0 || is_blank(text_[at_ - 1]) || text_[at_ - 1] == '\n')) {
        if (!plain_.empty()) comments.push_back({at_, key_, plain_});
        break;
      } else if (c == '"' || c == '\'') {
        quoted(c);
        end = line_end(std::min(at_, text_.size()));
      } else if ((c == '|' || c == '>') && depth_ == 0) {
        return block(end);
      } else {
        punctuation_or_plain(c, end);
      }
    }
    at_ = std::min(end + 1, text_.size());
  }

  void punctuation_or_plain(char c, std::size_t end) {
    const bool marks = (c == '-' || c == '?') && depth_ == 0 && ends_token(at_ + 1);
    if (c == '[' || c == '{') {
      ++depth_;
    } else if (c == ']' || c == '}') {
      depth_ = std::max(depth_ - 1, 0);
    } else if (c != ',' && c != ':' && !marks) {
      return plain(end);
    }
    is_entry_ = is_entry_ || marks;
    plain_ = {};
    ++at_;
  }

  void plain(std::size_t end) {
    const auto begin = at_;
    bool is_key = false;
    for (; at_ < end; ++at_) {
      const char c = text_[at_];
      if (c == ':' && (ends_token(at_ + 1) || (depth_ > 0 && is_flow(text_[at_ + 1])))) is_key = true;
      const bool comment = c == '#' && at_ > begin && is_blank(text_[at_ - 1]);
      if (is_key || comment || (depth_ > 0 && is_flow(c))) break;
    }
    auto stop = at_;
    while (stop > begin && is_blank(text_[stop - 1])) --stop;
    plain_ = text_.substr(begin, stop - begin);
    if (is_key) key_ = plain_;
    look_for_odd_spaces(begin, stop, is_key);
  }
  static bool is_flow(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

  // Within a text a no-break space is good typography. In a name, after a colon or a hyphen and at the end it
  // is an accident.
  void look_for_odd_spaces(std::size_t begin, std::size_t stop, bool is_key) {
    for (auto at = begin; at < stop; ++at) {
      const auto length = odd_space(text_, at);
      if (length == 0) continue;
      const char before = text_[at - 1];
      const bool marks = before == ':' || (before == '-' && at - 1 == begin);
      if (is_key || marks || at + length == stop) return report_space(at);
      at += length - 1;
    }
  }

  // After it at_ stands behind the closing mark, or behind the opening one where none closes it.
  void quoted(char mark) {
    const auto begin = at_;
    plain_ = {};
    const auto close = end_of_quote(begin, mark);
    at_ = close == std::string_view::npos ? text_.size() : close + 1;
    if (close != std::string_view::npos && !swallows(begin, close)) return;
    report("document.yaml_quote", begin);
    at_ = line_end(begin);
  }
  std::size_t end_of_quote(std::size_t begin, char mark) const {
    for (auto at = begin + 1; at < text_.size(); ++at) {
      if (mark == '"' && text_[at] == '\\') {
        ++at;
      } else if (text_[at] == mark) {
        if (mark == '"' || !has(at + 1) || text_[at + 1] != mark) return at;
        ++at;
      }
    }
    return std::string_view::npos;
  }
  // Whether names of the lines below have become part of the text.
  bool swallows(std::size_t begin, std::size_t close) const {
    for (auto end = line_end(begin); end < close; end = line_end(end + 1)) {
      const auto content = std::min(text_.find_first_not_of(" \t\r", end + 1), text_.size());
      if (content >= close || text_[content] == '\n') continue;
      const bool is_outdented = depth_ == 0 && (is_entry_ || !key_.empty()) && content - end - 1 <= indent_;
      if (is_outdented || begins_with_key(text_.substr(content, line_end(content) - content))) return true;
    }
    return false;
  }

  // `|` and `>`: all lines further in are text.
  void block(std::size_t end) {
    at_ = std::min(end + 1, text_.size());
    std::size_t inner = 0;
    while (has(at_)) {
      const auto stop = line_end(at_);
      const auto content = std::min(text_.find_first_not_of(' ', at_), stop);
      const bool is_empty =
          text_.substr(content, stop - content).find_first_not_of(" \t\r") == std::string_view::npos;
      if (!is_empty) {
        const auto here = content - at_;
        if (inner == 0 && here <= indent_) return;
        if (inner == 0) inner = here;
        if (here < inner) return;
      }
      at_ = std::min(stop + 1, text_.size());
    }
  }

  const Source& source_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t indent_ = 0;
  int depth_ = 0;           // of [ ] and { }
  bool is_entry_ = false;   // of a list, on this line
  std::string_view key_;    // the last one seen
  std::string_view plain_;  // the text just before, unquoted
};

}  // namespace

base::Diagnostics yaml_traps(const Source& source) {
  Look look(source);
  look.run();
  return std::move(look.problems);
}

std::optional<base::Location> tab_in_indentation(const Source& source, std::size_t until) {
  const auto text = source.text();
  for (std::size_t begin = 0; begin < text.size() && begin <= until;) {
    const auto content = std::min(text.find_first_not_of(" \t\r", begin), text.size());
    const auto tab = text.find('\t', begin);
    const bool holds_text = content < text.size() && text[content] != '\n' && text[content] != '#';
    if (holds_text && tab < content) return source.at_offset(tab);
    begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
  }
  return std::nullopt;
}

base::Diagnostics comments_in_texts(std::string_view text, const std::string& file,
                                    const std::set<std::string>& texts) {
  const Source source(text, file);
  Look look(source);
  look.run();
  base::Diagnostics problems;
  for (const auto& comment : look.comments) {
    const auto after = comment.at + 1;
    const bool is_glued = after < source.text().size() && !is_blank(source.text()[after]) &&
                          source.text()[after] != '\n' && source.text()[after] != '#';
    if (!is_glued && !texts.contains(std::string(comment.key))) continue;
    problems.push_back({base::Severity::warning,
                        Phrase("document.comment_in_text", {{"text", std::string(comment.text)}}),
                        source.at_offset(comment.at)});
  }
  return problems;
}

}  // namespace estafeta::document
