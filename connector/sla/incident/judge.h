// One incident's record to a judgement: which contract and policy hold, are the facts complete, what did the
// clocks come to. A task is judged by what its department promised the others (`ola`). Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/calendar/zone.h"
#include "connector/model/mapping.h"
#include "connector/sla/clocks/policy.h"
#include "connector/sla/incident/record.h"

namespace estafeta::sla {

// Why an incident is left out of the statistics, whatever its clocks came to.
struct Exclusion {
  enum class Rule { duplicate, correction } rule = Rule::duplicate;
  base::Phrase what;

  friend bool operator==(const Exclusion&, const Exclusion&) = default;
};
std::string_view to_string(Exclusion::Rule rule);

// Points into the clients, the departments and the policies.
struct Judged {
  model::Judgement judgement;                     // without clocks unless the verdict is `complete`
  const model::Client* client = nullptr;          // by whose contract it is judged; null: no client's
  InForce in_force;                               // null pointers where the verdict is no_contract
  const model::Department* department = nullptr;  // a task's, whose policy judges it; null: an incident
  std::vector<base::Phrase> problems;             // why the verdict is not `complete`
  std::optional<Exclusion> excluded;
  std::vector<base::Phrase> remarks;  // what one might have expected to matter, and why it did not

  // The record's incident, as the contract that came into force later than it was created judges it.
  std::optional<model::Incident> since_contract = {};

  // What clocks and ledgers are to be made of.
  const model::Incident& incident_of(const Record& record) const {
    return since_contract ? *since_contract : record.incident;
  }
  const Policy* policy() const { return in_force.version == nullptr ? nullptr : &in_force.version->policy; }
};

// Days of contracts and versions are those of `zone`. Without departments no task has a policy. Where no
// contract was in force at creation, the first that comes into force while the incident lives judges it, if
// that starts a clock by itself (`on: contract`); before that day the verdict is `no_contract`, and the day
// is the next transition.
Judged judge(const Record& record, const model::Clients& clients, const PolicySet& policies,
             const calendar::Zone& zone, base::Instant now, const model::Departments* departments = nullptr);

// What happened cannot be told, so the clocks are not judged; somebody can put that right.
bool is_doubtful(const model::Judgement& judgement);

}  // namespace estafeta::sla
