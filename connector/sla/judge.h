// One incident's record to a judgement: which contract and policy hold, are the facts complete, what did the
// clocks come to. Pure.
#pragma once

#include <vector>

#include "connector/base/phrase.h"
#include "connector/calendar/zone.h"
#include "connector/model/mapping.h"
#include "connector/sla/policy.h"
#include "connector/sla/record.h"

namespace estafeta::sla {

// Points into the clients and the policies.
struct Judged {
  model::Judgement judgement;             // without clocks unless the verdict is `complete`
  const model::Client* client = nullptr;  // by whose contract it is judged; null: no client's
  InForce in_force;                       // null pointers where the verdict is no_contract
  std::vector<base::Phrase> problems;     // why the verdict is not `complete`

  const Policy* policy() const { return in_force.version == nullptr ? nullptr : &in_force.version->policy; }
};

// Days of contracts and versions are those of `zone`.
Judged judge(const Record& record, const model::Clients& clients, const PolicySet& policies,
             const calendar::Zone& zone, base::Instant now);

}  // namespace estafeta::sla
