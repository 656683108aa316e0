// A disk that is full, or broken, from some write on until all is calm: what Estafeta promises is kept, and
// made up for as soon as there is room.
#include <gtest/gtest.h>

#include "tests/faults/failing_disk.h"
#include "tests/faults/life.h"
#include "tests/faults/picture.h"
#include "tests/support/asked_for.h"

namespace estafeta::testing {
namespace {

class Disk : public ::testing::TestWithParam<FailingDisk::Failure> {};

TEST_P(Disk, ThatFailsFromSomeWriteOnCostsNoPromise) {
  const auto& expected = unbroken();
  const auto lives = asked_for("ESTAFETA_DISKS", 1);
  for (std::uint64_t seed = 0; seed < lives; ++seed) {
    FailingDisk disk;
    int storms = 0;
    Life life([&](Weather weather) {
      // Later and later in each storm.
      weather == Weather::storm ? disk.fail_from(1 + (static_cast<int>(seed) + 3 * storms++) * 5, GetParam())
                                : disk.mend();
    });
    const auto pictures = life.run();
    EXPECT_GT(disk.failed(), 0);
    for (const auto& one : life.broken())
      ADD_FAILURE() << "seed " << seed << ": " << to_string(one.promise) << ": " << base::reference(one.issue)
                    << " " << one.what;
    EXPECT_EQ(life.restless(), "") << "seed " << seed;
    for (std::size_t step = 0; step < pictures.size(); ++step)
      EXPECT_EQ(first_difference(expected[step], pictures[step]), "") << "seed " << seed << ", step " << step;
  }
}

std::string name_of(const ::testing::TestParamInfo<FailingDisk::Failure>& info) {
  return info.param == FailingDisk::Failure::full ? "Full" : "Broken";
}

INSTANTIATE_TEST_SUITE_P(InEachWay, Disk,
                         ::testing::Values(FailingDisk::Failure::full, FailingDisk::Failure::broken),
                         name_of);

}  // namespace
}  // namespace estafeta::testing
