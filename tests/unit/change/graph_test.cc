#include "connector/change/tree/graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace estafeta::change {
namespace {

TEST(TopologicalOrder, PutsNeedsFirstAndElseKeepsTheGivenOrder) {
  EXPECT_EQ(*topological_order({{2}, {}, {}, {0, 1}}), (Order{1, 2, 0, 3}));
  EXPECT_EQ(*topological_order({}), Order{});
}

TEST(TopologicalOrder, CountsANeedNamedTwiceAsOne) {
  EXPECT_EQ(*topological_order({{}, {0, 0}}), (Order{0, 1}));
}

TEST(TopologicalOrder, NamesTheRingAndNothingBesideIt) {
  const auto order = topological_order({{}, {0, 3}, {1}, {2}, {3}});
  ASSERT_FALSE(order);
  EXPECT_EQ(order.error(), (Order{1, 3, 2}));
}

TEST(TopologicalOrder, NamesATaskThatNeedsItself) {
  EXPECT_EQ(topological_order({{0}}).error(), Order{0});
}

TEST(TopologicalOrder, HoldsForRandomGraphs) {
  std::mt19937 random(20260615);
  for (int round = 0; round < 500; ++round) {
    Needs needs(1 + random() % 20);
    for (std::size_t node = 1; node < needs.size(); ++node) {
      for (auto count = random() % 4; count > 0; --count) needs[node].push_back(random() % node);
    }
    const auto order = topological_order(needs);
    ASSERT_TRUE(order);
    std::vector<std::size_t> place(needs.size());
    for (std::size_t at = 0; at < order->size(); ++at) place[(*order)[at]] = at;
    for (std::size_t node = 0; node < needs.size(); ++node) {
      for (const auto need : needs[node]) EXPECT_LT(place[need], place[node]);
    }
  }
}

}  // namespace
}  // namespace estafeta::change
