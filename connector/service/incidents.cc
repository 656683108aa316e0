#include "connector/service/incidents.h"

#include <utility>

#include "connector/document/json_writer.h"
#include "connector/sla/from_issue.h"
#include "connector/sla/writeback.h"

namespace estafeta::service {

namespace {

void write_instant(document::JsonWriter& json, const std::optional<base::Instant>& instant) {
  if (instant) {
    json.value(*instant);
  } else {
    json.null();
  }
}

std::string text_of(const model::Judgement& judgement) {
  document::JsonWriter json;
  json.begin_object().key("verdict").value(std::string(to_string(judgement.verdict)));
  json.key("clocks").begin_object();
  for (const auto& clock : judgement.clocks) {
    json.key(clock.clock).begin_object();
    json.key("state").value(std::string(to_string(clock.state)));
    json.key("due");
    write_instant(json, clock.due);
    json.key("stopped_at");
    write_instant(json, clock.stopped_at);
    json.key("breached_at");
    write_instant(json, clock.breached_at);
    json.end_object();
  }
  return json.end_object().end_object().text();
}

}  // namespace

JudgedIncident judge(const Site& site, sla::Record record, base::Instant now) {
  auto judged = sla::judge(record, site.mappings.clients, site.mappings.policies, site.rules.zone, now,
                           &site.mappings.departments);
  return {std::move(record), std::move(judged)};
}

JudgedIncident judge(const Site& site, const model::Issue& issue, base::Instant now) {
  const sla::CorrectionRules rules{site.mappings.tracker.correction, site.rules.zone};
  return judge(site, sla::from_issue(issue, site.mappings.clients, rules), now);
}

base::Status keep_clocks(const Site& site, tracker::Tracker& tracker, store::Store& store,
                         const model::Issue& issue, base::Instant now) {
  const auto incident = judge(site, issue, now);
  const auto& judgement = incident.judged.judgement;
  const auto speaker = site.plain();
  const sla::WriteBackRules rules{site.settings.live_from, site.rules.zone,
                                  [&speaker](const base::Phrase& phrase) { return speaker.say(phrase); }};
  tracker::IssueUpdate update;
  update.fields = sla::write_back(judgement, issue, rules);
  if (!update.empty()) {
    if (auto done = tracker.update(issue.id, update); !done.ok()) return done;
  }
  const store::IncidentRecord kept{issue.id, issue.updated, sla::to_json(incident.record),
                                   text_of(judgement)};
  if (auto done = store.set_incident(kept); !done.ok()) return done;
  return store.look_again(issue.id, judgement.next_transition);
}

}  // namespace estafeta::service
