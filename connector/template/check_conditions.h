// That lists and conditions name parameters that can be what is asked of them.
//
// Inside template/ only; works on whatever could be read. Not safe for several threads.
#pragma once

#include "connector/template/problems.h"

namespace estafeta::tmpl {

void check_for_each(const Template& tmpl, Problems& problems);
void check_conditions(const Template& tmpl, Problems& problems);

}  // namespace estafeta::tmpl
