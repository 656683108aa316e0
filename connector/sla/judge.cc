#include "connector/sla/judge.h"

#include <utility>

#include "connector/sla/evaluate.h"

namespace estafeta::sla {

namespace {

const model::Client* find_client(const model::Clients& clients, const std::string& id) {
  const auto found = clients.all.find(id);
  return found == clients.all.end() ? nullptr : &found->second;
}

base::Phrase no_contract(const Record& record, const model::Client* client, const calendar::Zone& zone) {
  if (client == nullptr) return base::Phrase("sla.no_client", {{"project", record.project}});
  return base::Phrase(
      "sla.no_contract",
      {{"client", client->name}, {"date", base::format_date(zone.local_date(record.incident.created))}});
}

}  // namespace

Judged judge(const Record& record, const model::Clients& clients, const PolicySet& policies,
             const calendar::Zone& zone, base::Instant now) {
  Judged judged;
  judged.client = find_client(clients, record.client);
  auto found = in_force(judged.client, policies, record.incident.created, zone);
  if (found && found->contract->follows && record.client_now != record.client) {
    judged.client = find_client(clients, record.client_now);
    found = in_force(judged.client, policies, record.incident.created, zone);
  }
  if (!found) {
    judged.judgement.verdict = model::Verdict::no_contract;
    judged.problems.push_back(no_contract(record, judged.client, zone));
    return judged;
  }
  judged.in_force = *found;
  judged.problems = record.problems;
  if (record.verdict == model::Verdict::complete) {
    judged.judgement = evaluate(found->version->policy, record.incident, now);
  }
  judged.judgement.verdict = record.verdict;
  return judged;
}

}  // namespace estafeta::sla
