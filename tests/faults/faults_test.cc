// Every promise, every outcome, every kind of request: some of them in a normal run, all by tests/faults/run.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/faults/rig.h"
#include "tests/faults/table.h"
#include "tests/support/asked_for.h"

namespace estafeta::testing {
namespace {

void expect_every_promise(const Rig& rig, const char* file) {
  // A step that meets every outcome and every kind of request.
  constexpr std::uint64_t kStride = 37;
  // Every outcome at every kind twice is enough.
  const auto tries = std::min(asked_for("ESTAFETA_FAULTS", 6), 2 * rig.seeds()),
             first = asked_for("ESTAFETA_FAULTS_FROM", 0);
  const auto step = asked_for("ESTAFETA_FAULTS_STEP", kStride);
  Table table;
  for (std::uint64_t i = 0; i < tries; ++i) {
    const auto seed = first + i * step;
    if (!rig.is_possible(seed)) continue;
    for (const auto& failure : table.add(seed, rig.live(seed))) ADD_FAILURE() << failure;
  }
  std::ofstream(file) << table.in_full();
  std::printf("%s%zu kinds of requests, %zu outcomes; all of it in %s\n", table.summary().c_str(),
              rig.sites().size(), all_outcomes().size(), file);
}

TEST(Faults, WhateverBecomesOfARequestEveryPromiseIsKept) {
  expect_every_promise(Rig(), "faults.md");
}

TEST(Faults, WhateverBecomesOfARequestToThePluginEveryPromiseIsKept) {
  expect_every_promise(Rig(Way::plugin), "faults-of-the-plugin.md");
}

}  // namespace
}  // namespace estafeta::testing
