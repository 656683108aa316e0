#include "connector/sla/incident/judge.h"

#include <algorithm>
#include <utility>

#include "connector/sla/clocks/correction.h"
#include "connector/sla/clocks/evaluate.h"

namespace estafeta::sla {

namespace {

using base::Phrase;
using model::Correction;

const model::Client* find_client(const model::Clients& clients, const std::string& id) {
  const auto found = clients.all.find(id);
  return found == clients.all.end() ? nullptr : &found->second;
}

std::string day_of_creation(const Record& record, const calendar::Zone& zone) {
  return base::format_date(zone.local_date(record.incident.created));
}

Phrase no_contract(const Record& record, const model::Client* client, const calendar::Zone& zone) {
  if (client == nullptr) return Phrase("sla.no_client", {{"project", record.project}});
  return Phrase("sla.no_contract", {{"client", client->name}, {"date", day_of_creation(record, zone)}});
}

// Whether it had not ended by then.
bool lived_at(const Record& record, base::Instant instant) {
  model::State state = record.incident.status.state;
  std::optional<base::Instant> last;
  for (const model::SlaEvent& event : record.incident.events) {
    if (!event.status || event.at >= instant || (last && event.at < *last)) continue;
    state = event.status->state;
    last = event.at;
  }
  using model::State;
  return state != State::resolved && state != State::closed && state != State::cancelled &&
         state != State::done && state != State::failed;
}

// A contract that comes into force after creation counts for what starts a clock by it.
void judge_by_later(const Record& record, const std::optional<LaterContract>& later,
                    const calendar::Zone& zone, base::Instant now, Judged& judged) {
  if (!later || !later->in_force.version->policy.starts_by_contract()) return;
  if (!lived_at(record, std::min(later->from, now + base::Seconds(1)))) return;
  if (now < later->from) {
    judged.judgement.next_transition = later->from;
    judged.remarks.emplace_back(
        Phrase("sla.remark.contract_comes", {{"date", base::format_date(zone.local_date(later->from))}}));
    return;
  }
  judged.in_force = later->in_force;
  judged.since_contract = record.incident;
  judged.since_contract->contract_from = later->from;
}

// By the contract of the client in whose project it was created, or of the one it was moved to if that
// contract follows it.
Phrase judge_incident(const Record& record, const model::Clients& clients, const PolicySet& policies,
                      const calendar::Zone& zone, base::Instant now, Judged& judged) {
  judged.client = find_client(clients, record.client);
  auto found = in_force(judged.client, policies, record.incident.created, zone);
  if (found && found->contract->follows && record.client_now != record.client) {
    judged.client = find_client(clients, record.client_now);
    found = in_force(judged.client, policies, record.incident.created, zone);
  }
  if (found) {
    judged.in_force = *found;
  } else {
    auto later = later_contract(judged.client, policies, record.incident.created, zone);
    if (later && later->in_force.contract->follows && record.client_now != record.client) {
      judged.client = find_client(clients, record.client_now);
      later = later_contract(judged.client, policies, record.incident.created, zone);
    }
    judge_by_later(record, later, zone, now, judged);
  }
  return no_contract(record, judged.client, zone);
}

// The department that held the task first; nobody's until then.
std::string first_department(const model::Incident& task) {
  if (!task.department.empty()) return task.department;
  for (const model::SlaEvent& event : task.events) {
    if (event.department && !event.department->empty()) return *event.department;
  }
  return {};
}

Phrase judge_task(const Record& record, const model::Clients& clients, const PolicySet& policies,
                  const calendar::Zone& zone, base::Instant now, const model::Departments* departments,
                  Judged& judged) {
  judged.client = find_client(clients, record.client);
  const std::string name = first_department(record.incident);
  if (departments != nullptr) judged.department = departments->titled(name);
  const std::string policy = judged.department == nullptr ? "" : judged.department->ola;
  if (!policy.empty()) {
    judged.in_force.version = policies.find(policy, zone.local_date(record.incident.created));
    if (judged.in_force.version == nullptr)
      judge_by_later(record, later_version(policy, policies, record.incident.created, zone), zone, now,
                     judged);
  }
  if (policy.empty()) return Phrase("sla.no_ola", {{"department", name}});
  return Phrase("sla.no_ola_version", {{"policy", policy}, {"date", day_of_creation(record, zone)}});
}

void judge_duplicate(const Record& record, Judged& judged) {
  for (const Original& original : record.duplicate_of) {
    const bool same = judged.client != nullptr && original.client == judged.client->id;
    const Phrase what(same ? "sla.excluded.duplicate" : "sla.remark.duplicate_of_another_client",
                      {{"issue", original.issue.value}});
    if (!same) {
      judged.remarks.push_back(what);
    } else if (!judged.excluded) {
      judged.excluded = Exclusion{Exclusion::Rule::duplicate, what};
    }
  }
}

void remark_derived_priority(const Record& record, Judged& judged) {
  if (record.derived_priority.empty()) return;
  std::string own = record.incident.priority;
  for (const model::SlaEvent& event : record.incident.events) own = event.priority.value_or(own);
  judged.remarks.emplace_back(
      Phrase("sla.remark.derived_priority", {{"now", record.derived_priority}, {"own", own}}));
}

void judge_exclusions(const Record& record, base::Instant now, Judged& judged) {
  for (const Correction& correction : record.incident.corrections) {
    const bool whole = correction.type == Correction::Type::excluded && !correction.from;
    if (!whole || correction.entered > now || judged.excluded) continue;
    judged.excluded = Exclusion{Exclusion::Rule::correction,
                                Phrase("sla.excluded.correction", {{"entered", entry_of(correction)}})};
  }
}

}  // namespace

std::string_view to_string(Exclusion::Rule rule) {
  return rule == Exclusion::Rule::duplicate ? "duplicate" : "correction";
}

Judged judge(const Record& record, const model::Clients& clients, const PolicySet& policies,
             const calendar::Zone& zone, base::Instant now, const model::Departments* departments) {
  Judged judged;
  const Phrase why_none = record.kind == model::Kind::task
                              ? judge_task(record, clients, policies, zone, now, departments, judged)
                              : judge_incident(record, clients, policies, zone, now, judged);
  judge_duplicate(record, judged);
  judge_exclusions(record, now, judged);
  remark_derived_priority(record, judged);
  if (judged.in_force.version == nullptr) {
    judged.judgement.verdict = model::Verdict::no_contract;
    judged.problems.push_back(why_none);
    return judged;
  }
  judged.problems = record.problems;
  judged.remarks.insert(judged.remarks.end(), record.unmapped.begin(), record.unmapped.end());
  if (record.verdict == model::Verdict::complete) {
    judged.judgement = evaluate(*judged.policy(), judged.incident_of(record), now);
  }
  judged.judgement.verdict = record.verdict;
  return judged;
}

bool is_doubtful(const model::Judgement& judgement) {
  using model::Verdict;
  switch (judgement.verdict) {
    case Verdict::complete:
    case Verdict::no_contract:
      return false;
    case Verdict::history_incomplete:
    case Verdict::unknown_status:
      return true;
  }
  return false;
}

}  // namespace estafeta::sla
