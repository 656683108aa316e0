// For commands that look at the site's incidents: opens the site, its tracker and the archive, up to date.
#pragma once

#include "connector/cli/wiring.h"
#include "connector/service/incidents/archive.h"
#include "connector/sla/statistics/period.h"

namespace estafeta::cli {

struct Incidents {
  const service::Site& site;
  tracker::Tracker tracker;
  service::Archive& archive;
  const messages::Speaker& speaker;
  base::Instant now;
};

using IncidentWork = std::function<int(Incidents& incidents)>;
// Since when the archive must have every change, as the site's zone has it. Its error is one of the flags:
// nothing is read then, and the exit code is kWrongUse.
using NeededSince = std::function<base::Result<base::Instant>(const service::Site& site, base::Instant now)>;

// While another process holds the store, a copy of it is used, and where it may not even be read, everything
// comes from the tracker; what is read is then kept only as long as the command runs. What keeps the command
// from its work is said. Incidents that could not be read are named on stderr after the work, one line each;
// the exit code is then kBadContent.
int with_incidents(const App& app, const NeededSince& since, const IncidentWork& work);
// The same of tasks, which are read from the tracker each time.
int with_tasks(const App& app, const NeededSince& since, const IncidentWork& work);

// `--month 2026-10`, or `--from` and `--to`; a day left open is the last full month's first, or today.
struct PeriodFlags {
  std::string month;
  std::string from;
  std::string to;

  bool empty() const { return month.empty() && from.empty() && to.empty(); }
};
// invalid_argument says what is wrong: not a month, or one that has not begun.
base::Result<sla::Period> read_month(const std::string& text, base::Date today);
base::Result<sla::Period> read_period(const PeriodFlags& flags, base::Date today);

}  // namespace estafeta::cli
