// Which task makes up for what another one did before the plan was changed, by keys: `vms`, `vms/r1`,
// `vms/r2`.
//
// Private to change/. Pure.
#pragma once

#include <string>

#include "connector/change/tree/stamp.h"
#include "connector/model/change.h"

namespace estafeta::change {

// Null if there is none of that key.
const model::DesiredTask* find_task(const model::DesiredChange& change, const std::string& key);
// Whether people would read or hand over something else.
bool differs(const model::DesiredTask& a, const model::DesiredTask& b);

// The key of the newest revision of the task that the stamp knows; its own if there is none.
std::string newest_key(const Stamp& stamp, const std::string& key);
std::string next_key(const Stamp& stamp, const std::string& key);

}  // namespace estafeta::change
