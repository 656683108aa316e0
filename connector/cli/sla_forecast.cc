#include <CLI/CLI.hpp>
#include <memory>

#include "connector/cli/incidents.h"
#include "connector/cli/sla_commands.h"
#include "connector/service/reports.h"

namespace estafeta::cli {

namespace {

int forecast(const App& app, int hours) {
  // What is open is read anyway.
  const auto since = [](const service::Site&, base::Instant now) { return now; };
  return with_incidents(app, since, [&](Incidents& incidents) {
    const auto view = service::make_forecast(incidents.site, incidents.tracker, incidents.archive,
                                             std::chrono::hours(hours), incidents.now);
    if (!view) return fail(app, view.error(), incidents.speaker);
    app.out << (app.json() ? render::forecast_json(*view) + "\n"
                           : render::forecast_text(*view, incidents.speaker));
    return int{kOk};
  });
}

}  // namespace

void add_sla_forecast(CLI::App& group, App& app) {
  auto hours = std::make_shared<int>(24);
  auto* command =
      group.add_subcommand("forecast", "what will breach next if nothing happens, and who holds it");
  command->add_option("--hours", *hours, "how far to look")
      ->capture_default_str()
      ->check(CLI::Range(1, 8784));
  command->callback([&app, hours] { app.run = [&app, hours] { return forecast(app, *hours); }; });
}

}  // namespace estafeta::cli
