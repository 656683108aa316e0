// What must hold, whatever breaks (README.md), as the table of the fault rig counts it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/faults/outcome.h"
#include "tests/support/history_check.h"

namespace estafeta::testing {

enum class Guarantee { key_once, order, edit_kept, notice_once, converged };

std::string_view to_string(Guarantee guarantee);
const std::vector<Guarantee>& all_guarantees();
// Which one it is that the checker of histories found broken.
Guarantee guarantee_of(Promise promise);
// Whether Estafeta gives it in spite of that outcome at that kind of request; where not, README.md says why.
bool is_given(Guarantee guarantee, Outcome outcome, const std::string& site);

}  // namespace estafeta::testing
