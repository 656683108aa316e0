// How long tasks of one department waited for those of another, and a whole change for its client, a vendor
// and us. Pure.
//
// A task waits for another once all it needs should have been there (the days on which that was first due are
// over) and it is the other task's turn; until the other one was done, or the task was let go without it. Who
// waits for two at once waits for both.
#pragma once

#include <vector>

#include "connector/change/tree/tree.h"
#include "connector/views/card.h"

namespace estafeta::views {

// Those that still last or ended within the time that is remembered, by the order of the tree.
std::vector<CardWait> waits_of(const Organisation& organisation, const change::Situation& situation,
                               const change::Tree& tree);

// How long the change waited, by whom for, up to its end: the time in which at least one of its tasks was on
// hold for that side, was returned (ours), or was that side's own and had its turn. A hold for a window is
// nobody's.
Waited waited_of(const change::Situation& situation, const change::Tree& tree);

}  // namespace estafeta::views
