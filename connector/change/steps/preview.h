// A change that is still a draft or needs input: a plan to look at, or what is wrong with it. Private to
// change/.
#pragma once

#include <vector>

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

// draft, needs_input: a plan to look at, or one note with everything that is wrong.
model::Plan preview(PlanBuilder& builder);
// Sets a change that was agreed to needs_input with one note; silent if that was said and nothing changed
// since. With an empty parameters' field the note brings the names to fill in.
void ask(PlanBuilder& builder, const std::vector<base::Phrase>& problems);
// The field change_plan names the page, and where it came from.
void stamp_page(PlanBuilder& builder);

}  // namespace estafeta::change
