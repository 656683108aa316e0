// The promise of a change beside its forecast: kept, late and why, moved by whom. Private to change/. Pure.
//
// Estafeta never writes the promised day.
#pragma once

#include "connector/change/pass.h"

namespace estafeta::change {

// Puts the promise into the plan, and says on its page how late it is; asks who moved it without a reason or
// a side for them, once.
void keep_promise(Pass& pass);

}  // namespace estafeta::change
