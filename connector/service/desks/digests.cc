#include "connector/service/desks/digests.h"

#include <algorithm>

#include "connector/service/incidents/incidents.h"

namespace estafeta::service {

namespace {

using model::ClockState;

// Words on a closed incident are often thanks, which nobody answers.
constexpr base::Seconds kClosedIsShown{14 * 24 * 3600};

bool same_month(base::Date one, base::Date other) {
  return one.year() == other.year() && one.month() == other.month();
}

}  // namespace

std::string digest_title(const model::Client& client) {
  return "SLA-" + client.id;
}

bool Digests::add(const store::IncidentRecord& kept, base::Instant now,
                  std::map<std::string, render::Digest>& digests) const {
  auto record = sla::record_from_json(kept.facts);
  if (!record) return true;  // another release's: it is read again
  const auto incident = judge(site_, std::move(*record), now);
  if (incident.judged.client == nullptr) return true;
  const auto& facts = incident.record;
  if (facts.gone) return false;
  render::DigestIncident row{kept.issue,          facts.subject,         facts.holder, {}, kept.told,
                             facts.cause.empty(), facts.measure.empty(), {},           {}};
  const auto since = unanswered_since(facts);
  const bool is_unanswered = since && (facts.open || now < *since + kClosedIsShown);
  if (is_unanswered) {
    row.since = since;
    digests[incident.judged.client->id].unanswered.push_back(row);
  }
  if (facts.open && is_doubtful(incident.judged.judgement)) {
    row.doubts = facts.problems;
    digests[incident.judged.client->id].unjudged.push_back(std::move(row));
    return true;
  }
  if (facts.open) {
    for (const auto& word : facts.unmapped)
      digests[incident.judged.client->id].unmapped.emplace_back(word, row);
  }
  render::DigestIncident late = row;
  const auto today = site_.rules.zone.local_date(now);
  for (const auto& clock : incident.judged.judgement.clocks) {
    const bool breached = clock.state == ClockState::breached;
    if (facts.open && !clock.stopped_at && (breached || clock.state == ClockState::at_risk)) {
      row.clocks.push_back(clock);
    }
    const bool fresh =
        breached && clock.breached_at && same_month(site_.rules.zone.local_date(*clock.breached_at), today);
    if (fresh && (late.lacks_cause || late.lacks_measure)) late.clocks.push_back(clock);
  }
  auto& digest = digests[incident.judged.client->id];
  const bool is_listed = !row.clocks.empty() || !late.clocks.empty();
  if (!row.clocks.empty()) digest.now.push_back(std::move(row));
  if (!late.clocks.empty()) digest.unexplained.push_back(std::move(late));
  return is_listed || is_unanswered || facts.open;
}

base::Status Digests::gather(base::Instant now) {
  std::map<std::string, render::Digest> digests;
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

base::Result<const std::map<std::string, render::Digest>*> Digests::known(base::Instant now) {
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

base::Status Digests::keep_page(const model::Client& client, const render::Digest& digest) {
  const auto& mapping = site_.mappings.tracker;
  const std::string text = render::digest_page(digest, site_.in_tracker(), mapping.markup);
  // A client without any trouble needs no page; one that had some does.
  return pages_.keep(digest_title(client), text, digest.empty());
}

}  // namespace estafeta::service
