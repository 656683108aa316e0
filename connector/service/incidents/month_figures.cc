#include "connector/service/incidents/month_figures.h"

#include <iterator>
#include <list>
#include <optional>

#include "connector/service/incidents/incidents.h"
#include "connector/service/incidents/reports.h"
#include "connector/sla/statistics/totals.h"
#include "connector/views/tams.h"

namespace estafeta::service {

namespace {

constexpr int kMonthsBefore = 12;
// Longer than any target: which part of it somebody wants to see is chosen where it is shown.
constexpr std::chrono::days kHorizon{3660};

// Most records are other clients', and reading one takes far longer than looking for a word in it.
bool may_concern(const std::string& facts, const std::string& client) {
  return facts.find("\"" + client + "\"") != std::string::npos;
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
  using Periods = std::pair<sla::Period, sla::Period>;

  // `of`: month and year; `parts`: before the client had a TAM, and since.
  DayInMaking(const Site& site, const std::string& client, const Periods& of, const Periods& parts,
              base::Instant midnight)
      : month({of.first, site.rules.zone, {}, client, {}, false, midnight}),
        year({of.second, site.rules.zone, {}, client, {}, false, midnight}),
        before_tam({parts.first, site.rules.zone, {}, client, {}, false, midnight}),
        since_tam({parts.second, site.rules.zone, {}, client, {}, false, midnight}),
        repeats(repeat_rule(site.settings), midnight) {}

  void add(const std::string& client, const JudgedIncident& incident, base::Instant midnight) {
    const auto& [record, judged] = incident;
    if (record.incident.created >= midnight) return;
    month.add(record, judged);
    year.add(record, judged);
    before_tam.add(record, judged);
    since_tam.add(record, judged);
    const bool is_its = judged.client != nullptr && judged.client->id == client;
    const auto category = record.incident.attributes.find("category");
    if (!is_its || record.gone || !record.duplicate_of.empty() ||
        category == record.incident.attributes.end())
      return;
    repeats.add(category->second, {record.incident.id, record.incident.created});
  }

  sla::Totals month;
  sla::Totals year;
  sla::Totals before_tam;
  sla::Totals since_tam;
  views::RepeatCounter repeats;
};

// A clock that had something in the month had it in the year as well.
std::vector<views::DossierClock> clocks_of(const std::vector<sla::ClockTotal>& month,
                                           const std::vector<sla::ClockTotal>& year) {
  std::vector<views::DossierClock> clocks;
  for (const auto& total : year) {
    auto& clock = clocks.emplace_back(views::DossierClock{total.clock, {}, total.figures});
    for (const auto& other : month) {
      if (other.clock == clock.clock) clock.month = other.figures;
    }
  }
  return clocks;
}

views::DecidedClocks decided(const std::vector<sla::ClockTotal>& clocks) {
  views::DecidedClocks all;
  for (const auto& total : clocks) {
    all.met += total.figures.met;
    all.breached += total.figures.breached;
  }
  return all;
}

struct ClientMonth {
  std::string client;
  sla::Period month;
};

// Months of clients that are made in one reading of the store. What would hold too many rows is put off.
class Reading {
 public:
  Reading(const Site& site, base::Instant now, std::size_t most_rows)
      : site_(site), now_(now), most_rows_(most_rows) {}

  base::Status begin(const ClientMonth& which, const LastSignOff& signed_off) {
    auto last = signed_off(which.client, sla::format_month(which.month.from));
    if (!last) return last.error();
    std::vector<sla::SignOff> former;
    if (*last) former.push_back(std::move(**last));
    months_[which.client].emplace_back(site_, which, std::move(former), now_);
    ++count_;
    return {};
  }

  // Also what was another's when the month was signed: the reports tell them apart.
  void add(const std::string& client, const JudgedIncident& incident) {
    for (auto& [month, report] : months_[client]) {
      rows_ -= report.rows();
      report.add(incident.record, incident.judged);
      rows_ += report.rows();
    }
    while (rows_ > most_rows_ && count_ > 1) put_off_last();
  }

  base::Status hand_over(const MonthMade& take) {
    for (auto& [client, months] : months_) {
      for (; !months.empty(); months.pop_front()) {
        if (auto taken = take(client, months.front().report.view()); !taken.ok()) return taken;
      }
    }
    return {};
  }

  std::vector<ClientMonth> put_off() { return std::move(put_off_); }

 private:
  struct Month {
    Month(const Site& site, const ClientMonth& which, std::vector<sla::SignOff> former, base::Instant now)
        : of(which.month), report(site, {of, {}, which.client, {}}, std::move(former), now) {}

    sla::Period of;
    ReportInMaking report;
  };

  void put_off_last() {
    auto last = std::prev(months_.end());
    while (last->second.empty()) last = std::prev(last);
    const auto& [month, report] = last->second.back();
    rows_ -= report.rows();
    --count_;
    put_off_.push_back({last->first, month});
    last->second.pop_back();
  }

  const Site& site_;
  base::Instant now_;
  std::size_t most_rows_;
  std::map<std::string, std::list<Month>> months_;
  std::size_t count_ = 0;
  std::size_t rows_ = 0;
  std::vector<ClientMonth> put_off_;
};

// Since when it is on hold until the client does something; nothing: it is not.
std::optional<base::Instant> awaits_client(const sla::Record& record) {
  if (!record.open || record.gone) return std::nullopt;
  model::StatusWord status = record.incident.status;
  auto since = record.incident.created;
  for (const auto& event : record.incident.events) {
    if (!event.status || *event.status == status) continue;
    status = *event.status;
    since = event.at;
  }
  const bool waits = status.state == model::State::on_hold && status.reason == model::HoldReason::client;
  return waits ? std::optional(since) : std::nullopt;
}

void add_open(OpenClocks& clocks, const Site& site, const JudgedIncident& incident, base::Instant now) {
  const auto& [record, judged] = incident;
  if (count_overdue(record, judged, now) > 0) clocks.overdue.push_back(record.incident.id);
  for (auto& forecast : sla::forecast(record, judged, now, kHorizon)) {
    clocks.may_breach.push_back(forecast_line(site, record, judged, std::move(forecast)));
  }
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
                                             const LastSignOff& signed_off, base::Instant now,
                                             const MonthMade& take, std::size_t most_rows) {
  MadeFigures made;
  std::vector<ClientMonth> wanted;
  for (const auto& id : clients) {
    made.clients[id];
    for (const auto& month : months_shown(site, now)) wanted.push_back({id, month});
  }
  for (bool first = true; !wanted.empty(); first = false) {
    Reading reading(site, now, most_rows);
    for (const auto& which : wanted) {
      if (auto begun = reading.begin(which, signed_off); !begun.ok()) return base::fail(begun);
    }
    const auto read = each_incident_of(site, store, clients, now, [&](const auto& id, const auto& incident) {
      reading.add(id, incident);
      const auto& [record, judged] = incident;
      const bool is_its = judged.client != nullptr && judged.client->id == id;
      if (first && is_its && record.open && !record.gone) add_open(made.clients[id], site, incident, now);
    });
    if (!read) return base::fail(read.error());
    made.read += *read;
    wanted = reading.put_off();
    if (auto taken = reading.hand_over(take); !taken.ok()) return base::fail(taken);
  }
  return made;
}

std::pair<sla::Period, sla::Period> month_and_year(base::Date today) {
  return {sla::month_of(today), {today.year() / 1 / 1, today.year() / 12 / 31}};
}

base::Result<PeriodFacts> facts_of_period(const Site& site, store::Store& store, const std::string& client,
                                          const sla::Period& period, base::Instant now) {
  ReportInMaking report(site, {period, {}, client, {}}, {}, now);
  PeriodFacts facts;
  const auto read = each_incident_of(site, store, {client}, now, [&](const auto&, const auto& incident) {
    const auto& [record, judged] = incident;
    report.add(record, judged);
    const auto since = awaits_client(record);
    if (since && record.client_now == client) facts.awaited.push_back({record.incident.id, *since});
  });
  if (!read) return base::fail(read.error());
  facts.report = report.view().report;
  return facts;
}

base::Result<std::map<std::string, DailyCount>> count_daily(const Site& site, store::Store& store,
                                                            const std::set<std::string>& clients,
                                                            base::Date today) {
  const auto midnight = site.rules.zone.start_of_day(today);
  std::map<std::string, DayInMaking> all;
  for (const auto& id : clients) {
    const auto parts = views::tam_parts(site.mappings.clients.all.at(id), views::tam_period(today));
    all.try_emplace(id, site, id, month_and_year(today), parts, midnight);
  }
  const auto read =
      each_incident_of(site, store, clients, midnight,
                       [&](const auto& id, const auto& incident) { all.at(id).add(id, incident, midnight); });
  if (!read) return base::fail(read.error());
  std::map<std::string, DailyCount> counted;
  for (auto& [id, day] : all) {
    counted[id] = {clocks_of(day.month.take(), day.year.take()), day.repeats.take(),
                   decided(day.before_tam.take()), decided(day.since_tam.take())};
  }
  return counted;
}

}  // namespace estafeta::service
