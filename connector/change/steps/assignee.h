// Who holds a task that has begun: the department's queue, who took it, or the TAM while a question is open.
// Whom people chose stays. Private to change/. Pure.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// `may_begin`: nothing it needs is open.
void keep_assignee(PlanBuilder& builder, const Node& node, bool may_begin);

}  // namespace estafeta::change
