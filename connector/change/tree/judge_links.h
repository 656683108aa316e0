// Every need judged: whether it holds its task back, and why. Pure.
#pragma once

#include "connector/change/tree/tree.h"

namespace estafeta::change {

// Whether each need holds its task back, and why.
void judge_links(const Rules& rules, const Situation& situation, Tree& tree);

}  // namespace estafeta::change
