// Reports, forecasts, what-ifs and sign-offs of a site, made of its archive of incidents.
#pragma once

#include <functional>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "connector/render/incident/forecast.h"
#include "connector/render/report/comparison.h"
#include "connector/render/report/report.h"
#include "connector/service/incidents/archive.h"
#include "connector/service/site/site.h"
#include "connector/sla/statistics/credits.h"
#include "connector/sla/statistics/statistics.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

struct ReportRequest {
  sla::Period period;
  std::vector<sla::Dimension> by;
  std::string client;       // only this one's; empty: all
  std::optional<int> goal;  // per mille
  // Of tasks: the times that departments promised one another, without a comparison with the period before.
  model::Kind kind = model::Kind::incident;
};

// A report while it is made of incidents that are handed over one after another. Not safe for several
// threads.
class ReportInMaking {
 public:
  // `signed_off`: of the request's month, the last one of each client. The site must outlive it.
  ReportInMaking(const Site& site, const ReportRequest& request, std::vector<sla::SignOff> signed_off,
                 base::Instant now);

  // As of `now`.
  void add(const sla::Record& record, const sla::Judged& judged);
  // That it keeps so far: one a clock that counts.
  std::size_t rows() const { return statistics_.rows(); }
  // What all of them came to, without links. Once.
  render::ReportView view();

 private:
  const Site& site_;
  const base::Instant end_;  // of the period
  const std::optional<int> goal_;
  sla::Statistics statistics_;
  std::list<sla::Restater> restaters_;
  std::optional<sla::Credits> credits_;  // of a month of incidents
};

// Since when an archive must have every change for a report of that period, its months of trend included;
// a report of tasks has none.
base::Instant needed_since(const Site& site, const sla::Period& period,
                           model::Kind kind = model::Kind::incident);

// Signed months come with it if the period is a month. Links ask the tracker for addresses: it must outlive
// the view.
base::Result<render::ReportView> make_report(const Site& site, tracker::Tracker tracker, Archive& archive,
                                             const ReportRequest& request, base::Instant now);

// Without its address.
render::ForecastLine forecast_line(const Site& site, const sla::Record& record, const sla::Judged& judgement,
                                   sla::Forecast forecast);
// Its open clocks that are breached already.
int count_overdue(const sla::Record& record, const sla::Judged& judgement, base::Instant now);
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
  std::string key = {};        // of one asking, however often it is asked; empty: each is another one
};

// What keeps it from being signed: not_found (no such client), failed_precondition (the month is not
// over, is signed already and it is not to be signed again, or has no clocks and that is not confirmed). The
// clocks of the month otherwise; nothing is written yet.
base::Result<sla::SignOff> make_sign_off(const Site& site, Archive& archive,
                                         const std::vector<sla::SignOff>& former,
                                         const SignOffRequest& request, base::Instant now);

// Signs the month in the tracker: the archive must have every change since it began. One that was signed by
// the same key already is answered as it was signed then, and nothing is written. Errors as make_sign_off(),
// also where an incident could not be read.
base::Result<sla::SignOff> sign_month(const Site& site, tracker::Tracker tracker, Archive& archive,
                                      const SignOffRequest& request, base::Instant now);

}  // namespace estafeta::service
