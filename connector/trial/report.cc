#include "connector/trial/report.h"

#include <set>

#include "connector/render/report/report.h"
#include "connector/render/report/report_csv.h"
#include "connector/render/report/report_html.h"
#include "connector/render/report/report_json.h"
#include "connector/service/site/private_file.h"
#include "connector/sla/statistics/statistics.h"

namespace estafeta::trial {

namespace {

using sla::Dimension;

constexpr std::size_t kFewClients = 6;

// A table of every client and priority is read as long as it is short.
std::vector<Dimension> dimensions(const std::vector<service::JudgedIncident>& incidents) {
  std::set<std::string> clients;
  for (const auto& incident : incidents) clients.insert(incident.record.client);
  if (clients.size() <= 1) return {Dimension::priority};
  if (clients.size() <= kFewClients) return {Dimension::client, Dimension::priority};
  return {Dimension::client};
}

}  // namespace

sla::Report report_of(const service::Site& site, const std::vector<service::JudgedIncident>& incidents,
                      base::Instant begin, base::Instant now) {
  sla::Question question;
  question.zone = site.rules.zone;
  question.period = {question.zone.local_date(begin), question.zone.local_date(now)};
  question.by = dimensions(incidents);
  question.urgency = site.mappings.tracker.urgency;
  question.compares = false;
  question.now = now;
  sla::Statistics statistics(std::move(question));
  for (const auto& incident : incidents) statistics.add(incident.record, incident.judged);
  return statistics.report();
}

base::Status write_report(const std::string& folder, const service::Site& site, const sla::Report& report,
                          const messages::Speaker& speaker) {
  render::ReportView view;
  view.report = report;
  for (const auto& [id, client] : site.mappings.clients.all) view.clients[id] = client.name;
  const std::string url = site.settings.tracker.url;
  view.link = [url](base::IssueId id) { return url + "/issues/" + base::to_string(id); };
  for (const auto& [name, text] : {std::pair{"/report.html", render::report_html(view, speaker)},
                                   std::pair{"/report.csv", render::report_csv(view)},
                                   std::pair{"/report.json", render::report_json(view) + "\n"}}) {
    if (auto done = service::write_private_file(folder + name, text); !done.ok()) return done;
  }
  return {};
}

}  // namespace estafeta::trial
