#include "connector/views/dossier.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <map>
#include <tuple>

#include "connector/change/tree/history.h"

namespace estafeta::views {

namespace {

// A window that is there in each of these weeks is a weekly one.
constexpr std::chrono::days kWeek{7};
constexpr std::chrono::days kWindowsLookedAt{4 * 7};

std::string who_of(const Overview& overview, const CardWork& work) {
  if (!work.is_departments) return overview.speaker.word("owner", work.who);
  const auto* department = overview.organisation.departments.find(work.who);
  return department == nullptr ? work.who : department->title;
}

void add_department(const Overview& overview, const std::string& id,
                    std::map<std::string, DossierDepartment>& all,
                    const std::function<void(DossierDepartment&)>& count) {
  if (id.empty()) return;
  const auto* department = overview.organisation.departments.find(id);
  const std::string title = department == nullptr ? id : department->title;
  auto& found = all[title];
  found.title = title;
  count(found);
}

std::vector<DossierDepartment> departments_of(const Overview& overview, const std::string& client) {
  std::map<std::string, DossierDepartment> all;
  for (const auto& [id, card] : overview.cards) {
    if (card.client != client) continue;
    for (const auto& task : card.tasks) {
      const bool is_open = task.owner == model::Owner::department && !change::has_ended(task.state);
      if (is_open) add_department(overview, task.department, all, [](auto& one) { ++one.open; });
    }
    for (const auto& work : card.work) {
      if (!work.is_departments) continue;
      add_department(overview, work.who, all, [&](auto& one) {
        ++one.done;
        one.last = std::max(one.last.value_or(work.at), work.at);
      });
    }
  }
  std::vector<DossierDepartment> departments;
  for (auto& [title, one] : all) departments.push_back(std::move(one));
  return departments;
}

DossierChange change_of(const Overview& overview, const ChangeCard& card) {
  DossierChange change{card.issue, card.title, card.state, *card.ended, {}, {}, card.mark};
  for (const auto& work : card.work) {
    const auto who = who_of(overview, work);
    const bool is_new = std::find(change.who.begin(), change.who.end(), who) == change.who.end();
    if (is_new && !who.empty()) change.who.push_back(who);
    if (work.values.empty() && work.files.empty()) continue;
    change.results.push_back({work.issue, work.title, who, work.values, work.files});
  }
  return change;
}

// A change that was given up before anybody did anything changed nothing, nor did a rehearsal.
std::vector<DossierChange> changed_of(const Overview& overview, const std::string& client) {
  std::vector<DossierChange> changed;
  for (const auto& [id, card] : overview.cards) {
    if (card.client != client || !card.ended || *card.ended + kDaysOfWork <= overview.now) continue;
    if (card.is_rehearsal || (card.work.empty() && !change::was_done(card.state))) continue;
    changed.push_back(change_of(overview, card));
  }
  std::stable_sort(changed.begin(), changed.end(), [](const auto& one, const auto& other) {
    return std::tuple(other.at, other.issue) < std::tuple(one.at, one.issue);
  });
  return changed;
}

// By what they have in common, so that a window that passes is no news.
std::vector<DossierWindow> windows_of(const Overview& overview, const model::Client& client) {
  const auto& rules = overview.organisation.rules;
  const auto* calendar = client.windows.empty() ? nullptr : rules.calendars.find(client.windows);
  if (calendar == nullptr) return {};
  const auto today = std::chrono::sys_days(rules.zone.local_date(overview.now));
  const auto begin = rules.zone.start_of_day(today);
  const auto end = rules.zone.start_of_day(today + kWindowsLookedAt);
  using Hours = std::tuple<int, std::string, std::string>;
  std::map<Hours, std::pair<base::Date, base::Date>> found;
  for (auto at = begin; at < end;) {
    const auto open = calendar->interval_at_or_after(at);
    if (!open || open->start >= end) break;
    at = open->end;
    if (open->start < begin) continue;
    const auto local = rules.zone.local_time(open->start);
    const Hours hours{local.weekday, calendar::format_local_clock(open->start, rules.zone),
                      calendar::format_local_clock(open->end, rules.zone)};
    const auto [known, is_new] = found.try_emplace(hours, local.date, local.date);
    known->second.second = local.date;
  }
  std::vector<DossierWindow> windows;
  for (const auto& [hours, days] : found) {
    auto& window = windows.emplace_back(
        DossierWindow{std::get<0>(hours), std::get<1>(hours), std::get<2>(hours), {}, {}});
    if (std::chrono::sys_days(days.first) >= today + kWeek) window.first = days.first;
    if (std::chrono::sys_days(days.second) + kWeek < today + kWindowsLookedAt) window.last = days.second;
  }
  return windows;
}

// So long a document counts as checked.
constexpr std::chrono::months kCheckedFor{6};

// Work on the day on which it was checked counts as known by then.
std::vector<base::IssueId> done_since(const Overview& overview, const std::string& client,
                                      const model::RegisteredDocument& document) {
  std::vector<std::pair<base::Instant, base::IssueId>> done;
  const auto& zone = overview.organisation.rules.zone;
  for (const auto& [id, card] : overview.cards) {
    if (card.client != client || document.kind.empty()) continue;
    for (const auto& work : card.work) {
      const bool updates =
          std::find(work.updates.begin(), work.updates.end(), document.kind) != work.updates.end();
      const bool is_later = !document.checked || zone.local_date(work.at) > *document.checked;
      if (updates && is_later) done.emplace_back(work.at, work.issue);
    }
  }
  std::sort(done.rbegin(), done.rend());
  std::vector<base::IssueId> tasks;
  for (const auto& [at, issue] : done) tasks.push_back(issue);
  return tasks;
}

DossierDocument judged(const Overview& overview, const std::string& client,
                       const model::RegisteredDocument& document) {
  DossierDocument one{document, Checked::fresh, done_since(overview, client, document)};
  const std::chrono::sys_days today = overview.organisation.rules.zone.local_date(overview.now);
  if (!one.tasks.empty()) {
    one.standing = Checked::stale;
  } else if (!document.checked) {
    one.standing = Checked::never;
  } else if (std::chrono::sys_days(*document.checked + kCheckedFor) <= today) {
    one.standing = Checked::old;
  }
  return one;
}

void add_register(const Overview& overview, const model::Client& client, Dossier& dossier) {
  if (overview.registered == nullptr) return;
  for (const auto& document : overview.registered->documents) {
    if (document.project == client.project)
      dossier.documents.push_back(judged(overview, client.id, document));
  }
  const auto rank = [](const DossierDocument& one) {
    return std::tuple(one.standing == Checked::fresh, one.document.title);
  };
  std::stable_sort(dossier.documents.begin(), dossier.documents.end(),
                   [&](const auto& one, const auto& other) { return rank(one) < rank(other); });
  const auto& risks = overview.registered->risks;
  std::copy_if(risks.begin(), risks.end(), std::back_inserter(dossier.risks),
               [&](const auto& risk) { return risk.project == client.project; });
  std::stable_sort(dossier.risks.begin(), dossier.risks.end(),
                   [](const auto& one, const auto& other) { return one.on < other.on; });
}

void add_proposals_to(Dossier& dossier, const Overview& overview) {
  if (overview.proposals == nullptr) return;
  const auto& all = *overview.proposals;
  for (const auto& [id, proposal] : all) {
    if (proposal.client != dossier.client_id || !is_open(proposal) || is_counted_elsewhere(all, proposal))
      continue;
    dossier.proposals.push_back(
        {id, proposal.title, proposal.state, proposal.steps.back().at, credited(all, id)});
  }
}

bool is_asked_by_client(const TodoItem& need) {
  return need.kind == TodoKind::unanswered || need.kind == TodoKind::request;
}

bool has_any(const DossierClock& clock) {
  return clock.year.met > 0 || clock.year.breached > 0;
}

}  // namespace

std::string_view to_string(Checked checked) {
  switch (checked) {
    case Checked::fresh:
      return "fresh";
    case Checked::stale:
      return "stale";
    case Checked::old:
      return "old";
    case Checked::never:
      return "never";
  }
  std::abort();
}

Dossier dossier_of(const Overview& overview, const model::Client& client, const Desk& desk,
                   const DailyFacts& facts) {
  Dossier dossier;
  dossier.client_id = client.id;
  dossier.client = client.name;
  dossier.roles = facts.roles;
  dossier.departments = departments_of(overview, client.id);
  dossier.under_way = desk.changes;
  dossier.changed = changed_of(overview, client.id);
  dossier.month = facts.month;
  dossier.year = facts.year;
  std::copy_if(facts.clocks.begin(), facts.clocks.end(), std::back_inserter(dossier.clocks), has_any);
  dossier.windows = windows_of(overview, client);
  std::copy_if(client.freezes.begin(), client.freezes.end(), std::back_inserter(dossier.freezes),
               [&](const auto& freeze) { return freeze.until > overview.now; });
  std::stable_sort(dossier.freezes.begin(), dossier.freezes.end(),
                   [](const auto& one, const auto& other) { return one.from < other.from; });
  std::copy_if(desk.needs.begin(), desk.needs.end(), std::back_inserter(dossier.questions),
               is_asked_by_client);
  add_register(overview, client, dossier);
  add_proposals_to(dossier, overview);
  return dossier;
}

}  // namespace estafeta::views
