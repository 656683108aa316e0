// What the clocks of an incident came to at an instant. Pure: the same facts give the same answer.
//
// The order in which events arrive does not matter, apart from ties; events after `now` do not exist yet, nor
// do corrections entered later.
#pragma once

#include <optional>
#include <vector>

#include "connector/base/time.h"
#include "connector/model/incident.h"
#include "connector/sla/clocks/policy.h"

namespace estafeta::sla {

// A cycle that was judged.
struct JudgedCycle {
  int number = 1;
  base::Instant began;
  model::ClockJudgement judgement;

  friend bool operator==(const JudgedCycle&, const JudgedCycle&) = default;
};

// The verdict is `complete`: whether the facts are complete is for whoever gathered them (from_issue.h).
// `next_transition` is the earliest instant at which a clock reaches a threshold or breaches, or at which an
// event or a correction dated after `now` begins to count; none while nothing can change by itself.
model::Judgement evaluate(const Policy& policy, const model::Incident& incident, base::Instant now);

// The judged cycles of each clock, the one under way last: of a clock that runs once its only one, or one for
// each reopening under `new_cycle`.
std::vector<std::vector<JudgedCycle>> judged_cycles(const Policy& policy, const model::Incident& incident,
                                                    base::Instant now);

void keep_earlier(std::optional<base::Instant>& earliest, const std::optional<base::Instant>& instant);
// Corrections that do not exist yet are transitions to come, as is a contract that is not in force yet.
void keep_later_facts(model::Judgement& judgement, const model::Incident& incident, base::Instant now);

}  // namespace estafeta::sla
