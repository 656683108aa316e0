// What another plan would change in a change that runs. Pure.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// What a proposed plan would change, as news for the TAM; without a proposal, what is wrong with it.
void tell_proposal(PlanBuilder& builder);
// What going over from `situation.desired` to `situation.proposed` would change, as `told.new_plan` says it;
// both must be there.
base::Phrase proposal(const Rules& rules, const Situation& situation);
// What the plan that waits for the TAM's agreement would change; nothing: none waits.
std::optional<base::Phrase> proposed_plan(const Rules& rules, const Situation& situation);

}  // namespace estafeta::change
