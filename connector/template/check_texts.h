// That texts name parameters and values that there are.
//
// Inside template/ only; works on whatever could be read. Not safe for several threads.
#pragma once

#include "connector/template/problems.h"

namespace estafeta::tmpl {

void check_texts(const Template& tmpl, Problems& problems);

}  // namespace estafeta::tmpl
