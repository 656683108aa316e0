// The words of JSON Schema that we understand, what each must be followed by, and whether a schema keeps to
// it.
//
// Pure; safe to call from several threads.
#pragma once

#include <string_view>

#include "connector/document/node.h"

namespace estafeta::document {

enum class WordShape {
  anything,
  text,
  texts,
  number,
  count,
  yes_no,
  list,
  types,
  pattern,
  schema,
  schemas,
  schema_map,
  reference
};

struct SchemaWord {
  std::string_view name;
  WordShape shape;
};

// Null for a word we do not understand.
const SchemaWord* find_schema_word(std::string_view name);
std::vector<std::string> schema_word_names();

// "string", "integer", "number" (of a real), "boolean", "null", "array", "object".
std::string_view type_name(Node::Kind kind);

// The schema that `#/$defs/x` (or `#`) means within the file, or null.
const Node* resolve(const Node& root, std::string_view reference);

// What is wrong with a schema itself: unknown words (with the nearest known one), values of the wrong type,
// patterns that are none, references that lead nowhere, words that no value can satisfy together.
base::Diagnostics check_schema(const Node& schema);

}  // namespace estafeta::document
