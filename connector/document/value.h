// Values of a tree as JSON and as people see them. Pure; safe to call from several threads.
#pragma once

#include <string>

#include "connector/document/node.h"

namespace estafeta::document {

// Equal as JSON says: 1 and 1.0 are the same number, the order of a map's keys means nothing.
bool same_value(const Node& left, const Node& right);
// The value as people write it in a sentence: scalars as they are, lists and maps as JSON, cut at 60 code
// points.
std::string brief(const Node& value);

}  // namespace estafeta::document
