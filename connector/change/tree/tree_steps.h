// The two steps in which a tree is made. Private to change/. Pure.
#pragma once

#include "connector/change/tree/tree.h"

namespace estafeta::change {

// Tasks, issues and what needs what; no need is judged yet.
Tree place_issues(const Rules& rules, const Situation& situation);
// Whether each need holds its task back, and why.
void judge_links(const Rules& rules, const Situation& situation, Tree& tree);

}  // namespace estafeta::change
