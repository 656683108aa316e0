#include "connector/service/incidents/incidents.h"

#include <algorithm>
#include <utility>

#include "connector/document/json.h"
#include "connector/service/incidents/judgement_text.h"
#include "connector/service/incidents/notifier.h"
#include "connector/service/site/partial_writer.h"
#include "connector/service/site/records.h"
#include "connector/sla/incident/unmapped.h"
#include "connector/sla/incident/writeback.h"

namespace estafeta::service {

namespace {

// As long as a poll shows a row again that changed while it was read.
constexpr base::Seconds kSettled{120};

sla::WriteBackRules rules_of(const Site& site, const messages::Speaker& speaker, const sla::Policy* policy,
                             const std::string& hold_reason) {
  return {site.settings.live_from, site.rules.zone,
          [&speaker](const base::Phrase& phrase) { return speaker.say(phrase); }, policy,
          !sla::is_unmapped_hold_reason(hold_reason, site.mappings.tracker)};
}

// What made a history unreadable (a hidden project, a status without a word) is put right outside the issue,
// which does not change for it.
constexpr base::Seconds kDoubtHolds{24 * 3600};

// Redmine does not tell of a note that was edited or deleted. The author of a correction that does not count
// was asked to edit it, and one that counts is taken back so: so long after it was written, and so often, the
// incident is read again.
constexpr base::Seconds kMendedWithin{24 * 3600};
constexpr base::Seconds kMendingLook{10 * 60};
constexpr base::Seconds kLookedFor{7 * 24 * 3600};  // an issue that is hidden or deleted

std::optional<base::Instant> look_for_mended(const sla::Record& record, base::Instant now) {
  const auto& counted = record.incident.corrections;
  const bool expected = std::any_of(record.refused.begin(), record.refused.end(),
                                    [&](const auto& one) { return now < one.at + kMendedWithin; }) ||
                        std::any_of(counted.begin(), counted.end(),
                                    [&](const auto& one) { return now < one.entered + kMendedWithin; });
  return expected ? std::optional(now + kMendingLook) : std::nullopt;
}

// What the tracker lacked may be there again, which changes no issue.
std::optional<base::Instant> look_for_words(const sla::Record& record, base::Instant now) {
  const bool expected = record.open && !record.unmapped.empty();
  return expected ? std::optional(now + kMendingLook) : std::nullopt;
}

std::optional<base::Instant> sooner(std::optional<base::Instant> one, std::optional<base::Instant> other) {
  return one && other ? std::min(one, other) : one ? one : other;
}

std::optional<base::Instant> look_again_at(const model::Judgement& judgement, bool open, base::Instant now) {
  if (!sla::is_doubtful(judgement)) return judgement.next_transition;
  // A group that was taken out of the project for a moment, say: what is open must not stay unjudged for
  // long.
  return sooner(judgement.next_transition, now + (open ? kMendingLook : kDoubtHolds));
}

store::IncidentRecord without_judgement(store::IncidentRecord kept,
                                        const std::optional<sla::Record>& record) {
  if (record) kept.facts = sla::to_json(*record);
  kept.updated = {};  // should it come back, it is read again
  kept.judgement.clear();
  kept.in_trouble = false;
  return kept;
}

}  // namespace

JudgedIncident judge(const Site& site, sla::Record record, base::Instant now) {
  auto judged = sla::judge(record, site.mappings.clients, site.mappings.policies, site.rules.zone, now,
                           &site.mappings.departments);
  return {std::move(record), std::move(judged)};
}

bool is_in_trouble(const JudgedIncident& incident) {
  using model::ClockState;
  const auto& judgement = incident.judged.judgement;
  const bool lacks_words = incident.record.open && !incident.record.unmapped.empty();
  if (sla::is_doubtful(judgement) || lacks_words || sla::unanswered_since(incident.record)) return true;
  return std::any_of(judgement.clocks.begin(), judgement.clocks.end(), [](const auto& clock) {
    const bool was_breached = clock.cycles && clock.cycles->breached > 0;
    return clock.state == ClockState::at_risk || clock.state == ClockState::breached || was_breached;
  });
}

base::Status mark_gone(store::Store& store, base::IssueId issue) {
  const auto found = store.incident(issue);
  if (!found) return found.error();
  if (!*found) return {};
  auto record = sla::record_from_json((*found)->facts);
  if (record && record->gone) return {};
  if (record) record->gone = true;
  if (auto done = store.set_incident(without_judgement(**found, record)); !done.ok()) return done;
  return store.look_again(issue, std::nullopt);
}

base::Status mark_hidden(store::Store& store, base::IssueId issue, base::Instant now) {
  const auto found = store.incident(issue);
  if (!found) return found.error();
  auto record = *found ? sla::record_from_json((*found)->facts) : std::nullopt;
  if (!record) {
    if (auto done = mark_gone(store, issue); !done.ok()) return done;
    return store.look_again(issue, std::nullopt);
  }
  if (!record->gone) record->gone_since = now;
  record->gone = true;
  if (auto done = store.set_incident(without_judgement(**found, record)); !done.ok()) return done;
  const auto since = record->gone_since;
  const bool is_looked_for = record->open && since && now < *since + kLookedFor;
  return store.look_again(
      issue, is_looked_for ? std::optional(now + std::max(kMendingLook, now - *since)) : std::nullopt);
}

base::Result<bool> IncidentKeeper::is_known(const model::Issue& row, base::Instant now) const {
  if (row.updated + kSettled > now) return false;
  const auto kept = store_.incident(row.id);
  if (!kept) return base::fail(kept.error());
  return *kept && (*kept)->updated == row.updated && !(*kept)->judgement.empty();
}

base::Status IncidentKeeper::keep(const model::Issue& issue, base::Instant now) {
  return keep(issue, now, is_live(issue));
}

base::Status IncidentKeeper::keep_unwritten(const model::Issue& issue, base::Instant now) {
  return keep(issue, now, false);
}

base::Status IncidentKeeper::keep(const model::Issue& issue, base::Instant now, bool writing) {
  auto record = read_record(site_, tracker_, issue);
  if (!record) return record.error();
  const auto incident = judge(site_, std::move(*record), now);
  const auto& judgement = incident.judged.judgement;
  const auto known = store_.incident(issue.id);
  if (!known) return known.error();
  std::string confirmed = *known ? (*known)->told : "";
  std::optional<base::Instant> again;
  if (writing) {
    for (const auto& word : incident.record.unmapped)
      notifier_.say_once(issue.id, {base::Code::failed_precondition, word});
    if (judgement.verdict == model::Verdict::unknown_status) {
      for (const auto& problem : incident.record.problems)
        notifier_.say_once(issue.id, {base::Code::failed_precondition, problem});
    }
    const auto told = write(issue, incident, confirmed);
    if (!told) return told.error();
    confirmed = *told;
    again =
        sooner(look_again_at(judgement, incident.record.open, now), look_for_mended(incident.record, now));
    again = sooner(again, look_for_words(incident.record, now));
    again = sooner(sooner(again, writer_.next_try()), notifier_.next_try());
  }
  const store::IncidentRecord kept{issue.id,
                                   issue.updated,
                                   sla::to_json(incident.record),
                                   text_of(judgement),
                                   rejudging_.basis_of(incident.judged),
                                   confirmed,
                                   is_live(issue) && is_in_trouble(incident)};
  if (auto done = store_.set_incident(kept); !done.ok()) return done;
  if (judged_) judged_(incident, now);
  if (writing && notifier_.clocks_wait_of(issue.id)) {
    looked_at_again_[issue.id] = again;
    again = base::Instant{};
  }
  return store_.look_again(issue.id, again);
}

base::Status IncidentKeeper::clocks_written(const std::set<base::IssueId>& failed) {
  for (const auto& [issue, again] : std::exchange(looked_at_again_, {})) {
    if (failed.contains(issue)) continue;
    if (auto kept = store_.look_again(issue, again); !kept.ok()) return kept;
  }
  return {};
}

base::Result<std::string> IncidentKeeper::write(const model::Issue& issue, const JudgedIncident& incident,
                                                const std::string& confirmed) {
  writer_.begin(issue.id);
  const auto speaker = site_.plain();
  const auto rules =
      rules_of(site_, speaker, incident.judged.policy(), issue.field(model::Field::hold_reason));
  auto told = notifier_.write_and_tell(issue, incident,
                                       sla::write_back(incident.judged.judgement, issue, rules), confirmed);
  if (!told) return told;
  if (auto ended = writer_.end(); !ended.ok()) return base::fail(std::move(ended));
  return told;
}

}  // namespace estafeta::service
