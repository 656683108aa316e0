#include "connector/service/incidents.h"

#include "connector/document/json_writer.h"
#include "connector/sla/evaluate.h"
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

std::string record_of(const model::Judgement& judgement) {
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

JudgedIncident judge(const Site& site, const model::Issue& issue, base::Instant now) {
  JudgedIncident out;
  out.client = site.mappings.clients.of_project(issue.project);
  out.life = sla::from_issue(issue, out.client == nullptr ? std::string() : out.client->id);
  out.judgement.verdict = out.life.verdict;
  const auto force = sla::in_force(out.client, site.mappings.policies, issue.created, site.rules.zone);
  if (!force) {
    if (out.judgement.verdict == model::Verdict::complete)
      out.judgement.verdict = model::Verdict::no_contract;
    return out;
  }
  out.policy = &force->version->policy;
  out.policy_name = force->contract->policy;
  if (out.life.verdict == model::Verdict::complete)
    out.judgement = sla::evaluate(*out.policy, out.life.incident, now);
  return out;
}

base::Status keep_clocks(const Site& site, tracker::Tracker& tracker, store::Store& store,
                         const model::Issue& issue, base::Instant now) {
  const auto judged = judge(site, issue, now);
  const auto speaker = site.plain();
  const sla::WriteBackRules rules{site.settings.live_from, site.rules.zone,
                                  [&speaker](const base::Phrase& phrase) { return speaker.say(phrase); }};
  tracker::IssueUpdate update;
  update.fields = sla::write_back(judged.judgement, issue, rules);
  if (!update.empty()) {
    if (auto done = tracker.update(issue.id, update); !done.ok()) return done;
  }
  if (auto kept = store.set_judgement({issue.id, record_of(judged.judgement)}); !kept.ok()) return kept;
  return store.look_again(issue.id, judged.judgement.next_transition);
}

}  // namespace estafeta::service
