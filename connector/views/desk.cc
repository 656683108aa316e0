#include "connector/views/desk.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "connector/change/tree/history.h"
#include "connector/views/desk_origins.h"
#include "connector/views/promised.h"

namespace estafeta::views {

namespace {

using base::Phrase;
using model::State;

void add_unattended(const Overview& overview, const ChangeCard& card, Desk& desk) {
  for (const auto& task : card.tasks) {
    const bool is_owing = task.issue && !task.owes.empty();
    if (!is_live(task) && !is_owing) continue;
    const auto add = [&](TodoKind kind, const Phrase& detail, std::optional<base::Instant> since) {
      desk.needs.push_back({kind, *task.issue, task.title, overview.speaker.say(detail), since, card.issue,
                            base::Instant(std::chrono::sys_days(task.slips_after))});
    };
    if (is_owing) {
      if (!is_silent(task, overview.now)) continue;  // who closed it has been asked, and has time to answer
      std::string values;
      for (const auto& value : task.owes) values += (values.empty() ? "" : "; ") + value;
      add(TodoKind::values, Phrase("desk.values", {{"holder", task.holder}, {"values", values}}), task.since);
      continue;
    }
    if (const auto broken = broken_promise(task, overview.now)) {
      const auto* department = overview.organisation.departments.find(task.department);
      add(TodoKind::promised,
          Phrase("desk.promised",
                 {{"department", department == nullptr ? task.department : department->title},
                  {"clock", broken->clock},
                  {"due", *broken->due},
                  {"holder", task.holder}}),
          broken->due);
    }
    if (card.state == State::in_progress && is_silent(task, overview.now)) {
      add(TodoKind::silent, Phrase("desk.silent", {{"holder", task.holder}}),
          task.spoken ? task.spoken : task.since);
    }
    if (const auto why = absence_of(overview, task)) {
      add(TodoKind::absent, *why, {});
    }
  }
}

// Who is only away has a deputy.
void add_without_tam(const Overview& overview, const ChangeCard& card, Desk& desk) {
  const auto found = overview.people.find(card.tam.id);
  const bool is_gone = found != overview.people.end() && found->second.gone;
  if (card.tam.id.value.empty() || (card.tam.is_member && !is_gone)) return;
  const Phrase why(card.tam.is_member ? "desk.tam_gone" : "desk.tam_left", {{"person", card.tam.name}});
  desk.needs.push_back({TodoKind::absent, card.issue, card.title, overview.speaker.say(why), {}, {}, {}});
}

std::vector<std::string> references(const std::vector<base::IssueId>& issues) {
  std::vector<std::string> all;
  for (const auto issue : issues) all.push_back(reference(issue));
  return all;
}

// A review is held when its change is agreed to; then its corrective tasks are to be done.
std::optional<Phrase> review_step(const Overview& overview, const ChangeCard& card) {
  const auto day = base::format_date(card.review->by);
  switch (card.state) {
    case State::draft:
    case State::needs_input: {
      const auto today = overview.organisation.rules.zone.local_date(overview.now);
      return Phrase(today > card.review->by ? "desk.review_overdue" : "desk.review",
                    {{"incidents", references(card.review->incidents)}, {"day", day}});
    }
    case State::in_progress:
    case State::on_hold: {
      const auto open = std::count_if(card.tasks.begin(), card.tasks.end(), [](const auto& task) {
        return task.issue && !change::has_ended(task.state);
      });
      if (open == 0) return std::nullopt;
      return Phrase("desk.review_tasks", {{"n", static_cast<std::int64_t>(open)}});
    }
    default:
      return std::nullopt;
  }
}

void add_lacking_reviews(const Overview& overview, const model::Client& client, Desk& desk) {
  if (overview.lacking_reviews == nullptr) return;
  for (const auto& lacking : *overview.lacking_reviews) {
    if (lacking.client != client.id) continue;
    const Phrase said("desk.review_lacking", {{"why", lacking.why}});
    desk.needs.push_back({TodoKind::stopped,
                          lacking.incident,
                          lacking.title,
                          overview.speaker.say(said),
                          lacking.since,
                          {},
                          {}});
  }
}

// What its TAM is to do about it.
Phrase digest_step(const WaitingDigest& waiting) {
  switch (waiting.problem) {
    case DraftProblem::none:
      return Phrase("desk.digest");
    case DraftProblem::unclear:
      if (waiting.detail.empty()) return Phrase("desk.digest_no_line");
      return Phrase("desk.digest_unclear", {{"word", waiting.detail}});
    case DraftProblem::not_allowed:
      return Phrase("desk.digest_not_allowed", {{"person", waiting.detail}});
    case DraftProblem::no_text:
      return Phrase("desk.digest_no_text");
    case DraftProblem::no_wiki:
      return Phrase("desk.digest_no_wiki", {{"project", waiting.detail}});
    case DraftProblem::taken:
      return Phrase("desk.digest_taken", {{"page", waiting.detail}});
    case DraftProblem::paused:
      return Phrase("desk.digest_paused", {{"project", waiting.detail}});
  }
  std::abort();
}

void add_waiting_digests(const Overview& overview, const model::Client& client, Desk& desk) {
  if (overview.waiting_digests == nullptr) return;
  for (const auto& waiting : *overview.waiting_digests) {
    if (waiting.client != client.id) continue;
    desk.needs.push_back(
        {TodoKind::digest, {}, waiting.page, overview.speaker.say(digest_step(waiting)), {}, {}, {}});
  }
}

void add_review(const Overview& overview, const ChangeCard& card, Desk& desk) {
  const auto said = card.review ? review_step(overview, card) : std::nullopt;
  if (!said) return;
  desk.needs.push_back({TodoKind::review,
                        card.issue,
                        card.title,
                        overview.speaker.say(*said),
                        {},
                        {},
                        base::Instant(std::chrono::sys_days(card.review->by))});
}

// Of a mass outage each client's TAM sees the one review.
void add_mass_reviews(const Overview& overview, const model::Client& client, Desk& desk) {
  if (overview.clients_of_incidents == nullptr) return;
  for (const auto& [id, card] : overview.cards) {
    if (!card.review || !card.client.empty() || has_ended(card)) continue;
    const bool is_hit = std::any_of(
        card.review->incidents.begin(), card.review->incidents.end(), [&](base::IssueId incident) {
          const auto whose = overview.clients_of_incidents->find(incident);
          return whose != overview.clients_of_incidents->end() && whose->second == client.id;
        });
    if (is_hit) add_review(overview, card, desk);
  }
}

std::vector<Phrase> clocks_of(const DigestIncident& incident) {
  std::vector<Phrase> clocks;
  for (const auto& clock : incident.clocks) {
    clocks.push_back(Phrase(clock.due ? "board.clock_due" : "board.clock",
                            {{"clock", clock.clock},
                             {"state", std::string(to_string(clock.state))},
                             {"due", clock.due.value_or(base::Instant{})}}));
  }
  return clocks;
}

bool is_breached(const DigestIncident& incident) {
  return std::any_of(incident.clocks.begin(), incident.clocks.end(),
                     [](const auto& clock) { return clock.state == model::ClockState::breached; });
}

// What one more clock of it runs out at; nothing where all have run out already.
std::optional<base::Instant> next_due(const DigestIncident& incident) {
  std::optional<base::Instant> next;
  for (const auto& clock : incident.clocks) {
    if (clock.state == model::ClockState::breached || !clock.due) continue;
    next = std::min(next.value_or(*clock.due), *clock.due);
  }
  return next;
}

// Since when the first of its clocks is overdue; nothing where none is.
std::optional<base::Instant> breached_since(const DigestIncident& incident) {
  std::optional<base::Instant> since;
  for (const auto& clock : incident.clocks) {
    if (clock.breached_at) since = std::min(since.value_or(*clock.breached_at), *clock.breached_at);
  }
  return since;
}

void add_open_incidents(const Overview& overview, const std::vector<DigestIncident>& open, Desk& desk) {
  for (const auto& incident : open) {
    const auto due = next_due(incident);
    const bool is_late = is_breached(incident);
    const Phrase detail(incident.holder.empty() ? "desk.incident_of_nobody" : "desk.incident",
                        {{"clocks", clocks_of(incident)}, {"holder", incident.holder}});
    desk.needs.push_back({is_late && !due ? TodoKind::breached : TodoKind::at_risk,
                          incident.issue,
                          incident.title,
                          overview.speaker.say(detail),
                          breached_since(incident),
                          {},
                          due});
  }
}

void add_unanswered(const Overview& overview, const std::vector<DigestIncident>& unanswered, Desk& desk) {
  for (const auto& incident : unanswered) {
    desk.needs.push_back({TodoKind::unanswered,
                          incident.issue,
                          incident.title,
                          overview.speaker.say(Phrase("desk.unanswered")),
                          incident.since,
                          {},
                          {}});
  }
}

void add_unjudged(const Overview& overview, const std::vector<DigestIncident>& unjudged, Desk& desk) {
  for (const auto& incident : unjudged) {
    desk.needs.push_back({TodoKind::unjudged,
                          incident.issue,
                          incident.title,
                          doubts_text(incident, overview.speaker),
                          {},
                          {},
                          {}});
  }
}

void add_unmapped(const Overview& overview, const Digest& digest, Desk& desk) {
  for (const auto& [word, incident] : digest.unmapped) {
    desk.needs.push_back(
        {TodoKind::unmapped, incident.issue, incident.title, overview.speaker.say(word), {}, {}, {}});
  }
}

// So long before its day a risk is the TAM's to deal with.
constexpr std::chrono::days kRiskAhead{14};

void add_risks(const Overview& overview, const model::Client& client, Desk& desk) {
  if (overview.registered == nullptr) return;
  const std::chrono::sys_days today = overview.organisation.rules.zone.local_date(overview.now);
  for (const auto& risk : overview.registered->risks) {
    if (risk.project != client.project || std::chrono::sys_days(risk.on) - kRiskAhead > today) continue;
    const base::Instant day{std::chrono::sys_days(risk.on)};
    desk.needs.push_back({TodoKind::risk,
                          {},
                          risk.text,
                          overview.speaker.say(Phrase("desk.risk", {{"day", base::format_date(risk.on)}})),
                          {},
                          {},
                          day});
  }
}

void add_causes(const Overview& overview, const std::vector<DigestIncident>& unexplained, Desk& desk) {
  for (const auto& incident : unexplained) {
    if (!incident.lacks_cause) continue;
    const auto since = breached_since(incident);
    desk.causes.push_back({TodoKind::cause,
                           incident.issue,
                           incident.title,
                           overview.speaker.say(Phrase("desk.cause", {{"clocks", clocks_of(incident)}})),
                           since,
                           {},
                           since});
  }
}

void add_change(const ChangeCard& card, Desk& desk) {
  desk.changes.push_back(
      {card.issue, card.title, card.state, card.holder, card.done, card.total, card.forecast, card.promised});
}

std::vector<std::string> worded(const Overview& overview, const std::vector<base::Phrase>& phrases) {
  std::vector<std::string> said;
  for (const auto& phrase : phrases) said.push_back(overview.speaker.say(phrase));
  return said;
}

}  // namespace

Desk desk_of(const Overview& overview, const model::Client& client,
             const std::map<std::string, Digest>& digests, const Requests& requests) {
  Desk desk;
  desk.client_id = client.id;
  desk.client = client.name;
  desk.mapped_windows = worded(overview, client.mapped_windows);
  desk.mapped_freezes = worded(overview, client.mapped_freezes);
  desk.entry_problems = worded(overview, client.entry_problems);
  for (const auto& [id, card] : overview.cards) {
    if (card.client != client.id || has_ended(card)) continue;
    desk.needs.insert(desk.needs.end(), card.needs.begin(), card.needs.end());
    if (!card.trouble.empty()) {
      desk.needs.push_back({TodoKind::stopped, card.issue, card.title, card.trouble, {}, {}, {}});
    }
    add_review(overview, card, desk);
    add_without_tam(overview, card, desk);
    add_unattended(overview, card, desk);
    add_change(card, desk);
  }
  if (const auto digest = digests.find(client.id); digest != digests.end()) {
    add_open_incidents(overview, digest->second.now, desk);
    add_unanswered(overview, digest->second.unanswered, desk);
    add_unjudged(overview, digest->second.unjudged, desk);
    add_unmapped(overview, digest->second, desk);
    add_causes(overview, digest->second.unexplained, desk);
  }
  add_origins(overview, client, requests, desk.needs);
  add_risks(overview, client, desk);
  add_lacking_reviews(overview, client, desk);
  add_mass_reviews(overview, client, desk);
  add_waiting_digests(overview, client, desk);
  // What is lost sooner stands first; then what has lain longer.
  const auto rank = [](const TodoItem& need) {
    return std::tuple(need.kind, need.by.value_or(base::Instant::max()),
                      need.since.value_or(base::Instant::max()), need.issue);
  };
  const auto sooner = [&](const auto& one, const auto& other) { return rank(one) < rank(other); };
  std::stable_sort(desk.causes.begin(), desk.causes.end(), sooner);
  std::stable_sort(desk.needs.begin(), desk.needs.end(), sooner);
  const auto is_late = [](const auto& change) {
    return change.promised && change.forecast && *change.forecast > *change.promised;
  };
  std::stable_sort(desk.changes.begin(), desk.changes.end(),
                   [&](const auto& one, const auto& other) { return is_late(one) && !is_late(other); });
  return desk;
}

}  // namespace estafeta::views
