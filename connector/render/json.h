// What programs get: compact, one line, keys in a fixed order. Pure; no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/render/desks/board.h"
#include "connector/render/desks/department.h"
#include "connector/render/desks/desk.h"
#include "connector/render/incident/ledger.h"
#include "connector/render/kit/diagnostics.h"
#include "connector/render/plan/plan.h"

namespace estafeta::render {

// One line, `{template, version, hash, finish, tasks: [{key, department, title, needs, start, due, slack_s,
// driver, critical}]}`; `department` is null for the client's and vendors' tasks, `driver` for what starts
// with the plan. With `promise: {promised, forecast, late_days, late_s, shares: [{side, department, cause,
// days, seconds}]}`, where a day was promised.
std::string plan_json(const PlanView& view);
// One line; the sentences are in the speaker's language.
std::string ledger_json(const LedgerView& view, const messages::Speaker& speaker);
// One line; holders and reasons in the speaker's language.
std::string board_json(const views::Board& board, const messages::Speaker& speaker);
// One line.
std::string desks_json(const std::vector<views::Desk>& desks);
// One line; reasons in the speaker's language.
std::string department_json(const views::DepartmentView& view, const messages::Speaker& speaker);
// `[{file, line, column, severity, key, text}]`, in one line.
std::string diagnostics_json(const base::Diagnostics& diagnostics, const messages::Speaker& speaker);

}  // namespace estafeta::render
