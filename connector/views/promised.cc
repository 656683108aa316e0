#include "connector/views/promised.h"

#include "connector/sla/incident/from_issue.h"
#include "connector/sla/incident/judge.h"
#include "connector/views/overview.h"

namespace estafeta::views {

std::vector<CardClock> promised_for(const Organisation& organisation, const model::Issue& task,
                                    base::Instant now) {
  std::vector<CardClock> promised;
  const auto record = sla::from_issue(task, organisation.clients);
  const auto judged = sla::judge(record, organisation.clients, organisation.policies, organisation.rules.zone,
                                 now, &organisation.departments);
  for (const auto& clock : judged.judgement.clocks) {
    if (clock.state == model::ClockState::none || clock.stopped_at) continue;
    promised.push_back({clock.clock, clock.due});
  }
  return promised;
}

std::optional<CardClock> broken_promise(const CardTask& task, base::Instant now) {
  std::optional<CardClock> first;
  if (!is_live(task)) return first;
  for (const auto& clock : task.promised) {
    if (clock.due && *clock.due < now && (!first || *clock.due < *first->due)) first = clock;
  }
  return first;
}

}  // namespace estafeta::views
