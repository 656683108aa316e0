// Every precondition in the tracker, tried out: what holds, what does not, and how to mend it.
#pragma once

#include <vector>

#include "connector/base/phrase.h"
#include "connector/service/site/site.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

enum class CheckVerdict { holds, fails, not_checked };

struct Finding {
  CheckVerdict verdict = CheckVerdict::holds;
  base::Phrase what;  // of a bad one: what follows from it and how to mend it as well
};

// An error only when the tracker cannot be asked at all.
base::Result<std::vector<Finding>> check_live(const Site& site, tracker::Tracker tracker);

}  // namespace estafeta::service
