#include "connector/views/tams.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>

#include "connector/change/tree/history.h"
#include "connector/views/deputy.h"

namespace estafeta::views {

namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;

constexpr int kMonthsShown = 12;

// The month of that day and so many before it.
sla::Period months_until(base::Date today, int before) {
  return {sla::month_of(sla::month_of(today).from - months(before)).from, sla::month_of(today).until};
}

std::vector<std::string> names_of(const std::vector<TamPerson>& people) {
  std::vector<std::string> names;
  for (const auto& one : people) names.push_back(one.name);
  return names;
}

bool was_worked_on(const CardTask& task) {
  return task.owner == model::Owner::department && change::is_under_way(task.state);
}

// Ids of the departments of today that finished a task for the client in that period, or are at one.
std::set<std::string> worked_for(const Overview& overview, const std::string& client,
                                 const sla::Period& period) {
  std::set<std::string> ids;
  const auto add = [&](const std::string& id) {
    const auto* department = overview.organisation.departments.find(id);
    if (department != nullptr) ids.insert(department->id);
  };
  for (const auto& [id, card] : overview.cards) {
    if (card.client != client) continue;
    for (const auto& work : card.work) {
      const auto day = overview.organisation.rules.zone.local_date(work.at);
      if (work.is_departments && period.holds(day)) add(work.who);
    }
    for (const auto& task : card.tasks) {
      if (was_worked_on(task)) add(task.department);
    }
  }
  return ids;
}

std::vector<std::string> titles_of(const Overview& overview, const std::set<std::string>& ids) {
  std::vector<std::string> titles;
  for (const auto& id : ids) {
    const auto* department = overview.organisation.departments.find(id);
    titles.push_back(department == nullptr ? id : department->title);
  }
  std::sort(titles.begin(), titles.end());
  return titles;
}

bool needs_tam(const Overview& overview, const std::set<std::string>& departments) {
  const auto& rules = overview.organisation.clients.tam;
  if (departments.size() <= static_cast<std::size_t>(rules.departments)) return false;
  if (rules.upper_level.empty()) return true;
  return std::any_of(rules.upper_level.begin(), rules.upper_level.end(), [&](const auto& name) {
    const auto* department = overview.organisation.departments.find(name);
    return department != nullptr && departments.contains(department->id);
  });
}

bool counts_in(const Overview& overview, const ChangeCard& card, const std::string& client,
               const sla::Period& period) {
  if (card.client != client || card.review || card.is_rehearsal || !card.ended ||
      !change::was_done(card.state))
    return false;
  return period.holds(overview.organisation.rules.zone.local_date(*card.ended));
}

Service changes_in(const Overview& overview, const std::string& client, const sla::Period& period) {
  Service service;
  for (const auto& [id, card] : overview.cards) {
    if (!counts_in(overview, card, client, period)) continue;
    ++service.changes;
    service.waited.client += card.waited.client;
    service.waited.vendor += card.waited.vendor;
    service.waited.us += card.waited.us;
    if (card.mark) {
      ++service.marks;
      service.mark_sum += card.mark->mark;
    }
    if (!card.promised) continue;
    const auto day = overview.organisation.rules.zone.local_date(*card.ended);
    ++(day <= *card.promised ? service.kept : service.late);
  }
  return service;
}

TamClient client_of(const Overview& overview, const model::Client& client, const TamFacts& facts,
                    base::Date today) {
  TamClient one;
  one.id = client.id;
  one.name = client.name;
  one.tams = names_of(facts.tams);
  one.deputies = names_of(facts.deputies);
  if (one.has_tam()) one.since = client.tam_since;
  const auto recent = months_until(today, overview.organisation.clients.tam.months - 1);
  const auto departments = worked_for(overview, client.id, recent);
  one.departments = titles_of(overview, departments);
  one.is_needed = needs_tam(overview, departments);
  const auto period = tam_period(today);
  if (!one.has_tam()) {
    one.before = changes_in(overview, client.id, period);
    one.before.clocks = {facts.before.met + facts.since.met, facts.before.breached + facts.since.breached};
    return one;
  }
  const auto [before, since] = tam_parts(client, period);
  one.before = changes_in(overview, client.id, before);
  one.before.clocks = facts.before;
  one.with = changes_in(overview, client.id, since);
  one.with.clocks = facts.since;
  return one;
}

void add_recorded(const std::vector<TamHours>& all, TamLoad& load) {
  for (const auto& hours : all) {
    if (hours.person != load.person) continue;
    load.this_month = load.this_month.value_or(base::Seconds(0)) + hours.this_month;
    load.last_month = load.last_month.value_or(base::Seconds(0)) + hours.last_month;
  }
}

std::vector<TamLoad> loads_of(const std::vector<TamClient>& clients, const std::map<std::string, Desk>& desks,
                              const std::map<std::string, DailyFacts>& facts) {
  std::map<std::string, TamLoad> all;
  for (const auto& client : clients) {
    const auto& [tams, deputies, hours, before, since] = facts.at(client.id).tam;
    for (const auto& name : client.tams) {
      auto& load = all[name];
      load.person = name;
      load.clients.push_back(client.name);
      load.duties += static_cast<int>(desks.at(client.id).needs.size());
      if (hours) add_recorded(*hours, load);
    }
  }
  std::vector<TamLoad> loads;
  for (auto& [name, load] : all) loads.push_back(std::move(load));
  return loads;
}

// Whole minutes: a share of a month is no more exact than that.
base::Seconds allowed_in(const Overview& overview, const sla::Period& month) {
  const auto& rules = overview.organisation.rules;
  const auto* calendar = tam_calendar(overview.organisation);
  if (calendar == nullptr) return base::Seconds(0);
  const auto from = rules.zone.start_of_day(sys_days(month.from));
  const auto until = rules.zone.start_of_day(sys_days(month.until) + days(1));
  const auto share = calendar->elapsed(from, until) * overview.organisation.clients.tam.share / 100;
  return share - share % std::chrono::minutes(1);
}

std::vector<TamMark> marks_of(const Overview& overview, const sla::Period& period) {
  std::vector<TamMark> marks;
  for (const auto& [id, card] : overview.cards) {
    if (!card.mark || !counts_in(overview, card, card.client, period)) continue;
    const auto client = overview.organisation.clients.all.find(card.client);
    if (client == overview.organisation.clients.all.end()) continue;
    marks.push_back({client->second.name, id, card.title, *card.mark});
  }
  std::stable_sort(marks.begin(), marks.end(), [](const auto& one, const auto& other) {
    return std::tuple(other.mark.at, other.change) < std::tuple(one.mark.at, one.change);
  });
  return marks;
}

}  // namespace

Service& Service::operator+=(const Service& other) {
  changes += other.changes;
  kept += other.kept;
  late += other.late;
  waited.client += other.waited.client;
  waited.vendor += other.waited.vendor;
  waited.us += other.waited.us;
  clocks.met += other.clocks.met;
  clocks.breached += other.clocks.breached;
  marks += other.marks;
  mark_sum += other.mark_sum;
  return *this;
}

// Neither that somebody has the role nor what incidents came to is worth a page by itself.
bool TamOverview::empty() const {
  const auto is_idle = [](const TamLoad& load) {
    const base::Seconds none{0};
    return load.duties == 0 && load.this_month.value_or(none) == none &&
           load.last_month.value_or(none) == none;
  };
  return with.changes + without.changes == 0 && std::all_of(loads.begin(), loads.end(), is_idle) &&
         std::none_of(clients.begin(), clients.end(), [](const auto& one) { return one.is_needed; });
}

sla::Period tam_period(base::Date today) {
  return months_until(today, kMonthsShown - 1);
}

std::pair<sla::Period, sla::Period> tam_parts(const model::Client& client, const sla::Period& period) {
  const sys_days begin = period.from;
  const sys_days end = period.until;
  const auto first = std::clamp(client.tam_since ? sys_days(*client.tam_since) : begin, begin, end + days(1));
  return {{period.from, first - days(1)}, {first, period.until}};
}

TamOverview tams_of(const Overview& overview, const std::map<std::string, Desk>& desks,
                    const std::map<std::string, DailyFacts>& facts) {
  const auto& organisation = overview.organisation;
  const auto today = organisation.rules.zone.local_date(overview.now);
  TamOverview view;
  view.rules = organisation.clients.tam;
  view.upper_level = titles_of(overview, view.rules.upper_level);
  view.period = tam_period(today);
  view.this_month = sla::month_of(today);
  view.last_month = sla::last_full_month(today);
  view.allowed_this_month = allowed_in(overview, view.this_month);
  view.allowed_last_month = allowed_in(overview, view.last_month);
  for (const auto& [id, client] : organisation.clients.all) {
    view.clients.push_back(client_of(overview, client, facts.at(id).tam, today));
    view.without += view.clients.back().before;
    view.with += view.clients.back().with;
  }
  std::stable_sort(view.clients.begin(), view.clients.end(),
                   [](const auto& one, const auto& other) { return one.name < other.name; });
  view.loads = loads_of(view.clients, desks, facts);
  view.marks = marks_of(overview, view.period);
  return view;
}

}  // namespace estafeta::views
