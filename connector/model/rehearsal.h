// The mark by which people know what belongs to a rehearsal, before its title. Plain data; no thread rule.
#pragma once

#include <string>
#include <string_view>

namespace estafeta::model {

// “Rehearsal: ”; where a language has none, the English one.
std::string_view rehearsal_mark(std::string_view language);
// The title with that mark, unless it has one already, in whatever language.
std::string as_rehearsal(const std::string& title, std::string_view language);

}  // namespace estafeta::model
