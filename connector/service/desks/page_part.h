// A page of which only a part is Estafeta's: it stands between two marks, and what people write above and
// below it is theirs.
//
// What somebody wrote between the marks is kept below them, under a heading of its own. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/model/markup.h"

namespace estafeta::service {

// The page with this part in the place of the one it has; at its end, where it has none. `shown`: the part as
// it was written last, as far as that is known. `moved`: the heading of what stood between the marks.
std::string with_part(const std::string& page, const std::string& part, const std::string& shown,
                      const std::string& moved, const model::Markup& markup);

// Whether the page has that very part.
bool has_part(const std::string& page, const std::string& part, const model::Markup& markup);

}  // namespace estafeta::service
