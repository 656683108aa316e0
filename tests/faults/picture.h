// What a tracker looks like in the end, whatever broke meanwhile.
#pragma once

#include <string>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {

// A line for each issue: what must not hang on when a pass came, as dates and forecasts do.
std::string picture(const SiteStage& stage);
// The same where issues may have been made in any order: by project and key, sorted.
std::string picture_by_key(const SiteStage& stage);
// The first line in which they differ; empty: none.
std::string first_difference(const std::string& expected, const std::string& found);

}  // namespace estafeta::testing
