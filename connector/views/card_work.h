// What was done in a change: its finished tasks with the values they handed over and their files, as the
// client's dossier tells of them. Needs issues read with history. Pure; no thread rule.
#pragma once

#include <vector>

#include "connector/change/tree/situation.h"
#include "connector/change/tree/tree.h"
#include "connector/views/card.h"

namespace estafeta::views {

// In the order in which they were finished. Milestones and approvals are nobody's work.
std::vector<CardWork> work_of(const change::Situation& situation, const change::Tree& tree);

}  // namespace estafeta::views
