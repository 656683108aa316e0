// Every promise, every outcome, every kind of request: some of them in a normal run, all by tests/faults/run.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/faults/rig.h"
#include "tests/faults/table.h"
#include "tests/support/asked_for.h"

namespace estafeta::testing {
namespace {

TEST(Faults, WhateverBecomesOfARequestEveryPromiseIsKept) {
  const Rig rig;
  // A step that meets every outcome and every kind of request.
  constexpr std::uint64_t kStride = 37;
  const auto tries = asked_for("ESTAFETA_FAULTS", 6), first = asked_for("ESTAFETA_FAULTS_FROM", 0);
  const auto step = asked_for("ESTAFETA_FAULTS_STEP", kStride);
  Table table;
  for (std::uint64_t i = 0; i < tries; ++i) {
    const auto seed = first + i * step;
    if (!rig.is_possible(seed)) continue;
    for (const auto& failure : table.add(seed, rig.live(seed))) ADD_FAILURE() << failure;
  }
  std::ofstream("faults.md") << table.in_full();
  std::printf("%s%zu kinds of requests, %zu outcomes; all of it in faults.md\n", table.summary().c_str(),
              rig.sites().size(), all_outcomes().size());
}

}  // namespace
}  // namespace estafeta::testing
