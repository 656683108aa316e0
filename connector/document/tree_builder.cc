#include "connector/document/tree_builder.h"

#include <utility>

namespace estafeta::document {

bool TreeBuilder::begin(Node::Kind kind, base::Location where) {
  if (open_.size() >= static_cast<std::size_t>(depth_limit_)) {
    broken(base::Phrase("document.too_deep", {{"limit", std::int64_t{depth_limit_}}}), std::move(where));
    return false;
  }
  Frame frame;
  frame.node.kind = kind;
  frame.node.where = std::move(where);
  open_.push_back(std::move(frame));
  return true;
}

void TreeBuilder::end() {
  Node node = std::move(open_.back().node);
  open_.pop_back();
  add(std::move(node));
}

void TreeBuilder::key(std::string text, base::Location where) {
  Frame& frame = open_.back();
  const auto [seen, is_new] = frame.lines.emplace(text, where.line);
  if (!is_new) {
    problem(base::Phrase("document.duplicate_key", {{"key", text}, {"line", std::int64_t{seen->second}}}),
            where);
  }
  frame.key = Node::Key{std::move(text), std::move(where)};
}

void TreeBuilder::scalar(Node::Kind kind, std::string text, base::Location where) {
  Node node;
  node.kind = kind;
  node.text = std::move(text);
  node.where = std::move(where);
  add(std::move(node));
}

void TreeBuilder::problem(base::Phrase what, base::Location where) {
  problems_.push_back({base::Severity::error, std::move(what), std::move(where)});
}

void TreeBuilder::broken(base::Phrase what, base::Location where) {
  problem(std::move(what), std::move(where));
  whole_ = false;
}

bool TreeBuilder::expects_key() const {
  return !open_.empty() && open_.back().node.is_map() && !open_.back().key;
}

const base::Location* TreeBuilder::pending_key() const {
  return !open_.empty() && open_.back().key ? &open_.back().key->where : nullptr;
}

std::optional<Node> TreeBuilder::finish(base::Diagnostics& problems) {
  problems.insert(problems.end(), problems_.begin(), problems_.end());
  if (!whole_) return std::nullopt;
  return std::move(root_);
}

tl::expected<Node, base::Diagnostics> TreeBuilder::finish() {
  if (!problems_.empty()) return tl::unexpected(std::move(problems_));
  return std::move(root_);
}

void TreeBuilder::add(Node node) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Frame& parent = open_.back();
  if (parent.node.is_map()) {
    parent.node.entries.push_back({*std::exchange(parent.key, std::nullopt), std::move(node)});
  } else {
    parent.node.items.push_back(std::move(node));
  }
}

}  // namespace estafeta::document
