// A change that is rolled back: what is open is cancelled, what was done is taken back, then it fails.
// Private to change/.
#pragma once

#include <vector>

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// Whether the template knows how to take back something that was done.
bool can_roll_back(const PlanBuilder& builder);
// What was worked on and nothing takes back.
std::vector<base::Phrase> what_stays(const Tree& tree);
// Once the TAM decided to roll back: cancels what is open, has what was done taken back, lets the change
// fail.
void roll_back(PlanBuilder& builder);
// Nothing but what takes it back goes on.
bool is_given_up(const Tree& tree, const Node& node);

}  // namespace estafeta::change
