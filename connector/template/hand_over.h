// The values a task hands over, as people write them into its hand-over field.
//
// Pure; safe to call from several threads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connector/model/change.h"
#include "connector/model/hand_over.h"
#include "connector/model/issue.h"

namespace estafeta::tmpl {

// Read as a form (form.h) with a field for each value the task gives. What it does not ask for is handed over
// as it was written. A task that gives nothing has no problems.
model::HandOver read_hand_over(const std::vector<model::Give>& gives, std::string_view text);
// Everything the field of that issue has said so far, the oldest first; needs its history.
std::vector<model::PastHandOver> read_past_hand_overs(const std::vector<model::Give>& gives,
                                                      const model::Issue& issue);

}  // namespace estafeta::tmpl
