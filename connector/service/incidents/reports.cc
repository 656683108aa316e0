#include "connector/service/incidents/reports.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "connector/service/incidents/sign_offs.h"
#include "connector/service/site/known.h"

namespace estafeta::service {

namespace {

using base::Phrase;

constexpr std::chrono::months kMonthsOfTrend{11};

sla::Judged judged(const Site& site, const sla::Record& record, base::Instant then) {
  return sla::judge(record, site.mappings.clients, site.mappings.policies, site.rules.zone, then,
                    &site.mappings.departments);
}

// Tasks between departments have clocks as well, but no contract with a client.
base::Status each_incident(Archive& archive, const std::function<void(const sla::Record&)>& visit) {
  return archive.each([&](const sla::Record& record) {
    if (record.kind == model::Kind::incident) visit(record);
  });
}

// A department that promises nothing has nothing to keep.
base::Status each_promised_task(const Site& site, Archive& archive, base::Instant now,
                                const std::function<void(const sla::Record&, const sla::Judged&)>& visit) {
  return archive.each([&](const sla::Record& record) {
    if (record.kind != model::Kind::task) return;
    const auto judgement = judged(site, record, now);
    if (judgement.department != nullptr && !judgement.department->ola.empty()) visit(record, judgement);
  });
}

// The last sign-off of each client's month that is one.
base::Result<std::vector<sla::SignOff>> last_sign_offs(const Site& site, tracker::Tracker tracker,
                                                       const ReportRequest& request) {
  std::vector<sla::SignOff> all;
  if (!is_month(request.period) || site.mappings.tracker.staff_project.empty()) return all;
  for (const auto& [id, client] : site.mappings.clients.all) {
    if (!request.client.empty() && id != request.client) continue;
    auto signed_off = read_sign_offs(site, tracker, id, sla::format_month(request.period.from));
    if (!signed_off) return base::fail(signed_off.error());
    if (!signed_off->empty()) all.push_back(std::move(signed_off->back()));
  }
  return all;
}

base::Status check_request(const Site& site, const std::vector<sla::SignOff>& former,
                           const SignOffRequest& request, base::Instant now) {
  if (auto known = known_client(site, request.client); !known.ok()) return known;
  const auto client = site.mappings.clients.all.find(request.client);
  const std::string month = sla::format_month(request.month.from);
  if (site.rules.zone.local_date(now) <= request.month.until) {
    return {base::Code::failed_precondition, Phrase("sign_off.not_over", {{"month", month}})};
  }
  if (former.empty() || request.again) return {};
  return {base::Code::failed_precondition, Phrase("sign_off.signed_already", {{"month", month},
                                                                              {"client", client->second.name},
                                                                              {"by", former.back().by},
                                                                              {"at", former.back().at}})};
}

}  // namespace

render::ForecastLine forecast_line(const Site& site, const sla::Record& record, const sla::Judged& judgement,
                                   sla::Forecast forecast) {
  const auto* department = site.mappings.departments.find(forecast.department);
  if (department != nullptr) forecast.department = department->title;
  return {record.incident.id,
          record.subject,
          judgement.client == nullptr ? record.project : judgement.client->name,
          record.holder,
          {},
          std::move(forecast)};
}

int count_overdue(const sla::Record& record, const sla::Judged& judgement, base::Instant now) {
  const auto all = sla::outcomes(record, judgement, now);
  return static_cast<int>(std::count_if(all.begin(), all.end(), [](const sla::Outcome& outcome) {
    return outcome.standing == sla::Standing::breached && !outcome.judgement.stopped_at;
  }));
}

ReportInMaking::ReportInMaking(const Site& site, const ReportRequest& request,
                               std::vector<sla::SignOff> signed_off, base::Instant now)
    : site_(site),
      end_(site.rules.zone.start_of_day(std::chrono::sys_days(request.period.until) + std::chrono::days(1))),
      goal_(request.goal),
      statistics_({request.period, site.rules.zone, request.by, request.client, site.mappings.tracker.urgency,
                   request.kind == model::Kind::incident, now, request.kind}) {
  if (is_month(request.period) && request.kind == model::Kind::incident)
    credits_.emplace(request.period, site.rules.zone, site.mappings.clients, site.mappings.policies,
                     site.rules.calendars, request.client, now);
  for (auto& one : signed_off) {
    restaters_.emplace_back(
        std::move(one), site.rules.zone, now,
        [&site](const sla::Record& record, base::Instant then) { return judged(site, record, then); });
  }
}

void ReportInMaking::add(const sla::Record& record, const sla::Judged& judgement) {
  if (record.incident.created >= end_) return;  // none of its clocks can belong to the period
  statistics_.add(record, judgement);
  if (credits_) credits_->add(record, judgement);
  for (auto& restater : restaters_) restater.add(record, judgement);
}

render::ReportView ReportInMaking::view() {
  render::ReportView view;
  view.report = statistics_.report();
  for (const auto& [id, client] : site_.mappings.clients.all) view.clients[id] = client.name;
  for (const auto& [id, department] : site_.mappings.departments.all) view.departments[id] = department.title;
  view.goal = goal_;
  for (auto& restater : restaters_) view.sign_offs.push_back(restater.restated());
  if (credits_) view.credits = credits_->lines();
  return view;
}

base::Instant needed_since(const Site& site, const sla::Period& period, model::Kind kind) {
  if (kind == model::Kind::task) return site.rules.zone.start_of_day(period.from);
  const base::Date first = sla::month_of(period.until).from - kMonthsOfTrend;
  return site.rules.zone.start_of_day(std::min(first, sla::before(period).from));
}

base::Result<render::ReportView> make_report(const Site& site, tracker::Tracker tracker, Archive& archive,
                                             const ReportRequest& request, base::Instant now) {
  if (!request.client.empty()) {
    if (auto known = known_client(site, request.client); !known.ok()) return base::fail(std::move(known));
  }
  const bool is_of_tasks = request.kind == model::Kind::task;
  auto signed_off = is_of_tasks ? std::vector<sla::SignOff>() : last_sign_offs(site, tracker, request);
  if (!signed_off) return base::fail(signed_off.error());
  ReportInMaking report(site, request, std::move(*signed_off), now);
  const auto add = [&](const sla::Record& record, const sla::Judged& judgement) {
    report.add(record, judgement);
  };
  const auto read = is_of_tasks ? each_promised_task(site, archive, now, add)
                                : each_incident(archive, [&](const sla::Record& record) {
                                    add(record, judged(site, record, now));
                                  });
  if (!read.ok()) return base::fail(read);
  auto view = report.view();
  view.link = [&reader = tracker.reader](base::IssueId issue) { return reader.url(issue); };
  return view;
}

base::Result<render::ForecastView> make_forecast(const Site& site, tracker::IssueReader& reader,
                                                 Archive& archive, base::Seconds horizon, base::Instant now) {
  render::ForecastView view;
  view.now = now;
  view.horizon = horizon;
  const auto read = each_incident(archive, [&](const sla::Record& record) {
    if (!record.open || record.gone) return;
    const auto judgement = judged(site, record, now);
    view.overdue += count_overdue(record, judgement, now);
    for (auto& forecast : sla::forecast(record, judgement, now, horizon)) {
      view.lines.push_back(forecast_line(site, record, judgement, std::move(forecast)));
      view.lines.back().link = reader.url(record.incident.id);
    }
  });
  if (!read.ok()) return base::fail(read);
  std::stable_sort(view.lines.begin(), view.lines.end(), [](const auto& a, const auto& b) {
    return std::tie(a.forecast.outlook, a.forecast.due, a.issue) <
           std::tie(b.forecast.outlook, b.forecast.due, b.issue);
  });
  return view;
}

base::Result<sla::Comparison> compare_policies(const Site& site, Archive& archive,
                                               const sla::PolicySet& policies, const sla::Period& period,
                                               base::Instant now) {
  sla::PolicySet other = site.mappings.policies;
  other.replace_with(policies);
  sla::Comparer comparer(period, site.rules.zone, now);
  const auto read = each_incident(archive, [&](const sla::Record& record) {
    comparer.add(record, judged(site, record, now),
                 sla::judge(record, site.mappings.clients, other, site.rules.zone, now));
  });
  if (!read.ok()) return base::fail(read);
  return comparer.comparison();
}

base::Result<sla::SignOff> make_sign_off(const Site& site, Archive& archive,
                                         const std::vector<sla::SignOff>& former,
                                         const SignOffRequest& request, base::Instant now) {
  if (auto good = check_request(site, former, request, now); !good.ok()) return base::fail(std::move(good));
  sla::SignOff made{
      request.client, sla::format_month(request.month.from), request.by, now, site.rules.zone.name(), {},
      request.key};
  const auto read = each_incident(archive, [&](const sla::Record& record) {
    sla::sign(made, site.rules.zone, record, judged(site, record, now));
  });
  if (!read.ok()) return base::fail(read);
  if (made.clocks.empty() && !request.confirm_empty) {
    return base::fail(base::Code::failed_precondition,
                      Phrase("sign_off.empty", {{"client", site.mappings.clients.all.at(request.client).name},
                                                {"month", made.month}}));
  }
  return made;
}

base::Result<sla::SignOff> sign_month(const Site& site, tracker::Tracker tracker, Archive& archive,
                                      const SignOffRequest& request, base::Instant now) {
  if (!archive.unread().empty()) {
    return base::fail(base::Code::failed_precondition, Phrase("sign_off.unread"));
  }
  const auto former = read_sign_offs(site, tracker, request.client, sla::format_month(request.month.from));
  if (!former) return base::fail(former.error());
  for (const auto& one : *former) {
    if (!request.key.empty() && one.key == request.key) return one;
  }
  auto made = make_sign_off(site, archive, *former, request, now);
  if (!made) return made;
  if (auto done = write_sign_off(site, tracker, *former, *made); !done.ok())
    return base::fail(std::move(done));
  return made;
}

}  // namespace estafeta::service
