// A change that is done: nothing is moved any more, but a task of it that is opened again is told of, and so
// is a correction of what it handed over. Private to change/.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// done: nothing but the page, and the news that one of its tasks was opened again.
model::Plan stand_closed(PlanBuilder& builder);

}  // namespace estafeta::change
