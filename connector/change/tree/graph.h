// Order of what needs what. Nodes are indexes; `needs[i]` lists what i needs.
#pragma once

#include <cstddef>
#include <tl/expected.hpp>
#include <vector>

namespace estafeta::change {

using Needs = std::vector<std::vector<std::size_t>>;
using Order = std::vector<std::size_t>;

// Needs first; of those that could come next the smallest index. Else one cycle, each node needing the next
// and the last the first.
tl::expected<Order, Order> topological_order(const Needs& needs);

}  // namespace estafeta::change
