#include "connector/template/skeleton.h"

#include <algorithm>
#include <cctype>

#include "connector/document/json.h"
#include "connector/document/schema.h"
#include "connector/document/yaml.h"

namespace estafeta::tmpl {
namespace {

using document::Node;

// Texts that any YAML reader takes for the text they are, without quotes.
bool is_plain(const std::string& text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  if (text.empty() || text.find_first_not_of(kPlain) != std::string::npos) return false;
  if (text.front() == '-' || text.front() == '.') return false;
  const auto read = document::parse_yaml(text, "");
  return read && read->kind == Node::Kind::string && read->text == text;
}

// Flow style: JSON, with the quotes left out where nobody needs them.
std::string as_yaml(const Node& node) {
  if (node.kind == Node::Kind::string && is_plain(node.text)) return node.text;
  if (!node.is_list()) return document::to_json(node);
  std::string list;
  for (const auto& item : node.items) list += (list.empty() ? "" : ", ") + as_yaml(item);
  return "[" + list + "]";
}

// For people to read: words need no quotes there, whatever a reader of YAML would make of them.
std::string choices(const Node& values) {
  const auto is_words = [](const std::string& text) {
    return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
      return c != ' ' && c >= 0 && std::isalpha(static_cast<unsigned char>(c)) == 0;
    });
  };
  std::string text;
  for (const auto& value : values.items) {
    const bool is_plain_text = value.kind == Node::Kind::string && is_words(value.text);
    text += (text.empty() ? "" : " | ") + (is_plain_text ? value.text : as_yaml(value));
  }
  return text;
}

std::string comment(const PlainWords& titles, const PlainWords& descriptions, const Node& schema,
                    const std::string& language) {
  const auto* title = in_language(titles, language);
  const auto* description = in_language(descriptions, language);
  std::string text = title == nullptr ? "" : *title;
  const auto values = description != nullptr ? *description : allowed_values(schema);
  if (!values.empty()) text += (text.empty() ? "" : ": ") + values;
  // A comment ends with its line.
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text.empty() ? "" : "# " + text + "\n";
}

}  // namespace

std::string allowed_values(const Node& schema) {
  if (const Node* values = schema.find("enum")) return choices(*values);
  const Node* type = schema.find("type");
  if (type != nullptr && type->text == "boolean") return "true | false";
  const Node* minimum = schema.find("minimum");
  const Node* maximum = schema.find("maximum");
  if (minimum != nullptr && maximum != nullptr) return minimum->text + "–" + maximum->text;
  if (minimum != nullptr) return "≥ " + minimum->text;
  if (maximum != nullptr) return "≤ " + maximum->text;
  const Node* items = schema.find("items");
  return items == nullptr ? "" : allowed_values(*items);
}

std::string initial_value(const Parameter& parameter) {
  const Node* initial = parameter.default_value();
  return initial == nullptr ? "" : as_yaml(*initial);
}

std::string skeleton(const Template& tmpl, const std::string& language) {
  std::string text;
  for (const auto& parameter : tmpl.parameters) {
    const auto initial = initial_value(parameter);
    text += comment(parameter.title, parameter.description, parameter.schema, language) + parameter.id + ":";
    text += (initial.empty() ? "" : " " + initial) + "\n";
  }
  return text;
}

std::string hand_over_form(const Task& task, const std::string& language) {
  std::string text;
  for (const auto& give : task.gives)
    text += comment(give.title, {}, give.schema_in(language), language) + give.name + ":\n";
  return text;
}

}  // namespace estafeta::tmpl
