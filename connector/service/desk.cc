#include "connector/service/desk.h"

#include <algorithm>
#include <tuple>

#include "connector/change/history.h"

namespace estafeta::service {

namespace {

using base::Phrase;
using model::State;
using render::DeskNeed;
using render::NeedKind;

bool is_live(const CardTask& task) {
  return task.issue && !change::has_ended(task.state) && task.state != State::waiting;
}

bool is_silent(const CardTask& task, base::Instant now) {
  return task.silent_from && *task.silent_from <= now;
}

void add_silence_and_absence(const Overview& overview, const ChangeCard& card, render::Desk& desk) {
  for (const auto& task : card.tasks) {
    if (!is_live(task)) continue;
    const auto add = [&](NeedKind kind, const Phrase& detail, std::optional<base::Instant> since) {
      desk.needs.push_back({kind, *task.issue, task.title, overview.speaker.say(detail), since, card.issue,
                            base::Instant(std::chrono::sys_days(task.slips_after))});
    };
    if (card.state == State::in_progress && is_silent(task, overview.now)) {
      add(NeedKind::silent, Phrase("desk.silent", {{"holder", task.holder}}),
          task.spoken ? task.spoken : task.since);
    }
    if (const auto why = absence_of(overview.site, task, overview.people, overview.now)) {
      add(NeedKind::absent, *why, {});
    }
  }
}

Phrase breach_of(const render::DigestIncident& incident) {
  std::vector<Phrase> clocks;
  for (const auto& clock : incident.clocks) {
    clocks.push_back(Phrase(clock.due ? "board.clock_due" : "board.clock",
                            {{"clock", clock.clock},
                             {"state", std::string(to_string(clock.state))},
                             {"due", clock.due.value_or(base::Instant{})}}));
  }
  return Phrase("desk.breach", {{"clocks", std::move(clocks)}});
}

void add_breaches(const Overview& overview, const std::vector<render::DigestIncident>& unexplained,
                  render::Desk& desk) {
  for (const auto& incident : unexplained) {
    if (!incident.lacks_cause) continue;
    std::optional<base::Instant> since;
    for (const auto& clock : incident.clocks) {
      if (clock.breached_at) since = std::min(since.value_or(*clock.breached_at), *clock.breached_at);
    }
    desk.needs.push_back({NeedKind::breach,
                          incident.issue,
                          incident.title,
                          overview.speaker.say(breach_of(incident)),
                          since,
                          {},
                          since});
  }
}

void add_change(const ChangeCard& card, render::Desk& desk) {
  desk.changes.push_back(
      {card.issue, card.title, card.state, card.holder, card.done, card.total, card.forecast, card.promised});
}

}  // namespace

std::optional<Phrase> absence_of(const Site& site, const CardTask& task, const People& people,
                                 base::Instant now) {
  if (task.assignee.value.empty() || !is_live(task)) return std::nullopt;
  const auto found = people.find(task.assignee);
  const Person person = found == people.end() ? Person{} : found->second;
  const auto today = site.rules.zone.local_date(now);
  for (const auto& away : site.mappings.departments.away) {
    const bool is_meant =
        away.who == task.assignee_name || (!person.login.empty() && away.who == person.login);
    if (!is_meant || today < away.from || away.until < today) continue;
    return Phrase("desk.away", {{"person", task.assignee_name}, {"until", base::format_date(away.until)}});
  }
  if (!task.is_member) return Phrase("desk.left", {{"person", task.assignee_name}});
  if (person.gone) return Phrase("desk.gone", {{"person", task.assignee_name}});
  return std::nullopt;
}

render::Desk desk_of(const Overview& overview, const model::Client& client,
                     const std::map<std::string, render::Digest>& digests) {
  render::Desk desk;
  desk.client_id = client.id;
  desk.client = client.name;
  for (const auto& [id, card] : overview.cards) {
    if (card.client != client.id || has_ended(card)) continue;
    desk.needs.insert(desk.needs.end(), card.needs.begin(), card.needs.end());
    add_silence_and_absence(overview, card, desk);
    add_change(card, desk);
  }
  if (const auto digest = digests.find(client.id); digest != digests.end()) {
    add_breaches(overview, digest->second.unexplained, desk);
  }
  // What is lost sooner stands first; then what has lain longer.
  const auto rank = [](const DeskNeed& need) {
    return std::tuple(need.kind, need.by.value_or(base::Instant::max()),
                      need.since.value_or(base::Instant::max()), need.issue);
  };
  std::stable_sort(desk.needs.begin(), desk.needs.end(),
                   [&](const auto& one, const auto& other) { return rank(one) < rank(other); });
  const auto is_late = [](const auto& change) {
    return change.promised && change.forecast && *change.forecast > *change.promised;
  };
  std::stable_sort(desk.changes.begin(), desk.changes.end(),
                   [&](const auto& one, const auto& other) { return is_late(one) && !is_late(other); });
  return desk;
}

base::Instant changes_at(const Overview& overview) {
  const auto& zone = overview.site.rules.zone;
  const std::chrono::sys_days today = zone.local_date(overview.now);
  // Absences, the two weeks ahead and the time waited count days.
  base::Instant next = zone.start_of_day(today + std::chrono::days(1));
  for (const auto& [id, card] : overview.cards) {
    for (const auto& task : card.tasks) {
      if (task.silent_from && *task.silent_from > overview.now) next = std::min(next, *task.silent_from);
    }
  }
  return next;
}

}  // namespace estafeta::service
