// What the template wants, matched with the issues that are there and the relations between them. Pure.
#pragma once

#include "connector/change/tree/tree.h"

namespace estafeta::change {

// Tasks, issues and what needs what; no need is judged yet.
Tree place_issues(const Rules& rules, const Situation& situation);

}  // namespace estafeta::change
