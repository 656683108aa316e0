// Puts a tree together from a parser's events, keeping to the depth and noticing keys that stand twice.
//
// Inside document/ only; fed by yaml.cc and json.cc. Not safe for several threads.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "connector/document/node.h"

namespace estafeta::document {

class TreeBuilder {
 public:
  explicit TreeBuilder(int depth_limit) : depth_limit_(depth_limit) {}

  // False, with the problem noted, when that would go too deep: stop parsing then.
  bool begin(Node::Kind kind, base::Location where);
  void end();
  void key(std::string text, base::Location where);
  void scalar(Node::Kind kind, std::string text, base::Location where);
  void problem(base::Phrase what, base::Location where);
  // A problem after which the tree is not whole.
  void broken(base::Phrase what, base::Location where);

  // Whether what comes next is a key.
  bool expects_key() const;
  // Where the key stands whose value comes next; null in a list and at the top.
  const base::Location* pending_key() const;

  // The tree if it is whole, whatever was wrong with it; the problems are added to those given.
  std::optional<Node> finish(base::Diagnostics& problems);
  tl::expected<Node, base::Diagnostics> finish();

 private:
  struct Frame {
    Node node;
    std::optional<Node::Key> key;
    std::unordered_map<std::string, int> lines;  // of each key seen
  };

  void add(Node node);

  int depth_limit_;
  std::vector<Frame> open_;
  Node root_;
  base::Diagnostics problems_;
  bool whole_ = true;
};

}  // namespace estafeta::document
