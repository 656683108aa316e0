// Which tasks there are for given values of the parameters, and which values are worth trying.
//
// Inside template/ only; pure. Values tried are possible ones, so whatever they show can happen; what they do
// not show may happen all the same.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "connector/template/template.h"

namespace estafeta::tmpl {

using Assignment = std::map<std::string, document::Node>;  // parameter -> its value

bool holds(const Condition& condition, const document::Node* value);
// Whether its conditions hold and its list has items.
bool is_there(const Task& task, const Assignment& values);

// Calls `look` for combinations of values of these parameters until it returns false; not at all where there
// are more combinations than anybody waits for.
void try_values(const Template& tmpl, const std::vector<std::string>& parameters,
                const std::function<bool(const Assignment&)>& look);

}  // namespace estafeta::tmpl
