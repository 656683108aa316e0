// What holds a task back, in words. Private to change/.
#pragma once

#include "connector/change/steps/pass.h"

namespace estafeta::change {

// The needed task, why it is not there yet, and who holds it.
base::Phrase open_need(const Pass& pass, const Link& link);

}  // namespace estafeta::change
