// Reports, forecasts, what-ifs and sign-offs of a site, made of its archive of incidents.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/render/incident/forecast.h"
#include "connector/render/report/comparison.h"
#include "connector/render/report/report.h"
#include "connector/service/incidents/archive.h"
#include "connector/service/site/site.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

struct ReportRequest {
  sla::Period period;
  std::vector<sla::Dimension> by;
  std::string client;       // only this one's; empty: all
  std::optional<int> goal;  // per mille
};

// Since when an archive must have every change for a report of that period, its months of trend included.
base::Instant needed_since(const Site& site, const sla::Period& period);

// Signed months come with it if the period is a month. Links ask the tracker for addresses: it must outlive
// the view.
base::Result<render::ReportView> make_report(const Site& site, tracker::Tracker tracker, Archive& archive,
                                             const ReportRequest& request, base::Instant now);

base::Result<render::ForecastView> make_forecast(const Site& site, tracker::IssueReader& reader,
                                                 Archive& archive, base::Seconds horizon, base::Instant now);

// The site's incidents judged by these policies, where they have one of the name, against what stands.
base::Result<sla::Comparison> compare_policies(const Site& site, Archive& archive,
                                               const sla::PolicySet& policies, const sla::Period& period,
                                               base::Instant now);

struct SignOffRequest {
  std::string client;
  sla::Period month;
  std::string by;
  bool again = false;
  bool confirm_empty = false;  // also where the month has no clock at all
};

// What keeps it from being signed: not_found (no such client), failed_precondition (the month is not
// over, is signed already and it is not to be signed again, or has no clocks and that is not confirmed). The
// clocks of the month otherwise; nothing is written yet.
base::Result<sla::SignOff> make_sign_off(const Site& site, Archive& archive,
                                         const std::vector<sla::SignOff>& former,
                                         const SignOffRequest& request, base::Instant now);

}  // namespace estafeta::service
