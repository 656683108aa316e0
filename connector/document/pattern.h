// A regular expression that cannot run away: polynomial time, over code points.
//
// Inside document/ only. Pure; safe to call from several threads.
#pragma once

#include <string_view>

namespace estafeta::document {

bool is_pattern(std::string_view pattern);
// Whether the pattern is found in the text; false where it is no pattern.
bool matches(std::string_view text, std::string_view pattern);

}  // namespace estafeta::document
