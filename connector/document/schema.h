// Checks a tree against a JSON Schema; every problem stands at the node that has it.
//
// The words understood: type, enum, const, pattern, minimum, maximum,
// exclusiveMinimum, exclusiveMaximum, minLength, maxLength, items, minItems, maxItems, uniqueItems,
// properties, patternProperties, propertyNames, additionalProperties, required, minProperties, maxProperties,
// anyOf, $ref within the same file (#/$defs/…); title, description, default, examples, format, $schema, $id,
// $defs and $comment say something to people and are not checked. Lengths count code points. An integer is
// what is written as one (2.0 is none). Patterns are ECMAScript without back-references over code points,
// matched in polynomial time; texts longer than kPatternLimit are refused untried, so that no pattern can
// stall us. Pure; safe to call from several threads.
#pragma once

#include <string>

#include "connector/document/node.h"

namespace estafeta::document {

inline constexpr std::size_t kPatternLimit = 200;

// Problems of `value` under a schema that is right itself. `name` is what people call the value ("vms");
// parts of it are called `name.key` and `name[0]`. Empty: it holds.
base::Diagnostics validate(const Node& value, const Node& schema, const std::string& name);

}  // namespace estafeta::document
