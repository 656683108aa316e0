// The dates of tasks follow the plan: start, due date and deadline, as far as nobody chose them and the move
// is worth a write. Private to change/. Pure.
//
// `unlinked`: local keys of tasks of which it is not known yet where they stand in the order.
#pragma once

#include <set>
#include <string>

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

void keep_dates(PlanBuilder& builder, const Node& node);
// Dates a day off are left as they are, but no list may show a task before one it needs: what is written to
// the one brings the other along, which may move a third.
void keep_dates_in_order(PlanBuilder& builder, const std::set<std::string>& unlinked);
// One page must not say two days for one thing without saying why.
void tell_other_ends(PlanBuilder& builder, const std::set<std::string>& unlinked);
void tell_missed_bounds(PlanBuilder& builder);
// Why the plan has a gap: the client's freezes before its end.
void tell_freezes(PlanBuilder& builder);

}  // namespace estafeta::change
