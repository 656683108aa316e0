#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>

#include "connector/cli/command_line.h"
#include "connector/cli/incidents.h"
#include "connector/cli/sla_commands.h"
#include "connector/render/report/report_csv.h"
#include "connector/render/report/report_html.h"
#include "connector/render/report/report_json.h"
#include "connector/render/report/report_text.h"
#include "connector/service/incidents/reports.h"
#include "connector/service/site/known.h"

namespace estafeta::cli {

namespace {

struct ReportFlags {
  PeriodFlags period;
  std::string client;
  std::string by;
  bool tasks = false;
  std::string out;
  double goal = 0;
};

base::Result<std::vector<sla::Dimension>> read_dimensions(const std::string& list) {
  std::vector<sla::Dimension> all;
  std::istringstream words(list);
  for (std::string word; std::getline(words, word, ',');) {
    if (word == "clock") continue;  // always apart
    const auto dimension = sla::dimension_from(word);
    const bool twice = dimension && std::find(all.begin(), all.end(), *dimension) != all.end();
    if (!dimension || twice) {
      return base::fail(
          base::Code::invalid_argument,
          base::Phrase(twice ? "report.dimension_twice" : "report.bad_dimension", {{"text", word}}));
    }
    all.push_back(*dimension);
  }
  return all;
}

base::Result<service::ReportRequest> read_request(const ReportFlags& flags, base::Date today) {
  const auto period = read_period(flags.period, today);
  if (!period) return base::fail(period.error());
  const auto by = read_dimensions(!flags.by.empty() ? flags.by : flags.tasks ? "department" : "client");
  if (!by) return base::fail(by.error());
  service::ReportRequest request{
      *period, *by, flags.client, {}, flags.tasks ? model::Kind::task : model::Kind::incident};
  if (flags.goal > 0) request.goal = static_cast<int>(flags.goal * 10 + 0.5);
  return request;
}

std::string worded(const App& app, const render::ReportView& view, const messages::Speaker& speaker) {
  if (app.format == "html") return render::report_html(view, speaker);
  if (app.format == "csv") return render::report_csv(view);
  if (app.json()) return render::report_json(view) + "\n";
  return render::report_text(view, speaker);
}

int print(const App& app, const std::string& file, const std::string& text,
          const messages::Speaker& speaker) {
  if (file.empty()) {
    app.out << text;
    return kOk;
  }
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (out) return kOk;
  fail(app, {base::Code::failed_precondition, base::Phrase("report.cannot_write", {{"file", file}})},
       speaker);
  return kWrongUse;
}

int report(const App& app, const ReportFlags& flags) {
  const auto request_of = [&flags](const service::Site& site, base::Instant now) {
    return read_request(flags, site.rules.zone.local_date(now));
  };
  const auto since = [&](const service::Site& site, base::Instant now) -> base::Result<base::Instant> {
    const auto request = request_of(site, now);
    if (!request) return base::fail(request.error());
    if (!flags.client.empty()) {
      if (auto known = service::known_client(site, flags.client); !known.ok())
        return base::fail(std::move(known));
    }
    return service::needed_since(site, request->period, request->kind);
  };
  return (flags.tasks ? with_tasks : with_incidents)(app, since, [&](Incidents& incidents) {
    const auto request = request_of(incidents.site, incidents.now);
    if (!request) return fail(app, request.error(), incidents.speaker);
    const auto view =
        service::make_report(incidents.site, incidents.tracker, incidents.archive, *request, incidents.now);
    if (!view) return fail_by_store(app, incidents.site, view.error(), incidents.speaker);
    return print(app, flags.out, worded(app, *view, incidents.speaker), incidents.speaker);
  });
}

}  // namespace

void add_sla_report(CLI::App& group, App& app) {
  auto flags = std::make_shared<ReportFlags>();
  auto* command =
      group.add_subcommand("report", "statistics of a month and its breaches: text, json, csv, html");
  command->add_option("--client", flags->client,
                      "only this client, by its id in clients.yaml (default: all)");
  command->add_option("--month", flags->period.month, "2026-10 (default: the last full month)");
  command->add_option("--from", flags->period.from, "first day, 2026-10-01, instead of a month");
  command->add_option("--to", flags->period.to, "last day (default: today)");
  command->add_option(
      "--by", flags->by,
      "group by any of client, contract, department, priority, category, month, tracker (default: client; of "
      "tasks department)");
  command->add_flag("--tasks", flags->tasks,
                    "of tasks instead of incidents: the times that departments promise one another (`ola` in "
                    "departments.yaml)");
  add_percent(*command, "--goal", flags->goal, "compliance aimed at in percent, a line in the chart");
  command->add_option("--out", flags->out, "write it to this file");
  command->callback([&app, flags] {
    app.formats = {"text", "json", "csv", "html"};
    app.run = [&app, flags] { return report(app, *flags); };
  });
}

}  // namespace estafeta::cli
