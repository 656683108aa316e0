#include "connector/views/client_digest.h"

#include <algorithm>
#include <cstdlib>

#include "connector/base/text.h"
#include "connector/change/tree/history.h"

namespace estafeta::views {

namespace {

using model::State;
using Shown = std::map<base::IssueId, std::string>;

const std::string* title_of(const Shown& shown, base::IssueId issue) {
  const auto found = shown.find(issue);
  return found == shown.end() ? nullptr : &found->second;
}

bool is_letter(unsigned char c) {
  return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

bool was_done_in(const DigestSources& sources, const ChangeCard& card) {
  return card.ended && change::was_done(card.state) &&
         sources.period.holds(sources.zone.local_date(*card.ended));
}

bool is_under_way(const ChangeCard& card) {
  return card.state == State::in_progress || card.state == State::on_hold;
}

// A task of the client that it has to act on, or a task that is on hold because of it.
bool is_clients_turn(const CardTask& task) {
  if (task.owner == model::Owner::client) return is_live(task);
  return task.state == State::on_hold && task.reason == model::HoldReason::client;
}

void add_change(const DigestSources& sources, const ChangeCard& card, const Shown& shown,
                ClientDigest& digest) {
  const bool is_done = was_done_in(sources, card);
  if (card.is_rehearsal) return;
  if (!is_done && !is_under_way(card)) return;
  if (!card.released) {
    digest.hints.push_back(
        {is_done ? DigestHint::Type::done : DigestHint::Type::under_way, card.issue, card.title});
  }
  if (is_done && card.mark) {
    const auto& [request, mark, text, at] = *card.mark;
    digest.hints.push_back(
        {DigestHint::Type::mark, request, std::to_string(mark) + (text.empty() ? "" : ": " + text)});
  }
  std::optional<base::Date> asked_since;
  bool is_asked = false;
  for (const auto& task : card.tasks) {
    if (is_done || !is_clients_turn(task)) continue;
    is_asked = true;
    if (task.issue) digest.hints.push_back({DigestHint::Type::asked, *task.issue, task.title});
    if (!task.since) continue;
    const auto day = sources.zone.local_date(*task.since);
    asked_since = std::min(asked_since.value_or(day), day);
  }
  if (!card.released) return;
  for (const auto& request : card.requests) {
    const auto* title = title_of(shown, request.issue);
    if (title == nullptr) continue;
    const auto& promised = card.released->promised;
    if (is_done) {
      digest.done.push_back({request.issue, *title, sources.zone.local_date(*card.ended), promised});
    } else {
      digest.coming.push_back({request.issue, *title, promised});
      if (is_asked) digest.needs.push_back({request.issue, *title, asked_since});
    }
  }
}

// What the client may read of it; else the TAM is told.
std::string fit_for_client(const std::string& text, base::IssueId issue, DigestHint::Type type,
                           const std::set<std::string>& internal, ClientDigest& digest) {
  if (!names_one_of(text, internal)) return text;
  digest.hints.push_back({type, issue, text});
  return "";
}

bool is_decided(const sla::Row& row) {
  return row.standing == sla::Standing::met || row.standing == sla::Standing::breached;
}

// In the order of reports.
void add_clocks(const DigestSources& sources, const Shown& shown, ClientDigest& digest) {
  std::map<std::uint32_t, DigestClock> clocks;
  std::set<base::IssueId> hidden;
  for (const auto& row : sources.report.rows) {
    if (!is_decided(row)) continue;
    if (title_of(shown, row.issue) == nullptr) {
      hidden.insert(row.issue);
      continue;
    }
    auto& clock = clocks[row.clock];
    clock.clock = sources.report.clock(row);
    ++(row.standing == sla::Standing::met ? clock.met : clock.breached);
  }
  for (auto& [number, clock] : clocks) digest.clocks.push_back(std::move(clock));
  for (const auto issue : hidden) digest.hints.push_back({DigestHint::Type::hidden, issue, ""});
}

void add_breaches(const DigestSources& sources, const Shown& shown, const std::set<std::string>& internal,
                  ClientDigest& digest) {
  for (const auto& breach : sources.report.breaches) {
    const auto& row = sources.report.rows[breach.row];
    const auto* title = title_of(shown, row.issue);
    if (title == nullptr) continue;
    const auto known = std::find_if(digest.breaches.begin(), digest.breaches.end(),
                                    [&](const auto& one) { return one.incident == row.issue; });
    const auto& clock = sources.report.clock(row);
    if (known != digest.breaches.end()) {
      auto& clocks = known->clocks;
      if (std::find(clocks.begin(), clocks.end(), clock) == clocks.end()) clocks.push_back(clock);
      continue;
    }
    const auto fit = [&](const std::string& text, DigestHint::Type type) {
      return fit_for_client(text, row.issue, type, internal, digest);
    };
    auto cause = fit(breach.cause, DigestHint::Type::cause);
    auto measure = fit(breach.measure, DigestHint::Type::measure);
    digest.breaches.push_back({row.issue, *title, {clock}, std::move(cause), std::move(measure)});
  }
}

}  // namespace

bool names_one_of(const std::string& text, const std::set<std::string>& names) {
  const auto small = base::small_letters(text);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const auto wanted = base::small_letters(name);
    if (wanted.empty()) return false;
    for (auto at = small.find(wanted); at != std::string::npos; at = small.find(wanted, at + 1)) {
      const auto end = at + wanted.size();
      const bool begins = at == 0 || !is_letter(static_cast<unsigned char>(small[at - 1]));
      if (begins && (end == small.size() || !is_letter(static_cast<unsigned char>(small[end])))) return true;
    }
    return false;
  });
}

std::string_view to_string(DigestHint::Type type) {
  switch (type) {
    case DigestHint::Type::done:
      return "done";
    case DigestHint::Type::under_way:
      return "under_way";
    case DigestHint::Type::asked:
      return "asked";
    case DigestHint::Type::cause:
      return "cause";
    case DigestHint::Type::measure:
      return "measure";
    case DigestHint::Type::hidden:
      return "hidden";
    case DigestHint::Type::mark:
      return "mark";
  }
  std::abort();
}

std::set<base::IssueId> issues_to_name(const DigestSources& sources) {
  std::set<base::IssueId> issues;
  for (const auto& [id, card] : sources.cards) {
    if (card.client != sources.client.id || !card.released) continue;
    if (!was_done_in(sources, card) && !is_under_way(card)) continue;
    for (const auto& request : card.requests) issues.insert(request.issue);
  }
  for (const auto& row : sources.report.rows) {
    if (is_decided(row)) issues.insert(row.issue);
  }
  for (const auto& one : sources.awaited) issues.insert(one.issue);
  return issues;
}

ClientDigest client_digest_of(const DigestSources& sources, const Shown& shown,
                              const std::set<std::string>& internal) {
  ClientDigest digest;
  digest.client = sources.client.name;
  digest.period = sources.period;
  for (const auto& [id, card] : sources.cards) {
    if (card.client == sources.client.id && !card.review) add_change(sources, card, shown, digest);
  }
  for (const auto& one : sources.awaited) {
    const auto* title = title_of(shown, one.issue);
    if (title != nullptr) digest.needs.push_back({one.issue, *title, sources.zone.local_date(one.since)});
  }
  add_clocks(sources, shown, digest);
  add_breaches(sources, shown, internal, digest);
  const auto day = [](const std::optional<base::Date>& date) {
    return date ? std::chrono::sys_days(*date) : std::chrono::sys_days::max();
  };
  std::stable_sort(digest.done.begin(), digest.done.end(),
                   [](const auto& one, const auto& other) { return one.on < other.on; });
  std::stable_sort(digest.coming.begin(), digest.coming.end(), [&](const auto& one, const auto& other) {
    return day(one.promised) < day(other.promised);
  });
  std::stable_sort(digest.needs.begin(), digest.needs.end(),
                   [&](const auto& one, const auto& other) { return day(one.since) < day(other.since); });
  return digest;
}

}  // namespace estafeta::views
