#include "connector/change/schedule/delay.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace estafeta::change {
namespace {

using Numbers = std::vector<std::int64_t>;

TEST(SharingOut, FollowsTheWeightsAndGivesTheLargestRemainderTheRest) {
  EXPECT_EQ(shared_out(6, {3, 2, 1}), (Numbers{3, 2, 1}));
  EXPECT_EQ(shared_out(6, {30, 20, 10}), (Numbers{3, 2, 1}));
  EXPECT_EQ(shared_out(1, {40, 60}), (Numbers{0, 1}));
  EXPECT_EQ(shared_out(10, {1, 1, 1}), (Numbers{4, 3, 3}));
  EXPECT_EQ(shared_out(2, {5, 0, 5}), (Numbers{1, 0, 1}));
  EXPECT_EQ(shared_out(7, {1}), (Numbers{7}));
}

TEST(SharingOut, WithoutAnyWeightNobodyGetsAnything) {
  EXPECT_EQ(shared_out(6, {}), Numbers{});
  EXPECT_EQ(shared_out(6, {0, 0}), (Numbers{0, 0}));
  EXPECT_EQ(shared_out(0, {3, 4}), (Numbers{0, 0}));
}

TEST(SharingOut, SumsExactlyAndIsNeverFurtherThanOneFromTheProportion) {
  std::mt19937 chance(20261123);
  for (int round = 0; round < 2000; ++round) {
    Numbers weights(1 + chance() % 8);
    for (auto& weight : weights)
      weight = chance() % 3 == 0 ? 0 : static_cast<std::int64_t>(chance() % 4000000);
    const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    if (sum == 0) continue;
    const auto whole = static_cast<std::int64_t>(chance() % 5000000);
    const auto shares = shared_out(whole, weights);
    ASSERT_EQ(std::accumulate(shares.begin(), shares.end(), std::int64_t{0}), whole);
    for (std::size_t at = 0; at < weights.size(); ++at) {
      const auto exact =
          static_cast<double>(whole) * static_cast<double>(weights[at]) / static_cast<double>(sum);
      ASSERT_NEAR(static_cast<double>(shares[at]), exact, 1.0);
      ASSERT_TRUE(weights[at] > 0 || shares[at] == 0);
    }
  }
}

}  // namespace
}  // namespace estafeta::change
