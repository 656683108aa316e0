#include "connector/template/form.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "connector/document/json.h"
#include "connector/document/source.h"
#include "connector/document/yaml.h"
#include "connector/template/form_value.h"
#include "connector/template/skeleton.h"

namespace estafeta::tmpl {
namespace {

using base::Phrase;
using document::Node;

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kLongestName = 60;
// One line, and where what it says begins.
struct Line {
  std::string_view raw;    // without its end
  std::string_view text;   // without indentation, bullet and space at its end
  std::size_t number = 0;  // from 0
  bool bullet = false;

  std::size_t indent() const { return static_cast<std::size_t>(text.data() - raw.data()); }
  // `#12` is a record of the tracker.
  bool is_comment() const {
    return text.starts_with('#') && (text.size() == 1 || text[1] < '0' || text[1] > '9');
  }
};

std::string_view without_front(std::string_view text, std::size_t length) {
  return trimmed(text.substr(std::min(length, text.size())));
}

// `* `, `- `, `• `, `1. `, `[x] `: people make lists. 0: none.
std::size_t bullet_length(std::string_view text) {
  for (const std::string_view mark : {"*", "-", "+", "•", "–", "—", "·", ">", "[ ]", "[x]", "[X]"}) {
    if (!text.starts_with(mark) || text.size() == mark.size()) continue;
    const auto behind = text.substr(mark.size());
    if (behind.front() == ' ' || behind.front() == '\t' || document::odd_space(behind, 0) > 0)
      return mark.size();
  }
  const auto digits = text.find_first_not_of("0123456789");
  const bool numbered =
      digits != kNone && digits > 0 && digits < 3 && (text[digits] == '.' || text[digits] == ')');
  return numbered && digits + 1 < text.size() && text[digits + 1] == ' ' ? digits + 1 : 0;
}

Line line_of(std::string_view raw, std::size_t number) {
  Line line{raw, trimmed(raw), number, false};
  while (const auto length = bullet_length(line.text)) {
    line.text = without_front(line.text, length);
    line.bullet = true;
  }
  // An empty view still says where the line ends.
  if (line.text.empty()) line.text = raw.substr(raw.size());
  return line;
}

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto raw = text.substr(0, end);
    if (raw.ends_with('\r')) raw.remove_suffix(1);
    lines.push_back(line_of(raw, lines.size()));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Fences and tags around a text that was pasted, and YAML's own marks.
bool is_wrapping(std::string_view text) {
  return text.starts_with("```") || text == "<pre>" || text == "</pre>" || text == "---" || text == "...";
}

bool joins_words(std::string_view text, std::size_t at) {
  const char c = text[at];
  return c == ' ' || c == '\t' || c == '_' || c == '-';
}

// A name as people vary it: capitals, spaces for hyphens, marks of emphasis, what stands in brackets.
std::string plain_name(std::string_view name) {
  static constexpr std::string_view kMarks = "*_`\"'";
  name = trimmed(name);
  while (!name.empty() && kMarks.find(name.front()) != kNone) name.remove_prefix(1);
  while (!name.empty() && kMarks.find(name.back()) != kNone) name.remove_suffix(1);
  if (name.ends_with(')') && name.rfind('(') != kNone && name.rfind('(') > 0)
    name = trimmed(name.substr(0, name.rfind('(')));
  const auto small = folded(name);
  std::string out;
  for (std::size_t at = 0; at < small.size();) {
    const auto odd = document::odd_space(small, at);
    if (odd > 0 || joins_words(small, at)) {
      if (!out.empty() && out.back() != '-') out += '-';
      at += std::max<std::size_t>(odd, 1);
    } else {
      out += small[at++];
    }
  }
  while (out.ends_with('-')) out.pop_back();
  return out;
}

// What stands between a name and its value, and how long it is.
struct Mark {
  std::size_t at = kNone;
  std::size_t length = 0;
};

Mark next_mark(std::string_view text, std::size_t from) {
  static constexpr std::array<std::string_view, 11> kMarks{":=", "=>",  "->",  ":",   "=", "：",
                                                           "＝", " - ", " – ", " — ", "\t"};
  for (auto at = from; at < text.size(); ++at) {
    for (const auto mark : kMarks) {
      if (text.substr(at).starts_with(mark)) return {at, mark.size()};
    }
  }
  return {};
}

class FormReader {
 public:
  FormReader(std::string_view text, const std::string& source, const std::vector<FormField>& fields,
             base::Diagnostics& problems)
      : source_(text, source), fields_(fields), problems_(problems) {
    // Ids first: a title that is another field's id means that field.
    for (const auto& field : fields) names_.emplace(plain_name(field.id), &field);
    std::map<std::string, const FormField*> titles;
    for (const auto& field : fields) {
      for (const auto& title : field.titles) {
        const auto [known, is_new] = titles.emplace(plain_name(title), &field);
        if (!is_new && known->second != &field) known->second = nullptr;  // of two fields: no name at all
      }
    }
    for (const auto& [name, field] : titles) {
      if (field != nullptr && !name.empty()) names_.emplace(name, field);
    }
  }

  std::vector<FormEntry> read() {
    if (auto problem = source_.problem(kMostBytes)) {
      problems_.push_back(std::move(*problem));
      return {};
    }
    if (trimmed(source_.text()).starts_with('{')) {
      read_tree();
    } else {
      lines_ = lines_of(source_.text());
      while (at_ < lines_.size()) read_line();
      for (const auto& [field, entry] : unmarked_) report_unmarked(*field, entries_[entry]);
      for (const auto& comment : filled_comments_) report_filled_comment(comment);
    }
    std::stable_sort(problems_.begin(), problems_.end(), [](const auto& one, const auto& other) {
      return std::pair(one.where.line, one.where.column) < std::pair(other.where.line, other.where.column);
    });
    return std::move(entries_);
  }

 private:
  static constexpr std::size_t kMostBytes = 1 << 18;

  struct Named {
    const FormField* field = nullptr;
    std::string_view name;
    std::size_t value = kNone;  // where it begins in the line's text; npos: the line has no value
  };

  struct FilledComment {
    const FormField* field = nullptr;
    std::string_view value;
    base::Location where;
  };

  base::Location place(const Line& line, std::size_t offset = 0) const {
    return source_.at_line(line.number, line.indent() + offset);
  }
  base::Location place_of(std::string_view part) const {
    return source_.at_offset(static_cast<std::size_t>(part.data() - source_.text().data()));
  }

  // The field a line begins with: the longest of its names, since titles may hold marks themselves.
  Named known_name(std::string_view text) const {
    Named named;
    for (auto mark = next_mark(text, 0); mark.at != kNone; mark = next_mark(text, mark.at + mark.length)) {
      const auto found = names_.find(plain_name(text.substr(0, mark.at)));
      if (found != names_.end()) named = {found->second, text.substr(0, mark.at), mark.at + mark.length};
    }
    return named;
  }
  // A name nobody knows: short, and with a colon or an equals sign as people put them behind names.
  static Named other_name(std::string_view text) {
    const auto mark = next_mark(text, 0);
    if (mark.at == kNone || mark.at == 0) return {};
    const auto sign = text.substr(mark.at, mark.length);
    const auto name = trimmed(text.substr(0, mark.at));
    const auto behind = text.substr(mark.at + mark.length);
    const bool is_sign = sign != "\t" && sign.front() != ' ' && sign != "->";
    const bool is_time = name.find_first_not_of("0123456789") == kNone;
    const bool is_apart = behind.empty() || joins_words(behind, 0) || document::odd_space(behind, 0) > 0;
    const bool is_word = name.find(' ') == kNone;
    if (!is_sign || is_time || behind.starts_with("//") || (!is_apart && !is_word)) return {};
    if (name.empty() || document::code_points(name) > kLongestName) return {};
    return {nullptr, name, mark.at + mark.length};
  }
  // A line of a name alone, or with its value behind a space: `vlan 214`.
  const FormField* named_without_mark(std::string_view text) const {
    const auto whole = names_.find(plain_name(text));
    if (whole != names_.end()) return whole->second;
    for (auto at = text.find(' '); at != kNone; at = text.find(' ', at + 1)) {
      const auto found = names_.find(plain_name(text.substr(0, at)));
      if (found != names_.end()) return found->second;
    }
    return nullptr;
  }

  void read_line() {
    const auto& line = lines_[at_];
    if (line.text.empty() || line.is_comment() || is_wrapping(line.text)) {
      if (line.is_comment()) {
        look_into_comment(line);
      } else {
        open_ = nullptr;
      }
      ++at_;
      return;
    }
    auto named = known_name(line.text);
    if (named.field != nullptr) return read_field(line, named);
    named = other_name(line.text);
    if (named.value != kNone) {
      open_ = nullptr;
      entries_.push_back({FormEntry::Kind::unknown, std::string(named.name),
                          std::string(without_front(line.text, named.value)), std::nullopt, place(line)});
      ++at_;
      return;
    }
    read_remark(line);
  }

  void read_remark(const Line& line) {
    const auto* open = std::exchange(open_, nullptr);
    const auto* field = named_without_mark(line.text);
    ++at_;
    if (field == nullptr && open != nullptr) {
      return report("form.stray_line", place(line),
                    {{"at", open->id}, {"value", document::shorten(line.text, kBrief)}});
    }
    if (field != nullptr) unmarked_.emplace_back(field, entries_.size());
    entries_.push_back({FormEntry::Kind::remark, "", std::string(line.text), std::nullopt, place(line)});
  }

  // A line that begins with a name is a remark only where that field has its value elsewhere.
  void report_unmarked(const FormField& field, FormEntry& line) {
    if (is_filled(field)) return;
    report("form.no_colon", line.where, {{"at", field.id}, {"value", document::shorten(line.typed, kBrief)}});
    line.kind = FormEntry::Kind::field;
    line.name = field.id;
  }

  // The form names each field in a comment, and what it may be: there people fill it in, too.
  void look_into_comment(const Line& line) {
    const auto text = trimmed(line.text.substr(1));
    const auto named = known_name(text);
    if (named.field == nullptr) return;
    const auto value = without_front(text, named.value);
    if (value.empty() || value == allowed_values(*named.field->schema)) return;
    filled_comments_.push_back({named.field, value, place(line)});
  }

  void report_filled_comment(const FilledComment& comment) {
    const auto& [field, value, where] = comment;
    if (is_filled(*field)) return;
    report("form.value_in_comment", where,
           {{"at", field->id}, {"value", document::shorten(std::string(value), kBrief)}});
    std::erase_if(entries_, [&, filled = field](const FormEntry& entry) { return is_of(entry, *filled); });
    entries_.push_back({FormEntry::Kind::field, field->id, std::string(value), std::nullopt, where});
  }

  void read_field(const Line& line, const Named& named) {
    auto begins = named.value;
    // `**VLAN:** 214`
    while (line.text.front() == '*' && begins < line.text.size() && line.text[begins] == '*') ++begins;
    std::vector<FormText> value{{std::string(line.text.substr(begins)), place(line, begins)}};
    const auto begin = at_++;
    take_further_lines(line, *named.field, value);
    std::string typed;
    for (const auto& part : value) {
      const auto words = trimmed(part.text);
      if (!words.empty()) typed += (typed.empty() ? "" : " ") + std::string(words);
    }
    auto read = read_value(value, *named.field->schema, named.field->id, problems_);
    open_ = takes_text(*named.field->schema) || takes_list(*named.field->schema) ? named.field : nullptr;
    if (typed.empty()) open_ = nullptr;
    add(*named.field, std::move(typed), std::move(read), place(lines_[begin]));
  }

  void add(const FormField& field, std::string typed, std::optional<Node> value,
           const base::Location& where) {
    const auto before = std::find_if(entries_.begin(), entries_.end(),
                                     [&](const FormEntry& entry) { return is_of(entry, field); });
    FormEntry entry{FormEntry::Kind::field, field.id, std::move(typed), std::move(value), where};
    if (is_empty(entry)) entry.value->where = where;
    if (before == entries_.end()) {
      entries_.push_back(std::move(entry));
    } else if (is_empty(*before)) {
      *before = std::move(entry);
    } else if (!is_empty(entry)) {
      report("document.duplicate_key", where,
             {{"key", field.id}, {"line", std::int64_t{before->where.line}}});
      before->value.reset();
    }
  }
  bool is_filled(const FormField& field) const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [&](const FormEntry& entry) { return is_of(entry, field) && !is_empty(entry); });
  }
  static bool is_of(const FormEntry& entry, const FormField& field) {
    return entry.kind == FormEntry::Kind::field && entry.name == field.id;
  }
  static bool is_empty(const FormEntry& entry) { return entry.value && entry.value->is_null(); }

  // What is indented below the name belongs to its value; so do the entries of a list, and everything up to
  // the bracket that closes it.
  void take_further_lines(const Line& line, const FormField& field, std::vector<FormText>& value) {
    const auto first = trimmed(value.front().text);
    const bool is_block = !first.empty() && (first.front() == '|' || first.front() == '>') &&
                          first.find_first_not_of("|>+-0123456789") == kNone;
    const bool is_map = takes_map(*field.schema);
    const bool is_open =
        (first.starts_with('[') && takes_list(*field.schema)) || (first.starts_with('{') && is_map);
    int depth = is_open ? depth_of(first) : 0;
    while (at_ < lines_.size()) {
      const auto& next = lines_[at_];
      const bool is_inner = outer_indent(next) > outer_indent(line);
      if (next.text.empty() && !next.bullet) {
        if (!goes_on_after(at_, line)) return;
      } else if (is_block || is_map) {
        if (!is_inner && depth == 0) return;
      } else if (known_name(next.text).field != nullptr) {
        return;
      } else if (depth == 0 && !is_inner && !(next.bullet && takes_entries(field, first))) {
        return;
      }
      if (!next.is_comment() || is_block) {
        value.push_back({std::string(next.raw), source_.at_line(next.number, 0)});
        if (depth > 0) depth += depth_of(next.raw);
      }
      ++at_;
    }
  }
  static std::size_t outer_indent(const Line& line) {
    return line.raw.size() - trimmed_front(line.raw).size();
  }
  static std::string_view trimmed_front(std::string_view raw) {
    const auto text = trimmed(raw);
    return text.empty() ? raw.substr(raw.size())
                        : raw.substr(static_cast<std::size_t>(text.data() - raw.data()));
  }
  static bool takes_entries(const FormField& field, std::string_view first) {
    return first.empty() && (takes_list(*field.schema) || takes_text(*field.schema));
  }
  bool goes_on_after(std::size_t at, const Line& line) const {
    while (at < lines_.size() && lines_[at].text.empty()) ++at;
    return at < lines_.size() && outer_indent(lines_[at]) > outer_indent(line) &&
           known_name(lines_[at].text).field == nullptr;
  }
  static int depth_of(std::string_view text) {
    int depth = 0;
    for (const char c : text) depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
    return depth;
  }

  // JSON, or YAML between braces.
  void read_tree() {
    base::Diagnostics found;
    const auto root = document::parse_yaml(source_.text(), place_of(source_.text()).file, found);
    problems_.insert(problems_.end(), found.begin(), found.end());
    if (!root || !root->is_map()) return;
    for (const auto& [key, value] : root->entries) {
      const auto typed = value.is_scalar() ? value.text : value.is_null() ? "" : document::to_json(value);
      const auto name = names_.find(plain_name(key.text));
      if (name == names_.end()) {
        entries_.push_back({FormEntry::Kind::unknown, key.text, typed, std::nullopt, key.where});
      } else {
        add(*name->second, typed, read_value(value, *name->second->schema, name->second->id, problems_),
            key.where);
      }
    }
  }

  void report(const char* key, const base::Location& where,
              std::vector<std::pair<std::string, base::PhraseValue>> values) {
    problems_.push_back({base::Severity::error, Phrase(key, std::move(values)), where});
  }

  document::Source source_;
  const std::vector<FormField>& fields_;
  base::Diagnostics& problems_;
  std::map<std::string, const FormField*> names_;
  std::vector<Line> lines_;
  std::size_t at_ = 0;
  std::vector<std::pair<const FormField*, std::size_t>> unmarked_;  // lines that begin with its name alone
  std::vector<FilledComment> filled_comments_;
  const FormField* open_ = nullptr;  // whose value a line without a name might go on
  std::vector<FormEntry> entries_;
};

}  // namespace

std::vector<FormEntry> read_form(std::string_view text, const std::string& source,
                                 const std::vector<FormField>& fields, base::Diagnostics& problems) {
  return FormReader(text, source, fields, problems).read();
}

}  // namespace estafeta::tmpl
