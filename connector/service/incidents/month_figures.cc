#include "connector/service/incidents/month_figures.h"

#include <list>
#include <optional>

#include "connector/service/incidents/incidents.h"
#include "connector/service/incidents/reports.h"

namespace estafeta::service {

namespace {

constexpr int kMonthsBefore = 12;
// Longer than any target: which part of it somebody wants to see is chosen where it is shown.
constexpr std::chrono::days kHorizon{3660};

struct InMaking {
  std::list<ReportInMaking> months;
  ClientFigures made;
};

// Most records are other clients', and reading one takes far longer than looking for a word in it.
bool may_concern(const std::string& facts, const std::string& client) {
  return facts.find("\"" + client + "\"") != std::string::npos;
}

void add(const std::string& client, InMaking& figures, const Site& site, const JudgedIncident& incident,
         base::Instant now) {
  const auto& [record, judged] = incident;
  // Also what was another's when the month was signed: the reports tell them apart.
  for (auto& month : figures.months) month.add(record, judged);
  const bool is_its = judged.client != nullptr && judged.client->id == client;
  if (!is_its || !record.open || record.gone) return;
  if (count_overdue(record, judged, now) > 0) figures.made.overdue.push_back(record.incident.id);
  for (auto& forecast : sla::forecast(record, judged, now, kHorizon)) {
    figures.made.open.push_back(forecast_line(site, record, judged, std::move(forecast)));
  }
}

// Those that may concern a client, and how many incidents that were.
base::Result<std::size_t> each_incident_of(
    const Site& site, store::Store& store, const std::set<std::string>& clients, base::Instant now,
    const std::function<void(const std::string& client, const JudgedIncident& incident)>& visit) {
  std::size_t read = 0;
  const auto visited = store.each_incident([&](const store::IncidentRecord& kept) {
    std::optional<JudgedIncident> incident;
    for (const auto& id : clients) {
      if (!may_concern(kept.facts, id)) continue;
      if (!incident) {
        auto record = sla::record_from_json(kept.facts);
        if (!record || record->kind != model::Kind::incident) return;
        ++read;
        incident = judge(site, std::move(*record), now);
      }
      visit(id, *incident);
    }
  });
  if (!visited.ok()) return base::fail(visited);
  return read;
}

struct DayInMaking {
  DayInMaking(const Site& site, const std::string& client, const std::pair<sla::Period, sla::Period>& of,
              base::Instant midnight)
      : month(site, ReportRequest{of.first, {}, client, {}}, {}, midnight),
        year(site, ReportRequest{of.second, {}, client, {}}, {}, midnight),
        repeats(repeat_rule(site.settings), midnight) {}

  void add(const std::string& client, const JudgedIncident& incident, base::Instant midnight) {
    const auto& [record, judged] = incident;
    if (record.incident.created >= midnight) return;
    month.add(record, judged);
    year.add(record, judged);
    const bool is_its = judged.client != nullptr && judged.client->id == client;
    const auto category = record.incident.attributes.find("category");
    if (!is_its || record.gone || !record.duplicate_of.empty() ||
        category == record.incident.attributes.end())
      return;
    repeats.add(category->second, {record.incident.id, record.incident.created});
  }

  ReportInMaking month;
  ReportInMaking year;
  views::RepeatCounter repeats;
};

// A clock that had something in the month had it in the year as well.
std::vector<views::DossierClock> clocks_of(const sla::Report& month, const sla::Report& year) {
  std::vector<views::DossierClock> clocks;
  for (const auto& total : year.totals) {
    auto& clock = clocks.emplace_back(views::DossierClock{year.clocks[total.clock], {}, total.figures});
    for (const auto& other : month.totals) {
      if (month.clocks[other.clock] == clock.clock) clock.month = other.figures;
    }
  }
  return clocks;
}

base::Result<std::map<std::string, InMaking>> begin(const Site& site, const std::set<std::string>& clients,
                                                    const LastSignOff& signed_off, base::Instant now) {
  std::map<std::string, InMaking> all;
  for (const auto& id : clients) {
    for (const auto& month : months_shown(site, now)) {
      auto last = signed_off(id, sla::format_month(month.from));
      if (!last) return base::fail(last.error());
      std::vector<sla::SignOff> former;
      if (*last) former.push_back(std::move(**last));
      all[id].months.emplace_back(site, ReportRequest{month, {}, id, {}}, std::move(former), now);
    }
  }
  return all;
}

}  // namespace

views::RepeatRule repeat_rule(const config::Settings& settings) {
  return {settings.repeats_times, std::chrono::days(settings.repeats_days)};
}

std::vector<sla::Period> months_shown(const Site& site, base::Instant now) {
  std::vector<sla::Period> months;
  const auto today = site.rules.zone.local_date(now);
  for (int ago = kMonthsBefore; ago >= 0; --ago) {
    months.push_back(sla::month_of(sla::month_of(today).from - std::chrono::months(ago)));
  }
  return months;
}

base::Result<MadeFigures> make_month_figures(const Site& site, store::Store& store,
                                             const std::set<std::string>& clients,
                                             const LastSignOff& signed_off, base::Instant now) {
  MadeFigures made;
  auto all = begin(site, clients, signed_off, now);
  if (!all) return base::fail(all.error());
  const auto read = each_incident_of(site, store, clients, now, [&](const auto& id, const auto& incident) {
    add(id, all->at(id), site, incident, now);
  });
  if (!read) return base::fail(read.error());
  made.read = *read;
  for (auto& [id, figures] : *all) {
    for (auto& month : figures.months) figures.made.months.push_back(month.view());
    made.clients[id] = std::move(figures.made);
  }
  return made;
}

std::pair<sla::Period, sla::Period> month_and_year(base::Date today) {
  return {sla::month_of(today), {today.year() / 1 / 1, today.year() / 12 / 31}};
}

base::Result<std::map<std::string, DailyCount>> count_daily(const Site& site, store::Store& store,
                                                            const std::set<std::string>& clients,
                                                            base::Date today) {
  const auto midnight = site.rules.zone.start_of_day(today);
  std::map<std::string, DayInMaking> all;
  for (const auto& id : clients) all.try_emplace(id, site, id, month_and_year(today), midnight);
  const auto read =
      each_incident_of(site, store, clients, midnight,
                       [&](const auto& id, const auto& incident) { all.at(id).add(id, incident, midnight); });
  if (!read) return base::fail(read.error());
  std::map<std::string, DailyCount> counted;
  for (auto& [id, day] : all) {
    counted[id] = {clocks_of(day.month.view().report, day.year.view().report), day.repeats.take()};
  }
  return counted;
}

}  // namespace estafeta::service
