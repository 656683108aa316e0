#include "connector/service/incidents/rejudge.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "connector/service/incidents/incidents.h"
#include "connector/service/incidents/judgement_text.h"
#include "connector/sla/clocks/fingerprint.h"

namespace estafeta::service {

namespace {

constexpr const char* kJudgedBy = "judged_by";
constexpr const char* kMappedBy = "mapped_by";
constexpr std::size_t kKeptAtOnce = 500;  // until then they wait in memory, with their histories

void add(std::string& text, const std::vector<std::string>& names) {
  for (const auto& name : names) text += " " + name;
  text += "\n";
}

// The words by which an issue becomes facts, and the version in which those are kept.
std::string all_words(const model::TrackerMapping& mapping) {
  std::string text;
  if (const auto states = mapping.states.find(model::Kind::incident); states != mapping.states.end()) {
    for (const auto& [state, names] : states->second) add(text += to_string(state), names);
  }
  for (const auto& [reason, name] : mapping.hold_reasons) add(text += to_string(reason), {name});
  for (const auto& [word, names] : mapping.priorities) add(text += word, names);
  for (const auto& [field, names] : mapping.fields) add(text += to_string(field), names);
  for (const auto& [key, name] : mapping.roles) {
    add(text += mapping.staff_roles.contains(key) ? "staff " : "role ", {key, name});
  }
  for (const auto& [login, actor] : mapping.people) add(text += to_string(actor), {login});
  text += "records " + std::to_string(sla::record_version()) + "\n";
  return text + mapping.account;
}

}  // namespace

// Of a contract that came later, its first instant as well.
std::string Rejudging::basis_of(const sla::Judged& judged) {
  const auto* policy = judged.policy();
  if (policy == nullptr) return {};
  auto& known = bases_[policy];
  if (known.empty()) known = sla::fingerprint(*policy);
  const auto& since = judged.since_contract;
  return since && since->contract_from ? known + " " + base::format_instant(*since->contract_from) : known;
}

// All contracts with what they promise: while this stays, nothing has to be judged anew.
std::string Rejudging::all_promises() {
  std::string text =
      site_.mappings.tracker.zone + "\n" + base::format_instant(site_.settings.live_from) + "\n";
  std::set<std::string> policies;
  for (const auto& [id, client] : site_.mappings.clients.all) {
    for (const auto& contract : client.contracts) {
      add(text, {id, client.project, contract.policy, base::format_date(contract.from),
                 base::format_date(contract.until), contract.follows ? "follows" : "stays"});
      policies.insert(contract.policy);
    }
  }
  for (const auto& name : policies) {
    for (const auto& version : site_.mappings.policies.versions(name)) {
      auto& known = bases_[&version.policy];
      if (known.empty()) known = sla::fingerprint(version.policy);
      add(text, {name, base::format_date(version.valid_from), known});
    }
  }
  return text;
}

std::optional<Rejudging::Rejudged> Rejudging::judged_anew(const store::IncidentRecord& kept,
                                                          base::Instant now) {
  auto record = sla::record_from_json(kept.facts);
  // Another release wrote it: it is to be read again.
  if (!record) return Rejudged{kept.issue, kept.judgement, kept.basis, now, true, kept.in_trouble};
  if (record->gone) return std::nullopt;
  const auto incident = judge(site_, std::move(*record), now);
  const std::string basis = basis_of(incident.judged);
  const auto& judgement = incident.judged.judgement;
  Rejudged anew{kept.issue, text_of(judgement), basis, judgement.next_transition, false, false};
  anew.live = incident.record.incident.created >= site_.settings.live_from;
  anew.in_trouble = anew.live && is_in_trouble(incident);
  // Its contract is still to come, perhaps on another day than it was.
  const bool waits = judgement.verdict == model::Verdict::no_contract && judgement.next_transition;
  if (basis == kept.basis && anew.in_trouble == kept.in_trouble && !waits) return std::nullopt;
  if (anew.judgement != kept.judgement) anew.look_at = now;
  return anew;
}

base::Status Rejudging::keep(const Rejudged& anew) {
  if (anew.live) {
    if (auto done = store_.look_again(anew.issue, anew.look_at); !done.ok()) return done;
  }
  const auto kept = store_.incident(anew.issue);
  if (!kept) return kept.error();
  if (!*kept) return {};
  auto record = **kept;
  record.judgement = anew.judgement;
  record.basis = anew.basis;
  record.in_trouble = anew.in_trouble;
  return store_.set_incident(record);
}

base::Result<bool> Rejudging::is_ours(base::IssueId issue, const Share& share) {
  if (share.is_all()) return true;
  const auto part = store_.part_of(issue);
  if (!part) return base::fail(part.error());
  return share.has(part->value_or(kSitePart));
}

base::Result<std::string> Rejudging::done_by(const std::string& name, const Share& share) {
  const auto all = store_.value(name);
  if (!all || share.is_all()) return all.map([](const auto& text) { return text.value_or(""); });
  std::set<std::string> texts;
  for (const auto& part : share.held()) {
    const auto text = store_.value(name + "/" + part);
    if (!text) return base::fail(text.error());
    texts.insert(text->value_or(all->value_or("")));  // from when nobody shared the work
  }
  return texts.size() == 1 ? *texts.begin() : std::string();
}

base::Status Rejudging::set_done_by(const std::string& name, const std::string& text, const Share& share) {
  if (share.is_all()) return store_.set_value(name, text);
  for (const auto& part : share.held()) {
    if (auto done = store_.set_value(name + "/" + part, text); !done.ok()) return done;
  }
  return {};
}

base::Status Rejudging::look_at_all(base::Instant now, const Share& share) {
  std::vector<base::IssueId> all;
  if (auto done = store_.each_incident([&](const auto& kept) { all.push_back(kept.issue); }); !done.ok()) {
    return done;
  }
  for (const auto id : all) {
    const auto ours = is_ours(id, share);
    if (!ours) return ours.error();
    if (!*ours) continue;
    if (auto done = store_.look_again(id, now); !done.ok()) return done;
  }
  return {};
}

// What has been kept need not be judged again, should the process end in between.
base::Status Rejudging::keep_all(const std::vector<Rejudged>& changed, const Share& share) {
  for (std::size_t begin = 0; begin < changed.size(); begin += kKeptAtOnce) {
    store::Batch batch(store_);
    const auto end = std::min(changed.size(), begin + kKeptAtOnce);
    for (auto i = begin; i < end; ++i) {
      const auto ours = is_ours(changed[i].issue, share);
      if (!ours) return ours.error();
      if (!*ours) continue;
      if (auto done = keep(changed[i]); !done.ok()) return done;
    }
    if (auto done = batch.end(); !done.ok()) return done;
  }
  return {};
}

base::Result<int> Rejudging::judge_again(base::Instant now, const Share& share) {
  const std::string words = all_words(site_.mappings.tracker), promises = all_promises();
  const auto mapped_by = done_by(kMappedBy, share);
  if (!mapped_by) return base::fail(mapped_by.error());
  const auto judged_by = done_by(kJudgedBy, share);
  if (!judged_by) return base::fail(judged_by.error());
  std::vector<Rejudged> changed;
  if (*judged_by != promises) {
    const auto visited = store_.each_incident([&](const store::IncidentRecord& kept) {
      if (auto anew = judged_anew(kept, now)) changed.push_back(std::move(*anew));
    });
    if (!visited.ok()) return base::fail(visited);
  }
  if (auto done = keep_all(changed, share); !done.ok()) return base::fail(std::move(done));
  if (*judged_by == promises && *mapped_by == words) return 0;
  store::Batch batch(store_);
  if (*mapped_by != words) {
    if (auto done = look_at_all(now, share); !done.ok()) return base::fail(std::move(done));
  }
  for (const auto& [name, text] : {std::pair{kJudgedBy, &promises}, std::pair{kMappedBy, &words}}) {
    if (auto done = set_done_by(name, *text, share); !done.ok()) return base::fail(std::move(done));
  }
  if (auto done = batch.end(); !done.ok()) return base::fail(std::move(done));
  return static_cast<int>(changed.size());
}

}  // namespace estafeta::service
