// Who must act now: on a task, and on what a change waits for. For notes, the plan's page and the board.
//
// A holder is a phrase (`holder.department`, `holder.person`, `holder.tam`, `holder.client`,
// `holder.vendor`, `holder.approver`); one without a key means nobody. Pure.
#pragma once

#include <vector>

#include "connector/base/phrase.h"
#include "connector/change/tree/tree.h"

namespace estafeta::change {

// The role that says yes or no to an approval.
base::Phrase approver_of(const Rules& rules, const Node& node);
// The task is an approval, and the answer is what is waited for.
bool awaits_approver(const Tree& tree, const Node& node);
// A department's open task that no department and no person has: the TAM must give it to somebody.
bool is_nobodys(const Node& node);
base::Phrase tam_of(const model::Issue& change);
// Nobody for a task that has ended or waits for others in order; of a task that waits for what will never
// come, the TAM.
std::optional<base::Phrase> task_holder(const Rules& rules, const Situation& situation, const Tree& tree,
                                        const Node& node);
// Those who hold back the task, each named once, in the order of its needs.
std::vector<base::Phrase> holders_back(const Rules& rules, const Situation& situation, const Tree& tree,
                                       const Node& node);

}  // namespace estafeta::change
