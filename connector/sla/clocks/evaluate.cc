#include "connector/sla/clocks/evaluate.h"

#include <algorithm>

#include "connector/sla/clocks/clocks.h"

namespace estafeta::sla {

using base::Instant;

void keep_earlier(std::optional<Instant>& earliest, const std::optional<Instant>& instant) {
  if (instant && (!earliest || *instant < *earliest)) earliest = instant;
}

void keep_later_facts(model::Judgement& judgement, const model::Incident& incident, Instant now) {
  if (incident.contract_from && *incident.contract_from > now)
    keep_earlier(judgement.next_transition, incident.contract_from);
  for (const model::Correction& correction : incident.corrections) {
    const Instant begins = std::max(correction.entered, correction.from.value_or(correction.entered));
    if (begins > now) keep_earlier(judgement.next_transition, begins);
  }
}

model::Judgement evaluate(const Policy& policy, const model::Incident& incident, Instant now) {
  now = std::max(now, incident.created);
  ClockRun run(policy, incident, now);
  for (const Step& step : steps_of(incident, now)) run.apply(step);
  model::Judgement judgement = run.judge(now);
  for (const model::SlaEvent& event : incident.events) {
    if (event.at > now) keep_earlier(judgement.next_transition, event.at);
  }
  keep_later_facts(judgement, incident, now);
  return judgement;
}

std::vector<std::vector<JudgedCycle>> judged_cycles(const Policy& policy, const model::Incident& incident,
                                                    Instant now) {
  now = std::max(now, incident.created);
  ClockRun run(policy, incident, now, Keep::all);
  for (const Step& step : steps_of(incident, now)) run.apply(step);
  return run.cycles(now);
}

}  // namespace estafeta::sla
