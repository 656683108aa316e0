// Why a change ends after the promised day, and which side accounts for how many days of the delay. Pure.
//
// The critical chain is walked back from the task that ends last. Two spans of each task are measured, in the
// working time of whoever does it: how much longer it took than planned, and how long it could have been
// begun but was not. Each counts for the side that caused it. The measures are only weights, because a night
// or a lost window can turn an hour into a day: the days of the delay are shared out in proportion to them,
// by largest remainder, so that they add up exactly.
#pragma once

#include <optional>

#include "connector/change/tree/tree.h"
#include "connector/model/plan.h"

namespace estafeta::change {

// Nothing: the promise holds, or there is nothing planned.
std::optional<model::Delay> delay_of(const Rules& rules, const Situation& situation, const Tree& tree,
                                     const model::Schedule& schedule, base::Date promised);

// Shares `whole` out in proportion to the weights, so that the shares add up to it. Of equal remainders the
// first is rounded up. If all weights are zero, so are all shares.
std::vector<std::int64_t> shared_out(std::int64_t whole, const std::vector<std::int64_t>& weights);

}  // namespace estafeta::change
