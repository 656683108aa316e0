#include "connector/change/tree/graph.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace estafeta::change {

namespace {

// Every node left over needs another one left over, so walking on must come round.
Order cycle_among(const Needs& needs, const std::vector<std::size_t>& open) {
  Order path;
  std::vector<bool> seen(needs.size(), false);
  auto node = static_cast<std::size_t>(
      std::find_if(open.begin(), open.end(), [](std::size_t count) { return count > 0; }) - open.begin());
  while (!seen[node]) {
    seen[node] = true;
    path.push_back(node);
    node = *std::find_if(needs[node].begin(), needs[node].end(),
                         [&](std::size_t need) { return open[need] > 0; });
  }
  path.erase(path.begin(), std::find(path.begin(), path.end(), node));
  return path;
}

}  // namespace

tl::expected<Order, Order> topological_order(const Needs& needs) {
  std::vector<std::size_t> open(needs.size());
  Needs needed_by(needs.size());
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> next;
  for (std::size_t node = 0; node < needs.size(); ++node) {
    open[node] = needs[node].size();
    for (const auto need : needs[node]) needed_by[need].push_back(node);
    if (open[node] == 0) next.push(node);
  }
  Order order;
  while (!next.empty()) {
    const auto node = next.top();
    next.pop();
    order.push_back(node);
    for (const auto successor : needed_by[node]) {
      if (--open[successor] == 0) next.push(successor);
    }
  }
  if (order.size() < needs.size()) return tl::unexpected<Order>(cycle_among(needs, open));
  return order;
}

}  // namespace estafeta::change
