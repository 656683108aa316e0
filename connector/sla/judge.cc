#include "connector/sla/judge.h"

#include <utility>

#include "connector/sla/evaluate.h"
#include "connector/sla/from_issue.h"

namespace estafeta::sla {

namespace {

base::Phrase no_contract(const model::Issue& issue, const model::Client* client, const calendar::Zone& zone) {
  if (client == nullptr) return base::Phrase("sla.no_client", {{"project", issue.project}});
  return base::Phrase("sla.no_contract", {{"client", client->name},
                                          {"date", base::format_date(zone.local_date(issue.created))}});
}

}  // namespace

Judged judge(const model::Issue& issue, const model::Client* client, const PolicySet& policies,
             const calendar::Zone& zone, base::Instant now) {
  Life life = from_issue(issue, client == nullptr ? "" : client->id);
  Judged judged;
  judged.incident = std::move(life.incident);
  const auto found = in_force(client, policies, issue.created, zone);
  if (!found) {
    judged.judgement.verdict = model::Verdict::no_contract;
    judged.problems.push_back(no_contract(issue, client, zone));
    return judged;
  }
  judged.in_force = *found;
  judged.problems = std::move(life.problems);
  if (life.verdict == model::Verdict::complete) {
    judged.judgement = evaluate(found->version->policy, judged.incident, now);
  }
  judged.judgement.verdict = life.verdict;
  return judged;
}

}  // namespace estafeta::sla
