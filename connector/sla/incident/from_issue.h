// From an issue of the tracker, read with its history, to the incident the clocks see.
//
// Never a guess: a history with a gap, an author who cannot be told staff from customer, or a status the
// mapping does not name gives a verdict other than `complete`, with sentences that name what is wrong.
#pragma once

#include "connector/model/issue.h"
#include "connector/model/mapping.h"
#include "connector/sla/clocks/correction.h"
#include "connector/sla/incident/record.h"

namespace estafeta::sla {

// The project's client is looked up among `clients`; the originals of a duplicate have none yet: who knows
// their projects fills them in. Notes in the form of a correction become corrections, or are listed as
// refused.
Record from_issue(const model::Issue& issue, const model::Clients& clients,
                  const CorrectionRules& rules = {});

// The priority that the history ends with.
std::string last_priority(const model::Issue& issue);
// It shows another one than that, and has or had sub-issues: trackers that derive the priority of parents
// change it without an entry. Its own counts. Without any change of priority in the history, the two cannot
// be told apart.
bool has_derived_priority(const model::Issue& issue);

// Says of each original of a duplicate whose it is, as far as it is among `originals`, read without history:
// by the project where it stands now.
void name_originals(Record& record, const std::vector<model::Issue>& originals,
                    const model::Clients& clients);

}  // namespace estafeta::sla
