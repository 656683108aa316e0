#include "connector/service/telemetry/clocks_in_trouble.h"

#include "connector/service/incidents/incidents.h"

namespace estafeta::service {

base::Result<ClocksInTrouble> clocks_in_trouble(const Site& site, store::Store& store, base::Instant now) {
  using model::ClockState;
  ClocksInTrouble found;
  const auto visited = store.each_incident_in_trouble([&](const store::IncidentRecord& kept) {
    auto record = sla::record_from_json(kept.facts);
    if (!record || !record->open) return;
    const auto incident = judge(site, std::move(*record), now);
    if (incident.judged.client == nullptr) return;
    for (const auto& clock : incident.judged.judgement.clocks) {
      const bool counts = clock.state == ClockState::at_risk || clock.state == ClockState::breached;
      if (counts) ++found[{incident.judged.client->id, clock.clock, clock.state}];
    }
  });
  if (!visited.ok()) return base::fail(visited);
  return found;
}

}  // namespace estafeta::service
