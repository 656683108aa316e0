// That every join can fire.
//
// Inside template/ only; works on whatever could be read. Not safe for several threads.
#pragma once

#include "connector/template/problems.h"

namespace estafeta::tmpl {

// Joins that could not fire, should all of their branches be left out at once. Of templates without rings.
void check_joins(const Template& tmpl, Problems& problems);

}  // namespace estafeta::tmpl
