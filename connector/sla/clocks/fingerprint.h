// What a policy promises, as a short text: two policies with the same one judge every incident alike. Pure.
#pragma once

#include <string>

#include "connector/sla/clocks/policy.h"

namespace estafeta::sla {

// Of clocks, targets, thresholds and the hours of the calendars they count by, holidays included, from 2015
// until 2040. Names of calendars do not count, nor does `valid_from`. Only for finding what changed: no
// cryptographic hash.
std::string fingerprint(const Policy& policy);

}  // namespace estafeta::sla
