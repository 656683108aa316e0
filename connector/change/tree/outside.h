// Issues outside the change that block its tasks, as somebody linked them by hand. Private to change/.
//
// They are waited for like a task, by the tracker's own measure: it lets nobody close a task while one that
// blocks it is open. Estafeta plans and moves none of them.
#pragma once

#include "connector/change/tree/tree.h"

namespace estafeta::change {

// The issue, whose it is, and who holds it.
base::Phrase outside_need(const OutsideNeed& need);
// Whether it was a task of this change that this one needs and got another tracker: that is told as a need of
// a task that is gone.
bool is_lost_task(const Tree& tree, const Node& needing, const OutsideNeed& need);
// That it is closed, and how.
base::Phrase outside_ended(const OutsideNeed& need);
// By when it is to be closed, as far as it says so.
std::optional<base::Instant> outside_due(const Rules& rules, const OutsideNeed& need);

}  // namespace estafeta::change
