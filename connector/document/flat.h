// JSON laid flat: a value's tokens one behind the other, texts as views, nothing on the heap for each.
//
// For large files, read element by element (array_reader.h); what people write by hand is read into a tree
// of positioned nodes instead (node.h). A FlatNode is a view of what its reader holds: cheap to copy, and
// valid as long as the reader says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "connector/document/node.h"

namespace estafeta::document {

// What FlatNode looks at; small, because a large file has many. Lengths fit: texts are capped far below.
struct FlatToken {
  const char* text = nullptr;  // of a scalar, unescaped
  const char* raw = nullptr;   // the value as it is written
  std::uint32_t text_length = 0;
  std::uint32_t raw_length = 0;
  std::uint32_t span = 1;        // tokens of the value, itself and all within it
  std::uint32_t recurrence = 0;  // see FlatNode
  Node::Kind kind = Node::Kind::null;
};

class FlatNode {
 public:
  explicit FlatNode(const FlatToken* token) : token_(token) {}

  Node::Kind kind() const { return token_->kind; }
  bool is_map() const { return kind() == Node::Kind::map; }
  bool is_list() const { return kind() == Node::Kind::list; }
  bool is_scalar() const { return !is_map() && !is_list() && kind() != Node::Kind::null; }
  std::string_view text() const { return {token_->text, token_->text_length}; }
  std::string_view raw() const { return {token_->raw, token_->raw_length}; }
  // As Node's; decimal digits only, which is all that JSON has.
  std::optional<std::int64_t> as_integer() const;
  std::optional<bool> as_boolean() const;
  // Not 0 for a value whose text is expected again (ArrayReader::expect_again): the same number whenever the
  // same text comes. Only the first time are there members; for more, parse raw().
  std::uint32_t recurrence() const { return token_->recurrence; }

  // Items of a list, or keys and values in turn of a map: from first() until end(), each with next().
  FlatNode first() const { return FlatNode(token_ + 1); }
  FlatNode end() const { return next(); }
  FlatNode next() const { return FlatNode(token_ + token_->span); }

  // The value at that key of a map; nullopt also when this is no map.
  std::optional<FlatNode> find(std::string_view key) const;

  friend bool operator==(const FlatNode&, const FlatNode&) = default;

 private:
  const FlatToken* token_;
};

}  // namespace estafeta::document
