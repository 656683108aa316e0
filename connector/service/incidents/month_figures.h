// What people without a shell read of clients' SLA: the reports of this month and of the twelve before, and
// what will breach if nothing happens; in short, this month and this year. The same figures as the commands',
// made of what the store keeps.
//
// Not safe for several threads.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connector/render/incident/forecast.h"
#include "connector/render/report/report.h"
#include "connector/service/site/site.h"
#include "connector/sla/statistics/sign_off.h"
#include "connector/store/store.h"
#include "connector/views/client_digest.h"
#include "connector/views/dossier.h"
#include "connector/views/repeats.h"

namespace estafeta::service {

// The month that is under way and those before it; the oldest first.
std::vector<sla::Period> months_shown(const Site& site, base::Instant now);

struct OpenClocks {
  std::vector<render::ForecastLine> may_breach;  // every clock that may, however late
  std::vector<base::IssueId> overdue;            // incidents with an open clock that is breached already
};

struct MadeFigures {
  std::map<std::string, OpenClocks> clients;
  std::size_t read = 0;  // incidents that were looked at for it, each time
};

// Takes what a client's month came to.
using MonthMade = std::function<base::Status(const std::string& client, const render::ReportView& month)>;

// The last sign-off of a client's month, where there is one.
using LastSignOff = std::function<base::Result<std::optional<sla::SignOff>>(const std::string& client,
                                                                            const std::string& month)>;

// Of these clients. Each of months_shown() goes to `take`; its first error ends it. The store is read once,
// and again for what would take too much memory at a time: more than so many rows, of half a kilobyte each.
inline constexpr std::size_t kMostRows = 40'000;
base::Result<MadeFigures> make_month_figures(const Site& site, store::Store& store,
                                             const std::set<std::string>& clients,
                                             const LastSignOff& signed_off, base::Instant now,
                                             const MonthMade& take, std::size_t most_rows = kMostRows);

// That are under way on that day.
std::pair<sla::Period, sla::Period> month_and_year(base::Date today);
views::RepeatRule repeat_rule(const config::Settings& settings);

// What a client is told of a period: its figures, and the open incidents that wait for the client now.
struct PeriodFacts {
  sla::Report report;
  std::vector<views::AwaitedIncident> awaited;
};
base::Result<PeriodFacts> facts_of_period(const Site& site, store::Store& store, const std::string& client,
                                          const sla::Period& period, base::Instant now);

struct DailyCount {
  std::vector<views::DossierClock> clocks;  // what was met and breached in both
  std::vector<views::Repeat> repeats;
  // Of the twelve months of the page TAM: before the client had its TAM, and since (views::tam_parts).
  views::DecidedClocks before_tam;
  views::DecidedClocks since_tam;
};
// Of these clients, in one reading of the store, before that day began: so it comes to the same whenever on
// that day it is counted.
base::Result<std::map<std::string, DailyCount>> count_daily(const Site& site, store::Store& store,
                                                            const std::set<std::string>& clients,
                                                            base::Date today);

}  // namespace estafeta::service
