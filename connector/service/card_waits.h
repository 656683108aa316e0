// How long tasks of one department waited for those of another. Pure.
//
// A task waits for another from the latest of three moments: everything else it needs was there, it was the
// other task's turn, the day on which that was first due was over. Until the other one was done, or the task
// was let go without it.
#pragma once

#include <vector>

#include "connector/change/tree.h"
#include "connector/service/card.h"

namespace estafeta::service {

// Those that still last or ended within the time that is remembered, by the order of the tree.
std::vector<CardWait> waits_of(const Site& site, const change::Situation& situation,
                               const change::Tree& tree);

}  // namespace estafeta::service
