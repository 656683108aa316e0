// What the plan of one change must know of the client's others, from their cards. Pure; no thread rule.
#pragma once

#include "connector/change/tree/situation.h"
#include "connector/views/overview.h"

namespace estafeta::views {

// The windows that the others use, and the last rehearsal of this one.
void add_others(const Cards& cards, change::Situation& situation);

}  // namespace estafeta::views
