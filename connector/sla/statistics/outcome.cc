#include "connector/sla/statistics/outcome.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "connector/sla/clocks/evaluate.h"

namespace estafeta::sla {

namespace {

using base::Instant;
using base::Seconds;
using model::ClockJudgement;
using model::ClockState;
using model::Incident;
using model::SlaEvent;

Standing standing_of(ClockState state) {
  switch (state) {
    case ClockState::met:
      return Standing::met;
    case ClockState::breached:
      return Standing::breached;
    case ClockState::running:
      return Standing::running;
    case ClockState::at_risk:
      return Standing::at_risk;
    case ClockState::paused:
      return Standing::paused;
    case ClockState::none:
      return Standing::left_out;
  }
  return Standing::left_out;
}

Instant decided_at(const ClockJudgement& clock, Instant otherwise) {
  if (clock.breached_at && clock.stopped_at) return std::min(*clock.breached_at, *clock.stopped_at);
  return clock.breached_at.value_or(clock.stopped_at.value_or(otherwise));
}

Outcome judged_outcome(const ClockJudgement& judgement, int cycle, Instant now) {
  Outcome outcome;
  outcome.clock = judgement.clock;
  outcome.standing = standing_of(judgement.state);
  outcome.judgement = judgement;
  outcome.cycle = cycle;
  outcome.counted_at = decided_at(judgement, now);
  return outcome;
}

// Of a clock that runs once; under `new_cycle` the first cycle that was breached decides.
Outcome outcome_of(const ClockRule& rule, const Incident& incident, const ClockJudgement& clock,
                   const std::vector<JudgedCycle>& cycles, Instant now) {
  const auto breached = std::find_if(cycles.begin(), cycles.end(), [](const JudgedCycle& cycle) {
    return cycle.judgement.state == ClockState::breached;
  });
  if (breached != cycles.end()) return judged_outcome(breached->judgement, breached->number, now);
  Outcome outcome = judged_outcome(clock, 1, now);
  if (outcome.standing == Standing::left_out) {
    const bool skipped = rule.skip_staff_created && incident.by == model::Actor::staff;
    const bool is_older = incident.contract_from && rule.start_on != StartOn::contract;
    outcome.rule = is_older ? LeftOut::no_contract : skipped ? LeftOut::staff_created : LeftOut::no_target;
    outcome.counted_at = incident.created;
  }
  return outcome;
}

// Empty for a clock that has only one: its judgement says all.
std::vector<std::vector<JudgedCycle>> needed_cycles(const Policy& policy, const Incident& incident,
                                                    Instant now) {
  const bool has_several = std::any_of(policy.clocks.begin(), policy.clocks.end(), [](const ClockRule& rule) {
    return rule.runs_in_cycles() || rule.new_cycle;
  });
  if (has_several) return judged_cycles(policy, incident, now);
  return std::vector<std::vector<JudgedCycle>>(policy.clocks.size());
}

// The rule by which the whole incident is left out.
std::optional<LeftOut> rule_of(const Record& record, const Judged& judged) {
  if (record.gone) return LeftOut::gone;
  switch (judged.judgement.verdict) {
    case model::Verdict::no_contract:
      return LeftOut::no_contract;
    case model::Verdict::history_incomplete:
      return LeftOut::history_incomplete;
    case model::Verdict::unknown_status:
      return LeftOut::unknown_status;
    case model::Verdict::complete:
      break;
  }
  if (!judged.excluded) return std::nullopt;
  const bool duplicate = judged.excluded->rule == Exclusion::Rule::duplicate;
  return duplicate ? LeftOut::duplicate : LeftOut::correction;
}

std::vector<std::string> clock_names(const Policy* policy) {
  if (policy == nullptr) return {"response", "resolution"};
  std::vector<std::string> names;
  for (const ClockRule& rule : policy->clocks) names.push_back(rule.name);
  return names;
}

// Events until then, in order, each handed to `take`.
template <typename Take>
void each_until(const Incident& incident, Instant instant, Take take) {
  std::vector<const SlaEvent*> events;
  for (const SlaEvent& event : incident.events) {
    if (event.at <= instant) events.push_back(&event);
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const SlaEvent* a, const SlaEvent* b) { return a->at < b->at; });
  for (const SlaEvent* event : events) take(*event);
}

}  // namespace

std::string_view to_string(Standing standing) {
  constexpr std::array<std::string_view, kStandings> kWords{"met",     "breached", "running",
                                                            "at_risk", "paused",   "left_out"};
  return kWords[static_cast<std::size_t>(standing)];
}

std::string_view to_string(LeftOut rule) {
  constexpr std::array<std::string_view, kLeftOutRules> kWords{
      "duplicate",   "correction",         "staff_created",  "no_target",
      "no_contract", "history_incomplete", "unknown_status", "gone"};
  return kWords[static_cast<std::size_t>(rule)];
}

std::vector<Outcome> outcomes(const Record& record, const Judged& judged, Instant now) {
  std::vector<Outcome> all;
  const auto rule = rule_of(record, judged);
  const Policy* policy = judged.policy();
  if (rule || policy == nullptr) {
    for (std::string& name : clock_names(policy)) {
      Outcome& outcome = all.emplace_back();
      outcome.clock = std::move(name);
      outcome.rule = rule.value_or(LeftOut::no_contract);
      outcome.counted_at = record.incident.created;
    }
    return all;
  }
  const auto& clocks = judged.judgement.clocks;
  const auto& incident = judged.incident_of(record);
  const auto cycles = needed_cycles(*policy, incident, now);
  for (std::size_t i = 0; i < clocks.size(); ++i) {
    if (const ClockRule& clock = policy->clocks[i]; !clock.runs_in_cycles()) {
      all.push_back(outcome_of(clock, incident, clocks[i], cycles[i], now));
      continue;
    }
    for (const JudgedCycle& cycle : cycles[i]) {
      all.push_back(judged_outcome(cycle.judgement, cycle.number, now));
      all.back().in_cycles = true;
    }
  }
  return all;
}

const Outcome* same_in(const std::vector<Outcome>& all, const Outcome& one) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Outcome& outcome) {
    return outcome.clock == one.clock && outcome.counted_cycle() == one.counted_cycle();
  });
  return found == all.end() ? nullptr : &*found;
}

std::string client_of(const Record& record, const Judged& judged) {
  return judged.client == nullptr ? record.client : judged.client->id;
}

std::string department_at(const Incident& incident, Instant instant) {
  std::string department = incident.department;
  each_until(incident, instant, [&](const SlaEvent& event) {
    if (event.department) department = *event.department;
  });
  return department;
}

std::string priority_at(const Incident& incident, Instant instant) {
  std::string priority = incident.priority;
  each_until(incident, instant, [&](const SlaEvent& event) {
    if (event.priority) priority = *event.priority;
  });
  return priority;
}

}  // namespace estafeta::sla
