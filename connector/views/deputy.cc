#include "connector/views/deputy.h"

#include <algorithm>

namespace estafeta::views {

namespace {

using base::Phrase;

bool may_be_handed_over(TodoKind kind) {
  switch (kind) {
    case TodoKind::question:
    case TodoKind::unanswered:
    case TodoKind::stopped:
    case TodoKind::decision:
    case TodoKind::returned:
    case TodoKind::approval:
    case TodoKind::values:
    case TodoKind::request:
    case TodoKind::proposal:
    case TodoKind::draft:
      return true;
    case TodoKind::at_risk:
    case TodoKind::breached:
    case TodoKind::unjudged:
    case TodoKind::unmapped:
    case TodoKind::window:
    case TodoKind::promise:
    case TodoKind::review:
    case TodoKind::risk:
    case TodoKind::repeats:
    case TodoKind::promised:
    case TodoKind::silent:
    case TodoKind::absent:
    case TodoKind::cause:
    case TodoKind::digest:
      break;
  }
  return false;
}

// The first day on which that person is away, as of today; nothing: is there.
std::optional<base::Date> away_since(const Overview& overview, const std::string& name) {
  const auto today = overview.organisation.rules.zone.local_date(overview.now);
  std::optional<base::Date> since;
  for (const auto& away : overview.organisation.departments.away) {
    if (away.who == name && away.from <= today && today <= away.until)
      since = std::min(since.value_or(away.from), away.from);
  }
  return since;
}

// Since when none of them is there; nothing: somebody is.
std::optional<base::Instant> all_away_since(const Overview& overview, const std::vector<TamPerson>& people) {
  std::optional<base::Instant> since;
  for (const auto& one : people) {
    const auto day = away_since(overview, one.name);
    if (!day) return std::nullopt;
    const auto begin = overview.organisation.rules.zone.start_of_day(std::chrono::sys_days(*day));
    since = std::max(since.value_or(begin), begin);
  }
  return since;
}

std::vector<std::string> those_there(const Overview& overview, const std::vector<TamPerson>& people) {
  std::vector<std::string> names;
  for (const auto& one : people) {
    if (!away_since(overview, one.name)) names.push_back(one.name);
  }
  return names;
}

// From when on a need that has been there since then is the deputy's as well; nothing: never.
std::optional<base::Instant> handed_at(const Overview& overview, base::Instant since,
                                       const std::optional<base::Instant>& tam_away) {
  std::optional<base::Instant> at;
  const auto after = overview.organisation.clients.tam.deputy_after;
  const auto* calendar = tam_calendar(overview.organisation);
  if (after > base::Seconds(0) && calendar != nullptr) at = calendar->add(since, after);
  if (tam_away) at = std::min(at.value_or(base::Instant::max()), std::max(since, *tam_away));
  return at;
}

}  // namespace

const calendar::Calendar* tam_calendar(const Organisation& organisation) {
  const auto& clients = organisation.clients;
  const auto owners = clients.owner_calendars.find("client");
  if (!clients.tam.calendar.empty()) return organisation.rules.calendars.find(clients.tam.calendar);
  return owners == clients.owner_calendars.end() ? nullptr
                                                 : organisation.rules.calendars.find(owners->second);
}

void hand_to_deputies(const Overview& overview, const TamFacts& facts, Desk& desk) {
  const auto deputies = those_there(overview, facts.deputies);
  if (facts.tams.empty() || deputies.empty()) return;
  const auto tam_away = all_away_since(overview, facts.tams);
  for (auto& need : desk.needs) {
    if (!need.since || !may_be_handed_over(need.kind)) continue;
    const auto at = handed_at(overview, *need.since, tam_away);
    if (!at || *at > overview.now) continue;
    need.deputy_since = at;
    const auto said = overview.speaker.say(Phrase("desk.deputy", {{"deputies", deputies}, {"since", *at}}));
    need.detail += (need.detail.empty() ? "" : "; ") + said;
  }
}

}  // namespace estafeta::views
