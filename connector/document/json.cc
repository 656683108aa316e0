#include "connector/document/json.h"

#include <rapidjson/error/error.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "connector/document/json_writer.h"
#include "connector/document/node.h"
#include "connector/document/source.h"
#include "connector/document/tree_builder.h"

namespace estafeta::document {
namespace {

constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                            rapidjson::kParseValidateEncodingFlag;

// RapidJSON tells a handler what it read, not where that began. All that lies between two tokens is white
// space and punctuation, so the next one begins at the first byte that is neither.
class JsonHandler {
 public:
  using Ch = char;

  JsonHandler(const Source& source, const rapidjson::MemoryStream& stream, TreeBuilder& tree)
      : source_(source), stream_(stream), tree_(tree) {}

  bool Null() { return scalar(Node::Kind::null, ""); }
  bool Bool(bool yes) { return scalar(Node::Kind::boolean, yes ? "true" : "false"); }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    const std::string number(text, length);
    const bool real = number.find_first_of(".eE") != std::string::npos;
    return scalar(real ? Node::Kind::real : Node::Kind::integer, number);
  }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    return scalar(Node::Kind::string, std::string(text, length));
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    tree_.key(std::string(text, length), token());
    return true;
  }
  bool StartObject() { return tree_.begin(Node::Kind::map, bracket('{')); }
  bool EndObject(rapidjson::SizeType) { return end(); }
  bool StartArray() { return tree_.begin(Node::Kind::list, bracket('[')); }
  bool EndArray(rapidjson::SizeType) { return end(); }

  // Never called, since numbers stay texts; the reader's interface asks for them.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  bool scalar(Node::Kind kind, std::string text) {
    tree_.scalar(kind, std::move(text), token());
    return true;
  }
  bool end() {
    tree_.end();
    last_ = stream_.Tell();
    return true;
  }
  base::Location token() {
    const auto start = source_.text().find_first_not_of(" \t\r\n,:{}[]", last_);
    last_ = stream_.Tell();
    return source_.at_offset(start);
  }
  base::Location bracket(char opening) {
    const auto start = source_.text().find(opening, last_);
    last_ = start + 1;
    return source_.at_offset(start);
  }

  const Source& source_;
  const rapidjson::MemoryStream& stream_;
  TreeBuilder& tree_;
  std::size_t last_ = 0;
};

const char* problem_key(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorDocumentEmpty:
      return "document.json_empty";
    case rapidjson::kParseErrorDocumentRootNotSingular:
      return "document.json_more_than_one";
    case rapidjson::kParseErrorObjectMissName:
      return "document.json_no_name";
    case rapidjson::kParseErrorObjectMissColon:
      return "document.json_no_colon";
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
      return "document.json_no_curly";
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return "document.json_no_square";
    case rapidjson::kParseErrorStringMissQuotationMark:
      return "document.json_no_quote";
    default:
      return "document.json_syntax";
  }
}

std::string digits_as_json(const Node& node) {
  if (const auto integer = node.as_integer()) return std::to_string(*integer);
  const bool negative = node.text.starts_with('-');
  const auto first = node.text.find_first_not_of("+-0");
  if (first == std::string::npos) return "0";
  return (negative ? "-" : "") + node.text.substr(first);
}

// YAML writes numbers in ways JSON has not (`.5`, `+1`, `0x1F`): they come out as JSON writes them.
std::string number_as_json(const Node& node) {
  if (node.kind == Node::Kind::integer) return digits_as_json(node);
  const auto real = node.as_real();
  if (!real) return "null";
  char buffer[32];
  const auto end = std::to_chars(std::begin(buffer), std::end(buffer), *real).ptr;
  std::string text(std::begin(buffer), end);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

class TreeWriter {
 public:
  explicit TreeWriter(bool canonical) : canonical_(canonical) {}

  void write(const Node& node) {
    switch (node.kind) {
      case Node::Kind::null:
        writer_.null();
        break;
      case Node::Kind::boolean:
        writer_.value(node.text == "true");
        break;
      case Node::Kind::integer:
      case Node::Kind::real:
        writer_.raw(number_as_json(node));
        break;
      case Node::Kind::string:
        writer_.value(node.text);
        break;
      case Node::Kind::list:
        write_list(node);
        break;
      case Node::Kind::map:
        write_map(node);
        break;
    }
  }
  std::string text() const { return writer_.text(); }

 private:
  void write_list(const Node& node) {
    writer_.begin_array();
    for (const auto& item : node.items) write(item);
    writer_.end_array();
  }
  void write_map(const Node& node) {
    std::vector<const Node::Entry*> entries;
    for (const auto& entry : node.entries) entries.push_back(&entry);
    // UTF-8 sorts by bytes as its code points do.
    if (canonical_) {
      std::sort(entries.begin(), entries.end(),
                [](const auto* a, const auto* b) { return a->first.text < b->first.text; });
    }
    writer_.begin_object();
    for (const auto* entry : entries) {
      writer_.key(entry->first.text);
      write(entry->second);
    }
    writer_.end_object();
  }

  bool canonical_;
  JsonWriter writer_;
};

}  // namespace

tl::expected<Node, base::Diagnostics> parse_json(std::string_view text, const std::string& file,
                                                 Limits limits) {
  const Source source(text, file);
  if (auto problem = source.problem(limits.bytes))
    return tl::unexpected(base::Diagnostics{std::move(*problem)});
  rapidjson::MemoryStream stream(source.text().data(), source.text().size());
  TreeBuilder tree(limits.depth);
  JsonHandler handler(source, stream, tree);
  rapidjson::Reader reader;
  const auto result = reader.Parse<kFlags>(stream, handler);
  // Terminated by the handler: the builder has noted why.
  if (result.IsError() && result.Code() != rapidjson::kParseErrorTermination) {
    tree.broken(base::Phrase(problem_key(result.Code())), source.at_offset(result.Offset()));
  }
  return tree.finish();
}

std::string to_json(const Node& node, bool canonical) {
  TreeWriter writer(canonical);
  writer.write(node);
  return writer.text();
}

}  // namespace estafeta::document
