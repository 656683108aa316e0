// Which known name a person may have meant.
//
// Pure; safe to call from several threads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace estafeta::document {

// The known name nearest to `name` by edits (a swap of neighbours is one), or "" where none is near enough to
// be worth suggesting. Of equals the first.
std::string nearest(std::string_view name, const std::vector<std::string>& known);

}  // namespace estafeta::document
