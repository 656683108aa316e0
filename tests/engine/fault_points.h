// Faults at every point of a run in turn: how many points there are, and a hook for the n-th of them.
#pragma once

#include "tests/engine/site_stage.h"

namespace estafeta::testing {

// How often the fake's hook is asked until the stage has settled.
int points_until_settled(SiteStage& stage);

// That fault at the n-th point, and nothing before and after.
tracker::fake::Hook at_point(int n, tracker::fake::Fault fault);

// Until it has settled, or dies at the n-th point and is started again, without its store where that is
// forgotten.
void settle_killed_at(SiteStage& stage, int n, bool forget);

// As at_point(), but what is refused has not been done: only a lost answer or a death can come after the
// deed.
// `*hit` becomes the point it was, and the how many-eth of its name: "before:watch 1".
tracker::fake::Hook at_point_if_possible(int n, tracker::fake::Fault fault, std::string* hit = nullptr);

}  // namespace estafeta::testing
