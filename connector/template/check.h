// What must fit together in a template: names that exist, an order without circles, values asked of tasks
// that give them, conditions that can hold.
//
// Inside template/ only; works on whatever could be read. Not safe for several threads.
#pragma once

#include "connector/template/problems.h"

namespace estafeta::tmpl {

void check_needs(const Template& tmpl, Problems& problems);
void check_cycles(const Template& tmpl, Problems& problems);
void check_for_each(const Template& tmpl, Problems& problems);
// Joins that could not fire, should all of their branches be left out at once. Of templates without rings.
void check_joins(const Template& tmpl, Problems& problems);
void check_conditions(const Template& tmpl, Problems& problems);
void check_texts(const Template& tmpl, Problems& problems);

}  // namespace estafeta::tmpl
