#include "connector/sla/statistics/outcome.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "connector/sla/clocks/evaluate.h"
#include "connector/sla/clocks/ledger.h"

namespace estafeta::sla {

namespace {

using base::Instant;
using base::Seconds;
using model::ClockJudgement;
using model::ClockState;
using model::Incident;
using model::SlaEvent;

// The cycle of that clock just after `now`, which a reopening at `now` itself begins.
int cycle_after(const Policy& policy, std::size_t clock, const Incident& incident, Instant now) {
  const auto all = ledgers(policy, incident, now + Seconds(1));
  const auto& entries = all[clock].entries;
  return entries.empty() ? 1 : entries.back().cycle;
}

std::vector<SlaEvent> sorted_until(const Incident& incident, Instant now) {
  std::vector<SlaEvent> events;
  std::copy_if(incident.events.begin(), incident.events.end(), std::back_inserter(events),
               [now](const SlaEvent& event) { return event.at <= now; });
  std::stable_sort(events.begin(), events.end(),
                   [](const SlaEvent& a, const SlaEvent& b) { return a.at < b.at; });
  return events;
}

struct Cycle {
  int number = 1;
  ClockJudgement judgement;
};

// The first cycle before the last one that was breached. Each ended when an event opened the incident again:
// the life without that event and what followed says what the cycle came to.
std::optional<Cycle> breached_before(const Policy& policy, std::size_t clock, const Incident& incident,
                                     Instant now) {
  if (!policy.clocks[clock].new_cycle) return std::nullopt;
  Incident cut = incident;
  std::erase_if(cut.corrections, [now](const auto& correction) { return correction.entered > now; });
  for (auto& correction : cut.corrections) correction.entered = incident.created;  // known in every cycle
  const std::vector<SlaEvent> events = sorted_until(incident, now);
  cut.events = events;
  const int last = cycle_after(policy, clock, cut, now);
  if (last == 1) return std::nullopt;
  cut.events.clear();
  int cycle = 1;
  for (const SlaEvent& event : events) {
    const Instant at = std::max(event.at, incident.created);
    cut.events.push_back(event);
    if (!event.status || cycle_after(policy, clock, cut, at) == cycle) continue;
    cut.events.pop_back();
    const auto judged = evaluate(policy, cut, at).clocks[clock];
    if (judged.state == ClockState::breached) return Cycle{cycle, judged};
    cut.events.push_back(event);
    if (++cycle == last) break;
  }
  return std::nullopt;
}

int last_cycle(const Policy& policy, std::size_t clock, const Incident& incident, Instant now) {
  if (!policy.clocks[clock].new_cycle) return 1;
  Incident cut = incident;
  cut.events = sorted_until(incident, now);
  return cycle_after(policy, clock, cut, now);
}

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

Outcome judged_outcome(const Policy& policy, std::size_t index, const Incident& incident,
                       const ClockJudgement& clock, Instant now) {
  Outcome outcome;
  outcome.clock = clock.clock;
  outcome.judgement = clock;
  outcome.standing = standing_of(clock.state);
  if (auto earlier = breached_before(policy, index, incident, now)) {
    outcome.standing = Standing::breached;
    outcome.judgement = std::move(earlier->judgement);
    outcome.cycle = earlier->number;
  } else if (outcome.standing == Standing::breached) {
    outcome.cycle = last_cycle(policy, index, incident, now);
  }
  if (outcome.standing == Standing::left_out) {
    const bool skipped = policy.clocks[index].skip_staff_created && incident.by == model::Actor::staff;
    outcome.rule = skipped ? LeftOut::staff_created : LeftOut::no_target;
    outcome.counted_at = incident.created;
  } else {
    outcome.counted_at = decided_at(outcome.judgement, now);
  }
  return outcome;
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
  for (std::size_t i = 0; i < clocks.size(); ++i) {
    all.push_back(judged_outcome(*policy, i, record.incident, clocks[i], now));
  }
  return all;
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
