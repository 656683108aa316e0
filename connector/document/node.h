// Foreign text as a tree of positioned nodes, the same for YAML and JSON.
//
// Every node knows where it stands, so that what reads it can say file:line:column. Scalars keep their text;
// the as_* functions convert. Byte and depth caps hold before anything is built; duplicate keys, aliases,
// anchors and tags are refused. Plain data once parsed; safe to read from several threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connector/base/diagnostic.h"
#include "connector/base/status.h"

namespace estafeta::document {

struct Limits {
  std::size_t bytes = 1 << 20;
  int depth = 64;
};

class Node {
 public:
  // string: quoted or not a number, boolean or null by the core schema of YAML 1.2 (yes/no/on/off stay
  // strings).
  enum class Kind { null, boolean, integer, real, string, list, map };

  struct Key {
    std::string text;
    base::Location where;
  };
  struct Entry;

  Kind kind = Kind::null;
  base::Location where;
  std::string text;            // of a scalar, unquoted; "true"/"false" for booleans; as written for numbers
  std::vector<Node> items;     // of a list
  std::vector<Entry> entries;  // of a map, in the order of the file

  bool is_map() const { return kind == Kind::map; }
  bool is_list() const { return kind == Kind::list; }
  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind != Kind::map && kind != Kind::list && kind != Kind::null; }

  // The value at that key of a map, or null (also when this is no map).
  const Node* find(std::string_view key) const;
  // The items of a list; a scalar counts as a list of one.
  std::vector<const Node*> values() const;
  // The text of the scalar at that key; "" where there is none.
  std::string text_at(std::string_view key) const;
  std::optional<std::int64_t> as_integer() const;
  std::optional<double> as_real() const;  // integers too
  std::optional<bool> as_boolean() const;
};

// A type of its own and not a pair, which may not be made of a class that is not complete yet.
struct Node::Entry {
  Key first;
  Node second;
};

// Reads a whole file up to `cap` bytes. not_found, permission_denied, invalid_argument (too large).
base::Result<std::string> read_file(const std::string& path, std::size_t cap = 8 << 20);

}  // namespace estafeta::document
