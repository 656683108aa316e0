// From an issue of the tracker, read with its history, to the incident the clocks see.
//
// Never a guess: a history with a gap, an author who cannot be told staff from customer, or a status the
// mapping does not name gives a verdict other than `complete`, with sentences that name what is wrong.
#pragma once

#include <string>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/model/incident.h"
#include "connector/model/issue.h"

namespace estafeta::sla {

struct Life {
  model::Incident incident;
  model::Verdict verdict = model::Verdict::complete;
  std::vector<base::Phrase> problems;  // empty when complete
};

// `client` is the id of the client whose project it is; empty: none.
Life from_issue(const model::Issue& issue, const std::string& client);

}  // namespace estafeta::sla
