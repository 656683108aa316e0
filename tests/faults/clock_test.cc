// This machine's clock jumps, and jumps back: the tracker's goes on.
#include <gtest/gtest.h>

#include "tests/faults/life.h"
#include "tests/faults/picture.h"

namespace estafeta::testing {
namespace {

// Set otherwise than the tracker's. The steady clock does not jump.
class WrongClock : public base::Clock {
 public:
  explicit WrongClock(const base::Clock& right) : right_(right) {}
  base::Instant now() const override { return right_.now() + wrong_by; }
  std::chrono::milliseconds steady() const override { return right_.steady(); }

  base::Seconds wrong_by{0};

 private:
  const base::Clock& right_;
};

class ClockJumps : public ::testing::TestWithParam<int> {};

TEST_P(ClockJumps, AndComesRightAgainWithoutATrace) {
  const auto& expected = unbroken();
  std::optional<WrongClock> clock;
  Life life([&](Weather weather) {
    if (clock) clock->wrong_by = base::Seconds(weather == Weather::storm ? GetParam() : 0);
  });
  clock.emplace(life.stage().clock);
  life.stage().tell_time_by(*clock);
  life.stage().restart();
  const auto pictures = life.run();
  for (const auto& one : life.broken())
    ADD_FAILURE() << to_string(one.promise) << ": " << base::reference(one.issue) << " " << one.what;
  EXPECT_EQ(life.restless(), "");
  for (std::size_t step = 0; step < pictures.size(); ++step)
    EXPECT_EQ(first_difference(expected[step], pictures[step]), "") << "step " << step;
}

std::string name_of(const ::testing::TestParamInfo<int>& info) {
  return (info.param < 0 ? "Back" : "Forth") + std::to_string(std::abs(info.param)) + "s";
}

INSTANTIATE_TEST_SUITE_P(BackAndForth, ClockJumps, ::testing::Values(-7200, 7200, -30, 30), name_of);

}  // namespace
}  // namespace estafeta::testing
