// The report of a trial: its figures, and the files people open.
#pragma once

#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/messages/catalogue.h"
#include "connector/service/incidents/incidents.h"
#include "connector/sla/statistics/report.h"

namespace estafeta::trial {

// From the day of `begin` to that of `now`. What was read tells nothing of the time before: no trend is
// shown.
sla::Report report_of(const service::Site& site, const std::vector<service::JudgedIncident>& incidents,
                      base::Instant begin, base::Instant now);

// Makes report.html, report.csv and report.json in the folder, instead of those of an earlier run.
base::Status write_report(const std::string& folder, const service::Site& site, const sla::Report& report,
                          const messages::Speaker& speaker);

}  // namespace estafeta::trial
