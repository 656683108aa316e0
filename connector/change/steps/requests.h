// What the client sees in the own request of how the change made of it stands: that it is under way, and the
// promised day as its due date. Only where the TAM has said so (Field::shown_to_client), and never more.
#pragma once

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// Whether the TAM said that the client is to see it; also of a change that has ended.
bool is_released(const Situation& situation);
// The promised day, if it is the TAM's word; none: there is none.
std::optional<base::Date> released_day(const Situation& situation);

// A status or a date that somebody set in the request since the TAM's word stays.
void keep_requests_current(PlanBuilder& builder);

}  // namespace estafeta::change
