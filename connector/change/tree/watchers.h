// Who watches a task from the moment it is made: the groups of departments, the people who have a role. Staff
// only. Pure.
#pragma once

#include <vector>

#include "connector/change/tree/situation.h"

namespace estafeta::change {

// Each once, in the order the template names them; none for what watcher_problems() complains of.
std::vector<base::PrincipalId> watchers_of(const Rules& rules, const ProjectFacts& facts,
                                           const model::DesiredTask& task);

// What keeps those the template names from watching in this project.
std::vector<base::Phrase> watcher_problems(const Rules& rules, const ProjectFacts& facts,
                                           const model::DesiredTask& task);

}  // namespace estafeta::change
