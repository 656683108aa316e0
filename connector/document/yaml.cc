#include "connector/document/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "connector/document/node.h"
#include "connector/document/source.h"
#include "connector/document/tree_builder.h"
#include "connector/document/yaml_look.h"

namespace estafeta::document {
namespace {

// Thrown through the parser when reading on makes no sense; the builder has noted why.
struct Stop {};

bool all_of(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

std::string_view without_sign(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text;
}

bool is_integer(std::string_view text) {
  if (text.starts_with("0x")) return all_of(text.substr(2), "0123456789abcdefABCDEF");
  if (text.starts_with("0o")) return all_of(text.substr(2), "01234567");
  return all_of(without_sign(text), "0123456789");
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_real(std::string_view text) {
  text = without_sign(text);
  const auto exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    if (!all_of(without_sign(text.substr(exponent + 1)), "0123456789")) return false;
    text = text.substr(0, exponent);
  }
  if (std::count(text.begin(), text.end(), '.') > 1 || text == ".") return false;
  return all_of(text, "0123456789.");
}

bool is_one_of(std::string_view text, std::array<std::string_view, 3> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

const char* problem_key(const std::string& message) {
  static const std::array<std::pair<std::string_view, const char*>, 12> kKeys{{
      {YAML::ErrorMsg::TAB_IN_INDENTATION, "document.yaml_tab"},
      {YAML::ErrorMsg::END_OF_MAP, "document.yaml_indentation"},
      {YAML::ErrorMsg::END_OF_SEQ, "document.yaml_indentation"},
      {YAML::ErrorMsg::BLOCK_ENTRY, "document.yaml_indentation"},
      {YAML::ErrorMsg::MAP_VALUE, "document.yaml_colon"},
      {YAML::ErrorMsg::MAP_KEY, "document.yaml_colon"},
      {YAML::ErrorMsg::END_OF_MAP_FLOW, "document.yaml_bracket"},
      {YAML::ErrorMsg::END_OF_SEQ_FLOW, "document.yaml_bracket"},
      {YAML::ErrorMsg::FLOW_END, "document.yaml_bracket"},
      {YAML::ErrorMsg::EOF_IN_SCALAR, "document.yaml_quote"},
      {YAML::ErrorMsg::UNKNOWN_ANCHOR, "document.alias"},
      {YAML::ErrorMsg::ALIAS_NOT_FOUND, "document.alias"},
  }};
  for (const auto& [text, key] : kKeys) {
    if (message == text) return key;
  }
  return message.starts_with(YAML::ErrorMsg::INVALID_ESCAPE) ? "document.yaml_escape"
                                                             : "document.yaml_syntax";
}

class YamlHandler : public YAML::EventHandler {
 public:
  YamlHandler(const Source& source, TreeBuilder& tree) : source_(source), tree_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    // yaml-cpp also takes for a new document what stands further left than it may.
    const auto offset = std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), source_.text().size());
    const bool marked = source_.text().substr(offset).starts_with("---");
    tree_.broken(base::Phrase(marked ? "document.several" : "document.yaml_indentation"), at(mark));
    throw Stop{};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    if (tree_.expects_key()) stop_at_key(mark);
    // yaml-cpp puts an absent value where the next token stands; people look for it at its key.
    const auto* key = tree_.pending_key();
    tree_.scalar(Node::Kind::null, "", key != nullptr ? *key : at(mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    if (tree_.expects_key()) stop_at_key(mark);
    tree_.problem(base::Phrase("document.alias"), at(mark));
    tree_.scalar(Node::Kind::null, "", at(mark));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    if (tag != "?" && tag != "!") refuse_tag(mark, tag);
    if (tree_.expects_key()) {
      tree_.key(value, at(mark));
    } else if (tag == "?") {
      plain(mark, value);
    } else {
      tree_.scalar(Node::Kind::string, value, at(mark));
    }
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(Node::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { tree_.end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(Node::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { tree_.end(); }

 private:
  base::Location at(const YAML::Mark& mark) const {
    return source_.at_line(static_cast<std::size_t>(std::max(mark.line, 0)),
                           static_cast<std::size_t>(std::max(mark.column, 0)));
  }
  void begin(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    if (tag != "?" && !tag.empty()) refuse_tag(mark, tag);
    if (tree_.expects_key()) stop_at_key(mark);
    if (!tree_.begin(kind, at(mark))) throw Stop{};
  }
  void plain(const YAML::Mark& mark, const std::string& value) {
    if (is_one_of(value, {"true", "True", "TRUE"})) {
      tree_.scalar(Node::Kind::boolean, "true", at(mark));
    } else if (is_one_of(value, {"false", "False", "FALSE"})) {
      tree_.scalar(Node::Kind::boolean, "false", at(mark));
    } else {
      const auto kind = is_integer(value) ? Node::Kind::integer
                        : is_real(value)  ? Node::Kind::real
                                          : Node::Kind::string;
      tree_.scalar(kind, value, at(mark));
    }
  }
  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) tree_.problem(base::Phrase("document.anchor"), at(mark));
  }
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    tree_.problem(base::Phrase("document.tag", {{"tag", tag}}), at(mark));
  }
  [[noreturn]] void stop_at_key(const YAML::Mark& mark) {
    tree_.broken(base::Phrase("document.key_not_text"), at(mark));
    throw Stop{};
  }

  const Source& source_;
  TreeBuilder& tree_;
  int documents_ = 0;
};

void parse(const Source& source, TreeBuilder& tree) {
  YamlHandler handler(source, tree);
  try {
    std::istringstream stream{std::string(source.text())};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (const Stop&) {
  } catch (const YAML::Exception& error) {
    // At the end of the text yaml-cpp's line and column are already reset; its offset is not.
    const auto offset = static_cast<std::size_t>(std::max(error.mark.pos, 0));
    if (const auto tab = tab_in_indentation(source, offset)) {
      tree.broken(base::Phrase("document.yaml_tab"), *tab);
    } else {
      tree.broken(base::Phrase(problem_key(error.msg)), source.at_offset(offset));
    }
  }
}

}  // namespace

std::optional<Node> parse_yaml(std::string_view text, const std::string& file, base::Diagnostics& problems,
                               Limits limits) {
  const Source source(text, file);
  if (auto problem = source.problem(limits.bytes)) {
    problems.push_back(std::move(*problem));
    return std::nullopt;
  }
  if (auto traps = yaml_traps(source); !traps.empty()) {
    problems.insert(problems.end(), traps.begin(), traps.end());
    return std::nullopt;
  }
  TreeBuilder tree(limits.depth);
  parse(source, tree);
  auto root = tree.finish(problems);
  if (root && root->where.line == 0) root->where = source.at_offset(0);
  return root;
}

tl::expected<Node, base::Diagnostics> parse_yaml(std::string_view text, const std::string& file,
                                                 Limits limits) {
  base::Diagnostics problems;
  auto root = parse_yaml(text, file, problems, limits);
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return std::move(*root);
}

}  // namespace estafeta::document
