// Follows one clock through an incident's life: when it ran, was paused, was stopped.
//
// Knows nothing of working hours; evaluate and ledger lay the result over calendars. What it returns refers
// to the policy and the incident, which must outlive it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "connector/model/incident.h"
#include "connector/sla/ledger.h"
#include "connector/sla/policy.h"

namespace estafeta::sla {

// An event at the time at which it counts: none before the incident's creation.
struct Step {
  base::Instant at;
  const model::SlaEvent* event;
};

// The events until `now`, in the order in which they count.
std::vector<Step> steps_of(const model::Incident& incident, base::Instant now);

enum class Phase { not_begun, running, paused, stopped };

// A part of the life in which nothing that matters changed.
struct Stretch {
  base::Instant start;
  base::Instant end;
  Phase phase = Phase::not_begun;
  const Target* target = nullptr;  // in force; null: none
  model::StatusWord status;
  std::string_view department;
  int cycle = 1;
};

struct Course {
  std::vector<Stretch> stretches;  // from creation to `now` without a gap
  Phase phase = Phase::not_begun;  // at the end
  const Target* target = nullptr;  // in force at the end, or when the clock stopped
  std::optional<base::Instant> stopped_at;
  int cycle = 1;
};

// `evidence` may be null.
Course follow(const Policy& policy, const ClockRule& rule, const model::Incident& incident,
              const std::vector<Step>& steps, base::Instant now, std::vector<Evidence>* evidence);

}  // namespace estafeta::sla
