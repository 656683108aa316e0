#include "connector/service/desks/digests.h"

#include "connector/render/desks/digest.h"
#include "connector/service/incidents/incidents.h"

namespace estafeta::service {

std::string digest_title(const model::Client& client) {
  return "SLA-" + client.id;
}

bool Digests::add(const store::IncidentRecord& kept, base::Instant now,
                  std::map<std::string, views::Digest>& digests) const {
  auto record = sla::record_from_json(kept.facts);
  if (!record) return true;  // another release's: it is read again
  const auto incident = judge(site_, std::move(*record), now);
  const auto* client = incident.judged.client;
  if (client == nullptr) return true;
  return views::add_incident(incident.record, incident.judged, kept.told, site_.rules.zone, now,
                             digests[client->id]);
}

base::Status Digests::gather(base::Instant now) {
  std::map<std::string, views::Digest> digests;
  std::vector<store::IncidentRecord> over;
  const auto visited = store_.each_incident_in_trouble([&](const auto& kept) {
    if (!add(kept, now, digests)) over.push_back(kept);
  });
  if (!visited.ok()) return visited;
  for (auto& record : over) {
    record.in_trouble = false;
    if (auto done = store_.set_incident(record); !done.ok()) return done;
  }
  gathered_ = std::move(digests);
  gathered_on_ = site_.rules.zone.local_date(now);
  return {};
}

base::Result<const std::map<std::string, views::Digest>*> Digests::known(base::Instant now) {
  if (gathered_on_ != site_.rules.zone.local_date(now)) {
    if (auto gathered = gather(now); !gathered.ok()) return base::fail(std::move(gathered));
  }
  return &gathered_;
}

base::Status Digests::refresh(base::Instant now) {
  if (auto gathered = gather(now); !gathered.ok()) return gathered;
  for (const auto& [id, client] : site_.mappings.clients.all) {
    auto& digest = gathered_[id];
    digest.client = client.name;
    if (auto kept = keep_page(client, digest); !kept.ok()) return kept;
  }
  return {};
}

base::Status Digests::keep_page(const model::Client& client, const views::Digest& digest) {
  const std::string text = render::digest_page(digest, site_.in_tracker(), *site_.markup);
  // A client without any trouble needs no page; one that had some does.
  return pages_.keep(digest_title(client), text, digest.empty());
}

}  // namespace estafeta::service
