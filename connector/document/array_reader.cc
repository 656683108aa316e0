#include "connector/document/array_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "connector/document/json.h"
#include "connector/document/source.h"

namespace estafeta::document {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Where the text that lies between begin and end leads from that place.
void go_on(base::Location& place, const char* begin, const char* end) {
  for (;;) {
    const auto length = static_cast<std::size_t>(end - begin);
    const void* line_end = length == 0 ? nullptr : std::memchr(begin, '\n', length);
    if (line_end == nullptr) break;
    ++place.line;
    place.column = 1;
    begin = static_cast<const char*>(line_end) + 1;
  }
  place.column += static_cast<int>(code_points({begin, static_cast<std::size_t>(end - begin)}));
}

// From a place within a piece of a text that begins there to the place within the text.
void move_place(base::Location& where, const base::Location& begin) {
  if (where.line == 1) where.column += begin.column - 1;
  if (where.line > 0) where.line += begin.line - 1;
}

void move_places(Node& node, const base::Location& begin) {
  move_place(node.where, begin);
  for (Node& item : node.items) move_places(item, begin);
  for (auto& [key, value] : node.entries) {
    move_place(key.where, begin);
    move_places(value, begin);
  }
}

// The length of the object a text begins with, by its brackets alone; 0: the text ends before it.
std::size_t object_length(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return 0;
}

}  // namespace

// The buffer holds an object of the greatest length with room to spare, so that it is moved but seldom.
ArrayReader::ArrayReader(std::istream& in, std::string file, base::Diagnostics& problems, Limits limits)
    : in_(in),
      problems_(problems),
      limits_(limits),
      parser_(limits.depth),
      buffer_(4 * (limits.bytes + 1) + FlatParser::kPadding),
      at_(buffer_.data()),
      object_(at_),
      counted_(at_),
      place_{std::move(file), 1, 1} {}

// Whatever begins here stands in the buffer whole afterwards, unless it is too long or the text ends.
void ArrayReader::fill() {
  const auto left = static_cast<std::size_t>(end() - at_);
  if (ended_ || left > limits_.bytes) return;
  count_to(at_);
  std::memmove(buffer_.data(), at_, left);
  at_ = object_ = counted_ = buffer_.data();
  const std::size_t room = buffer_.size() - FlatParser::kPadding - left;
  const auto got = in_.rdbuf()->sgetn(buffer_.data() + left, static_cast<std::streamsize>(room));
  filled_ = left + static_cast<std::size_t>(std::max<std::streamsize>(got, 0));
  ended_ = filled_ < left + room;
  std::fill_n(buffer_.data() + filled_, FlatParser::kPadding, '\0');
}

// What comes next, 0 at the end of the text.
char ArrayReader::skip_space() {
  for (;;) {
    for (; is_space(*at_); ++at_) {
      if (*at_ == '\n') begins_line_ = true;
    }
    if (at_ != end() || ended_) return *at_;
    fill();
  }
}

bool ArrayReader::begin_array() {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  begun_ = true;
  skip_space();
  if (std::string_view(at_, static_cast<std::size_t>(end() - at_)).starts_with(kByteOrderMark)) {
    at_ += kByteOrderMark.size();
    object_ = counted_ = at_;
  }
  if (skip_space() != '[') {
    fail(Failure::not_an_array, at_);
    return false;
  }
  ++at_;
  return true;
}

// Moves to the brace that opens the next object; false at the end of the array or after a failure.
bool ArrayReader::reached_object() {
  const bool first = !begun_;
  if (first && !begin_array()) return false;
  begins_line_ = std::exchange(resumed_, false);
  bool needs_comma = !first && !begins_line_;
  for (;;) {
    char c = skip_space();
    const bool comma = c == ',' && needs_comma;
    if (comma) {
      ++at_;
      c = skip_space();
    }
    if (c == '{') {
      if (needs_comma && !comma) problems_.push_back(misplaced("document.json_no_comma"));
      follows_bracket_ = first && !begins_line_;
      fill();
      return true;
    }
    if (c == ']' && !comma) {
      ++at_;
      skip_space();
      if (at_ == end()) return false;
    }
    if (c == ']' || at_ == end()) {
      fail(Failure::not_an_array, at_);
      return false;
    }
    pass_over_other();
    needs_comma = true;
  }
}

std::optional<FlatNode> ArrayReader::next() {
  while (failure_ == Failure::none && reached_object()) {
    object_ = at_;
    const std::size_t length = parser_.parse({at_, static_cast<std::size_t>(end() - at_)});
    if (length > limits_.bytes) {
      fail(Failure::too_long, at_ + limits_.bytes);
    } else if (length > 0) {
      at_ += length;
      return parser_.value();
    } else {
      pass_over_unreadable();
    }
  }
  return std::nullopt;
}

// parse_json finds the same problems, and more slowly where they stand.
void ArrayReader::pass_over_unreadable() {
  const std::string_view ahead(at_, std::min(static_cast<std::size_t>(end() - at_), limits_.bytes));
  std::size_t length = object_length(ahead);
  const std::size_t next = next_like_this(ahead);
  resumed_ = next != 0 && (length == 0 || next < length);
  if (resumed_) length = next;
  if (length == 0) {
    return fail(ahead.size() == limits_.bytes ? Failure::too_long : Failure::cut_short, at_ + ahead.size());
  }
  const auto tree = parse_json(ahead.substr(0, length), place_.file, limits_);
  base::Diagnostics found;
  if (!tree) found = tree.error();
  if (tree)
    found.push_back({base::Severity::error, base::Phrase("document.json_syntax"), {place_.file, 1, 1}});
  for (base::Diagnostic& problem : found) move_place(problem.where, place_of(at_));
  refuse(length, std::move(found));
}

// Up to where an object may come: whatever it is, it is no object.
void ArrayReader::pass_over_other() {
  fill();
  const std::string_view ahead(at_, static_cast<std::size_t>(end() - at_));
  std::size_t length = *at_ == '[' ? object_length(ahead) : 0;
  bool quoted = false;
  while (length < ahead.size()) {
    const char c = ahead[length];
    if (quoted && c == '\\') ++length;
    if (c == '"') quoted = !quoted;
    if (length > 0 && !quoted && (c == ',' || c == ']' || c == '{')) break;
    ++length;
  }
  refuse(std::min(length, ahead.size()), {misplaced("document.no_object")});
}

void ArrayReader::refuse(std::size_t length, base::Diagnostics found) {
  if (unreadable_) {
    unreadable_({at_, length}, std::move(found));
  } else {
    problems_.insert(problems_.end(), found.begin(), found.end());
  }
  at_ += length;
}

base::Diagnostic ArrayReader::misplaced(const char* key) {
  return {base::Severity::error, base::Phrase(key), place_of(at_)};
}

// The length up to the next line that begins with a brace as far from its margin as the object at hand; 0:
// there is none.
std::size_t ArrayReader::next_like_this(std::string_view ahead) {
  if (!begins_line_ && !follows_bracket_) return 0;
  const auto margin = follows_bracket_ ? 0 : static_cast<std::size_t>(place_of(at_).column - 1);
  for (std::size_t line = ahead.find('\n'); line != std::string_view::npos;
       line = ahead.find('\n', line + 1)) {
    std::size_t at = ahead.find_first_not_of(" \t", line + 1);
    if (at == std::string_view::npos) return 0;
    if (at - line - 1 == margin && ahead[at] == '{') return at;
  }
  return 0;
}

void ArrayReader::fail(Failure failure, const char* at) {
  failure_ = failure;
  count_to(at);
}

void ArrayReader::count_to(const char* at) {
  go_on(place_, counted_, at);
  counted_ = at;
}

base::Location ArrayReader::place_of(const char* at) {
  count_to(object_);
  base::Location place = place_;
  go_on(place, object_, at);
  return place;
}

Node ArrayReader::tree(FlatNode node) {
  auto tree = parse_json(node.raw(), place_.file, limits_).value_or(Node{});
  move_places(tree, where(node));
  return tree;
}

}  // namespace estafeta::document
