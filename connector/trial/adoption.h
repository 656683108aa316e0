// What a tracker has, adopted for good: a look at its lists and at some of its latest incidents, from which
// the files of a site are guessed.
//
// Only reads. Errors are the survey's.
#pragma once

#include <string>

#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/tracker/survey.h"
#include "connector/trial/guess.h"

namespace estafeta::trial {

// Incidents changed in the ninety days before `now`, the latest of them, tell how words are used; without any
// the names alone must do, and no client is known. `language`: of the site; empty: by its names.
base::Result<Proposal> adopt(tracker::Survey& survey, base::Instant now, const std::string& language);

}  // namespace estafeta::trial
