// A maintenance window to the minute: what was planned in it, how it goes, who is on, who is next, and
// whether all of it still fits. In a terminal, on the change's page, for programs.
//
// Of views with a window. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/document/json_writer.h"
#include "connector/render/plan/plan.h"

namespace estafeta::render {

// As it is at that instant: what is late counts on. The speaker's words must be plain.
std::string window_text(const PlanView& view, base::Instant now, const messages::Speaker& speaker);
// The part of the plan's page: what happened so far, and nothing that moves while nobody does anything.
std::string window_block(const PlanView& view, const messages::Speaker& speaker, const model::Markup& markup);
// One line: {change, title, opens, closes, tasks: [{key, issue, title, doer, state, holder, planned_start,
// planned_due, began, ended, start, due, bound, latest_start, late_s, misses}]}.
std::string window_json(const PlanView& view, base::IssueId change, base::Instant now,
                        const messages::Speaker& speaker);
// {opens, closes, tasks: [{key, planned_start, planned_due, began, ended, start, due, bound, latest_start}]}:
// the part of the change's document.
void write_window(document::JsonWriter& json, const model::WindowPlan& window);

// Whether something can no longer be done in it.
bool any_misses(const model::WindowPlan& window);

}  // namespace estafeta::render
