#include "connector/sla/statistics/credits.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace estafeta::sla {

namespace {

using base::Instant;
using base::Seconds;
using calendar::Interval;

bool has_ended(model::State state) {
  return state == model::State::resolved || state == model::State::closed || state == model::State::cancelled;
}

bool tells_of_outage(const AvailabilityTerms& terms, const model::Incident& incident, Instant now) {
  return std::all_of(terms.outages.begin(), terms.outages.end(), [&](const auto& wanted) {
    const auto found = incident.attributes.find(wanted.first);
    const auto value = wanted.first == "priority"           ? priority_at(incident, now)
                       : found == incident.attributes.end() ? std::string()
                                                            : found->second;
    return std::find(wanted.second.begin(), wanted.second.end(), value) != wanted.second.end();
  });
}

// When it was open: from creation to the end, and again where it was opened again. The client's service was
// back where a correction says so.
std::vector<Interval> open_times(const model::Incident& incident, Instant now) {
  std::optional<Instant> restored;
  std::vector<Interval> excluded;
  for (const auto& correction : incident.corrections) {
    if (correction.type == model::Correction::Type::restored && correction.from)
      restored = std::min(restored.value_or(*correction.from), *correction.from);
    if (correction.type == model::Correction::Type::excluded && correction.from && correction.until)
      excluded.push_back({*correction.from, *correction.until});
  }
  std::vector<const model::SlaEvent*> events;
  for (const auto& event : incident.events) {
    if (event.status && event.at <= now) events.push_back(&event);
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const auto* one, const auto* other) { return one->at < other->at; });
  std::vector<Interval> open;
  std::optional<Instant> since;
  if (!has_ended(incident.status.state)) since = incident.created;
  for (const auto* event : events) {
    const bool ended = has_ended(event->status->state);
    if (ended && since) open.push_back({*since, event->at});
    if (ended) {
      since.reset();
    } else if (!since) {
      since = event->at;
    }
  }
  if (since) open.push_back({*since, now});
  if (restored) {
    for (auto& one : open) one.end = std::max(one.start, std::min(one.end, *restored));
  }
  return calendar::without(open, calendar::united(std::move(excluded)));
}

CreditLine line_of(CreditLine::Kind kind, std::string clock, std::vector<base::IssueId> issues) {
  CreditLine line;
  line.kind = kind;
  line.clock = std::move(clock);
  std::sort(issues.begin(), issues.end());
  issues.erase(std::unique(issues.begin(), issues.end()), issues.end());
  line.issues = std::move(issues);
  return line;
}

void reach(CreditLine& line, const std::vector<CreditBand>& bands) {
  const auto* band = line.reached ? missed(bands, *line.reached) : nullptr;
  if (band == nullptr) return;
  line.below = band->below;
  line.credit = band->credit;
}

}  // namespace

std::string_view to_string(CreditLine::Kind kind) {
  constexpr std::array<std::string_view, 3> kWords{"compliance", "each_breach", "availability"};
  return kWords[static_cast<std::size_t>(kind)];
}

Credits::Credits(const Period& month, const calendar::Zone& zone, const model::Clients& clients,
                 const PolicySet& policies, const calendar::CalendarSet& calendars, std::string client,
                 Instant now)
    : month_(month),
      zone_(zone),
      calendars_(calendars),
      client_(std::move(client)),
      now_(now),
      whole_{zone.start_of_day(month.from),
             zone.start_of_day(base::Date(std::chrono::sys_days(month.until) + std::chrono::days(1)))} {
  // A month without any incident has its availability too.
  for (const auto& [id, one] : clients.all) {
    const auto in_force = sla::in_force(&one, policies, whole_.end - Seconds(1), zone_);
    if (in_force) account_of(&one, *in_force);
  }
}

Credits::Account* Credits::account_of(const model::Client* client, const InForce& in_force) {
  const bool is_meant = client != nullptr && in_force.contract != nullptr && in_force.version != nullptr &&
                        (client_.empty() || client->id == client_);
  if (!is_meant || in_force.version->policy.credits.empty()) return nullptr;
  auto& account = accounts_[{client->id, in_force.contract->policy}];
  account.terms = &in_force.version->policy.credits;
  account.client = client;
  return &account;
}

void Credits::add(const Record& record, const Judged& judged) {
  auto* account = account_of(judged.client, judged.in_force);
  if (account == nullptr) return;
  bool counts = false;
  for (const auto& outcome : outcomes(record, judged, now_)) {
    counts = counts || outcome.standing != Standing::left_out;
    const bool met = outcome.standing == Standing::met;
    if (!met && outcome.standing != Standing::breached) continue;
    if (!month_.holds(zone_.local_date(outcome.counted_at))) continue;
    auto& clock = account->clocks[outcome.clock];
    (met ? clock.first : clock.second) += 1;
    if (!met) account->breached[outcome.clock].push_back(record.incident.id);
  }
  if (counts) add_downtime(record, *account);
}

void Credits::add_downtime(const Record& record, Account& account) const {
  const auto& availability = account.terms->availability;
  if (!availability || !tells_of_outage(*availability, record.incident, now_)) return;
  for (const auto& open : open_times(record.incident, std::min(now_, whole_.end))) {
    const Interval inside{std::max(open.start, whole_.start), std::min(open.end, whole_.end)};
    if (inside.start < inside.end) account.down.emplace_back(record.incident.id, inside);
  }
}

CreditLine Credits::availability(const Account& account, const AvailabilityTerms& terms) const {
  const auto* windows = calendars_.find(account.client->windows);
  const auto hours =
      windows == nullptr ? terms.hours : terms.hours.with_closed(windows->intervals_in(whole_));
  const auto until = std::min(std::max(now_, whole_.start), whole_.end);
  std::vector<base::IssueId> issues;
  std::vector<Interval> all;
  for (const auto& [issue, interval] : account.down) {
    if (hours.elapsed(interval.start, interval.end) == Seconds(0)) continue;
    issues.push_back(issue);
    all.push_back(interval);
  }
  auto line = line_of(CreditLine::Kind::availability, "", std::move(issues));
  line.promised = hours.elapsed(whole_.start, until);
  for (const auto& interval : calendar::united(std::move(all)))
    line.down += hours.elapsed(interval.start, interval.end);
  if (line.promised > Seconds(0))
    line.reached = (line.promised - line.down).count() * kFull / line.promised.count();
  reach(line, terms.bands);
  return line;
}

void Credits::settle(const Account& account, ClientCredits& credits) const {
  const auto counted = [&](const std::string& clock) {
    const auto found = account.clocks.find(clock);
    return found == account.clocks.end() ? std::pair(0, 0) : found->second;
  };
  const auto breached = [&](const std::string& clock) {
    const auto found = account.breached.find(clock);
    return found == account.breached.end() ? std::vector<base::IssueId>() : found->second;
  };
  for (const auto& [clock, bands] : account.terms->compliance) {
    auto& line = credits.lines.emplace_back(line_of(CreditLine::Kind::compliance, clock, breached(clock)));
    std::tie(line.met, line.breached) = counted(clock);
    const Percent all = line.met + line.breached;
    if (all > 0) line.reached = line.met * kFull / all;
    reach(line, bands);
  }
  for (const auto& [clock, credit] : account.terms->each_breach) {
    auto& line = credits.lines.emplace_back(line_of(CreditLine::Kind::each_breach, clock, breached(clock)));
    line.breached = counted(clock).second;
    line.credit = credit * line.breached;
  }
  if (account.terms->availability)
    credits.lines.push_back(availability(account, *account.terms->availability));
  for (const auto& line : credits.lines) credits.credit += line.credit;
  const auto most = account.terms->most.value_or(kFull);
  credits.is_capped = credits.credit > most;
  credits.credit = std::min(credits.credit, most);
}

std::vector<ClientCredits> Credits::lines() {
  std::vector<ClientCredits> all;
  for (const auto& [key, account] : accounts_) {
    auto& credits = all.emplace_back();
    std::tie(credits.client, credits.policy) = key;
    settle(account, credits);
  }
  return all;
}

}  // namespace estafeta::sla
