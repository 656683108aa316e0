// A field that people fill in: the parameters of a change, the values of a hand-over.
//
// It is a form for people, not a lesson in YAML. `VLAN: 214`, `vlan = 214`, `* vlan: 214`, `VLAN number:
// "214"` all say the same; lists and maps may be written as in YAML. What could mean two things is refused
// with its line, never cut or replaced in silence. Pure; safe to call from several threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/document/node.h"

namespace estafeta::tmpl {

// As much of what somebody typed stands in a message.
inline constexpr std::size_t kBrief = 60;

// What may be filled in.
struct FormField {
  std::string id;
  std::vector<std::string> titles;         // what people may call it beside its id, in every language
  const document::Node* schema = nullptr;  // of the value
};

// What stands there, in the order of the text.
struct FormEntry {
  enum class Kind {
    field,    // a value for one of the fields
    unknown,  // `name: value`, but no field is called so
    remark,   // a line without a name
  } kind = Kind::field;
  std::string name;   // field: its id; unknown: as typed
  std::string typed;  // the value, or the line, as the person wrote it
  // Of a field: the value as its schema means it, not yet checked against the schema. A null node: left
  // empty. Absent: it could not be read, which was said.
  std::optional<document::Node> value;
  base::Location where;
};

// Each field at most once. Problems have their line and column in the text; `source` is what people call it.
std::vector<FormEntry> read_form(std::string_view text, const std::string& source,
                                 const std::vector<FormField>& fields, base::Diagnostics& problems);

}  // namespace estafeta::tmpl
