#include "connector/views/overview.h"

#include <algorithm>

#include "connector/change/tree/history.h"

namespace estafeta::views {

using base::Phrase;

bool is_live(const CardTask& task) {
  return task.issue && !change::has_ended(task.state) && task.state != model::State::waiting;
}

bool is_silent(const CardTask& task, base::Instant now) {
  return task.silent_from && *task.silent_from <= now;
}

std::optional<Phrase> absence_of(const Overview& overview, const CardTask& task) {
  const auto& [id, name, is_member] = task.assignee;
  if (id.value.empty() || !is_live(task)) return std::nullopt;
  const auto found = overview.people.find(id);
  const Person person = found == overview.people.end() ? Person{} : found->second;
  const auto today = overview.organisation.rules.zone.local_date(overview.now);
  for (const auto& away : overview.organisation.departments.away) {
    const bool is_meant = away.who == name || (!person.login.empty() && away.who == person.login);
    if (!is_meant || today < away.from || away.until < today) continue;
    Phrase said(away.stand_in.empty() ? "desk.away" : "desk.away_covered",
                {{"person", name}, {"until", base::format_date(away.until)}});
    if (!away.stand_in.empty()) said.values.emplace_back("stand_in", away.stand_in);
    return said;
  }
  if (!is_member) return Phrase("desk.left", {{"person", name}});
  if (person.gone) return Phrase("desk.gone", {{"person", name}});
  return std::nullopt;
}

base::Instant changes_at(const Overview& overview) {
  const auto& zone = overview.organisation.rules.zone;
  const std::chrono::sys_days today = zone.local_date(overview.now);
  // Absences, the two weeks ahead and the time waited count days.
  base::Instant next = zone.start_of_day(today + std::chrono::days(1));
  for (const auto& [id, card] : overview.cards) {
    for (const auto& task : card.tasks) {
      if (task.silent_from && *task.silent_from > overview.now) next = std::min(next, *task.silent_from);
      for (const auto& clock : task.promised) {
        // Broken is what has run out a second ago.
        if (clock.due && *clock.due >= overview.now) next = std::min(next, *clock.due + base::Seconds(1));
      }
    }
  }
  return next;
}

}  // namespace estafeta::views
