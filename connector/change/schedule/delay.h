// Why a change ends after the day that was promised: whose time the days between went by. Pure.
//
// The critical chain is walked back from the task that ends last. What a task took beyond its plan, and what
// passed before it was begun though it could have been, is measured in working time of who does it and laid
// to the side it belongs to. As nights and lost windows make a day of an hour, these measures only weigh: the
// days between are shared out in their proportion, by largest remainder, so that they sum exactly.
#pragma once

#include <optional>

#include "connector/change/tree/tree.h"
#include "connector/model/plan.h"

namespace estafeta::change {

// Nothing: the promise holds, or there is nothing planned.
std::optional<model::Delay> delay_of(const Rules& rules, const Situation& situation, const Tree& tree,
                                     const model::Schedule& schedule, base::Date promised);

// Shares `whole` out in proportion to the weights; sums exactly. Of equal remainders the first has the
// advantage. Without any weight nobody gets anything.
std::vector<std::int64_t> shared_out(std::int64_t whole, const std::vector<std::int64_t>& weights);

}  // namespace estafeta::change
