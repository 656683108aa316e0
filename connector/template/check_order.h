// That what tasks need exists, and that nothing waits for itself.
//
// Inside template/ only; works on whatever could be read. Not safe for several threads.
#pragma once

#include "connector/template/problems.h"

namespace estafeta::tmpl {

void check_needs(const Template& tmpl, Problems& problems);
void check_cycles(const Template& tmpl, Problems& problems);

}  // namespace estafeta::tmpl
