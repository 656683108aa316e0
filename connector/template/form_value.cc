#include "connector/template/form_value.h"

#include <algorithm>
#include <array>
#include <utility>

#include "connector/document/schema.h"
#include "connector/document/source.h"
#include "connector/document/yaml.h"
#include "connector/document/yaml_look.h"

namespace estafeta::tmpl {
namespace {

using base::Phrase;
using document::Node;
using Types = std::vector<std::string>;

constexpr std::string_view kDigits = "0123456789";

bool has(const Types& types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

std::string type_of(const Node& value) {
  switch (value.kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::boolean:
      return "boolean";
    case Node::Kind::integer:
      return "integer";
    case Node::Kind::real:
      return "number";
    case Node::Kind::string:
      return "string";
    case Node::Kind::list:
      return "array";
    case Node::Kind::map:
      return "object";
  }
  return "string";
}

// The kinds of value that are asked for; none: anything goes.
Types types_of(const Node& schema) {
  Types types;
  if (const Node* type = schema.find("type")) {
    if (!type->is_list()) return {type->text};
    for (const auto& one : type->items) types.push_back(one.text);
  } else if (const Node* values = schema.find("enum")) {
    for (const auto& one : values->items) types.push_back(type_of(one));
  } else if (const Node* value = schema.find("const")) {
    types.push_back(type_of(*value));
  } else if (const Node* ways = schema.find("anyOf")) {
    for (const auto& way : ways->items) {
      const auto more = types_of(way);
      if (more.empty()) return {};
      types.insert(types.end(), more.begin(), more.end());
    }
  }
  return types;
}

bool fits(const Node& value, const Node& schema) {
  return document::validate(value, schema, "").empty();
}

Node node_of(Node::Kind kind, std::string text, const base::Location& where) {
  Node node;
  node.kind = kind;
  node.text = std::move(text);
  node.where = where;
  return node;
}

std::optional<bool> yes_or_no(std::string_view text, bool strict) {
  static constexpr std::array<std::string_view, 6> kYes{"true", "yes", "y", "on", "1", "да"};
  static constexpr std::array<std::string_view, 6> kNo{"false", "no", "n", "off", "0", "нет"};
  const auto word = folded(text);
  if (word == "true" || word == "false") return word == "true";
  if (strict) return std::nullopt;
  if (std::find(kYes.begin(), kYes.end(), word) != kYes.end()) return true;
  if (std::find(kNo.begin(), kNo.end(), word) != kNo.end()) return false;
  return std::nullopt;
}

// As digits are typed and copied: a real minus sign, spaces of every kind between the thousands.
std::string with_plain_signs(std::string_view text) {
  constexpr std::string_view kMinus = "\xE2\x88\x92";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto odd = document::odd_space(text, at);
    const bool minus = text.substr(at).starts_with(kMinus);
    out += odd > 0 ? ' ' : minus ? '-' : text[at];
    at += odd > 0 ? odd : minus ? kMinus.size() : 1;
  }
  return out;
}

// `1 000 000` with that sign between groups of three: the digits alone; "" for anything else.
std::string without_groups(std::string_view text, char between) {
  std::string digits;
  if (text.starts_with('-') || text.starts_with('+')) {
    digits = text.front();
    text.remove_prefix(1);
  }
  std::size_t groups = 0;
  while (true) {
    const auto end = std::min(text.find(between), text.size());
    const auto group = text.substr(0, end);
    const bool right = groups == 0 ? !group.empty() && group.size() <= 3 : group.size() == 3;
    if (!right || group.find_first_not_of(kDigits) != std::string_view::npos) return "";
    digits += group;
    ++groups;
    if (end == text.size()) break;
    text.remove_prefix(end + 1);
  }
  return groups > 1 ? digits : "";
}

struct Number {
  std::optional<Node::Kind> kind;  // integer or real; none: it is no number
  std::string text;                // in digits and a point
  bool ambiguous = false;          // `1,000`
};

Number number_from(std::string_view typed) {
  auto text = with_plain_signs(typed);
  if (auto digits = without_groups(text, ' '); !digits.empty()) {
    // With an ordinary space these may be two numbers.
    if (typed.find(' ') != std::string_view::npos) return {Node::Kind::integer, digits, true};
    text = digits;
  }
  const auto commas = std::count(text.begin(), text.end(), ',');
  const auto thousands = without_groups(text, ',');
  if (commas > 1 && !thousands.empty()) text = thousands;
  if (commas == 1) {
    const bool below_one = text.starts_with("0,") || text.starts_with("-0,");
    if (!thousands.empty() && !below_one) return {Node::Kind::real, text, true};
    text[text.find(',')] = '.';
  }
  // Nobody fills in hexadecimal or scientific numbers for people to read: what looks so is a slip.
  const auto unsigned_part = std::string_view(text).substr(text.starts_with('-') ? 1 : 0);
  if (unsigned_part.empty() || unsigned_part.find_first_not_of("0123456789.") != std::string::npos) return {};
  if (text.front() == '.' || text.back() == '.') return {};
  const auto read = document::parse_yaml(text, "");
  if (!read || (read->kind != Node::Kind::integer && read->kind != Node::Kind::real)) return {};
  return {read->kind, text};
}

// `0x10`, `1e3`, `1_000`, `+5`: a number to a machine.
bool is_coded_number(std::string text) {
  if (text.find_first_not_of("0123456789.-") == std::string::npos) return false;
  std::erase(text, '_');
  if (text.find_first_not_of("0123456789abcdefABCDEFxo+-.") != std::string::npos) return false;
  const auto read = document::parse_yaml(text, "");
  return read && (read->kind == Node::Kind::integer || read->kind == Node::Kind::real);
}

// `300 GB`: the number in front and what stands behind it.
std::optional<std::pair<std::string, std::string>> number_and_unit(std::string_view typed) {
  const auto text = with_plain_signs(typed);
  const auto end = text.find_first_not_of("0123456789 .,+-");
  if (end == std::string::npos) return std::nullopt;
  const auto number = number_from(trimmed(std::string_view(text).substr(0, end)));
  if (!number.kind) return std::nullopt;
  return std::pair(number.text, text.substr(end));
}

// Where ` #` begins what YAML would take for a comment; npos: nowhere.
std::size_t comment_at(std::string_view text) {
  for (auto at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
    if (at == 0 || text[at - 1] == ' ' || text[at - 1] == '\t') return at;
  }
  return std::string_view::npos;
}

FormText without_margin(FormText line) {
  const auto rest = trimmed(line.text);
  const auto margin = static_cast<std::size_t>(rest.data() - line.text.data());
  if (!rest.empty())
    line.where.column += static_cast<int>(document::code_points(line.text.substr(0, margin)));
  return {std::string(rest), line.where};
}

// A text in typographic quotation marks without them.
std::string_view without_typographic_quotes(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kPairs{
      {{"“", "”"}, {"«", "»"}, {"„", "“"}, {"‘", "’"}}};
  for (const auto& [opening, closing] : kPairs) {
    if (text.size() > opening.size() + closing.size() && text.starts_with(opening) && text.ends_with(closing))
      return text.substr(opening.size(), text.size() - opening.size() - closing.size());
  }
  return text;
}

// `* a`, `- a`, `1. a`: without what makes it an entry of a list.
std::string_view without_bullet(std::string_view text) {
  for (const std::string_view bullet : {"- ", "* ", "+ ", "• ", "– ", "— "}) {
    if (text.starts_with(bullet)) return trimmed(text.substr(bullet.size()));
  }
  return text;
}

class ValueReader {
 public:
  ValueReader(const std::string& name, base::Diagnostics& problems) : name_(name), problems_(problems) {}

  std::optional<Node> lines(const std::vector<FormText>& lines, const Node& schema) {
    const auto first = without_margin(lines.front());
    const bool more = std::any_of(lines.begin() + 1, lines.end(),
                                  [](const FormText& line) { return !trimmed(line.text).empty(); });
    if (first.text.empty() && !more) return node_of(Node::Kind::null, "", first.where);
    const auto types = types_of(schema);
    const bool is_block = more && first.text.find_first_not_of("|>+-0123456789") == std::string::npos &&
                          (first.text.starts_with('|') || first.text.starts_with('>'));
    const bool is_flow = (first.text.starts_with('[') && (types.empty() || has(types, "array"))) ||
                         (first.text.starts_with('{') && (types.empty() || has(types, "object")));
    const bool is_nested = more && (types.empty() || has(types, "object") || takes_nested_items(schema));
    const bool is_long_quote = more && (first.text.starts_with('"') || first.text.starts_with('\''));
    if (is_block || is_flow || is_nested || is_long_quote) return as_yaml(lines, schema);
    if (has(types, "array")) return list(lines, schema);
    FormText joined = first;
    for (auto line = lines.begin() + 1; line != lines.end(); ++line) {
      const auto text = without_margin(*line);
      if (text.text.empty()) continue;
      if (joined.text.empty()) joined.where = text.where;
      // Where everything stands below the name, bullets make it a list, as people write hosts.
      const std::string entry(first.text.empty() ? without_bullet(text.text) : text.text);
      const bool is_entry = entry.size() < text.text.size();
      joined.text += (joined.text.empty() ? "" : is_entry ? ", " : " ") + entry;
    }
    return scalar(joined, schema);
  }

  std::optional<Node> tree(Node node, const Node& schema) {
    if (node.is_list()) return parts(std::move(node), schema);
    if (node.is_map()) return parts(std::move(node), schema);
    const auto types = types_of(schema);
    if (node.is_null() || types.empty()) return node;
    const bool is_only_entry = has(types, "array") && !has(types, type_of(node)) && !has(types, "string");
    if (!is_only_entry) return plain({node.text, node.where}, schema);
    Node list = node_of(Node::Kind::list, "", node.where);
    list.items.push_back(std::move(node));
    return parts(std::move(list), schema);
  }

 private:
  static bool takes_nested_items(const Node& schema) {
    const Node* items = schema.find("items");
    return items != nullptr && (takes_list(*items) || takes_map(*items));
  }
  std::nullopt_t refuse(const char* key, const FormText& text,
                        std::vector<std::pair<std::string, base::PhraseValue>> values = {}) {
    values.insert(values.begin(), {{"at", name_}, {"value", document::shorten(text.text, 60)}});
    problems_.push_back({base::Severity::error, Phrase(key, std::move(values)), text.where});
    return std::nullopt;
  }

  // Put where it stands in the whole text, so that problems have their place.
  std::optional<Node> as_yaml(const std::vector<FormText>& lines, const Node& schema) {
    const auto& begin = lines.front().where;
    std::string text(static_cast<std::size_t>(std::max(begin.line - 1, 0)), '\n');
    text.append(static_cast<std::size_t>(std::max(begin.column - 1, 0)), ' ');
    for (const auto& line : lines) text += line.text + "\n";
    base::Diagnostics found;
    auto read = document::parse_yaml(text, begin.file, found);
    const auto first = without_margin(lines.front());
    if (!read && is_left_open(lines))
      found = {{base::Severity::error, Phrase("document.yaml_bracket"), first.where}};
    for (auto problem : document::comments_in_texts(text, begin.file, {})) {
      problem.severity = base::Severity::error;
      problem.what = Phrase("form.comment", {{"at", name_}, {"value", *problem.what.find("text")}});
      found.push_back(std::move(problem));
    }
    problems_.insert(problems_.end(), found.begin(), found.end());
    if (!read || !found.empty()) return std::nullopt;
    return tree(std::move(*read), schema);
  }

  static bool is_left_open(const std::vector<FormText>& lines) {
    int depth = 0;
    for (const auto& line : lines) {
      for (const char c : line.text) depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
    }
    return depth > 0;
  }

  std::optional<Node> parts(Node node, const Node& schema) {
    const auto before = problems_.size();
    const Node* items = schema.find("items");
    for (auto& item : node.items) put(item, items);
    const Node* properties = schema.find("properties");
    for (auto& [key, value] : node.entries)
      put(value, properties == nullptr ? nullptr : properties->find(key.text));
    if (problems_.size() > before) return std::nullopt;
    return node;
  }
  void put(Node& place, const Node* schema) {
    if (schema == nullptr) return;
    if (auto read = tree(place, *schema)) place = std::move(*read);
  }

  // One entry a line, or several of them on a line with commas between them.
  std::optional<Node> list(const std::vector<FormText>& lines, const Node& schema) {
    static const Node kAnything = node_of(Node::Kind::map, "", {});
    const Node* found = schema.find("items");
    const Node& items = found == nullptr ? kAnything : *found;
    std::vector<FormText> entries;
    for (const auto& line : lines) {
      const auto text = without_margin(line);
      if (text.text.empty() || (&line != &lines.front() && text.text.starts_with('#'))) continue;
      const auto rest = without_bullet(text.text);
      const bool is_entry = rest.size() < text.text.size();
      FormText entry =
          without_margin({std::string(text.text.size() - rest.size(), ' ') + std::string(rest), text.where});
      if (is_entry) {
        entries.push_back(std::move(entry));
      } else if (!split(entry, items, entries)) {
        return std::nullopt;
      }
    }
    Node list = node_of(Node::Kind::list, "", entries.empty() ? lines.front().where : entries.front().where);
    bool right = true;
    for (const auto& entry : entries) {
      auto item = scalar(entry, items);
      right = right && item;
      if (item) list.items.push_back(std::move(*item));
    }
    return right ? std::optional(list) : std::nullopt;
  }

  // False: it was refused.
  bool split(const FormText& text, const Node& items, std::vector<FormText>& entries) {
    const bool by_semicolon = text.text.find(';') != std::string::npos;
    const bool fractions = !by_semicolon && has(types_of(items), "number");
    char quote = 0;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= text.text.size(); ++at) {
      const char c = at < text.text.size() ? text.text[at] : 0;
      if (quote != 0 && c != 0) {
        if (c == quote) quote = 0;
        continue;
      }
      if ((c == '"' || c == '\'') && trimmed(text.text.substr(begin, at - begin)).empty()) quote = c;
      if (c != 0 && c != (by_semicolon ? ';' : ',')) continue;
      const bool is_tight = c != 0 && at + 1 < text.text.size() && text.text[at + 1] != ' ';
      if (fractions && is_tight) {
        refuse("form.comma", text);
        return false;
      }
      auto entry =
          without_margin({std::string(begin, ' ') + text.text.substr(begin, at - begin), text.where});
      if (!entry.text.empty()) entries.push_back(std::move(entry));
      begin = at + 1;
    }
    return true;
  }

  std::optional<Node> scalar(const FormText& line, const Node& schema) {
    const auto text = without_margin(line);
    if (text.text.starts_with('"') || text.text.starts_with('\'')) {
      const auto end = end_of_quoted(text.text);
      if (end == std::string_view::npos) {
        problems_.push_back({base::Severity::error, Phrase("document.yaml_quote"), text.where});
        return std::nullopt;
      }
      const auto rest = std::string_view(text.text).substr(end + 1);
      // Else the marks belong to a text that goes on after them: "a" and "b".
      if (trimmed(rest).empty() || comment_at(rest) == rest.size() - trimmed(rest).size()) {
        const auto read = document::parse_yaml(text.text.substr(0, end + 1), "");
        if (read) return plain({read->text, text.where}, schema, true);
        problems_.push_back({base::Severity::error, read.error().front().what, text.where});
        return std::nullopt;
      }
    }
    return before_comment(text, schema);
  }

  std::optional<Node> before_comment(const FormText& text, const Node& schema) {
    const auto at = comment_at(text.text);
    if (at == std::string::npos) return plain(text, schema);
    const auto types = types_of(schema);
    const FormText cut{std::string(trimmed(std::string_view(text.text).substr(0, at))), text.where};
    const bool any_text = types.empty() || has(types, "string");
    if (!any_text) return plain(cut, schema);
    const bool is_lone = at == 0 && (text.text.size() == 1 || text.text[1] == ' ');
    if (is_lone) return plain(cut, schema);
    // Read whole and cut: only where just one of them can be meant nobody need be asked.
    const bool whole_fits = fits(as_text(text, schema), schema);
    const bool cut_fits = !cut.text.empty() && fits(as_text(cut, schema), schema);
    if (whole_fits && (cut_fits || at == 0)) return refuse("form.comment", text);
    return plain(cut_fits ? cut : text, schema);
  }

  std::optional<Node> plain(const FormText& text, const Node& schema, bool quoted = false) {
    const auto types = types_of(schema);
    const bool any_text = has(types, "string");
    const bool empty = !quoted && (text.text.empty() || text.text == "~" || text.text == "null");
    if (empty || (text.text.empty() && !any_text && !types.empty()))
      return node_of(Node::Kind::null, "", text.where);
    if (types.empty()) return anything(text, quoted);
    if (any_text && quoted) return as_text(text, schema);
    const auto typed = any_text ? text.text : std::string(without_typographic_quotes(text.text));
    if (has(types, "boolean")) {
      const bool strict = any_text || has(types, "integer") || has(types, "number");
      if (const auto yes = yes_or_no(typed, strict))
        return node_of(Node::Kind::boolean, *yes ? "true" : "false", text.where);
    }
    if (has(types, "integer") || has(types, "number")) {
      const auto number = number_from(typed);
      if (number.ambiguous && !any_text) return refuse("form.comma", text);
      const bool right = number.kind == Node::Kind::integer || (number.kind && has(types, "number"));
      const bool meant = !any_text || number.text == typed;
      if (right && meant && !number.ambiguous) return node_of(*number.kind, number.text, text.where);
    }
    if (any_text) return as_text(text, schema);
    return refuse_kind({typed, text.where}, types);
  }

  std::nullopt_t refuse_kind(const FormText& text, const Types& types) {
    const auto wanted =
        std::find_if(types.begin(), types.end(), [](const auto& type) { return type != "null"; });
    const std::string expected = wanted == types.end() ? "null" : *wanted;
    const bool is_number = expected == "integer" || expected == "number";
    if (is_number && is_coded_number(text.text)) return refuse("form.not_plain", text);
    const auto parts = is_number ? number_and_unit(text.text) : std::nullopt;
    if (parts)
      return refuse("form.unit", text,
                    {{"expected", expected}, {"number", parts->first}, {"unit", parts->second}});
    return refuse("form.not_a", text, {{"expected", expected}});
  }

  static Node anything(const FormText& text, bool quoted) {
    if (!quoted) {
      auto read = document::parse_yaml(text.text, "");
      if (read && (read->is_scalar() || read->is_null())) {
        read->where = text.where;
        return std::move(*read);
      }
    }
    return node_of(Node::Kind::string, text.text, text.where);
  }

  // Of words to choose from the one that differs in capitals only.
  static Node as_text(const FormText& text, const Node& schema) {
    Node node = node_of(Node::Kind::string, text.text, text.where);
    const Node* values = schema.find("enum");
    if (values == nullptr || fits(node, schema)) return node;
    const Node* same = nullptr;
    for (const auto& value : values->items) {
      if (value.kind != Node::Kind::string || folded(value.text) != folded(text.text)) continue;
      if (same != nullptr) return node;
      same = &value;
    }
    if (same != nullptr) node.text = same->text;
    return node;
  }

  const std::string& name_;
  base::Diagnostics& problems_;
};

}  // namespace

bool takes_list(const Node& schema) {
  return has(types_of(schema), "array");
}
bool takes_map(const Node& schema) {
  return has(types_of(schema), "object");
}
bool takes_text(const Node& schema) {
  const auto types = types_of(schema);
  return types.empty() || has(types, "string");
}

std::optional<Node> read_value(const std::vector<FormText>& lines, const Node& schema,
                               const std::string& name, base::Diagnostics& problems) {
  return ValueReader(name, problems).lines(lines, schema);
}

std::optional<Node> read_value(Node tree, const Node& schema, const std::string& name,
                               base::Diagnostics& problems) {
  return ValueReader(name, problems).tree(std::move(tree), schema);
}

std::string_view trimmed(std::string_view text) {
  const auto space_at = [&](std::size_t at) -> std::size_t {
    const char c = text[at];
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' ? 1 : document::odd_space(text, at);
  };
  std::size_t begin = 0;
  while (begin < text.size() && space_at(begin) > 0) begin += space_at(begin);
  std::size_t end = begin;  // behind the last character that is no space
  for (auto at = begin; at < text.size();) {
    const auto space = space_at(at);
    const auto length = space > 0 ? space : std::max<std::size_t>(document::sequence_length(text, at), 1);
    at += length;
    if (space == 0) end = at;
  }
  return text.substr(begin, end - begin);
}

std::string folded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0;
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if (c == 0xD0 && next == 0x81) {
      out += "\xD1\x91";
      ++at;
    } else if (c == 0xD0 && next >= 0x90 && next <= 0xAF) {
      out += next < 0xA0 ? '\xD0' : '\xD1';
      out += static_cast<char>(next < 0xA0 ? next + 0x20 : next - 0x20);
      ++at;
    } else {
      out += text[at];
    }
  }
  return out;
}

std::size_t end_of_quoted(std::string_view text) {
  const char mark = text.front();
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (mark == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == mark) {
      if (mark == '"' || at + 1 == text.size() || text[at + 1] != mark) return at;
      ++at;
    }
  }
  return std::string_view::npos;
}

}  // namespace estafeta::tmpl
