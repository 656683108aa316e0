// One issue from its history to a judgement: which contract and policy hold, are the facts complete, what did
// the clocks come to. Pure.
#pragma once

#include <vector>

#include "connector/base/phrase.h"
#include "connector/calendar/zone.h"
#include "connector/model/incident.h"
#include "connector/model/issue.h"
#include "connector/sla/policy.h"

namespace estafeta::sla {

struct Judged {
  model::Judgement judgement;  // without clocks unless the verdict is `complete`
  model::Incident incident;
  InForce in_force;                    // null pointers where the verdict is no_contract
  std::vector<base::Phrase> problems;  // why the verdict is not `complete`
};

// `client` may be null: the project belongs to none. Days of contracts and versions are those of `zone`.
Judged judge(const model::Issue& issue, const model::Client* client, const PolicySet& policies,
             const calendar::Zone& zone, base::Instant now);

}  // namespace estafeta::sla
