// One value of a form: what people wrote, as the schema of its field means it.
//
// Inside template/ only. Pure; safe to call from several threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/document/node.h"

namespace estafeta::tmpl {

struct FormText {
  std::string text;
  base::Location where;  // of its first character
};

// Whether such a value may consist of several parts, so that brackets and lines mean something in it.
bool takes_list(const document::Node& schema);
bool takes_map(const document::Node& schema);
// Whether any text will do, so that a further line may be part of it.
bool takes_text(const document::Node& schema);

// The value that is written on these lines, the first of which stands behind the name. What stands in it is
// not checked against the schema. nullopt: it cannot be read, and `problems` say why. `name` is what people
// call the value.
std::optional<document::Node> read_value(const std::vector<FormText>& lines, const document::Node& schema,
                                         const std::string& name, base::Diagnostics& problems);
// The same for a tree that was read as YAML: its scalars as the schema means them.
std::optional<document::Node> read_value(document::Node tree, const document::Node& schema,
                                         const std::string& name, base::Diagnostics& problems);

// Spaces of every kind taken off at both ends.
std::string_view trimmed(std::string_view text);
// Latin and Russian letters as small ones, so that names can be compared.
std::string folded(std::string_view text);
// Where the quotation mark that opens the text is closed; npos: nowhere in it.
std::size_t end_of_quoted(std::string_view text);

}  // namespace estafeta::tmpl
