// A look at a YAML text before it is parsed: what a parser takes otherwise than the person who wrote it meant
// it, and would say at another place, or not at all.
//
// Pure; safe to call from several threads.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "connector/document/source.h"

namespace estafeta::document {

// A quotation mark that is never closed, or only lines later, so that names in between become part of a text;
// a no-break space (or one that cannot be seen at all) where the structure of the text is meant. In the order
// of the text.
base::Diagnostics yaml_traps(const Source& source);

// A tab in front of a line, up to that offset: parsers trip over it somewhere behind.
std::optional<base::Location> tab_in_indentation(const Source& source, std::size_t until);

// Warnings where a text without quotes ends before ` #`, so that the rest of its line counts as a comment: in
// the values of the keys `texts`, and everywhere where something follows the # at once (`Rack #12`).
base::Diagnostics comments_in_texts(std::string_view yaml, const std::string& file,
                                    const std::set<std::string>& texts);

}  // namespace estafeta::document
