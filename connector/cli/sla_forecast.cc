#include <CLI/CLI.hpp>
#include <memory>

#include "connector/cli/command_line.h"
#include "connector/cli/incidents.h"
#include "connector/cli/sla_commands.h"
#include "connector/service/incidents/reports.h"

namespace estafeta::cli {

namespace {

int forecast(const App& app, std::int64_t hours) {
  // Open incidents are always read; closed ones are not needed.
  const auto since = [](const service::Site&, base::Instant now) { return now; };
  return with_incidents(app, since, [&](Incidents& incidents) {
    const auto view = service::make_forecast(incidents.site, incidents.tracker.reader, incidents.archive,
                                             std::chrono::hours(hours), incidents.now);
    if (!view) return fail_by_store(app, incidents.site, view.error(), incidents.speaker);
    app.out << (app.json() ? render::forecast_json(*view) + "\n"
                           : render::forecast_text(*view, incidents.speaker));
    return int{kOk};
  });
}

}  // namespace

void add_sla_forecast(CLI::App& group, App& app) {
  auto hours = std::make_shared<std::int64_t>(24);
  auto* command =
      group.add_subcommand("forecast", "what will breach next if nothing happens, and who holds it");
  add_whole_number(*command, "--hours", *hours, {1, 8784}, "how many hours ahead to look");
  command->callback([&app, hours] {
    app.formats = {"text", "json"};
    app.run = [&app, hours] { return forecast(app, *hours); };
  });
}

}  // namespace estafeta::cli
